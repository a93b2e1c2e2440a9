"""Whether a person may be reached: her toggle, mutes, choices, back-off and caps, under one lock.

The `reach` row is the person's lock for everybody but the shard step: opt-outs, claims, moves of
devices and erasures take it, so after an answered opt-out no send of hers is claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, NamedTuple

import msgspec
import sqlalchemy as sa

from engine import clock
from engine.audience.timetable import Opening, Timetable
from engine.store import bulk
from engine.store.bulk.among import among_numbers, joined
from engine.store.db import Retry, Tx
from engine.store.prepared import Prepared
from engine.store.tables import reach

Target = Literal["all", "web", "native"]
KINDS: Mapping[str, tuple[str, ...]] = {
    "all": ("web", "fcm", "apns"), "web": ("web",), "native": ("fcm", "apns")
}  # fmt: skip
"""The kinds of devices that a target means (S20)."""

FOREVER = clock.micros(clock.moment(0).replace(year=9999, month=12, day=31))
"""Muted until turned on again (K6)."""

BACK_OFF = (3 * clock.DAY, 7 * clock.DAY, 30 * clock.DAY)
"""How long nobody is asked again after her first, second and every later refusal (N8)."""

_BURST = 5 * clock.MINUTE


class _Choices(msgspec.Struct, omit_defaults=True):
    """What is kept in the column `preferences`."""

    categories: Mapping[str, bool] = {}
    sources: Mapping[str, int] = {}
    events: Mapping[str, bool] = {}
    timetable: tuple[Opening, ...] | None = None
    names: Mapping[str, str] = {}


class _Row(NamedTuple):
    """The columns that are read, as the database has them."""

    person_id: int
    workspace_id: str
    push_on: bool
    muted_until: int | None
    preferences: str | None
    recent: str
    back_off_until: int | None
    refusals: int
    target: Target | None
    version: int
    merged_into: int | None
    erased: bool


_COLUMNS = [reach.c[name] for name in _Row._fields]
_CHOICES = msgspec.json.Decoder(_Choices)
_RECENT = msgspec.json.Decoder(tuple[int, ...])
_LOCK = Prepared(
    lambda postgres: (
        sa.select(*_COLUMNS)
        .where(among_numbers(postgres, reach.c.person_id, "people"))
        .order_by(reach.c.person_id)
        .with_for_update(key_share=True)
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """A row of `reach`. `recent` are the times (µs) at which messages of the last day were decided.

    `categories`, `events` (by type) and `timetable` are her own choices, where she made any;
    `sources` says until when (µs) she hears nothing of a person, a group or a conversation, and
    `names` how she reads those of them that have a name.
    """

    person_id: int
    workspace_id: str
    push_on: bool = True
    muted_until: int | None = None
    categories: Mapping[str, bool] = field(default_factory=dict)
    sources: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    events: Mapping[str, bool] = field(default_factory=dict)
    timetable: Timetable | None = None
    recent: tuple[int, ...] = ()
    back_off_until: int | None = None
    refusals: int = 0
    target: Target | None = None
    erased: bool = False
    version: int = field(default=0, compare=False)  # of the row as it was read

    def muted(self, now: int) -> bool:
        """Whether she asked for silence that still lasts."""
        return self.muted_until is not None and self.muted_until > now

    def silent(self, source: str, now: int) -> bool:
        """Whether she muted this source, and that still lasts."""
        return self.sources.get(source, now) > now

    def refused(self, now: int, pauses: tuple[int, ...] = BACK_OFF) -> Reach:
        """She said no, or not now: leave her alone for a while, longer each time."""
        pause = pauses[min(self.refusals, len(pauses) - 1)]
        until = max(now + pause, self.back_off_until or 0)
        return replace(self, back_off_until=until, refusals=self.refusals + 1)

    def consented(self) -> Reach:
        """She said yes: what she refused before is forgotten."""
        return replace(self, back_off_until=None, refusals=0)

    def counted(self, now: int) -> Reach:
        """A message to her was decided now; what is older than a day is forgotten."""
        at = max((now, *self.recent))
        kept = tuple(one for one in self.recent if one > at - clock.DAY)
        return replace(self, recent=(*kept, at))


@dataclass(frozen=True, slots=True)
class Cap:
    """The workspace's frequency cap: messages per person; None is no limit."""

    per_day: int | None = 5
    per_5_minutes: int | None = 1

    def holds_back(self, one: Reach, now: int) -> bool:
        """Whether one more message now would exceed it. A clock that jumped back frees nobody."""
        at = max((now, *one.recent))
        limits = ((clock.DAY, self.per_day), (_BURST, self.per_5_minutes))
        return any(
            limit is not None and sum(when > at - span for when in one.recent) >= limit
            for span, limit in limits
        )


