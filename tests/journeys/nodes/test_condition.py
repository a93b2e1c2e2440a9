"""Condition."""

from journeys.check import bind
from journeys.decision import Leave
from journeys.node import load
from journeys.rules import Scope, parse
from tests.journeys.building import ana, event, is_, visit


def test_it_asks_about_the_person():
    condition = bind(load("condition", {"rule": is_("trait.n", 1)}), {})
    assert condition.enter(visit(person=ana(traits={"n": 1}))) == Leave("yes")
    assert condition.enter(visit()) == Leave("no")


def test_it_asks_about_the_event_at_hand():
    condition = bind(load("condition", {"rule": is_("properties.n", 1)}), {})
    assert condition.enter(visit(event=event("go", 1, n=1))) == Leave("yes")
    assert condition.enter(visit()) == Leave("no")


def test_it_asks_about_segments_by_their_own_rule():
    vip = parse(is_("trait.n", 1), scope=Scope.SEGMENT)
    condition = bind(load("condition", {"rule": is_("segment.vip", True)}), {"vip": vip})
    assert condition.enter(visit(person=ana(traits={"n": 1}))) == Leave("yes")
    assert condition.enter(visit()) == Leave("no")
