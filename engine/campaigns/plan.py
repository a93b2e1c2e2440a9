"""What a campaign's document says: whom it is for, and when whose turn is. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from engine import clock
from journeys import zones
from journeys.duration import parse_duration

Document = Mapping[str, Any]

DEFAULTS: Document = {
    "title": "", "message": "", "url": None, "image": None, "language": None,
    "only_language": False, "run_time": "P1D", "group": None, "segment": None, "category": None,
    "target": "all", "send_at": None, "at_local_time": False, "per_minute": None,
    "outside_hours": "hold", "inbox": True,
}  # fmt: skip
"""A document that says nothing."""
_TEMPLATES = ("title", "message", "url", "image")
_QUARTERS = range(-14 * 4, 14 * 4 + 1)  # fixed offsets by which browsers may name their zone


class Pass(NamedTuple):
    """From `at` (µs) on those are due whose zone is one of these; `zones` None is everybody."""

    at: int
    zones: frozenset[str] | None
    unknown: bool = False  # those too whose zone nobody knows


def rule_of(document: Document) -> dict[str, Any]:
    """Whom it is for, as a rule: a group or a segment, and those who read its language."""
    rules: list[dict[str, Any]] = [
        {"field": f"{kind}.{document[kind]}", "operator": "=", "value": True}
        for kind in ("group", "segment")
        if document.get(kind)
    ]
    language = document.get("language")
    if document.get("only_language") and language:
        field = "person.language"
        spoken = [
            {"field": field, "operator": "=", "value": language},
            {"field": field, "operator": "beginsWith", "value": f"{language}-"},
        ]
        rules.append({"combinator": "or", "rules": spoken})
    return {"combinator": "and", "rules": rules}


def templated(document: Document) -> bool:
    """Whether its words depend on who reads them."""
    return any(mark in (document.get(name) or "") for name in _TEMPLATES for mark in ("{{", "{%"))


def run_time(document: Document) -> int:
    """How long its delivery is attempted, in µs (C8)."""
    return clock.span(parse_duration(document["run_time"]))


def interval(document: Document) -> int:
    """µs between two of its messages, where it is throttled; else 0."""
    per_minute = document.get("per_minute")
    return clock.MINUTE // per_minute if per_minute else 0


def passes(document: Document, now: int, zone: str) -> tuple[Pass, ...]:
    """When to go through its audience, the first first; `zone` is the workspace's.

    Each pass takes those whose time has come and whom none took before, so that nobody is left out
    who changes his zone in between: the last takes everybody.
    """
    at = document.get("send_at")
    if at is None:
        return (Pass(now, None),)
    moment = datetime.fromisoformat(at)
    if not document.get("at_local_time"):
        return (Pass(clock.micros(moment), None),)
    here = _zone(zone)
    wall = moment.astimezone(here).replace(tzinfo=None)
    return _by_zone(wall, clock.micros(wall.replace(tzinfo=here)))


@lru_cache(maxsize=64)
def _by_zone(wall: datetime, unknown_at: int) -> tuple[Pass, ...]:
    """A clock on the wall shows this: in one zone after the other."""
    due: dict[int, set[str]] = {unknown_at: set()}
    for name in known_zones():
        # In a gap of the local clock it is moved forward by the gap, twice is once (promise R6).
        due.setdefault(clock.micros(wall.replace(tzinfo=_zone(name))), set()).add(name)
    found: list[Pass] = []
    reached: frozenset[str] = frozenset()
    for at in sorted(due):
        reached |= due[at]
        found.append(Pass(at, reached, at >= unknown_at))
    return (*found[:-1], Pass(found[-1].at, None))


def following(all_: tuple[Pass, ...], after: int, now: int) -> Pass | None:
    """The next pass behind the one at `after`: of those that are due the last, else the first."""
    later = [each for each in all_ if each.at > after]
    due = [each for each in later if each.at <= now]
    return due[-1] if due else later[0] if later else None


def at(all_: tuple[Pass, ...], when: int) -> Pass:
    """The pass of this time; of one that the zones' rules no longer give, everybody."""
    return next((each for each in all_ if each.at == when), Pass(when, None))


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """The spellings of all zones that are told apart."""
    offsets = (timezone(timedelta(minutes=15 * quarter)).tzname(None) for quarter in _QUARTERS)
    return zones.names() | frozenset(name for name in offsets if name)


def _zone(name: str) -> tzinfo:
    return zones.lookup(name) or UTC
