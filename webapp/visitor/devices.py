"""`/v1/devices` and `/v1/me/devices`: a browser's report, and a person's own list."""

from __future__ import annotations

from flask import Request

from engine import clock
from engine.audience import device_moves, device_rows, devices, names
from engine.audience.device_moves import Claim
from engine.audience.device_put import PutDevice
from engine.audience.device_rows import Row
from engine.audience.incoming import Refused
from engine.audience.push_status import Cause
from engine.audience.tokens import Verified, Visitor
from engine.delivery import lanes, trial
from engine.delivery.trial import NotSent
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.visitor import body, door
from webapp.visitor.body import ByUser, DeviceBody
from webapp.visitor.door import Door, Speaker

NOT_FOUND = Refused("not_found", "you have no such device")
_NOT_SENT: dict[str, Fault | Refused] = {
    "absent": NOT_FOUND,
    "not_subscribed": Refused("not_subscribed", "this device cannot be sent to"),
    "too_often": Fault("rate_limited", "so many tests are enough for now", trial.PAUSE),
}
Answer = dict[str, object] | None | Fault | Refused


def put(at: Door, request: Request) -> Answer:
    """Register, report or move a device; `200 {"deviceId", "status", "visitorToken", "marks"}`.

    The first mark is that of the pushes to whom it belongs now (`Signer.marks`).
    """
    sent = body.read(request, DeviceBody)
    if isinstance(sent, Fault):
        return sent
    made = _report(at, request, sent)
    if isinstance(made, Fault):
        return made
    answer = at.database.run(lambda tx: devices.put(tx, made, tx.now()))
    if isinstance(answer, Refused):
        return answer
    at.ring(answer.shards)
    token = at.signer.visitor(made.claim.workspace_id, answer.device_id, answer.epoch)
    told: dict[str, object] = {
        "deviceId": answer.device_id,
        "status": answer.status,
        "visitorToken": token,
        "marks": at.signer.marks(answer.device_id, answer.epoch),
    }
    if sent.user_id is not None and made.claim.user_id is None:
        note = {"code": "identity_unverified", "message": "the device stays anonymous"}
        told["warnings"] = [note]
    return told


def _report(at: Door, request: Request, sent: DeviceBody) -> PutDevice | Fault:
    key = door.key_of(at, request, sent.write_key)
    if isinstance(key, Fault):
        return key
    visitor = _visitor(at, request, key.workspace_id)
    if isinstance(visitor, Fault):
        return visitor
    named = None if sent.user_id is None else str(sent.user_id)
    user = door.user_of(at, key, named, sent.identity_token)
    if isinstance(user, Fault):
        return user
    subscription = body.subscription_of(sent, at.origins)
    if isinstance(subscription, Fault):
        return subscription
    if body.stands_for_nobody(sent.anonymous_id):
        return Fault("invalid_field", "anonymousId stands for nobody")
    return PutDevice(
        claim=Claim(key.workspace_id, sent.anonymous_id, user),
        kind=sent.kind,
        status=sent.status,
        cause=sent.cause,
        subscription=subscription,
        facts=body.facts_of(sent.device),
        visitor=visitor,
        previous_auth=body.base64url(sent.previous_auth or "") or None,
    )


def _visitor(at: Door, request: Request, workspace_id: str) -> Visitor | Fault | None:
    """The visitor token beside the key, if there is one; it must be of the same workspace."""
    if door.bearer(request) is None:
        return None
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Visitor) and visitor.workspace_id != workspace_id:
        return Fault("visitor_token_invalid", "this token is of another workspace")
    return visitor


