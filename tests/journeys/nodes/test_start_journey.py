"""Starting a journey: the step, the start that can be called, and what the linter says of both."""

import pytest

from journeys.decision import Leave, StartJourney
from journeys.draft import Around, Standing
from journeys.entry import NEVER_ENTERED, Entered, Refused, enter
from journeys.lint import lint
from journeys.node import load
from journeys.timetravel import World
from journeys.visit import CALLED, Start
from tests.journeys.building import compiled, document, event, moment, visit

CALL = ("call", "start_journey", {"journey": "j_2"})


def callable_(*path, name="order", **settings) -> dict:
    made = document(*path, **settings)
    made["nodes"][0] |= {"type": "api_trigger", "config": {"name": name}}
    return made


def test_it_starts_the_other_journey_one_deeper_with_what_the_event_told():
    step = load("start_journey", {"journey": "j_2"})
    told = visit(event=event("paid", 1, order=7), depth=2)
    assert step.enter(told) == Leave(effects=(StartJourney("r:n:1", "j_2", {"order": 7}, 3),))
    assert step.enter(visit()).effects[0].told == {}


def entered(made: dict, start: Start | None, name: str = CALLED) -> str:
    came = enter(compiled(made), event(name, 1), moment(1), NEVER_ENTERED, start)
    return came.reason if isinstance(came, Refused) else came.run.state.node


def test_a_start_that_is_called_takes_only_what_is_meant_for_it():
    made = callable_(("end", "end", {}))
    made["nodes"].append({"id": "other", "type": "api_trigger", "config": {"name": "refund"}})
    assert entered(made, Start("j")) == "start"
    assert entered(made, Start("j", "refund")) == "other"
    assert entered(made, Start("j", "nothing")) == "no_trigger"
    assert entered(made, None) == "no_trigger"  # an event of that name, whoever sent it


def test_a_start_by_an_event_is_not_called():
    made = document(("end", "end", {}))
    assert entered(made, Start("j"), "go") == "no_trigger"
    assert entered(made, None, "go") == "start"


def test_the_other_journeys_keys_hold():
    made = callable_(("end", "end", {}), reentry={"mode": "once", "key": "order"})
    told = event(CALLED, 1, order=7)
    came = enter(compiled(made), told, moment(1), NEVER_ENTERED, Start("j"))
    assert isinstance(came, Entered)
    assert (came.run.entry_key, came.run.event) == ("7", told)


def test_a_journey_that_starts_itself_is_stopped_at_depth_ten():
    again = ("again", "start_journey", {"journey": "journey"})
    world = World(callable_(again, reentry={"mode": "always"}))
    one = world.person("ana")
    one.event(CALLED)
    assert [run.state.reason for run in one.runs] == ["finished"] * 11 + ["quarantined"]
    assert one.started == ["journey"] * 11


def codes(around: Around, *path) -> list[tuple[str, str, str]]:
    problems = lint(document(*(path or (CALL,))), None, around)
    return [(each.severity, each.code, each.path) for each in problems]


@pytest.mark.parametrize(
    ("there", "found"),
    [
        (Standing("Two", "live", callable=True), None),
        (Standing("Two", "live"), ("error", "journey_not_callable")),
        (Standing("Two", "paused", callable=True), ("warning", "journey_paused")),
        (Standing("Two", "paused"), ("error", "journey_not_callable")),
        (Standing("Two", "draft"), ("error", "journey_unpublished")),
        (Standing("Two", "archived", callable=True), ("error", "journey_archived")),
    ],
)
def test_what_cannot_be_started(there, found):
    said = codes(Around(standing={"j_2": there}, own="j_1"))
    assert said == ([] if found is None else [(*found, "nodes/1/config/journey")])


LIVE = {"status": "live", "callable": True}


@pytest.mark.parametrize(
    ("starts", "way"),
    [
        ({"j_2": {"j_1"}}, "“Two” → “One”"),
        ({"j_2": {"j_3"}, "j_3": {"j_1", "j_2"}}, "“Two” → “Three” → “One”"),
        ({"j_2": {"j_3"}, "j_3": {"j_2"}}, None),  # others go round, not this one
        ({"j_2": {"j_9"}}, None),
        ({}, None),
    ],
)
def test_journeys_that_start_each_other_in_a_loop(starts, way):
    names = {"j_1": "One", "j_2": "Two", "j_3": "Three"}
    standing = {
        id_: Standing(name, starts=frozenset(starts.get(id_, ())), **LIVE)
        for id_, name in names.items()
    }
    problems = lint(document(CALL), None, Around(standing=standing, own="j_1"))
    said = [each.message for each in problems if each.code == "journeys_in_a_loop"]
    assert said == ([] if way is None else [
        f"it leads back here: {way}; past ten journeys in a row nobody is let in"])  # fmt: skip


def test_a_journey_that_starts_itself_needs_its_own_start_in_the_draft():
    own = ("call", "start_journey", {"journey": "j_1"})
    around = Around(standing={"j_1": Standing("One", "draft")}, own="j_1")
    assert {code for _, code, _ in codes(around, own)} == {
        "journey_not_callable", "journeys_in_a_loop"
    }  # fmt: skip
    made = callable_(own)
    assert {each.code for each in lint(made, None, around)} == {"journeys_in_a_loop"}
