"""`/webhooks`: the endpoints that are told what happens; added to the room of the calls."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, webhook_endpoints
from engine.delivery import lanes
from engine.guard import LONGEST, NotAllowed, webhook_origins, webhook_url
from engine.runtime import telling
from engine.store.db import Tx
from engine.webhook_endpoints import KINDS, MOST, Endpoint, TooMany
from webapp.api.paging import Page, page_of
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import caller, check_tag, database, ports, tagged, workspace
from webapp.api.schemas import Moment
from webapp.api.webhook_calls import room

_TOLD = "\n".join(f"- `{kind}`: {meaning}" for kind, meaning in KINDS.items())


def _kinds(**options: Any) -> Any:
    return fields.List(
        fields.String(validate=validate.OneOf(list(KINDS))),
        validate=validate.Length(1, len(KINDS)),
        metadata={"description": f"what it is told:\n{_TOLD}"},
        **options,
    )


class EndpointChange(Schema):
    """What is to be another; turned on, an endpoint that failed begins anew."""

    url = fields.String(validate=validate.Length(1, LONGEST))
    kinds = _kinds()
    on = fields.Boolean()


class EndpointBody(EndpointChange):
    """Where the calls go, and what they tell: documents of Standard Webhooks.

    `{"type": …, "timestamp": …, "data": {…}}`; `docs/webhooks.md` says what stands in each.
    """

    url = fields.String(required=True, validate=validate.Length(1, LONGEST))
    kinds = _kinds(required=True)
    on = fields.Boolean(load_default=True)


class EndpointItem(Schema):
    """An endpoint; `off_reason` says why it was turned off where nobody did it by hand."""

    id = fields.String(required=True)
    url = fields.String(required=True)
    kinds = _kinds(required=True)
    on = fields.Boolean(required=True)
    off_reason = fields.String(
        required=True, allow_none=True, validate=validate.OneOf(["failing", "gone"])
    )
    failing_since = Moment(
        required=True,
        allow_none=True,
        metadata={"description": "since then no call got through; after three days it is off"},
    )
    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)


class EndpointMade(EndpointItem):
    """A new endpoint, and what its calls are signed with: shown this once."""

    secret = fields.String(required=True)


class EndpointSecret(Schema):
    """What calls are signed with from now on, shown this once."""

    secret = fields.String(required=True)


class TestCall(Schema):
    """The call that was made: see it in `/webhooks/calls`."""

    call = fields.String(required=True)


@room.route("GET", "/webhooks", "webhooks", answers=page_of(EndpointItem))
def list_webhooks() -> Page:
    """Every endpoint, the oldest first; there are ten at most."""
    with database().read() as tx:
        return Page([_shown(each) for each in webhook_endpoints.listed(tx, workspace())])


@room.route(
    "POST", "/webhooks", "webhooks", body=EndpointBody, answers=EndpointMade, status=201,
    problems=(409,),
)  # fmt: skip
def create_webhook(body: dict[str, Any]) -> object:
    """Tell a server what happens from now on; keep the secret, it is not shown again."""
    url = _allowed(body["url"])

    def create(tx: Tx) -> object:
        try:
            made, secret = webhook_endpoints.create(
                tx, workspace(), url, _once(body["kinds"]), ports().settings.key
            )
        except TooMany:
            raise Problem(409, "too_many_webhooks", f"There are {MOST} already.") from None
        if not body["on"]:
            webhook_endpoints.change(tx, workspace(), made.id, {"on": False})
        _note(tx, "webhook.created", made.id, **_said(url, made.kinds))
        found = webhook_endpoints.get(tx, workspace(), made.id) or absent("webhook")
        return {**_shown(found), "secret": secret}

    return database().run(create)


@room.route("GET", "/webhooks/<webhook_id>", "webhooks", answers=EndpointItem)
def get_webhook(webhook_id: str) -> object:
    """One endpoint."""
    with database().read() as tx:
        found = _named(tx, webhook_id)
    return _shown(found), tagged(found.version)


@room.route(
    "PATCH", "/webhooks/<webhook_id>", "webhooks", body=EndpointChange, answers=EndpointItem,
    problems=(412,),
)  # fmt: skip
def change_webhook(body: dict[str, Any], webhook_id: str) -> object:
    """Another URL, other kinds, on or off; what waits goes to the URL that stands then."""
    changes = dict(body)
    if "url" in changes:
        changes["url"] = _allowed(changes["url"])
    if "kinds" in changes:
        changes["kinds"] = _once(changes["kinds"])

    def change(tx: Tx) -> Endpoint:
        found = _named(tx, webhook_id, lock=True)
        check_tag(found.version)
        if changes:
            webhook_endpoints.change(tx, workspace(), found.id, changes)
            _note(tx, "webhook.changed", found.id, changed=sorted(changes))
        return _named(tx, webhook_id)

    after = database().run(change)
    return _shown(after), tagged(after.version)


@room.route("DELETE", "/webhooks/<webhook_id>", "webhooks", status=204, problems=(412,))
def remove_webhook(webhook_id: str) -> Response:
    """Tell it nothing more; what waits for it is not sent any more."""

    def remove(tx: Tx) -> None:
        found = _named(tx, webhook_id, lock=True)
        check_tag(found.version)
        webhook_endpoints.remove(tx, workspace(), found.id)
        _note(tx, "webhook.removed", found.id, url=_origin(found.url))

    database().run(remove)
    return Response(status=204)


@room.route("POST", "/webhooks/<webhook_id>/secret", "webhooks", answers=EndpointSecret, status=201)
def renew_webhook_secret(webhook_id: str) -> object:
    """Another secret; for a day each call bears the signature by the one of before too."""

    def renew(tx: Tx) -> object:
        found = _named(tx, webhook_id, lock=True)
        made = webhook_endpoints.renew_secret(tx, found.id, ports().settings.key)
        _note(tx, "webhook.secret_renewed", found.id)
        return {"secret": made}

    return database().run(renew)


@room.route(
    "POST", "/webhooks/<webhook_id>/test", "webhooks", answers=TestCall, status=201,
    problems=(409,),
)  # fmt: skip
def test_webhook(webhook_id: str) -> object:
    """Call it once, with the type `webhook.test`, whatever else it is told."""
    key = secrets.token_hex(8)

    def test(tx: Tx) -> str:
        found = _named(tx, webhook_id, lock=True)
        if found.state != "on":
            raise Problem(409, "webhook_off", "It is off; turn it on first.")
        one = telling.tried((found.id, found.url), workspace(), key, tx.now())
        _note(tx, "webhook.tested", found.id)
        return telling.write(tx, 0, [one], tx.now())[0]

    call = database().run(test)
    ports().bell.ring_sends(lanes.WEBHOOK)
    return {"call": call}


def _named(tx: Tx, webhook_id: str, *, lock: bool = False) -> Endpoint:
    return webhook_endpoints.get(tx, workspace(), webhook_id, lock=lock) or absent("webhook")


def _allowed(url: str) -> str:
    """The URL as it is called. Raises Problem 422 for one that may not be."""
    found = webhook_url(url, webhook_origins(ports().settings.webhook_origins))
    if isinstance(found, NotAllowed):
        invalid([("url", f"cannot be called: {found.reason}")])
    return found


def _once(kinds: list[str]) -> tuple[str, ...]:
    """In the order of the documentation, each once."""
    return tuple(kind for kind in KINDS if kind in kinds)


def _origin(url: str) -> str:
    """What may stand in the audit log: the rest of a URL is often a secret."""
    return "/".join(url.split("/", 3)[:3])


def _said(url: str, kinds: tuple[str, ...]) -> dict[str, object]:
    return {"url": _origin(url), "kinds": list(kinds)}


def _note(tx: Tx, what: str, target: str, **detail: object) -> None:
    audit.record(tx, workspace(), caller().who, what, target, **detail)


def _shown(found: Endpoint) -> dict[str, object]:
    names = (
        "id", "url", "kinds", "off_reason", "failing_since", "version", "created_at", "updated_at"
    )  # fmt: skip
    return {"on": found.state == "on", **{name: getattr(found, name) for name in names}}
