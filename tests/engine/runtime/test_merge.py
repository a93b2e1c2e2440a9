"""Two people who are one: state, runs, devices and messages go over, and nobody enters twice."""

import json
from datetime import timedelta

import pytest

from engine.audience import names
from engine.audience.incoming import Accepted, Refused
from engine.delivery.providers.provider import Later
from engine.doctor import examine
from engine.runtime import step
from engine.store.db import Retry
from engine.store.tables import SHARDS, device, event, person_link, reach, rollup, run
from tests.support.room import Room, hello, node, trigger


def elsewhere(room: Room, anonymous: str, name: str = "u") -> str:
    """A user whose shard is another than the anonymous person's."""
    here = names.person_id(room.workspace, "anonymous", anonymous) % SHARDS
    users = (f"{name}{number}" for number in range(1_000))
    return next(
        user for user in users if names.person_id(room.workspace, "user", user) % SHARDS != here
    )


def test_the_first_verified_user_takes_the_anonymous_person_over(room: Room) -> None:
    room.track("identify", kind="identify", anon="a1", traits={"name": "Ann", "plan": "free"})
    room.track("identify", kind="identify", anon="a1", user="u1", traits={"plan": "pro"})

    assert room.person("a1") == room.person("u1", user=True)
    assert json.loads(room.profile("a1")["traits"]) == {"name": "Ann", "plan": "pro"}
    assert room.profile("a1")["user_id"] == "u1"


def test_what_the_user_already_has_holds(room: Room) -> None:
    room.track("identify", kind="identify", user="u1", traits={"plan": "pro"})
    room.track("identify", kind="identify", anon="a1", traits={"plan": "free", "name": "Ann"})
    room.track("page", kind="page", anon="a1", user="u1")

    assert json.loads(room.profile("a1")["traits"]) == {"plan": "pro", "name": "Ann"}


def test_no_merge_makes_her_carry_more_than_anybody_may(room: Room) -> None:
    room.track("identify", kind="identify", user="u1", traits={f"u{n}": n for n in range(300)})
    room.track("identify", kind="identify", anon="a1", traits={f"a{n}": n for n in range(300)})
    room.track("page", kind="page", anon="a1", user="u1")

    traits = json.loads(room.profile("a1")["traits"])
    assert len(traits) == 500
    assert {f"u{n}": n for n in range(300)}.items() <= traits.items()


def test_counts_add_up(room: Room) -> None:
    room.track("bought", user="u1")
    room.track("bought", anon="a1")
    room.track("bought", anon="a1", user="u1")

    assert [row["count"] for row in room.rows(rollup, name="bought")] == [3]


def test_events_that_wait_behind_the_merge_are_forwarded_in_order(room: Room) -> None:
    user = elsewhere(room, "a1")
    for name in ("one", "two"):
        room.track(name, anon="a1", settle=False)
    room.track("three", anon="a1", user=user, settle=False)
    for name in ("four", "five"):
        room.track(name, anon="a1", settle=False)
    room.settle()

    there = room.person(user, user=True) % 64
    forwarded = [row["name"] for row in room.rows(event, shard=there)]
    assert forwarded == ["three", "four", "five"]
    assert sum(row["count"] for row in room.rows(rollup)) == 5
    assert examine(room.database) == []


def test_an_answer_that_a_merge_brings_late_is_in_time_all_the_same(room: Room) -> None:
    user = elsewhere(room, "a1")
    room.journey(
        [
            trigger(),
            node("paid", "wait_for_event", event="paid", timeout="PT1H"),
            node("happened", "set_traits", traits={"paid": True}, markers={}),
            node("late", "set_traits", traits={"late": True}, markers={}),
        ],
        ["start -> paid", "paid.happened -> happened", "paid.timeout -> late"],
    )
    room.track("seen", user=user)
    room.track("bought", anon="a1")
    here, there = room.person("a1") % 64, room.person(user, user=True) % 64
    room.track("page", kind="page", anon="a1", user=user, settle=False)
    room.track("paid", anon="a1", settle=False)
    room.clock.forward(timedelta(hours=2))
    room.track("seen", user=user, settle=False)
    step.run_shard(room.database, here, room.published)
    room.settle()

    assert [row["name"] for row in room.rows(event, shard=there)][-3:-1] == ["page", "paid"]
    assert json.loads(room.profile(user, user=True)["traits"]) == {"paid": True}


