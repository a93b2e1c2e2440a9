"""All messages of a workspace: narrowed down, page by page, and what a page may cost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import clock
from engine.audience import inbox, names
from engine.audience.content import Content
from engine.reports import message_list
from engine.runtime.erase import erase
from engine.store.db import Database, Tx
from engine.store.tables import device, inbox_item, message, send
from tests.webapp.api.conftest import Api, Member

START = 1_767_614_400 * clock.SECOND  # 2026-01-05T12:00Z
SENDS: dict[str, Any] = {
    # message: (minutes, push, own state and reason, [(platform, state, reason)])
    "m1": (1, "hello", ("done", None), [("windows", "accepted", None), ("android", "gone", "410")]),
    "m2": (2, "hello", ("suppressed", "no_device"), []),
    "m3": (3, "sale", ("suppressed", None), [("windows", "suppressed", "cap")]),
    "m4": (4, "sale", ("pending", None), [("android", "pending", None)]),
}


def put(tx: Tx, workspace_id: str, prefix: str = "") -> int:
    """These messages, all for one person of that workspace."""
    person = names.ensure(tx, workspace_id, [("user", "ana")], tx.now())["user", "ana"]
    for id_, (minutes, push, (state, reason), sends) in SENDS.items():
        at = START + minutes * clock.MINUTE
        common = {"shard": person % 64, "workspace_id": workspace_id, "due_at": at}
        row = {"id": prefix + id_, "person_id": person, "push": push, "target": "all"}
        times = {"created_at": at, "expires_at": at + clock.DAY}
        told = {"mode": "collapse", "state": state, "reason": reason}
        tx.execute(message.insert(), common | row | times | told)
        for platform, stands, why in sends:
            device_id = f"d-{workspace_id}-{platform}"
            known = tx.execute(device.select().where(device.c.id == device_id)).all()
            if not known:
                tx.execute(
                    device.insert(),
                    {
                        "id": device_id, "workspace_id": workspace_id, "owner": person,
                        "kind": "web", "status": "allowed", "platform": platform,
                        "browser": "chrome", "created_at": at, "updated_at": at,
                    },
                )  # fmt: skip
            to = {"message_id": prefix + id_, "device_id": device_id, "owner": person, "epoch": 0}
            tx.execute(send.insert(), common | to | {"state": stands, "reason": why})
    return person


@pytest.fixture
def person(shop: Api, rival: Api, database: Database) -> int:
    with database.transaction() as tx:
        put(tx, rival.workspace_id, "their-")
        return put(tx, shop.workspace_id)


def ids(page: Any) -> list[str]:
    return [each["id"] for each in page["items"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["m4", "m3", "m2", "m1"]),
        ("state=accepted", ["m1"]),
        ("state=suppressed", ["m3", "m2"]),
        ("state=pending", ["m4"]),
        ("state=dead", []),
        ("reason=no_device", ["m2"]),
        ("reason=cap", ["m3"]),
        ("user_id=ana&state=accepted", ["m1"]),
        ("user_id=nobody", []),
        ("push=sale", ["m4", "m3"]),
        ("platform=windows", ["m3", "m1"]),
        # Of one and the same send: the one on Windows was accepted, the other is gone.
        ("platform=windows&state=gone", []),
        ("platform=android&state=gone&reason=410", ["m1"]),
        ("from=2026-01-05T12:02:00Z&to=2026-01-05T12:04:00Z", ["m3", "m2"]),
        ("sort=newest&push=sale", ["m4", "m3"]),
        ("sort=oldest", ["m1", "m2", "m3", "m4"]),
        ("sort=oldest&push=sale", ["m3", "m4"]),
    ],
)
def test_messages_are_narrowed_down(shop: Api, person: int, query: str, found: list[str]) -> None:
    page = shop.get(f"/messages?{query}")

    assert (ids(page), page["next"]) == (found, None)
    assert {each["user_id"] for each in page["items"]} <= {"ana"}


@pytest.mark.parametrize(
    "query", ["state=done", "state=", "reason=", "from=soon", "status=gone", "sort=state"]
)
def test_what_is_no_filter_is_refused(shop: Api, query: str) -> None:
    assert shop.refused("GET", f"/messages?{query}")["status"] == 422


@pytest.mark.parametrize(
    "query", ["", "&push=hello", "&state=gone", "&sort=oldest", "&sort=oldest&state=gone"]
)
def test_pages_follow_each_other_whatever_they_look_at(
    shop: Api, person: int, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """A page that finds nothing among what it looks at says where the next one goes on."""
    whole = ids(shop.get(f"/messages?limit=200{query}"))
    monkeypatch.setattr(message_list, "LOOKED_AT", 1)
    seen: list[str] = []
    pages, after = 0, ""
    while pages < 10:
        page = shop.get(f"/messages?limit=1{query}{after}")
        seen, pages = seen + ids(page), pages + 1
        if page["next"] is None:
            break
        after = f"&after={page['next']}"

    assert seen == whole
    assert pages >= len(SENDS)


def test_a_page_of_a_narrowed_list_is_found_by_the_index_of_time(
    shop: Api, person: int, database: Database
) -> None:
    """No scan of the messages on SQLite; PostgreSQL decides by size, and has the same index."""
    asked: list[str] = []
    with database.read() as tx:
        if tx.postgres:
            found = tx.conn.exec_driver_sql("SELECT indexdef FROM pg_indexes").scalars()
            assert any("(workspace_id, created_at, id)" in each for each in found)
            return
        execute = tx.conn.exec_driver_sql
        for oldest in (False, True):
            wanted = message_list.Wanted(oldest=oldest)
            keys = message_list._keys(shop.workspace_id, wanted, (START, "m1"))
            text = keys.compile(tx.conn, compile_kwargs={"literal_binds": True})
            asked += [row[3] for row in execute(f"EXPLAIN QUERY PLAN {text}")]
    assert len(asked) == 2  # no sorting beside it
    for plan in asked:
        assert "USING COVERING INDEX ix_message_workspace_id" in plan or "USING INDEX" in plan


def test_the_words_are_told_to_a_viewer_until_she_is_erased(
    shop: Api, viewer: Member, rival: Api, person: int, database: Database
) -> None:
    words = Content(
        title="Hello", body="Again", url="/x", icon=None, image=None, badge=None, actions=(),
        require_interaction=False, silent=False, language="de",
    )  # fmt: skip
    with database.transaction() as tx:
        row = (person % 64, "m1", shop.workspace_id, person, inbox.kept(words), START)
        tx.execute(inbox_item.insert(), dict(zip(inbox.COLUMNS, row, strict=True)))

    told = viewer.get("/messages/m1")["content"]
    assert (told["title"], told["message"], told["language"]) == ("Hello", "Again", "de")
    assert shop.get("/messages/m2")["content"] is None
    assert rival.refused("GET", "/messages/m1")["status"] == 404

    database.run(erase, person)
    after = shop.get("/messages/m1")
    assert (after["content"], after["user_id"]) == (None, None)
    assert "ana" not in json.dumps(after)
