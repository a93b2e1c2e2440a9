"""Events and results of a time as a file: what is in it, who may have it, and how it is made."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from engine.audience import names
from engine.reports import extracts
from engine.runtime.erase import erase
from engine.store.db import Database
from tests.support.room import Room, hello, trigger
from tests.webapp.api.conftest import Api, logged_in

DAY = "from=2026-03-02T00:00:00Z&to=2026-03-03T00:00:00Z"


@pytest.fixture
def room(database: Database, shop: Api) -> Room:
    """Things happen in the shop, under a clock that moves by hand."""
    made = Room(database)
    made.workspace = shop.workspace_id
    return made


def rows(api: Api, subject: str, query: str = DAY) -> list[dict[str, Any]]:
    text = api.call("GET", f"/{subject}/export?{query}").text
    return [json.loads(line) for line in text.splitlines()]


def test_the_events_of_a_time_are_all_there_in_each_persons_order(
    shop: Api, rival: Api, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "AT_ONCE", 3)
    before = room.clock()
    for number in range(10):
        for who in ("ana", "ben"):
            room.track(f"e{number}", user=who, settle=False, context={"ip": "192.0.2.9"})
        room.track("other", anon="eve", settle=False)
        room.clock.forward(timedelta(hours=2))
    room.settle()
    found = rows(shop, "events")
    assert [each["name"] for each in found if each["user_id"] == "ana"] == [
        f"e{number}" for number in range(6)
    ]
    assert len(found) == 18
    assert (found[0]["told"], "192.0.2.9" in str(found)) == ({}, False)
    later = rows(shop, "events", "from=2026-03-03T00:00:00Z&to=2026-03-09T00:00:00Z")
    assert len(later) == 12
    assert not {each["id"] for each in later} & {each["id"] for each in found}
    assert rows(rival, "events") == []
    assert before < room.clock()

    room.database.run(erase, room.person("ana", user=True))
    assert {each["user_id"] for each in rows(shop, "events")} == {"ben", None}


def test_messages_are_there_with_what_became_of_them(database: Database) -> None:
    room = Room(database)
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    device = room.device("ana", user=True)
    room.track("bought", user="ana")
    room.track("bought", anon="eve")
    day = extracts.Span(room.clock(), room.clock() + 1)
    text = "".join(
        extracts.taken_out(database, room.workspace, "command", "messages", day, "ndjson")
    )
    found = sorted(map(json.loads, text.splitlines()), key=lambda each: str(each["state"]))
    states = [(each["state"], each["reason"], each["device"], each["user_id"]) for each in found]
    assert states == [("accepted", None, device, "ana"), ("suppressed", "no_device", None, None)]
    assert found[0]["settled_at"] == found[0]["created_at"] == "2026-03-02T12:00:00.000000Z"


def test_a_table_program_runs_nothing_of_it(shop: Api, room: Room) -> None:
    for name in ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", 'with "quotes", and\nlines'):
        room.track(name, user="=HYPERLINK(1)", settle=False, properties={"a": "=1"})
    answer = shop.call("GET", f"/events/export?format=csv&{DAY}")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="events.csv"'
    head, *lines = csv.reader(io.StringIO(answer.text, newline=""))
    assert tuple(head) == extracts.EVENT
    assert len(lines) == 5
    assert all(
        not cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in lines for cell in row
    )
    assert {row[head.index("user_id")] for row in lines} == {"'=HYPERLINK(1)"}
    assert json.loads(lines[0][head.index("told")]) == {"properties": {"a": "=1"}}


def test_who_takes_it_out_is_known_and_is_an_admin(
    app: Flask, shop: Api, database: Database
) -> None:
    for role in ("viewer", "marketer"):
        who = logged_in(app, database, shop, role)
        for subject in extracts.SUBJECTS:
            assert who.refused("GET", f"/{subject}/export?{DAY}")["code"] == "forbidden"
    admin = logged_in(app, database, shop, "admin")
    for subject in extracts.SUBJECTS:
        assert admin.call("GET", f"/{subject}/export?{DAY}").status_code == 200
    entries = shop.get("/audit")["items"]
    assert [each["what"] for each in entries[:2]] == ["messages.exported", "events.exported"]
    assert entries[0]["who"] == f"member:{admin.id}"
    assert entries[0]["detail"] == {
        "from": "2026-03-02T00:00:00.000000Z",
        "to": "2026-03-03T00:00:00.000000Z",
        "format": "ndjson",
    }
    for query in ("", "from=2026-03-02T00:00:00Z", f"{DAY}&format=xls", "from=x&to=y",
                  "from=2026-03-03T00:00:00Z&to=2026-03-03T00:00:00Z"):  # fmt: skip
        assert shop.refused("GET", f"/events/export?{query}")["status"] == 422
    assert len(shop.get("/audit")["items"]) == len(entries)
    shop.secret_key = shop.write_key
    assert shop.refused("GET", f"/events/export?{DAY}")["code"] == "secret_key_required"


def test_no_transaction_is_open_between_two_pages(
    shop: Api, room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "AT_ONCE", 2)
    for number in range(7):
        room.track(f"e{number}", user="ana", settle=False)
    span = extracts.Span(0, 2**60)
    pages = extracts.events(room.database, room.workspace, span)
    some = [each["name"] for each in next(page for page in pages if page)]
    assert some == ["e0", "e1"]
    assert not room.database.reading.pool.checkedout()  # type: ignore[attr-defined]
    assert names.shown(room.person("ana", user=True))
    assert sum(len(page) for page in pages) == 5
