"""`/devices/{id}`: a push to one exact device, to see what the push service says; its removal."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, resources
from engine.audience import device_rows, devices
from engine.delivery import lanes, trial
from engine.delivery.trial import NotSent, Trial
from engine.store.db import Tx
from webapp.api.documents import KEY, LANGUAGE, PushBody
from webapp.api.journey_try import Object
from webapp.api.problem import Problem, absent, invalid
from webapp.api.resources import place
from webapp.api.room import Room, caller, database, ports, workspace

room = Room("devices", "One exact device")


class TestBody(Schema):
    """The push resource to send.

    `document` is what it says in the place of what is saved, `language` goes before the person's
    own, `event` and `properties` are what has happened: all as in a preview.
    """

    push = fields.String(required=True, validate=KEY)
    document = fields.Nested(PushBody, allow_none=True)
    language = fields.String(allow_none=True, validate=LANGUAGE)
    event = fields.String(allow_none=True, validate=validate.Length(1, 200))
    properties = Object()


class TestItem(Schema):
    """Ask for the message to see what became of it."""

    message = fields.String(required=True)


@room.route(
    "POST", "/devices/<device_id>/test", "test", body=TestBody, answers=TestItem, status=202,
    problems=(409,),
)  # fmt: skip
def test_device(body: dict[str, Any], device_id: str) -> object:
    """Send a push there now; the person's own choices, caps and quiet hours hold for it too."""
    push, says = body["push"], _says(body)

    def send(tx: Tx) -> str:
        outcome = trial.request(tx, workspace(), device_id, push, says=says)
        if isinstance(outcome, NotSent):
            if outcome.reason == "absent":
                absent("device")
            raise Problem(409, "not_subscribed", "This device cannot be sent to.")
        _check(tx, push, says.document)
        audit.record(tx, workspace(), caller().who, "device.tested", device_id, message=outcome)
        return outcome

    message = database().run(send)
    ports().bell.ring_sends(lanes.PUSH)
    return {"message": message}


def _says(body: dict[str, Any]) -> Trial:
    name, properties = body.get("event"), body.get("properties", {})
    event = None if name is None else {"name": name, "properties": properties}
    return Trial(body.get("document"), body.get("language"), event)


def _check(tx: Tx, push: str, draft: dict[str, Any] | None) -> None:
    """Refuse what there is not, and a draft that could not be saved in its place."""
    found = resources.get(tx, workspace(), "push", push)
    if found is None:
        invalid([("push", f"there is no push resource {push}")])
    faults = () if draft is None else resources.faults(tx, place(), found, draft)
    if faults:
        invalid((f"document/{path}", message) for path, message in faults)


@room.route("DELETE", "/devices/<device_id>", "people", status=204)
def remove_device(device_id: str) -> Response:
    """Take it off its person's list: nothing is sent there until she subscribes there anew."""

    def remove(tx: Tx) -> set[int]:
        row = device_rows.by_id(tx, workspace(), device_id)
        if row is None or row.owner is None:
            absent("device")
        woken = devices.withdraw(tx, row, "removed", tx.now())
        if woken:
            audit.record(tx, workspace(), caller().who, "device.removed", device_id)
        return woken

    for shard in database().run(remove):
        ports().bell.ring(shard)
    return Response(status=204)
