"""Random split."""

from collections import Counter

import pytest

from journeys.config import ConfigInvalid
from journeys.node import load
from tests.journeys.building import ana, visit

ARMS = [{"name": "a", "weight": 1}, {"name": "b", "weight": 3}]


def test_each_run_draws_its_own_lot_and_always_the_same():
    split = load("random_split", {"arms": ARMS})
    ports = [split.enter(visit(run=f"r{number}")).port for number in range(2000)]
    assert ports == [split.enter(visit(run=f"r{number}", number=9)).port for number in range(2000)]
    assert 0.22 < Counter(ports)["a"] / 2000 < 0.28


def test_a_sticky_lot_is_the_persons():
    split = load("random_split", {"arms": ARMS, "sticky": "person"})
    for name in "abcdefgh":
        person = ana().__class__(
            id=name, created_at=ana().created_at, last_seen_at=ana().created_at
        )
        ports = {split.enter(visit(run=f"r{number}", person=person)).port for number in range(50)}
        assert len(ports) == 1


def test_another_journey_draws_a_lot_of_its_own():
    split = load("random_split", {"arms": ARMS, "sticky": "person"})
    ports = {split.enter(visit(journey=f"j{number}")).port for number in range(50)}
    assert ports == {"a", "b"}


@pytest.mark.parametrize(
    ("arms", "path"),
    [
        ([], "arms"),
        ([{"name": "a", "weight": 0}], "arms/0/weight"),
        ([{"name": "a", "weight": -1}], "arms/0/weight"),
        ([{"name": "a", "weight": float("nan")}], "arms/0/weight"),
        ([{"name": "a", "weight": float("inf")}], "arms/0/weight"),
        ([{"name": "a", "weight": True}], "arms/0/weight"),
        ([{"name": "a", "weight": "1"}], "arms/0/weight"),
        ([{"name": "", "weight": 1}], "arms/0/name"),
        ([{"weight": 1}], "arms/0/name"),
        ([{"name": "a", "weight": 1, "x": 1}], "arms/0/x"),
        ([{"name": "a", "weight": 1}] * 2, "arms"),
        ([3], "arms/0"),
        ([{"name": f"a{index}", "weight": 1} for index in range(21)], "arms"),
    ],
)
def test_bad_arms(arms, path):
    with pytest.raises(ConfigInvalid) as invalid:
        load("random_split", {"arms": arms})
    assert [fault.path for fault in invalid.value.faults] == [path]
