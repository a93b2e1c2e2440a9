"""The snippet and its worker in real browsers, against a recording server."""

import json

from tests.browser.conftest import Visit
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until


def test_a_visit_says_what_browser_it_is(visit: Visit) -> None:
    visit.open()
    of_this_site = lambda entry: visit.origin in entry["item"]["context"]["page"]["url"]  # noqa: E731
    started = visit.server.journal.wait("item", of_this_site, event="session_started")
    viewed = visit.server.journal.wait("item", of_this_site, event="Viewed")
    facts = started["item"]["properties"]
    assert (
        facts["device"]["browser"]
        == {"firefox": "Firefox", "chromium": "Chrome"}[visit.browser.name]
    )
    assert (facts["device"]["platform"], facts["device"]["model"]) == ("Linux", "Other")
    assert viewed["item"]["anonymousId"] == started["item"]["anonymousId"]
    assert visit.browser.run("return window.violations") == []


def test_allowing_push_registers_the_subscription(visit: Visit) -> None:
    visit.allow()
    report = visit.server.journal.entries("device", origin=visit.origin)[-1]
    assert (report["status"], report["body"]["kind"]) == ("allowed", "web")
    assert report["body"]["subscription"]["endpoint"].startswith(visit.browser.push.origin)
    assert set(report["body"]["subscription"]["keys"]) == {"p256dh", "auth"}
    assert report["token"].startswith("visitor-"), "the second report is recognised"
    asked = visit.browser.name == "firefox"  # Chromium's permission is set without a prompt
    assert report["cause"] == ("prompt" if asked else "enable")
    until(lambda: visit.browser.text("#status") == "allowed subscribed")
    assert visit.browser.run("return window.violations") == []


def test_a_push_is_shown_and_its_click_opens_the_link_and_is_reported(visit: Visit) -> None:
    visit.allow()
    title = f"Order of {visit.name}"
    payload = visit.server.payload(title, url="/orders/1")
    assert visit.send(payload) == 201
    shown = visit.desktop.wait(title)
    assert "Ready" in shown.body
    visit.server.journal.wait("report", type="displayed", token=payload["t"])
    visit.desktop.click(shown)
    visit.server.journal.wait("report", type="clicked", token=payload["t"])
    until(lambda: f"{visit.origin}/orders/1" in visit.browser.tabs(), what="opening the link")
    later = visit.server.payload(f"Next of {visit.name}")
    visit.send(later)
    visit.server.journal.wait("report", type="displayed", token=later["t"])
    told = [entry["type"] for entry in visit.server.journal.entries("report", token=payload["t"])]
    assert told == ["displayed", "clicked"], "a click is no dismissal"


def test_a_declarative_message_is_shown_opened_and_reported_by_the_worker(visit: Visit) -> None:
    """What Safari before 18.4 hands to the worker; later ones need none to show it."""
    visit.allow()
    title, token = f"Declared to {visit.name}", f"token-declared-{visit.name}"
    ours = {"id": f"s-{visit.name}", "t": token, "h": visit.server.host, "d": []}
    note = {"title": title, "body": "Ready", "navigate": f"{visit.origin}/orders/2", "tag": "t"}
    told = {**note, "data": {"waymark": ours}}
    assert visit.send({"web_push": 8030, "notification": told, "mutable": True}) == 201
    shown = visit.desktop.wait(title)
    visit.server.journal.wait("report", type="displayed", token=token)
    visit.desktop.click(shown)
    visit.server.journal.wait("report", type="clicked", token=token)
    until(lambda: f"{visit.origin}/orders/2" in visit.browser.tabs(), what="opening the link")


def test_a_click_uses_the_tab_that_is_open(visit: Visit) -> None:
    visit.allow()
    before = len(visit.browser.tabs())
    title = f"Back to {visit.name}"
    visit.send(visit.server.payload(title, url="/shop/?from=push"))
    visit.desktop.click(visit.desktop.wait(title))
    until(lambda: f"{visit.url}?from=push" in visit.browser.tabs())
    assert len(visit.browser.tabs()) == before


