"""What of two people becomes one: consent, devices, runs, messages, traits, counts, waiting events.

`merge.py` calls `Joining.go` with both positions locked. The order in here is the lock order: what
goes out to both, both `reach` rows, the loser's devices, both heads last.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from msgspec.structs import replace

from engine import clock
from engine.audience import daily, devices, people, reach
from engine.audience.living import Json, Living
from engine.audience.push_merge import merged as merged_push
from engine.runtime import forwarding, runs, signals
from engine.runtime.effects import Gathered
from engine.runtime.published import Published
from engine.runtime.runs import Ride
from engine.store import bulk, log
from engine.store.db import Tx
from engine.store.log import Logged
from engine.store.tables import (
    inbox_item,
    message,
    offer,
    person_device,
    person_value,
    person_word,
    profile,
    rollup,
    run,
    send,
    status_change,
    webhook_call,
)
from engine.store.tables import reach as reach_table
from journeys.advance import end
from journeys.visit import Event

OPEN = ("pending", "open")


class Joining:
    """One merge while it happens; L is the loser's id, W the winner's."""

    def __init__(
        self,
        tx: Tx,
        published: Published,
        event: Logged,
        people_: tuple[int, int],
        shards: tuple[int, int],
    ):
        self.tx, self.now, self.event, self.published = tx, tx.now(), event, published
        self.loser, self.winner = people_
        self.here, self.there = shards
        self.ended: list[str] = []
        self.entries: list[log.Entry] = []

    def go(self) -> None:
        self._lock_messages()
        self._join_reach()
        dropped = devices.join(self.tx, self.loser, self.winner, self.now)
        moving = self._end_runs()
        self._join_messages()
        self._join_people()
        self._join_counts()
        heads = log.lock_heads(self.tx, {self.here, self.there})
        self._move_runs(moving, heads[self.there].next)
        aliases = forwarding.reroute(self.tx, self.loser, self.winner, self.there)
        log.append(self.tx, self.entries, self.now)
        if self.here != self.there:
            forwarding.forward(self.tx, aliases, self.event, (self.here, self.there), self.now)
        # Behind what was forwarded: an earlier report among it would give the device back.
        log.append(self.tx, dropped, self.now)

    def _lock_messages(self) -> None:
        """What goes out to either: the later run may be the winner's (F2).

        Of the loser all, since all are rewritten: who settles late holds some that are done.
        """
        unfinished = sa.and_(message.c.person_id == self.winner, message.c.state.in_(OPEN))
        for table, where in (
            (message, sa.or_(message.c.person_id == self.loser, unfinished)),
            (webhook_call, webhook_call.c.person_id == self.loser),
        ):
            self.tx.execute(
                sa.select(table.c.id)
                .where(where)
                .order_by(table.c.shard, table.c.id)
                .with_for_update(key_share=True)
            ).all()

    def _join_reach(self) -> None:
        both = reach.lock(self.tx, (self.loser, self.winner))
        reach.save(self.tx, reach.merged(both[self.winner], both[self.loser]))
        self.tx.execute(
            reach_table.update()
            .where(reach_table.c.person_id == self.loser)
            .values(merged_into=self.winner)
        )

    def _end_runs(self) -> list[Ride]:
        """Where both are in a journey with one key, the later ends; the loser's other runs."""
        hers = runs.load(self.tx, self.here, [self.loser])[self.loser]
        theirs = runs.load(self.tx, self.there, [self.winner])[self.winner]
        ended = _later_of_each(hers, theirs)
        for ride in ended:
            ride.run = end(ride.run, "merged", clock.moment(self.now))
            ride.touched = True
        runs.save(self.tx, self.here, [ride for ride in hers if ride in ended])
        runs.save(self.tx, self.there, [ride for ride in theirs if ride in ended])
        self.ended = [ride.run.id for ride in ended]
        self._tell(ended)
        return [ride for ride in hers if ride not in ended]

    def _move_runs(self, moving: Sequence[Ride], position: int) -> None:
        """The loser's runs go over."""
        if self.here != self.there:
            # Positions of another log mean nothing here: what is forwarded comes after this one,
            # and what was applied before is taken along by the run.
            for ride in moving:
                carried = (*ride.run.carried, *self._since_its_visit(ride))
                ride.run = replace(ride.run, since=position, visit_since=position, carried=carried)
                ride.touched = True
            runs.save(self.tx, self.here, moving)
        self.tx.execute(
            run.update()
            .where(run.c.shard == self.here, run.c.person_id == self.loser)
            .values(person_id=self.winner, shard=self.there)
        )

    def _since_its_visit(self, ride: Ride) -> tuple[Event, ...]:
        """What may overtake the run: awaited by its version, applied since its visit began."""
        try:
            names = self.published.plan(self.tx, ride.run.version).awaited_names
        except Exception:  # the next step sets such a run aside, and says why
            return ()
        between = ride.run.visit_since, self.event.seq
        return signals.of_visit(self.tx, self.here, self.loser, names, between)

    def _tell(self, ended: Sequence[Ride]) -> None:
        """`journey_finished` of the runs that ended is told to the winner."""
        living = Living(
            id=self.winner,
            shard=self.there,
            workspace_id=self.event.workspace_id,
            created_at=self.now,
            last_seen_at=self.now,
        )
        gathered = Gathered(self.now)
        for ride in ended:
            gathered.tell(living, ride, "journey_finished", {"reason": "merged"})
        self.entries = gathered.entries

    def _join_messages(self) -> None:
        tx = self.tx
        if self.ended:
            gone = tx.execute(
                sa.select(message.c.shard, message.c.id).where(
                    message.c.person_id.in_((self.loser, self.winner)),
                    message.c.run_id.in_(self.ended),
                    message.c.state.in_(OPEN),
                )
            ).all()
            _suppress(tx, [(row[0], row[1]) for row in gone], "merged")
            tx.execute(
                offer.update()
                .where(
                    offer.c.person_id.in_((self.loser, self.winner)),
                    offer.c.run_id.in_(self.ended),
                    offer.c.state == "open",
                )
                .values(state="withdrawn")
            )
        hers = sa.select(message.c.shard, message.c.id).where(message.c.person_id == self.loser)
        tx.execute(
            send.update()
            .where(
                sa.tuple_(send.c.shard, send.c.message_id).in_(hers),
                send.c.owner == self.loser,
                send.c.state.in_(("pending", "claimed")),
            )
            .values(owner=self.winner)
        )
        for table in (message, offer, webhook_call, inbox_item):
            tx.execute(
                table.update().where(table.c.person_id == self.loser).values(person_id=self.winner)
            )

    def _join_people(self) -> None:
        """The winner's traits hold where both have one; what only the loser had is added."""
        tx = self.tx
        loser = next(iter(people.load(tx, self.here, [], [self.loser])))
        winner = next(iter(people.load(tx, self.there, [], [self.winner])))
        loser_later = (loser.last_session_at or 0) > (winner.last_session_at or 0)
        joined = _joined(winner, loser)
        joined.push, changed = merged_push(winner.push, loser.push, loser_later=loser_later)
        if changed is not None:
            joined.note(self.event, changed)
        daily.save(tx, self.there, daily.moved([joined], self.now))
        people.save(tx, [joined])
        if loser.known_status is not None:
            left = daily.gone(loser.workspace_id, loser.known_status, self.now)
            daily.save(tx, self.here, left)
        gathered = Gathered(self.now)
        gathered.changed(joined)
        self.entries += gathered.entries
        for table in (profile, person_value, person_word, person_device):
            tx.execute(
                table.delete().where(table.c.shard == self.here, table.c.person_id == self.loser)
            )

    def _join_counts(self) -> None:
        tx, where = self.tx, (rollup.c.shard == self.here, rollup.c.person_id == self.loser)
        rows = tx.execute(
            sa.select(rollup.c.name, rollup.c.day, rollup.c.workspace_id, rollup.c["count"])
            .where(*where)
            .order_by(rollup.c.name, rollup.c.day)
        ).all()
        bulk.add(
            tx,
            rollup,
            ("shard", "person_id", "name", "day", "workspace_id", "count"),
            [(self.there, self.winner, *row) for row in rows],
            counter="count",
        )
        tx.execute(rollup.delete().where(*where))
        tx.execute(
            status_change.update()
            .where(status_change.c.shard == self.here, status_change.c.person_id == self.loser)
            .values(shard=self.there, person_id=self.winner)
        )


