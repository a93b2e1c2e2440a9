"""The shard step: events move people and runs, waits end on time, nothing counts twice."""

import json
from datetime import timedelta

from engine import clock
from engine.audience.incoming import Accepted, Conflict, Duplicate
from engine.store.tables import node_count, person_value, rollup, shard_head, shard_pos
from tests.support.room import Room, hello, node, trigger


def test_an_event_enters_a_person_and_her_push_goes_out(room: Room) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    room.device("ana")

    room.track("bought", anon="ana")

    assert [run["reason"] for run in room.runs("ana")] == ["finished"]
    assert [send["state"] for send in room.sends()] == ["accepted"]
    assert len(room.pushes.accepted) == 1
    assert room.events("ana") == ["bought", "journey_entered", "journey_finished", "push_accepted"]


def test_a_push_without_a_device_says_why_it_was_not_sent(room: Room) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])

    room.track("bought", anon="ana")

    assert [(one["state"], one["reason"]) for one in room.messages()] == [
        ("suppressed", "no_device")
    ]
    assert room.sends() == []
    assert "push_suppressed" in room.events("ana")


def test_the_same_message_id_counts_once_and_another_content_is_a_conflict(room: Room) -> None:
    first = room.track("bought", anon="ana", id="one", properties={"n": 1})
    again = room.track("bought", anon="ana", id="one", properties={"n": 1})
    other = room.track("bought", anon="ana", id="one", properties={"n": 2})
    stranger = room.track("bought", anon="ana", id="one", key_class="write")

    assert (first, again, other, stranger) == (Accepted(), Duplicate(), Conflict(), Accepted())
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [2]


def test_the_same_id_twice_in_one_batch_counts_once(room: Room) -> None:
    twice = [room.incoming("bought", anon="ana", id="one") for _ in range(2)]

    assert room.submit(twice) == [Accepted(), Duplicate()]
    room.settle()
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [1]


def test_a_wait_never_ends_early_and_ends_when_it_is_due(room: Room) -> None:
    room.push()
    room.device("ana")
    room.journey(
        [trigger(), node("pause", "wait", time="P3D"), hello()],
        ["start -> pause", "pause -> hello"],
    )
    room.track("bought", anon="ana")

    room.passes(days=2, hours=23, minutes=59)
    assert [run["state"] for run in room.runs()] == ["active"]

    room.passes(minutes=1)
    assert [run["state"] for run in room.runs()] == ["ended"]
    assert len(room.pushes.accepted) == 1


def test_an_event_before_the_time_out_wins_even_if_both_are_found_late(room: Room) -> None:
    room.push()
    room.device("ana")
    room.journey(
        [
            trigger(),
            node("paid", "wait_for_event", event="paid", timeout="PT1H"),
            hello(),
            node("late", "set_traits", traits={"late": True}, markers={}),
        ],
        ["start -> paid", "paid.happened -> hello", "paid.timeout -> late"],
    )
    room.track("bought", anon="ana")

    room.passes(minutes=59)
    room.track("paid", anon="ana", settle=False)
    room.passes(minutes=30)

    assert len(room.pushes.accepted) == 1
    assert json.loads(room.profile("ana")["traits"]) == {}


def test_an_answer_after_the_time_out_is_too_late_even_if_all_is_found_late(room: Room) -> None:
    room.journey(
        [
            trigger(),
            node("paid", "wait_for_event", event="paid", timeout="PT1H"),
            node("happened", "set_traits", traits={"paid": True}, markers={}),
            node("late", "set_traits", traits={"late": True}, markers={}),
        ],
        ["start -> paid", "paid.happened -> happened", "paid.timeout -> late"],
    )
    room.track("bought", anon="ana", settle=False)
    room.clock.forward(timedelta(minutes=61))
    room.track("paid", anon="ana", settle=False)
    room.passes(minutes=1)

    assert json.loads(room.profile("ana")["traits"]) == {"late": True}


def test_an_answer_that_overtakes_the_journey_is_not_missed(room: Room) -> None:
    room.push()
    room.device("ana")
    room.journey(
        [
            trigger(),
            node("one", "wait_for_event", event="looked"),
            node("two", "wait_for_event", event="paid", timeout="P1D"),
            hello(),
        ],
        ["start -> one", "one.happened -> two", "two.happened -> hello"],
    )
    room.track("bought", anon="ana")
    room.track("paid", anon="ana")
    room.track("looked", anon="ana")

    assert len(room.pushes.accepted) == 1
    assert [run["reason"] for run in room.runs()] == ["finished"]


