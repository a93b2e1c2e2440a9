"""The words a node may answer with: leave, stay, or too late, and effects as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from journeys.person import Person
    from journeys.visit import Event

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

Predicate = Callable[["Person", "Event | None", datetime], bool]

Target = Literal["all", "web", "native"]
Mode = Literal["collapse", "never_twice"]


@dataclass(frozen=True, slots=True)
class SendPush:
    """Deliver a push resource. `key` names it for ever, so a replay cannot send it twice."""

    key: str
    push: str
    target: Target = "all"
    mode: Mode | None = None  # None: as the push resource says


@dataclass(frozen=True, slots=True)
class ShowPopup:
    """Offer a popup until `expires_at`; of two offers the higher priority is shown first."""

    key: str
    popup: str
    expires_at: datetime
    priority: int


@dataclass(frozen=True, slots=True)
class CallWebhook:
    """Post `body` to `url`; the result comes back as the event `webhook_finished`.

    Its properties are {run, node, key, outcome: done | failed}, `key` being this effect's.
    """

    key: str
    url: str
    body: Json


@dataclass(frozen=True, slots=True)
class SetTraits:
    """Merge traits and markers into the person; what follows from it is at `depth`."""

    key: str
    traits: Mapping[str, Json]
    markers: Mapping[str, Json]
    depth: int = 1


Effect = SendPush | ShowPopup | CallWebhook | SetTraits


@dataclass(frozen=True, slots=True)
class Awaited:
    """An event that would move a waiting run.

    `about_this_run`: only if the event carries this run's id (the events of its own messages).
    `about_this_visit`: moreover it names this node, and this visit's key if it names any.
    """

    name: str
    where: Predicate | None = None
    about_this_run: bool = False
    about_this_visit: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A wait's aim on the wall clock, kept beside its UTC time so that it can be aimed anew."""

    at: time
    date: date  # the local date aimed at
    zone: str  # the zone it was worked out in
    note: str | None = None  # "unknown_zone": the workspace's zone stood in for the person's


@dataclass(frozen=True, slots=True)
class Leave:
    """Go on by this port; a port without an edge ends the run.

    `event` becomes the event at hand, if given; `remember` is told to this node's later visits
    in the same run.
    """

    port: str = "next"
    effects: tuple[Effect, ...] = ()
    reason: str | None = None
    event: Event | None = None
    remember: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """Remain here until a time, an event, or whichever comes first."""

    until: datetime | None = None
    events: tuple[Awaited, ...] = ()
    effects: tuple[Effect, ...] = ()
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class TooLate:
    """The wait ended so late that going on would be wrong: the run ends as too_late."""


Decision = Leave | Stay | TooLate
