"""Journey test files: a journey, what people do, how time passes, and what is expected of it.

    {"journey": {…} or "path.json", "start": "2026-01-05T12:00:00Z", "timezone": "Europe/Berlin",
     "segments": {"vip": {…}}, "back_off": "P7D",
     "tests": [{"name": "she is asked once",
       "people": {"ana": {"push": "ask", "timezone": "Asia/Tokyo", "traits": {…}}},
       "steps": [{"person": "ana", "event": "session_started", "properties": {…}},
                 {"person": "ana", "answers": "later"},
                 {"person": "ana", "push": "allowed"},
                 {"passes": "P3D"},
                 {"person": "ana", "expect": {"popups": ["simple"], "pushes": [], "at": null}}],
       "expect": {"ana": {"ended": "finished"}}}]}

All but `journey`, `tests`, a test's `name` and its `steps` may be left out. An expectation holds
those of `pushes`, `popups`, `webhooks` (lists, in order), `at`, `ended`, `runs` (how many),
`traits` and `markers` (those named) that matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from journeys.timetravel import START, Traveller, World


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one test; it passed if there are no failures."""

    name: str
    failures: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        return not self.failures


def run_file(
    document: Mapping[str, object], *, read: Callable[[str], object] | None = None
) -> list[Outcome]:
    """Run the tests of a file, each in a world of its own.

    `read` answers the document at a path, for a file that names its journey by one. Raises
    ConfigInvalid for a journey that cannot be loaded, ValueError for a file of another shape.
    """
    journey = document.get("journey")
    if isinstance(journey, str):
        if read is None:
            raise ValueError("the journey is named by a path, and there is nothing to read it with")
        journey = read(journey)
    tests = document.get("tests")
    if not isinstance(tests, list):
        raise ValueError("a journey test file has a list of tests")
    return [_run(document, journey, _object(test, "a test")) for test in tests]


def _run(file: Mapping[str, object], journey: object, test: Mapping[str, object]) -> Outcome:
    world = World(
        journey,
        start=_moment(file.get("start")),
        timezone=str(file.get("timezone", "UTC")),
        segments=_object(file.get("segments", {}), "segments"),
        back_off=str(file.get("back_off", "PT0S")),
    )
    for name, facts in _object(test.get("people", {}), "people").items():
        world.person(name, **_facts(_object(facts, name)))  # type: ignore[arg-type]  # checked there
    failures = list[str]()
    steps = test.get("steps", [])
    if not isinstance(steps, list):
        raise ValueError("the steps of a test are a list")
    for number, each in enumerate(steps, 1):
        step = _object(each, f"step {number}")
        failures += (f"step {number}: {failure}" for failure in _step(world, step))
    for name, expected in _object(test.get("expect", {}), "expect").items():
        failures += _compared(_who(world, name), _object(expected, "an expectation"))
    return Outcome(str(test.get("name", "")), tuple(failures))


def _step(world: World, step: Mapping[str, object]) -> Iterator[str]:
    """Do one step; its failures."""
    if "passes" in step:
        world.passes(_text(step["passes"], "passes"))
        return
    who = _who(world, _text(step.get("person"), "person"))
    verbs = [verb for verb in _VERBS if verb in step]
    if len(verbs) != 1:
        raise ValueError(f"a step has passes, or a person and one of {', '.join(_VERBS)}")
    yield from _VERBS[verbs[0]](who, step)


def _event(who: Traveller, step: Mapping[str, object]) -> Iterator[str]:
    who.event(_text(step["event"], "event"), **_object(step.get("properties", {}), "properties"))
    yield from ()


def _answers(who: Traveller, step: Mapping[str, object]) -> Iterator[str]:
    try:
        who.answers(_text(step["answers"], "answers"))
    except LookupError as error:
        yield str(error)


def _push(who: Traveller, step: Mapping[str, object]) -> Iterator[str]:
    who.push(_text(step["push"], "push"))
    yield from ()


def _becomes(who: Traveller, step: Mapping[str, object]) -> Iterator[str]:
    who.becomes(**_facts(_object(step["becomes"], "becomes")))
    yield from ()


def _expect(who: Traveller, step: Mapping[str, object]) -> Iterator[str]:
    yield from _compared(who, _object(step["expect"], "expect"))


_VERBS: Mapping[str, Callable[[Traveller, Mapping[str, object]], Iterator[str]]] = {
    "event": _event,
    "answers": _answers,
    "push": _push,
    "becomes": _becomes,
    "expect": _expect,
}

_FACTS: Mapping[str, type] = {
    "push": str,
    "user_id": str,
    "language": str,
    "timezone": str,
    "traits": dict,
    "markers": dict,
    "categories": dict,
    "groups": list,
}

_SEEN: Mapping[str, Callable[[Traveller], object]] = {
    "pushes": lambda who: who.pushes,
    "popups": lambda who: who.popups,
    "webhooks": lambda who: who.webhooks,
    "at": lambda who: who.at,
    "ended": lambda who: who.ended,
    "runs": lambda who: len(who.runs),
}

_SEEN_BY_NAME: Mapping[str, Callable[[Traveller], Mapping[str, object]]] = {
    "traits": lambda who: who.person.traits,
    "markers": lambda who: who.person.markers,
}


def _compared(who: Traveller, expected: Mapping[str, object]) -> Iterator[str]:
    name = who.person.id
    for what, value in expected.items():
        if what in _SEEN:
            seen = _SEEN[what](who)
            if seen != value:
                yield f"{name}'s {what}: expected {value!r}, got {seen!r}"
        elif what in _SEEN_BY_NAME:
            named = _SEEN_BY_NAME[what](who)
            for key, each in _object(value, what).items():
                if named.get(key) != each:
                    yield f"{name}'s {what}.{key}: expected {each!r}, got {named.get(key)!r}"
        else:
            raise ValueError(f"{what} is nothing that can be expected")


def _facts(facts: Mapping[str, object]) -> dict[str, object]:
    for name, value in facts.items():
        if name not in _FACTS or not isinstance(value, _FACTS[name]):
            raise ValueError(f"{name} is no fact of a person, or not of this type")
    found = dict(facts)
    if "groups" in found:
        found["groups"] = frozenset(_FACTS["groups"](found["groups"]))
    return found


def _who(world: World, name: str) -> Traveller:
    if name not in world.people:
        raise ValueError(f"there is no {name} among the people of this test")
    return world.people[name]


def _object(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} must be an object")
    return value


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f"{what} must be text")
    return value


def _moment(value: object) -> datetime:
    if value is None:
        return START
    found = datetime.fromisoformat(_text(value, "start"))
    if found.tzinfo is None:
        raise ValueError("start must have an offset, such as Z")
    return found.astimezone(UTC)
