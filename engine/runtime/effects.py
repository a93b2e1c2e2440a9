"""What a batch wants done, gathered while it goes on: effects of runs, and events of our own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar, assert_never

import msgspec

from engine.audience.living import Living
from engine.runtime.runs import Ride
from engine.store.log import START, Entry
from journeys.decision import (
    AddToInbox,
    CallWebhook,
    Effect,
    NotOffered,
    SendPush,
    SetTraits,
    ShowPopup,
    StartJourney,
)
from journeys.run import Ended, Moved
from journeys.visit import CALLED

E = TypeVar("E", SendPush, AddToInbox, ShowPopup, CallWebhook)


@dataclass(frozen=True, slots=True)
class Wanted(Generic[E]):
    """One effect of one run."""

    living: Living
    ride: Ride
    effect: E


@dataclass(slots=True)
class Gathered:
    """The effects and internal events of one batch, in the order they came."""

    now: int
    pushes: list[Wanted[SendPush]] = field(default_factory=list)
    items: list[Wanted[AddToInbox]] = field(default_factory=list)
    popups: list[Wanted[ShowPopup]] = field(default_factory=list)
    webhooks: list[Wanted[CallWebhook]] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    left: set[tuple[int, str]] = field(default_factory=set)  # (person, run) that moved on

    def take(self, living: Living, ride: Ride, moved: Moved) -> None:
        """What a run's move wants. Traits are set at once: the next node sees them."""
        if moved.visits or isinstance(moved.run.state, Ended):
            self.left.add((living.id, ride.run.id))
        for effect in moved.effects:
            self._effect(living, ride, effect)
        if moved.goal_reached:
            self.tell(living, ride, "goal_reached", {})
        match moved.run.state:
            case Ended(reason) if reason != "quarantined":
                self.tell(living, ride, "journey_finished", {"reason": reason})
            case _:
                pass

    def tell(self, living: Living, ride: Ride, name: str, more: Mapping[str, Any]) -> None:
        """An event about a run, one journey deeper than the run itself."""
        about = {"run": ride.run.id, "journey": ride.run.journey, **more}
        id_, depth = f"{name}:{ride.run.id}", ride.run.depth + 1
        self.entries.append(engine_event(living, name, id_, self.now, about, depth))

    def changed(self, living: Living) -> None:
        """Tell each change of the push status as an event of its own."""
        for change in living.changes:
            about = {
                "from": change.was,
                "to": change.now,
                "cause": change.cause,
                "device": change.device,
            }
            id_ = f"status:{change.event.message_id}"
            told = engine_event(living, "push_status_changed", id_, change.event.at, about, 0)
            # Who was subscribed elsewhere did not allow push just now: history triggers nothing.
            imported = change.cause == "import"
            self.entries.append(told._replace(kind="import:engine") if imported else told)

    def _effect(self, living: Living, ride: Ride, effect: Effect) -> None:
        match effect:
            case SetTraits():
                living.set_traits(effect.traits, effect.markers)
            case StartJourney():
                self.entries.append(_start(living, effect, self.now))
            case SendPush():
                self.pushes.append(Wanted(living, ride, effect))
            case AddToInbox():
                self.items.append(Wanted(living, ride, effect))
            case ShowPopup():
                self.popups.append(Wanted(living, ride, effect))
            case NotOffered():
                self._not_offered(living, ride, effect)
            case CallWebhook():
                self.webhooks.append(Wanted(living, ride, effect))
            case _:
                assert_never(effect)

    def _not_offered(self, living: Living, ride: Ride, effect: NotOffered) -> None:
        """Told, so that her timeline says why she saw no popup."""
        run = ride.run
        about = {
            "popup": effect.popup,
            "reason": effect.reason,
            "run": run.id,
            "node": effect.key.rsplit(":", 1)[0].removeprefix(f"{run.id}:"),
            "journey": run.journey,
        }
        id_ = f"popup_suppressed:{effect.key}"
        self.entries.append(
            engine_event(living, "popup_suppressed", id_, self.now, about, run.depth + 1)
        )


def _start(living: Living, effect: StartJourney, now: int) -> Entry:
    """What lets her into another journey, in the next batch of her shard."""
    told = {"properties": effect.told, "start": {"journey": effect.journey}}
    body = msgspec.json.encode(told).decode()
    id_ = f"start:{effect.key}"
    return Entry(living.workspace_id, living.id, START, CALLED, id_, now, body, effect.depth)


def engine_event(
    living: Living, name: str, id_: str, at: int, properties: Mapping[str, Any], depth: int
) -> Entry:
    """An event made by the engine about a person; `id_` is unique by construction."""
    body = json.dumps({"properties": properties}, separators=(",", ":"))
    return Entry(living.workspace_id, living.id, "engine", name, id_, at, body, depth)
