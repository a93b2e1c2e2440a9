"""All events or all messages of a time, page by page: each page in a transaction of its own.

A slow reader holds no connection, and however much there is, one page of it is in memory. What is
erased while somebody reads is not read any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import sqlalchemy as sa

from engine import audit, clock
from engine.audience import names
from engine.reports import files, message_list, messages
from engine.reports.files import Form
from engine.reports.message_list import Wanted
from engine.reports.messages import MessageRow, SendRow
from engine.reports.timeline import HIDDEN, told_of
from engine.store.db import Database, Tx
from engine.store.tables import event, person, shard_head

Subject = Literal["events", "messages"]
SUBJECTS: tuple[Subject, ...] = get_args(Subject)

AT_ONCE = 500
"""Events that are looked at, or messages that are read, in one transaction."""
SLACK = clock.HOUR
"""By how much receipts in a shard may be out of order: far longer than any transaction lasts."""

Row = dict[str, object]
Pages = Iterator[Sequence[Row]]


@dataclass(frozen=True, slots=True)
class Span:
    """From `since` to before `until`, µs: when an event was received, a message was made."""

    since: int
    until: int


EVENT = (
    "id", "received_at", "at", "kind", "name", "person", "user_id", "message_id", "told",
)  # fmt: skip
MESSAGE = (
    "message", "created_at", "person", "user_id", "push", "journey", "node", "run", "state",
    "reason", "device", "platform", "browser", "model", "attempts", "settled_at", "displayed_at",
    "clicked_at", "dismissed_at",
)  # fmt: skip


def taken_out(
    database: Database, workspace_id: str, who: str, subject: Subject, span: Span, form: Form
) -> Iterator[str]:
    """The file, piece by piece. That it was taken out stands in the audit log from now on."""
    told = {"from": clock.shown(span.since), "to": clock.shown(span.until), "format": form}
    database.run(_note, workspace_id, who, f"{subject}.exported", told)
    columns, pages = _SUBJECTS[subject]
    return files.written(form, columns, pages(database, workspace_id, span))


def events(database: Database, workspace_id: str, span: Span) -> Pages:
    """Events by shard, and in each as they were accepted: so each person's are in order.

    What arrives after the beginning is not among them.
    """
    with database.read() as tx:
        found = tx.execute(sa.select(shard_head.c.shard, shard_head.c.next))
        heads = sorted((row[0], row[1]) for row in found)
    for shard, head in heads:
        with database.read() as tx:
            pos = _before(tx, shard, head, span.since - SLACK)
        while pos < head:
            upto = min(pos + AT_ONCE, head)
            with database.read() as tx:
                page = part_of(tx, workspace_id, span, (shard, pos, upto))
                over = _received(tx, shard, upto) >= span.until + SLACK
            yield page
            pos = head if over else upto


def messages_(database: Database, workspace_id: str, span: Span) -> Pages:
    """A row for each device that a message went to, or one without; the oldest message first."""
    wanted = Wanted(since=span.since, until=span.until, oldest=True)
    after: tuple[int, str] | None = None
    while True:
        with database.read() as tx:
            found = message_list.listed(tx, workspace_id, wanted, after=after, limit=AT_ONCE)
            sends, ids = messages.sends(tx, found.rows), messages.user_ids(tx, found.rows)
        yield [
            _message(each, ids.get(each.person_id), one)
            for each in found.rows
            for one in sends[each.id] or (None,)
        ]
        if found.next is None:
            return
        after = found.next


_SUBJECTS: Mapping[Subject, tuple[Sequence[str], Callable[[Database, str, Span], Pages]]] = {
    "events": (EVENT, events),
    "messages": (MESSAGE, messages_),
}


def _note(tx: Tx, workspace_id: str, who: str, what: str, told: Mapping[str, Any]) -> None:
    audit.record(tx, workspace_id, who, what, workspace_id, **told)


def _before(tx: Tx, shard: int, head: int, at: int) -> int:
    """A number of the shard's log behind which every event stands that was received from then on.

    The log has no index by time, but no holes either, and its times rise: it is halved.
    """
    low, high = 1, head + 1
    while low < high:
        middle = (low + high) // 2
        if _received(tx, shard, middle) < at:
            low = middle + 1
        else:
            high = middle
    return low - 1


def _received(tx: Tx, shard: int, seq: int) -> int:
    query = sa.select(event.c.received_at).where(event.c.shard == shard, event.c.seq == seq)
    return int(tx.execute(query).scalar_one())


def part_of(tx: Tx, workspace_id: str, span: Span, part: tuple[int, int, int]) -> list[Row]:
    """The events of a part of the log that are wanted: (shard, behind this number, up to this)."""
    shard, after, upto = part
    hers = person.alias("hers")
    query = (
        sa.select(
            event.c.seq, event.c.received_at, event.c.at, event.c.kind, event.c.name,
            event.c.message_id, event.c.body, hers.c.id, hers.c.kind, hers.c.external_id,
        )
        .join(person, person.c.id == event.c.person_id)
        .join(hers, hers.c.id == person.c.canonical_id)
        .where(
            event.c.shard == shard,
            event.c.seq > after,
            event.c.seq <= upto,
            event.c.workspace_id == workspace_id,
            event.c.received_at >= span.since,
            event.c.received_at < span.until,
            event.c.kind.not_in(HIDDEN),
        )
        .order_by(event.c.seq)
    )  # fmt: skip
    return [_event(shard, *row) for row in tx.execute(query)]


def _event(shard: int, *row: Any) -> Row:
    seq, received_at, at, kind, name, message_id, body, who, whose, external_id = row
    return {
        "id": f"{shard}-{seq}",
        "received_at": clock.shown(received_at),
        "at": clock.shown(at),
        "kind": kind,
        "name": name,
        "person": names.shown(who),
        "user_id": external_id if whose == "user" else None,
        "message_id": message_id,
        "told": told_of(body, whole=False),
    }


def _time(at: int | None) -> str | None:
    return None if at is None else clock.shown(at)


def _message(of: MessageRow, user_id: str | None, one: SendRow | None) -> Row:
    return {
        "message": of.id,
        "created_at": clock.shown(of.created_at),
        "person": names.shown(of.person_id),
        "user_id": user_id,
        "push": of.push,
        "journey": of.journey_id,
        "node": of.node,
        "run": of.run_id,
        "state": one.state if one else of.state,
        "reason": one.reason if one else of.reason,
        "device": one and one.device_id,
        "platform": one and one.platform,
        "browser": one and one.browser,
        "model": one and one.model,
        "attempts": one.attempts if one else 0,
        "settled_at": one and _time(one.settled_at),
        "displayed_at": one and _time(one.displayed_at),
        "clicked_at": one and _time(one.clicked_at),
        "dismissed_at": one and _time(one.dismissed_at),
    }
