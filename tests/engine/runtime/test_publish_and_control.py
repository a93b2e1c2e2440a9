"""Versions, pauses and the end of a journey with people inside: no skips, nothing sent twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from engine.audience import saved_segments
from engine.audience.saved_segments import Saved
from engine.runtime import control, drafts, emptying, publish, waking
from engine.runtime.control import Controlled, Outcome
from engine.runtime.drafts import Journey, WrongStatus
from engine.runtime.publish import NotPublishable, Published
from engine.store.db import Database
from engine.store.tables import audit, journey_version, message, node_count, shard_pos
from tests.support.room import Room, node, trigger

CROWD = 1_000
WAITING = {
    "name": "Two pushes",
    "settings": {"reentry": {"mode": "once"}},
    "nodes": [
        trigger("arrived"),
        node("pause", "wait", time="P1D"),
        node("first", "send_push", push="first"),
        node("sale", "wait_for_event", event="bought", timeout="P2D"),
        node("thanks", "send_push", push="thanks"),
        node("nudge", "send_push", push="nudge"),
    ],
    "edges": [
        {"source": "start", "sourceHandle": "next", "target": "pause"},
        {"source": "pause", "sourceHandle": "next", "target": "first"},
        {"source": "first", "sourceHandle": "next", "target": "sale"},
        {"source": "sale", "sourceHandle": "happened", "target": "thanks"},
        {"source": "sale", "sourceHandle": "timeout", "target": "nudge"},
    ],
}


def furnish(room: Room) -> None:
    for key in ("first", "thanks", "nudge"):
        room.push(key)


def saved(room: Room, document: Any = WAITING) -> str:
    made = room.database.run(drafts.create, room.workspace, document, "test")
    assert isinstance(made, Journey)
    return made.id


def draft_of(room: Room, id_: str, document: Any) -> None:
    with room.database.transaction() as tx:
        found = drafts.get(tx, room.workspace, id_, lock=True)
        assert found is not None
        assert isinstance(drafts.save_draft(tx, found, document, "test"), Journey)


def published(room: Room, id_: str) -> Published:
    with room.database.transaction() as tx:
        found = drafts.get(tx, room.workspace, id_, lock=True)
        assert found is not None
        outcome = publish.publish(tx, found, "test")
    assert isinstance(outcome, Published), outcome
    return outcome


def told(room: Room, act: Callable[..., object], id_: str, *more: object) -> Controlled:
    outcome = act(room.database, room.workspace, id_, "test", *more)
    assert isinstance(outcome, Controlled), outcome
    return outcome


def pause(database: Database, *words: str) -> Outcome:
    return database.run(control.pause, *words)


def unarchive(database: Database, *words: str) -> Outcome:
    return database.run(control.unarchive, *words)


def crowd(room: Room, name: str, people: range) -> None:
    items = [room.incoming(name, anon=f"p{number}") for number in people]
    for start in range(0, len(items), 500):
        room.submit(items[start : start + 500])
    room.settle()


def transitions(room: Room, id_: str) -> dict[tuple[str, str], int]:
    counts: Counter[tuple[str, str]] = Counter()
    for row in room.rows(node_count, journey_id=id_):
        counts[row["node"], row["port"]] += row["count"]
    return dict(counts)


def pushes(room: Room, id_: str) -> Counter[tuple[int, str]]:
    return Counter((row["person_id"], row["push"]) for row in room.rows(message, journey_id=id_))


def test_editing_and_pausing_during_a_run_of_a_thousand_changes_no_transition(room: Room) -> None:
    furnish(room)
    left_alone, disturbed = saved(room), saved(room)
    for id_ in (left_alone, disturbed):
        published(room, id_)
    crowd(room, "arrived", range(CROWD))

    room.passes(hours=12)
    told(room, pause, disturbed)
    shorter = {**WAITING, "nodes": WAITING["nodes"][:3], "edges": WAITING["edges"][:2]}
    draft_of(room, disturbed, shorter)
    assert published(room, disturbed).journey.status == "paused"
    room.passes(hours=24)  # the first wait ends while it is paused
    crowd(room, "bought", range(0, CROWD, 2))
    told(room, waking.resume, disturbed)
    room.settle()
    told(room, pause, disturbed)
    told(room, waking.resume, disturbed)
    room.passes(days=4)

    assert transitions(room, disturbed) == transitions(room, left_alone)
    assert transitions(room, disturbed)["sale", "happened"] == CROWD // 2
    assert pushes(room, disturbed) == pushes(room, left_alone)
    assert set(pushes(room, disturbed).values()) == {1}
    ended = Counter((row["state"], row["reason"], row["node"]) for row in room.runs())
    assert ended == {("ended", "finished", "thanks"): CROWD, ("ended", "finished", "nudge"): CROWD}


def test_nobody_enters_a_paused_journey_and_everybody_a_resumed_one(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    told(room, pause, id_)
    room.track("arrived", anon="ana")
    assert room.runs() == []

    assert told(room, waking.resume, id_).journey.status == "live"
    room.track("arrived", anon="ben")
    assert [row["person_id"] for row in room.runs()] == [room.person("ben")]


def test_a_wait_for_an_event_without_end_survives_a_resume(room: Room) -> None:
    furnish(room)
    nodes = [trigger("arrived"), node("sale", "wait_for_event", event="bought")]
    edge = {"source": "start", "sourceHandle": "next", "target": "sale"}
    id_ = saved(room, {"name": "x", "nodes": nodes, "edges": [edge]})
    published(room, id_)
    room.track("arrived", anon="ana")
    told(room, pause, id_)
    told(room, waking.resume, id_)
    room.passes(days=30)
    assert [(row["state"], row["node"]) for row in room.runs()] == [("active", "sale")]

    room.track("bought", anon="ana")
    assert [row["reason"] for row in room.runs()] == ["finished"]


def test_an_event_that_came_during_the_pause_counts_at_once_when_it_ends(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    room.track("arrived", anon="ana")
    room.passes(days=1, minutes=1)
    told(room, pause, id_)
    room.track("bought", anon="ana")
    assert [row["state"] for row in room.runs()] == ["active"]

    woken = told(room, waking.resume, id_)
    room.settle()
    assert len(woken.shards) == 1
    assert [(row["state"], row["node"]) for row in room.runs()] == [("ended", "thanks")]


def test_archiving_ends_every_run_once_and_for_good(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    crowd(room, "arrived", range(20))
    told(room, emptying.archive, id_, "exit")
    room.passes(days=10)

    assert {(row["state"], row["reason"], row["node"]) for row in room.runs()} == {
        ("ended", "exited", "pause")
    }
    assert all(row["wake_at"] is None and row["ended_at"] for row in room.runs())
    assert room.rows(message) == []
    assert "journey_finished" in room.events("p1")
    room.track("arrived", anon="late")
    assert len(room.runs()) == 20
    assert not told(room, emptying.archive, id_, "exit").shards
    assert room.database.run(control.resume, room.workspace, id_, "x") == WrongStatus("archived")


def test_an_archived_journey_may_let_those_inside_finish(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    room.track("arrived", anon="ana")
    told(room, pause, id_)
    room.passes(days=2)
    told(room, emptying.archive, id_, "finish")
    room.settle()
    room.passes(days=3)

    assert [(row["state"], row["node"]) for row in room.runs()] == [("ended", "nudge")]
    room.track("arrived", anon="ben")
    assert len(room.runs()) == 1


def test_what_is_brought_back_holds_those_inside_until_it_is_resumed(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    room.track("arrived", anon="ana")
    told(room, emptying.archive, id_, "finish")
    back = told(room, unarchive, id_)
    room.passes(days=2)

    assert back.journey.status == "paused"
    room.track("arrived", anon="ben")
    assert [(row["state"], row["node"]) for row in room.runs()] == [("active", "pause")]
    told(room, waking.resume, id_)
    room.settle()
    room.track("arrived", anon="cyn")
    assert sorted((row["state"], row["node"]) for row in room.runs()) == [
        ("active", "pause"), ("active", "sale"),
    ]  # fmt: skip


def test_a_resume_waits_for_no_shard_and_leaves_each_as_it_was(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    room.track("arrived", anon="ana")
    before = room.rows(shard_pos)
    told(room, pause, id_)
    told(room, waking.resume, id_)

    assert room.rows(shard_pos) == before


def test_a_version_keeps_the_rules_of_its_segments_as_they_were(room: Room) -> None:
    furnish(room)

    def rule(value: str) -> dict[str, Any]:
        return {
            "combinator": "and",
            "rules": [{"field": "trait.tier", "operator": "=", "value": value}],
        }

    with room.database.transaction() as tx:
        inner = saved_segments.create(tx, room.workspace, "inner", rule("gold"))
        assert isinstance(inner, Saved)
        names = {"field": f"segment.{inner.segment.id}", "operator": "=", "value": True}
        outer_rule = {"combinator": "and", "rules": [names]}
        outer = saved_segments.create(tx, room.workspace, "outer", outer_rule)
        other = saved_segments.create(tx, room.workspace, "other", rule("lead"))
        assert isinstance(outer, Saved)
        assert isinstance(other, Saved)
    where = {
        "combinator": "and",
        "rules": [{"field": f"segment.{outer.segment.id}", "operator": "=", "value": True}],
    }
    nodes = [trigger("arrived", where=where), node("hello", "send_push", push="first")]
    edge = {"source": "start", "sourceHandle": "next", "target": "hello"}
    id_ = saved(room, {"name": "x", "nodes": nodes, "edges": [edge]})
    version = published(room, id_).version

    stored = room.rows(journey_version, id=version.id)[0]["segments"]
    assert inner.segment.id in stored
    assert outer.segment.id in stored
    assert other.segment.id not in stored

    room.track("identify", user="ana", kind="identify", traits={"tier": "gold"})
    room.track("arrived", user="ana")
    assert len(room.runs()) == 1
    with room.database.transaction() as tx:
        stands = saved_segments.get(tx, room.workspace, inner.segment.id)
        assert stands is not None
        changed = saved_segments.Segment(**{**_fields(stands), "rule": rule("silver")})
        assert isinstance(saved_segments.update(tx, room.workspace, changed), Saved)
    room.track("identify", user="ben", kind="identify", traits={"tier": "gold"})
    room.track("arrived", user="ben")
    assert len(room.runs()) == 2  # the published version does not follow the segment
    assert published(room, id_).fresh  # a new one does


def test_a_draft_with_errors_is_not_published_and_nothing_changes(room: Room) -> None:
    id_ = saved(room)
    with room.database.transaction() as tx:
        found = drafts.get(tx, room.workspace, id_, lock=True)
        assert found is not None
        outcome = publish.publish(tx, found, "test")

    assert isinstance(outcome, NotPublishable)
    assert {each.code for each in outcome.problems} == {"unknown_push_resource"}
    assert room.rows(journey_version) == []


def test_every_change_is_in_the_audit_log(room: Room) -> None:
    furnish(room)
    id_ = saved(room)
    published(room, id_)
    told(room, pause, id_)
    told(room, pause, id_)
    told(room, waking.resume, id_)
    told(room, emptying.archive, id_, "exit")

    with room.database.read() as tx:
        rows = tx.execute(sa.select(audit.c.what, audit.c.who, audit.c.target)).all()
    assert {(row.who, row.target) for row in rows} == {("test", id_)}
    assert Counter(row.what for row in rows) == {
        "journey.created": 1,
        "journey.published": 1,
        "journey.paused": 1,
        "journey.resumed": 1,
        "journey.archived": 1,
    }


def _fields(value: Any) -> dict[str, Any]:
    return {name: getattr(value, name) for name in type(value).__dataclass_fields__}
