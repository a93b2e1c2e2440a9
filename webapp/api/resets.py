"""`/settings/reset-…`: what an admin ends for everybody at once; added to the room of settings."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine import workspaces
from engine.delivery import lanes, resetting
from engine.store.tables import SHARDS
from webapp.api.problem import invalid
from webapp.api.room import caller, database, ports, workspace
from webapp.api.settings import room


class ResetBody(Schema):
    """`name` is the workspace's, typed by whoever means it: a slip resets nothing."""

    name = fields.String(required=True)


class MessagesReset(Schema):
    """How many were waiting; each ends as suppressed, `cancelled`."""

    cancelled = fields.Integer(required=True)


class SubscribersReset(Schema):
    """How many devices could be sent to; their people can be asked again."""

    devices = fields.Integer(required=True)


@room.route("POST", "/settings/reset-messages", "settings", body=ResetBody, answers=MessagesReset)
def reset_messages(body: dict[str, Any]) -> dict[str, int]:
    """Send nothing of what waits now (C18). What was sent is sent, and stays in people's bells."""
    _mean(body["name"])
    cancelled = resetting.reset_messages(database(), workspace(), caller().who)
    ports().bell.ring_sends(lanes.PUSH)
    return {"cancelled": cancelled}


@room.route(
    "POST", "/settings/reset-subscribers", "settings", body=ResetBody, answers=SubscribersReset
)
def reset_subscribers(body: dict[str, Any]) -> dict[str, int]:
    """End every subscription, at once (C19); people keep what else is known of them."""
    _mean(body["name"])
    devices = resetting.reset_subscribers(database(), workspace(), caller().who)
    for shard in range(SHARDS):
        ports().bell.ring(shard)
    return {"devices": devices}


def _mean(name: str) -> None:
    """Raises Problem 422 unless this is what the workspace is called."""
    with database().read() as tx:
        called = workspaces.settings(tx, workspace())["name"]
    if name.strip() != called.strip():
        invalid([("name", "is not the name of this workspace")])
