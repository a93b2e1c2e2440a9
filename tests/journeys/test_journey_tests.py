"""Journey test files."""

import json
from copy import deepcopy

import pytest

from journeys import samples
from journeys.journey_tests import run_file

SAMPLE = samples.journeys()["ask-for-push-then-say-hello"]

FILE = {
    "journey": SAMPLE,
    "start": "2026-03-01T09:00:00+01:00",
    "timezone": "Europe/Berlin",
    "segments": {"vip": {"combinator": "and", "rules": []}},
    "back_off": "P7D",
    "tests": [
        {
            "name": "she says yes",
            "people": {"ana": {"push": "ask", "traits": {"name": "Ana"}, "groups": ["staff"]}},
            "steps": [
                {"person": "ana", "event": "session_started"},
                {"person": "ana", "expect": {"popups": ["simple"], "at": "ask"}},
                {"person": "ana", "answers": "subscribe"},
                {"person": "ana", "push": "allowed"},
                {"person": "ana", "becomes": {"timezone": "Asia/Tokyo"}},
                {"passes": "P3D"},
            ],
            "expect": {
                "ana": {
                    "pushes": ["welcome"],
                    "ended": "finished",
                    "at": None,
                    "runs": 1,
                    "traits": {"name": "Ana"},
                }
            },
        },
        {"name": "nothing happens", "steps": [{"passes": "P1D"}]},
    ],
}


def with_test(*steps: dict, **test: object) -> dict:
    return {"journey": SAMPLE, "tests": [{"people": {"ana": {}}, "steps": list(steps), **test}]}


def test_a_file_of_passing_tests():
    outcomes = run_file(json.loads(json.dumps(FILE)))
    assert [(outcome.name, outcome.passed) for outcome in outcomes] == [
        ("she says yes", True),
        ("nothing happens", True),
    ]


def test_a_failure_says_what_was_expected_and_what_came():
    file = with_test(
        {"person": "ana", "expect": {"pushes": ["welcome"]}},
        {"person": "ana", "answers": "later"},
        expect={"ana": {"traits": {"plan": "pro"}}},
    )
    (outcome,) = run_file(file)
    assert outcome.failures == (
        "step 1: ana's pushes: expected ['welcome'], got []",
        "step 2: no popup is open",
        "ana's traits.plan: expected 'pro', got None",
    )


def test_a_file_may_name_its_journey_by_a_path():
    file = {**FILE, "journey": "ask.json"}
    outcomes = run_file(file, read={"ask.json": SAMPLE}.__getitem__)
    assert all(outcome.passed for outcome in outcomes)
    with pytest.raises(ValueError, match="nothing to read it with"):
        run_file(file)


@pytest.mark.parametrize(
    "file",
    [
        {"journey": SAMPLE},
        {"journey": SAMPLE, "tests": [3]},
        {"journey": SAMPLE, "tests": [{"steps": 3}]},
        with_test({"person": "bob", "event": "x"}),
        with_test({"person": "ana"}),
        with_test({"person": "ana", "event": "x", "push": "allowed"}),
        with_test({"passes": 3}),
        with_test({"passes": "soon"}),
        with_test({"person": "ana", "expect": {"luck": 1}}),
        with_test(people={"ana": {"id": "x"}}),
        with_test(people={"ana": {"traits": []}}),
        {**with_test(), "start": "2026-03-01T09:00:00"},
    ],
)
def test_a_file_of_another_shape_is_refused(file):
    with pytest.raises(ValueError, match=r"."):
        run_file(deepcopy(file))
