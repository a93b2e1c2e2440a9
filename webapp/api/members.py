"""`/members`: who belongs to the workspace; invited and reset by links that are shown once."""

from __future__ import annotations

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from engine import audit, workspaces
from engine.members import links, sessions, staff
from engine.members.links import Made
from engine.members.staff import Colleague, Unchanged
from engine.store.db import Tx
from webapp.api.paging import Page
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, database, ports, workspace
from webapp.api.schemas import Moment
from webapp.api.session import ROLE

room = Room("members", "Who belongs to the workspace")
MOST = 1000
LONGEST_USER_ID = 128
_ROLE = validate.OneOf(staff.ROLES)


class InviteBody(Schema):
    email = fields.String(required=True, validate=validate.Length(1, staff.LONGEST_EMAIL))
    role = fields.String(required=True, validate=_ROLE)


class ChangeBody(Schema):
    """What is to change; `user_id` is the member's own on the workspace's site."""

    role = fields.String(validate=_ROLE)
    user_id = fields.String(allow_none=True, validate=validate.Length(1, LONGEST_USER_ID))


class MemberItem(Schema):
    """A member; `joined_at` is null while she is only invited."""

    id = fields.String(required=True)
    email = fields.String(required=True)
    role = fields.String(required=True, metadata=ROLE)
    user_id = fields.String(required=True, allow_none=True)
    created_at = Moment(required=True)
    joined_at = Moment(required=True, allow_none=True)


class MemberList(Schema):
    items = fields.List(fields.Nested(MemberItem), required=True)
    next = fields.String(required=True, allow_none=True)


class NewLink(Schema):
    """A one-time link, shown this once: give it to the member, and to nobody else."""

    member = fields.Nested(MemberItem, required=True)
    link = fields.String(required=True)
    expires_at = Moment(required=True)


@room.route("GET", "/members", "read", answers=MemberList)
def list_members() -> Page:
    """Who belongs to the workspace, and who is invited."""
    with database().read() as tx:
        return Page(staff.colleagues(tx, workspace()))


@room.route(
    "POST", "/members", "members", body=InviteBody, answers=NewLink, status=201, problems=(409,)
)
def invite_member(body: dict[str, Any]) -> object:
    """Invite somebody: the link lasts seven days. Who has an account keeps her password."""
    email = staff.email_of(body["email"])
    if email is None:
        invalid([("email", "is no e-mail address")])

    def invite(tx: Tx) -> object:
        if len(staff.colleagues(tx, workspace())) >= MOST:
            raise Problem(409, "too_many_members", f"There are {MOST} members already.")
        invited = staff.invite(tx, workspace(), email, body["role"])
        if invited is None:
            raise Problem(409, "member_exists", "She is a member, or invited, already.")
        _note(tx, "member.invited", invited, role=invited.role)
        return _shown(invited, links.make(tx, "invitation", invited.id, workspace()))

    return database().run(invite)


@room.route(
    "PATCH", "/members/<member_id>", "members", body=ChangeBody, answers=MemberItem, problems=(409,)
)
def change_member(body: dict[str, Any], member_id: str) -> Colleague:
    """Another role or userId, at once. 409 `last_admin` where nobody would be admin any more."""

    def change(tx: Tx) -> Colleague:
        workspaces.lock(tx, workspace())
        before = _named(tx, member_id)
        wanted = {"role": before.role, "user_id": before.user_id, **body}
        after = _done(staff.change(tx, workspace(), member_id, **wanted))
        if after != before:
            _note(tx, "member.changed", after, fields=sorted(body), role=after.role)
        return after

    return database().run(change)


@room.route("DELETE", "/members/<member_id>", "members", status=204, problems=(409,))
def remove_member(member_id: str) -> Response:
    """She belongs here no more, or is invited no more, at once. 409 `last_admin`."""

    def remove(tx: Tx) -> None:
        workspaces.lock(tx, workspace())
        _note(tx, "member.removed", _done(staff.remove(tx, workspace(), member_id)))

    database().run(remove)
    return Response(status=204)


@room.route(
    "POST", "/members/<member_id>/reset", "members", answers=NewLink, status=201, problems=(409,)
)
def reset_member(member_id: str) -> object:
    """A link for a new password, which lasts an hour; a new invitation, if she has not joined.

    Her sessions end at once, all but the one that asks.
    409 `member_elsewhere` where she belongs to a workspace that is not yours: whoever runs
    Waymark resets her (`waymark member reset`).
    """

    def reset(tx: Tx) -> object:
        found = _named(tx, member_id)
        if found.joined_at is None:
            _note(tx, "member.invited", found, role=found.role)
            return _shown(found, links.make(tx, "invitation", found.id, workspace()))
        if not {home.id for home in staff.homes(tx, found.id)} <= _mine(tx):
            raise Problem(
                409,
                "member_elsewhere",
                "She belongs to workspaces of others too: ask the operator.",
            )
        session = caller().session
        sessions.end_all(tx, found.id, but=session.id if session else None)
        _note(tx, "member.reset", found)
        return _shown(found, links.make(tx, "reset", found.id, workspace()))

    return database().run(reset)


def _mine(tx: Tx) -> set[str]:
    """The workspaces that the caller is an admin of."""
    session = caller().session
    if session is None:
        return {workspace()}
    return {home.id for home in staff.homes(tx, session.member_id) if home.role == "admin"}


def _named(tx: Tx, member_id: str) -> Colleague:
    return staff.colleague(tx, workspace(), member_id) or absent("member")


def _done(outcome: Colleague | Unchanged) -> Colleague:
    if outcome == "unknown":
        absent("member")
    if outcome == "last_admin":
        raise Problem(409, "last_admin", "She is the last admin: make another one first.")
    return outcome


def _shown(member: Colleague, made: Made) -> dict[str, object]:
    # The base URL is the operator's: what a request says in Host leads nowhere (A39).
    link = made.url(ports().settings.base_url)
    return {"member": member, "link": link, "expires_at": made.expires_at}


def _note(tx: Tx, what: str, member: Colleague, **detail: object) -> None:
    audit.record(tx, workspace(), caller().who, what, member.id, **detail)
