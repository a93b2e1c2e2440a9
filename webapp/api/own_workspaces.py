"""`/workspaces`: those that a member belongs to, and new ones."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from engine import audit, workspaces
from engine.members import staff
from engine.store.db import Tx
from webapp.api.documents import Words
from webapp.api.paging import Page
from webapp.api.problem import Problem, invalid
from webapp.api.room import Room, caller, database, ports, session
from webapp.api.session import HomeItem

room = Room("workspaces", "The workspaces that you belong to")
MOST = 100


class WorkspaceBody(Schema):
    name = Words(200)


class HomeList(Schema):
    items = fields.List(fields.Nested(HomeItem), required=True)
    next = fields.String(required=True, allow_none=True)


class NewWorkspace(HomeItem):
    """A new workspace; its secrets are shown this once."""

    write_key = fields.String(required=True)
    secret_key = fields.String(required=True)
    identity_secret = fields.String(required=True)
    vapid_public_key = fields.String(required=True)


@room.route("GET", "/workspaces", "own", answers=HomeList)
def list_workspaces() -> Page:
    """The workspaces that you belong to."""
    with database().read() as tx:
        return Page(staff.homes(tx, session().member_id))


@room.route(
    "POST", "/workspaces", "own", body=WorkspaceBody, answers=NewWorkspace, status=201,
    problems=(409,),
)  # fmt: skip
def create_workspace(body: dict[str, Any]) -> object:
    """A workspace whose admin you are; for who is an admin already."""
    if not body["name"].strip():
        invalid([("name", "must not be blank")])

    def create(tx: Tx) -> object:
        member_id = session().member_id
        staff.locked(tx, member_id)
        homes = staff.homes(tx, member_id)
        if not any(home.role == "admin" for home in homes):
            raise Problem(403, "forbidden", "Only an admin may make another workspace.")
        if len(homes) >= MOST:
            raise Problem(409, "too_many_workspaces", f"You belong to {MOST} already.")
        made = workspaces.create(tx, body["name"], master_key=ports().settings.key)
        workspaces.furnish(tx, made.id, tx.now())
        staff.belong(tx, made.id, member_id, "admin")
        audit.record(tx, made.id, caller().who, "workspace.created", made.id)
        return {
            "id": made.id, "name": made.name, "role": "admin", "write_key": made.write_key,
            "secret_key": made.secret_key, "identity_secret": made.identity_secret,
            "vapid_public_key": made.vapid_public_key,
        }  # fmt: skip

    return database().run(create)
