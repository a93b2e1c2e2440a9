"""The journey document: read strictly, written canonically."""

import json
from copy import deepcopy

import pytest

from journeys import samples
from journeys.config import ConfigInvalid
from journeys.definition import LARGEST, canonical, check_document, load
from journeys.diff import diff, format_diff
from journeys.settings import EventIs, RuleHolds, load_settings

SAMPLE = samples.journeys()["ask-for-push-then-say-hello"]


def test_the_canonical_text_does_not_depend_on_the_order_of_keys():
    turned = {name: SAMPLE[name] for name in reversed(SAMPLE)}
    assert canonical(turned) == canonical(SAMPLE)
    assert json.loads(canonical(SAMPLE)) == SAMPLE


def test_nodes_keep_their_order_in_the_canonical_text():
    assert [n["id"] for n in json.loads(canonical(SAMPLE))["nodes"]] == [
        n["id"] for n in SAMPLE["nodes"]
    ]


def deep(levels: int) -> object:
    value: object = 1
    for _ in range(levels):
        value = {"x": value}
    return value


@pytest.mark.parametrize(
    "document",
    [None, [], "{}", 3, {"x": float("nan")}, {"x": "\ud800"}, {"x": "y" * LARGEST}, deep(10_000)],
    ids=["null", "list", "text", "number", "NaN", "surrogate", "large", "deep"],
)
def test_what_cannot_even_be_a_draft(document):
    with pytest.raises(ValueError, match=r"."):
        check_document(document)


def test_anything_else_can():
    check_document({"nodes": "none yet", "x": deep(40)})


def test_every_fault_has_its_path():
    document = deepcopy(SAMPLE) | {"colour": "red"}
    document["nodes"][1]["position"]["x"] = "0"
    document["nodes"][2]["id"] = "a b"
    document["edges"][0] = {"source": "start", "targt": "ask"}
    document["settings"] = {"reentry": {"mode": "twice"}, "priority": True, "goal": {}}
    with pytest.raises(ConfigInvalid) as invalid:
        load(document)
    assert {(fault.path, fault.code) for fault in invalid.value.faults} == {
        ("colour", "unknown_field"),
        ("nodes/1/position/x", "invalid"),
        ("nodes/2/id", "invalid"),
        ("edges/0/target", "required"),
        ("edges/0/targt", "unknown_field"),
        ("settings/reentry/mode", "invalid"),
        ("settings/priority", "invalid"),
        ("settings/goal/event", "required"),
    }


def test_settings_may_be_left_out():
    settings = load({"name": "Small", "nodes": []}).settings
    assert (settings.reentry.mode, settings.priority) == ("once", 5)
    assert settings.exit_when is None
    assert settings.goal is None


def test_a_journey_ends_early_by_an_event_or_by_a_rule():
    event = load_settings({"exit_when": {"event": "left"}}).exit_when
    rule = load_settings({"exit_when": {"rule": {"combinator": "and", "rules": []}}}).exit_when
    assert isinstance(event, EventIs)
    assert isinstance(rule, RuleHolds)


def test_a_cooldown_is_for_after_exit_only():
    with pytest.raises(ConfigInvalid) as invalid:
        load_settings({"reentry": {"mode": "always", "cooldown": "P1D"}})
    assert invalid.value.faults[0].path == "reentry/cooldown"


def test_the_difference_reads_like_a_list_of_changes():
    after = deepcopy(SAMPLE)
    after["name"] = "Ask"
    after["settings"]["reentry"]["cooldown"] = "P14D"
    after["nodes"][1]["config"]["popup"] = "with_categories"
    after["nodes"][1]["position"]["x"] = 500
    after["nodes"][3] = {"id": "bye", "type": "end", "config": {}}
    after["edges"][2]["target"] = "bye"
    assert format_diff(diff(SAMPLE, after)).splitlines() == [
        '~ name "Ask for push, then say hello" → "Ask"',
        '~ settings: reentry.cooldown "P7D" → "P14D"',
        '~ node ask: config.popup "simple" → "with_categories"',
        '- node hello {"config": {"push": "welcome", "target": "all"}, "type": "send_push"}',
        '+ node bye {"config": {}, "type": "end"}',
        '~ edge answer.happened "hello" → "bye"',
    ]


def test_true_and_one_differ():
    one, true = {"name": "x", "settings": {"a": 1}}, {"name": "x", "settings": {"a": True}}
    assert [str(change) for change in diff(one, true)] == ["~ settings: a 1 → true"]


def test_a_document_does_not_differ_from_itself():
    assert diff(SAMPLE, deepcopy(SAMPLE)) == ()
