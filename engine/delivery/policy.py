"""May this message go now? One decision, as a value with its reason (K11).

Asked in every claim, under the lock of the person's `reach` row; the order of the questions is the
order of RULES, and the first that answers decides. The cap is counted once per message, so it is
asked only until the message was decided; everything else is asked again for each retry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from engine import clock
from engine.audience.reach import Cap, Reach
from journeys import zones

Reason = Literal[
    "erased",
    "push_off",
    "opted_out",
    "do_not_disturb",
    "category",
    "quiet_hours",
    "cap",
    "moved",
    "no_device",
    "missing_resource",
]


@dataclass(frozen=True, slots=True)
class Go:
    """Send it now, to those of its devices that are still the person's."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Not now: ask again at `until` (µs)."""

    until: int
    reason: Reason


@dataclass(frozen=True, slots=True)
class Drop:
    """Never: the message ends as suppressed, for this reason."""

    reason: Reason


Verdict = Go | Hold | Drop
_GO = Go()


@dataclass(frozen=True, slots=True)
class QuietHours:
    """No message between two times of day, in the person's zone; past midnight when reversed."""

    begins: int  # minutes since midnight
    ends: int

    @classmethod
    def read(cls, setting: Mapping[str, str] | None) -> QuietHours | None:
        """From the setting {"from": "22:00", "to": "08:00"}; None where there are none."""
        if not setting:
            return None
        begins, ends = _minutes(setting["from"]), _minutes(setting["to"])
        return None if begins == ends else cls(begins, ends)

    def over_at(self, now: int, zone: tzinfo) -> int | None:
        """When they end, if `now` lies in them; else None."""
        local = clock.moment(now).astimezone(zone)
        minute = local.hour * 60 + local.minute
        if self.begins < self.ends:
            quiet = self.begins <= minute < self.ends
        else:
            quiet = minute >= self.begins or minute < self.ends
        if not quiet:
            return None
        day = local.date() + timedelta(days=1 if minute >= self.ends else 0)
        hour, rest = divmod(self.ends, 60)
        # In a gap of the local clock this is moved forward by the gap (promise R6).
        wall = local.replace(
            year=day.year, month=day.month, day=day.day, hour=hour, minute=rest, second=0,
            microsecond=0, fold=0,
        )  # fmt: skip
        return max(clock.micros(wall), now + clock.MINUTE)


class Question(NamedTuple):
    """Everything the decision may look at; `live` says how many devices can still be sent to."""

    now: int
    push_enabled: bool
    reach: Reach
    cap: Cap
    quiet_hours: QuietHours | None
    zone: str | None
    workspace_zone: str
    resource: Mapping[str, Any] | None
    category_default: bool
    decided: bool
    live: int
    lost: Reason = "moved"  # why no device is left, where none is

    @property
    def transactional(self) -> bool:
        """Caps and quiet hours never hold it back, only the person's own choices do."""
        return bool(self.resource and self.resource.get("transactional"))


def decide(question: Question) -> Verdict:
    """The first rule that answers; Go if none does."""
    for rule in RULES:
        verdict = rule(question)
        if verdict is not None:
            return verdict
    return _GO


def _erased(question: Question) -> Verdict | None:
    return Drop("erased") if question.reach.erased else None


def _push_off(question: Question) -> Verdict | None:
    return None if question.push_enabled else Drop("push_off")


def _missing(question: Question) -> Verdict | None:
    return Drop("missing_resource") if question.resource is None else None


def _opted_out(question: Question) -> Verdict | None:
    return None if question.reach.push_on else Drop("opted_out")


def _muted(question: Question) -> Verdict | None:
    return Drop("do_not_disturb") if question.reach.muted(question.now) else None


def _category(question: Question) -> Verdict | None:
    category = (question.resource or {}).get("category")
    if category is None:
        return None
    wanted = question.reach.categories.get(category, question.category_default)
    return None if wanted else Drop("category")


def _no_device(question: Question) -> Verdict | None:
    return None if question.live else Drop(question.lost)


def _quiet(question: Question) -> Verdict | None:
    if question.quiet_hours is None or question.transactional:
        return None
    until = question.quiet_hours.over_at(question.now, _zone(question))
    if until is None:
        return None
    if (question.resource or {}).get("outside_hours") == "drop":
        return Drop("quiet_hours")
    return Hold(until, "quiet_hours")


def _capped(question: Question) -> Verdict | None:
    if question.decided or question.transactional:
        return None
    return Drop("cap") if question.cap.holds_back(question.reach, question.now) else None


RULES: tuple[Callable[[Question], Verdict | None], ...] = (
    _erased,
    _push_off,
    _missing,
    _opted_out,
    _muted,
    _category,
    _no_device,
    _quiet,
    _capped,
)


def _zone(question: Question) -> tzinfo:
    """The person's zone, else the workspace's, else UTC."""
    for name in (question.zone, question.workspace_zone):
        found = zones.lookup(name) if name else None
        if isinstance(found, ZoneInfo | timezone):
            return found
    return clock.EPOCH.tzinfo or timezone.utc  # noqa: UP017


def _minutes(text: str) -> int:
    hour, _, minute = text.partition(":")
    return int(hour) * 60 + int(minute)
