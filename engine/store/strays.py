"""Messages that missed the merge of their person: found by a claim, given to whom she is now."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.store.bulk.among import among_numbers, joined
from engine.store.db import Tx
from engine.store.outbox_rows import Key, Message
from engine.store.prepared import Prepared
from engine.store.tables import message, person, send

_MERGED = Prepared(
    lambda postgres: sa.select(person.c.id, person.c.canonical_id).where(
        among_numbers(postgres, person.c.id, "people"), person.c.id != person.c.canonical_id
    )
)


def follow_merges(tx: Tx, messages: Sequence[Message]) -> list[Message]:
    """Give messages that bear a merged person's id to whom she is now; the caller holds them.

    A merge rewrites what it finds; one that came beside it would stop every claim for ever. Call it
    before any `reach` is locked: the other id may be the lower one (locking.md rule 4).
    """
    rows = _MERGED.rows(tx, people=joined(tx, {one.person_id for one in messages}))
    winners = {row[0]: row[1] for row in rows}
    for one in messages:
        if one.person_id in winners:
            _give(tx, one.key, one.person_id, winners[one.person_id])
    return [one._replace(person_id=winners.get(one.person_id, one.person_id)) for one in messages]


def _give(tx: Tx, key: Key, loser: int, winner: int) -> None:
    shard, id_ = key
    tx.execute(
        message.update()
        .where(message.c.shard == shard, message.c.id == id_)
        .values(person_id=winner)
    )
    tx.execute(
        send.update()
        .where(
            send.c.shard == shard,
            send.c.message_id == id_,
            send.c.owner == loser,
            send.c.state.in_(("pending", "claimed")),
        )
        .values(owner=winner)
    )
