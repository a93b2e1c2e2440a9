"""One person in one version of a journey: where the run stands and what it remembers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal

from msgspec import Struct, field

from journeys import trail
from journeys.decision import Effect, Wish
from journeys.trail import Trail
from journeys.visit import Event

STEP_SCHEMA = 1
"""Version of the shape that `Run.to_state` writes; an older one is read by its own upcaster."""

DEPTH = 10
"""Journeys that may lead to one another; a run deeper than this is quarantined."""

EndReason = Literal["finished", "exited", "goal", "merged", "too_late", "quarantined"]


class At(Struct, frozen=True):
    """About to arrive at a node."""

    node: str


class Waiting(Struct, frozen=True):
    """Standing at a node until a time (UTC) or one of the named events, whichever is first."""

    node: str
    until: datetime | None = None
    awaits: tuple[str, ...] = ()
    wish: Wish | None = None


class Ended(Struct, frozen=True):
    reason: EndReason
    at: datetime
    node: str | None = None  # the last node it stood at


State = At | Waiting | Ended


class Run(Struct, frozen=True, kw_only=True):
    """A run. Positions (`since`, `visit_since`) are sequence numbers of the person's shard.

    `visit` counts the visits begun; the present one began at position `visit_since`, the one
    before it at `since`. `used` are the ids of events that started or moved the run and may lie
    after `since`. `event` is the event at hand. `memory` is what nodes left for their later visits.
    `carried` are events of the present visit that no position of this shard names: a merge brought
    the run here from another one. `trail` are the steps it has taken, as far as they are known.
    """

    id: str
    journey: str
    version: str
    person: str
    state: State
    entered_at: datetime
    entry_key: str = ""
    visit: int = 0
    since: int = 0
    visit_since: int = 0
    used: tuple[str, ...] = ()
    event: Event | None = None
    depth: int = 0
    goal_at: datetime | None = None
    memory: Mapping[str, str] = field(default_factory=dict)
    carried: tuple[Event, ...] = ()
    trail: Trail = ()

    @property
    def node(self) -> str | None:
        """The node it stands at, or stood at last."""
        return self.state.node

    @property
    def until(self) -> datetime | None:
        return self.state.until if isinstance(self.state, Waiting) else None

    @property
    def awaits(self) -> tuple[str, ...]:
        """The names of the events it waits for; empty unless it waits."""
        return self.state.awaits if isinstance(self.state, Waiting) else ()

    @property
    def ended(self) -> bool:
        return isinstance(self.state, Ended)

    @property
    def untold(self) -> int:
        """How many of its first steps the trail lacks: it was full, or was not kept yet then."""
        left = isinstance(self.state, Ended) and self.state.reason in ("finished", "too_late")
        return max(0, self.visit - (0 if left else 1) - len(self.trail))

    def to_state(self) -> dict[str, Any]:
        """The run as JSON; times are microseconds since the epoch."""
        return {
            "step_schema": STEP_SCHEMA,
            "id": self.id,
            "journey": self.journey,
            "version": self.version,
            "person": self.person,
            "state": _dump_state(self.state),
            "entered_at": _micros(self.entered_at),
            "entry_key": self.entry_key,
            "visit": self.visit,
            "since": self.since,
            "visit_since": self.visit_since,
            "used": list(self.used),
            "event": None if self.event is None else _dump_event(self.event),
            "depth": self.depth,
            "goal_at": None if self.goal_at is None else _micros(self.goal_at),
            "memory": dict(self.memory),
            "carried": [_dump_event(event) for event in self.carried],
            "trail": trail.dump(self.trail, self.entered_at),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Run:
        """The run that `to_state` wrote. Raises ValueError for a schema it does not know."""
        if state["step_schema"] != STEP_SCHEMA:
            raise ValueError(f"step schema {state['step_schema']} is not known")
        values = {name: value for name, value in state.items() if name != "step_schema"}
        values["state"] = _load_state(state["state"])
        values["entered_at"] = _moment(state["entered_at"])
        values["used"] = tuple(state["used"])
        values["carried"] = tuple(_load_event(event) for event in state.get("carried", ()))
        values["trail"] = trail.load(state.get("trail", ()), values["entered_at"])
        if state["event"] is not None:
            values["event"] = _load_event(state["event"])
        if state["goal_at"] is not None:
            values["goal_at"] = _moment(state["goal_at"])
        return cls(**values)


class Passed(Struct, frozen=True):
    """A visit that ended, by this port; `reason` says why where the port alone does not."""

    node: str
    port: str
    reason: str | None = None


class Moved(Struct, frozen=True):
    """A run after it moved, what it wants done, and the visits that ended on the way."""

    run: Run
    effects: tuple[Effect, ...] = ()
    visits: tuple[Passed, ...] = ()
    goal_reached: bool = False


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _MICROSECOND


def _moment(micros: int) -> datetime:
    return _EPOCH + timedelta(microseconds=micros)


def _dump_state(state: State) -> dict[str, Any]:
    match state:
        case At(node):
            return {"is": "at", "node": node}
        case Waiting(node, until, awaits, wish):
            return {
                "is": "waiting",
                "node": node,
                "until": None if until is None else _micros(until),
                "awaits": list(awaits),
                "wish": None if wish is None else _dump_wish(wish),
            }
        case Ended(reason, at, node):
            return {"is": "ended", "reason": reason, "at": _micros(at), "node": node}


def _load_state(state: Mapping[str, Any]) -> State:
    if state["is"] == "at":
        return At(state["node"])
    if state["is"] == "ended":
        return Ended(state["reason"], _moment(state["at"]), state["node"])
    return Waiting(
        state["node"],
        None if state["until"] is None else _moment(state["until"]),
        tuple(state["awaits"]),
        None if state["wish"] is None else _load_wish(state["wish"]),
    )


def _dump_wish(wish: Wish) -> dict[str, Any]:
    return {
        "at": wish.at.isoformat(),
        "date": wish.date.isoformat(),
        "zone": wish.zone,
        "note": wish.note,
    }


def _load_wish(wish: Mapping[str, Any]) -> Wish:
    return Wish(
        time.fromisoformat(wish["at"]), date.fromisoformat(wish["date"]), wish["zone"], wish["note"]
    )


def _dump_event(event: Event) -> dict[str, Any]:
    return {
        "id": event.id,
        "name": event.name,
        "properties": dict(event.properties),
        "at": _micros(event.at),
        "seq": event.seq,
        "run": event.run,
        "depth": event.depth,
    }


def _load_event(event: Mapping[str, Any]) -> Event:
    return Event(**{**event, "at": _moment(event["at"])})
