"""Holdout."""

import pytest

from journeys.config import ConfigInvalid
from journeys.node import load
from journeys.person import Person
from journeys.timetravel import World
from tests.journeys.building import NOON, document, visit

PEOPLE = [Person(id=f"p{number}", created_at=NOON, last_seen_at=NOON) for number in range(2000)]


def held_out(percent: float, journey: str = "j", **told) -> set[str]:
    node = load("holdout", {"percent": percent})
    ports = {each.id: node.enter(visit(person=each, journey=journey, **told)) for each in PEOPLE}
    return {id_ for id_, decision in ports.items() if decision.port == "held_out"}


def test_the_share_is_as_large_as_it_says():
    assert held_out(0) == set()
    assert 360 < len(held_out(20)) < 440
    assert len(held_out(100)) == len(PEOPLE)


def test_it_is_the_same_people_whatever_the_run_and_the_node():
    assert held_out(20) == held_out(20, run="another", node="later", number=7)


def test_a_larger_share_keeps_those_who_were_held_out():
    assert held_out(20) < held_out(25)


def test_another_journey_holds_out_others():
    both = held_out(20) & held_out(20, journey="k")
    assert 40 < len(both) < 120  # a fifth of a fifth


def test_who_was_held_out_is_held_out_again_and_counted_by_port():
    push = ("hello", "send_push", {"push": "welcome"})
    made = document(("out", "holdout", {"percent": 50}), push, edges={"out.treated": "hello"},
                    reentry={"mode": "after_exit"})  # fmt: skip
    world = World(made)
    ports = {}
    for number in range(20):
        one = world.person(f"p{number}")
        for _ in range(3):
            one.event("go")
        (port,) = {each.port for each in one.passed if each.node == "out"}
        ports.setdefault(port, []).append(one)
        assert one.pushes == (["welcome"] * 3 if port == "treated" else [])
    assert set(ports) == {"treated", "held_out"}


@pytest.mark.parametrize("percent", [-1, 101, "20", True, float("nan"), None])
def test_a_bad_share(percent):
    with pytest.raises(ConfigInvalid) as invalid:
        load("holdout", {"percent": percent})
    assert [fault.path for fault in invalid.value.faults] == ["percent"]
