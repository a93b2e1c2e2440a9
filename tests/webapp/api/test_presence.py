"""Who else has a journey open: seen by its own workspace alone, and for a minute."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from engine.members import presence, staff
from engine.store.db import Database
from engine.store.tables import presence as table
from tests.journeys.building import document
from tests.webapp.api.conftest import Api, Member, enrolled, entered, logged_in


@pytest.fixture
def path(shop: Api) -> str:
    made = shop.post("/journeys", document(("pause", "wait", {"time": "P1D"})))
    return f"/journeys/{made['id']}/presence"


@pytest.fixture
def ana(app: Flask, database: Database, shop: Api) -> Member:
    return logged_in(app, database, shop, "marketer", "ana@shop.example")


@pytest.fixture
def ben(app: Flask, database: Database, shop: Api) -> Member:
    return logged_in(app, database, shop, "viewer", "ben@shop.example")


def told(who: Member, path: str) -> list[str]:
    return [each["email"] for each in who.post(path)["others"]]


def test_the_second_sees_the_first_and_the_first_the_second(
    ana: Member, ben: Member, path: str
) -> None:
    assert told(ana, path) == []
    (seen,) = ben.post(path)["others"]
    assert (seen["member"], seen["email"], seen["role"]) == (ana.id, ana.email, "marketer")
    assert told(ana, path) == ["ben@shop.example"]

    assert ben.call("DELETE", path).status_code == 204
    assert told(ana, path) == []


def test_a_draft_that_moved_on_is_told(ana: Member, shop: Api, path: str) -> None:
    before = ana.post(path)["draft_version"]
    shop.put(path.replace("/presence", "/draft"), document(("pause", "wait", {"time": "P2D"})))

    assert ana.post(path)["draft_version"] == before + 1


def test_whoever_says_nothing_more_has_gone_and_leaves_no_row(
    database: Database, ana: Member, ben: Member, path: str
) -> None:
    ana.post(path)
    with database.transaction() as tx:
        tx.execute(table.update().values(seen_at=table.c.seen_at - presence.STAYS - 1))

    assert told(ben, path) == []
    with database.read() as tx:
        assert tx.execute(sa.select(table.c.member_id)).scalars().all() == [ben.id]


def test_a_hundred_words_are_one_row(database: Database, ana: Member, path: str) -> None:
    for _ in range(5):
        ana.post(path)

    with database.read() as tx:
        assert tx.execute(sa.select(sa.func.count()).select_from(table)).scalar_one() == 1


def test_who_belongs_here_no_more_is_not_shown(
    database: Database, shop: Api, ana: Member, ben: Member, path: str
) -> None:
    ana.post(path)
    with database.transaction() as tx:
        staff.remove(tx, shop.workspace_id, ana.id)

    assert told(ben, path) == []
    assert ana.refused("POST", path)["status"] in (401, 403)


def test_another_workspaces_journey_is_not_there_and_nobody_in_it_is_told(
    app: Flask, database: Database, rival: Api, ana: Member, path: str
) -> None:
    ana.post(path)
    stranger = logged_in(app, database, rival, "admin")

    for method in ("POST", "DELETE"):
        assert stranger.refused(method, path)["status"] == 404
    assert ana.email not in stranger.call("POST", path).text


def test_a_member_of_two_workspaces_is_present_where_she_is(
    app: Flask, database: Database, shop: Api, rival: Api, ben: Member, path: str
) -> None:
    both = enrolled(database, rival.workspace_id, "admin", "both@x.example")
    with database.transaction() as tx:
        staff.belong(tx, shop.workspace_id, both, "viewer")
    her = entered(app, database, rival, both, "both@x.example")

    assert her.refused("POST", path)["status"] == 404
    assert told(ben, path) == []


def test_no_key_is_present(shop: Api, path: str) -> None:
    assert shop.refused("POST", path)["code"] == "member_required"
    assert shop.refused("DELETE", path)["code"] == "member_required"


def test_a_page_of_somebody_else_makes_nobody_present(ana: Member, path: str) -> None:
    ana.csrf = "not-hers"

    assert ana.refused("POST", path)["status"] == 403
