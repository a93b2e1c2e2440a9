"""Out of quarantine: an event or a run that was set aside is tried once more when asked."""

from __future__ import annotations

import json

import sqlalchemy as sa

from engine.store import log
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import attempt, quarantine, run, shard_pos


def event(tx: Tx, number: int, subject: str) -> bool:
    """Give an event in quarantine to its person again, at the end of her log.

    False when there is none such (`subject` is "event:SEQ"), or it was replayed already.
    """
    row = tx.execute(
        sa.select(quarantine.c.body).where(
            quarantine.c.shard == number,
            quarantine.c.subject == subject,
            quarantine.c.replayed_at.is_(None),
        )
    ).one_or_none()
    if row is None:
        return False
    found = Logged(*json.loads(row[0])["event"])
    now = tx.now()
    tx.execute(
        quarantine.update()
        .where(quarantine.c.shard == number, quarantine.c.subject == subject)
        .values(replayed_at=now)
    )
    entry = log.Entry(
        found.workspace_id,
        found.person_id,
        found.kind,
        found.name,
        found.message_id,
        found.at,
        found.body,
        found.depth,
    )
    log.append(tx, [entry], now)
    return True


def journey_run(tx: Tx, number: int, run_id: str) -> bool:
    """Let a run in quarantine go on where it stood, with the signals that it kept.

    False when there is none such, nothing tells where it stood (its state cannot be read), or the
    person has meanwhile entered again.
    """
    tx.execute(
        sa.select(shard_pos.c.pos)
        .where(shard_pos.c.shard == number)
        .with_for_update(key_share=True)
    ).all()
    where = (run.c.shard == number, run.c.id == run_id, run.c.state == "quarantined")
    other = run.alias("other")
    same = [
        other.c[name] == run.c[name] for name in ("shard", "person_id", "journey_id", "entry_key")
    ]
    entered_again = sa.select(other.c.id).where(*same, other.c.state == "active").exists()
    body = tx.execute(
        sa.select(run.c.body).where(*where, sa.not_(entered_again))
    ).scalar_one_or_none()
    kept = {} if body is None else json.loads(body)
    if "was" not in kept:
        return False
    now = tx.now()
    again = {"run": kept["was"], "stalled": kept.get("stalled", []), "tries": 0, "error": None}
    tx.execute(
        run.update()
        .where(*where)
        .values(
            state="active", reason=None, ended_at=None, wake_at=now,
            body=json.dumps(again, separators=(",", ":")),
        )
    )  # fmt: skip
    subject = (attempt.c.shard == number, attempt.c.subject == f"run:{run_id}")
    tx.execute(attempt.delete().where(*subject))
    tx.execute(
        shard_pos.update()
        .where(shard_pos.c.shard == number)
        .values(due_at=now, version=shard_pos.c.version + 1)
    )
    return True
