"""Faults to plant in the product: each must be found by the promises, or they have no teeth.

Each is a context in which the product is broken in one way that a change could break it. `seed` is
the first of 200 that finds it (`python -m tests.simulation.teeth` says so anew).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from sqlalchemy.exc import DBAPIError

from engine import clock
from engine.audience import commit, ingestion, reach
from engine.audience.incoming import Accepted
from engine.delivery import policy, settle
from engine.delivery.providers.provider import Receipt
from engine.runtime import batch, erase, forwarding, loading, merging, outgoing, runs, shard, waking
from engine.store import log, outbox
from engine.store.db import Tx
from engine.store.outbox_rows import Message, Sending, Standing
from engine.store.tables import event, shard_pos

Broken = AbstractContextManager[object]


@dataclass(frozen=True, slots=True)
class Fault:
    """`plant` breaks the product for as long as its context lasts."""

    name: str
    plant: Callable[[], Broken]
    seed: int
    schema: str = ""  # SQL that breaks the schema
    tuned: Mapping[str, float] = field(default_factory=dict)  # options under which it shows often


def _deduplication_off() -> Broken:
    return patch.object(ingestion, "_already_seen", lambda *_: {})


def _position_after() -> Broken:
    """The position is written in a transaction of its own, after the batch's."""

    def advance(tx: Tx, number: int, pos: int, now: int) -> None:
        values = {"pos": pos, "due_at": runs.next_due(tx, number), "last_run_at": now}
        update = shard_pos.update().where(shard_pos.c.shard == number).values(**values)

        def write(later: Tx) -> None:
            later.execute(update)

        tx.after_commit(lambda: tx.database.run(write))

    return patch.object(shard, "_advance", advance)


def _settled_without_token() -> Broken:
    return patch.object(Standing, "held", lambda _self, _token: True)


def _as_collapse(only: Callable[[Receipt], bool]) -> Broken:
    right = settle.following

    def following(receipt: Receipt, message: Message, row: Standing, now: int) -> settle.Next:
        mode = "collapse" if only(receipt) else message.mode
        return right(receipt, message._replace(mode=mode), row, now)

    return patch.object(settle, "following", following)


def _unclear_is_retried() -> Broken:
    return _as_collapse(lambda receipt: getattr(receipt, "reason", "") != "claimer lost")


def _reaped_is_retried() -> Broken:
    return _as_collapse(lambda receipt: getattr(receipt, "reason", "") == "claimer lost")


def _nothing_forwarded() -> Broken:
    return patch.object(forwarding, "forward", lambda *_: None)


def _both_runs_stay() -> Broken:
    return patch.object(merging, "_later_of_each", lambda *_: [])


def _loser_consents() -> Broken:
    return patch.object(reach, "merged", lambda winner, _loser: winner)


def _opt_out_not_asked() -> Broken:
    rules = tuple(rule for rule in policy.RULES if rule.ask is not policy._opted_out)
    return patch.object(policy, "RULES", rules)


def _cap_not_counted() -> Broken:
    return patch.object(reach.Reach, "counted", lambda self, _now: self)


def _timers_early() -> Broken:
    """The step takes it to be 15 seconds later than it is."""
    ahead = 15 * clock.SECOND
    due, load = runs.due, loading.load

    def early(*args: Any) -> batch.Batch:
        loaded = load(*args)
        loaded.now += ahead
        return loaded

    stack = ExitStack()
    stack.enter_context(
        patch.object(
            runs, "due", lambda tx, number, until, limit: due(tx, number, until + ahead, limit)
        )
    )
    stack.enter_context(patch.object(shard, "load", early))
    return stack


def _timers_forgotten() -> Broken:
    return patch.object(runs, "next_due", lambda _tx, _shard: None)


def _former_owner() -> Broken:
    return patch.object(Sending, "current", property(lambda _self: True))


def _answered_before_the_commit() -> Broken:
    """A commit that failed is answered as if it had not."""
    store = commit.Committer._store

    def careless(self: commit.Committer, requests: list[commit._Request]) -> None:
        try:
            store(self, requests)
        except (commit.Overloaded, DBAPIError):
            for request in requests:
                request.outcomes = [Accepted() for _ in request.items]

    return patch.object(commit.Committer, "_store", careless)


