"""The widgets in real browsers, against a recording server: keys, axe, states, hostile pages."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.conftest import Visit
from tests.support.journal import until
from tests.support.own_place import DEVICE, item
from tests.support.panel import HOST, TITLES, Panel

HOURS = [{"day": "monday", "from": "09:00", "to": "24:00"}]
LOADED = "return performance.getEntriesByType('resource').map(one => one.name).join()"
BELL = "const it = document.querySelector('#bell'); return "


@pytest.fixture
def panel(visit: Visit) -> Iterator[Panel]:
    """The panel of this visit; afterwards the server is as it was at first."""
    visit.server.own.items = [item(0), item(1), item(2, read=True, url=None)]
    yield Panel(visit.browser)
    visit.server.slow = 0
    visit.server.own.begin()
    visit.browser.prefer_dark(False)


def arrive(visit: Visit, attack: str = "none", bell: str = "2") -> None:
    """Open the page with the bell; wait until it counts."""
    visit.browser.open(f"{visit.origin}/shop/bell.html?{attack}")
    until(lambda: visit.browser.run(BELL + "it.dataset.unread") == bell, 40, "the count")


def quiet(visit: Visit) -> None:
    """The page has heard no complaint."""
    assert visit.browser.run("return window.faults") == []
    assert visit.browser.run("return window.violations") == []


def changed(visit: Visit, after: int) -> dict[str, Any]:
    """The next change of preferences."""
    told: dict[str, Any] = visit.server.journal.wait("preferences", after=after)["told"]
    return told


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["inbox", "empty", "devices", "preferences", "failed"])
def test_axe_finds_nothing_wrong(visit: Visit, panel: Panel, name: str, dark: bool) -> None:
    visit.browser.prefer_dark(dark)
    visit.server.own.preferences["timetable"] = HOURS
    if name == "empty":
        visit.server.own.items = []
    arrive(visit, bell="0" if name == "empty" else "2")
    if name == "failed":
        visit.server.refuse["/v1/me/devices"] = 503
    panel.open({"empty": "inbox", "failed": "devices"}.get(name, name))
    assert panel.complaints() == []
    quiet(visit)


def test_the_pages_bell_counts_and_opens_and_gets_the_focus_back(
    visit: Visit, panel: Panel
) -> None:
    arrive(visit)
    assert visit.browser.run(BELL + "it.getAttribute('aria-label')") == "Messages, 2 unread"
    assert visit.browser.run(BELL + "it.getAttribute('aria-haspopup')") == "dialog"
    visit.browser.click("#bell")
    panel.wait(TITLES["inbox"])
    assert panel.focused() == TITLES["inbox"], "a screen reader begins at its title"
    order = []
    for _ in range(8):
        visit.browser.press("Tab")
        order.append(panel.focused())
    assert order[:3] == ["Preferences", "Close", "Mark all as read"]
    assert visit.browser.run("return document.activeElement.localName") in (HOST, "body", "html")
    visit.browser.press("Escape")
    panel.gone()
    assert visit.browser.run("return document.activeElement.id") == "bell"
    quiet(visit)


def test_what_is_new_stands_in_the_bell_at_once(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    panel.open("inbox")
    visit.server.own.items = [item(0, id="new", tag="new", title="Fresh"), *visit.server.own.items]
    until(lambda: "Fresh" in panel.text("li:first-child"), what="the new item")
    assert visit.browser.run(BELL + "it.dataset.unread") == "3"
    assert "3 unread" in panel.text(".bar")


def test_items_are_marked_one_by_one_or_all_and_their_link_is_followed(
    visit: Visit, panel: Panel
) -> None:
    arrive(visit)
    panel.open("inbox")
    before = visit.server.journal.position()
    panel.press("Mark as read: Message 1")
    assert visit.server.journal.wait("read", after=before)["ids"] == ["m1"]
    until(lambda: visit.browser.run(BELL + "it.dataset.unread") == "1")
    panel.click("a.row")
    until(lambda: visit.browser.run("return location.pathname") == "/new", what="the link")
    until(lambda: visit.server.own.unread == 0, what="the mark of what was opened")

    visit.server.own.items = [item(0), item(1)]
    arrive(visit)
    panel.open("inbox")
    panel.press("Mark all as read")
    assert "Message 0" in str(panel.focused()), "the focus has not gone with the button"
    until(lambda: visit.browser.run(BELL + "it.dataset.unread") == "0")
    until(lambda: visit.server.own.unread == 0)
    assert visit.browser.run(BELL + "it.getAttribute('aria-label')") == "Messages"


def test_whom_an_item_is_from_can_be_muted_where_it_stands(visit: Visit, panel: Panel) -> None:
    """K7: with an end, which the preferences let be changed."""
    hikers = {"source": "group:7", "sourceName": "Hikers <b>& co</b>"}
    visit.server.own.items = [item(0, **hikers), item(1)]
    arrive(visit)
    panel.open("inbox")
    assert panel.text(".entry small") == "Hikers <b>& co</b>"
    before = visit.server.journal.position()
    panel.press("Mute for 8 hours: Group Hikers <b>& co</b>")
    muted = changed(visit, before)["muted"]
    assert [(one["source"], one["name"]) for one in muted] == [("group:7", "Hikers <b>& co</b>")]
    until(lambda: "Muted for 8 hours" in panel.text(".said"))
    assert panel.complaints() == []
    panel.press("Preferences")
    panel.wait(TITLES["preferences"])
    assert "Group Hikers <b>& co</b>" in panel.text()
    assert "Person ana" in panel.text(), "without a name by its id"


def test_older_items_are_a_page_away(visit: Visit, panel: Panel) -> None:
    visit.server.own.items = [item(number, read=True) for number in range(60)]
    arrive(visit, bell="0")
    panel.open("inbox")
    panel.press("Show older")
    until(lambda: "Message 59" in panel.text())
    until(lambda: panel.fact(".more", "hidden") is True, what="the end of the list")


def test_a_link_that_is_no_page_is_no_link(visit: Visit, panel: Panel) -> None:
    visit.server.own.items = [
        item(0, url="javascript:alert(1)", title="<img src=x onerror=alert(1)>", id="x"),
        item(1, url="data:text/html,x"),
    ]
    arrive(visit)
    panel.open("inbox")
    assert "<img src=x onerror=alert(1)>" in panel.text("li")
    assert panel.fact(".list", "innerHTML").count("<a ") == 0
    quiet(visit)


def test_nobody_is_connected_where_nobody_wants_it_or_looks(visit: Visit, panel: Panel) -> None:
    before = visit.server.journal.position()
    visit.open()
    visit.server.journal.wait("item", after=before, event="Viewed")
    until(lambda: visit.server.own.streams == 0, what="the end of those before")
    assert "member.js" not in visit.browser.run(LOADED)
    visit.browser.run("window.told = []; waymark.on('inbox', told => window.told.push(told))")
    until(lambda: visit.server.own.streams == 1, what="the stream of who listens")
    until(lambda: visit.browser.run("return window.told.at(-1)?.unread") == 2)
    seen = (
        "Object.defineProperty(document, 'visibilityState', {value: %r, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    visit.browser.run(seen % "hidden")
    until(lambda: visit.server.own.streams == 0, what="the end of a page that is not seen")
    visit.browser.run(seen % "visible")
    until(lambda: visit.server.own.streams == 1, what="the stream of a page that is seen again")


def test_where_there_is_no_room_for_a_stream_the_bell_is_asked_now_and_then(
    visit: Visit, panel: Panel
) -> None:
    visit.server.own.full = True
    before = visit.server.journal.position()
    arrive(visit)
    visit.server.journal.wait("stream", after=before, full=True)
    visit.server.journal.wait("inbox", after=before)
    asked = visit.server.journal.entries("inbox", origin=visit.origin)
    assert len(asked) == 1, "not again and again"
    quiet(visit)


def test_a_device_is_tested_and_another_removed_after_a_question(
    visit: Visit, panel: Panel
) -> None:
    visit.server.own.devices.append({**DEVICE, "id": "old", "name": "Safari on iPhone"})
    arrive(visit)
    panel.open("devices")
    assert "This device" in panel.text("li")
    before = visit.server.journal.position()
    panel.press("Send a test")
    assert visit.server.journal.wait("tested", after=before)["device"] == "other"
    until(lambda: "On its way" in panel.text(".said"))
    panel.press("Remove")
    assert panel.focused() == "Keep"
    panel.press("Keep")
    assert panel.focused() == "Remove: Chrome on Pixel 8"
    panel.press("Remove")
    panel.click(".danger")
    assert visit.server.journal.wait("removed", after=before)["device"] == "other"
    until(lambda: "Pixel" not in panel.text(), what="its leaving the list")
    assert "Safari on iPhone" in panel.text()
    assert panel.focused() is not None, "the focus has not gone with the button"


def test_each_preference_is_saved_when_it_is_changed(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    panel.open("preferences")
    before = visit.server.journal.position()
    panel.click("fieldset:nth-of-type(1) .switch")
    assert changed(visit, before) == {"push": False}
    until(lambda: panel.text(".said") == "Saved")
    before = visit.server.journal.position()
    panel.choose("fieldset:nth-of-type(1) select", "8")
    assert set(changed(visit, before)) == {"mutedUntil"}
    until(lambda: "Until" in panel.fact("fieldset:nth-of-type(1) select option:checked", "text"))
    before = visit.server.journal.position()
    panel.click("fieldset:nth-of-type(2) .line:last-child .switch")
    assert changed(visit, before) == {"categories": {"offers": True}}
    before = visit.server.journal.position()
    assert "New message" in panel.text("fieldset:nth-of-type(3) .line:first-of-type")
    panel.click("fieldset:nth-of-type(3) .switch")
    assert changed(visit, before) == {"events": {"chat.message": False}}
    before = visit.server.journal.position()
    panel.click("fieldset:nth-of-type(3) .line:last-child .switch")
    assert changed(visit, before) == {"events": {"price_drop": True}}
    before = visit.server.journal.position()
    panel.choose("fieldset:nth-of-type(4) select", "")
    assert changed(visit, before) == {"muted": [{"source": "person:ana", "until": None}]}


def test_the_hours_of_a_week_are_saved_and_what_cannot_be_is_not(
    visit: Visit, panel: Panel
) -> None:
    visit.server.own.preferences["timetable"] = HOURS
    arrive(visit)
    panel.open("preferences")
    assert "Europe/Berlin" in panel.text()
    assert panel.fact("input[type=time]:last-child", "value") == "00:00"
    before = visit.server.journal.position()
    panel.choose("input[type=time]:last-child", "08:00")
    until(lambda: "ends before it begins" in panel.text("[role=alert]"))
    assert panel.fact("input[type=time]", "ariaInvalid") == "true"
    assert visit.server.journal.position() == before
    panel.choose("input[type=time]:last-child", "17:30")
    assert changed(visit, before) == {
        "timetable": [{"day": "monday", "from": "09:00", "to": "17:30"}]
    }
    before = visit.server.journal.position()
    panel.click(".day input")
    until(lambda: "at least one day" in panel.text("[role=alert]"))
    panel.click("fieldset:nth-of-type(5) .switch")
    assert changed(visit, before) == {"timetable": None}


def test_what_could_not_be_saved_is_shown_as_it_was(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    panel.open("preferences")
    visit.server.refuse["/v1/me/preferences"] = 503
    panel.click("fieldset:nth-of-type(2) .switch")
    until(lambda: "did not work" in panel.text(".said"))
    assert panel.fact("fieldset:nth-of-type(2) .switch", "checked") is True
    quiet(visit)


def test_one_leads_to_the_other_and_back(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    panel.open("inbox")
    panel.press("Preferences")
    panel.wait(TITLES["preferences"])
    panel.press("Your devices")
    panel.wait(TITLES["devices"])
    panel.press("Back")
    panel.wait(TITLES["preferences"])
    panel.press("Back")
    panel.wait(TITLES["inbox"])
    panel.press("Close")
    panel.gone()


def test_who_is_signed_out_is_told_so(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    visit.server.own.refused = True
    panel.open("devices")
    until(lambda: "You are signed out" in panel.text())
    assert panel.complaints() == []
    visit.server.own.refused = False
    panel.press("Try again")
    until(lambda: "Pixel" in panel.text(), 40)


def test_a_sign_out_closes_what_was_open_and_forgets_it(visit: Visit, panel: Panel) -> None:
    arrive(visit)
    panel.open("inbox")
    visit.server.own.items = []
    visit.browser.run("waymark.reset()")
    panel.gone()
    until(lambda: visit.browser.run(BELL + "it.dataset.unread") == "0")
    panel.open("inbox")
    assert "Message" not in panel.text(".list")
    assert "Nothing here yet" in panel.text()


@pytest.mark.parametrize("attack", ["none", "storage", "frozen"])
def test_a_hostile_page_hears_no_complaint_and_each_widget_works(
    visit: Visit, panel: Panel, attack: str
) -> None:
    arrive(visit, attack)
    for name in TITLES:
        panel.open(name)
    panel.press("Close")
    panel.gone()
    assert visit.browser.run("return (await waymark.inbox.list({limit: 1})).items.length") == 1
    quiet(visit)


def test_the_sites_rules_do_not_touch_it(visit: Visit, panel: Panel) -> None:
    visit.browser.open(f"{visit.origin}/shop/hostile.html")
    until(lambda: visit.browser.run("return Boolean(waymark.version)"))
    panel.open("inbox")
    seen = (
        f"const it = document.querySelector('{HOST}').shadowRoot.querySelector('h2');"
        "const style = getComputedStyle(it); const place = it.getBoundingClientRect();"
        "return [style.color, style.fontSize, style.visibility, place.left, place.top, place.width]"
    )
    before = visit.browser.run(seen)
    visit.browser.run(
        "const rude = document.createElement('link'); rude.rel = 'stylesheet';"
        "rude.href = 'rude.css'; document.head.append(rude);"
        "await new Promise(done => (rude.onload = done))"
    )
    assert visit.browser.run(seen) == before


CALLS = [
    "/v1/me/inbox", "/v1/me/inbox/read", "/v1/me/stream", "/v1/me/devices",
    "/v1/me/devices/x/test", "/v1/me/preferences", "/v1/devices",
]  # fmt: skip


@pytest.mark.parametrize("status", [0, 503], ids=["down", "busy"])
def test_a_server_that_is_down_is_told_in_words_and_found_again(
    visit: Visit, panel: Panel, status: int
) -> None:
    arrive(visit)
    for path in CALLS:
        visit.server.refuse[path] = status
    for name, title in TITLES.items():
        panel.open(name)
        until(lambda: "did not load" in panel.text(), what=f"the words of {title}")
    assert visit.browser.run("return [await waymark.inbox.list(), await waymark.inbox.read('all'),"
                             "await waymark.preferences.change({push: false}),"
                             "await waymark.devices.test('x')]") == [None] * 4  # fmt: skip
    visit.server.refuse.clear()
    panel.press("Try again")
    until(lambda: "Topics" in panel.text())
    quiet(visit)


def test_a_server_that_takes_ten_seconds_is_waited_for_and_can_be_left(
    visit: Visit, panel: Panel
) -> None:
    arrive(visit)
    visit.server.slow = 10
    assert visit.browser.run("return await waymark.devices.open()") is True
    assert panel.state() == (TITLES["devices"], False)
    panel.press("Close")
    panel.gone()
    assert visit.browser.run("return await waymark.devices.open()") is True
    panel.wait(TITLES["devices"], 40)
    assert "Pixel" in panel.text()
    quiet(visit)


def test_calls_that_are_made_before_the_snippet_is_there_are_made_then(
    visit: Visit, panel: Panel
) -> None:
    """As a page queues them: `waymark.push(["inbox.open"])`."""
    arrive(visit, "early")
    panel.wait(TITLES["inbox"])
    assert visit.browser.run("return window.early") == 2
