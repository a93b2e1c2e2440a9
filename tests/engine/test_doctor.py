"""The doctor finds what must not be: for each check one planted row, told in the finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from commands.common import warn_if_not_durable
from engine import clock, doctor
from engine.checks import CHECKS, STUCK
from engine.store import db
from engine.store.db import Database, Tx
from engine.store.tables import (
    campaign,
    campaign_progress,
    device,
    message,
    person,
    person_device,
    reach,
    run,
    send,
    shard_head,
    shard_pos,
    webhook_call,
)
from tests.support.backends import Postgresql
from tests.support.room import Room, hello, node, trigger
from waymark import main

Plant = Callable[[Tx, int], object]


@pytest.fixture
def room(database: Database) -> Room:
    """Ana was greeted on her device and waits; all is well."""
    made = Room(database, at=clock.now())  # the command asks the real clock
    made.push()
    nodes = [trigger("arrived"), hello(), node("pause", "wait", time="P1D")]
    made.journey(nodes, ["start -> hello", "hello -> pause"])
    made.device("ana", "d1")
    made.track("arrived", anon="ana")
    return made


def changed(table: sa.Table, **values: Any) -> Plant:
    return lambda tx, _long_ago: tx.execute(table.update().values(**values))


def late(table: sa.Table, name: str, **values: Any) -> Plant:
    """Something that should have been done by then."""
    return lambda tx, long_ago: tx.execute(table.update().values(**{name: long_ago, **values}))


def _known_on_a_device_of_nobody(tx: Tx, _long_ago: int) -> None:
    tx.execute(device.update().values(owner=None))
    columns = ("shard", "canonical_id", "workspace_id")
    shard, who, workspace = tx.execute(sa.select(*(person.c[name] for name in columns))).one()
    known = {"shard": shard, "person_id": who, "device_id": "d1", "workspace_id": workspace}
    tx.execute(
        person_device.insert(), {**known, "kind": "web", "status": "allowed", "subscribed": True}
    )


def _a_call_nobody_made(tx: Tx, long_ago: int) -> None:
    row = {
        "shard": 1, "id": "c1", "workspace_id": "w", "person_id": 1, "run_id": "r",
        "journey_id": "j", "node": "call", "url": "https://hooks.example/x", "body": "{}",
        "state": "pending", "created_at": long_ago, "due_at": long_ago, "expires_at": long_ago,
    }  # fmt: skip
    tx.execute(webhook_call.insert(), row)


def _a_campaign_that_lost_its_sends(tx: Tx, long_ago: int) -> None:
    here = tx.execute(sa.select(person.c.workspace_id)).scalars().first()
    row = {"id": "camp", "workspace_id": here, "document": "{}", "state": "done"}
    tx.execute(campaign.insert(), {**row, "created_at": long_ago, "updated_at": long_ago})
    cursor = {"campaign_id": "camp", "pass_at": 0, "shard": 63, "after": 0, "paced_at": 0}
    tx.execute(campaign_progress.insert(), {**cursor, "people": 1, "devices": 1})


PLANTS: Mapping[str, Plant] = {
    "runs": changed(run, state="lost"),
    "timers": late(run, "wake_at"),
    "shards": changed(run, shard=(run.c.shard + 1) % 64),
    "positions": changed(shard_pos, pos=shard_pos.c.pos + 1_000),
    "log": changed(shard_head, next=shard_head.c.next + 1),
    "messages": changed(message, state="suppressed", reason=None),
    "sends": changed(send, state="rejected", reason=None),
    "claims": late(send, "claimed_at", state="claimed"),
    "waiting": late(message, "due_at", state="pending"),
    "message and sends": changed(message, state="open"),
    "campaigns": _a_campaign_that_lost_its_sends,
    "orphan sends": lambda tx, _: tx.execute(message.delete()),
    "owners": changed(reach, merged_into=1),
    "erased": changed(person, erased=True),
    "devices": _known_on_a_device_of_nobody,
    "webhooks": _a_call_nobody_made,
}


def test_each_check_has_its_plant() -> None:
    assert set(PLANTS) == {check.name for check in CHECKS}


@pytest.mark.parametrize("name", PLANTS)
def test_what_must_not_be_is_found_with_its_rows(room: Room, name: str) -> None:
    assert doctor.examine(room.database) == []
    with room.database.transaction() as tx:
        PLANTS[name](tx, tx.now() - STUCK - clock.MINUTE)

    found = {finding.check: finding for finding in doctor.examine(room.database)}
    assert name in found
    assert not found[name].warning
    assert found[name].rows


def test_the_command_tells_the_rows_and_ends_with_status_1(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = room.database.url.render_as_string(hide_password=False)
    monkeypatch.setenv("WAYMARK_DATABASE_URL", url)
    told = CliRunner().invoke(main, ["doctor"])
    assert (told.exit_code, "in balance" in told.output) == (0, True), told.output

    with room.database.transaction() as tx:
        tx.execute(run.update().values(state="lost"))
    told = CliRunner().invoke(main, ["doctor"])
    assert told.exit_code == 1
    assert "WRONG: each run is waiting, finished or in quarantine" in told.output
    assert f"id {room.runs()[0]['id']}" in told.output
    assert "in balance" not in told.output


def test_a_database_that_may_forget_what_was_answered_is_said_at_the_start(
    postgresql_template: Postgresql, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with postgresql_template.fresh(tmp_path) as url:
        name = sa.make_url(url).database
        careful = db.connect(url)
        warn_if_not_durable(careful)
        assert capsys.readouterr().err == ""
        with careful.transaction() as tx:
            tx.execute(sa.text(f"ALTER DATABASE {name} SET synchronous_commit = off"))
        careful.close()
        careless = db.connect(url)
        try:
            warn_if_not_durable(careless)
            assert "synchronous_commit must be on, it is off" in capsys.readouterr().err
            assert [found.check for found in doctor.durability(careless)] == ["durability"]
        finally:
            with careless.transaction() as tx:
                tx.execute(sa.text(f"ALTER DATABASE {name} RESET synchronous_commit"))
            careless.close()


def test_sqlite_is_durable_whoever_opens_it(sqlite: Database) -> None:
    assert doctor.durability(sqlite) == []
