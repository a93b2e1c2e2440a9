"""People by what somebody knows of them: an id of theirs, or how an e-mail or a name begins.

Ids are looked up by their keys, words in the index of `person_word`: what a search costs does not
grow with the workspace. No text of the searcher's is a pattern.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from engine.audience import names, search_words
from engine.audience.value_sql import first_after
from engine.reports import people
from engine.reports.people import PersonRow
from engine.store.db import Tx
from engine.store.tables import person_word, profile

LOOKED_AT = 1_000
"""Words that one search looks at, at most, by the alphabet; a longer beginning finds the others."""


def search(
    tx: Tx, workspace_id: str, text: str, *, limit: int, status: str | None = None
) -> list[PersonRow]:
    """Whoever bears this id, then those whose e-mail or names begin so, by the alphabet."""
    found = {row.id: row for row in _by_ids(tx, workspace_id, text.strip())}
    for row in _by_words(tx, workspace_id, text, status):
        found.setdefault(row.id, row)
    fitting = (row for row in found.values() if status in (None, row.last_session_status))
    return [row for row, _ in zip(fitting, range(limit), strict=False)]


def _by_ids(tx: Tx, workspace_id: str, text: str) -> Iterator[PersonRow]:
    if not text:
        return
    yield from people.by_user_id(tx, workspace_id, text)
    anonymous = names.person_id(workspace_id, "anonymous", text)
    for id_ in (names.parsed(text.lower()), anonymous):
        who = None if id_ is None else people.find(tx, workspace_id, id_)
        if who is not None:
            yield people.row(tx, who) or PersonRow(id=who.id)


def _by_words(tx: Tx, workspace_id: str, text: str, status: str | None) -> list[PersonRow]:
    start = search_words.fold(text)
    if not start:
        return []
    page = beginning(workspace_id, start).subquery()
    same = sa.and_(profile.c.shard == page.c.shard, profile.c.person_id == page.c.person_id)
    query = sa.select(*people.ROW).select_from(page).join(profile, same)
    if status is not None:
        query = query.where(profile.c.last_session_status == status)
    return people.rows(tx, query.order_by(page.c.word, page.c.person_id))


def beginning(workspace_id: str, start: str) -> sa.Select[int, int, str]:
    """Where a word begins so, by the alphabet: one range of the index."""
    after = first_after(start)
    below = sa.true() if after is None else person_word.c.word < after
    return (
        sa.select(person_word.c.shard, person_word.c.person_id, person_word.c.word)
        .where(person_word.c.workspace_id == workspace_id, person_word.c.word >= start, below)
        .order_by(person_word.c.word, person_word.c.person_id)
        .limit(LOOKED_AT)
    )
