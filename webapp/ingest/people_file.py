"""A file of people, CSV or NDJSON: taken as identify calls are; nothing is triggered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import msgspec

from engine.audience import names
from engine.audience.incoming import Duplicate, Incoming, Outcome
from engine.moving.rows import Bad, Row, Table, Unusable
from engine.moving.tally import Verdict
from webapp.ingest import answer, history, people_rows
from webapp.ingest.fault import Fault
from webapp.ingest.items import Batch
from webapp.ingest.people_rows import Use

AT_ONCE = 500  # rows in one commit
_write = msgspec.json.Encoder(order="sorted").encode


@dataclass(frozen=True, slots=True)
class Into:
    """Where they go. `submit` stores events, `erased` says which of these people are no more.

    `file` names the file by its content: the same file again changes nothing, another one counts
    anew, even where it says the same of somebody.
    """

    workspace_id: str
    submit: Callable[[Sequence[Incoming]], list[Outcome]]
    erased: Callable[[Iterable[int]], set[int]]
    file: bytes
    now: int


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as its calls: whom they are about, by the ids that she may have here."""

    line: int
    user: str | None
    people: tuple[int, ...]
    incoming: list[Incoming]


def check(table: Table, uses: Mapping[str, Use]) -> None:
    """Raises Unusable where the head of a CSV lacks a column that was named, or any id."""
    if table.head is None:
        return
    for column in uses:
        if column not in table.head:
            raise Unusable(1, "no_column", f"there is no column {column}")
    if not has_id(table, uses):
        raise Unusable(1, "no_column", "no column is the user id: say which")


def has_id(table: Table, uses: Mapping[str, Use]) -> bool:
    """Whether a column of the head is an id; the lines of NDJSON tell for themselves."""
    if table.head is None:
        return True
    named = (uses.get(name) or people_rows.usual(name, typed=False) for name in table.head if name)
    return any(use.kind in ("user_id", "anonymous_id") for use in named)


def first(table: Table, most: int) -> list[Row]:
    """The first rows that can be read, to be shown."""
    return list(islice((each for each in table.rows if isinstance(each, Row)), most))


def take(table: Table, uses: Mapping[str, Use], into: Into) -> Iterator[list[Verdict]]:
    """Store the rows batch by batch: what became of them, once it is durable. Raises what `submit`
    raises, and Unusable; what was told before is stored."""
    check(table, uses)
    batch = history.batch_of(into.now)
    typed = table.head is None
    while some := list(islice(table.rows, AT_ONCE)):
        read = [_read(row, uses, into, batch, typed=typed) for row in some]
        yield _store(read, into)


def looked_at(table: Table, uses: Mapping[str, Use], into: Into) -> Iterator[Verdict]:
    """What would become of the rows as far as no database is asked; nothing is stored."""
    check(table, uses)
    batch = history.batch_of(into.now)
    for row in table.rows:
        read = _read(row, uses, into, batch, typed=table.head is None)
        yield Verdict.of(read) if isinstance(read, Bad) else _taken(read)


def _read(
    row: Row | Bad, uses: Mapping[str, Use], into: Into, batch: Batch, *, typed: bool
) -> _Read | Bad:
    if isinstance(row, Bad):
        return row
    told = people_rows.told(row, uses, typed=typed)
    if isinstance(told, Bad):
        return told
    incoming: list[Incoming] = []
    for call in people_rows.calls(told):
        try:
            line = _write({**call, "messageId": _message_id(into.file, call)})
        except (UnicodeEncodeError, msgspec.MsgspecError):
            return Bad(row.line, "lone_surrogate", "holds half of a surrogate pair")
        checked = history.checked(line, batch)
        if isinstance(checked, Fault):
            return Bad(row.line, checked.code, checked.message)
        incoming.append(checked)
    first = incoming[0]
    people = _people(into.workspace_id, first)
    return _Read(row.line, first.user_id, people, incoming)


def _people(workspace_id: str, incoming: Incoming) -> tuple[int, ...]:
    ids: list[tuple[names.PersonKind, str | None]] = [
        ("user", incoming.user_id),
        ("anonymous", incoming.anonymous_id),
    ]
    return tuple(names.person_id(workspace_id, kind, text) for kind, text in ids if text)


def _message_id(file: bytes, call: Mapping[str, object]) -> str:
    """The same for the same row of the same file."""
    return f"import:{blake2b(_write(call), digest_size=24, key=file).hexdigest()}"


def _store(read: Sequence[_Read | Bad], into: Into) -> list[Verdict]:
    good = [each for each in read if isinstance(each, _Read)]
    erased = into.erased({person for each in good for person in each.people})
    kept = [each for each in good if not erased.intersection(each.people)]
    outcomes = iter(into.submit([one for each in kept for one in each.incoming]))
    became = {id(each): list(islice(outcomes, len(each.incoming))) for each in kept}
    return [
        Verdict.of(each) if isinstance(each, Bad) else _verdict(each, became.get(id(each)))
        for each in read
    ]


def _taken(read: _Read) -> Verdict:
    return Verdict(read.line, "taken", names.shown(read.people[0]), read.user)


def _verdict(read: _Read, outcomes: list[Outcome] | None) -> Verdict:
    if outcomes is None:
        return Verdict(read.line, "refused", code="erased", message="this person was erased")
    faults = [fault for one in outcomes if (fault := answer.fault_of(one)) is not None]
    if faults:
        code, message = faults[0].code, faults[0].message
        return Verdict(read.line, "refused", None, read.user, code, message)
    if all(isinstance(one, Duplicate) for one in outcomes):
        return Verdict(read.line, "duplicate", names.shown(read.people[0]), read.user)
    return _taken(read)
