"""Erase a person: everything that holds her goes, and late replays of her events store nothing.

Locks: her shard's position, her messages, her `reach`, then the devices she owns
(locking.md rule 13; the devices are looked up only under the `reach` lock, F4). The ids of the
`person` rows stay as the tombstone: they are keyed hashes. Numbers of the log stay too.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine import webhook_endpoints
from engine.audience import daily, names, reach
from engine.runtime import telling
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.tables import (
    SHARDS,
    device,
    event,
    inbox_item,
    message,
    offer,
    person,
    person_device,
    person_link,
    person_value,
    person_word,
    profile,
    quarantine,
    rollup,
    run,
    send,
    shard_pos,
    status_change,
    webhook_call,
)
from engine.store.tables import reach as reach_table

HELD_BY_SHARD = (profile, person_value, person_word, person_device, rollup, status_change)
EVERY_SHARD = range(SHARDS)  # said beside a person, it lets the log be searched by its index


def erase(tx: Tx, person_id: int) -> bool:
    """Erase whoever this id stands for; False when she is erased already.

    Raises LookupError for an id that was never made, Retry when she was merged meanwhile.
    """
    who = names.canonical(tx, person_id)
    route = log.routes(tx, [who]).of[who]
    if route.erased:
        return False
    tx.execute(
        sa.select(shard_pos.c.shard)
        .where(shard_pos.c.shard == route.shard)
        .with_for_update(key_share=True)
    ).all()
    if log.routes(tx, [who]).of[who] != route:
        raise Retry("erase")
    # All of them are rewritten, and who settles late holds some that are done.
    messages = tx.execute(
        sa.select(message.c.id, message.c.state)
        .where(message.c.person_id == who)
        .order_by(message.c.shard, message.c.id)
        .with_for_update(key_share=True)
    ).all()
    unfinished = [id_ for id_, state in messages if state in ("pending", "open")]
    reach.lock(tx, [who])
    now = tx.now()
    _forget_devices(tx, who)
    _end_outgoing(tx, who, unfinished)
    _end_runs(tx, who, route.shard, now)
    _uncount(tx, who, route.shard, now)
    _forget_person(tx, who, route.shard)
    _tell(tx, who, route.shard, now)
    return True


def _tell(tx: Tx, who: int, shard: int, now: int) -> None:
    """Who is told of people forgets her too. This call is not one of those that were blanked."""
    query = sa.select(person.c.workspace_id).where(person.c.id == who)
    workspace_id = tx.execute(query).scalar_one()
    told = webhook_endpoints.told(tx, workspace_id)
    telling.write(tx, shard, telling.erased(told, workspace_id, who, now), now)


def _forget_devices(tx: Tx, who: int) -> None:
    owned = tx.execute(
        sa.select(device.c.id)
        .where(device.c.owner == who)
        .order_by(device.c.id)
        .with_for_update(key_share=True)
    )
    nothing = ("address", "endpoint", "p256dh", "auth", "platform", "browser", "model")
    tx.execute(
        device.update()
        .where(device.c.id.in_(list(owned.scalars())))
        .values(
            owner=None,
            epoch=device.c.epoch + 1,
            status="retired",
            anonymous_id=None,
            language=None,
            timezone=None,
            **dict.fromkeys(nothing),
        )
    )


def _end_outgoing(tx: Tx, who: int, unfinished: list[str]) -> None:
    hers = sa.select(message.c.shard, message.c.id).where(message.c.person_id == who)
    tx.execute(
        send.update()
        .where(
            sa.tuple_(send.c.shard, send.c.message_id).in_(hers),
            send.c.message_id.in_(unfinished),
            send.c.state == "pending",
        )
        .values(state="suppressed", reason="erased")
    )
    tx.execute(
        message.update()
        .where(
            message.c.person_id == who,
            message.c.id.in_(unfinished),
            message.c.state == "pending",
        )
        .values(state="suppressed", reason="erased")
    )
    tx.execute(message.update().where(message.c.person_id == who).values(event=None))
    tx.execute(
        send.update()
        .where(sa.tuple_(send.c.shard, send.c.message_id).in_(hers))
        .values(answer=None)
    )
    for table in (offer, inbox_item):
        tx.execute(table.delete().where(table.c.person_id == who))
    # Claimed ones too: tried again without its body, a call would stop its whole lane.
    tx.execute(
        webhook_call.update()
        .where(webhook_call.c.person_id == who, webhook_call.c.state.in_(("pending", "claimed")))
        .values(state="failed", reason="erased", token=None)
    )
    tx.execute(webhook_call.update().where(webhook_call.c.person_id == who).values(body="", url=""))


def _end_runs(tx: Tx, who: int, shard: int, now: int) -> None:
    """Runs stay to be counted, without what they knew."""
    hers = (run.c.shard == shard, run.c.person_id == who)
    tx.execute(
        run.update()
        .where(*hers, run.c.state != "ended")
        .values(state="ended", reason="erased", ended_at=now, wake_at=None, held=False)
    )
    tx.execute(run.update().where(*hers).values(body="{}", entry_key=run.c.id))


def _uncount(tx: Tx, who: int, shard: int, now: int) -> None:
    hers = profile.c.shard == shard, profile.c.person_id == who
    row = tx.execute(
        sa.select(profile.c.workspace_id, profile.c.last_session_status).where(*hers)
    ).one_or_none()
    if row is not None:
        daily.save(tx, shard, daily.gone(row[0], row[1], now))


def _forget_person(tx: Tx, who: int, shard: int) -> None:
    aliases = list(tx.execute(sa.select(person.c.id).where(person.c.canonical_id == who)).scalars())
    for table in HELD_BY_SHARD:
        tx.execute(table.delete().where(table.c.shard == shard, table.c.person_id == who))
    # A quarantined event stands under the id it came with, in the shard it came to.
    tx.execute(quarantine.delete().where(quarantine.c.person_id.in_(aliases)))
    # Merges and forwards keep their kind: the step must still know them.
    keeps = event.c.kind.in_((log.MERGE, log.MOVED))
    tx.execute(
        event.update()
        .where(event.c.shard.in_(EVERY_SHARD), event.c.person_id.in_(aliases), sa.not_(keeps))
        .values(kind="erased", name="", body="", message_id="")
    )
    tx.execute(person_link.delete().where(person_link.c.anonymous_id.in_(aliases)))
    tx.execute(
        reach_table.update()
        .where(reach_table.c.person_id.in_(aliases))
        .values(
            erased=True,
            push_on=False,
            preferences=None,
            recent="[]",
            back_off_until=None,
            version=reach_table.c.version + 1,
        )
    )
    tx.execute(
        person.update().where(person.c.id.in_(aliases)).values(erased=True, external_id=None)
    )
