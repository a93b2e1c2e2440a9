"""The contract that every node type keeps."""

import json
import pkgutil
import string
from dataclasses import fields

import pytest

import journeys.nodes
from journeys.config import ConfigInvalid
from journeys.node import REGISTER, Learned, UnknownType, describe, describe_all, load, node
from journeys.rules import Scope, parse
from tests.journeys.building import is_

EXAMPLES = {
    "event_trigger": {"event": "go", "where": is_("properties.x", 1), "max_age": "PT5M"},
    "api_trigger": {"name": "order"},
    "schedule_trigger": {
        "segment": "s_1", "cron": "0 9 * * mon-fri", "zone": "person", "max_lateness": "PT2H",
    },
    "wait": {"time": "P1D", "max_lateness": "PT1H"},
    "wait_for_time": {
        "at": "09:00", "weekdays": ["mon"], "zone": "workspace", "max_lateness": "PT1H",
    },
    "wait_for_date": {
        "field": "trait.due", "offset": "-P3D", "at": "09:00", "zone": "workspace",
        "max_lateness": "PT1H",
    },
    "wait_for_event": {
        "event": "paid", "where": is_("properties.x", 1), "timeout": "P1D", "about": "any",
    },
    "condition": {"rule": is_("trait.n", 1)},
    "branches": {"arms": [{"name": "a", "rule": is_("trait.n", 1)}]},
    "holdout": {"percent": 20},
    "random_split": {"arms": [{"name": "a", "weight": 1}], "sticky": "person"},
    "show_popup": {"popup": "simple", "expires_in": "P1D"},
    "add_to_inbox": {"push": "welcome"},
    "send_push": {"push": "welcome", "target": "web", "mode": "never_twice"},
    "webhook": {"url": "https://shop.example/hook", "body": {"a": [1]}},
    "set_traits": {"traits": {"a": 1}, "markers": {"b": True}},
    "start_journey": {"journey": "j_1"},
    "end": {},
}  # fmt: skip

PORTS = {
    "event_trigger": ["next"],
    "schedule_trigger": ["next"],
    "api_trigger": ["next"],
    "start_journey": ["next"],
    "wait": ["next"],
    "wait_for_time": ["next"],
    "wait_for_date": ["next", "past", "no_date"],
    "wait_for_event": ["happened", "timeout"],
    "condition": ["yes", "no"],
    "branches": ["a", "else"],
    "holdout": ["treated", "held_out"],
    "random_split": ["a"],
    "show_popup": ["subscribe", "later", "dismissed", "expired"],
    "add_to_inbox": ["next"],
    "send_push": ["next"],
    "webhook": ["done", "failed"],
    "set_traits": ["next"],
    "end": [],
}

REQUIRED = {
    "event_trigger": {"event"},
    "schedule_trigger": set(),
    "api_trigger": {"name"},
    "start_journey": {"journey"},
    "wait": {"time"},
    "wait_for_time": {"at"},
    "wait_for_date": {"field"},
    "wait_for_event": {"event"},
    "condition": {"rule"},
    "branches": {"arms"},
    "holdout": {"percent"},
    "random_split": {"arms"},
    "show_popup": {"popup"},
    "add_to_inbox": {"push"},
    "send_push": {"push"},
    "webhook": {"url"},
    "set_traits": set(),
    "end": set(),
}

ONE_OF = {"schedule_trigger": {"at", "cron"}}
"""Fields of which one must be there, and no other."""

every_type = pytest.mark.parametrize("name", sorted(REGISTER))


def test_each_file_is_one_type_of_its_name():
    files = {module.name for module in pkgutil.iter_modules(journeys.nodes.__path__)}
    assert files == set(REGISTER) == set(EXAMPLES)
    for name, cls in REGISTER.items():
        assert cls.__module__ == f"journeys.nodes.{name}"


