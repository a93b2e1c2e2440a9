"""Health says whether the database answers, and how late the oldest due thing is."""

from dataclasses import replace

import sqlalchemy as sa
from flask import Flask

from engine.store.db import Database, connect
from engine.store.tables import shard_pos
from webapp import create_app
from webapp.ports import Ports

SECOND = 1_000_000


def test_a_healthy_installation_is_late_with_nothing(app: Flask, database: Database) -> None:
    response = app.test_client().get("/health")

    assert response.status_code == 200
    assert app.test_client().get("/").status_code == 200
    assert response.json == {
        "status": "ok",
        "version": "0.1.0",
        "database": database.kind,
        "oldest_due_timer_seconds": None,
        "oldest_pending_send_seconds": None,
    }


def test_the_age_of_the_oldest_wait_that_is_over_is_told(app: Flask, database: Database) -> None:
    with database.transaction() as tx:
        now = tx.now()
        for shard, at in ((3, now - 90 * SECOND), (4, now - 10 * SECOND), (5, now + 60 * SECOND)):
            due = sa.update(shard_pos).where(shard_pos.c.shard == shard).values(due_at=at)
            tx.execute(due)

    body = app.test_client().get("/health").json

    assert body is not None
    assert 90 <= body["oldest_due_timer_seconds"] < 100


def test_without_its_database_it_is_unavailable_and_says_nothing_more(ports: Ports) -> None:
    gone = replace(ports, database=connect("postgresql+psycopg://nobody:hunter2@127.0.0.1:1/x"))

    response = create_app(gone).test_client().get("/health")

    assert response.status_code == 503
    assert response.json is not None
    assert response.json["status"] == "unavailable"
    assert b"hunter2" not in response.data
    gone.database.close()
