"""Where a run happens: its database, its broker's own database, its workspace and journeys."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import redis
import sqlalchemy as sa

from engine import workspaces
from engine.runtime import publishing
from engine.runtime.publish import Published
from engine.store import db, migrate
from engine.store.db import Database
from engine.store.tables import resource
from tests.chaos.cluster import Cluster, cluster
from tests.support import backends

PUSHES = ("bought", "paid", "left", "happened", "late", "hello")
WAIT = 2  # seconds that `left` waits
PATIENCE = 3  # seconds that `asked` waits for `replied`

Node = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """What processes need to know (`env`), and what clients and judge do."""

    database: Database
    broker: str
    env: dict[str, str]
    workspace: str
    secret_key: str
    journeys: dict[str, str]
    """Journey id → the event that starts it."""
    cluster: Cluster | None


@contextlib.contextmanager
def place(folder: Path, push_origins: Sequence[str]) -> Iterator[Place]:
    """Everything but the processes, removed at the end of the block."""
    broker = _broker()
    key = secrets.token_hex(32)
    with contextlib.ExitStack() as stack:
        crashable = stack.enter_context(cluster()) if os.environ.get("CHAOS_PG") else None
        if crashable is None:
            template = backends.Postgresql()
            stack.callback(template.close)
            url = stack.enter_context(template.fresh(folder))
        else:
            url = crashable.url
        database = db.connect(url)
        stack.callback(database.close)
        migrate.upgrade(database)
        env = {
            "WAYMARK_DATABASE_URL": url,
            "WAYMARK_BROKER_URL": broker,
            "WAYMARK_MASTER_KEY": key,
            "WAYMARK_PUSH_HOSTS": ",".join(push_origins),
        }
        _flush(broker)
        stack.callback(_flush, broker)
        made, journeys = _furnish(database, bytes.fromhex(key))
        yield Place(database, broker, env, made.id, made.secret_key, journeys, crashable)


def _broker() -> str:
    """A database of the Redis server that nobody else uses: it is flushed again and again."""
    backends.need_server(backends.REDIS, "Redis")
    url = sa.make_url(backends.REDIS)
    number = os.environ.get("CHAOS_REDIS", "13")
    return url.set(database=number).render_as_string(hide_password=False)


def _flush(broker: str) -> None:
    with redis.Redis.from_url(broker) as client:
        client.flushdb()


def _furnish(database: Database, master_key: bytes) -> tuple[workspaces.Created, dict[str, str]]:
    """A workspace without a cap, its pushes, and its journeys, live."""
    with database.transaction() as tx:
        made = workspaces.create(tx, "Chaos", master_key=master_key)
        workspaces.change_settings(tx, made.id, {"frequency_cap": None})
        at = tx.now()
        rows = [
            {
                "id": f"push_{key}", "workspace_id": made.id, "kind": "push", "key": key,
                "document": json.dumps({"key": key, "name": key, "title": key, "message": "…"}),
                "created_at": at, "updated_at": at,
            }
            for key in PUSHES
        ]  # fmt: skip
        tx.execute(resource.insert(), rows)
        workspaces.touch(tx, made.id)
    journeys = {}
    for document in documents():
        done = database.run(publishing.publish_document, made.id, document, "chaos")
        assert isinstance(done, Published), done
        journeys[done.journey.id] = document["name"]
    return made, journeys


def documents() -> list[dict[str, Any]]:
    """The journeys; each bears the name of the event that starts it."""
    always = {"mode": "always"}
    return [
        _journey("bought", always, [_push("bought", "collapse")]),
        _journey("paid", always, [_push("paid", "never_twice")]),
        _journey("left", always, [_node("wait", "wait", time=f"PT{WAIT}S"), _push("left")]),
        _journey(
            "asked",
            {**always, "key": "key"},
            [
                _node("answer", "wait_for_event", event="replied", timeout=f"PT{PATIENCE}S"),
                _push("happened"),
                _push("late"),
            ],
            edges=[
                ("start", "next", "answer"),
                ("answer", "happened", "happened"),
                ("answer", "timeout", "late"),
            ],
        ),
        _journey("hello", {"mode": "once"}, [_push("hello")]),
    ]


def _journey(
    name: str,
    reentry: dict[str, str],
    nodes: list[Node],
    edges: Sequence[tuple[str, str, str]] | None = None,
) -> dict[str, Any]:
    line = ["start", *(node["id"] for node in nodes)]
    chosen = edges or [(one, "next", other) for one, other in itertools.pairwise(line)]
    return {
        "name": name,
        "settings": {"reentry": reentry},
        "nodes": [_node("start", "event_trigger", event=name), *nodes],
        "edges": [
            {"source": source, "sourceHandle": port, "target": target}
            for source, port, target in chosen
        ],
    }


def _push(key: str, mode: str = "collapse") -> Node:
    return _node(key, "send_push", push=key, mode=mode)


def _node(id_: str, type_: str, **config: Any) -> Node:
    return {"id": id_, "type": type_, "position": {"x": 0, "y": 0}, "config": config}
