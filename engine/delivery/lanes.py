"""The ways out, ready to run: pushes, campaigns and webhooks, and upkeep.

The pushes of campaigns go out behind those of journeys: in a lane of their own, which takes what
journeys have to say first, and paces each push host by itself, so that what it is turned away for
keeps nobody else waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
import structlog

from engine import clock
from engine.audience.tokens import Signer as TokenSigner
from engine.campaigns import course, taking
from engine.campaigns import lane as campaigns
from engine.delivery import endpoint_calls
from engine.delivery.call_rows import OF_JOURNEYS, unheld
from engine.delivery.claim import Take
from engine.delivery.deliver import Delivery
from engine.delivery.pace import Paces
from engine.delivery.providers import webhook
from engine.delivery.providers.apns import Apns, ProviderTokens
from engine.delivery.providers.fcm import FCM, Fcm
from engine.delivery.providers.oauth import LIMITS as SIGN_IN_LIMITS
from engine.delivery.providers.oauth import SIGN_IN, Access
from engine.delivery.providers.provider import Call, Provider, Push
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webhook import WebhookProvider
from engine.delivery.providers.webpush import WebPush
from engine.delivery.prune import PAUSE, prune
from engine.delivery.senders import Senders
from engine.delivery.settle import reap
from engine.delivery.webhooks import Webhooks
from engine.guard import app_origins, push_origins, webhook_origins
from engine.settings import INBOX_DAYS
from engine.store import outbox
from engine.store.db import Database, Tx
from engine.store.tables import message
from engine.vapid import Signer as VapidSigner

logger = structlog.get_logger("engine.delivery")

PUSH, WEBHOOK, CAMPAIGN = "push", "webhook", "campaign"
LANES = frozenset({PUSH, WEBHOOK, CAMPAIGN})
STEPS = (PUSH, WEBHOOK)
"""The lanes into which a shard's step writes."""


@dataclass(frozen=True, slots=True)
class Outside:
    """The providers of one process: the real ones, or their in-memory twins."""

    pushes: Provider[Push]
    calls: Provider[Call]


@dataclass(frozen=True, slots=True)
class AppOrigins:
    """What the operator puts in the place of Firebase and of Apple's servers; None: themselves."""

    fcm: str | None = None
    apns: str | None = None


def real(
    push_hosts: Iterable[str], webhook_hosts: Iterable[str], apps: AppOrigins = AppOrigins()
) -> Outside:
    """The network, behind the guard; the lists are origins the operator allows besides."""
    now, allowed = clock.now, app_origins(each for each in (apps.fcm, apps.apns) if each)
    access = Access(
        Transport(SIGN_IN_LIMITS), f"{apps.fcm}/token" if apps.fcm else SIGN_IN, allowed, now
    )
    return Outside(
        PushProvider(
            Transport(),
            WebPush(push_origins(push_hosts), VapidSigner(now), now),
            Fcm(access, allowed, now, apps.fcm or FCM),
            Apns(ProviderTokens(now), allowed, now, apps.apns),
        ),
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
    _campaigns: Delivery = field(init=False)
    _webhooks: Webhooks = field(init=False)
    _prune_at: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self._push = self._delivery(campaigns.of_journeys)
        self._campaigns = self._delivery(campaigns.Campaigns().take)
        self._webhooks = Webhooks(self.database, self.outside.calls, self.master_key, self.rang)

    def _delivery(self, take: Take) -> Delivery:
        return Delivery(
            self.database,
            self.outside.pushes,
            TokenSigner(self.master_key),
            self.master_key,
            Senders(self.base_url),
            Paces(),
            self.rang,
            take,
        )

    def deliver(self, lane: str) -> bool:
        """One turn of a lane; True when there may be more."""
        if lane == WEBHOOK:
            return self._webhooks.deliver()
        if lane == PUSH:
            return self._push.deliver()
        more = taking.advance(self.database, self.base_url)
        return self._campaigns.deliver() or more

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
        PUSH: sa.and_(outbox.WAITING, message.c.due_at <= now),
        WEBHOOK: sa.and_(OF_JOURNEYS, unheld(now)),
    }
    found = [
        lane
        for lane, condition in may_go.items()
        if tx.execute(sa.select(sa.exists().where(condition))).scalar()
        or (lane == WEBHOOK and endpoint_calls.due(tx))
    ]
    return [*found, CAMPAIGN] if course.due(tx) or campaigns.due(tx) else found
