"""`/session`: log in, see who is logged in, switch the workspace, log out; `/links/accept`."""

from __future__ import annotations

from typing import Any, NoReturn

from flask import Response, request
from marshmallow import Schema, fields, validate

from engine import audit
from engine.members import login, sessions, staff
from engine.members.login import Attempt, LoggedIn, Refused
from engine.members.sessions import Client, Session
from engine.store.db import Tx
from webapp import cookies
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, database, ports, session
from webapp.api.schemas import Moment
from webapp.client import client_of

room = Room("session", "Who is logged in")
Answer = tuple[dict[str, Any], dict[str, str]]
ROLE = {"enum": list(staff.ROLES)}

PASSWORD = validate.Length(max=1024)
CODE = validate.Length(max=64)
REFUSALS = {
    "login_failed": (401, "The e-mail address or the password is not right."),
    "code_required": (401, "Send the code of your second factor as well."),
    "code_wrong": (401, "The code is not right, or it was used already."),
    "too_many_attempts": (429, "Too many attempts; try again later."),
    "link_unknown": (404, "This link was used, is over, or never was."),
}


class LogInBody(Schema):
    """`code` is of the authenticator, or one for its loss; only where there is a second factor."""

    email = fields.String(required=True, validate=validate.Length(max=staff.LONGEST_EMAIL))
    password = fields.String(required=True, validate=PASSWORD)
    code = fields.String(load_default=None, allow_none=True, validate=CODE)


class AcceptBody(Schema):
    """`token` stands behind the # of the link; `password` is new, or that of the account."""

    token = fields.String(required=True, validate=validate.Length(max=200))
    password = fields.String(required=True, validate=PASSWORD)
    code = fields.String(load_default=None, allow_none=True, validate=CODE)


class SwitchBody(Schema):
    workspace = fields.String(required=True, validate=validate.Length(max=200))


class Member(Schema):
    """`user_id` is hers as a person of the workspace's site; `totp`: has she a second factor."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    user_id = fields.String(required=True, allow_none=True)
    totp = fields.Boolean(required=True)


class HomeItem(Schema):
    """A workspace that she belongs to."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    role = fields.String(required=True, metadata=ROLE)


class SessionDocument(Schema):
    """Who is logged in; `csrf` goes with every change, as `X-Waymark-CSRF`."""

    member = fields.Nested(Member, required=True)
    workspace = fields.Nested(HomeItem, required=True)
    workspaces = fields.List(fields.Nested(HomeItem), required=True)
    csrf = fields.String(required=True)
    expires_at = Moment(required=True, metadata={"description": "if nothing more is done"})


@room.route(
    "POST", "/session", "open", body=LogInBody, answers=SessionDocument, problems=(415, 429)
)
def log_in(body: dict[str, Any]) -> Answer:
    """Log in. The session is in a cookie; one that there was ends.

    401 `login_failed`, whichever of the two is wrong; `code_required`, `code_wrong`.
    """
    email = staff.email_of(body["email"]) or body["email"].lower()
    given = attempt(body["password"], body["code"])
    return _entered(login.log_in(database(), ports().settings.key, email, given))


@room.route(
    "POST", "/links/accept", "open", body=AcceptBody, answers=SessionDocument,
    problems=(404, 415, 429),
)  # fmt: skip
def accept_link(body: dict[str, Any]) -> Answer:
    """Follow an invitation or a reset, once. Who has an account already proves it."""
    given = attempt(body["password"], body["code"])
    return _entered(login.accept(database(), ports().settings.key, body["token"], given))


@room.route("GET", "/session", "own", answers=SessionDocument)
def get_session() -> dict[str, Any]:
    """Who is logged in."""
    with database().read() as tx:
        return _document(tx, session())


@room.route("PATCH", "/session", "own", body=SwitchBody, answers=SessionDocument, problems=(404,))
def switch_workspace(body: dict[str, Any]) -> dict[str, Any]:
    """Another of your workspaces; `csrf` is another then, so that no other tab changes it."""

    def switch(tx: Tx) -> dict[str, Any]:
        found = [
            home for home in staff.homes(tx, session().member_id) if home.id == body["workspace"]
        ]
        if not found:
            absent("workspace")
        sessions.switch(tx, session().id, found[0].id)
        return _document(tx, sessions.at(tx, session().id))

    return database().run(switch)


@room.route("DELETE", "/session", "own", status=204)
def log_out() -> Response:
    """Log out: the session ends here, whoever has its cookie."""

    def leave(tx: Tx) -> None:
        sessions.end(tx, session().member_id, session().id)
        who = caller().who
        audit.record(tx, session().workspace_id, who, "member.logged_out", session().member_id)

    database().run(leave)
    return Response(status=204, headers=cookies.ending(ports().settings.base_url))


def attempt(password: str, code: str | None = None) -> Attempt:
    """What is sent, with from where it comes."""
    return Attempt(password, code, client(), cookies.given(request, ports().settings.base_url))


def client() -> Client:
    return client_of(request, ports().settings.trusted_proxies)


def refuse(refused: Refused, field: str = "password") -> NoReturn:
    """The problem of a refusal; `field` is the one of an unfit password."""
    if refused.reason == "password_unfit":
        invalid([(field, refused.says)])
    status, detail = REFUSALS[refused.reason]
    raise Problem(status, refused.reason, detail, wait=refused.wait)


def _entered(outcome: LoggedIn | Refused) -> Answer:
    if isinstance(outcome, Refused):
        refuse(outcome)
    with database().read() as tx:
        begun = sessions.find(tx, outcome.token)
        if begun is None:  # ended between the two
            refuse(Refused("login_failed"))
        return _document(tx, begun), cookies.setting(outcome.token, ports().settings.base_url)


def _document(tx: Tx, now: Session | None) -> dict[str, Any]:
    """The session document. Raises Problem 401 where the session has ended meanwhile."""
    account = None if now is None else staff.account(tx, now.member_id)
    if now is None or account is None:
        raise Problem(401, "not_logged_in", "Log in; your session is over.")
    homes = staff.homes(tx, account.id)
    here = next(home for home in homes if home.id == now.workspace_id)
    return {
        "member": {
            "id": account.id,
            "email": account.email,
            "user_id": here.user_id,
            "totp": account.totp is not None,
        },
        "workspace": here,
        "workspaces": homes,
        "csrf": sessions.csrf(ports().settings.key, now),
        "expires_at": now.expires_at,
    }
