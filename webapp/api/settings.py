"""`/settings`: what holds for the whole workspace."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from engine import audit, clock, workspaces
from engine.audience import timetable
from engine.delivery import prune
from engine.guard import push_origins
from engine.store.db import Tx
from journeys import zones
from webapp.api.documents import (
    EVENT_TYPE,
    LANGUAGE,
    EventTypeBody,
    Flag,
    SoundBody,
    Words,
)
from webapp.api.problem import invalid
from webapp.api.room import Room, caller, check_tag, database, ports, tagged, workspace

room = Room("settings", "What holds for the whole workspace")
Answer = tuple[dict[str, Any], dict[str, str]]

_TIME = validate.Regexp(
    re.compile(r"^([01]\d|2[0-3]):[0-5]\d(?!\n)$"), error="is no time such as 22:00"
)
_END = validate.Regexp(
    re.compile(r"^(([01]\d|2[0-3]):[0-5]\d|24:00)(?!\n)$"), error="is no time such as 22:00"
)
_COLOR = validate.Regexp(
    re.compile(r"^#[0-9a-fA-F]{6}(?!\n)$"), error="is no colour such as #2563eb"
)
_DOMAIN = validate.Regexp(
    re.compile(r"^[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63}){0,8}(:[0-9]{1,5})?(?!\n)$"),
    error="is no domain such as shop.example, in lower case, without https://",
)
_ICON = validate.Regexp(re.compile(r"^(https?://[^\s\\]+|/[^\s\\]*)(?!\n)$"), error="is no URL")
_CONTACT = validate.Regexp(
    re.compile(r"^(mailto:[^\s@]+@[^\s@]+|https://[^\s\\]+)(?!\n)$"),
    error="is no mailto: or https: URL",
)


def _zone(name: str) -> None:
    if zones.normalise(name) is None:
        raise ValidationError("is no time zone such as Europe/Berlin")


def _origin(text: str) -> None:
    try:
        push_origins([] if text == "*" else [text])
    except ValueError:
        raise ValidationError('is no origin such as https://shop.example, nor "*"') from None


class Cap(Schema):
    """How many messages a person gets at most; null is no limit, what is left out stays."""

    per_day = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, 1000))
    per_5_minutes = fields.Integer(strict=True, allow_none=True, validate=validate.Range(0, 1000))


class QuietHours(Schema):
    """From when until when, in the person's own zone; over midnight too."""

    from_ = fields.String(required=True, data_key="from", attribute="from", validate=_TIME)
    to = fields.String(required=True, validate=_TIME)


class OpeningBody(Schema):
    """Open on a day of the week; an end of 00:00 or 24:00 is midnight."""

    day = fields.String(required=True, validate=validate.OneOf(timetable.DAYS))
    from_ = fields.String(required=True, data_key="from", attribute="from", validate=_TIME)
    to = fields.String(required=True, validate=_END)


def _timetable(written: list[dict[str, str]] | None) -> None:
    read = timetable.read(written)
    if isinstance(read, timetable.Unreadable):
        raise ValidationError(f"{read.path} {read.message}".strip())


class SettingsBody(Schema):
    """What is to change; the rest stays."""

    push_enabled = Flag()
    identity_verification = Flag()
    timezone = fields.String(validate=[validate.Length(1, zones.LONGEST), _zone])
    default_language = fields.String(validate=LANGUAGE)
    name = Words(200, required=False)
    icon = fields.String(allow_none=True, validate=[validate.Length(1, 2048), _ICON])
    color = fields.String(validate=_COLOR)
    fallback_message = Words(
        200,
        metadata={"description": "Shown for a push whose own words cannot be read."},
    )
    sound = fields.Nested(
        SoundBody,
        metadata={"description": "Of pushes that say nothing of it, nor does their category."},
    )
    domains = fields.List(fields.String(validate=_DOMAIN), validate=validate.Length(max=50))
    allowed_origins = fields.List(fields.String(validate=_origin), validate=validate.Length(max=50))
    frequency_cap = fields.Nested(Cap)
    quiet_hours = fields.Nested(QuietHours, allow_none=True)
    default_timetable = fields.List(
        fields.Nested(OpeningBody), allow_none=True, validate=_timetable,
        metadata={"description": "When people who made none of their own take messages."},
    )  # fmt: skip
    event_types = fields.Dict(
        keys=fields.String(validate=EVENT_TYPE),
        values=fields.Nested(EventTypeBody),
        validate=validate.Length(max=100),
        metadata={"description": "Names and defaults of what push resources name as `event_type`."},
    )
    managers_receive_all = Flag()
    popup_back_off_days = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 365)),
        validate=validate.Length(1, 10),
        metadata={"description": "after the first refusal of a popup, the second, … and all later"},
    )
    contact = fields.String(validate=[validate.Length(1, 500), _CONTACT])


class KeptItem(Schema):
    """How many days something is kept; set for the whole installation."""

    inbox_days = fields.Integer(required=True, metadata={"description": "items in people's bells"})
    ended_days = fields.Integer(
        required=True,
        metadata={"description": "popups, webhook calls and lost devices after their end"},
    )


class SettingsItem(SettingsBody):
    """All settings, the key with which browsers subscribe, and what should be looked at."""

    vapid_public_key = fields.String(required=True)
    warnings = fields.List(fields.String(), required=True)
    kept = fields.Nested(KeptItem, required=True)


@room.route("GET", "/settings", "read", answers=SettingsItem)
def get_settings() -> Answer:
    """All settings."""
    with database().read() as tx:
        return _shown(tx, workspaces.settings(tx, workspace()))


@room.route(
    "PATCH", "/settings", "settings", body=SettingsBody, answers=SettingsItem, problems=(412,)
)
def change_settings(body: dict[str, Any]) -> Answer:
    """Change some of them."""
    if "name" in body and not body["name"].strip():
        invalid([("name", "must not be blank")])
    if "timezone" in body:
        body["timezone"] = zones.normalise(body["timezone"])

    def change(tx: Tx) -> Answer:
        workspaces.lock(tx, workspace())
        before = workspaces.settings(tx, workspace())
        check_tag(_version(before))
        if "frequency_cap" in body:
            body["frequency_cap"] = {**(before["frequency_cap"] or {}), **body["frequency_cap"]}
        after = workspaces.change_settings(tx, workspace(), body)
        changed = sorted(name for name in body if before[name] != after[name])
        if changed:
            audit.record(
                tx, workspace(), caller().who, "settings.changed", workspace(), fields=changed
            )
        return _shown(tx, after)

    return database().run(change)


def _shown(tx: Tx, settings: dict[str, Any]) -> Answer:
    _, public = workspaces.vapid_public_key(tx, workspace())
    days = {"inbox_days": ports().settings.inbox_days, "ended_days": prune.KEPT // clock.DAY}
    shown = {
        **settings, "vapid_public_key": public, "warnings": _warnings(settings), "kept": days,
    }  # fmt: skip
    return shown, tagged(_version(settings))


def _warnings(settings: dict[str, Any]) -> list[str]:
    told = {
        "Anybody can claim to be any user: identity verification is off.": (
            not settings["identity_verification"]
        ),
        "No push is sent: pushes are off.": not settings["push_enabled"],
        "Set a contact: push services want an address where they can reach you.": (
            settings["contact"] == workspaces.CONTACT
        ),
    }
    return [text for text, holds in told.items() if holds]


def _version(settings: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:16]