def test_who_is_in_a_journey_does_not_enter_it_again(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])

    for _ in range(3):
        room.track("bought", anon="ana")

    assert len(room.runs("ana")) == 1


def test_leaving_and_entering_again_in_one_batch_keeps_the_rule(room: Room) -> None:
    room.journey(
        [trigger(), node("pause", "wait_for_event", event="done")],
        ["start -> pause"],
        reentry={"mode": "after_exit"},
    )
    room.track("bought", anon="ana")

    for name in ("done", "bought", "done", "bought"):
        room.track(name, anon="ana", settle=False)
    room.settle()

    assert [run["state"] for run in room.runs("ana")].count("active") == 1
    assert len(room.runs("ana")) == 3


def test_keyed_runs_are_one_for_each_key(room: Room) -> None:
    room.journey(
        [trigger(), node("pause", "wait_for_event", event="paid")],
        ["start -> pause"],
        reentry={"mode": "after_exit", "key": "order"},
    )
    for order in ("1", "2", "1"):
        room.track("bought", anon="ana", properties={"order": order})
    room.track("paid", anon="ana", properties={"order": "2"})

    states = {run["entry_key"]: run["state"] for run in room.runs("ana")}
    assert states == {"1": "active", "2": "ended"}


def test_an_old_event_does_not_enter_but_counts(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])

    room.track("bought", anon="ana", at=room.clock() - 2 * clock.HOUR)

    assert room.runs() == []
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [1]


def test_what_was_accepted_in_time_enters_however_late_it_is_worked_on(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])

    room.track("bought", anon="ana", settle=False)
    room.passes(hours=20)

    (run,) = room.runs("ana")
    assert run["wake_at"] - run["entered_at"] == clock.DAY
    assert run["entered_at"] == room.clock() - 20 * clock.HOUR


def test_imported_history_never_triggers(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])

    room.track("bought", anon="ana", imported=True)

    assert room.runs() == []
    assert [row["count"] for row in room.rows(rollup, name="bought")] == [1]


def test_people_finish_the_version_they_entered(room: Room) -> None:
    room.push()
    room.device("ana")
    nodes = [trigger(), node("pause", "wait", time="P1D"), hello()]
    id_ = room.journey(nodes, ["start -> pause", "pause -> hello"])
    room.track("bought", anon="ana")

    room.publish(
        {
            "name": "Without the push",
            "nodes": [trigger(), node("pause", "wait", time="P1D")],
            "edges": [{"source": "start", "sourceHandle": "next", "target": "pause"}],
        },
        id_,
    )
    room.track("bought", anon="ben")
    room.passes(days=1)

    assert len(room.pushes.accepted) == 1
    assert [run["state"] for run in room.runs()] == ["ended", "ended"]


def test_visits_are_counted_by_port(room: Room) -> None:
    room.journey(
        [trigger(), node("paid", "wait_for_event", event="paid", timeout="P1D")], ["start -> paid"]
    )
    for who in ("ana", "ben", "eve"):
        room.track("bought", anon=who)
    room.track("paid", anon="ana")
    room.passes(days=1)

    counts: dict[tuple[str, str], int] = {}
    for row in room.rows(node_count):
        key = (row["node"], row["port"])
        counts[key] = counts.get(key, 0) + row["count"]
    assert counts == {("start", "next"): 3, ("paid", "happened"): 1, ("paid", "timeout"): 2}


def test_every_event_is_applied_once_and_the_positions_meet_the_heads(room: Room) -> None:
    for number in range(40):
        room.track("bought", anon=f"p{number % 7}", settle=False)
    room.settle()
    room.settle()

    assert sum(row["count"] for row in room.rows(rollup, name="bought")) == 40
    heads = {row["shard"]: row["next"] for row in room.rows(shard_head)}
    assert {row["shard"]: row["pos"] for row in room.rows(shard_pos)} == heads


