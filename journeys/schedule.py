"""When a journey starts by the clock: once, or again and again, on a wall clock somewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import NamedTuple

from journeys.cron import Cron
from journeys.rules import Rule
from journeys.wall_clock import instant

TOLD_BY_THE_CLOCK = "scheduled_at"
"""The one property of the event that starts a run by the clock: when it was to be (RFC 3339)."""

FARTHEST = 366 * 9
"""Days looked ahead: a 29 February comes within eight years."""


class Slot(NamedTuple):
    """One time that comes: the instant (UTC), and what the clocks show then."""

    at: datetime
    shown: datetime

    @property
    def name(self) -> str:
        """Tells it from others: `2026-12-24T09:00:00`; later ones sort behind."""
        return self.shown.isoformat()


@dataclass(frozen=True, slots=True)
class Schedule:
    """`once` or `cron`, on the clocks of the workspace or of each person, for whom `rule` holds.

    A time that is late by more than `max_lateness` is left out.
    """

    once: datetime | None
    cron: Cron | None
    zone: str  # workspace | person
    rule: Rule
    max_lateness: timedelta

    @property
    def spec(self) -> str:
        """Its times as text: two schedules of the same times have the same."""
        when = self.cron.text if self.cron else self.once.isoformat() if self.once else ""
        return f"{self.zone} {when}"

    def following(self, after: datetime, zone: tzinfo, done: str = "") -> Slot | None:
        """The first time behind `after` (UTC), and later on the wall than the one that is done.

        A time that a change of the clocks skips is moved forward by what was skipped; of one that
        comes twice, the first counts.
        """
        if self.once is not None:
            slot = Slot(instant(self.once.date(), self.once.time(), zone), self.once)
            return slot if slot.at > after and slot.name > done else None
        if self.cron is None:
            return None
        # Yesterday's time may be ahead: a gap before midnight moves 23:30 to 00:30 of the next day.
        first = after.astimezone(zone).date() - timedelta(days=1)
        for ahead in range(FARTHEST):
            for shown in self.cron.on(first + timedelta(days=ahead)):
                slot = Slot(instant(shown.date(), shown.time(), zone), shown)
                if slot.at > after and slot.name > done:
                    return slot
        return None
