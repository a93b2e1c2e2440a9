"""A person's own test push: to one exact device of hers, in fixed words, not too often (P10)."""

from __future__ import annotations

import sqlalchemy as sa

from engine.delivery import trial
from engine.delivery.senders import Senders
from engine.store.tables import message, send
from tests.webapp.conftest import SilentBell
from tests.webapp.visitor.conftest import Page


def waiting(page: Page) -> list[tuple[str, str]]:
    """(device, push) of what waits to be sent."""
    with page.site.database.read() as tx:
        query = sa.select(send.c.device_id, message.c.push).join(
            message, sa.and_(message.c.shard == send.c.shard, message.c.id == send.c.message_id)
        )
        return [(row[0], row[1]) for row in tx.execute(query.order_by(send.c.device_id))]


def test_it_goes_to_the_device_that_is_named_alone(page: Page, bell: SilentBell) -> None:
    page.user_id = "ana"
    phone = Page(page.site, user_id="ana")
    for each in (page, phone):
        each.grant()
    page.site.fold()
    page.good("POST", f"/v1/me/devices/{phone.device_id}/test")
    assert waiting(page) == [(phone.device_id, trial.OWN)]
    assert bell.lanes == ["push"]


def test_its_words_are_the_workspaces_own_name(page: Page) -> None:
    page.report()
    with page.site.database.read() as tx:
        sender = Senders("http://127.0.0.1").of(tx, [page.site.id])[page.site.id]
    assert sender.resources[trial.OWN] == trial.OWN_TEXT


def test_nobody_tests_the_device_of_another(page: Page) -> None:
    page.grant()
    ben = Page(page.site)
    ben.grant()
    for id_ in (page.device_id, "d0", "%00", "x" * 300):
        assert ben.refused("POST", f"/v1/me/devices/{id_}/test") == (404, "not_found")
    assert waiting(page) == []


def test_what_cannot_be_sent_to_says_so(page: Page) -> None:
    page.report()
    path = f"/v1/me/devices/{page.device_id}/test"
    assert page.refused("POST", path) == (409, "not_subscribed")


def test_the_fourth_within_five_minutes_has_to_wait(page: Page) -> None:
    page.grant()
    path = f"/v1/me/devices/{page.device_id}/test"
    for _ in range(trial.MOST):
        page.good("POST", path)
    response = page.call("POST", path)
    assert (response.status_code, response.get_json()["code"]) == (429, "rate_limited")
    assert response.headers["Retry-After"] == str(trial.PAUSE)
    assert len(waiting(page)) == trial.MOST
    with page.site.database.transaction() as tx:
        then = message.c.created_at - trial.PAUSE * 1_000_000
        tx.execute(message.update().values(created_at=then))
    page.good("POST", path)
