"""`/session/password`, `/session/totp`, `/sessions`: what guards an account, where it is open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, NoReturn

from flask import Response
from marshmallow import Schema, fields

from engine import audit
from engine.members import guarding, passwords, sessions
from engine.members.guarding import Offered
from engine.members.login import Refused
from engine.store.db import Tx
from webapp import cookies
from webapp.api.paging import Page
from webapp.api.problem import Problem, absent
from webapp.api.room import caller, database, ports, session
from webapp.api.schemas import Moment
from webapp.api.session import CODE, PASSWORD, attempt, refuse, room


class PasswordBody(Schema):
    """The password as it is, and as it shall be."""

    current = fields.String(required=True, validate=PASSWORD)
    new = fields.String(
        required=True,
        validate=PASSWORD,
        metadata={
            "description": f"{passwords.SHORTEST} to {passwords.LONGEST} characters of any kind,"
            " none of the usual ones"
        },
    )


class ConfirmBody(Schema):
    """The password: who found a browser open shall not change what guards the account."""

    password = fields.String(required=True, validate=PASSWORD)


class CodeBody(Schema):
    code = fields.String(required=True, validate=CODE)


class OfferedFactor(Schema):
    """For the authenticator: the secret in base32, and the same as an otpauth URI."""

    secret = fields.String(required=True)
    uri = fields.String(required=True)


class RecoveryCodes(Schema):
    """Each logs in once in place of a code; shown this once."""

    recovery_codes = fields.List(fields.String(), required=True)


class SessionItem(Schema):
    """Where somebody is logged in as you."""

    id = fields.String(required=True)
    current = fields.Boolean(required=True)
    created_at = Moment(required=True)
    seen_at = Moment(required=True)
    address = fields.String(required=True)
    browser = fields.String(required=True, metadata={"example": "Firefox on Linux"})


class SessionList(Schema):
    items = fields.List(fields.Nested(SessionItem), required=True)
    next = fields.String(required=True, allow_none=True)


@room.route("PUT", "/session/password", "own", body=PasswordBody, status=204, problems=(429,))
def change_password(body: dict[str, Any]) -> Response:
    """Change your password: your other sessions end, this one gets a new cookie.

    403 `password_wrong` where `current` is not the password.
    """
    given = attempt(body["current"])
    outcome = guarding.change_password(database(), session(), given, body["new"])
    if isinstance(outcome, Refused):
        _refuse(outcome)
    return Response(status=204, headers=cookies.setting(outcome, ports().settings.base_url))


@room.route(
    "POST", "/session/totp", "own", body=ConfirmBody, answers=OfferedFactor, problems=(429,)
)
def offer_totp(body: dict[str, Any]) -> Offered:
    """A secret for your authenticator; it counts once you have sent a code of it."""
    given = attempt(body["password"])
    outcome = guarding.offer(database(), ports().settings.key, session(), given)
    if isinstance(outcome, Refused):
        _refuse(outcome)
    return outcome


@room.route("PUT", "/session/totp", "own", body=CodeBody, answers=RecoveryCodes)
def confirm_totp(body: dict[str, Any]) -> dict[str, list[str]]:
    """From now on a code is asked for; your other sessions end. 403 `code_wrong`."""
    outcome = guarding.confirm(database(), ports().settings.key, session(), body["code"])
    if isinstance(outcome, Refused):
        _refuse(outcome)
    return {"recovery_codes": outcome}


@room.route("DELETE", "/session/totp", "own", body=ConfirmBody, status=204, problems=(429,))
def end_totp(body: dict[str, Any]) -> Response:
    """No second factor any more; your other sessions end."""
    refused = guarding.end(database(), session(), attempt(body["password"]))
    if refused is not None:
        _refuse(refused)
    return Response(status=204)


@room.route("GET", "/sessions", "own", answers=SessionList)
def list_sessions() -> Page:
    """Where you are logged in."""
    with database().read() as tx:
        found = sessions.listed(tx, session().member_id)
    return Page([{**asdict(each), "current": each.id == session().id} for each in found])


@room.route("DELETE", "/sessions/<session_id>", "own", status=204)
def end_session(session_id: str) -> Response:
    """Log out there, at once."""

    def end(tx: Tx) -> None:
        if not sessions.end(tx, session().member_id, session_id):
            absent("session")
        audit.record(tx, session().workspace_id, caller().who, "member.session_ended", session_id)

    database().run(end)
    return Response(status=204)


def _refuse(refused: Refused) -> NoReturn:
    """In a session a wrong password is no end of it: 403, where a log-in is answered 401."""
    if refused.reason == "login_failed":
        raise Problem(403, "password_wrong", "This is not your password.")
    if refused.reason == "code_wrong":
        raise Problem(403, "code_wrong", "The code is not right, or no secret was asked for.")
    refuse(refused, "new")
