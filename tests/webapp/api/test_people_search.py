"""People found by what somebody knows of them, and by nobody who may not look."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa
from alembic import command
from flask import Flask

from engine.audience import names, search_words
from engine.audience.values import flatten
from engine.reports import people_search
from engine.runtime.erase import erase
from engine.store import migrate
from engine.store.db import Database
from engine.store.tables import person_word
from tests.support.room import Room
from tests.webapp.api.conftest import Api, logged_in

LOPEZ = {"email": "Ana.Lopez@Shop.example", "name": "Ana María López"}


@pytest.fixture
def room(database: Database) -> Room:
    """Ana López, Ben O'Brien who has no user id, Cem without a name, and a hundred per cent."""
    made = Room(database)
    for user, traits in (
        ("u-ana", LOPEZ),
        ("u-cem", {"tier": "gold", "name": 7}),
        ("100%", {"name": "100% Wool_en", "firstName": "Ana"}),
    ):
        made.track("identify", user=user, kind="identify", traits=traits, settle=False)
    made.track("looked", anon="a-ben", settle=False)
    made.track("identify", anon="a-ben", kind="identify", traits={"lastName": "O'Brien"})
    return made


@pytest.fixture
def shop(app: Flask, room: Room) -> Api:
    made = room.made
    return Api(app.test_client(), made.id, made.secret_key, made.write_key)


def found(api: Api, q: str, **more: str) -> list[str]:
    page: Any = api.get(f"/people?{urlencode({'q': q, **more})}")
    assert page["next"] is None
    return [each["user_id"] or each["name"] or each["id"] for each in page["items"]]


FOUND: dict[str, list[str]] = {
    "u-ana": ["u-ana"],
    " u-ana ": ["u-ana"],
    "U-ANA": [],  # ids are told apart by their case
    "ana.lopez@shop.example": ["u-ana"],
    "ANA.L": ["u-ana"],
    "lopez": ["u-ana"],
    "López": ["u-ana"],
    "maria lo": ["u-ana"],
    "shop.ex": ["u-ana"],
    "example": [],  # of an address, not from the middle of its domain on
    "opez": [],
    "ana": ["100%", "u-ana"],
    "a-ben": ["O'Brien"],
    "a-be": [],
    "o'brien": ["O'Brien"],
    "brien": ["O'Brien"],
    "gold": [],
    "7": [],
    "%": [],
    "_": [],
    "a%": [],
    "100%": ["100%"],
    "wool_": ["100%"],
    "woolx": [],
    "   ": [],
    "\U0010ffff": [],
    "nobody": [],
}


def test_people_are_found_by_their_ids_and_by_how_a_name_begins(shop: Api) -> None:
    assert {q: found(shop, q) for q in FOUND} == FOUND
    assert shop.refused("GET", "/people?q=%00")["status"] == 422


def test_a_person_is_found_by_her_own_id_and_told_with_name_and_email(
    room: Room, shop: Api
) -> None:
    id_ = names.shown(room.person("u-ana", user=True))
    (ana,) = shop.get(f"/people?q={id_}")["items"]

    assert (ana["id"], ana["name"], ana["email"]) == (id_, LOPEZ["name"], LOPEZ["email"])
    assert shop.get(f"/people/{id_}")["email"] == LOPEZ["email"]
    assert found(shop, id_.upper()) == ["u-ana"]
    listed = {each["user_id"]: each["name"] for each in shop.get("/people?sort=seen")["items"]}
    assert listed == {
        "u-ana": LOPEZ["name"],
        "u-cem": None,
        "100%": "100% Wool_en",
        None: "O'Brien",
    }


def test_words_follow_the_traits(room: Room, shop: Api) -> None:
    room.track("identify", user="u-ana", kind="identify", traits={"name": "Ana Berg", "age": 3})
    assert (found(shop, "maria"), found(shop, "berg"), found(shop, "ana.l")) == (
        [], ["u-ana"], ["u-ana"],
    )  # fmt: skip

    room.track("identify", user="u-ana", kind="identify", traits={"name": None, "email": None})
    assert (found(shop, "berg"), found(shop, "ana.l"), found(shop, "u-ana")) == ([], [], ["u-ana"])


def test_what_is_no_name_writes_nothing(room: Room, database: Database) -> None:
    """The firehose must not pay for the search."""
    asked: list[str] = []
    sa.event.listen(
        database.engine, "before_cursor_execute", lambda *each: asked.append(str(each[2]))
    )
    room.track("bought", user="u-ana")
    room.track("identify", user="u-ana", kind="identify", traits={"tier": "red"})

    assert asked
    assert not [each for each in asked if "person_word" in each]