def least(name: str) -> dict:
    """What must be there."""
    wanted = REQUIRED[name] | (ONE_OF.get(name, set()) & set(EXAMPLES[name]))
    return {field: EXAMPLES[name][field] for field in wanted}


@every_type
def test_the_contracts_ports(name):
    loaded = load(name, EXAMPLES[name])
    assert list(loaded.all_ports()) == PORTS[name]
    assert loaded.type == name


@every_type
def test_the_contracts_fields(name):
    form = {control["name"]: control for control in describe(REGISTER[name])["form"]}
    assert set(form) == set(EXAMPLES[name]) | ONE_OF.get(name, set())
    assert {field for field, control in form.items() if control["required"]} == REQUIRED[name]
    assert load(name, least(name)).type == name


@every_type
def test_it_describes_itself_as_json(name):
    described = describe(REGISTER[name])
    assert json.loads(json.dumps(described)) == described
    assert described["title"]
    assert described["help"].endswith((".", "meant."))
    assert described["icon"]
    assert all(control["label"] and control["widget"] for control in described["form"])
    named = {field for _, field, _, _ in string.Formatter().parse(described["summary"]) if field}
    assert named <= {control["name"] for control in described["form"]}


@every_type
def test_defaults_in_the_form_load_as_they_stand(name):
    defaults = {
        control["name"]: control["default"]
        for control in describe(REGISTER[name])["form"]
        if "default" in control
    }
    assert load(name, {**defaults, **least(name)}) == load(name, least(name))


@every_type
@pytest.mark.parametrize("garbage", [None, [], 3, True, "", {}, {"a": 1}, float("nan"), "\ud800"])
def test_garbage_in_a_field_is_a_fault_with_its_path(name, garbage):
    for each in fields(REGISTER[name]):
        try:
            loaded = load(name, {**EXAMPLES[name], each.name: garbage})
        except ConfigInvalid as invalid:
            together = {each.name} | ONE_OF.get(name, set())
            assert all(fault.path.split("/")[0] in together for fault in invalid.faults)  # noqa: PT017
            assert all(fault.code and fault.message for fault in invalid.faults)  # noqa: PT017
        else:
            assert loaded.type == name


@every_type
def test_an_unknown_field_is_refused(name):
    with pytest.raises(ConfigInvalid) as invalid:
        load(name, {**EXAMPLES[name], "surprise": 1})
    assert [(f.path, f.code) for f in invalid.value.faults] == [("surprise", "unknown_field")]


@every_type
def test_it_tells_the_linter_something_of_each_port(name):
    loaded = load(name, EXAMPLES[name])
    for port in loaded.all_ports():
        assert isinstance(loaded.learned(port), Learned)
        assert isinstance(loaded.holds_back(port), bool)


def test_the_catalogue_is_grouped():
    groups = [each["group"] for each in describe_all()]
    assert groups[0] == "trigger"
    assert sorted(set(groups), key=groups.index) == ["trigger", "wait", "flow", "message", "data"]
    assert groups == sorted(groups, key=["trigger", "wait", "flow", "message", "data"].index)


def test_a_type_of_a_taken_name_is_refused():
    with pytest.raises(TypeError, match="'wait' is already Wait"):
        node("wait", title="Other", group="wait", summary="Other")(REGISTER["end"])


def test_an_unknown_type_is_refused():
    with pytest.raises(UnknownType):
        load("teleport", {})


def test_a_rule_keeps_the_path_of_its_fault():
    with pytest.raises(ConfigInvalid) as invalid:
        load("condition", {"rule": {"combinator": "and", "rules": [is_("moon", 1)]}})
    assert invalid.value.faults[0].path == "rule/rules/0/rules/0/field"


def test_what_is_learned_of_a_condition_is_its_rule():
    rule = parse(is_("trait.n", 1), scope=Scope.JOURNEY)
    loaded = load("condition", EXAMPLES["condition"])
    assert loaded.learned("yes") == Learned(rule)
    assert loaded.learned("no") == Learned(rule, holds=False)