def test_a_run_that_a_merge_moves_keeps_what_overtook_it(room: Room) -> None:
    """She paid while the run still waited for its hour, and logged in before that was over."""
    room.journey(
        [
            trigger(),
            node("hour", "wait", time="PT1H"),
            node("paid", "wait_for_event", event="paid", timeout="P1D"),
            node("happened", "set_traits", traits={"paid": True}, markers={}),
        ],
        ["start -> hour", "hour -> paid", "paid.happened -> happened"],
    )
    one, two = elsewhere(room, "a1"), elsewhere(room, "a2", "v")
    room.track("paid", anon="a1")  # before she entered: it is no answer
    room.track("seen", user=one)
    room.track("bought", anon="a1")
    room.track("page", kind="page", anon="a1", user=one)
    room.passes(hours=1)
    assert [row["node"] for row in room.rows(run)] == ["paid"]

    room.track("bought", anon="a2")
    room.track("paid", anon="a2")
    room.track("page", kind="page", anon="a2", user=two)
    room.passes(hours=1)

    assert json.loads(room.profile(two, user=True)["traits"]) == {"paid": True}
    assert examine(room.database) == []


def test_a_later_different_user_merges_nothing(room: Room) -> None:
    room.track("page", kind="page", anon="a1", user="u1")
    room.track("bought", anon="a1", user="u2")
    room.track("looked", anon="a1")

    assert room.person("a1") == room.person("u1", user=True)
    assert room.person("u2", user=True) != room.person("u1", user=True)
    assert "bought" in room.events("u2", user=True)
    assert "looked" in room.events("u1", user=True)


def test_nobody_is_entered_twice_by_a_merge(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])
    room.track("bought", user="u1")
    room.passes(minutes=1)
    room.track("bought", anon="a1")
    room.track("page", kind="page", anon="a1", user="u1")

    runs = room.runs("u1", user=True)
    assert [(row["state"], row["reason"]) for row in runs] == [
        ("active", None),
        ("ended", "merged"),
    ]

    room.passes(days=1)
    assert [row["reason"] for row in room.runs("u1", user=True)] == ["finished", "merged"]


def test_the_earlier_run_stays_whoevers_it_was(room: Room) -> None:
    room.journey([trigger(), node("pause", "wait", time="P1D")], ["start -> pause"])
    room.track("bought", anon="a1")
    room.passes(minutes=1)
    room.track("bought", user="u1")
    first = room.runs("a1")[0]["id"]
    room.track("page", kind="page", anon="a1", user="u1")

    assert [row["id"] for row in room.rows(run, state="active")] == [first]


def test_a_wait_goes_on_in_the_winners_shard(room: Room) -> None:
    room.push()
    room.device("a1")
    room.journey(
        [trigger(), node("paid", "wait_for_event", event="paid", timeout="P2D"), hello()],
        ["start -> paid", "paid.happened -> hello"],
    )
    room.track("bought", anon="a1")
    room.track("page", kind="page", anon="a1", user="u1")
    room.track("paid", user="u1")

    assert [row["reason"] for row in room.runs("u1", user=True)] == ["finished"]
    assert [row["state"] for row in room.sends()] == ["accepted"]


