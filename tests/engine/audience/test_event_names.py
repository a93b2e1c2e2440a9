"""A workspace has so many event names; a stranger cannot use up those of the shop's own server."""

import pytest

from engine.audience import event_names
from engine.audience.incoming import Accepted, Refused
from engine.store.db import Database
from engine.store.tables import event_name
from tests.support.room import Room


@pytest.fixture
def room(database: Database) -> Room:
    """Strangers have used up all names but one."""
    made = Room(database)
    rows = [
        {"workspace_id": made.workspace, "name": f"n{number}"}
        for number in range(event_names.NAMES - 1)
    ]
    with database.transaction() as tx:
        tx.execute(event_name.insert(), rows)
    return made


def test_the_write_key_may_not_exceed_its_limit(room: Room) -> None:
    items = [
        room.incoming(name, anon="a", key_class="write") for name in ("n0", "one", "two", "one")
    ]
    told = room.submit(items)
    refused = Refused("too_many_names", "more than 10000 event names")
    assert told == [Accepted(), Accepted(), refused, Accepted()]


def test_the_server_still_can_when_strangers_have_used_theirs_up(room: Room) -> None:
    room.track("last", anon="a", key_class="write", settle=False)
    assert room.track("order_paid", user="ana", settle=False) == Accepted()
    assert room.track("order_paid", anon="a", key_class="write", settle=False) == Accepted()
    assert isinstance(room.track("more", anon="a", key_class="write", settle=False), Refused)


def test_the_server_has_a_limit_too(room: Room) -> None:
    some = [
        {"workspace_id": room.workspace, "name": f"s{number}"}
        for number in range(event_names.NAMES)
    ]
    with room.database.transaction() as tx:
        tx.execute(event_name.insert(), some)
    told = room.submit([room.incoming(name, anon="a") for name in ("one", "two")])
    assert told == [Accepted(), Refused("too_many_names", "more than 20000 event names")]
