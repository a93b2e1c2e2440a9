"""How the console's lists are read once tables are large: by an index, never the whole table."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from engine import audit
from engine.audience import refusals, segments
from engine.campaigns import audience, drafts
from engine.campaigns.plan import DEFAULTS
from engine.delivery import lanes
from engine.reports import (
    campaigns,
    days,
    extracts,
    live,
    message_list,
    messages,
    people,
    runs,
    stuck,
    timeline,
    ways,
    webhook_calls,
)
from engine.reports.message_list import Wanted
from engine.reports.people import Who
from engine.runtime import schedules
from engine.store import tables
from engine.store.db import Database, Tx
from journeys.rules import EVERYONE, Scope, parse
from journeys.schedule import Schedule

ROWS = 20_000
SHOPS = 200
"""Workspaces that share the tables: each has a two-hundredth of them."""
HERE, JOURNEY, NOW = "ws7", "j7", ROWS
ANA = Who(7, 7, HERE)
LARGE = (
    "audit", "person", "device", "event", "profile", "person_value", "person_device", "rollup",
    "status_change", "run", "node_count", "daily_count", "offer", "message", "send", "quarantine",
    "webhook_call", "refusal", "campaign",
)  # fmt: skip
SPECIAL = {
    "workspace_id": f"'ws' || (g % {SHOPS})", "journey_id": f"'j' || (g % {SHOPS})",
    "shard": "g % 64", "canonical_id": "g", "owner": "g", "erased": "false",
    "run.state": "CASE WHEN g % 50 = 7 THEN 'active' ELSE 'ended' END",
    "message.state": "CASE WHEN g % 50 = 7 THEN 'pending' ELSE 'done' END",
    "send.state": "'accepted'", "campaign_id": f"'c' || (g % {SHOPS})",
    "campaign.state": "CASE WHEN g % 50 = 7 THEN 'sending' ELSE 'done' END",
    "campaign.active": "g % 50 = 7", "document": "'{}'",
    "event.kind": "'track'", "daily_count.name": "'asked'",
    "endpoint_id": f"'e' || (g % {SHOPS})", "webhook_call.state": "'done'",
    "send.message_id": "'x' || g", "body": "'{}'", "detail": "'{}'",
}  # fmt: skip


def filled(tx: Tx, table: sa.Table, rows: int) -> None:
    """So many rows of anything."""
    taken = [each for each in table.columns if not each.nullable or each.name in SPECIAL]
    names = ", ".join(f'"{each.name}"' for each in taken)
    values = ", ".join(_value(table, each) for each in taken)
    source = f"generate_series(0, {rows - 1}) AS numbers(g)"
    if not tx.postgres:
        more = f"SELECT g + 1 FROM numbers WHERE g < {rows - 1}"
        source = f"(WITH RECURSIVE numbers(g) AS (SELECT 0 UNION ALL {more}) SELECT g FROM numbers)"
    tx.conn.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM {source}'.replace(
            "%", "%%" if tx.postgres else "%"
        )
    )


def _value(table: sa.Table, column: sa.Column[Any]) -> str:
    special = SPECIAL.get(f"{table.name}.{column.name}", SPECIAL.get(column.name))
    if special is not None:
        return special
    if isinstance(column.type, sa.Boolean):
        return "false"
    if isinstance(column.type, sa.Integer | sa.Float):
        return "g"
    return "'x' || g"


@pytest.fixture
def large(database: Database) -> Database:
    with database.transaction() as tx:
        tx.conn.exec_driver_sql(
            "INSERT INTO workspace (id, name, settings, created_at) VALUES "
            + ", ".join(f"('ws{number}', 'x', '{{}}', 0)" for number in range(SHOPS))
        )
        for table in tables.metadata.sorted_tables:
            if table.name in LARGE:
                filled(tx, table, ROWS)
        tx.execute(tables.shard_head.delete())
        heads = [{"shard": shard, "next": ROWS, "moves": 0} for shard in range(tables.SHARDS)]
        tx.execute(tables.shard_head.insert(), heads)
        tx.conn.exec_driver_sql("ANALYZE")
    database.now = lambda _tx: NOW
    return database


def members(tx: Tx, field: str, operator: str, value: object) -> object:
    rules = [{"field": field, "operator": operator, "value": value}]
    rule = parse({"combinator": "and", "rules": rules}, scope=Scope.SEGMENT)
    return segments.people(tx, segments.question(tx, HERE, rule, NOW), after=None, limit=51)


def messages_of(**wanted: Any) -> Callable[[Tx], object]:
    return lambda tx: message_list.listed(tx, HERE, Wanted(**wanted), after=(NOW, "x"), limit=51)


def by_clock(tx: Tx, of: str, zone: str) -> object:
    """A page of those whom the clock lets in."""
    row: Any = SimpleNamespace(workspace_id=HERE, zone=zone, after=7)
    schedule = Schedule(datetime(2026, 1, 1), None, of, EVERYONE, timedelta(0))  # noqa: DTZ001
    return schedules._people(tx, row, schedule, 51, NOW)


ACTS: dict[str, Callable[[Tx], object]] = {
    "people": lambda tx: people.listed(tx, HERE, after=7, limit=51),
    "people by last seen": lambda tx: people.lately(tx, HERE, after=None, limit=51),
    "people further on": lambda tx: people.lately(tx, HERE, after=(NOW, 7), limit=51),
    "people by status": lambda tx: people.lately(tx, HERE, after=None, limit=51, status="ask"),
    "messages": messages_of(),
    "messages by state": messages_of(state="failed"),
    "messages suppressed": messages_of(state="suppressed", reason="cap"),
    "messages by platform": messages_of(platform="windows", push="hello"),
    "messages of somebody": messages_of(person=7),
    "messages of a journey": messages_of(journey=JOURNEY, since=5, until=500),
    "messages of days": messages_of(since=5, until=500),
    "members by trait": lambda tx: members(tx, "trait.plan", "=", "pro"),
    "members by number": lambda tx: members(tx, "trait.age", ">", 7),
    "members by event": lambda tx: members(tx, "event.bought", "did", {}),
    "members by push": lambda tx: members(tx, "push.enabled", "=", True),
    "live events": lambda tx: live.look(tx, HERE, live.Wanted(), None),
    "live events of a name": lambda tx: live.look(tx, HERE, live.Wanted(name="x"), {3: 5}),
    "live events of somebody": lambda tx: live.look(tx, HERE, live.Wanted(people=[7]), None),
    "audit": lambda tx: audit.listed(tx, HERE, after=(NOW, "x"), limit=51),
    "audit by act": lambda tx: audit.listed(
        tx, HERE, after=None, limit=51, wanted=audit.Wanted("x", "y")
    ),
    "audit kinds": lambda tx: audit.kinds(tx, HERE),
    "days": lambda tx: days.by_day(tx, HERE, 30),
    "stuck": lambda tx: stuck.stuck(tx, HERE),
    "a journey's figures": lambda tx: runs.stats(tx, JOURNEY, None, runs.Span(1, 30)),
    "a journey's people": lambda tx: runs.of_journey(
        tx, JOURNEY, {"state": "active", "node": "x"}, after=None, limit=51
    ),
    "inside journeys": lambda tx: runs.inside(tx, [JOURNEY, "j8"]),
    "a way": lambda tx: ways.last(tx, ANA, JOURNEY),
    "runs of somebody": lambda tx: runs.of_person(tx, ANA, after=None, limit=51),
    "a time line": lambda tx: timeline.of(tx, ANA, after=None, limit=51),
    "messages of a person": lambda tx: messages.of_person(tx, ANA, after=None, limit=51),
    "campaigns": lambda tx: drafts.listed(tx, HERE, after=(NOW, "x"), limit=51),
    "campaigns of a state": lambda tx: drafts.listed(tx, HERE, state="draft", after=None, limit=51),
    "a campaign's recipients": lambda tx: campaigns.recipients(
        tx, "c7", campaigns.Wanted(), after=("x", "x"), limit=51
    ),
    "a campaign's failures": lambda tx: campaigns.recipients(
        tx, "c7", campaigns.Wanted(state="gone"), after=None, limit=51
    ),
    "a campaign's counts": lambda tx: campaigns.stats(tx, "c7"),
    "what a campaign would reach": lambda tx: audience.size(tx, HERE, DEFAULTS),
    "calls": lambda tx: webhook_calls.listed(
        tx, HERE, webhook_calls.Wanted(), after=(NOW, "x"), limit=51
    ),
    "calls that failed": lambda tx: webhook_calls.listed(
        tx, HERE, webhook_calls.Wanted(state="failed"), after=None, limit=51
    ),
    "calls to an endpoint": lambda tx: webhook_calls.listed(
        tx, HERE, webhook_calls.Wanted("e7", "failed"), after=None, limit=51
    ),
    "events of a time": lambda tx: extracts.part_of(tx, HERE, extracts.Span(5, 900), (3, 100, 600)),
    "what is due": lambda tx: lanes.due_lanes(tx),
    "refusals": lambda tx: refusals.listed(tx, HERE),
    "zones": lambda tx: schedules._zones(tx, HERE),
    "people by the clock": lambda tx: by_clock(tx, "workspace", ""),
    "people by their own clocks": lambda tx: by_clock(tx, "person", "Europe/Berlin"),
    "people of no known zone": lambda tx: by_clock(tx, "person", ""),
}


WHOLE = (
    "SELECT id FROM message WHERE push = 'x7'",
    "SELECT count(*) FROM run WHERE entered_at = 7",
    "SELECT shard FROM event WHERE name = 'x7' ORDER BY received_at",
)
"""What does read a whole table."""


def plan(tx: Tx, text: str, values: Any) -> str:
    explain = "EXPLAIN" if tx.postgres else "EXPLAIN QUERY PLAN"
    rows = tx.conn.exec_driver_sql(f"{explain} {text}", values).all()
    return "\n".join(str(row[-1]) for row in rows)


SMALL = "ix_campaign_active"
"""The whole of it are the few campaigns of which something is left to do."""


def scanned(tx: Tx, told: str) -> list[str]:
    """The parts of a plan that read each row of a large table, or each entry of its index."""
    if not tx.postgres:
        lines = [line for line in told.splitlines() if SMALL not in line]
        return [line for line in lines if line.split()[:1] == ["SCAN"] and _large(line)]
    parts = [part for part in re.split(r"\n(?=.*->)", told) if SMALL not in part]
    return [
        part
        for part in parts
        if " on " in part and _large(part.split(" on ", 1)[1])
        if "Seq Scan on " in part or ("Index" in part and "Index Cond" not in part)
        if "Bitmap Heap Scan" not in part
    ]


def _large(words: str) -> bool:
    return any(name in LARGE for name in words.split()[:2])


def test_no_list_reads_a_whole_table(large: Database) -> None:
    asked: list[Any] = []
    with large.read() as tx:
        assert all(scanned(tx, plan(tx, query, ())) for query in WHOLE), "the judge is blind"
        sa.event.listen(
            tx.conn, "before_cursor_execute", lambda *each: asked.append((each[2], each[3]))
        )
        bad = {}
        for name, act in ACTS.items():
            asked.clear()
            act(tx)
            queries = [each for each in asked if each[0].lstrip().startswith(("SELECT", "WITH"))]
            assert queries, name
            for text, values in queries:
                told = plan(tx, text, values)
                if scanned(tx, told):
                    bad[name] = (scanned(tx, told), text, told)
    assert not bad, "\n\n".join(
        f"{name}: {each[0]}\n{each[1]}\n{each[2]}" for name, each in bad.items()
    )