def lock(tx: Tx, people: Iterable[int]) -> dict[int, Reach]:
    """Lock the rows of these people, ascending, and answer them as they are now.

    Raises Retry when one was merged into another meanwhile (locking.md rule 4): the caller has to
    find out anew whom it means. Raises LookupError for a person that was never made.
    """
    wanted = sorted(set(people))
    rows = (_Row(*row) for row in _LOCK.rows(tx, people=joined(tx, wanted)))
    found = {row.person_id: row for row in rows}
    if len(found) != len(wanted):
        raise LookupError(f"no reach of {sorted(set(wanted) - set(found))}")
    if any(row.merged_into is not None for row in found.values()):
        raise Retry("merged")
    return {id_: _reach(row) for id_, row in found.items()}


def read(tx: Tx, person: int) -> Reach | None:
    """Her row without a lock: to show it, never to decide."""
    row = tx.execute(sa.select(*_COLUMNS).where(reach.c.person_id == person)).first()
    return None if row is None else _reach(_Row(*row))


def save(tx: Tx, one: Reach) -> None:
    """Write a row back whose lock is held."""
    tx.execute(
        reach.update()
        .where(reach.c.person_id == one.person_id)
        .values(
            push_on=one.push_on,
            muted_until=one.muted_until,
            preferences=_json(_choices(one)),
            recent=_json(list(one.recent)),
            back_off_until=one.back_off_until,
            refusals=one.refusals,
            target=one.target,
            version=reach.c.version + 1,
        )
    )


def save_recent(tx: Tx, people: Iterable[Reach]) -> None:
    """Write back when messages were decided for these, whose locks are held; in one statement."""
    rows = [(one.person_id, _json(list(one.recent)), one.version + 1) for one in people]
    bulk.update(tx, reach, ("person_id",), ("recent", "version"), rows)


def merged(winner: Reach, loser: Reach) -> Reach:
    """Two people who turn out to be one: the stricter of both holds, and the caps add up."""
    return replace(
        winner,
        push_on=winner.push_on and loser.push_on,
        muted_until=_later(winner.muted_until, loser.muted_until),
        categories=_refused(winner.categories, loser.categories),
        sources={
            source: max(one.sources.get(source, 0) for one in (winner, loser))
            for source in {**loser.sources, **winner.sources}
        },
        names={**loser.names, **winner.names},
        events=_refused(winner.events, loser.events),
        timetable=_stricter(winner.timetable, loser.timetable),
        recent=tuple(sorted((*winner.recent, *loser.recent))),
        back_off_until=_later(winner.back_off_until, loser.back_off_until),
        refusals=max(winner.refusals, loser.refusals),
        target=winner.target or loser.target,
    )


def _refused(winner: Mapping[str, bool], loser: Mapping[str, bool]) -> Mapping[str, bool]:
    """The winner's choices before the loser's, and a no before either."""
    refusals = {key for one in (winner, loser) for key, on in one.items() if not on}
    return {**loser, **winner, **dict.fromkeys(refusals, False)}


def _stricter(winner: Timetable | None, loser: Timetable | None) -> Timetable | None:
    if winner is None or loser is None:
        return winner or loser
    return winner.stricter(loser)


def _later(one: int | None, other: int | None) -> int | None:
    return max((at for at in (one, other) if at is not None), default=None)


def _reach(row: _Row) -> Reach:
    choices = _CHOICES.decode(row.preferences) if row.preferences else _Choices()
    return Reach(
        person_id=row.person_id,
        workspace_id=row.workspace_id,
        push_on=bool(row.push_on),
        muted_until=row.muted_until,
        categories=choices.categories,
        sources=choices.sources,
        names=choices.names,
        events=choices.events,
        timetable=None if choices.timetable is None else Timetable(choices.timetable),
        recent=_RECENT.decode(row.recent),
        back_off_until=row.back_off_until,
        refusals=row.refusals,
        target=row.target,
        erased=bool(row.erased),
        version=row.version,
    )


def _choices(one: Reach) -> _Choices:
    openings = None if one.timetable is None else one.timetable.openings
    return _Choices(one.categories, one.sources, one.events, openings, one.names)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
