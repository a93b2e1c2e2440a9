"""Who is calling the management API, and what each role may do there."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast, get_args

from flask import Request

from engine import clock
from engine.audience import keys
from engine.members import sessions
from engine.members.sessions import Session
from webapp import cookies
from webapp.own_page import is_foreign
from webapp.ports import Ports

Role = Literal["viewer", "marketer", "admin"]
Action = Literal[
    "own", "read", "edit", "publish", "test", "people", "export", "erase", "audit", "settings",
    "keys", "members", "webhooks",
]  # fmt: skip

_VIEWER: frozenset[Action] = frozenset({"own", "read"})
_MARKETER: frozenset[Action] = _VIEWER | {"edit", "publish", "test", "people"}
MAY: Mapping[Role, frozenset[Action]] = {
    "viewer": _VIEWER,
    "marketer": _MARKETER,
    "admin": frozenset(get_args(Action)),
}
"""`own` is what a member does for herself, `read` sees everything but keys and the audit log,
`edit` writes drafts and resources, `publish` makes them live, `people` changes a person, `test`
sends her a push, `export` gives out what is kept of her and of all, `webhooks` tells other servers
what happens."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody who proved to belong to a workspace; `who` is what the audit log calls him."""

    workspace_id: str
    role: Role
    who: str
    key_id: str | None = None
    session: Session | None = None

    def may(self, action: Action) -> bool:
        return action in MAY[self.role]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Nobody whom we know, or somebody whose request we do not believe; `code` says why."""

    status: Literal[401, 403, 409, 415]
    code: str
    reason: str


_NO_KEY = Stranger(401, "unauthorized", "Send a secret key: Authorization: Bearer sk_…")
_UNKNOWN = Stranger(401, "unauthorized", "This key is not known, or it was revoked.")
_WRITE_KEY = Stranger(
    403, "secret_key_required", "A write key only adds events; this needs a secret key."
)
NOT_LOGGED_IN = Stranger(401, "not_logged_in", "Log in; your session is over, or there was none.")
_FOREIGN = Stranger(
    403, "origin_not_allowed", "Only a page under WAYMARK_BASE_URL may ask for this."
)
_NOT_JSON = Stranger(415, "not_json", "The body must be sent as application/json.")
_SWITCHED = Stranger(
    409, "workspace_switched", "The session is in another workspace than X-Waymark-Workspace says."
)
_NO_PROOF = Stranger(403, "csrf_failed", "X-Waymark-CSRF is not the session's; load it anew.")


def caller(ports: Ports, request: Request) -> Caller | Stranger:
    """Whoever is behind a request: a key where one is sent, else the session of the cookie."""
    if "Authorization" in request.headers:
        return _by_key(ports, request)
    token = cookies.given(request, ports.settings.base_url)
    return _NO_KEY if token is None else _by_session(ports, request, token)


def doubt(request: Request, base_url: str) -> Stranger | None:
    """Why a change may not come from a page of ours, or None (A36).

    A form of another site can send neither JSON nor a file of these kinds (Fetch, "CORS-safelisted
    request-header"); a script of another site says its origin.
    """
    if is_foreign(request, base_url):
        return _FOREIGN
    kinds = ("application/json", *FILES)
    bodied = request.content_length or "Transfer-Encoding" in request.headers
    if request.mimetype not in kinds and (request.mimetype or bodied):
        return _NOT_JSON
    return None


def _by_key(ports: Ports, request: Request) -> Caller | Stranger:
    """The bearer of a secret key is an admin of its workspace."""
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if scheme.lower() != "bearer" or not text:
        return _NO_KEY
    with ports.database.read() as tx:
        key, now = keys.find(tx, text), tx.now()
    if key is None:
        return _UNKNOWN
    if key.kind != "secret":
        return _WRITE_KEY
    if key.last_used_at is None or now - key.last_used_at >= clock.MINUTE:
        ports.database.run(keys.touch, key.id)
    return Caller(key.workspace_id, "admin", f"key:{key.id}", key.id)


def _by_session(ports: Ports, request: Request, token: str) -> Caller | Stranger:
    """The member who is logged in; a change must also come from a page of ours.

    A page that names its workspace is refused where another one was chosen in another tab: it would
    show the one's people under the other's name.
    """
    with ports.database.read() as tx:
        session, now = sessions.find(tx, token), tx.now()
    if session is None:
        return NOT_LOGGED_IN
    if request.headers.get("X-Waymark-Workspace", session.workspace_id) != session.workspace_id:
        return _SWITCHED
    if request.method not in _HARMLESS:
        doubted = doubt(request, ports.settings.base_url)
        if doubted is not None:
            return doubted
        proof = sessions.csrf(ports.settings.key, session)
        sent = request.headers.get("X-Waymark-CSRF", "")
        if not hmac.compare_digest(proof.encode(), sent.encode()):
            return _NO_PROOF
    if now - session.seen_at >= sessions.LOOK:
        ports.database.run(sessions.touch, session.id)
    role = cast("Role", session.role)
    return Caller(session.workspace_id, role, f"member:{session.member_id}", session=session)


FILES = ("text/csv", "application/x-ndjson")
"""What may be sent besides JSON; only who imports takes it."""

_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
