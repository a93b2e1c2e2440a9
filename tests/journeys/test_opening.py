"""A rehearsal begins with somebody who comes in: a newcomer's first click shows something."""

from dataclasses import replace

import pytest

from journeys import samples
from journeys.becoming import devices_of
from journeys.opening import STATUSES, opening
from journeys.rehearsal import Happens, Move, rehearse
from journeys.rules import Scope, parse
from tests.journeys.building import NOON, ana, compiled, document, is_

GALLERY = {**samples.journeys(), **samples.shop_journeys()}


def started(where: dict | None = None, event: str = "go", segments: dict | None = None):
    made = document(("end", "end", {}))
    made["nodes"][0]["config"] = {"event": event, "where": where}
    return opening(compiled(made, segments))


def both(*rules: dict) -> dict:
    return {"combinator": "and", "rules": list(rules)}


@pytest.mark.parametrize("name", GALLERY)
def test_who_is_made_up_enters_each_journey_of_the_gallery(name):
    made = GALLERY[name]
    begun = opening(compiled(made))
    facts = dict(begun.person)
    status, platform = facts.pop("push"), facts.pop("platform", None)
    devices = tuple(replace(each, platform=platform) for each in devices_of(status))
    person = ana(**facts, last_session_status=status, devices=devices)
    told = rehearse(
        made, person, [Move(Happens(begun.event, begun.properties))], start=NOON, segments={}
    )
    assert told.runs
    assert told.steps[0].outcome == "entered"


@pytest.mark.parametrize(
    ("where", "properties", "person"),
    [
        (None, {}, {}),
        (is_("properties.plan.name", "pro"), {"plan": {"name": "pro"}}, {}),
        (is_("properties.total", 20), {"total": 20}, {}),
        (is_("properties.total", 20.5, ">="), {"total": 20.5}, {}),
        (is_("properties.total", 20, ">"), {"total": 21}, {}),
        (is_("properties.total", [20, 20.5], "between"), {"total": 20}, {}),
        (both(is_("properties.n", 1, ">"), is_("properties.n", 2, "<")), {"n": 1.5}, {}),
        (is_("properties.page", "/shop", "beginsWith"), {"page": "/shop"}, {}),
        (is_("properties.to", ["b", "a"], "in"), {"to": "a"}, {}),
        (is_("properties.plan", "pro", "!="), {}, {}),
        (is_("trait.address.city", "Graz"), {}, {"traits": {"address": {"city": "Graz"}}}),
        (is_("marker.vip", True), {}, {"markers": {"vip": True}}),
        (is_("category.news", True), {}, {"categories": {"news": True}}),
        (is_("person.language", "de"), {}, {"language": "de"}),
        (both(is_("group.a", True), is_("group.b", True)), {}, {"groups": ["a", "b"]}),
        (is_("push.last_session_status", "blocked"), {}, {"push": "blocked"}),
        (is_("push.last_session_status", "allowed", "!="), {}, {"push": "ask"}),
        (is_("push.status_any_device", "allowed"), {}, {"push": "allowed"}),
        (is_("push.enabled", True), {}, {"push": "allowed"}),
        (is_("event.order", {"count": {"at_least": 2}}, "did"), {}, {}),
        (is_("person.created_at", {"ago": "P7D"}, ">"), {}, {}),
        (is_("device.platform", ["iOS", "iPadOS"], "in"), {}, {"platform": "iOS"}),
    ],
)
def test_it_takes_from_the_rule_what_can_be_made_up(where, properties, person):
    begun = started(where)
    assert (begun.event, begun.properties) == ("go", properties)
    assert begun.person == {"push": "ask", **person}


def test_whose_status_changes_has_the_new_one():
    begun = started(is_("properties.to", "allowed"), event="push_status_changed")
    assert begun.person == {"push": "allowed"}
    begun = started(is_("properties.to", "elsewhere"), event="push_status_changed")
    assert begun.person["push"] in STATUSES


def test_a_run_for_each_key_has_one():
    made = document(("end", "end", {}), reentry={"mode": "always", "key": "order.id"})
    assert opening(compiled(made)).properties == {"order": {"id": "1"}}
    made["nodes"][0]["config"]["where"] = is_("properties.order.id", 7)
    assert opening(compiled(made)).properties == {"order": {"id": 7}}


def test_segments_are_looked_into():
    vip = parse(is_("trait.country", "DE"), scope=Scope.SEGMENT)
    begun = started(is_("segment.vip", True), segments={"vip": vip})
    assert begun.person == {"push": "ask", "traits": {"country": "DE"}}


def test_a_start_that_nobody_passes_is_passed_over():
    never = both(is_("properties.a", 1), is_("properties.a", 2))
    assert started(never).event is None
    made = document(("end", "end", {}))
    other = {**made["nodes"][0], "id": "other", "config": {"event": "x"}}
    made["nodes"][0]["config"]["where"] = never
    made["nodes"].append(other)
    assert opening(compiled(made)).event == "x"


@pytest.mark.parametrize(
    ("kind", "config", "event"),
    [
        ("api_trigger", {"name": "x"}, "journey_called"),
        ("schedule_trigger", {"segment": "vip", "cron": "0 9 * * *"}, "journey_scheduled"),
    ],
)
def test_a_start_that_is_meant_for_one_journey_can_be_tried(kind, config, event):
    made = document(("end", "end", {}), reentry={"mode": "once", "key": "order"})
    made["nodes"][0] |= {"type": kind, "config": config}
    segments = {"vip": is_("trait.vip", True)}
    rules = {name: parse(rule, scope=Scope.SEGMENT) for name, rule in segments.items()}
    begun = opening(compiled(made, rules))
    assert (begun.event, begun.properties) == (event, {"order": "1"})
    facts = {name: value for name, value in begun.person.items() if name != "push"}
    moves = [Move(Happens(begun.event, begun.properties))]
    told = rehearse(made, ana(**facts), moves, start=NOON, segments=segments)
    assert told.steps[0].outcome == "entered"
