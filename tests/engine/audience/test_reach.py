"""The `reach` row: consent, mutes, back-off and caps, and what a merge makes of two of them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import clock
from engine.audience import names, preferences, reach
from engine.audience.incoming import Refused
from engine.audience.preferences import Wish
from engine.audience.reach import Cap, Reach
from engine.audience.timetable import Opening, Timetable
from engine.store.db import Database, Retry
from engine.store.tables import reach as reach_table
from tests.engine.audience.browsers import Shop

NOW = 1_800_000_000 * clock.SECOND
ANA = Reach(person_id=1, workspace_id="ws1")
times = st.integers(NOW - 2 * clock.DAY, NOW)


def at(*ago: int) -> Reach:
    return replace(ANA, recent=tuple(sorted(NOW - one for one in ago)))


@pytest.mark.parametrize(
    ("one", "cap", "held"),
    [
        (at(), Cap(5, 1), False),
        (at(clock.MINUTE), Cap(5, 1), True),
        (at(5 * clock.MINUTE), Cap(5, 1), False),
        (at(*[clock.HOUR * hours for hours in range(1, 6)]), Cap(5, 1), True),
        (at(*[clock.HOUR * hours for hours in range(1, 5)]), Cap(5, 1), False),
        (at(clock.DAY, *[clock.HOUR * hours for hours in range(1, 5)]), Cap(5, 1), False),
        (at(1, 2, 3), Cap(None, None), False),
        (at(), Cap(0, None), True),
        (at(-clock.HOUR), Cap(5, 1), True),  # the clock jumped back: nobody is freed by it
    ],
)
def test_the_cap_counts_messages_of_a_day_and_of_five_minutes(
    one: Reach, cap: Cap, held: bool
) -> None:
    assert cap.holds_back(one, NOW) is held


@given(st.lists(times, max_size=30), st.lists(times, max_size=30))
def test_the_cap_is_never_exceeded_whatever_the_clock_does(
    before: list[int], tries: list[int]
) -> None:
    one, cap = replace(ANA, recent=()), Cap(per_day=3, per_5_minutes=None)
    accepted = []
    for now in (*sorted(before), *tries):
        if not cap.holds_back(one, now):
            one = one.counted(now)
            accepted.append(one.recent[-1])
    assert all(
        sum(first <= other < first + clock.DAY for other in accepted) <= 3 for first in accepted
    )


def test_what_is_older_than_a_day_is_forgotten() -> None:
    assert at(2 * clock.DAY, clock.HOUR).counted(NOW).recent == (NOW - clock.HOUR, NOW)


def test_refusals_are_answered_by_longer_silence() -> None:
    pauses = []
    for refusals in range(4):
        one = replace(ANA, refusals=refusals).refused(NOW)
        assert one.refusals == refusals + 1
        pauses.append((one.back_off_until or 0) - NOW)
    assert pauses == [3 * clock.DAY, 7 * clock.DAY, 30 * clock.DAY, 30 * clock.DAY]


def test_a_yes_forgets_what_was_refused() -> None:
    assert ANA.refused(NOW).consented() == ANA


def test_a_back_off_is_never_shortened() -> None:
    long = replace(ANA, back_off_until=NOW + 300 * clock.DAY)
    assert long.refused(NOW).back_off_until == NOW + 300 * clock.DAY


@pytest.mark.parametrize(("until", "muted"), [(None, False), (NOW, False), (NOW + 1, True)])
def test_a_mute_ends_by_itself(until: int | None, muted: bool) -> None:
    assert replace(ANA, muted_until=until).muted(NOW) is muted


def test_a_merge_keeps_the_stricter_of_both() -> None:
    winner = replace(
        ANA, categories={"news": True, "offers": False}, recent=(1, 5), back_off_until=7,
        sources={"group:1": 5, "group:2": 9}, names={"group:2": "Hikers"}, events={"chat": True},
        timetable=Timetable((Opening(0, 60, 180),)),
    )  # fmt: skip
    loser = replace(
        ANA, person_id=2, push_on=False, muted_until=9, categories={"news": False, "other": True},
        recent=(3,), refusals=2, target="web", sources={"group:2": 3, "group:3": 4},
        names={"group:2": "Hiking", "group:3": "Chess"}, events={"chat": False},
        timetable=Timetable((Opening(0, 120, 240),)),
    )  # fmt: skip
    assert reach.merged(winner, loser) == Reach(
        person_id=1, workspace_id="ws1", push_on=False, muted_until=9,
        categories={"news": False, "offers": False, "other": True}, recent=(1, 3, 5),
        back_off_until=7, refusals=2, target="web",
        sources={"group:1": 5, "group:2": 9, "group:3": 4}, events={"chat": False},
        names={"group:2": "Hikers", "group:3": "Chess"},
        timetable=Timetable((Opening(0, 120, 180),)),
    )  # fmt: skip
    assert reach.merged(ANA, loser).timetable == loser.timetable


@pytest.fixture
def shop(database: Database) -> Shop:
    return Shop(database)


def person(shop: Shop, user_id: str) -> int:
    made = shop.database.run(lambda tx: names.ensure(tx, shop.id, [("user", user_id)], shop.now()))
    return made["user", user_id]


def test_what_is_saved_reads_back(shop: Shop) -> None:
    ana = person(shop, "ana")
    one = Reach(
        person_id=ana, workspace_id=shop.id, push_on=False, muted_until=5,
        categories={"news": False}, recent=(1, 2), back_off_until=6, refusals=3, target="native",
        sources={"group:1": 7}, names={"group:1": "Hikers"}, events={"chat": False},
        timetable=Timetable((Opening(6, 0, 1440),)),
    )  # fmt: skip
    shop.database.run(lambda tx: reach.save(tx, one))
    with shop.database.read() as tx:
        assert reach.read(tx, ana) == one


def test_a_lock_on_somebody_merged_away_has_to_be_taken_anew(shop: Shop) -> None:
    """locking.md rule 4."""
    ana, bob = person(shop, "ana"), person(shop, "bob")
    with shop.database.transaction() as tx:
        tx.execute(
            reach_table.update().where(reach_table.c.person_id == ana).values(merged_into=bob)
        )
    with shop.database.transaction() as tx, pytest.raises(Retry):
        reach.lock(tx, [bob, ana])


def test_a_person_that_was_never_made_cannot_be_locked(shop: Shop) -> None:
    with shop.database.transaction() as tx, pytest.raises(LookupError):
        reach.lock(tx, [12345])


def test_locks_are_answered_by_person(shop: Shop) -> None:
    people = {person(shop, name) for name in ("ana", "bob", "cid")}
    with shop.database.transaction() as tx:
        assert set(reach.lock(tx, [*people, *people])) == people


def test_the_erased_have_no_preferences(shop: Shop) -> None:
    ana = person(shop, "ana")
    with shop.database.transaction() as tx:
        tx.execute(reach_table.update().values(erased=True))
    refused = shop.database.run(preferences.change, shop.id, ana, Wish(push_on=True), NOW)
    assert isinstance(refused, Refused)
    assert refused.code == "erased"


def test_a_marketer_may_choose_the_devices_of_a_person(shop: Shop) -> None:
    """S20."""
    ana = person(shop, "ana")
    shop.database.run(preferences.set_target, ana, "web")
    with shop.database.read() as tx:
        one = reach.read(tx, ana)
    assert one is not None
    assert one.target == "web"
