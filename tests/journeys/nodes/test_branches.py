"""Branches."""

import pytest

from journeys.check import bind
from journeys.config import ConfigInvalid
from journeys.draft import draft
from journeys.lint_flow import closed_ports
from journeys.node import load
from journeys.timetravel import World
from tests.journeys.building import ana, document, event, is_, visit

PLANS = [
    {"name": "gold", "rule": is_("trait.plan", "gold")},
    {"name": "paying", "rule": is_("trait.plan", ["gold", "silver"], "in")},
    {"name": "big order", "rule": is_("properties.total", 100, ">=")},
]


@pytest.mark.parametrize(
    ("plan", "total", "port"),
    [
        ("gold", 500, "gold"),
        ("silver", 500, "paying"),
        ("free", 100, "big order"),
        ("free", 99, "else"),
        (None, None, "else"),
    ],
)
def test_the_first_rule_that_holds_is_the_way(plan, total, port):
    node = bind(load("branches", {"arms": PLANS}), {})
    traits = {} if plan is None else {"plan": plan}
    told = visit(person=ana(traits=traits), event=event("order", 1, total=total))
    assert node.enter(told).port == port


def test_a_way_without_a_next_step_ends_the_run():
    made = document(("way", "branches", {"arms": PLANS}), ("end", "end", {}),
                    edges={"way.gold": "end"})  # fmt: skip
    world = World(made)
    one = world.person("one", traits={"plan": "gold"})
    two = world.person("two")
    for each in (one, two):
        each.event("go")
    assert [each.passed[-1].node for each in (one, two)] == ["end", "way"]
    assert [each.ended for each in (one, two)] == ["finished", "finished"]


def test_a_way_that_an_earlier_rule_takes_whole_is_closed():
    wide, narrow = PLANS[1], PLANS[0]
    made = document(("way", "branches", {"arms": [wide, narrow]}))
    assert [(each.node, each.port) for each in closed_ports(draft(made))] == [("way", "gold")]


def test_behind_else_no_rule_holds():
    again = ("again", "condition", {"rule": PLANS[1]["rule"]})
    made = document(("way", "branches", {"arms": PLANS[:2]}), again, edges={"way.else": "again"})
    assert ("again", "yes") in [(each.node, each.port) for each in closed_ports(draft(made))]


@pytest.mark.parametrize(
    ("arms", "path"),
    [
        ([], "arms"),
        ([{"name": "a"}], "arms/0/rule"),
        ([{"rule": is_("trait.n", 1)}], "arms/0/name"),
        ([{"name": "a", "rule": is_("moon.n", 1)}], "arms/0/rule/rules/0/field"),
        ([{"name": "else", "rule": is_("trait.n", 1)}], "arms"),
        ([{"name": "a", "rule": is_("trait.n", 1)}] * 2, "arms"),
        ([{"name": "a", "rule": is_("trait.n", 1), "weight": 1}], "arms/0/weight"),
    ],
)
def test_bad_arms(arms, path):
    with pytest.raises(ConfigInvalid) as invalid:
        load("branches", {"arms": arms})
    assert [fault.path for fault in invalid.value.faults] == [path]
