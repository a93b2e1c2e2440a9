"""`/devices/{id}/test`: a push to one exact device, to see what the push service says."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine import audit, resources
from engine.delivery import lanes, trial
from engine.delivery.trial import NotSent
from engine.store.db import Tx
from webapp.api.documents import KEY
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, database, ports, workspace

room = Room("devices", "One exact device")


class TestBody(Schema):
    """The push resource to send."""

    push = fields.String(required=True, validate=KEY)


class TestItem(Schema):
    """Ask for the message to see what became of it."""

    message = fields.String(required=True)


@room.route(
    "POST", "/devices/<device_id>/test", "test", body=TestBody, answers=TestItem, status=202,
    problems=(409,),
)  # fmt: skip
def test_device(body: dict[str, Any], device_id: str) -> object:
    """Send a push there now; the person's own choices, caps and quiet hours hold for it too."""

    def send(tx: Tx) -> str:
        outcome = trial.request(tx, workspace(), device_id, body["push"])
        if isinstance(outcome, NotSent):
            if outcome.reason == "absent":
                absent("device")
            raise Problem(409, "not_subscribed", "This device cannot be sent to.")
        if resources.get(tx, workspace(), "push", body["push"]) is None:
            invalid([("push", f"there is no push resource {body['push']}")])
        audit.record(tx, workspace(), caller().who, "device.tested", device_id, message=outcome)
        return outcome

    message = database().run(send)
    ports().bell.ring_sends(lanes.PUSH)
    return {"message": message}
