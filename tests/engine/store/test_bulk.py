"""Set-based writes leave what SQLAlchemy Core leaves, row by row, on both databases."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from engine.store import bulk
from engine.store.db import Database, Tx
from engine.store.tables import attempt

ONCE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
LARGEST = 2**63 - 1


def _table(name: str) -> sa.Table:
    """Every type that our tables have, and nulls in each of them."""
    return sa.Table(
        name,
        sa.MetaData(),
        sa.Column("shard", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("large", sa.BigInteger),
        sa.Column("small", sa.Integer),
        sa.Column("words", sa.Text),
        sa.Column("flag", sa.Boolean),
        sa.Column("price", sa.Float),
        sa.Column("digest", sa.LargeBinary),
        prefixes=["TEMPORARY"],
    )


IN_SETS, ROW_BY_ROW = _table("in_sets"), _table("row_by_row")
COLUMNS = [column.name for column in IN_SETS.columns]
KEY, REST = COLUMNS[:2], COLUMNS[2:]
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
VALUES = st.tuples(
    st.none() | st.integers(-LARGEST - 1, LARGEST),
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | TEXT,
    st.none() | st.booleans(),
    st.none() | st.floats(allow_nan=False, allow_infinity=False),
    st.none() | st.binary(max_size=8),
)
KEYS = st.tuples(st.integers(0, 2), st.sampled_from(["a", "b", "ä", ""]))
ROWS = st.dictionaries(KEYS, VALUES, max_size=6).map(
    lambda rows: [(*key, *values) for key, values in sorted(rows.items())]
)
Rows = list[tuple[Any, ...]]


def both(database: Database, act: Callable[[Tx], None]) -> None:
    """Do `act` in a transaction with two empty tables; they must end alike."""
    with database.engine.connect() as conn:
        tx = Tx(conn, database)
        for table in (IN_SETS, ROW_BY_ROW):
            table.create(conn)
        act(tx)
        assert _stored(tx, IN_SETS) == _stored(tx, ROW_BY_ROW)
        conn.rollback()


def _stored(tx: Tx, table: sa.Table) -> Rows:
    return [tuple(row) for row in tx.execute(sa.select(table).order_by(*table.primary_key.columns))]


def _one_by_one(tx: Tx, rows: Rows, *, change: Callable[[dict[str, Any], Any], None]) -> None:
    """Insert each row, or `change` the one that stands (its new values are the second's)."""
    for row in rows:
        new = dict(zip(COLUMNS, row, strict=True))
        same = sa.and_(ROW_BY_ROW.c.shard == new["shard"], ROW_BY_ROW.c.id == new["id"])
        stands = tx.execute(sa.select(ROW_BY_ROW).where(same)).mappings().first()
        if stands is None:
            tx.execute(ROW_BY_ROW.insert().values(**new))
            continue
        kept = dict(stands)
        change(kept, new)
        tx.execute(ROW_BY_ROW.update().where(same).values(**kept))


def _keep(_kept: dict[str, Any], _new: Any) -> None:
    pass


FULL = (0, "a", LARGEST, -(2**31), 'ä\n\\"{}', True, 1e308, b"\0\xff")
EMPTY: tuple[Any, ...] = (1, "", None, None, None, None, None, None)


@ONCE
@given(ROWS, ROWS)
@example([FULL], [EMPTY])
@example([FULL, EMPTY], [FULL])
def test_insert_overwrites_what_is_named_and_nothing_else(
    database: Database, first: Rows, second: Rows
) -> None:
    def act(tx: Tx) -> None:
        bulk.insert(tx, IN_SETS, COLUMNS, first)
        bulk.insert(tx, IN_SETS, COLUMNS, second, replace=["large", "words"])
        _one_by_one(tx, first, change=_keep)
        _one_by_one(
            tx,
            second,
            change=lambda kept, new: kept.update(large=new["large"], words=new["words"]),
        )

    both(database, act)


@ONCE
@given(ROWS, ROWS)
def test_insert_new_says_which_were_new(database: Database, first: Rows, second: Rows) -> None:
    def act(tx: Tx) -> None:
        bulk.insert_absent(tx, IN_SETS, COLUMNS, first)
        stood = {row[:2] for row in first}
        new = bulk.insert_new(tx, IN_SETS, COLUMNS, second, KEY)
        assert new == {row[:2] for row in second} - stood
        _one_by_one(tx, first + second, change=_keep)

    both(database, act)


@ONCE
@given(ROWS, st.dictionaries(KEYS, st.integers(-1000, 1000), max_size=6))
def test_add_counts_on(database: Database, first: Rows, more: dict[Any, int]) -> None:
    counted = [(*row[:3], 7, *row[4:]) for row in first]
    added = [(*key, None, number, None, None, None, None) for key, number in sorted(more.items())]

    def act(tx: Tx) -> None:
        bulk.insert(tx, IN_SETS, COLUMNS, counted)
        bulk.add(tx, IN_SETS, COLUMNS, added, counter="small")
        _one_by_one(tx, counted, change=_keep)
        _one_by_one(
            tx, added, change=lambda kept, new: kept.update(small=kept["small"] + new["small"])
        )

    both(database, act)


@ONCE
@given(ROWS, ROWS)
def test_update_changes_the_rows_that_stand(database: Database, first: Rows, second: Rows) -> None:
    def act(tx: Tx) -> None:
        bulk.insert(tx, IN_SETS, COLUMNS, first)
        bulk.update(tx, IN_SETS, KEY, REST, second)
        stand = {row[:2] for row in first}
        _one_by_one(tx, first, change=_keep)
        _one_by_one(
            tx,
            [row for row in second if row[:2] in stand],
            change=lambda kept, new: kept.update(new),
        )

    both(database, act)


@ONCE
@given(ROWS, st.lists(KEYS, max_size=4, unique=True))
def test_delete_takes_the_rows_with_these_keys(
    database: Database, first: Rows, keys: list[Any]
) -> None:
    def act(tx: Tx) -> None:
        bulk.insert(tx, IN_SETS, COLUMNS, first)
        bulk.delete(tx, IN_SETS, KEY, keys)
        _one_by_one(tx, [row for row in first if row[:2] not in keys], change=_keep)

    both(database, act)


def test_a_number_that_is_too_large_is_an_error_and_stores_nothing(database: Database) -> None:
    def act(tx: Tx) -> None:
        with pytest.raises(OverflowError):
            bulk.insert(tx, IN_SETS, COLUMNS, [(*FULL[:2], 2**63, *FULL[3:])])

    both(database, act)


def test_more_rows_than_one_statement_takes_are_deleted_and_no_others(database: Database) -> None:
    many = bulk.DELETED_AT_ONCE * 2 + 7
    columns = ("shard", "subject", "tries", "error", "at")
    subjects = [f"run:{number:06}" for number in range(many + 3)]
    with database.transaction() as tx:
        bulk.insert(tx, attempt, columns, [(2, subject, 1, "x", 5) for subject in subjects])
        bulk.insert(tx, attempt, columns, [(3, subjects[0], 1, "x", 5)])
        bulk.delete(tx, attempt, ("shard", "subject"), [(2, one) for one in subjects[:many]])
        left = tx.execute(sa.select(attempt.c.shard, attempt.c.subject).order_by(attempt.c.shard))
        expected = [(2, one) for one in subjects[many:]] + [(3, subjects[0])]
        assert [tuple(row) for row in left] == expected


@ONCE
@given(ROWS, st.integers(0, 2))
def test_deleting_by_a_part_of_the_key_deletes_every_row_of_it(
    database: Database, first: Rows, shard: int
) -> None:
    def act(tx: Tx) -> None:
        bulk.insert(tx, IN_SETS, COLUMNS, first)
        bulk.delete(tx, IN_SETS, ["shard"], [(shard,)])
        _one_by_one(tx, [row for row in first if row[0] != shard], change=_keep)

    both(database, act)