def test_the_device_goes_over_with_its_epoch_and_its_waiting_push_still_goes_out(
    room: Room,
) -> None:
    room.push()
    d = room.device("a1")
    room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{d}", Later(60.0, "busy"))
    room.journey([trigger(), hello()], ["start -> hello"])
    room.track("bought", anon="a1")
    assert [row["state"] for row in room.sends()] == ["pending"]

    room.track("page", kind="page", anon="a1", user="u1")
    room.passes(minutes=5)

    assert [(row["owner"], row["epoch"]) for row in room.rows(device)] == [
        (room.person("u1", user=True), 0)
    ]
    assert [row["state"] for row in room.sends()] == ["accepted"]


def test_the_stricter_consent_holds(room: Room) -> None:
    room.track("bought", anon="a1")
    room.track("bought", user="u1")
    with room.database.transaction() as tx:
        tx.execute(
            reach.update().where(reach.c.person_id == room.person("a1")).values(push_on=False)
        )
    room.track("page", kind="page", anon="a1", user="u1")

    (row,) = room.rows(reach, person_id=room.person("u1", user=True))
    assert row["push_on"] is False


def test_alias_merges_two_users_with_the_secret_key(room: Room) -> None:
    room.track("identify", kind="identify", user="old", traits={"name": "Ann"})
    room.track("identify", kind="identify", user="new", traits={"plan": "pro"})

    outcome = room.track("alias", kind="alias", user="new", previous="old")

    assert outcome == Accepted()
    assert room.person("old", user=True) == room.person("new", user=True)
    assert json.loads(room.profile("new", user=True)["traits"]) == {"name": "Ann", "plan": "pro"}


def test_alias_of_an_anonymous_id_that_is_anothers_is_refused(room: Room) -> None:
    room.track("page", kind="page", anon="a1", user="u1")
    outcome = room.track(
        "alias", kind="alias", user="u2", previous="a1", previous_is_anonymous=True
    )

    assert isinstance(outcome, Refused)
    assert outcome.code == "already_linked"
    assert len(room.rows(person_link)) == 1


def test_a_merge_cycle_comes_to_rest(room: Room) -> None:
    for user in ("u1", "u2"):
        room.track("bought", user=user)
    room.track("alias", kind="alias", user="u2", previous="u1", settle=False)
    room.track("alias", kind="alias", user="u1", previous="u2", settle=False)
    room.settle()

    assert room.person("u1", user=True) == room.person("u2", user=True)
    assert sum(row["count"] for row in room.rows(rollup, name="bought")) == 2
    assert examine(room.database) == []


def test_a_chain_of_merges_stays_flat(room: Room) -> None:
    room.track("bought", anon="a1")
    room.track("page", kind="page", anon="a1", user="u1")
    room.track("alias", kind="alias", user="u2", previous="u1")
    room.track("alias", kind="alias", user="u3", previous="u2")

    assert room.person("a1") == room.person("u3", user=True)
    assert "bought" in room.events("u3", user=True)
    assert examine(room.database) == []


def test_retry_is_not_an_answer(room: Room) -> None:
    """A route that changed under a transaction leads to a new try, never to the caller."""
    from engine.runtime import merge

    room.track("bought", anon="a1")
    room.track("page", kind="page", anon="a1", user="u1", settle=False)
    shard = room.person("a1") % 64
    try:
        done = room.database.run(merge.apply, shard, room.published)
    except Retry:  # pragma: no cover
        pytest.fail("Retry came out of Database.run")
    assert done == room.person("u1", user=True) % 64
    assert room.database.run(merge.apply, shard, room.published) is None


def test_the_popup_of_a_run_that_ended_is_withdrawn_and_the_others_moves_with_its_run(
    room: Room,
) -> None:
    room.journey(
        [trigger(), node("ask", "show_popup", popup="simple", expires_in="P1D")], ["start -> ask"]
    )
    room.track("bought", anon="a1")
    room.passes(minutes=1)
    room.track("bought", user="u1")
    room.track("page", kind="page", anon="a1", user="u1")
    assert sorted(row["state"] for row in room.offers()) == ["open", "withdrawn"]

    room.passes(days=1)
    assert {row["state"] for row in room.offers()} == {"withdrawn"}