def _later_of_each(hers: Sequence[Ride], theirs: Sequence[Ride]) -> list[Ride]:
    stands = {(ride.run.journey, ride.run.entry_key): ride for ride in theirs}
    later = []
    for ride in hers:
        other = stands.get((ride.run.journey, ride.run.entry_key))
        if other is not None:
            later.append(max(ride, other, key=lambda one: (one.run.entered_at, one.run.id)))
    return later


def _joined(winner: Living, loser: Living) -> Living:
    """The winner's row, with what only the loser had; the newer of what context tells."""
    later = loser if loser.last_seen_at > winner.last_seen_at else winner
    winner.language = later.language or winner.language or loser.language
    winner.timezone = later.timezone or winner.timezone or loser.timezone
    winner.created_at = min(winner.created_at, loser.created_at)
    winner.last_seen_at = later.last_seen_at
    sessions = [at for at in (winner.last_session_at, loser.last_session_at) if at is not None]
    winner.last_session_at = max(sessions, default=None)
    winner.set_traits(_only(loser.traits, winner.traits), _only(loser.markers, winner.markers))
    winner.categories = {**loser.categories, **winner.categories}
    winner.groups |= loser.groups
    return winner


def _only(theirs: Json, hers: Json) -> Json:
    return {name: value for name, value in theirs.items() if name not in hers}


def _suppress(tx: Tx, messages: Sequence[tuple[Any, ...]], reason: str) -> None:
    """Nothing more of these goes out; what is claimed settles by its token."""
    for shard, id_ in messages:
        tx.execute(
            send.update()
            .where(send.c.shard == shard, send.c.message_id == id_, send.c.state == "pending")
            .values(state="suppressed", reason=reason)
        )
        claimed = tx.execute(
            sa.select(sa.func.count()).where(
                send.c.shard == shard, send.c.message_id == id_, send.c.state == "claimed"
            )
        ).scalar_one()
        tx.execute(
            message.update()
            .where(message.c.shard == shard, message.c.id == id_)
            .values(state="open" if claimed else "suppressed", reason=reason)
        )
        if not claimed:  # nor does it stand in her bell: the run that stays has said it
            tx.execute(
                inbox_item.delete().where(inbox_item.c.shard == shard, inbox_item.c.id == id_)
            )
