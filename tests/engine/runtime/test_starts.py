"""Journeys that start journeys: in the transaction of the step, once, by the other's rules."""

import json

from engine.runtime import publish, publishing
from engine.runtime.control import pause
from tests.support.room import Room, hello, node, trigger


def called(room: Room, *, then: dict | None = None, **settings) -> str:
    """A journey that can be called, which says hello."""
    start, step = node("start", "api_trigger", name="order"), then or hello()
    return room.journey([start, step], [f"start -> {step['id']}"], **settings)


def starts(room: Room, id_: str, **settings) -> None:
    room.journey([trigger(), node("call", "start_journey", journey=id_)], ["start -> call"],
                 **settings)  # fmt: skip


def test_a_step_starts_another_journey_with_what_it_was_told(room: Room) -> None:
    room.push(title="Order {{ event.properties.order }}")
    other = called(room, reentry={"mode": "once", "key": "order"})
    starts(room, other, reentry={"mode": "always"})
    for order in (7, 7, 8):
        room.track("bought", anon="ana", properties={"order": order})

    mine = [row for row in room.runs("ana") if row["journey_id"] == other]
    assert sorted((row["entry_key"], row["state"]) for row in mine) == [
        ("7", "ended"),
        ("8", "ended"),
    ]
    assert sorted(json.loads(each["event"])["properties"]["order"] for each in room.messages()) == [
        7,
        8,
    ]
    assert [each["depth"] for each in room.messages()] == [1, 1]


def test_a_loop_between_journeys_ends_in_quarantine(room: Room) -> None:
    """One starts the other, which starts the one again: eleven are let in, and a last one."""
    always = {"mode": "always"}
    back = called(room, reentry=always)
    there = called(room, then=node("call", "start_journey", journey=back), reentry=always)
    document = document_of("Back", "api", node("call", "start_journey", journey=there))
    room.publish({**document, "settings": {"reentry": always}}, back)
    starts(room, back)
    room.track("bought", anon="ana")

    runs = [row["reason"] for row in room.runs("ana")]
    assert (runs.count("finished"), runs.count("quarantined")) == (11, 1)


def test_who_is_not_let_in_goes_on_all_the_same(room: Room) -> None:
    room.push()
    other = called(room)
    starts(room, other, reentry={"mode": "always"})
    room.database.run(pause, room.workspace, other, "test")
    room.track("bought", anon="ana")
    starts(room, "j_gone", reentry={"mode": "always"})
    room.track("bought", anon="ana")

    assert room.messages() == []
    assert {row["reason"] for row in room.runs("ana")} == {"finished"}


def test_a_stranger_cannot_call_a_journey_by_an_event_of_that_name(room: Room) -> None:
    room.push()
    other = called(room)
    properties = {"start": {"journey": other}}
    room.track("journey_called", anon="eve", properties=properties, key_class="write")
    assert (room.runs("eve"), room.messages()) == ([], [])


def test_the_workspace_is_known_to_the_linter(room: Room) -> None:
    """Unpublished, archived, without a start for it: said before anybody gets there."""
    with room.database.transaction() as tx:
        saved = publishing.save_document(tx, room.workspace, document_of("Two", "api"), "test")
    step = node("call", "start_journey", journey=saved.id)
    made = document_of("One", "event", step)
    with room.database.transaction() as tx:
        refused = publishing.publish_document(tx, room.workspace, made, "test")
    assert isinstance(refused, publish.NotPublishable)
    assert [each.code for each in refused.problems] == ["journey_unpublished"]
    with room.database.transaction() as tx:
        publishing.publish_document(tx, room.workspace, document_of("Two", "api"), "test")
        done = publishing.publish_document(tx, room.workspace, made, "test")
    assert isinstance(done, publish.Published)


def document_of(name: str, start: str, *steps: dict) -> dict:
    begins = {"api": node("start", "api_trigger", name="x"), "event": trigger()}[start]
    following = steps or (node("set", "set_traits", traits={"a": 1}),)
    return {
        "name": name,
        "settings": {},
        "nodes": [begins, *following],
        "edges": [{"source": "start", "target": following[0]["id"]}],
    }
