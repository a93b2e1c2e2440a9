"""What an attacker's test needs: all that is stored, requests of any kind, an admin's view."""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from werkzeug.test import TestResponse

from engine.audience import refusals
from engine.store.db import Database
from engine.store.tables import api_key, event, metadata, refusal
from tests.webapp.visitor.conftest import Site

Contents = dict[str, list[str]]


def contents(database: Database) -> Contents:
    """Every row of every table, as text."""
    with database.read() as tx:
        return {
            table.name: sorted(repr(tuple(row)) for row in tx.execute(sa.select(table)))
            for table in metadata.sorted_tables
        }


def rows(database: Database, table: sa.Table) -> list[dict[str, Any]]:
    """The rows of one table."""
    with database.read() as tx:
        return [dict(row) for row in tx.execute(sa.select(table)).mappings()]


@contextlib.contextmanager
def nothing_stored(database: Database) -> Iterator[None]:
    """Whatever happens in the block leaves no trace in any table.

    But for two that are kept on purpose, and bounded: that it was refused and why, without what it
    held; and when a key was used last.
    """
    before = _traces(database)
    yield
    after = _traces(database)
    assert len(rows(database, refusal)) <= refusals.MOST
    changed = {name for name in before if before[name] != after[name]}
    assert changed == set(), {name: set(after[name]) - set(before[name]) for name in changed}


def _traces(database: Database) -> Contents:
    found = contents(database)
    del found[refusal.name]
    keys = [{**row, "last_used_at": None} for row in rows(database, api_key)]
    return {**found, api_key.name: sorted(map(repr, keys))}


def post(site: Site, path: str, body: Any, key: str | None = None, **headers: str) -> TestResponse:
    """As a client posts: a body of bytes as it is, anything else as JSON; by default with the
    write key, which everybody has."""
    name = site.made.write_key if key is None else key
    basic = base64.b64encode(f"{name}:".encode()).decode()
    return site.client.post(
        path,
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={
            "Authorization": f"Basic {basic}",
            **{word.replace("_", "-"): text for word, text in headers.items()},
        },
    )


def manage(site: Site, method: str, path: str, body: Any = None) -> TestResponse:
    """The management API, with the secret key."""
    return site.client.open(
        f"/api/v1{path}",
        method=method,
        json=body,
        headers={"Authorization": f"Bearer {site.made.secret_key}"},
    )


def answer(response: TestResponse) -> tuple[int, str | None]:
    """The status, and the code of a refusal."""
    told = response.get_json(force=True, silent=True) or {}
    return response.status_code, told.get("code")


def track(**changes: Any) -> dict[str, Any]:
    """A call that is accepted with either key."""
    return {"type": "track", "event": "Viewed", "anonymousId": "mallory"} | changes


def logged(database: Database, **where: str) -> list[dict[str, Any]]:
    """The events of the log that are so."""
    found = sorted(rows(database, event), key=lambda row: (row["shard"], row["seq"]))
    return [row for row in found if all(row[name] == each for name, each in where.items())]


def ana(site: Site) -> int:
    """A known user with a trait."""
    known = {"type": "identify", "userId": "ana", "traits": {"plan": "gold"}}
    assert post(site, "/v1/identify", known, site.made.secret_key).status_code == 200
    site.fold()
    return site.person("ana")
