"""What only Firefox's push service can be made to do."""

import base64

import pytest

from tests.browser.conftest import Visit
from tests.support.push_service import PushService
from tests.support.vapid import b64


@pytest.fixture(params=["firefox"])
def browser(request: pytest.FixtureRequest) -> object:
    """Firefox alone."""
    return request.getfixturevalue("running_firefox")


def test_a_subscription_the_browser_lost_is_renewed_with_no_page_open(visit: Visit) -> None:
    visit.allow()
    device = visit.server.journal.entries("device", origin=visit.origin)[-1]["device"]
    visit.browser.open("about:blank")
    before = visit.server.journal.position()
    assert isinstance(visit.browser.push, PushService)
    visit.browser.push.reset_agents()
    # The worker's request carries the origin too; the device is named by the visitor token.
    report = visit.reported(after=before, token=f"visitor-{device}")
    assert report["cause"] == "sync"
    told = report["body"]["applicationServerKey"]
    assert b64(base64.b64decode(told)) == visit.server.vapid_public_key
    visit.subscription = report["body"]["subscription"]
    title = f"Found again, {visit.name}"
    assert visit.send(visit.server.payload(title)) == 201
    visit.desktop.wait(title)