def test_a_button_opens_its_own_link_and_is_reported(visit: Visit) -> None:
    visit.allow()
    title = f"Choose, {visit.name}"
    actions = [
        {"action": "yes", "title": "Yes", "url": "/yes"},
        {"action": "no", "title": "No"},
    ]
    payload = visit.server.payload(title, actions=actions)
    visit.send(payload)
    visit.desktop.click(visit.desktop.wait(title), "Yes")
    visit.server.journal.wait("report", type="action", action="yes", token=payload["t"])
    until(lambda: f"{visit.origin}/yes" in visit.browser.tabs())


def test_dismissing_a_notification_is_reported(visit: Visit) -> None:
    visit.allow()
    title = f"Close, {visit.name}"
    payload = visit.server.payload(title)
    visit.send(payload)
    visit.desktop.dismiss(visit.desktop.wait(title))
    visit.server.journal.wait("report", type="dismissed", token=payload["t"])


def test_a_link_to_another_site_opens_the_site_instead(visit: Visit) -> None:
    visit.allow()
    title = f"Elsewhere, {visit.name}"
    visit.send(visit.server.payload(title, url="http://evil.localhost/"))
    visit.desktop.click(visit.desktop.wait(title))
    until(lambda: visit.url in visit.browser.tabs())
    assert not [url for url in visit.browser.tabs() if "evil" in url]


def test_the_same_push_twice_is_one_notification_and_one_report(visit: Visit) -> None:
    visit.allow()
    title = f"Once, {visit.name}"
    payload = visit.server.payload(title)
    visit.send(payload)
    visit.desktop.wait(title)
    visit.server.journal.wait("report", type="displayed", token=payload["t"])
    visit.send(payload)
    # Reported after the repeated one was shown: pushes are handled in their order.
    later = visit.server.payload(f"Later, {visit.name}")
    visit.send(later)
    visit.server.journal.wait("report", type="displayed", token=later["t"])
    titles = visit.browser.run(
        "const here = await navigator.serviceWorker.getRegistration('/shop/');"
        "return (await here.getNotifications()).map(shown => shown.title)"
    )
    assert sorted(titles) == sorted([title, f"Later, {visit.name}"])
    told = [entry["type"] for entry in visit.server.journal.entries("report", token=payload["t"])]
    assert told == ["displayed"], "being replaced is no dismissal"
    assert [shown.silent for shown in visit.desktop.all(title)] == [False, True]


def test_a_push_that_cannot_be_understood_has_the_workspaces_words(visit: Visit) -> None:
    visit.allow()
    for broken in ("{", json.dumps({"v": 9}), None):
        before = visit.desktop.journal.position()
        assert visit.send(broken) == 201
        shown = visit.desktop.wait("Far & Slow", after=before)
        assert "Something is new here." in shown.body


def test_a_report_that_cannot_be_sent_is_sent_later(visit: Visit) -> None:
    visit.allow()
    visit.server.refuse["/v1/reports"] = 503
    title = f"Kept, {visit.name}"
    payload = visit.server.payload(title)
    before = visit.server.journal.position()
    visit.send(payload)
    visit.desktop.wait(title)
    visit.server.journal.wait("refused", after=before, path="/v1/reports")
    del visit.server.refuse["/v1/reports"]
    visit.open()
    visit.server.journal.wait("report", type="displayed", token=payload["t"])


def test_events_that_could_not_be_sent_go_out_at_the_next_visit_with_the_same_ids(
    visit: Visit,
) -> None:
    visit.server.refuse["/v1/batch"] = 503
    visit.open()
    visit.server.journal.wait("refused", path="/v1/batch")
    kept = "return JSON.parse(localStorage['waymark.queue']).map(item => item.messageId)"
    ids = visit.browser.run(kept)
    assert len(ids) == 2
    del visit.server.refuse["/v1/batch"]
    visit.open()
    until(lambda: visit.browser.run(kept) == [])
    arrived = [entry["item"]["messageId"] for entry in visit.server.journal.entries("item")]
    # Perhaps twice (when the page was left, and by the next): the server counts an id once.
    assert list(dict.fromkeys(number for number in arrived if number in ids)) == ids


