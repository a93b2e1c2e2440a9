"""`POST /v1/reports`: believed for the send's signed token alone, and each thing once (A25)."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from engine import clock
from engine.audience import device_rows, reports
from engine.store.tables import event, message, send
from tests.webapp.visitor.conftest import Page, Site


@pytest.fixture
def sent(page: Page) -> str:
    """A push that was accepted for this page's device; the token inside it."""
    page.grant()
    page.site.fold()
    now = clock.now()
    with page.site.database.transaction() as tx:
        row = device_rows.by_id(tx, page.site.id, page.device_id)
        assert row is not None
        shard = (row.owner or 0) % 64
        tx.execute(
            message.insert(),
            {
                "shard": shard, "id": "m1", "workspace_id": page.site.id, "person_id": row.owner,
                "run_id": "run1", "journey_id": "j1", "node": "hello", "push": "welcome",
                "target": "all", "mode": "collapse", "state": "done", "created_at": now,
                "due_at": now, "expires_at": now + clock.DAY,
            },
        )  # fmt: skip
        tx.execute(
            send.insert(),
            {
                "shard": shard, "message_id": "m1", "device_id": row.id, "owner": row.owner,
                "workspace_id": page.site.id, "epoch": row.epoch, "state": "accepted",
                "due_at": now,
            },
        )  # fmt: skip
    return page.site.signer.send(page.site.id, reports.send_id("m1", page.device_id))


def report(page: Page, token: str, type_: str, **more: object) -> tuple[int, str | None]:
    """The status and the code, without any other token or key than the send's."""
    body = json.dumps({"token": token, "type": type_, **more})
    response = page.site.client.post("/v1/reports", data=body, content_type="text/plain")
    told = response.get_json() if response.data else {}
    return response.status_code, told.get("code")


def told(site: Site) -> list[tuple[str, dict[str, object]]]:
    with site.database.read() as tx:
        rows = tx.execute(
            sa.select(event.c.name, event.c.body)
            .where(event.c.name.like("push_%"), event.c.kind == "visitor")
            .order_by(event.c.shard, event.c.seq)
        )
        return [(name, json.loads(body)["properties"]) for name, body in rows]


def times(site: Site) -> tuple[int | None, int | None, int | None]:
    with site.database.read() as tx:
        columns = (send.c.displayed_at, send.c.clicked_at, send.c.dismissed_at)
        row = tx.execute(sa.select(*columns)).one()
    return row[0], row[1], row[2]


@pytest.mark.parametrize(
    ("type_", "more", "name", "extra"),
    [
        ("displayed", {}, "push_displayed", {}),
        ("clicked", {}, "push_clicked", {"action": None}),
        ("dismissed", {}, "push_dismissed", {}),
        ("action", {"action": "open"}, "push_clicked", {"action": "open"}),
        ("reply", {"text": "yes!"}, "push_replied", {"text": "yes!"}),
    ],
)
def test_each_report_is_told_once(
    page: Page, sent: str, type_: str, more: dict[str, str], name: str, extra: dict[str, str]
) -> None:
    for _ in range(3):
        assert report(page, sent, type_, **more) == (204, None)
    about = {
        "message": "m1", "run": "run1", "node": "hello", "journey": "j1", "push": "welcome",
        "device": page.device_id,
    }  # fmt: skip
    assert told(page.site) == [(name, about | extra)]


def test_a_send_bears_what_became_of_it(page: Page, sent: str) -> None:
    for type_ in ("displayed", "clicked", "dismissed"):
        report(page, sent, type_)
    assert all(at is not None for at in times(page.site))


def test_each_button_counts_once_and_a_click_beside_it(page: Page, sent: str) -> None:
    for action in ("open", "mute", "open"):
        report(page, sent, "action", action=action)
    assert [about["action"] for _, about in told(page.site)] == ["open", "mute"]
    assert times(page.site)[1] is not None


def test_the_time_is_the_browsers_within_reason(page: Page, sent: str) -> None:
    now = datetime.now(UTC)
    report(page, sent, "displayed", at=(now - timedelta(hours=2)).isoformat())
    report(page, sent, "clicked", at=(now + timedelta(days=2)).isoformat())
    report(page, sent, "dismissed", at="1970-01-01T00:00:00Z")
    displayed, clicked, dismissed = times(page.site)
    assert displayed is not None
    assert clicked is not None
    assert dismissed is not None
    assert abs(displayed - clock.micros(now - timedelta(hours=2))) < clock.SECOND
    assert clicked <= clock.now()
    assert dismissed >= clock.now() - reports.OLDEST - clock.MINUTE


def test_an_unreadable_time_is_that_of_receipt(page: Page, sent: str) -> None:
    assert report(page, sent, "displayed", at="yesterday") == (204, None)
    assert abs((times(page.site)[0] or 0) - clock.now()) < clock.MINUTE


@pytest.mark.parametrize("token", ["", "x", "eA"])
def test_a_made_up_token_tells_nothing(page: Page, sent: str, token: str) -> None:
    assert report(page, token, "clicked") == (401, "send_token_invalid")
    assert told(page.site) == []


def test_no_other_token_of_ours_reports(page: Page, sent: str) -> None:
    others = [
        page.token or "",
        page.site.signer.offer(page.site.id, reports.send_id("m1", page.device_id)),
    ]
    for token in others:
        assert report(page, token, "clicked") == (401, "send_token_invalid")


def test_a_send_that_is_not_there_or_of_another_workspace_is_not_found(
    page: Page, sent: str, rival: Site
) -> None:
    signer = page.site.signer
    for token in (
        signer.send(page.site.id, "m1/d0"),
        signer.send(page.site.id, "m1"),
        signer.send(rival.id, reports.send_id("m1", page.device_id)),
    ):
        assert report(page, token, "clicked") == (404, "not_found")
    assert told(page.site) == []


@pytest.mark.parametrize(
    ("type_", "more"),
    [
        ("accepted", {}),
        ("action", {}),
        ("action", {"action": ""}),
        ("action", {"action": "x" * 101}),
        ("reply", {"text": "x" * 2001}),
        ("displayed", {"at": 7}),
    ],
)
def test_what_is_no_report_is_refused(
    page: Page, sent: str, type_: str, more: dict[str, object]
) -> None:
    assert report(page, sent, type_, **more) == (400, "invalid_field")


def test_reports_of_events_are_refused_by_ingestion(page: Page, sent: str) -> None:
    body = {"writeKey": page.site.made.write_key, "anonymousId": "a1", "event": "push_clicked"}
    response = page.site.client.post("/v1/track", data=json.dumps(body))
    assert (response.status_code, response.get_json()["code"]) == (400, "reserved_event")
