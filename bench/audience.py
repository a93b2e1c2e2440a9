"""The audience of a campaign to send rows, against plain INSERT … SELECTs of the same rows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from bench.growth import FILL
from bench.measure import in_turn, timed
from bench.place import FULL, Absent, postgresql, sized
from bench.rows import Row, Skipped, ratio
from engine import workspaces
from engine.campaigns import control, course, drafts, taking
from engine.campaigns.plan import DEFAULTS
from engine.store.db import Database

PEOPLE = 1_000_000 if FULL else 100_000
ROUNDS = 5
BASE_URL = "http://127.0.0.1:8000"
_DEVICES = """INSERT INTO device (id, workspace_id, owner, kind, status, address, endpoint, p256dh,
        auth, created_at, updated_at)
    SELECT 'd' || person_id, %s, person_id, 'web', 'allowed', decode(md5(person_id::text), 'hex'),
        'https://push.example/' || person_id, 'x', 'x', 0, 0 FROM profile"""
# The limit: one statement for each table, into tables that have their primary key and no more.
_OF = "FROM profile p JOIN device d ON d.owner = p.person_id WHERE p.workspace_id = '{workspace}'"
_PLAIN = (
    """INSERT INTO plain_send (shard, message_id, device_id, workspace_id, owner, epoch, state,
            due_at) SELECT p.shard, 'x-' || p.person_id, d.id, p.workspace_id, p.person_id, d.epoch,
        'pending', 0 """,
    """INSERT INTO plain_message (shard, id, workspace_id, person_id, push, target, mode, state,
            created_at, due_at, expires_at) SELECT p.shard, 'x-' || p.person_id, p.workspace_id,
        p.person_id, 'x', 'all', 'collapse', 'pending', 0, 0, 0 """,
    """INSERT INTO plain_inbox_item (shard, id, workspace_id, person_id, content, created_at)
        SELECT p.shard, 'x-' || p.person_id, p.workspace_id, p.person_id, repeat('x', 200), 0 """,
)
_KEYS = {"send": "shard, message_id, device_id", "message": "shard, id", "inbox_item": "shard, id"}


@dataclass(slots=True)
class Shop:
    """A workspace whose people all have a device."""

    database: Database
    workspace: str = ""
    people: int = 0

    def taken(self) -> float:
        """Seconds in which a new campaign's audience became messages, sends and bell items."""
        run, who = self.database.run, "bench"
        document = {**DEFAULTS, "title": "Sale", "message": "Everything", "url": "/sale"}
        made = run(drafts.create, self.workspace, who, document)
        run(control.act, self.workspace, who, made.id, "send")

        def take() -> None:
            run(course.begin)
            while run(taking.page, BASE_URL):
                pass

        seconds = timed(take)
        with self.database.read() as tx:
            found = drafts.get(tx, self.workspace, made.id)
        if found is None or found.devices != self.people:
            raise AssertionError(f"{found} was not made for {self.people}")
        self._empty(made.id)
        return seconds

    def plain(self) -> float:
        """Seconds in which the same rows are written by one statement a table, and nothing else."""

        def insert() -> None:
            with self.database.transaction() as tx:
                tx.conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
                for statement in _PLAIN:
                    tx.conn.exec_driver_sql(statement + _OF.format(workspace=self.workspace))

        seconds = timed(insert)
        with self.database.transaction() as tx:
            tx.conn.exec_driver_sql("TRUNCATE plain_send, plain_message, plain_inbox_item")
        return seconds

    def _empty(self, campaign: str) -> None:
        """Let each round begin with the same tables."""
        with self.database.transaction() as tx:
            tx.conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
            tx.conn.exec_driver_sql("TRUNCATE send, message, inbox_item")
        self.database.run(control.act, self.workspace, "bench", campaign, "cancel")


def measure() -> Iterator[Row | Skipped]:
    people = sized(PEOPLE, 500)
    try:
        with contextlib.ExitStack() as stack:
            shop = _filled(stack.enter_context(postgresql()), people)
            found = in_turn({"taken": shop.taken, "plain": shop.plain}, ROUNDS)
    except Absent as absent:
        yield Skipped("9", str(absent))
        return
    share = ratio(found["plain"], found["taken"])
    rates = [people / seconds for seconds in found["taken"]]
    yield Row(
        "9", f"{people // 1000}k people to messages, sends, bell items / plain INSERT … SELECT",
        share.median, goal=0.3, floor=0.1, spread=str(share),
        note=f"{sorted(rates)[len(rates) // 2]:,.0f} people/s in pages of "
        f"{taking.PAGES[True]:,}" + ("" if FULL else " (1M: BENCH_FULL=1)"),
    )  # fmt: skip


def _filled(database: Database, people: int) -> Shop:
    with database.transaction() as tx:
        made = workspaces.create(tx, "Bench", master_key=bytes(32))
        tx.conn.exec_driver_sql("SET LOCAL statement_timeout = 0")
        for statement in FILL[:3]:
            tx.conn.exec_driver_sql(statement, (made.id, people))
        tx.conn.exec_driver_sql(_DEVICES, (made.id,))
        for name, key in _KEYS.items():
            tx.conn.exec_driver_sql(f"CREATE TABLE plain_{name} (LIKE {name} INCLUDING DEFAULTS)")
            tx.conn.exec_driver_sql(f"ALTER TABLE plain_{name} ADD PRIMARY KEY ({key})")
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("VACUUM ANALYZE")
    return Shop(database, made.id, people)
