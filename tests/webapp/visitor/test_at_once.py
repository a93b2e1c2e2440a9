"""Who asks for a popup has her shard worked on in the web process: no worker is needed."""

from __future__ import annotations

import json
import threading

import pytest
import sqlalchemy as sa

from engine import clock
from engine.runtime import shard
from engine.store.db import Database, Tx
from engine.store.tables import quarantine, shard_pos
from tests.support.room import node, trigger
from tests.webapp.conftest import SilentBell
from tests.webapp.visitor.conftest import Page, Site
from tests.webapp.visitor.test_me import owner
from webapp.visitor import popups

ASK = {
    "name": "Ask", "settings": {},
    "nodes": [
        trigger("session_started"),
        node("ask", "show_popup", popup="simple", expires_in="P1D"),
    ],
    "edges": [{"source": "start", "sourceHandle": "next", "target": "ask"}],
}  # fmt: skip


@pytest.fixture
def here(page: Page) -> Page:
    """A browser on a site with a journey that asks; no worker runs."""
    page.report()
    page.site.fold()
    bearer = {"Authorization": f"Bearer {page.site.made.secret_key}"}
    made = page.site.client.post("/api/v1/journeys", json=ASK, headers=bearer)
    path = f"/api/v1/journeys/{made.get_json()['id']}/publish"
    assert page.site.client.post(path, headers=bearer).status_code == 200, made.text
    return page


def begins(page: Page) -> None:
    """A session begins, by the write key."""
    body = {
        "writeKey": page.site.made.write_key, "event": "session_started",
        "anonymousId": page.anonymous_id, "properties": {"push_status": "ask"},
    }  # fmt: skip
    response = page.site.client.post("/v1/track", data=json.dumps(body))
    assert response.status_code == 200, response.text


def popup(page: Page) -> list[str]:
    return [one["popup"] for one in page.good("GET", "/v1/me/popups")["items"]]


def position(site: Site, number: int) -> int:
    with site.database.read() as tx:
        query = sa.select(shard_pos.c.pos).where(shard_pos.c.shard == number)
        return int(tx.execute(query).scalar_one())


def test_the_popup_is_there_without_a_worker(here: Page) -> None:
    begins(here)
    before = clock.monotonic()
    assert popup(here) == ["simple"]
    assert clock.monotonic() - before < 0.9


def test_what_it_leads_to_is_rung_for(here: Page, bell: SilentBell) -> None:
    begins(here)
    bell.shards.clear()
    popup(here)
    assert bell.shards == [owner(here) % 64]  # its journey_entered is still to be worked on


def test_a_step_that_fails_breaks_nothing_and_counts_for_nothing(
    here: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("broken")

    begins(here)
    with monkeypatch.context() as patched:
        patched.setattr(shard, "process", broken)
        assert popup(here) == []
    with here.site.database.read() as tx:
        assert tx.execute(sa.select(quarantine)).all() == []
    assert popup(here) == ["simple"]


def test_a_shard_that_is_far_behind_is_left_to_the_workers(
    here: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(popups, "NEAR", 0)
    begins(here)
    number = owner(here) % 64
    before = position(here.site, number)
    assert popup(here) == []
    assert position(here.site, number) == before


def test_ingestion_steps_nothing(here: Page) -> None:
    number = owner(here) % 64
    before = position(here.site, number)
    begins(here)
    assert position(here.site, number) == before


# SQLite has one writer, and no locks of rows.
@pytest.mark.servers
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_where_a_worker_holds_the_shard_nobody_waits_for_it(here: Page) -> None:
    database: Database = here.site.database
    begins(here)
    number = owner(here) % 64
    held, go = threading.Event(), threading.Event()

    def hold(tx: Tx) -> None:
        row = sa.select(shard_pos.c.pos).where(shard_pos.c.shard == number)
        tx.execute(row.with_for_update())
        held.set()
        go.wait(10)

    worker = threading.Thread(target=database.run, args=(hold,))
    worker.start()
    assert held.wait(10)
    before = clock.monotonic()
    assert popup(here) == []
    assert clock.monotonic() - before < 1.9
    go.set()
    worker.join()
    assert popup(here) == ["simple"]
