"""What the canvas shows of a live journey: counts of some days, and what last went wrong."""

from __future__ import annotations

from typing import Any

import pytest

from engine import clock
from engine.audience import names
from engine.store import log
from engine.store.db import Database
from engine.store.tables import attempt, node_count, run
from journeys import samples
from tests.webapp.api.conftest import Api

HELLO = samples.journeys()["ask-for-push-then-say-hello"]
DAYS = {"2026-01-05": 3, "2026-01-06": 5, "2026-01-09": 7}


def day(text: str) -> int:
    return int((clock.date.fromisoformat(text) - clock.EPOCH.date()).days)


@pytest.fixture
def path(shop: Api, database: Database) -> str:
    """A live journey that `ask` was left in on three days, and a run on each."""
    journey = shop.post("/journeys", HELLO)["id"]
    version = shop.post(f"/journeys/{journey}/publish")["version"]["id"]
    with database.transaction() as tx:
        person = names.ensure(tx, shop.workspace_id, [("user", "ana")], tx.now())["user", "ana"]
        shard = log.routes(tx, [person]).of[person].shard
        common = {"shard": shard, "workspace_id": shop.workspace_id, "journey_id": journey}
        for text, number in DAYS.items():
            tx.execute(
                node_count.insert(),
                {**common, "version_id": version, "node": "ask", "port": "later",
                 "day": day(text), "count": number},
            )  # fmt: skip
            tx.execute(
                run.insert(),
                {**common, "id": f"r{text}", "person_id": person, "version_id": version,
                 "entry_key": text, "state": "active", "node": "ask", "body": "{}",
                 "entered_at": day(text) * clock.DAY + clock.HOUR},
            )  # fmt: skip
        tx.execute(
            attempt.insert(),
            {"shard": shard, "subject": "run:r2026-01-06", "tries": 2, "error": "Loop: r", "at": 5},
        )
    return f"/journeys/{journey}"


@pytest.mark.parametrize(
    ("query", "left", "began"),
    [
        ("", 15, 3),
        ("?from=2026-01-06", 12, 2),
        ("?to=2026-01-06", 8, 2),
        ("?from=2026-01-06&to=2026-01-06", 5, 1),
        ("?from=2026-01-07&to=2026-01-08", None, 0),
        ("?from=2026-01-09&to=2026-01-05", None, 0),
        ("?version=jv_nothing&from=2026-01-01", None, 0),
    ],
)
def test_counts_are_of_the_days_asked_for(
    shop: Api, path: str, query: str, left: int | None, began: int
) -> None:
    found = shop.get(f"{path}/stats{query}")

    assert (found["left"], found["began"]) == ({"ask": {"later": left}} if left else {}, began)
    if "version" not in query:
        assert (found["entered"], found["at"]) == (3, {"ask": 3})


@pytest.mark.parametrize(
    "query", ["from=soon", "from=2026-13-01", "to=2026-01-05T00:00:00Z", "from_=2026-01-05"]
)
def test_what_is_no_day_is_refused(shop: Api, path: str, query: str) -> None:
    assert shop.refused("GET", f"{path}/stats?{query}")["status"] == 422


def test_the_people_at_a_node_come_with_what_last_went_wrong(shop: Api, path: str) -> None:
    found = shop.get(f"{path}/runs?state=active&node=ask")["items"]

    assert [each["entry_key"] for each in found] == sorted(DAYS, reverse=True)
    failures: dict[str, Any] = {each["entry_key"]: each["failure"] for each in found}
    assert failures == {
        "2026-01-05": None,
        "2026-01-06": {"error": "Loop: r", "tries": 2, "at": "1970-01-01T00:00:00.000005Z"},
        "2026-01-09": None,
    }
