"""A workspace with journeys and people who come by: what the shard step is measured on."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from engine.audience import names
from engine.store import bulk, log
from engine.store.db import Database
from engine.store.log import Entry
from engine.store.tables import SHARDS, event_name
from tests.support.room import Room, node, trigger

# What visitors of a shop do, and how often.
MIX = {
    "page": 50,
    "product_viewed": 24,
    "add_to_cart": 10,
    "purchase": 5,
    "session_started": 6,
    "identify": 5,
}
COUNTRIES = ("DE", "FR", "IT", "ES", "PL", "NL")


class Crowd:
    """People of a few shards, and the events that wait for the step there."""

    def __init__(self, database: Database, people: int, shards: int = 4) -> None:
        self.room = Room(database)
        self.shards = list(range(shards))
        self.lot = random.Random(17)  # noqa: S311  the same crowd each time
        self._numbers = itertools.count()
        self.ids = self._people(people)
        _publish(self.room)
        with database.transaction() as tx:
            known = [(self.room.workspace, name) for name in MIX]
            bulk.insert_absent(tx, event_name, ("workspace_id", "name"), known)

    def _people(self, wanted: int) -> list[int]:
        """Make so many people in our shards; their ids are hashes, so names are tried until."""
        found: dict[str, int] = {}
        for number in itertools.count():
            if len(found) >= wanted:
                break
            who = f"visitor-{number}"
            id_ = names.person_id(self.room.workspace, "anonymous", who)
            if id_ % SHARDS in self.shards:
                found[who] = id_
        people = list(found)
        for start in range(0, len(people), 5_000):
            some = [("anonymous", who) for who in people[start : start + 5_000]]
            with self.room.database.transaction() as tx:
                names.ensure(tx, self.room.workspace, some, tx.now())  # type: ignore[arg-type]
        return list(found.values())

    def come(self, events: int, ids: Sequence[int] | None = None) -> None:
        """Append so many events of random people, in transactions of 2,000."""
        who = ids or self.ids
        for start in range(0, events, 2_000):
            self.room.clock.forward(timedelta(seconds=1))
            many = min(2_000, events - start)
            with self.room.database.transaction() as tx:
                log.append(tx, [self._entry(self.lot.choice(who)) for _ in range(many)], tx.now())

    def sessions(self, events: int) -> None:
        """The same number of events, but each person does four things in a row."""
        who = [self.lot.choice(self.ids) for _ in range(events // 4)]
        for start in range(0, len(who), 500):
            self.room.clock.forward(timedelta(seconds=1))
            some = [one for one in who[start : start + 500] for _ in range(4)]
            with self.room.database.transaction() as tx:
                log.append(tx, [self._entry(one) for one in some], tx.now())

    def _entry(self, person: int) -> Entry:
        name = self.lot.choices(list(MIX), list(MIX.values()))[0]
        kind = name if name in ("page", "identify") else "track"
        body = json.dumps(_body(name, self.lot), separators=(",", ":"))
        id_ = f"bench-{next(self._numbers)}"
        return Entry(self.room.workspace, person, kind, name, id_, self.room.clock(), body)


def _body(name: str, lot: random.Random) -> dict[str, Any]:
    context = {
        "page": {"path": f"/product/{lot.randrange(1000)}", "title": "A product", "referrer": ""},
        "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "locale": "de-DE",
        "timezone": "Europe/Berlin",
        "library": {"name": "analytics.js", "version": "2.1.0"},
    }
    if name == "identify":
        country = lot.choice(COUNTRIES)
        return {"traits": {"country": country, "age": lot.randrange(90)}, "context": context}
    price = round(lot.random() * 100, 2)
    return {"properties": {"sku": f"s{lot.randrange(500)}", "price": price}, "context": context}


def _publish(room: Room) -> None:
    """Three journeys as shops have them."""
    room.push()
    room.push("reminder")
    german = {"combinator": "and", "rules": [_is("trait.country", "=", "DE")]}
    often = {"did": {"count": {"at_least": 3}, "within": "P30D"}}
    loyal = {"combinator": "and", "rules": [_is("event.purchase", "did", often["did"])]}
    room.journey(
        [
            trigger("add_to_cart"),
            node("bought", "wait_for_event", event="purchase", timeout="PT1H"),
            node("remind", "send_push", push="reminder"),
        ],
        ["start -> bought", "bought.timeout -> remind"],
        reentry={"mode": "after_exit"},
    )
    room.journey(
        [
            trigger("session_started"),
            node("german", "condition", rule=german),
            node("later", "wait", time="P1D"),
            node("hello", "send_push", push="welcome"),
        ],
        ["start -> german", "german.yes -> later", "later -> hello"],
        reentry={"mode": "after_exit"},
    )
    room.journey(
        [
            trigger("purchase"),
            node("loyal", "condition", rule=loyal),
            node("mark", "set_traits", markers={"loyal": True}),
        ],
        ["start -> loyal", "loyal.yes -> mark"],
        reentry={"mode": "always"},
    )


def _is(field: str, operator: str, value: object) -> dict[str, object]:
    return {"field": field, "operator": operator, "value": value}
