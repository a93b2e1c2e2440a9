"""Everybody once, whatever is interrupted, whoever comes between, however many work at it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.audience import names
from engine.campaigns import control, course, taking
from engine.checks import CHECKS
from engine.runtime.erase import erase
from engine.store.db import Database
from engine.store.tables import campaign_progress, person
from tests.engine.campaigns.conftest import WHO, Sender, steps
from tests.engine.crash.sweep import Crashed, crash_at, sweep
from tests.support.backends import Sqlite
from tests.support.room import BASE_URL, Room

campaigns_check = next(each.query for each in CHECKS if each.name == "campaigns")
Crowd = Callable[..., list[str]]
page = partial(taking.page, base_url=BASE_URL)


def test_each_step_is_done_or_it_is_not_wherever_it_is_cut_off(
    room: Room, sender: Sender, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    crowd(3)
    monkeypatch.setattr(taking, "PAGES", {True: 2, False: 2})
    id_ = sender.draft(title="For {{ person.user_id }}", per_minute=60)
    sweep(room.database, lambda tx: control.act(tx, room.workspace, WHO, id_, "send"))
    sweep(room.database, course.begin)
    places = 0
    while room.rows(campaign_progress)[0]["next_at"] is not None:
        places += sweep(room.database, page)
    assert places > 30
    assert sorted(row["device_id"] for row in sender.sends(id_)) == ["d-p0", "d-p1", "d-p2"]
    room.passes(minutes=1)
    assert sender.state(id_) == "done"
    assert len(room.pushes.accepted) == 3


OPS = st.lists(
    st.one_of(
        st.tuples(st.just("page"), st.just(0)),
        st.tuples(st.just("crash"), st.integers(0, 14)),
        st.tuples(st.just("merge"), st.integers(0, 3)),
        st.tuples(st.just("erase"), st.integers(0, 7)),
        st.tuples(st.sampled_from(("pause", "resume", "deliver")), st.just(0)),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(ops=OPS)
def test_nobody_is_left_out_and_no_device_gets_it_twice(
    sqlite_template: Sqlite, tmp_path_factory: pytest.TempPathFactory, ops: list[tuple[str, int]]
) -> None:
    """Of four browsers and four users; browsers turn out to be users while it is taken."""
    with sqlite_template.fresh(tmp_path_factory.mktemp("once")) as url:
        database = Database(url)
        try:
            _live_through(Room(database), ops)
        finally:
            database.close()


def _live_through(room: Room, ops: list[tuple[str, int]]) -> None:
    room.set(frequency_cap={})
    sender, patch = Sender(room), pytest.MonkeyPatch()
    patch.setattr(taking, "PAGES", {True: 2, False: 2})
    try:
        everybody = [("anonymous", f"a{n}") for n in range(4)] + [
            ("user", f"u{n}") for n in range(4)
        ]
        room.submit(
            [
                room.incoming("seen", **({"anon": name} if kind == "anonymous" else {"user": name}))
                for kind, name in everybody
            ]
        )
        room.settle()
        for kind, name in everybody:
            room.device(name, f"d-{name}", user=kind == "user")
        id_ = sender.send()
        room.database.run(course.begin)
        for what, number in ops:
            _happen(room, sender, id_, what, number)
        sender.act(id_, "resume")
        room.settle()
        _judge(room, sender, id_, everybody)
    finally:
        patch.undo()


def _happen(room: Room, sender: Sender, id_: str, what: str, number: int) -> None:
    match what:
        case "page":
            room.database.run(page)
        case "crash":
            with suppress(Crashed), crash_at(room.database, number):
                room.database.run(page)
        case "merge":
            more: dict[str, Any] = {"anon": f"a{number}", "user": f"u{number}", "kind": "identify"}
            room.track("", **more, settle=False)
            steps(room)
        case "erase":
            kind: names.PersonKind = "anonymous" if number < 4 else "user"
            name = f"{'a' if number < 4 else 'u'}{number % 4}"
            room.database.run(erase, names.person_id(room.workspace, kind, name))
        case "deliver":
            room.lanes.deliver("campaign")
        case _:
            sender.act(id_, what)


def _judge(room: Room, sender: Sender, id_: str, everybody: list[tuple[str, str]]) -> None:
    sends = sender.sends(id_)
    assert max(Counter(row["device_id"] for row in sends).values(), default=0) <= 1
    assert max(Counter(one.endpoint for one in room.pushes.accepted).values(), default=0) <= 1
    found = sender.get(id_)
    assert found.state == "done"
    with room.database.read() as tx:
        assert not tx.execute(campaigns_check(0)).all()
    assert (found.people, found.devices) == (len(sender.messages(id_)), len(sends))
    reached = {row["person_id"] for row in sender.messages(id_)}
    erased = {row["id"] for row in room.rows(person) if row["erased"]}
    for kind, name in everybody:
        assert room.person(name, user=kind == "user") in reached | erased, name
