"""Wait for a date: hold a person until so long before or after a date that is known of her."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from journeys import field as form
from journeys.decision import Decision, Leave, Stay, TooLate, Wish
from journeys.node import Learned, Node, node
from journeys.rule_fields import source_of
from journeys.rules import Field
from journeys.visit import Signal, Visit
from journeys.wall_clock import aimed
from journeys.zones import chosen, lookup

_GONE = frozenset({"past", "no_date"})


@node("wait_for_date", title="Wait for a date", group="wait", summary="Wait until {offset} {field}")
class WaitForDate(Node):
    """Holds a person until a date that is known of her, or so long before or after it.

    A date without a time begins at midnight in the zone; with a time of day, only the date counts.
    Who has no date there leaves at once by no_date, and by past whose time has come already. If the
    date changes while she waits, she waits for the new one, or leaves at once in the same way. A
    date of the event at hand never changes.
    """

    field: Field = form.value_named(
        "Date",
        {"trait": "Trait", "marker": "Marker", "properties": "Event property"},
        hint="A date (2026-12-24) or a date-time with an offset (2026-12-24T18:00:00Z).",
    )
    offset: timedelta = form.offset("Before or after it", default=timedelta(0))
    at: time | None = form.time_of_day(
        "At", default=None, hint="Empty: midnight, or the date's own time."
    )
    zone: str = form.choice(
        "In the time zone of", {"person": "The person", "workspace": "The workspace"},
        default="person",
    )  # fmt: skip
    max_lateness: timedelta | None = form.duration(
        "Give up if later by", default=None, hint="After an outage the run then ends as too late."
    )

    ports = ("next", "past", "no_date")

    def enter(self, visit: Visit) -> Decision:
        stay = self._aim(visit)
        if stay is None:
            return Leave("no_date")
        return stay if _until(stay) > visit.now else Leave("past")

    def retime(self, visit: Visit) -> Stay | None:
        stay, wish = self._aim(visit), visit.wish
        if stay is not None and _until(stay) > visit.now:
            return stay
        if wish is None:
            return None
        gone = Wish(wish.at, wish.date, wish.zone, "no_date" if stay is None else "past")
        return Stay(until=visit.now, wish=gone)

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        stay = self._aim(visit)
        if stay is None:
            return Leave("no_date")
        if _until(stay) > visit.now:
            return stay  # it has changed while nothing could be told, as in a pause
        note = None if visit.wish is None else visit.wish.note
        if note in _GONE:
            return Leave("past")
        return TooLate() if visit.late_by_more_than(self.max_lateness) else Leave(reason=note)

    def holds_back(self, port: str) -> bool:
        # Afterwards the date is past, until something from outside changes it.
        return port == "next"

    def learned(self, port: str) -> Learned:
        return Learned(keeps="status")

    def _aim(self, visit: Visit) -> Stay | None:
        """When her time comes, be it past; None if no date is known."""
        name, note = chosen(self.zone, visit.person.timezone, visit.workspace_timezone)
        (value,) = source_of(self.field).read(visit.person, visit.event, self.field.path)
        zone = lookup(name) or UTC
        found = aimed(value, self.offset, self.at, zone) if isinstance(value, str) else None
        if found is None:
            return None
        until, local = found
        return Stay(until=until, wish=Wish(local.time(), local.date(), name, note))


def _until(stay: Stay) -> datetime:
    return stay.until or datetime.max.replace(tzinfo=UTC)
