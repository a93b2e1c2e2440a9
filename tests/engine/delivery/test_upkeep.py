"""Upkeep: what is long over goes, what may still be asked for stays, and no fault ends it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from engine.audience import inbox
from engine.delivery import prune as pruning
from engine.delivery.prune import prune
from engine.store.tables import device, inbox_item, message, offer, send, webhook_call
from tests.engine.delivery.faults import failing
from tests.support.room import Room, hello, trigger

DAY = 86_400_000_000


def an_offer(room: Room, id_: str, state: str) -> dict[str, Any]:
    now = room.clock()
    return {
        "shard": 1, "id": id_, "workspace_id": room.workspace, "person_id": 1, "run_id": "r",
        "journey_id": "j", "node": "n", "popup": "p", "priority": 1, "state": state,
        "created_at": now, "expires_at": now + DAY,
    }  # fmt: skip


def a_call(room: Room, id_: str, state: str) -> dict[str, Any]:
    now = room.clock()
    return {
        "shard": 1, "id": id_, "workspace_id": room.workspace, "person_id": 1, "run_id": "r",
        "journey_id": "j", "node": "n", "url": "https://x.example", "body": "{}", "state": state,
        "created_at": now, "due_at": now, "expires_at": now + DAY,
    }  # fmt: skip


def a_device(room: Room, id_: str, **more: Any) -> dict[str, Any]:
    now = room.clock()
    return {
        "id": id_, "workspace_id": room.workspace, "owner": None, "address": None, "kind": "web",
        "status": "retired", "created_at": now, "updated_at": now, **more,
    }  # fmt: skip


def left(room: Room) -> set[str]:
    return {row["id"] for table in (offer, webhook_call, device) for row in room.rows(table)}


def fill(room: Room) -> None:
    waiting = {
        "shard": 1, "message_id": "m", "device_id": "d-sent", "workspace_id": room.workspace,
        "owner": 1, "epoch": 0, "state": "pending", "due_at": room.clock(),
    }  # fmt: skip
    with room.database.transaction() as tx:
        for state in ("open", "answered", "withdrawn"):
            tx.execute(offer.insert(), an_offer(room, f"o-{state}", state))
        for state in ("claimed", "done", "failed"):
            tx.execute(webhook_call.insert(), a_call(room, f"c-{state}", state))
        tx.execute(device.insert(), a_device(room, "d-nobody"))
        tx.execute(device.insert(), a_device(room, "d-owned", owner=1))
        tx.execute(device.insert(), a_device(room, "d-addressed", address=b"a"))
        tx.execute(device.insert(), a_device(room, "d-sent"))
        tx.execute(send.insert(), waiting)


def test_what_is_long_over_is_deleted_and_nothing_else(room: Room) -> None:
    fill(room)
    everything = left(room)
    room.clock.forward(timedelta(days=30))
    room.lanes.maintain()
    assert left(room) == everything
    room.clock.forward(timedelta(days=2))
    room.lanes.maintain()
    assert left(room) == {"o-open", "c-claimed", "d-owned", "d-addressed", "d-sent"}


def in_her_bell(room: Room) -> list[tuple[str, bool]]:
    """What stands in everybody's bell: the item, and whether it was read."""
    return sorted((row["id"], row["read_at"] is not None) for row in room.rows(inbox_item))


def test_an_item_leaves_the_bell_after_ninety_days_read_or_not(room: Room) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    room.track("bought", anon="ana")
    room.track("bought", anon="ben")
    with room.database.transaction() as tx:
        inbox.read(tx, room.person("ana"), None, tx.now())
    old = in_her_bell(room)
    assert sorted(read for _, read in old) == [False, True]

    room.passes(days=60)
    room.track("bought", anon="ana")
    new = sorted(set(in_her_bell(room)) - set(old))
    room.passes(days=29)
    assert in_her_bell(room) == sorted(old + new)
    room.passes(days=2)
    assert in_her_bell(room) == new


def test_an_operator_says_how_long_an_item_stays(room: Room) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    room.track("bought", anon="ana")
    room.lanes.inbox_days = 7
    room.passes(days=6)
    assert len(in_her_bell(room)) == 1
    room.passes(days=2)
    assert in_her_bell(room) == []


def test_an_item_stays_while_its_push_waits(room: Room) -> None:
    """Its words are read from there when it is sent."""
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        tx.execute(message.update().values(state="open"))
    room.clock.forward(timedelta(days=100))
    assert not room.database.run(prune)
    assert len(in_her_bell(room)) == 1
    with room.database.transaction() as tx:
        tx.execute(message.update().values(state="done"))
    assert not room.database.run(prune)
    assert in_her_bell(room) == []


def test_a_transaction_deletes_a_bounded_number(room: Room) -> None:
    with room.database.transaction() as tx:
        many = pruning.AT_ONCE + 5
        tx.execute(offer.insert(), [an_offer(room, f"o{n}", "answered") for n in range(many)])
    room.clock.forward(timedelta(days=32))
    assert room.database.run(prune)
    assert len(room.offers()) == 5
    assert not room.database.run(prune)
    assert room.offers() == []


def test_upkeep_goes_on_where_a_part_of_it_fails(room: Room) -> None:
    fill(room)
    room.clock.forward(timedelta(days=32))
    with failing(room.database, "FROM send"):
        room.lanes.maintain()
    assert "o-answered" not in left(room)
    room.lanes.maintain()
