"""The audit log: filtered, page by page, and as a file that no table program runs."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest
from flask import Flask

from engine import audit
from engine.store.db import Database
from tests.webapp.api.conftest import Api, logged_in
from webapp.api import changes

CONSOLE_WORDS = Path(changes.__file__).parents[1] / "ui/src/rooms/settings/auditWords.ts"


def test_it_is_asked_by_person_and_by_act(app: Flask, shop: Api, database: Database) -> None:
    admin = logged_in(app, database, shop, "admin")
    admin.patch("/settings", {"name": "Shop 2"})
    shop.patch("/settings", {"name": "Shop 3"})
    shop.post("/keys", {"kind": "write"})

    mine = shop.get(f"/audit?who=member:{admin.id}")["items"]
    assert [each["what"] for each in mine] == ["settings.changed"]
    changes = shop.get("/audit?what=settings.changed&limit=1")
    assert len(changes["items"]) == 1
    rest = shop.get(f"/audit?what=settings.changed&limit=1&after={changes['next']}")
    assert (len(rest["items"]), rest["next"]) == (1, None)
    kinds = shop.get("/audit/kinds")
    assert f"member:{admin.id}" in kinds["who"]
    assert {"settings.changed", "key.created"} <= {*kinds["what"]}


def test_another_workspaces_changes_are_nowhere(shop: Api, rival: Api) -> None:
    rival.patch("/settings", {"name": "Rival 2"})

    assert shop.get("/audit?what=settings.changed")["items"] == []
    assert "settings.changed" not in shop.get("/audit/kinds")["what"]
    assert rival.workspace_id not in shop.call("POST", "/audit/export", {}).text


def test_the_file_holds_all_of_it_and_no_formula(shop: Api, database: Database) -> None:
    with database.transaction() as tx:
        for each in range(3):
            evil = f'=HYPERLINK("http://evil.example/{each}")'
            audit.record(tx, shop.workspace_id, "command", "segment.removed", evil, name="ä,\n")
    answer = shop.call("POST", "/audit/export", {"what": "segment.removed"})

    assert answer.mimetype == "text/csv"
    head, *rows = csv.reader(io.StringIO(answer.text))
    assert head == ["at", "who", "what", "target", "detail"]
    assert [row[3] for row in rows] == [
        f'\'=HYPERLINK("http://evil.example/{each}")' for each in (2, 1, 0)
    ]
    assert rows[0][4] == '{"name": "ä,\\n"}'
    assert shop.get("/audit?what=audit.exported")["items"]


def test_a_file_of_many_pages_leaves_nothing_out(
    shop: Api, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "AT_ONCE", 3)
    with database.transaction() as tx:
        for each in range(7):
            audit.record(tx, shop.workspace_id, "command", "segment.removed", f"s{each}")
    text = shop.call("POST", "/audit/export", {"what": "segment.removed"}).text
    assert [f"s{each}" in text for each in range(7)] == [True] * 7
    assert len(text.splitlines()) == 8


def test_only_an_admin_reads_it(app: Flask, shop: Api, database: Database) -> None:
    for role in ("viewer", "marketer"):
        who = logged_in(app, database, shop, role)
        assert who.refused("GET", "/audit/kinds")["code"] == "forbidden"
        assert who.refused("POST", "/audit/export", {})["code"] == "forbidden"


def test_the_console_has_words_for_all_that_the_log_tells_of() -> None:
    words = CONSOLE_WORDS.read_text()
    told = set(re.findall(r'^  "([a-z_]+\.[a-z_]+)": msg`', words, re.MULTILINE))
    assert told == audit.KINDS


def test_what_nobody_has_words_for_is_not_told(database: Database) -> None:
    with database.transaction() as tx, pytest.raises(LookupError):
        audit.record(tx, "ws_1", "command", "key.eaten", "key_1")
