"""Two tabs of one session: what one shows is not answered from the workspace of the other."""

from __future__ import annotations

from flask import Flask

from engine.members import staff
from engine.store.db import Database
from tests.scenarios.attacker import nothing_stored
from tests.webapp.api.conftest import Api, Member, logged_in


def in_both(app: Flask, database: Database, shop: Api, rival: Api) -> Member:
    """A member of two workspaces, whose other tab went to the second one."""
    who = logged_in(app, database, shop, "admin")
    with database.transaction() as tx:
        staff.belong(tx, rival.workspace_id, who.id, "admin")
    who.patch("/session", {"workspace": rival.workspace_id})
    return who


def test_a_page_that_names_its_workspace_sees_nothing_of_another(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    who = in_both(app, database, shop, rival)
    here = {"X_Waymark_Workspace": shop.workspace_id}

    for path in ("/journeys", "/settings", "/session"):
        assert who.refused("GET", path, **here)["code"] == "workspace_switched"
    with nothing_stored(database):
        refused = who.refused("PATCH", "/settings", {"name": "x"}, **here)
    assert (refused["status"], refused["code"]) == (409, "workspace_switched")
    assert rival.get("/settings")["name"] == "Rival"


def test_it_goes_on_once_it_names_the_new_one(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    who = in_both(app, database, shop, rival)
    there = {"X_Waymark_Workspace": rival.workspace_id}

    assert who.get("/settings", **there)["name"] == "Rival"
    assert who.get("/settings")["name"] == "Rival", "who names none is answered as before"


def test_naming_a_workspace_opens_nothing(app: Flask, shop: Api, rival: Api) -> None:
    theirs = {"X_Waymark_Workspace": rival.workspace_id}

    assert shop.get("/settings", **theirs)["name"] == "Shop"