def withdraw(at: Door, request: Request, device_id: str) -> Answer:
    """`DELETE /v1/devices/{id}` by its owner: visitor token, or an identity token (204)."""
    if door.bearer(request) is not None:
        return remove(at, request, device_id)
    sent = body.read(request, ByUser)
    if isinstance(sent, Fault):
        return sent
    key = door.key_of(at, request, sent.write_key)
    if isinstance(key, Fault):
        return key
    proved = at.ingest.verify_identity(
        key.workspace_id, sent.identity_token or "", at.ingest.clock()
    )
    if not isinstance(proved, Verified):
        return Fault("identity_invalid", "a visitor token or an identityToken is needed")
    user = names.person_id(key.workspace_id, "user", proved.user_id)

    def act(tx: Tx) -> set[int] | Refused:
        return _withdrawn(tx, key.workspace_id, device_id, user, "removed")

    return _ended(at, at.database.run(act))


@door.for_visitor
def remove(at: Door, _: Request, visitor: Visitor, device_id: str) -> Answer:
    """Take a device off one's own list; the browser at hand is turned off, another is removed."""

    def act(tx: Tx, one: Speaker) -> set[int] | Refused:
        cause: Cause = "disable" if one.row.id == device_id else "removed"
        return _withdrawn(tx, visitor.workspace_id, device_id, one.owner, cause)

    return _ended(at, at.database.run(door.spoken(visitor, act)))


def _withdrawn(
    tx: Tx, workspace_id: str, device_id: str, person: int, cause: Cause
) -> set[int] | Refused:
    """The same answer for what is another's and what is not there (A28, P12)."""
    row = device_rows.by_id(tx, workspace_id, device_id)
    if row is None or row.owner is None or not _owns(tx, person, row.owner):
        return NOT_FOUND
    return devices.withdraw(tx, row, cause, tx.now())


def _owns(tx: Tx, person: int, owner: int) -> bool:
    try:
        return device_moves.same_person(tx, person, owner)
    except LookupError:  # a user of whom nothing was ever heard
        return False


def _ended(at: Door, shards: set[int] | Refused) -> Answer:
    if isinstance(shards, Refused):
        return shards
    at.ring(shards)
    return None


@door.for_visitor
def test(at: Door, _: Request, visitor: Visitor, device_id: str) -> Answer:
    """`POST /v1/me/devices/{id}/test` (204): a push to one exact device of one's own (P10)."""

    def act(tx: Tx, one: Speaker) -> str | NotSent | Refused:
        return trial.request(tx, visitor.workspace_id, device_id, trial.OWN, owner=one.owner)

    outcome = at.database.run(door.spoken(visitor, act))
    if isinstance(outcome, NotSent):
        return _NOT_SENT[outcome.reason]
    if isinstance(outcome, Refused):
        return outcome
    at.ring_sends(lanes.PUSH)
    return None


@door.for_visitor
def mine(at: Door, _: Request, visitor: Visitor) -> Answer:
    """`GET /v1/me/devices`: where pushes reach this person, and the device at hand."""

    def act(tx: Tx, one: Speaker) -> Answer:
        rows = device_rows.of_owner(tx, one.owner)
        shown = [row for row in rows if row.subscribed or row.id == one.row.id]
        return {"items": [_shown(row, here=row.id == one.row.id) for row in shown]}

    return door.read(at, door.spoken(visitor, act))


def _shown(row: Row, *, here: bool) -> dict[str, object]:
    """No endpoint, no keys: those are the browser's own (A14)."""
    return {
        "id": row.id,
        "name": _name(row),
        "kind": row.kind,
        "platform": row.platform,
        "browser": row.browser,
        "model": row.model,
        "appVersion": row.app_version,
        "status": "withdrawn" if row.status == "reset" else row.status,
        "subscribed": row.subscribed,
        "registeredAt": clock.moment(row.created_at).isoformat().replace("+00:00", "Z"),
        "this": here,
    }


def _name(row: Row) -> str:
    """What a person may know it by (P9): "Firefox on Linux", "Chrome on Pixel 8"."""
    program = row.browser or ("Browser" if row.kind == "web" else "App")
    place = row.model or row.platform
    return f"{program} on {place}" if place else program
