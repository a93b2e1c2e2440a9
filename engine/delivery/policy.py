"""May this message go now? One decision, as a value with its reason (K11).

Asked in every claim, under the lock of the person's `reach` row; the order of the questions is the
order of RULES, and the first that answers decides; `docs/delivery.md` is written from it. The cap
is counted once per message, so it is asked only until the message was decided; everything else is
asked again for each retry.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

from engine import clock
from engine.audience.reach import Cap, Reach
from engine.audience.timetable import Timetable
from journeys import zones

Reason = Literal[
    "erased",
    "push_off",
    "cancelled",
    "opted_out",
    "do_not_disturb",
    "muted",
    "category",
    "event_type",
    "timetable",
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


class Question(Struct, frozen=True):
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
    event_default: bool
    decided: bool
    live: int
    lost: Reason = "moved"  # why no device is left, where none is
    source: str | None = None  # whom it is from, where the person muted anybody
    default_timetable: Timetable | None = None  # of whoever made none
    cancelled: bool = False  # it was made before an admin reset the messages (C18)

    @property
    def transactional(self) -> bool:
        """Caps, quiet hours and timetables never hold it back, only the person's own no does."""
        return bool(self.resource and self.resource.get("transactional"))


def decide(question: Question) -> Verdict:
    """The first rule that answers; Go if none does."""
    for rule in RULES:
        verdict = rule.ask(question)
        if verdict is not None:
            return verdict
    return _GO


def _erased(question: Question) -> Verdict | None:
    return Drop("erased") if question.reach.erased else None


def _push_off(question: Question) -> Verdict | None:
    return None if question.push_enabled else Drop("push_off")


def _cancelled(question: Question) -> Verdict | None:
    return Drop("cancelled") if question.cancelled else None


def _missing(question: Question) -> Verdict | None:
    return Drop("missing_resource") if question.resource is None else None


def _opted_out(question: Question) -> Verdict | None:
    return None if question.reach.push_on else Drop("opted_out")


def _undisturbed(question: Question) -> Verdict | None:
    return Drop("do_not_disturb") if question.reach.muted(question.now) else None


def _muted(question: Question) -> Verdict | None:
    if question.source is None or not question.reach.silent(question.source, question.now):
        return None
    return Drop("muted")


def _category(question: Question) -> Verdict | None:
    category = (question.resource or {}).get("category")
    if category is None:
        return None
    default = question.category_default or question.transactional
    return None if question.reach.categories.get(category, default) else Drop("category")


def _event_type(question: Question) -> Verdict | None:
    kind = (question.resource or {}).get("event_type")
    if kind is None:
        return None
    default = question.event_default or question.transactional
    return None if question.reach.events.get(kind, default) else Drop("event_type")


def _no_device(question: Question) -> Verdict | None:
    return None if question.live else Drop(question.lost)


def _timetable(question: Question) -> Verdict | None:
    own = question.reach.timetable
    hours = question.default_timetable if own is None else own
    if hours is None or question.transactional:
        return None
    return _until(question, hours.opens_at(question.now, _zone(question)), "timetable")


def _quiet(question: Question) -> Verdict | None:
    if question.quiet_hours is None or question.transactional:
        return None
    until = question.quiet_hours.over_at(question.now, _zone(question))
    return _until(question, until, "quiet_hours")


def _until(question: Question, until: int | None, reason: Reason) -> Verdict | None:
    """Held until then, or dropped where the resource would rather not come late."""
    if until is None:
        return None
    if (question.resource or {}).get("outside_hours") == "drop":
        return Drop(reason)
    return Hold(until, reason)


def _capped(question: Question) -> Verdict | None:
    if question.decided or question.transactional:
        return None
    return Drop("cap") if question.cap.holds_back(question.reach, question.now) else None


class Rule(NamedTuple):
    """One question of the decision; the rest is what `docs/delivery.md` says of it."""

    ask: Callable[[Question], Verdict | None]
    reasons: tuple[Reason, ...]
    holds_for: str
    outcome: str = "never sent"
    transactional: str = "too"


_HELD = 'held until then; never sent where the push says `"outside_hours": "drop"`'
RULES: tuple[Rule, ...] = (
    Rule(_erased, ("erased",), "she was erased"),
    Rule(_push_off, ("push_off",), "the workspace has turned pushes off"),
    Rule(
        _cancelled, ("cancelled",),
        "an admin has reset the messages, and it is one of those that were waiting then; or its "
        "campaign was cancelled",
    ),
    Rule(_missing, ("missing_resource",), "the push resource is no more"),
    Rule(_opted_out, ("opted_out",), "she has turned pushes off (her master toggle)"),
    Rule(_undisturbed, ("do_not_disturb",), "she has muted everything, and that still lasts"),
    Rule(_muted, ("muted",), "she has muted its `source`, and that still lasts"),
    Rule(
        _category, ("category",),
        "she said no to its `category`, or said nothing and the category is off by default",
        transactional="only her own no",
    ),
    Rule(
        _event_type, ("event_type",),
        "she said no to its `event_type`, or said nothing and the setting `event_types` has it "
        "off by default",
        transactional="only her own no",
    ),
    Rule(
        _no_device, ("no_device", "moved"),
        "no device of hers can be sent to, or it is somebody else's now",
    ),
    Rule(
        _timetable, ("timetable",),
        "her timetable is shut (the workspace's, where she made none), until it opens",
        _HELD, "not",
    ),
    Rule(
        _quiet, ("quiet_hours",), "the workspace's quiet hours last, in her time zone",
        _HELD, "not",
    ),
    Rule(
        _capped, ("cap",), "she got as many messages as the cap allows; asked once a message",
        transactional="not",
    ),
)  # fmt: skip


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