def test_nobody_enters_journeys_more_than_a_hundred_times_a_day(room: Room) -> None:
    room.journey([trigger()], [], reentry={"mode": "always"})

    for _ in range(60):
        room.track("bought", anon="ana", settle=False)
    room.settle()
    for _ in range(60):
        room.track("bought", anon="ana", settle=False)
    room.settle()
    assert len(room.runs("ana")) == 100

    room.passes(hours=13)
    room.track("bought", anon="ana")
    assert len(room.runs("ana")) == 101


def test_a_person_has_five_hundred_traits_at_the_most(room: Room) -> None:
    for start in range(0, 600, 200):
        traits = {f"t{number}": number for number in range(start, start + 200)}
        room.track("identify", kind="identify", anon="ana", traits=traits)
    room.track("identify", kind="identify", anon="ana", traits={"t0": "new", "t1": None, "x": 1})

    traits = json.loads(room.profile("ana")["traits"])
    assert len(traits) == 500
    assert (traits["t0"], traits["x"], "t1" in traits, "t599" in traits) == ("new", 1, False, False)


def test_nobody_says_more_of_herself_than_her_shard_can_carry(room: Room) -> None:
    """Every event of hers loads and compares all that segments may ask of her."""
    for number in range(20):
        said = {f"t{number}": {f"k{key}": "v" for key in range(100)}}
        room.track("identify", kind="identify", anon="ana", traits=said)
        room.track("markers_set", anon="ana", properties=said)

    assert 400 < len(room.rows(person_value)) <= 1_000
    room.track("identify", kind="identify", anon="ana", traits={"t0": None, "name": "Ana"})
    traits = json.loads(room.profile("ana")["traits"])
    assert traits["name"] == "Ana"
    assert "t19" not in traits


def test_what_a_page_says_with_markers_set_are_markers(room: Room) -> None:
    """S12: null takes one away, and a journey can begin with it."""
    only = {"combinator": "and", "rules": [{"field": "marker.tier", "operator": "=", "value": 2}]}
    room.journey([trigger("markers_set", where=only), hello()], ["start -> hello"])
    room.track("markers_set", anon="ana", properties={"tier": 1, "cart": {"open": True}, "old": 1})
    assert room.runs("ana") == []

    room.track("markers_set", anon="ana", properties={"tier": 2, "old": None})
    assert json.loads(room.profile("ana")["markers"]) == {"tier": 2, "cart": {"open": True}}
    assert json.loads(room.profile("ana")["traits"]) == {}
    assert len(room.runs("ana")) == 1


def test_a_goal_that_does_not_end_the_run_leaves_its_popup_open(room: Room) -> None:
    room.journey(
        [trigger(), node("ask", "show_popup", popup="simple", expires_in="P1D")],
        ["start -> ask"],
        goal={"event": "looked", "window": "P1D", "exit": False},
    )
    room.track("bought", anon="ana")
    room.track("looked", anon="ana")

    assert "goal_reached" in room.events("ana")
    assert [row["state"] for row in room.offers()] == ["open"]


def test_a_run_that_leaves_its_popup_withdraws_it(room: Room) -> None:
    room.journey(
        [trigger(), node("ask", "show_popup", popup="simple", expires_in="P1D")],
        ["start -> ask"],
    )
    room.track("bought", anon="ana")
    room.passes(days=1)

    assert [row["state"] for row in room.offers()] == ["withdrawn"]


def test_a_wait_for_a_time_of_day_is_aimed_anew_when_she_turns_out_to_be_elsewhere(
    room: Room,
) -> None:
    room.journey(
        [trigger(), node("morning", "wait_for_time", at="09:00", zone="person")],
        ["start -> morning"],
    )
    room.track("bought", anon="ana")
    (before,) = room.runs("ana")
    room.track("looked", anon="ana", context={"timezone": "America/New_York"})
    (after,) = room.runs("ana")

    assert after["wake_at"] - before["wake_at"] == -16 * clock.HOUR - 3 * clock.HOUR


def test_what_happens_to_her_is_not_her_last_visit(room: Room) -> None:
    room.push()
    room.device("ana")
    room.journey([trigger(), node("pause", "wait", time="P1D"), hello()],
                 ["start -> pause", "pause -> hello"])  # fmt: skip
    room.track("bought", anon="ana")
    seen = room.profile("ana")["last_seen_at"]
    room.passes(days=1)

    assert "push_accepted" in room.events("ana")
    assert room.profile("ana")["last_seen_at"] == seen
