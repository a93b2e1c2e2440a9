"""`/keys/vapid` and `/providers`: who says who we are to push services, and which they are."""

from __future__ import annotations

from marshmallow import Schema, fields

from engine import audit, push_services, workspaces
from engine.guard import PUSH_HOSTS, PUSH_SUFFIXES
from engine.store.db import Tx
from engine.workspaces import MOST_VAPID_KEYS, VapidListed
from webapp.api.app_services import ApnsItem, FcmItem, told
from webapp.api.keys import room
from webapp.api.paging import Page
from webapp.api.problem import Problem
from webapp.api.room import caller, database, ports, workspace
from webapp.api.schemas import Moment


class VapidItem(Schema):
    """A VAPID key's public half; `devices` subscribed with it and can be sent to."""

    id = fields.String(required=True)
    public = fields.String(required=True)
    created_at = Moment(required=True)
    retired_at = Moment(
        required=True, allow_none=True, metadata={"description": "null: browsers subscribe with it"}
    )
    devices = fields.Integer(required=True)


class VapidList(Schema):
    items = fields.List(fields.Nested(VapidItem), required=True)
    next = fields.String(required=True, allow_none=True)


class Providers(Schema):
    """The push services that are called; all others are refused.

    `fcm` and `apns` are what apps are reached with, null where that is not set up.
    """

    web = fields.List(
        fields.String(), required=True, metadata={"description": "hosts, or `*.` and their ending"}
    )
    fcm = fields.Nested(FcmItem, required=True, allow_none=True)
    apns = fields.Nested(ApnsItem, required=True, allow_none=True)
    operator = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "origins that the operator allows besides (WAYMARK_PUSH_HOSTS)"},
    )


@room.route("GET", "/keys/vapid", "keys", answers=VapidList)
def list_vapid_keys() -> Page:
    """The one in use, then the newest first; private halves never leave the database."""
    with database().read() as tx:
        return Page(workspaces.vapid_listed(tx, workspace()))


@room.route("POST", "/keys/vapid", "keys", answers=VapidItem, status=201, problems=(409,))
def rotate_vapid_key() -> VapidListed:
    """A new key for whoever subscribes from now on.

    Nobody is lost: who subscribed before is sent to with the older key, until her browser takes the
    new one at its next visit of the site.
    """

    def rotate(tx: Tx) -> VapidListed:
        if len(workspaces.vapid_listed(tx, workspace())) >= MOST_VAPID_KEYS:
            raise Problem(409, "too_many_keys", f"There are {MOST_VAPID_KEYS} VAPID keys already.")
        made = workspaces.rotate_vapid_key(tx, workspace(), ports().settings.key)
        audit.record(tx, workspace(), caller().who, "vapid_key.rotated", made)
        return next(each for each in workspaces.vapid_listed(tx, workspace()) if each.id == made)

    return database().run(rotate)


@room.route("GET", "/providers", "read", answers=Providers)
def get_providers() -> dict[str, object]:
    """Which push services are called, and what native apps are reached with."""
    public = [*PUSH_HOSTS, *(f"*{ending}" for ending in PUSH_SUFFIXES)]
    with database().read() as tx:
        apps = push_services.listed(tx, workspace())
    return {
        "web": sorted(public),
        "operator": sorted(ports().settings.push_hosts),
        **{kind: told(apps.get(kind)) for kind in push_services.KINDS},
    }
