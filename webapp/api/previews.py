"""`…/preview` and `…/uses` of resources, and pushes to start from: what an editor asks for."""

from __future__ import annotations

from typing import Any

import msgspec
from marshmallow import Schema, fields, validate

from engine import previews, resources, uses
from engine.audience import names
from engine.audience.tokens import Signer
from engine.delivery.looks import Look, Looks
from engine.delivery.providers.encryption import LARGEST
from engine.previews import Sample, Shown
from engine.reports import people
from engine.resources import Fault, Kind
from engine.store.db import Tx
from journeys import samples
from webapp.api import gallery
from webapp.api.documents import LANGUAGE, PopupBody, PushBody, Words
from webapp.api.journey_try import Object
from webapp.api.problem import absent
from webapp.api.resources import categories, place, popups, push_resources
from webapp.api.room import Room, database, ports, workspace


class PushDraft(PushBody):
    """A push resource that is being written: key, name and title may be missing yet."""

    key = Words(64, load_default="")
    name = Words(200, load_default="")
    title = Words(1000, load_default="")


class PopupDraft(PopupBody):
    """A popup that is being written: key and title may be missing yet."""

    key = Words(64, load_default="")
    title = Words(200, load_default="")


def _language() -> fields.String:
    return fields.String(load_default=None, allow_none=True, validate=LANGUAGE)


class FaultItem(Schema):
    """What would hinder it from being saved; `path` such as `languages/de/title`."""

    path = fields.String(required=True)
    message = fields.String(required=True)


class PushPreviewBody(Schema):
    """A push as it is written now, and for whom: a person, or one with these traits.

    `language` goes before the person's own: that of the words to look at.
    """

    document = fields.Nested(PushDraft, required=True)
    person_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 64))
    language = _language()
    traits = Object(load_default=dict)
    event = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 200))
    properties = Object(load_default=dict)


class RefusedItem(Schema):
    """Why it would not be sent as it is."""

    code = fields.String(required=True)
    detail = fields.String(required=True)


class RenderedButton(Schema):
    """A button, rendered."""

    action = fields.String(required=True)
    title = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    reply = fields.Boolean(required=True)
    placeholder = fields.String(required=True, allow_none=True)


class RenderedContent(Schema):
    """A push rendered for one person."""

    title = fields.String(required=True)
    body = fields.String(required=True)
    url = fields.String(required=True, allow_none=True)
    icon = fields.String(required=True, allow_none=True)
    image = fields.String(required=True, allow_none=True)
    badge = fields.String(required=True, allow_none=True)
    actions = fields.List(fields.Nested(RenderedButton), required=True)
    require_interaction = fields.Boolean(required=True)
    silent = fields.Boolean(required=True)
    language = fields.String(required=True)
    dir = fields.String(required=True)
    source = fields.String(required=True, allow_none=True)
    source_name = fields.String(required=True, allow_none=True)


class LookItem(Schema):
    """What becomes of it in a browser: per field unused, shown, cut, varies or ignored."""

    browser = fields.String(required=True)
    verdicts = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    declared = fields.Boolean(required=True)
    bytes = fields.Integer(required=True)


class PushPreview(Schema):
    """`bytes` of `largest`, as rendered; where it does not fit, the message is cut."""

    content = fields.Nested(RenderedContent, required=True, allow_none=True)
    refused = fields.Nested(RefusedItem, required=True, allow_none=True)
    bytes = fields.Integer(required=True, allow_none=True)
    largest = fields.Integer(required=True)
    fits = fields.Boolean(required=True)
    looks = fields.List(fields.Nested(LookItem), required=True)
    problems = fields.List(fields.Nested(FaultItem), required=True)


class PopupPreviewBody(Schema):
    """A popup as it is written now, and a visitor's language."""

    document = fields.Nested(PopupDraft, required=True)
    language = _language()


class PopupPreview(Schema):
    """`content` is what the snippet draws."""

    content = fields.Dict(required=True)
    problems = fields.List(fields.Nested(FaultItem), required=True)


