"""Hot statements: written in Core, made into text once for each database, run by the driver.

For each run SQLAlchemy walks a statement to find its text again, which costs more than most of a
claim's reads cost the database. Values come as the driver gives them: SQLite's booleans are 0 and
1, so whoever asks for one says `bool`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa

from engine.store import direct
from engine.store.db import Tx


class Prepared:
    """A select whose values are `bindparam`s; `make` is told whether it is for PostgreSQL."""

    def __init__(self, make: Callable[[bool], sa.Select[Any]]) -> None:
        self._make = make
        self._made: dict[bool, tuple[str, dict[str, Any], Sequence[str] | None]] = {}

    def rows(self, tx: Tx, **values: object) -> direct.Answers:
        """Run it; all rows, each a tuple."""
        made = self._made.get(tx.postgres) or self._compiled(tx)
        text, fixed, order = made
        given = {**fixed, **values}
        # SQLite's driver takes values by their place, PostgreSQL's by their name.
        put = given if order is None else tuple(given[name] for name in order)
        return direct.rows(tx, text, put)

    def _compiled(self, tx: Tx) -> tuple[str, dict[str, Any], Sequence[str] | None]:
        compiled = self._make(tx.postgres).compile(dialect=tx.conn.dialect)
        made = (compiled.string, dict(compiled.params), compiled.positiontup)
        self._made[tx.postgres] = made
        return made
