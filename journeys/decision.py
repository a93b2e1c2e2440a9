"""The words a node may answer with: leave, stay, or too late, and effects as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from journeys.person import Person
    from journeys.visit import Event

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

Predicate = Callable[["Person", "Event | None", datetime], bool]

Target = Literal["all", "web", "native"]
Mode = Literal["collapse", "never_twice"]


class SendPush(Struct, frozen=True):
    """Deliver a push resource. `key` names it for ever, so a replay cannot send it twice."""

    key: str
    push: str
    target: Target = "all"
    mode: Mode | None = None  # None: as the push resource says


class AddToInbox(Struct, frozen=True):
    """Put what a push resource says into the bell; nothing is sent."""

    key: str
    push: str


class ShowPopup(Struct, frozen=True):
    """Offer a popup until `expires_at`; of two offers the higher priority is shown first."""

    key: str
    popup: str
    expires_at: datetime
    priority: int


class NotOffered(Struct, frozen=True):
    """A popup that is not offered after all, and why: it is told as `popup_suppressed`."""

    key: str
    popup: str
    reason: str


class CallWebhook(Struct, frozen=True):
    """Post `body` to `url`; the result comes back as the event `webhook_finished`.

    Its properties are {run, node, key, outcome: done | failed}, `key` being this effect's.
    """

    key: str
    url: str
    body: Json


class SetTraits(Struct, frozen=True):
    """Merge traits and markers into the person; what follows from it is at `depth`."""

    key: str
    traits: Mapping[str, Json]
    markers: Mapping[str, Json]
    depth: int = 1


class StartJourney(Struct, frozen=True):
    """Let the person into another journey, by a start of it that can be called.

    `told` are the properties of the event that starts it, which is at `depth`.
    """

    key: str
    journey: str
    told: Mapping[str, object]
    depth: int = 1


Effect = SendPush | AddToInbox | ShowPopup | NotOffered | CallWebhook | SetTraits | StartJourney


class Awaited(Struct, frozen=True):
    """An event that would move a waiting run.

    `about_this_run`: only if the event carries this run's id (the events of its own messages).
    `about_this_visit`: moreover it names this node, and this visit's key if it names any.
    """

    name: str
    where: Predicate | None = None
    about_this_run: bool = False
    about_this_visit: bool = False


class Wish(Struct, frozen=True):
    """A wait's aim on the wall clock, kept beside its UTC time so that it can be aimed anew."""

    at: time
    date: date  # the local date aimed at
    zone: str  # the zone it was worked out in
    note: str | None = None  # "unknown_zone": the workspace's zone stood in for the person's


class Leave(Struct, frozen=True):
    """Go on by this port; a port without an edge ends the run.

    `event` becomes the event at hand, if given; `remember` is told to this node's later visits
    in the same run.
    """

    port: str = "next"
    effects: tuple[Effect, ...] = ()
    reason: str | None = None
    event: Event | None = None
    remember: str | None = None


class Stay(Struct, frozen=True):
    """Remain here until a time, an event, or whichever comes first."""

    until: datetime | None = None
    events: tuple[Awaited, ...] = ()
    effects: tuple[Effect, ...] = ()
    wish: Wish | None = None


class TooLate(Struct, frozen=True):
    """The wait ended so late that going on would be wrong: the run ends as too_late."""


Decision = Leave | Stay | TooLate
