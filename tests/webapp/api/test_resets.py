"""Resets by an admin: what waits is not sent, nobody is subscribed; over both databases."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Flask

from engine.store import outbox
from engine.store.db import Database
from engine.store.tables import device, message, workspace
from tests.scenarios.attacker import nothing_stored
from tests.webapp.api.conftest import Api, logged_in
from tests.webapp.api.test_access import stocked

RESETS = ("/settings/reset-messages", "/settings/reset-subscribers")


def test_what_was_waiting_comes_before_the_claim_and_is_told(
    shop: Api, rival: Api, database: Database
) -> None:
    mine, theirs = stocked(shop, database), stocked(rival, database)
    with database.transaction() as tx:
        tx.execute(message.update().values(due_at=tx.now() + 3_600_000_000))

    assert shop.post(RESETS[0], {"name": "Shop"}) == {"cancelled": 1}
    with database.read() as tx:
        due = dict(tx.execute(sa.select(message.c.id, message.c.due_at)).all())
        now = tx.now()
    assert due[mine["message_id"]] <= now < due[theirs["message_id"]]
    (entry,) = shop.get("/audit?what=messages.reset")["items"]
    assert entry["detail"] == {"waiting": 1}
    assert rival.get("/audit?what=messages.reset")["items"] == []


def test_every_subscription_ends_and_those_of_others_stay(
    shop: Api, rival: Api, database: Database
) -> None:
    mine, theirs = stocked(shop, database), stocked(rival, database)
    with database.transaction() as tx:
        tx.execute(device.update().values(address=device.c.id.cast(sa.LargeBinary)))

    assert shop.post(RESETS[1], {"name": "Shop"}) == {"devices": 1}
    (ended,) = shop.get(f"/people/{mine['person_id']}/devices")["items"]
    (kept,) = rival.get(f"/people/{theirs['person_id']}/devices")["items"]
    assert (ended["subscribed"], kept["subscribed"]) == (False, True)
    assert shop.post(RESETS[1], {"name": "Shop"}) == {"devices": 0}
    first = shop.get("/audit?what=subscribers.reset")["items"][-1]
    assert first["detail"] == {"devices": 1}


def test_a_crowd_is_brought_in_batches(shop: Api, database: Database) -> None:
    stocked(shop, database)
    many = outbox.HURRIED * 2 + 1
    with database.transaction() as tx:
        (row,) = tx.execute(sa.select(message)).mappings()
        later = {"due_at": tx.now() + 3_600_000_000}
        tx.execute(
            message.insert(), [{**row, **later, "id": f"more-{each}"} for each in range(many)]
        )

    assert shop.post(RESETS[0], {"name": "Shop"}) == {"cancelled": many + 1}
    with database.read() as tx:
        held = sa.select(sa.func.count()).where(message.c.due_at > tx.now())
        assert tx.execute(held).scalar_one() == 0


def test_a_slip_resets_nothing(shop: Api, database: Database) -> None:
    stocked(shop, database)
    with nothing_stored(database):
        for path in RESETS:
            problem = shop.refused("POST", path, {"name": "shop"})
            assert problem["errors"] == {"name": ["is not the name of this workspace"]}
            assert shop.refused("POST", path)["status"] in (400, 415)
            assert shop.refused("POST", path, {"name": "Shop", "workspace": "x"})["status"] == 422


def test_nobody_but_an_admin_resets_and_nobody_another_workspace(
    app: Flask, shop: Api, rival: Api, database: Database
) -> None:
    stocked(rival, database)
    for role in ("viewer", "marketer"):
        who = logged_in(app, database, shop, role)
        for path in RESETS:
            assert who.refused("POST", path, {"name": "Shop"})["code"] == "forbidden"
    for path in RESETS:
        assert shop.refused("POST", path, {"name": "Rival"})["status"] == 422
    with database.read() as tx:
        rows = tx.execute(sa.select(workspace.c.messages_reset_at, workspace.c.reset_epoch))
        assert set(rows) == {(0, 0)}
