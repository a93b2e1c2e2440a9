"""What a message says, to whom: its document, its language, and what its templates see."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from engine.audience import content as words
from engine.campaigns.lane import Taken
from engine.delivery import trial
from engine.delivery.senders import Sender
from engine.store.outbox_rows import Message, Profile


def resource(message: Message, sender: Sender, taken: Taken) -> Mapping[str, Any] | None:
    """A push resource, a draft that is tried, or a campaign's document; None where it is gone."""
    if message.campaign_id is not None:
        said = taken.said.get(message.campaign_id)
        return None if said is None else said.document
    return trial.resource(message.trial, sender.resources.get(message.push))


def language(message: Message, row: Profile | None) -> str | None:
    return trial.language(message.trial, row.language if row else None)


def context(message: Message, sender: Sender, row: Profile | None) -> Mapping[str, object]:
    """What templates see."""
    event = json.loads(message.event) if message.event else {}
    person: dict[str, Any] = {
        "user_id": row.user_id if row else None,
        "language": language(message, row),
        "traits": json.loads(row.traits) if row else {},
        "markers": json.loads(row.markers) if row else {},
    }
    return {"person": person, "event": event, "workspace": {"name": sender.site.name}}


def source(
    message: Message, document: Mapping[str, Any] | None, sender: Sender, row: Profile | None
) -> str | None:
    """Whom it is from, rendered as the message will be; asked only of those who muted anybody."""
    if not document or not document.get("source"):
        return None
    return words.source_of(document, context(message, sender, row))
