"""The ways out, ready to run: pushes and webhooks, each with a provider of its own, and upkeep."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from engine import clock
from engine.audience.tokens import Signer as TokenSigner
from engine.delivery import endpoint_calls
from engine.delivery.call_rows import OF_JOURNEYS, unheld
from engine.delivery.deliver import Delivery
from engine.delivery.pace import Paces
from engine.delivery.providers import webhook
from engine.delivery.providers.provider import Call, Outgoing, Provider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webhook import WebhookProvider
from engine.delivery.providers.webpush import WebPushProvider
from engine.delivery.prune import PAUSE, prune
from engine.delivery.senders import Senders
from engine.delivery.settle import reap
from engine.delivery.webhooks import Webhooks
from engine.guard import push_origins, webhook_origins
from engine.settings import INBOX_DAYS
from engine.store.db import Database, Tx
from engine.store.tables import message
from engine.vapid import Signer as VapidSigner

logger = structlog.get_logger("engine.delivery")

PUSH, WEBHOOK = "push", "webhook"
LANES = frozenset({PUSH, WEBHOOK})


@dataclass(frozen=True, slots=True)
class Outside:
    """The providers of one process: the real ones, or their in-memory twins."""

    pushes: Provider[Outgoing]
    calls: Provider[Call]


def real(push_hosts: Iterable[str], webhook_hosts: Iterable[str]) -> Outside:
    """The network, behind the guard; the lists are origins the operator allows besides."""
    return Outside(
        WebPushProvider(Transport(), push_origins(push_hosts), VapidSigner(clock.now), clock.now),
        WebhookProvider(Transport(webhook.LIMITS), webhook_origins(webhook_hosts), clock.now),
    )


@dataclass(slots=True)
class Lanes:
    """What workers run. `rang` is told the shards that have results to work on.

    `inbox_days` is how long an item stays in its person's bell.
    """

    database: Database
    outside: Outside
    master_key: bytes = field(repr=False)
    base_url: str
    rang: Callable[[set[int]], None]
    inbox_days: int = INBOX_DAYS
    _push: Delivery = field(init=False)
    _webhooks: Webhooks = field(init=False)
    _prune_at: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._push = Delivery(
            self.database,
            self.outside.pushes,
            TokenSigner(self.master_key),
            self.master_key,
            Senders(self.base_url),
            Paces(),
            self.rang,
        )
        self._webhooks = Webhooks(self.database, self.outside.calls, self.master_key, self.rang)

    def deliver(self, lane: str) -> bool:
        """One turn of a lane; True when there may be more."""
        return self._webhooks.deliver() if lane == WEBHOOK else self._push.deliver()

    def due(self) -> list[str]:
        """The lanes with something that may go now."""
        with self.database.read() as tx:
            return due_lanes(tx)

    def maintain(self) -> None:
        """Free the sends of claimers that died, until none is left; delete what is long over.

        Raises nothing: whoever calls it has to tell that this process lives.
        """
        for upkeep in (self._reap, self._prune):
            try:
                upkeep()
            except Exception:
                logger.exception("lanes.upkeep_failed", upkeep=upkeep.__name__)

    def _reap(self) -> None:
        while self.database.run(reap):
            pass

    def _prune(self) -> None:
        """One transaction an hour, or one each time while there is more."""
        with self.database.read() as tx:
            now = tx.now()
        if now >= self._prune_at and not self.database.run(prune, self.inbox_days):
            self._prune_at = now + PAUSE


def due_lanes(tx: Tx) -> list[str]:
    """The lanes with messages or calls whose time has come."""
    now = tx.now()
    may_go = {
        PUSH: sa.and_(message.c.state == "pending", message.c.due_at <= now),
        WEBHOOK: sa.and_(OF_JOURNEYS, unheld(now)),
    }
    return [
        lane
        for lane, condition in may_go.items()
        if tx.execute(sa.select(sa.exists().where(condition))).scalar()
        or (lane == WEBHOOK and endpoint_calls.due(tx))
    ]