def test_a_merged_visitor_is_found_as_whom_she_became(room: Room, shop: Api) -> None:
    room.track("identify", anon="a-ben", user="u-ben", kind="identify")

    assert found(shop, "brien") == ["u-ben"]
    assert found(shop, "a-ben") == ["u-ben"]
    assert found(shop, names.shown(room.person("a-ben"))) == ["u-ben"]
    with room.database.read() as tx:
        held = set(tx.execute(sa.select(person_word.c.person_id)).scalars())
    assert names.person_id(shop.workspace_id, "anonymous", "a-ben") not in held


def test_an_erased_person_is_found_by_nothing(room: Room, shop: Api) -> None:
    person = room.person("u-ana", user=True)
    with room.database.transaction() as tx:
        erase(tx, person)

    for q in ("u-ana", names.shown(person), "ana.l", "lopez", "maria"):
        assert found(shop, q) == [], q
    with room.database.read() as tx:
        rows = sa.select(person_word.c.word).where(person_word.c.person_id == person)
        assert tx.execute(rows).all() == []


def test_nobody_of_another_workspace_is_found(room: Room, shop: Api, rival: Api) -> None:
    for q in ("u-ana", names.shown(room.person("u-ana", user=True)), "ana", "lopez", "a-ben"):
        assert found(rival, q) == [], q


@pytest.mark.parametrize("role", ["viewer", "marketer", "admin"])
def test_whoever_sees_the_list_may_search_it(
    app: Flask, shop: Api, database: Database, role: str
) -> None:
    assert found(logged_in(app, database, shop, role), "lopez") == ["u-ana"]


def test_a_write_key_may_not(app: Flask, shop: Api) -> None:
    for key in (shop.write_key, ""):
        public = Api(shop.client, shop.workspace_id, key, shop.write_key)
        assert public.refused("GET", "/people?q=lopez")["status"] in (401, 403)


def test_a_search_goes_with_a_push_status_and_a_limit_alone(shop: Api) -> None:
    assert found(shop, "ana", push_status="ask") == ["100%", "u-ana"]
    assert found(shop, "ana", push_status="allowed") == []
    assert found(shop, "ana", limit="1") == ["100%"]
    for more in ("user_id=x", "sort=seen", "after=WzFd"):
        assert shop.refused("GET", f"/people?q=ana&{more}")["status"] == 422
    assert shop.refused("GET", "/people?q=")["status"] == 422


def test_members_of_a_segment_are_listed_as_people_are(room: Room, shop: Api) -> None:
    room.clock.forward(timedelta(minutes=1))
    room.track("looked", user="u-cem")
    room.clock.forward(timedelta(minutes=1))
    room.track("looked", user="u-ana")
    rule = {"combinator": "and", "rules": []}
    path = f"/segments/{shop.post('/segments', {'name': 'All', 'rule': rule})['id']}/people"

    first = shop.get(f"{path}?sort=seen&limit=2")
    rest = shop.get(f"{path}?sort=seen&limit=3&after={first['next']}")
    assert [each["user_id"] for each in first["items"]] == ["u-ana", "u-cem"]
    assert {each["user_id"] for each in rest["items"]} == {"100%", None}
    assert (first["items"][0]["email"], rest["next"]) == (LOPEZ["email"], None)
    by_id = shop.get(f"{path}?limit=1")["next"]
    assert shop.refused("GET", f"{path}?sort=seen&after={by_id}")["status"] == 422
    sample = shop.post("/segments/preview", {"rule": rule})["sample"]
    assert LOPEZ["name"] in {each["name"] for each in sample}


def test_a_search_reads_one_range_of_an_index(database: Database) -> None:
    with database.read() as tx:
        query = people_search.beginning("ws", "ana")
        text = query.compile(tx.conn, compile_kwargs={"literal_binds": True})
        if tx.postgres:
            tx.conn.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if tx.postgres else "EXPLAIN QUERY PLAN"
        plan = str(tx.conn.exec_driver_sql(f"{explain} {text}".replace("%", "%%")).all())
    assert "ix_person_word_workspace_id" in plan
    assert "word >= 'ana'" in plan if "Index Cond" in plan else "word>? AND word<?" in plan
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_the_migration_finds_those_who_were_there_before(room: Room, shop: Api) -> None:
    with room.database.read() as tx:
        before = set(tx.execute(sa.select(person_word)).all())
    for to in ("0010", "head"):
        with room.database.transaction() as tx:
            config = migrate.config()
            config.attributes["connection"] = tx.conn
            (command.upgrade if to == "head" else command.downgrade)(config, to)

    with room.database.read() as tx:
        assert set(tx.execute(sa.select(person_word)).all()) == before
    assert found(shop, "lopez") == ["u-ana"]


def test_words_are_few_whatever_a_stranger_sends() -> None:
    long = flatten(
        "trait", {"name": "a b " * 5_000, "email": "@" * 5_000, "username": "\u0130\u00df"}
    )
    made = search_words.words(long)
    assert len(made) <= 3 * search_words.MOST
    assert max(map(len, made)) <= 100
    assert "i\u0307ss" not in made
    assert "iss" in made
