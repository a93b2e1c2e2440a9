"""Set traits."""

import pytest

from journeys import decision
from journeys.config import ConfigInvalid
from journeys.decision import Leave
from journeys.node import load
from tests.journeys.building import visit


def test_it_writes_traits_and_markers_one_journey_deeper():
    node = load("set_traits", {"traits": {"a": 1}, "markers": {"b": None}})
    effect = decision.SetTraits("r:n:1", {"a": 1}, {"b": None}, depth=4)
    assert node.enter(visit(depth=3)) == Leave(effects=(effect,))


def test_with_nothing_to_write_it_does_nothing():
    assert load("set_traits", {}).enter(visit()) == Leave()


@pytest.mark.parametrize(
    "traits", [[], {"": 1}, {"a": float("nan")}, {"a": "\ud800"}, {"a": "x" * 40_000},
               {str(number): 1 for number in range(101)}],
)  # fmt: skip
def test_what_are_no_traits(traits):
    with pytest.raises(ConfigInvalid):
        load("set_traits", {"traits": traits})
