"""What stands before anything happens: one workspace, its journeys, and the names people go by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field

from engine import clock, webhook_endpoints
from engine.audience import names
from engine.runtime.publish import Published
from engine.runtime.publishing import publish_document
from engine.store.tables import SHARDS
from tests.simulation.options import Options
from tests.simulation.outside import PushService, Receiver
from tests.simulation.store import Store, Template
from tests.simulation.witness import watch
from tests.simulation.world import World
from tests.support.room import MASTER_KEY, START, Room, node, trigger

NEVER_TWICE = frozenset({"reminder", "ship"})
TRANSACTIONAL = frozenset({"note"})
WAITS = {("welcome", "pause"): 20, ("baskets", "hold"): 15}  # seconds in (journey, node)
TIMEOUTS = {("views", "paid", "late"): 30}  # seconds until the way from node to node is free
PUSHES = {"welcome": ("hello", "again"), "views": ("late",), "orders": ("ship",),
          "baskets": ("note",)}  # fmt: skip


@dataclass(slots=True)
class Said:
    """One event that a client sends until it is answered; `n` is its place among the client's."""

    id: str
    client: str
    n: int
    person: int
    name: str
    acked: bool = False


@dataclass(slots=True)
class Journal:
    """What people know for certain, because they were answered."""

    said: list[Said] = field(default_factory=list)
    off: set[int] = field(default_factory=set)
    erased: set[int] = field(default_factory=set)
    owners: dict[str, int] = field(default_factory=dict)
    moving: set[str] = field(default_factory=set)
    aliases: list[tuple[int, int]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    called: int = 0  # people whom the clock led into another journey


class Scene:
    """The world, the database in it, what is outside, and what people wrote down."""

    def __init__(self, seed: int, options: Options, template: Template) -> None:
        self.world = World(seed, options, START)
        self.store = Store(self.world)
        template.copy_to(self.store)
        self.room = Room(self.store)
        self.room.clock = self.world.clock
        self.service = PushService(self.world)
        self.receiver = Receiver(self.world)
        self.journal = Journal()
        self.rung: set[int] = set()
        self.journeys: dict[str, str] = {}
        self._names = self._fitting_names()
        cap = {"per_day": None, "per_5_minutes": options.cap}
        self.room.set(frequency_cap=cap)
        _furnish(self)
        watch(self.store.raw, self.world.clock)
        self.ends_at = self.world.clock.straight + int(options.faults * clock.SECOND)
        self.store.calm = False

    @property
    def over(self) -> bool:
        """Whether people have stopped acting."""
        return self.world.clock.straight >= self.ends_at

    def ring(self, shards: set[int]) -> None:
        """Bells: some arrive."""
        for shard in sorted(shards):
            if not self.world.faulty or self.world.dice.random() < self.world.options.ring:
                self.rung.add(shard)

    def name(self) -> str:
        """A name that nobody has yet, as a user and as an anonymous id in one of the shards."""
        return next(self._names)

    def person(self, kind: names.PersonKind, name: str) -> int:
        return names.person_id(self.room.workspace, kind, name)

    def rows(self, query: str, *values: object) -> list[sqlite3.Row]:
        """What stands in the database, read past the product."""
        cursor = self.store.raw.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query, values).fetchall()

    def canonical(self, person: int) -> int | None:
        row = self.store.raw.execute("SELECT canonical_id FROM person WHERE id = ?", (person,))
        found = row.fetchone()
        return found and int(found[0])

    def forgotten(self, person: int) -> bool:
        """Whether somebody who was erased is behind this id."""
        whom = self.canonical(person)
        return any(self.canonical(one) == whom for one in self.journal.erased)

    def _fitting_names(self) -> Iterator[str]:
        for number in range(1_000_000):
            name = f"n{number}"
            shards = {self.person(kind, name) % SHARDS for kind in ("user", "anonymous")}
            if max(shards) < max(2, self.world.options.shards):
                yield name