def _devices_of_the_erased_stay() -> Broken:
    return patch.object(erase, "_forget_devices", lambda *_: None)


def _nobody_reaps() -> Broken:
    return patch.object(outbox, "forgotten", lambda *_: [])


def _messages_have_no_key() -> Broken:
    """The same effect makes another message each time."""
    dice = iter(range(1_000_000))
    return patch.object(outgoing, "hashed", lambda key: f"{key}:{next(dice)}")


def _replayed_without_keys() -> Broken:
    stack = ExitStack()
    stack.enter_context(_position_after())
    stack.enter_context(_messages_have_no_key())
    return stack


def _newest_first() -> Broken:
    """A batch is applied backwards."""
    go = batch.Batch.go

    def backwards(self: batch.Batch, events: Sequence[log.Logged], due: Sequence[Any]) -> None:
        go(self, list(reversed(events)), due)
        self.position = max((one.seq for one in events), default=self.position)

    return patch.object(batch.Batch, "go", backwards)


def _forwarded_behind_the_wrong_head() -> Broken:
    """Merged people's events are appended without their order."""
    right = log.read

    def forward(
        tx: Tx, aliases: Sequence[int], of: log.Logged, shards: tuple[int, int], now: int
    ) -> None:
        rows = [
            row
            for row in right(tx, shards[0], of.seq, 10_000)
            if row.person_id in aliases and row.kind != log.MOVED
        ]
        entries = [
            log.Entry(row.workspace_id, row.person_id, row.kind, row.name, row.message_id,
                      row.at, row.body, row.depth)
            for row in reversed(rows)
        ]  # fmt: skip
        for row in rows:
            blank = {"kind": log.MOVED, "body": ""}
            where = (event.c.shard == shards[0], event.c.seq == row.seq)
            tx.execute(event.update().where(*where).values(**blank))
        log.append(tx, entries, now)

    return patch.object(forwarding, "forward", forward)


def _held_signals_are_dropped() -> Broken:
    """What comes to a run while its journey is paused is forgotten."""
    return patch.object(runs.Ride, "stall", lambda _self, _signal: None)


def _nobody_catches_up() -> Broken:
    """Whom a resume that was stopped left held is held for ever."""
    return patch.object(waking, "catch_up", lambda _database: [])


STEADY = {"jump": 0.0, "pause": 4.0}
"""A clock that does not jump, and people who act often: then a time-out must have a reason."""

ONE_RUN = "DROP INDEX uq_run_active"

FAULTS = (
    Fault("deduplication is off", _deduplication_off, 0),
    Fault("the position is written after the batch", _position_after, 0),
    Fault("sends are settled without the token", _settled_without_token, 0),
    Fault("an unclear answer is retried", _unclear_is_retried, 12),
    Fault("a lost claim is sent again", _reaped_is_retried, 0),
    Fault("a merge forwards nothing", _nothing_forwarded, 0),
    Fault("a merge forwards out of order", _forwarded_behind_the_wrong_head, 4),
    Fault("a merge leaves both runs, the index stops it", _both_runs_stay, 27),
    Fault("a merge leaves both runs, and no index", _both_runs_stay, 3, ONE_RUN),
    Fault("a merge forgets the loser's opt-out", _loser_consents, 4),
    Fault("the claim does not ask for opt-outs", _opt_out_not_asked, 5),
    Fault("the cap is not counted", _cap_not_counted, 4),
    Fault("timers are 15 seconds early", _timers_early, 0),
    Fault("timers are forgotten", _timers_forgotten, 0),
    Fault("a device that moved is still sent to", _former_owner, 0),
    Fault("a failed commit is answered as done", _answered_before_the_commit, 2),
    Fault("devices of the erased stay", _devices_of_the_erased_stay, 4),
    Fault("nobody frees lost claims", _nobody_reaps, 1),
    Fault("messages without a key, batches replayed", _replayed_without_keys, 0),
    Fault("a batch is applied backwards", _newest_first, 5),
    Fault("nobody catches up with a resume", _nobody_catches_up, 0),
    Fault("a paused journey drops what comes", _held_signals_are_dropped, 19, tuned=STEADY),
)
