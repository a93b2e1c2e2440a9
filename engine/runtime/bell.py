"""Items in the bell: what a push makes (P1), in the words that its devices get too (P2), and what
a journey puts there without a push."""

from __future__ import annotations

from typing import Any

import structlog

from engine.audience import inbox
from engine.audience.content import Content, Recipient, Refused, Site, compose
from engine.runtime.effects import Wanted
from engine.runtime.published import Document
from engine.store.outbox_rows import Key
from journeys.decision import AddToInbox, SendPush

Saying = Wanted[SendPush] | Wanted[AddToInbox]

logger = structlog.get_logger("engine.runtime")


def item(
    key: Key, wanted: Wanted[SendPush], document: Document | None, site: Site, now: int
) -> list[tuple[Any, ...]]:
    """The row of her item, by `inbox.COLUMNS`; none where the resource wants none.

    What cannot be put into words makes none either: the delivery says why it is not sent.
    """
    if document is None or document.get("inbox") is False:
        return []
    return _said(key, wanted, document, site, now)


def added(
    key: Key, wanted: Wanted[AddToInbox], document: Document | None, site: Site, now: int
) -> list[tuple[Any, ...]]:
    """The row of an item without a push, also of a resource that wants none with one."""
    rows = [] if document is None else _said(key, wanted, document, site, now)
    if not rows:
        run, push = wanted.ride.run.id, wanted.effect.push
        logger.warning("inbox.not_added", item=key[1], run=run, push=push)
    return rows


def _said(
    key: Key, wanted: Saying, document: Document, site: Site, now: int
) -> list[tuple[Any, ...]]:
    try:
        content = compose(document, site, _recipient(wanted, site))
    except Exception:
        # One resource that breaks what composes it must not stop the shard.
        logger.exception("inbox.compose_failed", message=key[1], push=wanted.effect.push)
        return []
    match content:
        case Refused():
            return []
        case Content():
            living = wanted.living
            return [(*key, living.workspace_id, living.id, inbox.kept(content), now)]


def _recipient(wanted: Saying, site: Site) -> Recipient:
    """What templates see, as the claim shows it."""
    living, event = wanted.living, wanted.ride.run.event
    person = {
        "user_id": living.user_id,
        "language": living.language,
        "traits": living.traits,
        "markers": living.markers,
    }
    happened = {} if event is None else {"name": event.name, "properties": event.properties}
    context = {"person": person, "event": happened, "workspace": {"name": site.name}}
    return Recipient(living.language, context)
