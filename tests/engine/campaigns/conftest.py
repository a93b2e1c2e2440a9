"""A room with people in it, and campaigns made and sent by a member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

from engine.campaigns import control, drafts
from engine.campaigns.drafts import Campaign
from engine.runtime import shard, step
from engine.store.db import Database
from engine.store.tables import campaign, inbox_item, message, send
from tests.support.room import Room

WHO = "member:x"
EMPTY: dict[str, Any] = {
    "title": "Sale", "message": "Everything must go", "url": "/sale", "image": None,
    "language": None, "only_language": False, "run_time": "P1D", "group": None, "segment": None,
    "category": None, "target": "all", "send_at": None, "at_local_time": False,
    "per_minute": None, "outside_hours": "hold", "inbox": True,
}  # fmt: skip


@dataclass
class Sender:
    """Whoever sends campaigns in a room, and looks at what came of them."""

    room: Room

    def draft(self, **more: Any) -> str:
        made = self.room.database.run(drafts.create, self.room.workspace, WHO, {**EMPTY, **more})
        return made.id

    def act(self, id_: str, what: str) -> object:
        return self.room.database.run(control.act, self.room.workspace, WHO, id_, what)

    def send(self, **more: Any) -> str:
        """A campaign that was confirmed; nobody has worked on it yet."""
        id_ = self.draft(**more)
        self.act(id_, "send")
        return id_

    def get(self, id_: str) -> Campaign:
        with self.room.database.read() as tx:
            found = drafts.get(tx, self.room.workspace, id_)
        assert found is not None
        return found

    def state(self, id_: str) -> str:
        return self.get(id_).state

    def active(self, id_: str) -> bool:
        return bool(self.room.rows(campaign, id=id_)[0]["active"])

    def messages(self, id_: str) -> list[dict[str, Any]]:
        return self.room.rows(message, campaign_id=id_)

    def sends(self, id_: str) -> list[dict[str, Any]]:
        return self.room.rows(send, campaign_id=id_)

    def devices(self, id_: str) -> list[str]:
        """The devices that it was made for, each as often as it was."""
        return sorted(row["device_id"] for row in self.sends(id_))

    def items(self) -> list[dict[str, Any]]:
        return self.room.rows(inbox_item)


def steps(room: Room) -> None:
    """Shards are worked on, and nothing goes out."""
    for _ in range(4):
        with room.database.read() as tx:
            shards = shard.due_shards(tx, tx.now())
        for number in shards:
            step.run_shard(room.database, number, room.published)


@pytest.fixture
def room(database: Database) -> Room:
    made = Room(database)
    made.set(frequency_cap={})
    return made


@pytest.fixture
def sender(room: Room) -> Sender:
    return Sender(room)


@pytest.fixture
def crowd(room: Room) -> Callable[..., list[str]]:
    """So many people who are known, each with a device: the devices' names."""

    def make(number: int, **context: Any) -> list[str]:
        names = [f"p{each}" for each in range(number)]
        room.submit([room.incoming("seen", user=name, context=context) for name in names])
        room.settle()
        return sorted(room.device(name, f"d-{name}", user=True) for name in names)

    return make