def test_another_user_takes_a_new_anonymous_id_and_a_sign_out_too(visit: Visit) -> None:
    visit.open()
    before = visit.server.journal.position()
    visit.browser.run("waymark.identify('ana', {plan: 'pro'}, {token: 'signed'})")
    ana = visit.reported(after=before)["body"]
    assert (ana["userId"], ana["identityToken"]) == ("ana", "signed")
    before = visit.server.journal.position()
    visit.browser.run("waymark.identify('ben', {}, {token: 'signed too'})")
    ben = visit.reported(after=before)["body"]
    before = visit.server.journal.position()
    visit.browser.run("waymark.reset()")
    nobody = visit.reported(after=before)["body"]
    assert ben["userId"] == "ben"
    assert "userId" not in nobody
    assert len({ana["anonymousId"], ben["anonymousId"], nobody["anonymousId"]}) == 3


def test_who_signs_out_and_leaves_at_once_has_left_the_browser(visit: Visit) -> None:
    """The page is gone before the server has answered; no other has the snippet (G3)."""
    visit.allow()
    before = visit.server.journal.position()
    visit.browser.run("waymark.identify('ana', {}, {token: 'signed'})")
    ana = visit.reported(after=before)
    before = visit.server.journal.position()
    visit.server.slow = 1.0
    try:
        visit.browser.run("waymark.reset(); setTimeout(() => location.assign('/bye'), 300)")
        nobody = visit.reported(after=before, seconds=15)
    finally:
        visit.server.slow = 0.0
    assert (ana["body"]["userId"], nobody["device"]) == ("ana", ana["device"])
    assert "userId" not in nobody["body"]
    assert nobody["body"]["anonymousId"] != ana["body"]["anonymousId"]


def test_blocking_push_is_reported(visit: Visit) -> None:
    visit.open()
    if isinstance(visit.browser, ChromiumBrowser):
        visit.browser.permit(visit.origin, "denied")
    visit.browser.click("#enable")
    visit.browser.answer_prompt("block")
    report = visit.reported(status="blocked")
    assert "subscription" not in report["body"]
    until(lambda: visit.browser.text("#status") == "blocked")


def test_a_permission_changed_in_the_browser_is_reported_at_once(visit: Visit) -> None:
    visit.allow()
    visit.browser.permit(visit.origin, "denied")
    visit.reported(status="blocked", cause="sync")


def test_disable_withdraws_and_a_new_visit_leaves_it_alone(visit: Visit) -> None:
    visit.allow()
    device = visit.server.journal.entries("device", origin=visit.origin)[-1]["device"]
    visit.browser.click("#disable")
    visit.server.journal.wait("withdrawn", device=device, token=f"visitor-{device}")
    until(lambda: visit.send(visit.server.payload("x")) == 410, what="the end of it")
    before = visit.server.journal.position()
    visit.open()
    assert "subscription" not in visit.reported(after=before)["body"]
    until(lambda: visit.browser.text("#status") == "withdrawn")
    visit.browser.click("#enable")
    report = visit.reported(after=before, cause="enable", status="allowed")
    assert report["body"]["subscription"]["endpoint"] != visit.subscription["endpoint"]
    assert report["device"] == device


def test_a_new_key_of_the_workspace_renews_the_subscription(visit: Visit) -> None:
    visit.allow()
    visit.server.renew_key()
    assert visit.send(visit.server.payload("x")) == 403
    before = visit.server.journal.position()
    visit.open()
    visit.subscription = visit.reported(after=before)["body"]["subscription"]
    title = f"Renewed, {visit.name}"
    assert visit.send(visit.server.payload(title)) == 201
    visit.desktop.wait(title)


def test_what_she_does_on_allowing_is_told_after_her_subscription(visit: Visit) -> None:
    """Told before it, a push that answers it would find no device."""
    visit.open()
    visit.browser.run(
        "(await navigator.permissions.query({name: 'notifications'}))"
        ".addEventListener('change', () => waymark.track('Allowed'));"
    )
    visit.server.slow = 0.4  # each answer: subscribing takes longer than events are gathered
    before = visit.server.journal.position()
    if isinstance(visit.browser, ChromiumBrowser):
        visit.browser.permit(visit.origin, "granted")
    visit.browser.click("#enable")
    visit.browser.answer_prompt("allow")
    try:
        visit.server.journal.wait("item", seconds=40, after=before, event="Allowed")
    finally:
        visit.server.slow = 0
    reports = visit.server.journal.entries("device", origin=visit.origin)
    assert any("subscription" in entry["body"] for entry in reports)
