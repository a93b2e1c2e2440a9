"""Strangers cannot fill the tables by the visitor endpoints, nor hold all the threads."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from engine import clock
from engine.store.tables import device, shard_head
from tests.webapp.visitor.conftest import Page, Site
from webapp import visitor
from webapp.doors import ingest_door, visitor_door
from webapp.ingest import Limits, Rates
from webapp.ingest.buckets import Rate
from webapp.ports import Ports

ENDLESS = Rate(per_second=1e9, burst=1e9)
THREE = Rate(per_second=0.001, burst=2.5)


def behind(ports: Ports, site: Site, rates: Rates, **more: Any) -> Page:
    """A page of an application with the visitor endpoints alone."""
    ingest = replace(ingest_door(ports), limits=Limits(rates))
    door = replace(visitor_door(ports, ingest), waits=BoundedSemaphore(2), **more)
    app = Flask("visitors")
    app.register_blueprint(visitor.blueprint(door))
    return Page(replace(site, client=app.test_client()))


def devices(page: Page) -> int:
    with page.site.database.read() as tx:
        return int(tx.execute(sa.select(sa.func.count()).select_from(device)).scalar_one())


@pytest.mark.parametrize(
    "rates",
    [Rates(ENDLESS, THREE, ENDLESS), Rates(THREE, ENDLESS, ENDLESS)],
    ids=["address", "key"],
)
def test_made_up_browsers_are_slowed(ports: Ports, site: Site, rates: Rates) -> None:
    page = behind(ports, site, rates)
    answers = [page.put(anonymousId=f"made-up-{number}") for number in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].get_json()["code"] == "rate_limited"
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert devices(page) == 3


def test_so_is_an_address_that_asks_for_popups(ports: Ports, site: Site) -> None:
    page = behind(ports, site, Rates(ENDLESS, THREE, ENDLESS))
    page.report()
    codes = [page.call("GET", "/v1/me/popups").status_code for _ in range(4)]
    assert codes == [200, 200, 429, 429]


def test_the_secret_key_is_not_slowed(ports: Ports, site: Site) -> None:
    page = behind(ports, site, Rates(THREE, THREE, ENDLESS))
    path = f"/v1/devices?writeKey={site.made.secret_key}"
    body = {"kind": "fcm", "status": "ask"}
    codes = [
        page.call("PUT", path, {**body, "anonymousId": f"app-{number}"}).status_code
        for number in range(5)
    ]
    assert codes == [200] * 5


def test_only_so_many_wait_for_popups_and_the_others_are_answered_at_once(
    ports: Ports, site: Site
) -> None:
    page = behind(ports, site, Rates(ENDLESS, ENDLESS, ENDLESS))
    page.report()
    site.fold()
    with site.database.transaction() as tx:  # an event that nobody works on
        tx.execute(shard_head.update().values(next=shard_head.c.next + 1))

    def ask(_: int) -> float:
        before = clock.monotonic()
        # Nobody works on the event, so what it leads to is still to come.
        assert page.good("GET", "/v1/me/popups") == {"items": [], "pending": True}
        return clock.monotonic() - before

    with ThreadPoolExecutor(6) as pool:
        took = sorted(pool.map(ask, range(6)))
    assert [one > 0.9 for one in took] == [False] * 4 + [True] * 2
