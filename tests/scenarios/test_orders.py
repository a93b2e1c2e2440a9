"""Reports that race each other end in the same state in whichever order they come."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import permutations
from typing import Any

import pytest

from engine.audience import device_rows
from engine.delivery import lanes
from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import Answer, Call, Outgoing, Receipt
from engine.store.db import Database
from engine.store.tables import message, profile, run, send
from tests.scenarios.attacker import manage, post, rows
from tests.support.room import BASE_URL, node
from tests.webapp.visitor.conftest import MASTER_KEY, Page, Site

ALLOWED = {"field": "properties.to", "operator": "=", "value": "allowed"}
ASK_THEN_GREET: dict[str, Any] = {
    "name": "Ask for push, then say hello", "settings": {},
    "nodes": [
        node("start", "event_trigger", event="session_started"),
        node("ask", "show_popup", popup="simple", expires_in="P1D"),
        node("answer", "wait_for_event", event="push_status_changed", timeout="PT10M",
             where={"combinator": "and", "rules": [ALLOWED]}),
        node("hello", "send_push", push="welcome"),
    ],
    "edges": [
        {"source": "start", "sourceHandle": "next", "target": "ask"},
        {"source": "ask", "sourceHandle": "subscribe", "target": "answer"},
        {"source": "answer", "sourceHandle": "happened", "target": "hello"},
    ],
}  # fmt: skip
GREET: dict[str, Any] = {
    "name": "Greet who buys", "settings": {},
    "nodes": [
        node("start", "event_trigger", event="bought"),
        node("hello", "send_push", push="welcome"),
    ],
    "edges": [{"source": "start", "sourceHandle": "next", "target": "hello"}],
}  # fmt: skip


class Between(MemoryProvider[Outgoing]):
    """A push service; `meanwhile` happens after the claim, before the first request."""

    meanwhile: Callable[[], object] | None = None

    def send(self, batch: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, Receipt, Answer]]:
        for one in batch:
            act, self.meanwhile = self.meanwhile, None
            if act is not None:
                act()
            yield from super().send([one])


class Delivery:
    """The lane of pushes over a push service in memory."""

    def __init__(self, database: Database) -> None:
        self.pushes = Between()
        calls: MemoryProvider[Call] = MemoryProvider()
        outside = Outside(self.pushes, calls)
        self._lanes = Lanes(database, outside, MASTER_KEY, BASE_URL, lambda _shards: None)

    def work(self, site: Site) -> None:
        """All that can be done now."""
        site.fold()
        while self._lanes.deliver(lanes.PUSH):
            site.fold()
        site.fold()


@pytest.fixture
def delivery(database: Database) -> Delivery:
    return Delivery(database)


def publish(site: Site, document: dict[str, Any]) -> None:
    made = manage(site, "POST", "/journeys", document).get_json()
    assert manage(site, "POST", f"/journeys/{made['id']}/publish").status_code == 200


def happens(page: Page, name: str, **properties: object) -> None:
    body = {"event": name, "anonymousId": page.anonymous_id, "properties": properties}
    assert post(page.site, "/v1/track", body).status_code == 200


@pytest.mark.parametrize("folded", ["at once", "at the end"])
@pytest.mark.parametrize("first", ["permission", "answer"])
def test_the_permission_and_the_popups_answer(
    page: Page, delivery: Delivery, database: Database, first: str, folded: str
) -> None:
    page.report()
    publish(page.site, ASK_THEN_GREET)
    happens(page, "session_started", push_status="ask")
    delivery.work(page.site)
    (offer,) = page.good("GET", "/v1/me/popups")["items"]
    path = f"/v1/me/popups/{offer['id']}/answer"
    steps: list[Callable[[], object]] = [
        page.grant,
        lambda: page.good("POST", path, {"token": offer["token"], "answer": "subscribe"}),
    ]
    for act in steps if first == "permission" else reversed(steps):
        act()
        if folded == "at once":
            delivery.work(page.site)
    delivery.work(page.site)
    assert len(delivery.pushes.accepted) == 1
    assert statuses(database) == {"allowed"}
    assert {row["state"] for row in rows(database, run)} == {"ended"}


LOGIN: dict[str, Callable[[Page], object]] = {
    "login": lambda page: identify(page, "ana"),
    "subscription": lambda page: page.grant(),
    "page": lambda page: page.report("allowed" if page.subscription else "ask"),
}


@pytest.mark.parametrize("order", list(permutations(LOGIN)), ids=" ".join)
def test_the_login_and_the_subscription(
    page: Page, delivery: Delivery, database: Database, order: tuple[str, ...]
) -> None:
    page.report()
    publish(page.site, GREET)
    for what in order:
        LOGIN[what](page)
    page.report("allowed")  # as on each page load
    page.site.fold()
    row = device(page)
    assert (row.owner, row.subscribed) == (page.site.person("ana"), True)
    told = {"event": "bought", "userId": "ana"}
    assert post(page.site, "/v1/track", told, page.site.made.secret_key).status_code == 200
    delivery.work(page.site)
    assert len(delivery.pushes.accepted) == 1
    assert statuses(database) == {"allowed"}


def identify(page: Page, user: str) -> None:
    """As `waymark.identify` does: the event, and what the device reports from now on."""
    page.user_id = user
    token = page.site.identity(user)
    body = {
        "userId": user,
        "anonymousId": page.anonymous_id,
        "context": {"identityToken": token},
    }
    assert post(page.site, "/v1/identify", body).status_code == 200


@pytest.mark.parametrize("sent", [0, 1], ids=["moved first", "claimed first"])
def test_a_claim_and_the_device_that_moves(
    page: Page, delivery: Delivery, database: Database, sent: int
) -> None:
    """Ben logs in at Ana's browser: what is claimed by then may still be shown, nothing later."""
    identify(page, "ana")
    page.grant()
    publish(page.site, GREET)
    happens(page, "bought")
    page.site.fold()

    def move() -> None:
        identify(page, "ben")
        page.report("allowed")

    if sent:
        delivery.pushes.meanwhile = move
    else:
        move()
    delivery.work(page.site)
    assert device(page).owner == page.site.person("ben")
    assert len(delivery.pushes.accepted) == sent
    assert {row["state"] for row in rows(database, send)} <= {"accepted" if sent else "suppressed"}
    assert [row["reason"] for row in rows(database, message)] == [None if sent else "moved"]
    ana, ben = (push_status(page.site, who) for who in ("ana", "ben"))
    assert (ana, ben) == ("suspended", "allowed")
    told = {"event": "bought", "userId": "ana"}
    assert post(page.site, "/v1/track", told, page.site.made.secret_key).status_code == 200
    delivery.work(page.site)
    assert len(delivery.pushes.accepted) == sent  # nothing of hers reaches Ben's browser


def device(page: Page) -> device_rows.Row:
    with page.site.database.read() as tx:
        row = device_rows.by_id(tx, page.site.id, page.device_id)
    assert row is not None
    return row


def push_status(site: Site, user: str) -> str:
    (found,) = manage(site, "GET", f"/people?user_id={user}").get_json()["items"]
    return str(manage(site, "GET", f"/people/{found['id']}/push-status").get_json()["status"])


def statuses(database: Database) -> set[str]:
    """The push status of everybody's last session."""
    return {row["last_session_status"] for row in rows(database, profile)} - {None}
