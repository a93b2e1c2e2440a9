"""Deliver: claim, compose, send, settle, until nothing waits or the turn is over.

No transaction is open while a request is under way. Claims are taken as the provider has room, so
that none waits long between its commit and its request; receipts are settled as they come. One
failure ends nothing but its own: what is under way is answered, what was answered is settled.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import structlog
from sqlalchemy.exc import SQLAlchemyError

from engine import clock, workspaces
from engine.audience import content as words
from engine.audience import inbox
from engine.audience.content import Content, Recipient, Refused
from engine.audience.reports import send_id
from engine.audience.tokens import Signer
from engine.campaigns.lane import of_journeys
from engine.delivery import native
from engine.delivery.claim import Claimed, Looked, Take, claim
from engine.delivery.compose import Stamp, declares, payload
from engine.delivery.pace import Paces, place_of
from engine.delivery.providers.provider import (
    Answer,
    NotSent,
    Outgoing,
    Provider,
    Push,
    Receipt,
    Rejected,
    Urgency,
)
from engine.delivery.senders import Senders
from engine.delivery.settle import Outcome, settle
from engine.native_keys import Credentials
from engine.store.db import Database, Tx
from engine.store.outbox_rows import Key, Sending
from engine.vapid import VapidKey

logger = structlog.get_logger("engine.delivery")

TURN = 5  # claims in one turn: then the hint goes to the end of the queue
SETTLED_AT_ONCE = 100
OPENED = 1_000  # credentials remembered; beyond that the memory starts anew
URGENCIES: dict[str, Urgency] = {
    "very-low": "very-low", "low": "low", "normal": "normal", "high": "high"
}  # fmt: skip


@dataclass(slots=True)
class Delivery:
    """A lane of pushes; one for a process, its turns may run in several threads.

    `take` says which messages are claimed in it: those of journeys, or of campaigns too.
    """

    database: Database
    provider: Provider[Push]
    signer: Signer
    master_key: bytes = field(repr=False)
    senders: Senders
    paces: Paces
    rang: Callable[[set[int]], None]  # shards that have a result to work on
    take: Take = of_journeys
    _keys: dict[str, dict[str, VapidKey]] = field(default_factory=dict)
    _apps: dict[str, Credentials] = field(default_factory=dict)  # opened, by id

    def deliver(self) -> bool:
        """Work on up to five claims; True when there may be more."""
        turn = _Turn(self)
        try:
            for outgoing, receipt, answer in self.provider.send(turn.outgoing()):
                turn.ended(outgoing.id, receipt, answer)
        finally:
            turn.finish()
        turn.complain()
        return turn.more

    def key(self, sending: Sending, workspace_id: str) -> VapidKey | None:
        """The key with which this device subscribed."""
        for fresh in (False, True):
            if fresh or workspace_id not in self._keys:
                with self.database.read() as tx:
                    self._keys[workspace_id] = workspaces.vapid_keys(
                        tx, workspace_id, self.master_key
                    )
            keys = self._keys[workspace_id]
            if sending.vapid_key_id is None:
                return next(reversed(keys.values()), None)
            if sending.vapid_key_id in keys:
                return keys[sending.vapid_key_id]
        return None

    def app(self, one: Claimed) -> Credentials | None:
        """What the workspace sends to this kind of app with, as of the claim."""
        kept = one.sender.apps.get(one.sending.kind)
        if kept is None:
            return None
        if kept.id not in self._apps:
            if len(self._apps) >= OPENED:
                self._apps.clear()
            self._apps[kept.id] = kept.open(self.master_key)
        return self._apps[kept.id]


class _Turn:
    """One turn: what is under way, and what has ended but is not settled."""

    def __init__(self, delivery: Delivery) -> None:
        self._delivery = delivery
        self._under_way: dict[str, Claimed] = {}
        self._ended: dict[str, list[Outcome]] = defaultdict(list)
        self._unsettled = 0
        self._failed: list[tuple[str, list[Outcome]]] = []  # what could not be settled at first
        self._errors: dict[str, Exception] = {}
        self._contents: dict[Key, Content] = {}  # what is in the bell is in words already
        self._claimed_at = (0, 0.0)  # by the database's clock, and by the monotonic one
        self.more = False

    def now(self) -> int:
        """The time by the database's clock, counted on from the last claim."""
        at, since = self._claimed_at
        return at + int((clock.monotonic() - since) * clock.SECOND)

    def outgoing(self) -> Iterator[Push]:
        """Claim as the provider takes; what cannot be composed ends here."""
        for _ in range(TURN):
            try:
                claimed, looked = self._delivery.database.run(self._claim)
            except Exception as error:
                # Raised here it would drop the requests that are under way.
                self._errors["claim"] = error
                return
            self.more = looked.full and (looked.moved or self.more)
            for one in claimed:
                made = self._made(one)
                if isinstance(made, Rejected | NotSent):
                    self._note(one, made, None)
                else:
                    self._under_way[made.id] = one
                    yield made
            if not looked.full:
                return

    def ended(self, id_: str, receipt: Receipt, answer: Answer) -> None:
        one = self._under_way.pop(id_)
        if one.sending.endpoint and not isinstance(receipt, NotSent):
            self._delivery.paces.told(_place(one.sending), receipt, self.now())
        said = None if answer.status is None else f"{answer.status} {answer.body}".strip()[:500]
        self._note(one, receipt, said)

    def finish(self) -> None:
        """Settle all that has ended, and once more what could not be settled before."""
        self._flush()
        again, self._failed = self._failed, []
        self._errors.pop("settle", None)
        for token, outcomes in again:
            self._settle(token, outcomes)

    def complain(self) -> None:
        """Raise what failed, now that everything else is done."""
        for error in self._errors.values():
            raise error

    def _flush(self) -> None:
        for token, outcomes in self._ended.items():
            for start in range(0, len(outcomes), SETTLED_AT_ONCE):
                self._settle(token, outcomes[start : start + SETTLED_AT_ONCE])
        self._ended.clear()
        self._unsettled = 0

    def _claim(self, tx: Tx) -> tuple[list[Claimed], Looked]:
        delivery = self._delivery
        now = tx.now()
        self._claimed_at = (now, clock.monotonic())
        delivery.paces.learn(tx, now)
        claimed, looked = claim(
            tx,
            delivery.senders,
            lambda one: delivery.paces.gate(_place(one), self.now()),
            delivery.take,
        )
        self._contents = inbox.contents(tx, (one.message.key for one in claimed))
        return claimed, looked

    def _made(self, one: Claimed) -> Push | Rejected | NotSent:
        """The request, or why there is none: a resource may break what composes it."""
        try:
            return self._compose(one)
        except SQLAlchemyError as error:
            logger.warning("send.key_unread", message=one.message.id, error=type(error).__name__)
            return NotSent("database")
        except Exception as error:
            logger.exception("send.compose_failed", message=one.message.id)
            return Rejected("compose_failed", type(error).__name__)

    def _compose(self, one: Claimed) -> Push | Rejected:
        """The encrypted message is made by the provider; here it is put into words."""
        content = self._contents.get(one.message.key) or words.compose(
            one.resource, one.sender.site, Recipient(one.language, one.context)
        )
        if isinstance(content, Refused):
            return Rejected(content.code, content.detail)
        stamp = self._stamp(one, send_id(one.message.id, one.sending.device_id))
        if one.sending.kind == "web":
            return self._for_browser(one, content, stamp)
        return self._for_app(one, content, stamp)

    def _for_app(self, one: Claimed, content: Content, stamp: Stamp) -> Push | Rejected:
        credentials = self._delivery.app(one)
        if credentials is None:
            return Rejected("no_credentials", f"{one.sending.kind} is not set up here")
        letter = native.Letter(
            id=f"{one.token}:{stamp.send_id}",
            token=one.sending.endpoint or "",
            content=content,
            site=one.sender.site,
            stamp=stamp,
            ttl=one.ttl,
            urgency=_urgency(one),
            now=self.now() // clock.SECOND,
        )
        made = native.push(letter, credentials)
        return Rejected(made.code, made.detail) if isinstance(made, Refused) else made

    def _for_browser(self, one: Claimed, content: Content, stamp: Stamp) -> Outgoing | Rejected:
        key = self._delivery.key(one.sending, one.message.workspace_id)
        if key is None:
            return Rejected("no_vapid_key", "the key this device subscribed with is gone")
        declared = declares(content, one.sending.endpoint or "")
        body = payload(content, one.sender.site, stamp, declared=declared)
        if isinstance(body, Refused):
            return Rejected(body.code, body.detail)
        return Outgoing(
            id=f"{one.token}:{stamp.send_id}",
            endpoint=one.sending.endpoint or "",
            p256dh=one.sending.p256dh or "",
            auth=one.sending.auth or "",
            payload=body,
            ttl=one.ttl,
            urgency=_urgency(one),
            topic=None,
            vapid=key,
            declarative=declared,
        )

    def _stamp(self, one: Claimed, name: str) -> Stamp:
        signer, sending = self._delivery.signer, one.sending
        token = signer.send(one.message.workspace_id, name)
        mark = signer.mark(sending.device_id, sending.epoch)
        return Stamp(name, token, one.message.id, self.now() // 1000, mark)

    def _note(self, one: Claimed, receipt: Receipt, said: str | None) -> None:
        sending = one.sending
        outcome = Outcome(
            one.message.key,
            sending.device_id,
            receipt,
            said,
            sending.endpoint,
            _place(sending),
        )
        self._ended[one.token].append(outcome)
        self._unsettled += 1
        if self._unsettled >= SETTLED_AT_ONCE:
            self._flush()

    def _settle(self, token: str, outcomes: list[Outcome]) -> None:
        """Whoever cannot be settled twice is found by the reaper, as after a crash."""
        delivery = self._delivery
        try:
            delivery.rang(delivery.database.run(settle, token, outcomes))
            if delivery.paces.news:
                delivery.database.run(_share, delivery.paces)
        except Exception as error:
            logger.exception("send.settle_failed", sends=len(outcomes))
            self._failed.append((token, outcomes))
            self._errors["settle"] = error


def _urgency(one: Claimed) -> Urgency:
    return URGENCIES.get(str(one.resource.get("urgency")), "normal")


def _place(sending: Sending) -> str:
    return place_of(sending.workspace_id, sending.kind, sending.endpoint or "")


def _share(tx: Tx, paces: Paces) -> None:
    paces.share(tx, tx.now())
