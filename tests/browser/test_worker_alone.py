"""What the worker makes of a push that DevTools hands to it: no push service has a part in it."""

import json

import pytest

from tests.browser.conftest import Visit
from tests.support.chromium import ChromiumBrowser

TITLES = """
const here = await navigator.serviceWorker.getRegistration('/shop/');
return (await here.getNotifications()).map(shown => shown.title).sort();
"""


@pytest.fixture(params=["chromium"])
def browser(request: pytest.FixtureRequest) -> object:
    """Chromium alone: Firefox has no such tool."""
    return request.getfixturevalue("running_chromium")


@pytest.fixture
def at_work(visit: Visit) -> Visit:
    """The site's worker runs, and knows the workspace."""
    visit.browser.permit(visit.origin, "granted")
    visit.browser.open(visit.url)
    visit.reported(status="allowed")
    return visit


def deliver(visit: Visit, payload: dict[str, object] | str) -> None:
    assert isinstance(visit.browser, ChromiumBrowser)
    data = payload if isinstance(payload, str) else json.dumps(payload)
    visit.browser.deliver(visit.url, data)


def test_a_payload_is_shown_and_reported(at_work: Visit) -> None:
    title = f"Handed to {at_work.name}"
    actions = [{"action": "yes", "title": "Yes"}]
    payload = at_work.server.payload(title, url="/orders/1", actions=actions)
    deliver(at_work, payload)
    shown = at_work.desktop.wait(title)
    assert "Ready" in shown.body
    assert "Yes" in shown.actions.values()
    at_work.server.journal.wait("report", type="displayed", token=payload["t"])


@pytest.mark.parametrize("broken", ["", "{", "[]", json.dumps({"v": 9}), "\x00", "null"])
def test_what_cannot_be_understood_has_the_workspaces_words(at_work: Visit, broken: str) -> None:
    before = at_work.desktop.journal.position()
    deliver(at_work, broken)
    assert "Something is new here." in at_work.desktop.wait("Far & Slow", after=before).body


def test_a_duplicate_replaces_itself_and_is_quiet(at_work: Visit) -> None:
    title, last = f"Twice to {at_work.name}", f"Last to {at_work.name}"
    payload = at_work.server.payload(title)
    deliver(at_work, payload)
    at_work.desktop.wait(title)
    at_work.server.journal.wait("report", type="displayed", token=payload["t"])
    deliver(at_work, payload)
    later = at_work.server.payload(last)
    deliver(at_work, later)
    at_work.server.journal.wait("report", type="displayed", token=later["t"])
    assert at_work.browser.run(TITLES) == sorted([title, last])
    assert [shown.silent for shown in at_work.desktop.all(title)] == [False, True]
    assert len(at_work.server.journal.entries("report", token=payload["t"])) == 1


def test_a_declarative_payload_is_shown_and_reported(at_work: Visit) -> None:
    title, token = f"Declared to {at_work.name}", f"token-declared-{at_work.name}"
    ours = {"id": f"s-{at_work.name}", "t": token, "h": at_work.server.host, "d": []}
    note = {"title": title, "body": "Ready", "navigate": f"{at_work.origin}/orders/2"}
    deliver(
        at_work,
        {"web_push": 8030, "notification": {**note, "data": {"waymark": ours}}, "mutable": True},
    )
    assert "Ready" in at_work.desktop.wait(title).body
    at_work.server.journal.wait("report", type="displayed", token=token)
