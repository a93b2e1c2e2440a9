"""One person standing at one node, and what just happened to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import force_setattr

from journeys.decision import Awaited, Wish

if TYPE_CHECKING:
    from journeys.person import Person

CARRY_RUN = frozenset(
    {
        "popup_shown",
        "popup_answered",
        "push_accepted",
        "push_failed",
        "popup_suppressed",
        "push_suppressed",
        "push_displayed",
        "push_clicked",
        "push_replied",
        "push_dismissed",
        "webhook_finished",
    }
)
"""Events about a message of one run; their property `run` names it."""

MADE_BY_ENGINE = frozenset(
    {
        "push_accepted",
        "push_failed",
        "popup_suppressed",
        "push_suppressed",
        "webhook_finished",
        "journey_entered",
        "journey_finished",
        "goal_reached",
        "segment_entered",
        "segment_left",
    }
)
"""Events that follow from a journey's own steps, without anything happening outside."""


CALLED = "journey_called"
SCHEDULED = "journey_scheduled"
ADDRESSED = frozenset({CALLED, SCHEDULED})
"""Events meant for one journey, which they start and tell nobody else anything."""


class Start(Struct, frozen=True):
    """Which journey an addressed event is meant for, and by which of its starts (None: the first).

    `by` is a start's name, or the id of its node where it has none.
    """

    journey: str
    by: str | None = None


class Timer(Struct, frozen=True):
    """The time a waiting run asked for has come; `at` is when it was due."""

    at: datetime


class Event(Struct, frozen=True):
    """An accepted event: `at` is its own time, `seq` its place in its shard's log.

    `run` is the run whose message it is about, None for any other event. `depth` counts the
    journeys that led to it (0: it came from outside).
    """

    id: str
    name: str
    properties: Mapping[str, object]
    at: datetime
    seq: int = 0
    run: str | None = None
    depth: int = 0

    def __post_init__(self) -> None:
        if self.run is None and self.name in CARRY_RUN:
            run = self.properties.get("run")
            if isinstance(run, str):
                force_setattr(self, "run", run)


Signal = Timer | Event


class Moment(Struct, frozen=True):
    """All that a run is told when it moves, the same for every run of the person.

    `position` is the sequence number of the event being processed (for a timer: of the last
    one processed). `recent` are the person's events up to it, oldest first, at least those
    accepted since the run's `since`; more does no harm.
    """

    now: datetime
    person: Person
    position: int
    recent: Sequence[Event] = ()


class Visit(Struct, frozen=True):
    """A run at a node. `event` is the event at hand; `memory` what this node's last visit left."""

    run: str
    node: str
    number: int
    now: datetime
    person: Person
    event: Event | None = None
    journey: str = ""
    priority: int = 0
    depth: int = 0
    until: datetime | None = None
    wish: Wish | None = None
    memory: str | None = None

    @property
    def key(self) -> str:
        """Names this visit for ever, and with it the one effect it may have."""
        return f"{self.run}:{self.node}:{self.number}"

    @property
    def workspace_timezone(self) -> str:
        return self.person.workspace_timezone

    def late_by_more_than(self, most: timedelta | None) -> bool:
        """Whether the time she waited for came so much later than it was due."""
        return most is not None and self.until is not None and self.now - self.until > most

    def draw(self) -> float:
        """A number in [0, 1) fixed by run and node: the same run always draws the same lot."""
        return _lot(self.run, self.node)

    def draw_for_person(self) -> float:
        """A number in [0, 1) fixed by person, journey and node: the same in each of her runs."""
        return _lot(self.person.id, self.journey, self.node)

    def draw_for_journey(self) -> float:
        """A number in [0, 1) fixed by person and journey: the same at each of its nodes."""
        return _lot(self.person.id, self.journey)

    def awaits(self, awaited: Awaited, event: Event) -> bool:
        """Whether this event is the awaited one."""
        if event.name != awaited.name:
            return False
        if awaited.about_this_run and event.run != self.run:
            return False
        if awaited.about_this_visit and not self._names_this_visit(event.properties):
            return False
        return awaited.where is None or awaited.where(self.person, event, self.now)

    def _names_this_visit(self, properties: Mapping[str, object]) -> bool:
        return properties.get("node") == self.node and properties.get("key", self.key) == self.key


def _lot(*names: str) -> float:
    # The length before each name keeps ("a", "bc") and ("ab", "c") apart.
    text = "".join(f"{len(name)}:{name}" for name in names)
    # 53 bits: all of a double's precision, and never rounded up to 1.0.
    return (int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") >> 11) / 2**53
