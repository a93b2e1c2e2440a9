"""How PostgreSQL looks up the rows of a batch while the tables are still nearly empty.

A connection keeps the plans that it made then: they must be right for large tables as well.
"""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from engine.audience import inbox
from engine.store import bulk, db, outbox
from engine.store.db import Tx
from engine.store.tables import message, send
from tests.support.backends import Postgresql

KEYS = [(number % 64, f"m{number}") for number in range(100)]
SEND = ("shard", "message_id", "device_id")


@pytest.mark.parametrize(
    ("act", "table"),
    [
        (lambda tx: outbox.lock(tx, KEYS), "message"),
        (lambda tx: outbox.standing(tx, KEYS), "send"),
        (lambda tx: outbox.sendings(tx, KEYS), "send"),
        (lambda tx: inbox.contents(tx, KEYS), "inbox_item"),
        (
            lambda tx: bulk.update(
                tx, message, ("shard", "id"), ("state",), [(*key, "open") for key in KEYS]
            ),
            "message",
        ),
        (
            lambda tx: bulk.update(
                tx, send, SEND, ("state",), [(*key, "d", "claimed") for key in KEYS]
            ),
            "send",
        ),
    ],
)
def test_rows_are_looked_up_by_an_index(
    postgresql_template: Postgresql, tmp_path: Path, act: Callable[[Tx], object], table: str
) -> None:
    asked: list[Any] = []
    with (
        postgresql_template.fresh(tmp_path) as url,
        closing(db.connect(url)) as database,
        database.transaction() as tx,
    ):
        sa.event.listen(
            database.engine, "before_cursor_execute", lambda *each: asked.append(each[2:4])
        )
        act(tx)
        ((text, values),) = asked
        plan = str(tx.conn.exec_driver_sql(f"EXPLAIN {text}", values).all())
    assert "Index Scan using" in plan
    assert f"Seq Scan on {table}" not in plan
