"""The way of a merged person: her ids lead to the winner, events that wait are moved there."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.store import bulk, log
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import event, person, shard_head, shard_pos


def reroute(tx: Tx, loser: int, winner: int, shard: int) -> list[int]:
    """Every id of the loser now stands for the winner: kept flat, one hop. Answers those ids."""
    aliases = list(
        tx.execute(sa.select(person.c.id).where(person.c.canonical_id == loser)).scalars()
    )
    tx.execute(
        person.update().where(person.c.id.in_(aliases)).values(canonical_id=winner, shard=shard)
    )
    return aliases


def forward(
    tx: Tx, aliases: Sequence[int], merge: Logged, shards: tuple[int, int], now: int
) -> None:
    """Move the loser's unapplied events behind the winner's, in order, under the same ids."""
    here, there = shards
    columns = [event.c[name] for name in log.COLUMNS[1:]]
    rows = tx.execute(
        sa.select(*columns)
        .where(
            event.c.shard == here,
            event.c.seq > merge.seq,
            event.c.kind != log.MOVED,
            event.c.person_id.in_(aliases),
        )
        .order_by(event.c.seq)
    ).all()
    following = log.lock_heads(tx, [there])[there].next
    moved = [(there, following + 1 + place, *row[1:]) for place, row in enumerate(rows)]
    bulk.insert(tx, event, log.COLUMNS, moved)
    blank = [(here, row[0], log.MOVED, "") for row in rows]
    bulk.update(tx, event, ("shard", "seq"), ("kind", "body"), blank)
    tx.execute(
        shard_head.update().where(shard_head.c.shard == there).values(next=following + len(rows))
    )
    tx.execute(
        shard_head.update().where(shard_head.c.shard == here).values(moves=shard_head.c.moves + 1)
    )
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == there)
        .values(due_at=now, version=shard_pos.c.version + 1)
    )