class UseItem(Schema):
    """What names it; `live`: it acts on people now. `id` is a key where `kind` is push or popup."""

    kind = fields.String(
        required=True, metadata={"enum": ["journey", "push", "popup", "segment", "campaign"]}
    )
    id = fields.String(required=True)
    name = fields.String(required=True)
    live = fields.Boolean(required=True)


class UseList(Schema):
    """Those that are live first."""

    items = fields.List(fields.Nested(UseItem), required=True)


class ReadyPush(Schema):
    """A push to start from."""

    purpose = fields.String(
        required=True, metadata={"enum": ["promotion", "invitation", "announcement", "alert"]}
    )
    document = fields.Nested(PushBody, required=True)


class ReadyPushes(Schema):
    """All of them, by purpose."""

    items = fields.List(fields.Nested(ReadyPush), required=True)


@push_resources.route(
    "POST", "/push-resources/preview", "read", body=PushPreviewBody, answers=PushPreview
)
def preview_push(body: dict[str, Any]) -> object:
    """Render and measure a push without saving or sending it; problems do not refuse it."""

    def shown(tx: Tx) -> Shown:
        signer = Signer(ports().settings.key)
        return previews.push(tx, place(), signer, body["document"], _sample(tx, body))

    with database().read() as tx:
        return _push(shown(tx))


@popups.route("POST", "/popups/preview", "read", body=PopupPreviewBody, answers=PopupPreview)
def preview_popup(body: dict[str, Any]) -> object:
    """A popup as a visitor's page would be given it, without saving or offering it."""
    with database().read() as tx:
        content, faults = previews.popup(tx, place(), body["document"], body["language"])
    return {"content": content, "problems": _faults(faults)}


@gallery.room.route("GET", "/gallery/pushes", "read", answers=ReadyPushes)
def list_ready_pushes() -> object:
    """Ready-made pushes to start from."""
    ready = samples.pushes()
    return {
        "items": [
            {"purpose": purpose, "document": PushBody().load(document)}
            for purpose, listed in ready.items()
            for document in listed
        ]
    }


def _uses(room: Room, path: str, kind: Kind) -> None:
    """The route that tells where a resource of this kind is used."""

    def list_uses(key: str) -> object:
        """What names it, before it is changed or taken away."""
        with database().read() as tx:
            found = resources.get(tx, workspace(), kind, key) or absent("resource")
            return {"items": uses.uses(tx, workspace(), found)}

    list_uses.__name__ = f"list_{kind}_uses"
    room.route("GET", f"/{path}/<key>/uses", "read", answers=UseList)(list_uses)


_uses(push_resources, "push-resources", "push")
_uses(popups, "popups", "popup")
_uses(categories, "categories", "category")


def _sample(tx: Tx, body: dict[str, Any]) -> Sample:
    who = None
    if body["person_id"] is not None:
        number = names.parsed(body["person_id"])
        found = None if number is None else people.find(tx, workspace(), number)
        who = found or absent("person")
    facts = {name: body[name] for name in ("language", "traits", "event", "properties")}
    return Sample(who, **facts)


def _push(shown: Shown) -> dict[str, object]:
    found: Looks | None = shown.looks
    refused = shown.refused or (found.refused if found else None)
    return {
        "content": None if shown.content is None else msgspec.to_builtins(shown.content),
        "refused": refused,
        "bytes": found.bytes if found else None,
        "largest": LARGEST,
        "fits": found is not None and found.fits,
        "looks": [_look(each) for each in found.looks] if found else [],
        "problems": _faults(shown.faults),
    }


def _look(one: Look) -> dict[str, object]:
    return {
        "browser": one.browser.id,
        "verdicts": one.verdicts,
        "declared": one.declared,
        "bytes": one.bytes,
    }


def _faults(faults: tuple[Fault, ...]) -> list[dict[str, str]]:
    return [each._asdict() for each in faults]
