"""Half a year of a shop: its messages, a plain count over them, the libraries that send them."""

from __future__ import annotations

import datetime
import gzip
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import rudderstack.analytics.client as rudder
import segment.analytics.client as segment
import sqlalchemy as sa

from engine.store.db import Database
from engine.store.tables import event, person, profile, rollup, shard_head, shard_pos

ROOT = Path(__file__).resolve().parents[2]
WHOLE = ROOT.parent / "shared" / "data" / "ecom.ndjson.gz"
SAMPLE = ROOT / "tests" / "data" / "ecom_sample.ndjson.gz"

Message = Mapping[str, Any]
Send = Callable[[Message], None]
EPOCH = datetime.date(1970, 1, 1)


def file() -> Path:
    """The whole shop where it is at hand, else the sample of its customers."""
    named = os.environ.get("WAYMARK_SHOP_FILE")
    if named:
        return Path(named)
    return WHOLE if WHOLE.exists() else SAMPLE


@lru_cache(1)
def messages(path: Path) -> tuple[Message, ...]:
    """Every line, in the order of the file."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return tuple(json.loads(line) for line in lines)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a shop's customers, however it was found out."""

    days: Mapping[tuple[str, str, int], int]
    """How often, by person, event and UTC day."""
    totals: Mapping[str, int]
    traits: Mapping[str, Mapping[str, Any]]


def counted(sent: Iterable[Message]) -> Facts:
    """The plain count: no engine, one loop."""
    days: Counter[tuple[str, str, int]] = Counter()
    totals: Counter[str] = Counter()
    traits: dict[str, dict[str, Any]] = {}
    for each in sent:
        name = each.get("event") or each["type"]
        days[each["userId"], name, (when(each).date() - EPOCH).days] += 1
        totals[name] += 1
        traits.setdefault(each["userId"], {}).update(each.get("traits") or {})
    return Facts(days, totals, traits)


def stored(database: Database) -> Facts:
    """The same, as Waymark remembers it."""
    with database.read() as tx:
        days = tx.execute(
            sa.select(person.c.external_id, rollup.c.name, rollup.c.day, rollup.c.count).join(
                person, person.c.id == rollup.c.person_id
            )
        ).all()
        totals = tx.execute(sa.select(event.c.name, sa.func.count()).group_by(event.c.name)).all()
        traits = tx.execute(sa.select(profile.c.user_id, profile.c.traits)).all()
    return Facts(
        days={(row[0], row[1], row[2]): row[3] for row in days},
        totals={row[0]: row[1] for row in totals},
        traits={row[0]: json.loads(row[1]) for row in traits},
    )


def applied(database: Database) -> bool:
    """Whether the engine has done all that was accepted."""
    behind = shard_head.c.next > sa.func.coalesce(shard_pos.c.pos, 0)
    heads = sa.select(sa.func.count()).select_from(
        shard_head.outerjoin(shard_pos, shard_pos.c.shard == shard_head.c.shard)
    )
    with database.read() as tx:
        return tx.execute(heads.where(behind)).scalar_one() == 0


def when(message: Message) -> datetime.datetime:
    """When it happened."""
    return datetime.datetime.fromisoformat(message["timestamp"])


class Library:
    """An official library, given nothing but the key and its host option."""

    def __init__(self, make: Callable[..., Any], secret_key: str, host: str) -> None:
        self.problems: list[object] = []
        self._client = make(
            secret_key, host=host, on_error=lambda *told: self.problems.append(told)
        )

    def send(self, message: Message) -> None:
        """Queue it as an application does; where the queue is full, wait for it first."""
        while not self._queued(message):
            self._client.flush()

    def shutdown(self) -> None:
        """Everything queued is sent, or is a problem."""
        self._client.shutdown()

    def _queued(self, message: Message) -> bool:
        known = {
            "user_id": message["userId"],
            "timestamp": when(message),
            "message_id": message["messageId"],
        }
        if message["type"] == "identify":
            taken, _ = self._client.identify(traits=dict(message["traits"]), **known)
        else:
            properties = dict(message["properties"])
            taken, _ = self._client.track(event=message["event"], properties=properties, **known)
        return bool(taken)


def replay(sent: Iterable[Message], secret_key: str, host: str, *, turned: bool = False) -> None:
    """Half of the people through Segment's library, half through RudderStack's.

    `turned`: each through the other one. Raises AssertionError when a library gave something up.
    """
    libraries = [Library(make, secret_key, host) for make in (segment.Client, rudder.Client)]
    halves: dict[str, Library] = {}
    for message in sent:
        number = len(halves) + turned
        halves.setdefault(message["userId"], libraries[number % 2]).send(message)
    for library in libraries:
        library.shutdown()
        assert library.problems == []
