"""Two people turn out to be one: the loser's state, runs, messages and devices become the winner's.

One transaction over both shards (locking.md rule 12), begun by the stepper that met the merge in
the log. Locks: both positions, what goes out to both, both `reach` rows, the loser's devices, both
heads; each class ascending. Nobody is entered into a journey twice by it: of two
active runs of one journey the earlier stays and the other ends as `merged`.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from engine.runtime import runs
from engine.runtime.merging import Joining
from engine.runtime.published import Published
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.log import Logged, Route
from engine.store.tables import shard_pos


@dataclass(frozen=True, slots=True)
class Merge:
    """The merge at the position of a shard, with the routes of both people."""

    event: Logged
    loser: Route
    winner: Route


def apply(tx: Tx, shard: int, published: Published) -> int | None:
    """Do the merge that is next in this shard; answer the winner's shard, which has work now.

    None when the next event is no merge.

    Raises Retry when the position or a route changed before the locks were granted.
    """
    found = _peek(tx, shard)
    if found is None:
        return None
    _lock_positions(tx, {shard, found.winner.shard})
    if _peek(tx, shard) != found:
        raise Retry("merge")
    now = tx.now()
    loser, winner = found.loser, found.winner
    if loser.canonical_id != winner.canonical_id and not (loser.erased or winner.erased):
        people = (loser.canonical_id, winner.canonical_id)
        Joining(tx, published, found.event, people, (shard, winner.shard)).go()
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == shard)
        .values(
            pos=found.event.seq,
            due_at=runs.next_due(tx, shard),
            last_run_at=now,
            version=shard_pos.c.version + 1,
        )
    )
    return found.winner.shard


def _peek(tx: Tx, shard: int) -> Merge | None:
    pos = tx.execute(sa.select(shard_pos.c.pos).where(shard_pos.c.shard == shard)).scalar_one()
    for found in log.read(tx, shard, pos, 1):
        if found.kind == log.MERGE:
            winner = int(found.body)
            routes = log.routes(tx, [found.person_id, winner]).of
            return Merge(found, routes[found.person_id], routes[winner])
    return None


def _lock_positions(tx: Tx, shards: set[int]) -> None:
    tx.execute(
        sa.select(shard_pos.c.shard)
        .where(shard_pos.c.shard.in_(sorted(shards)))
        .order_by(shard_pos.c.shard)
        .with_for_update(key_share=True)
    ).all()
