"""What Home shows: figures day by day, and what does not move, of one workspace and no other."""

from __future__ import annotations

import msgspec
import pytest

from engine import clock
from engine.audience import daily, names
from engine.delivery import hosts
from engine.delivery.hosts import Pace
from engine.delivery.providers.provider import Unclear
from engine.store.db import Database
from engine.store.tables import push_host, quarantine, run
from tests.webapp.api.conftest import Api, Member
from tests.webapp.api.test_messages import put


def trouble(database: Database, at: Api, mark: str) -> None:
    """A wait that is over, a message that has not gone, something in quarantine, a bad key."""
    with database.transaction() as tx:
        now = tx.now()
        person = put(tx, at.workspace_id, f"{mark}-")
        common = {"shard": person % 64, "workspace_id": at.workspace_id, "person_id": person}
        told = {"journey_id": f"{mark}-journey", "version_id": "jv", "entry_key": "", "body": "{}"}
        for age, state in ((60, "active"), (3_600, "ended"), (5, "active")):
            row = {"id": f"{mark}-{age}", "state": state, "node": "wait", "entered_at": now}
            due = {"wake_at": now - age * clock.SECOND, "entry_key": str(age)}
            tx.execute(run.insert(), common | told | row | due)
        for subject, replayed in (("event:1", None), ("event:2", None), ("event:3", now)):
            row = {"subject": f"{subject}-{mark}", "error": f"{mark} boom", "body": "{}", "at": now}
            more = {"journey_id": f"{mark}-journey", "replayed_at": replayed}
            tx.execute(quarantine.insert(), common | row | more)
        day = clock.day(now)
        daily.save(tx, 3, daily.Counts({(at.workspace_id, day, "key_refused"): 4}))


@pytest.fixture
def troubled(shop: Api, rival: Api, database: Database) -> Api:
    trouble(database, shop, "our")
    trouble(database, rival, "their")
    return shop


def test_what_is_stuck_is_told_with_the_place_to_look(troubled: Api, viewer: Member) -> None:
    found = viewer.get("/stats/stuck")

    assert (found["timer"]["run"], found["timer"]["journey"]) == ("our-60", "our-journey")
    assert 59 < found["timer"]["age"] < 120
    assert found["message"]["message"] == "our-m4"
    assert found["quarantine"] == {
        "count": 2, "journeys": {"our-journey": 2}, "last_error": "our boom",
    }  # fmt: skip
    assert (found["hosts"], found["key_refused"]) == ([], 4)


def test_where_nothing_is_stuck_nothing_is_told(rival: Api) -> None:
    found = rival.get("/stats/stuck")

    assert found == {
        "timer": None, "message": None, "hosts": [], "key_refused": 0, "webhooks_off": 0,
        "quarantine": {"count": 0, "journeys": {}, "last_error": None},
    }  # fmt: skip


def test_a_push_service_that_fails_is_named_until_it_answers(shop: Api, database: Database) -> None:
    pace = Pace()
    with database.transaction() as tx:
        now = tx.now()
        well = hosts.fresh(now, pace)
        ill = well
        for _ in range(pace.failures):
            ill = hosts.after(ill, Unclear("timeout"), now, pace)
        for origin, state in (("https://ill.example", ill), ("https://well.example", well)):
            row = {
                "origin": origin,
                "state": msgspec.json.encode(state).decode(),
                "updated_at": now,
            }
            tx.execute(push_host.insert(), row)

    (host,) = shop.get("/stats/stuck")["hosts"]
    assert (host["origin"], host["failures"]) == ("https://ill.example", pace.failures)
    assert host["closed_until"] is not None


def test_days_are_of_this_workspace_and_end_with_today(
    shop: Api, rival: Api, database: Database
) -> None:
    with database.transaction() as tx:
        now = tx.now()
        today = clock.day(now)
        for at, count in ((shop, 3), (rival, 50)):
            ana = names.ensure(tx, at.workspace_id, [("user", "ana")], now)["user", "ana"]
            counts = {
                (at.workspace_id, today, "session"): count,
                (at.workspace_id, today - 1, "clicked"): count,
                (at.workspace_id, today - 100, "session"): count,
                (at.workspace_id, today - 1, "people.ask"): count,
            }
            daily.save(tx, ana % 64, daily.Counts(counts))

    found = shop.get("/stats/days?days=3")
    assert len(found["days"]) == 3
    assert found["days"][-1] == clock.date_of(today).isoformat()
    assert found["counts"] == {"session": [0, 0, 3], "clicked": [0, 3, 0]}
    assert found["since"] == clock.date_of(today - 1).isoformat()
    assert set(found["people"]) == {"ask", "allowed", "blocked", "unsupported", "suspended"}


@pytest.mark.parametrize("query", ["days=0", "days=91", "days=x", "day=3"])
def test_what_is_no_span_is_refused(shop: Api, query: str) -> None:
    assert shop.refused("GET", f"/stats/days?{query}")["status"] == 422
