"""What a person is found by in a search: her e-mail and her names, folded.

One row of `person_word` for each place where a word begins, so that "lopez" finds "Ana López" as
"ana" does. They are written where one of the fields changes and not with each event: an index of
them on `profile` would cost every step of the firehose its updates in place (HOT).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.audience.living import Living
from engine.audience.values import HEAD, Typed
from engine.store import bulk
from engine.store.db import Tx
from engine.store.tables import person_word

NAMES = ("trait.name", "trait.firstName", "trait.first_name", "trait.lastName", "trait.last_name")
EMAIL = "trait.email"
FIELDS = (EMAIL, *NAMES, "trait.username")
"""The reserved traits of the Segment specification that say who somebody is, and how pages in the
other custom write them."""

MOST = 8  # beginnings of one value; a longer one is a text and no name
_WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    """Without case, accents and the difference of spaces; its first HEAD characters."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return " ".join(plain.casefold().split())[:HEAD]


def words(typed: Mapping[str, Typed]) -> set[str]:
    """What the person with these values is found by: each begins where a word of hers does."""
    found: set[str] = set()
    for field in FIELDS:
        text = typed[field].text if field in typed else None
        if text is not None:
            found.update(_beginnings(fold(text)))
    return found


def _beginnings(folded: str) -> list[str]:
    """From each word on to the end; behind an @ from the first alone: all end in "com"."""
    last = folded.find("@") + 1 or len(folded)
    starts = [found.start() for found in _WORD.finditer(folded) if found.start() <= last]
    return [folded[start:] for start in starts[:MOST]]


class Called(NamedTuple):
    """What a person is called in a list."""

    name: str | None
    email: str | None


def called(traits: Mapping[str, str]) -> Called:
    """Name and e-mail out of these traits: a name as a whole, else the first and the last."""
    name, first, first_, last, last_ = (traits.get(field) for field in NAMES)
    parts = [part for part in (first or first_, last or last_) if part]
    return Called(name or " ".join(parts) or None, traits.get(EMAIL))


class Change(NamedTuple):
    """A word that comes or goes; the rest is a row of `person_word`."""

    comes: bool
    shard: int
    person_id: int
    word: str
    workspace_id: str


def changes(one: Living, now: Mapping[str, Typed]) -> list[Change]:
    """What is to be written of her whose typed values are these now; mostly nothing."""
    if all(one.stored.get(field) == now.get(field) for field in FIELDS):
        return []
    was, are = words(one.stored), words(now)
    return [
        Change(word in are, one.shard, one.id, word, one.workspace_id) for word in sorted(was ^ are)
    ]


def save(tx: Tx, of: Iterable[Change]) -> None:
    """Write the changes of a batch, in the order of the primary key."""
    ordered = sorted(of, key=lambda change: change[1:4])
    bulk.insert_absent(tx, person_word, _COLUMNS, [row[1:] for row in ordered if row.comes])
    bulk.delete(tx, person_word, _COLUMNS[:3], [row[1:4] for row in ordered if not row.comes])


_COLUMNS = Change._fields[1:]
