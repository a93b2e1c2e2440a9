"""The bell: one item to one push, in the same words, and it follows its person (P1, P2)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine.audience import inbox, reports
from engine.audience.reports import Report
from engine.audience.tokens import SendRef
from engine.delivery.providers.provider import Later
from engine.doctor import examine
from engine.runtime.erase import erase
from engine.store.tables import inbox_item
from tests.support.room import Room, hello, node, trigger


def items(room: Room, who: str, *, user: bool = False) -> list[inbox.Item]:
    with room.database.read() as tx:
        return inbox.page(tx, room.person(who, user=user), after=None, limit=50)


def unread(room: Room, who: str) -> int:
    with room.database.read() as tx:
        return inbox.unread(tx, room.person(who))


def said(room: Room, **push: Any) -> None:
    """A journey that says something to whoever buys."""
    room.push(**{"title": "Hi {{ person.traits.name }}", "url": "/new", **push})
    room.journey([trigger(), hello()], ["start -> hello"])


def test_an_item_has_the_words_the_link_and_the_tag_of_its_push(room: Room) -> None:
    said(room)
    room.device("ana")
    room.track("identify", kind="identify", anon="ana", traits={"name": "Ana"})
    room.track("bought", anon="ana")

    (item,) = items(room, "ana")
    (message,) = room.messages()
    assert (item.id, item.content.title, item.content.url) == (message["id"], "Hi Ana", "/new")
    assert [row["state"] for row in room.sends()] == ["accepted"]
    assert unread(room, "ana") == 1


def test_an_item_says_whom_it_is_from_so_that_he_can_be_muted(room: Room) -> None:
    """K7; what was written by an earlier release says nothing."""
    said(room, source="person:{{ event.properties.seller }}")
    room.track("bought", anon="ana", properties={"seller": "ben"})
    (item,) = items(room, "ana")
    assert item.content.source == "person:ben"

    with room.database.transaction() as tx:
        kept = json.loads(inbox.kept(item.content))
        del kept["source"], kept["source_name"]
        tx.execute(inbox_item.update().values(content=json.dumps(kept)))
    told = [(each.content.source, each.content.source_name) for each in items(room, "ana")]
    assert told == [(None, None)]


@pytest.mark.parametrize(
    ("source", "told", "kept"),
    [
        ("person:7", "Ana Lopez", "Ana Lopez"),
        ("person:7", "  <b>Ana</b>\n Lopez ", "<b>Ana</b> Lopez"),
        ("person:7", " \n", None),
        ("person:7", None, None),
        ("person:7", "x" * 300, "x" * 100),
        (None, "Ana Lopez", None),
    ],
)
def test_an_item_says_by_what_name_its_source_is_read(
    room: Room, source: str | None, told: str | None, kept: str | None
) -> None:
    """K7: a line of text, whatever a page has told."""
    said(room, source=source, source_name="{{ event.properties.name }}")
    room.track("bought", anon="ana", properties={} if told is None else {"name": told})
    (item,) = items(room, "ana")
    assert (item.content.source, item.content.source_name) == (source, kept)


def test_a_push_that_is_sent_later_says_what_the_item_says(room: Room) -> None:
    """It was rendered once: what changes meanwhile changes neither."""
    said(room, languages={"de": {"title": "Hallo {{ person.traits.name }}"}})
    d = room.device("ana")
    room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{d}", Later(60.0, "busy"))
    room.track("identify", kind="identify", anon="ana", traits={"name": "Ana"})
    room.track("bought", anon="ana")
    renamed: dict[str, Any] = {"traits": {"name": "Anna"}, "context": {"locale": "de"}}
    room.track("identify", kind="identify", anon="ana", **renamed)
    room.passes(minutes=5)

    assert [item.content.title for item in items(room, "ana")] == ["Hi Ana"]
    first, last = room.pushes.attempts
    titles = [json.loads(each.payload)["n"]["title"] for each in (first, last)]
    assert titles == ["Hi Ana", "Hi Ana"]


def test_who_has_no_device_has_the_item_all_the_same(room: Room) -> None:
    said(room)
    room.track("bought", anon="ana")
    assert [row["reason"] for row in room.messages()] == ["no_device"]
    assert len(items(room, "ana")) == 1


def test_a_resource_may_want_none(room: Room) -> None:
    said(room, inbox=False)
    room.device("ana")
    room.track("bought", anon="ana")
    assert [row["state"] for row in room.sends()] == ["accepted"]
    assert items(room, "ana") == []


def test_what_cannot_be_put_into_words_makes_no_item_and_stops_nobody(room: Room) -> None:
    said(room, title="{{ nonsense", url="https://evil.example/")
    room.push("fine")
    room.journey([trigger(), hello("fine")], ["start -> hello"])
    room.device("ana")
    room.track("bought", anon="ana")
    assert [item.content.title for item in items(room, "ana")] == ["Title of fine"]


def test_a_click_of_the_push_marks_its_item(room: Room) -> None:
    said(room)
    d = room.device("ana")
    room.track("bought", anon="ana")
    (item,) = items(room, "ana")
    ref = SendRef(room.workspace, reports.send_id(item.id, d))
    for type_, left in (("displayed", 1), ("dismissed", 1), ("clicked", 0)):
        report = Report("clicked") if type_ == "clicked" else Report("displayed")
        room.database.run(reports.take, ref, report, room.clock())
        assert unread(room, "ana") == left


def test_a_merge_takes_the_items_along(room: Room) -> None:
    said(room)
    room.track("bought", anon="ana")
    before = items(room, "ana")
    room.track("identify", kind="identify", anon="ana", user="u1")
    assert room.person("ana") == room.person("u1", user=True)
    assert items(room, "u1", user=True) == before


def test_what_a_merge_suppresses_leaves_the_bell(room: Room) -> None:
    """Of two runs of one journey the later ends; what it has not said yet is not said."""
    room.push()
    room.journey(
        [trigger(), hello(), node("pause", "wait", time="P9D")],
        ["start -> hello", "hello -> pause"],
    )
    room.track("bought", user="u1")
    room.passes(minutes=1)
    d = room.device("ana")
    room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{d}", Later(600.0, "busy"))
    room.track("bought", anon="ana")
    room.track("identify", kind="identify", anon="ana", user="u1")
    assert sorted(row["reason"] for row in room.messages()) == ["merged", "no_device"]
    assert len(items(room, "u1", user=True)) == 1
    assert examine(room.database) == []


def test_an_erasure_leaves_no_item(room: Room) -> None:
    said(room)
    room.track("bought", anon="ana")
    assert len(room.rows(inbox_item)) == 1
    room.database.run(erase, room.person("ana"))
    assert room.rows(inbox_item) == []


def test_a_journey_may_say_something_without_a_push(room: Room) -> None:
    """Also what a push of the same words would not leave there, and to whom no push can go."""
    room.push("note", title="Hi {{ person.traits.name }}", inbox=False)
    room.push("broken", title="{{ nonsense( }}")
    room.journey(
        [trigger(), node("note", "add_to_inbox", push="note"),
         node("broken", "add_to_inbox", push="broken"), node("gone", "add_to_inbox", push="gone")],
        ["start -> note", "note -> broken", "broken -> gone"],
        reentry={"mode": "after_exit"},
    )  # fmt: skip
    room.track("identify", kind="identify", anon="ana", traits={"name": "Ana"})
    for _ in range(2):
        room.track("bought", anon="ana")

    assert [each.content.title for each in items(room, "ana")] == ["Hi Ana"] * 2
    assert (room.messages(), unread(room, "ana")) == ([], 2)
    assert [row["reason"] for row in room.runs("ana")] == ["finished"] * 2
