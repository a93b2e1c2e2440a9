"""`/keys`: the keys that may write and manage, and the public keys of identity tokens."""

from __future__ import annotations

import re
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)
from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, workspaces
from engine.audience import keys
from engine.delivery import webhooks
from engine.store.db import Tx
from webapp.api.paging import Page
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, database, ports, workspace
from webapp.api.schemas import Moment

room = Room("keys", "Who may write, who may manage, whose identity tokens count")
MOST = 100
_KID = validate.Regexp(
    re.compile(r"^[A-Za-z0-9._-]{1,64}(?!\n)$"), error="is made of A-Z, a-z, 0-9, ._-"
)


class KeyItem(Schema):
    """A key; `shown` is a write key itself, which is public, or how a secret one begins."""

    id = fields.String(required=True)
    kind = fields.String(required=True, metadata={"enum": ["write", "secret"]})
    shown = fields.String(required=True)
    created_at = Moment(required=True)
    revoked_at = Moment(required=True, allow_none=True)
    last_used_at = Moment(
        required=True, allow_none=True, metadata={"description": "to the minute; null: never"}
    )


class KeyList(Schema):
    items = fields.List(fields.Nested(KeyItem), required=True)
    next = fields.String(required=True, allow_none=True)


class KeyBody(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(["write", "secret"]))


class NewKey(Schema):
    """A new key, shown this once."""

    kind = fields.String(required=True)
    key = fields.String(required=True)


class IdentityKey(Schema):
    """An ES256 public key, named by the tokens' `kid`."""

    kid = fields.String(required=True, validate=_KID)
    pem = fields.String(required=True, validate=validate.Length(1, 2000))


class IdentityKeyItem(IdentityKey):
    """An ES256 public key as kept."""

    created_at = Moment(required=True)


class IdentityKeyList(Schema):
    items = fields.List(fields.Nested(IdentityKeyItem), required=True)
    next = fields.String(required=True, allow_none=True)


class IdentitySecret(Schema):
    """What your server signs identity tokens with (HS256, no `kid`), shown this once."""

    identity_secret = fields.String(required=True)


class WebhookSecret(Schema):
    """What your server checks the signature of a journey's webhook with (Standard Webhooks)."""

    webhook_secret = fields.String(required=True)


@room.route("GET", "/keys", "keys", answers=KeyList)
def list_keys() -> Page:
    """All keys, also those that were revoked."""
    with database().read() as tx:
        return Page(keys.listed(tx, workspace()))


@room.route("POST", "/keys", "keys", body=KeyBody, answers=NewKey, status=201, problems=(409,))
def create_key(body: dict[str, Any]) -> object:
    """A new key; keep it, it is not shown again."""

    def create(tx: Tx) -> object:
        standing = [key for key in keys.listed(tx, workspace()) if key["revoked_at"] is None]
        if len(standing) >= MOST:
            raise Problem(409, "too_many_keys", f"There are {MOST} keys already.")
        made = keys.make(tx, workspace(), body["kind"], tx.now())
        audit.record(tx, workspace(), caller().who, "key.created", body["kind"])
        return {"kind": body["kind"], "key": made}

    return database().run(create)


@room.route("DELETE", "/keys/<key_id>", "keys", status=204, problems=(409,))
def revoke_key(key_id: str) -> Response:
    """End a key; within seconds nobody takes it any more. Not the one you are calling with."""
    if key_id == caller().key_id:
        raise Problem(409, "own_key", "This is the key you are calling with.")

    def revoke(tx: Tx) -> None:
        if not keys.revoke(tx, workspace(), key_id, tx.now()):
            absent("key")
        audit.record(tx, workspace(), caller().who, "key.revoked", key_id)

    database().run(revoke)
    return Response(status=204)


@room.route("GET", "/keys/identity", "keys", answers=IdentityKeyList)
def list_identity_keys() -> Page:
    """The registered public keys."""
    with database().read() as tx:
        found = keys.public_keys(tx, workspace())
    return Page([{"kid": kid, "pem": pem, "created_at": at} for kid, pem, at in found])


@room.route(
    "POST", "/keys/identity", "keys", body=IdentityKey, answers=IdentityKeyItem, status=201,
    problems=(409,),
)  # fmt: skip
def add_identity_key(body: dict[str, Any]) -> object:
    """Register the public key that your server's identity tokens are signed with."""
    pem = _p256(body["pem"])

    def add(tx: Tx) -> object:
        found = keys.public_keys(tx, workspace())
        if len(found) >= MOST or any(kid == body["kid"] for kid, _, _ in found):
            raise Problem(409, "key_taken", "This kid is taken, or there are too many keys.")
        at = tx.now()
        keys.register_public_key(tx, workspace(), body["kid"], pem, at)
        audit.record(tx, workspace(), caller().who, "identity_key.added", body["kid"])
        return {"kid": body["kid"], "pem": pem, "created_at": at}

    return database().run(add)


@room.route("DELETE", "/keys/identity/<kid>", "keys", status=204)
def remove_identity_key(kid: str) -> Response:
    """Take a public key away: its tokens no longer count."""

    def remove(tx: Tx) -> None:
        if not keys.remove_public_key(tx, workspace(), kid):
            absent("key")
        audit.record(tx, workspace(), caller().who, "identity_key.removed", kid)

    database().run(remove)
    return Response(status=204)


@room.route("POST", "/keys/identity-secret", "keys", answers=IdentitySecret, status=201)
def renew_identity_secret() -> object:
    """Another identity secret: within seconds the one before proves nothing."""

    def renew(tx: Tx) -> object:
        workspaces.lock(tx, workspace())
        made = keys.renew_identity_secret(tx, workspace(), ports().settings.key, tx.now())
        audit.record(tx, workspace(), caller().who, "identity_secret.renewed", workspace())
        return {"identity_secret": made}

    return database().run(renew)


@room.route("POST", "/keys/webhook-secret", "keys", answers=WebhookSecret)
def show_webhook_secret() -> object:
    """The secret that webhooks are signed with; it ends with the installation's master key."""

    def show(tx: Tx) -> object:
        audit.record(tx, workspace(), caller().who, "webhook_secret.shown", workspace())
        return {"webhook_secret": webhooks.secret(ports().settings.key, workspace())}

    return database().run(show)


def _p256(pem: str) -> str:
    """The key in its one form: ES256 is ECDSA on P-256 (RFC 7518 §3.4)."""
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        invalid([("pem", "is no public key in PEM")])
    if not isinstance(key, EllipticCurvePublicKey) or not isinstance(key.curve, SECP256R1):
        invalid([("pem", "is no key on the curve P-256")])
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
