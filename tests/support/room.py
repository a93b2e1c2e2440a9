"""A room with the whole engine in it and nothing outside: one database, a hand clock, memory twins.

`given`, `when` and `then` of the engine's tests: people act through the ingestion's own door, time
moves only by hand, and `settle` works until nothing is left to do, as workers would.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from engine import clock, workspaces
from engine.audience import names
from engine.audience.commit import Committer
from engine.audience.incoming import Incoming, Outcome
from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import Call, Outgoing
from engine.runtime import shard, step, waking
from engine.runtime.published import Published
from engine.runtime.schedules import Schedules
from engine.store.db import Database
from engine.store.tables import (
    device,
    event,
    journey,
    journey_version,
    message,
    offer,
    person,
    profile,
    resource,
    run,
    send,
)

MASTER_KEY = b"k" * 32
START = clock.micros(clock.moment(0).replace(year=2026, month=3, day=2, hour=12))
BASE_URL = "http://127.0.0.1:8000"


class Room:
    """One workspace in one database."""

    def __init__(self, database: Database, *, at: int = START) -> None:
        self.database = database
        self.clock = clock.HandClock(at)
        database.now = lambda _tx: self.clock()
        self.rung: set[int] = set()
        self.pushes: MemoryProvider[Outgoing] = MemoryProvider()
        self.calls: MemoryProvider[Call] = MemoryProvider()
        self.published = Published(BASE_URL)
        self.schedules = Schedules(database, self.published)
        self.committer = Committer(database, self.rung.update)
        self.lanes = Lanes(
            database, Outside(self.pushes, self.calls), MASTER_KEY, BASE_URL, self.rung.update
        )
        with database.transaction() as tx:
            made = workspaces.create(tx, "Shop", master_key=MASTER_KEY)
        self.workspace, self.made = made.id, made
        self._ids = 0

    # ---- given

    def set(self, **settings: Any) -> None:
        """Change the workspace's settings."""
        self.database.run(workspaces.change_settings, self.workspace, settings)

    def push(self, key: str = "welcome", **more: Any) -> None:
        """A push resource."""
        words = {"key": key, "title": f"Title of {key}", "message": "…", **more}
        self._resource("push", key, words)

    def category(self, key: str, *, default: bool) -> None:
        self._resource("category", key, {"key": key, "name": key, "default": default})

    def journey(self, nodes: list[dict[str, Any]], edges: Iterable[str], **settings: Any) -> str:
        """Publish a journey; an edge is "a -> b" or "a.port -> b"; answers its id."""
        document = {
            "name": "A journey",
            "settings": settings,
            "nodes": nodes,
            "edges": [_edge(text) for text in edges],
        }
        return self.publish(document)

    def publish(self, document: Mapping[str, Any], journey_id: str | None = None) -> str:
        """Make a version live at once, without the linter in between."""
        with self.database.transaction() as tx:
            at, fresh = tx.now(), journey_id is None
            id_ = journey_id or f"j_{secrets.token_hex(4)}"
            version = f"jv_{secrets.token_hex(4)}"
            if fresh:
                tx.execute(
                    journey.insert(),
                    {
                        "id": id_, "workspace_id": self.workspace, "name": "x", "draft": "{}",
                        "status": "live", "live_version": version,
                        "created_at": at, "updated_at": at,
                    },
                )  # fmt: skip
            number = tx.execute(
                sa.select(sa.func.count()).where(journey_version.c.journey_id == id_)
            ).scalar_one()
            tx.execute(
                journey_version.insert(),
                {
                    "id": version, "workspace_id": self.workspace, "journey_id": id_,
                    "number": number + 1, "definition": json.dumps(document), "segments": "{}",
                    "published_at": at, "published_by": "test",
                },
            )  # fmt: skip
            tx.execute(
                journey.update()
                .where(journey.c.id == id_)
                .values(status="live", live_version=version)
            )
            workspaces.touch(tx, self.workspace)
        return id_

    def device(self, who: str, name: str | None = None, *, user: bool = False) -> str:
        """A subscribed browser of somebody, put there without the device API."""
        id_ = name or f"d_{secrets.token_hex(4)}"
        public = ec.generate_private_key(ec.SECP256R1()).public_key()
        p256dh = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        with self.database.transaction() as tx:
            at = tx.now()
            kind: names.PersonKind = "user" if user else "anonymous"
            owner = names.ensure(tx, self.workspace, [(kind, who)], at)[kind, who]
            tx.execute(
                device.insert(),
                {
                    "id": id_, "workspace_id": self.workspace,
                    "owner": names.canonical(tx, owner), "kind": "web", "status": "allowed",
                    "address": hashlib.sha256(id_.encode()).digest(),
                    "endpoint": f"https://fcm.googleapis.com/fcm/send/{id_}",
                    "p256dh": _base64(p256dh), "auth": _base64(secrets.token_bytes(16)),
                    "created_at": at, "updated_at": at,
                },
            )  # fmt: skip
        return id_

    # ---- when

    def track(self, name: str, *, settle: bool = True, **more: Any) -> Outcome:
        """Somebody does something: anon=, user=, properties=, id=, at= (µs), kind=, traits=."""
        outcome = self.submit([self.incoming(name, **more)])[0]
        if settle:
            self.settle()
        return outcome

    def submit(self, items: list[Incoming]) -> list[Outcome]:
        return self.committer.submit(self.workspace, items)

    def incoming(self, name: str, **more: Any) -> Incoming:
        """One call as ingestion hands it over."""
        self._ids += 1
        body = {each: more[each] for each in ("properties", "traits", "context") if each in more}
        text = json.dumps(body)
        return Incoming(
            index=0,
            kind=more.get("kind", "track"),
            name=name,
            message_id=more.get("id", f"m{self._ids}"),
            user_id=more.get("user"),
            anonymous_id=more.get("anon"),
            previous_id=more.get("previous"),
            previous_is_anonymous=more.get("previous_is_anonymous", False),
            group_id=more.get("group"),
            at=more.get("at", self.clock()),
            body=text,
            digest=hashlib.blake2b(f"{name}{text}".encode(), digest_size=16).digest(),
            key_class=more.get("key_class", "secret"),
            imported=more.get("imported", False),
        )

    def passes(self, **span: float) -> None:
        """Time goes by, and everything that becomes due is done."""
        self.clock.forward(timedelta(**span))
        self.settle()

    def settle(self) -> None:
        """Work until nothing is left that could be done now."""
        for _ in range(1_000):
            self.lanes.maintain()
            waking.catch_up(self.database)
            self.schedules.tick()
            with self.database.read() as tx:
                shards = shard.due_shards(tx, tx.now())
            due = self.lanes.due()
            if not shards and not due:
                return
            for number in shards:
                step.run_shard(self.database, number, self.published)
            for lane in due:
                self.lanes.deliver(lane)
        raise AssertionError("the engine never came to rest")

    # ---- then

    def rows(self, table: sa.Table, **where: Any) -> list[dict[str, Any]]:
        """All rows of a table, in the order of its primary key."""
        query = sa.select(table).order_by(*table.primary_key.columns)
        for name, value in where.items():
            query = query.where(table.c[name] == value)
        with self.database.read() as tx:
            return [dict(row) for row in tx.execute(query).mappings()]

    def person(self, who: str, *, user: bool = False) -> int:
        """The person whom an id stands for now."""
        id_ = names.person_id(self.workspace, "user" if user else "anonymous", who)
        with self.database.read() as tx:
            return names.canonical(tx, id_)

    def profile(self, who: str, *, user: bool = False) -> dict[str, Any]:
        return self.rows(profile, person_id=self.person(who, user=user))[0]

    def runs(self, who: str | None = None, *, user: bool = False) -> list[dict[str, Any]]:
        where = {} if who is None else {"person_id": self.person(who, user=user)}
        return sorted(self.rows(run, **where), key=lambda row: (row["entered_at"], row["id"]))

    def events(self, who: str, *, user: bool = False) -> list[str]:
        """The names of her events in her shard's log, in order."""
        id_ = self.person(who, user=user)
        with self.database.read() as tx:
            rows = tx.execute(
                sa.select(event.c.name)
                .join(person, person.c.id == event.c.person_id)
                .where(person.c.canonical_id == id_, event.c.kind.not_in(("merge", "moved")))
                .order_by(event.c.seq)
            )
            return list(rows.scalars())

    def messages(self) -> list[dict[str, Any]]:
        return sorted(self.rows(message), key=lambda row: (row["created_at"], row["id"]))

    def sends(self) -> list[dict[str, Any]]:
        return self.rows(send)

    def offers(self) -> list[dict[str, Any]]:
        return self.rows(offer)

    def _resource(self, kind: str, key: str, document: dict[str, Any]) -> None:
        with self.database.transaction() as tx:
            tx.execute(
                resource.insert(),
                {
                    "id": f"{kind}_{key}", "workspace_id": self.workspace, "kind": kind,
                    "key": key, "document": json.dumps(document),
                    "created_at": tx.now(), "updated_at": tx.now(),
                },
            )  # fmt: skip
            workspaces.touch(tx, self.workspace)


def trigger(event_: str = "bought", **config: Any) -> dict[str, Any]:
    """A journey's first node."""
    return {"id": "start", "type": "event_trigger", "config": {"event": event_, **config}}


def node(id_: str, type_: str, **config: Any) -> dict[str, Any]:
    return {"id": id_, "type": type_, "config": config}


def hello(push: str = "welcome", **config: Any) -> dict[str, Any]:
    """A node that sends a push."""
    return node("hello", "send_push", push=push, **config)


def _edge(text: str) -> dict[str, str]:
    source, _, target = text.partition(" -> ")
    name, _, port = source.partition(".")
    return {"source": name, "sourceHandle": port or "next", "target": target}


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
