"""`/providers/fcm` and `/providers/apns`: what native apps are reached with, never shown again."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, native_keys, push_services
from engine.native_keys import Credentials, Kind, Wrong
from engine.push_services import Listed
from engine.store.db import Tx
from webapp.api.keys import room
from webapp.api.problem import absent, invalid
from webapp.api.room import caller, database, ports, workspace
from webapp.api.schemas import Moment

_TEXT = validate.Length(1, native_keys.LONGEST)
_SHORT = validate.Length(1, 300)


class _Item(Schema):
    """A service that is set up; `devices` can be sent to by it."""

    created_at = Moment(required=True)
    devices = fields.Integer(required=True)


class FcmItem(_Item):
    """The Firebase project that pushes go out by."""

    project_id = fields.String(required=True)
    client_email = fields.String(required=True)


class ApnsItem(_Item):
    """Apple's key that pushes are signed with, and the app that they are for."""

    key_id = fields.String(required=True)
    team_id = fields.String(required=True)
    topic = fields.String(required=True)
    environment = fields.String(required=True, metadata={"enum": ["production", "sandbox"]})


class FcmBody(Schema):
    """`service_account` is the text of the JSON file that the Firebase console gives out."""

    service_account = fields.String(required=True, validate=_TEXT)


class ApnsBody(Schema):
    """`key` is the text of the .p8 file; `topic` is the app's bundle id."""

    key = fields.String(required=True, validate=_TEXT)
    key_id = fields.String(required=True, validate=_SHORT)
    team_id = fields.String(required=True, validate=_SHORT)
    topic = fields.String(required=True, validate=_SHORT)
    environment = fields.String(
        load_default="production", validate=validate.OneOf(["production", "sandbox"])
    )


def told(listed: Listed | None) -> dict[str, object] | None:
    """A service as it is answered; no secret is in it."""
    if listed is None:
        return None
    return {**listed.shown, "created_at": listed.created_at, "devices": listed.devices}


@room.route("PUT", "/providers/fcm", "keys", body=FcmBody, answers=FcmItem)
def set_fcm(body: dict[str, Any]) -> object:
    """Send to apps by this Firebase project from now on; its key is kept encrypted."""
    text = str(body["service_account"]).strip()
    return _kept("fcm", native_keys.fcm_account(push_services.new_id(), text))


@room.route("PUT", "/providers/apns", "keys", body=ApnsBody, answers=ApnsItem)
def set_apns(body: dict[str, Any]) -> object:
    """Send to Apple's devices with this key from now on; it is kept encrypted."""
    given = {name: str(each).strip() for name, each in body.items()}
    return _kept("apns", native_keys.apns_key(push_services.new_id(), given))


@room.route("DELETE", "/providers/fcm", "keys", status=204, problems=(404,))
def remove_fcm() -> Response:
    """Send by Firebase no more; devices stay, and what is sent to them fails with the reason."""
    return _removed("fcm")


@room.route("DELETE", "/providers/apns", "keys", status=204, problems=(404,))
def remove_apns() -> Response:
    """Send by Apple no more; devices stay, and what is sent to them fails with the reason."""
    return _removed("apns")


def _kept(kind: Kind, found: Credentials | Wrong) -> object:
    if isinstance(found, Wrong):
        invalid([(found.field, found.reason)])

    def keep(tx: Tx) -> object:
        key = ports().settings.key
        push_services.keep(tx, workspace(), found, master_key=key, now=tx.now())
        # What may be shown of it tells later whose credentials were in use at a time.
        audit.record(tx, workspace(), caller().who, "push_service.set", kind, **found.shown)
        return told(push_services.listed(tx, workspace())[kind])

    return database().run(keep)


def _removed(kind: Kind) -> Response:
    def remove(tx: Tx) -> None:
        if not push_services.remove(tx, workspace(), kind):
            absent("push service")
        audit.record(tx, workspace(), caller().who, "push_service.removed", kind)

    database().run(remove)
    return Response(status=204)
