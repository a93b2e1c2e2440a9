"""Set-based writes mean the same on SQLite and PostgreSQL: what a dictionary would hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from engine.store import bulk
from engine.store.db import Database, Tx
from engine.store.tables import attempt, person_device, rollup

COLUMNS = ("shard", "person_id", "device_id", "workspace_id", "kind", "status", "subscribed")
KEYS = ("shard", "person_id", "device_id")
Model = dict[tuple[Any, ...], tuple[Any, ...]]
Rows = list[tuple[Any, ...]]


def rows(dice: Random, count: int) -> Rows:
    """Rows by their key, each key once, sorted as callers sort them."""
    made = {
        (dice.randrange(4), dice.randrange(-9, 9), dice.choice(("a", "b", "ä'\"", ""))): (
            "w", dice.choice(("web", "fcm")), dice.choice(("allowed", "")), dice.random() < 0.5,
        )
        for _ in range(count)
    }  # fmt: skip
    return [(*key, *made[key]) for key in sorted(made)]


def stored(tx: Tx) -> Model:
    query = sa.select(*(person_device.c[name] for name in COLUMNS))
    return {tuple(row[:3]): tuple(row[3:]) for row in tx.execute(query)}


def insert(tx: Tx, model: Model, given: Rows) -> None:
    bulk.insert(tx, person_device, COLUMNS, given, replace=("status", "subscribed"))
    for row in given:
        kept = model.get(row[:3], row[3:])
        model[row[:3]] = (*kept[:2], *row[5:])


def insert_absent(tx: Tx, model: Model, given: Rows) -> None:
    bulk.insert_absent(tx, person_device, COLUMNS, given)
    for row in given:
        model.setdefault(row[:3], row[3:])


def insert_new(tx: Tx, model: Model, given: Rows) -> None:
    new = bulk.insert_new(tx, person_device, COLUMNS, given, KEYS)
    assert new == {row[:3] for row in given} - set(model)
    for row in given:
        model.setdefault(row[:3], row[3:])


def update(tx: Tx, model: Model, given: Rows) -> None:
    changes = [(*row[:3], row[5], row[6]) for row in given]
    bulk.update(tx, person_device, KEYS, ("status", "subscribed"), changes)
    for row in given:
        if row[:3] in model:
            model[row[:3]] = (*model[row[:3]][:2], *row[5:])


def delete(tx: Tx, model: Model, given: Rows) -> None:
    bulk.delete(tx, person_device, KEYS, [row[:3] for row in given])
    for row in given:
        model.pop(row[:3], None)


ACTS: tuple[Callable[[Tx, Model, Rows], None], ...] = (
    insert, insert_absent, insert_new, update, delete
)  # fmt: skip


@pytest.mark.parametrize("seed", range(5))
def test_any_row_of_writes_leaves_what_a_dictionary_holds(database: Database, seed: int) -> None:
    dice, model = Random(seed), Model()
    for act in (insert, *dice.choices(ACTS, k=30)):
        with database.transaction() as tx:
            act(tx, model, rows(dice, dice.choice((0, 1, 40))))
            assert stored(tx) == model, act.__name__


def counts(tx: Tx) -> list[tuple[int, int]]:
    query = sa.select(rollup.c.person_id, rollup.c["count"]).order_by(rollup.c.person_id)
    return [tuple(row) for row in tx.execute(query)]


def test_counters_add_up(database: Database) -> None:
    columns = ("shard", "person_id", "name", "day", "workspace_id", "count")

    def add(tx: Tx, people: Iterable[int], by: int) -> None:
        given = [(1, person, "bought", 20_000, "w", by) for person in people]
        bulk.add(tx, rollup, columns, given, counter="count")

    with database.transaction() as tx:
        add(tx, range(3), 2)
        add(tx, range(1, 5), 5)
        add(tx, (), 7)
        assert counts(tx) == [(0, 2), (1, 7), (2, 7), (3, 5), (4, 5)]


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


def test_deleting_by_a_part_of_the_key_deletes_every_row_of_it(database: Database) -> None:
    given = [(1, 7, name, "w", "web", "allowed", True) for name in "abc"]
    with database.transaction() as tx:
        bulk.insert(tx, person_device, COLUMNS, [*given, (1, 8, "a", "w", "web", "", False)])
        bulk.delete(tx, person_device, ("shard", "person_id"), [(1, 7), (2, 8)])
        assert list(stored(tx)) == [(1, 8, "a")]