def _furnish(scene: Scene) -> None:
    room, journeys = scene.room, scene.journeys
    for push in ("welcome", "reminder", "late", "ship", "note"):
        mode = "never_twice" if push in NEVER_TWICE else "collapse"
        more = {"transactional": push in TRANSACTIONAL}
        room.push(push, mode=mode, run_time="PT3M", **more)
    told = "https://crm.example/in", ("journey.entered", "message.accepted")
    scene.store.run(webhook_endpoints.create, room.workspace, *told, MASTER_KEY)
    for document in (welcome(20), VIEWS, ORDERS, BASKETS, CALLED):
        journeys[str(document["name"])] = publish(scene, document)
    journeys["clock"] = publish(scene, by_clock(journeys["called"]))


def publish(scene: Scene, document: dict[str, object]) -> str:
    """Make a document live by the product's own door; the journey's id."""
    workspace = scene.room.workspace
    done = scene.store.run(publish_document, workspace, document, "operator")
    assert isinstance(done, Published), done
    return done.journey.id


def welcome(seconds: int) -> dict[str, object]:
    """The journey that is published again and again while people are in it."""
    return {
        "name": "welcome",
        "settings": {"reentry": {"mode": "after_exit"}},
        "nodes": [
            trigger("bought"),
            node("hello", "send_push", push="welcome"),
            node("pause", "wait", time=f"PT{seconds}S"),
            node("again", "send_push", push="reminder"),
        ],
        "edges": [edge("start -> hello"), edge("hello -> pause"), edge("pause -> again")],
    }


def edge(text: str) -> dict[str, str]:
    """ "a.port -> b", or "a -> b" through the port next."""
    source, _, target = text.partition(" -> ")
    name, _, port = source.partition(".")
    return {"source": name, "sourceHandle": port or "next", "target": target}


def by_clock(then: str) -> dict[str, object]:
    """Everybody comes in at one time, and from there into another journey."""
    return {
        "name": "clock",
        "settings": {"reentry": {"mode": "always"}},
        "nodes": [
            node("start", "schedule_trigger", at="2026-03-02T12:00:25", zone="person"),
            node("note", "add_to_inbox", push="note"),
            node("call", "start_journey", journey=then),
        ],
        "edges": [edge("start -> note"), edge("note -> call")],
    }


CALLED: dict[str, object] = {
    "name": "called",
    "settings": {"reentry": {"mode": "always"}},
    "nodes": [
        node("start", "api_trigger", name="clock"),
        node("mark", "set_traits", traits={"called": True}, markers={}),
    ],
    "edges": [edge("start -> mark")],
}
VIEWS: dict[str, object] = {
    "name": "views",
    "settings": {},
    "nodes": [
        trigger("viewed"),
        node("paid", "wait_for_event", event="paid", timeout="PT30S"),
        node("thanks", "set_traits", traits={"paid": True}, markers={}),
        node("late", "send_push", push="late"),
    ],
    "edges": [
        edge("start -> paid"),
        edge("paid.happened -> thanks"),
        edge("paid.timeout -> late"),
    ],
}
ORDERS: dict[str, object] = {
    "name": "orders",
    "settings": {"reentry": {"mode": "always"}},
    "nodes": [
        trigger("ordered"),
        node("call", "webhook", url="https://shop.example/hook", body={"a": 1}),
        node("ship", "send_push", push="ship"),
        node("sorry", "set_traits", traits={"sorry": True}, markers={}),
    ],
    "edges": [edge("start -> call"), edge("call.done -> ship"), edge("call.failed -> sorry")],
}
BASKETS: dict[str, object] = {
    "name": "baskets",
    "settings": {"reentry": {"mode": "after_exit", "key": "basket"}},
    "nodes": [
        trigger("filled"),
        node("hold", "wait", time="PT15S"),
        node("note", "send_push", push="note"),
    ],
    "edges": [edge("start -> hold"), edge("hold -> note")],
}
