"""Pictures of every room of the console, for people to judge: `make rooms` (ARGS="-k journey")."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.console import shop
from tests.console.member import NARROW, SIZES, Member
from tests.console.test_home import TROUBLE, month
from tests.console.test_session import guarded
from tests.console.test_views import PATHS, STEPS, saved, waits_longer
from tests.support.journal import until
from tests.support.product import Product

FOLDER = Path(__file__).with_name("pictures")


def _first_journey(member: Member) -> str:
    found: str = member.product.call("GET", "journeys", limit="1")["items"][0]["id"]
    return f"/journeys/{found}"


def _side(name: str) -> Callable[[Member], str]:
    return lambda member: f"{_first_journey(member)}?view={name}"


def _live_journey(member: Member) -> str:
    items = member.product.call("GET", "journeys", limit="100")["items"]
    found = next(each["id"] for each in items if each["live_version"])
    return f"/journeys/{found}?view=live"


def _click(name: str) -> Callable[[Member], None]:
    return lambda member: member.page.get_by_role("button", name=name).first.click()


def _search(member: Member) -> None:
    member.page.keyboard.press("Control+k")
    member.page.get_by_placeholder("Search or jump to…").last.fill("push")
    member.page.locator(".mantine-Spotlight-action").first.wait_for()


def _dialog(name: str) -> Callable[[Member], None]:
    """Of the open journey, where the member may: on a phone some acts are not offered."""

    def act(member: Member) -> None:
        button = member.page.get_by_role("button", name=name)
        if button.count():
            button.first.click()
            member.page.get_by_role("dialog").wait_for()

    return act


def _import(member: Member) -> None:
    """A file in which something is missing."""
    document = {"name": "Came back", "settings": {}, "nodes": [], "edges": []}
    _click("More ways to begin")(member)
    member.page.get_by_role("menuitem", name="Import from a file…").click()
    file = {"name": "journey.json", "mimeType": "application/json"}
    member.page.locator("input[type=file]").set_input_files(
        {**file, "buffer": json.dumps(document).encode()}
    )
    member.page.get_by_role("button", name="Import as a draft").wait_for()


def _select(member: Member) -> None:
    for box in member.page.get_by_role("checkbox").all()[1:3]:
        if box.is_visible():
            box.check()


def _archive(member: Member) -> None:
    _click("More for")(member)
    member.page.get_by_role("menuitem", name="Archive…").click()
    member.page.get_by_role("button", name="Archive journey").wait_for()


def _end(member: Member) -> None:
    member.end()
    _click("More for")(member)
    member.page.get_by_role("menuitem", name="Duplicate").click()
    member.page.get_by_label("Password", exact=True).wait_for()


def _factor(member: Member) -> None:
    _click("Turn on…")(member)
    member.page.get_by_label("Your password").fill(member.password)
    member.page.keyboard.press("Enter")
    member.page.locator("[data-secret]").wait_for()


def _rename(member: Member) -> None:
    member.page.get_by_label("Name", exact=True).fill("Shop of the north")
    member.page.get_by_role("button", name="Save changes").wait_for()


def _nothing(_: Member) -> None:
    pass


def _step(member: Member) -> None:
    """A step with a rule in its form."""
    member.page.locator(".react-flow__node").first.click()
    member.page.get_by_role("group").first.wait_for()


def _insert(member: Member) -> None:
    plus = member.page.get_by_role("button", name="Insert a step after")
    if plus.count():  # on a phone a journey is read
        plus.first.click()


def _settings(member: Member) -> str:
    return f"{_first_journey(member)}?panel=settings"


def _empty_journey(member: Member) -> str:
    empty = {"name": "Nothing yet", "settings": {}, "nodes": [], "edges": []}
    return f"/journeys/{member.product.call('POST', 'journeys', empty)['id']}"


def _live_draft(member: Member) -> str:
    return _live_journey(member).partition("?")[0]


def _changed(member: Member) -> str:
    """A live journey with a draft of which something is wrong."""
    journey = member.product.publish("Changed since", STEPS, PATHS)
    saved(member, journey, waits_longer)
    return f"/journeys/{journey}"


ROOMS: dict[str, tuple[str | Callable[[Member], str], Callable[[Member], None]]] = {
    "journeys": ("/journeys", _nothing),
    "journeys-selected": ("/journeys", _select),
    "journeys-none": ("/journeys?q=nowhere", _nothing),
    "journeys-new": ("/journeys", _click("New journey")),
    "journeys-menu": ("/journeys", _click("More for")),
    "journeys-archive": ("/journeys", _archive),
    "journeys-import": ("/journeys", _import),
    "journeys-ended": ("/journeys", _end),
    "journey": (_first_journey, _nothing),
    "journey-step": (_first_journey, _step),
    "journey-settings": (_settings, _nothing),
    "journey-insert": (_first_journey, _insert),
    "journey-empty": (_empty_journey, _nothing),
    "journey-live": (_live_journey, _nothing),
    "journey-pause": (_changed, _dialog("Pause…")),
    "journey-publish": (_changed, _dialog("Publish…")),
    "journey-versions": (_side("versions"), _nothing),
    "journey-differences": (_changed, _click("Show the differences")),
    "journey-test": (_side("test"), _nothing),
    "gallery": ("/journeys/gallery", _nothing),
    "pushes": ("/pushes", _nothing),
    "pushes-new": ("/pushes", _click("New push")),
    "push": ("/pushes/approve_case?look=chrome-android", _nothing),
    "push-apple": ("/pushes/welcome?look=safari-ios&dark=true", _nothing),
    "push-test": ("/pushes/welcome", _click("Send test…")),
    "campaigns-none": ("/campaigns", _nothing),
    "popups": ("/popups", _nothing),
    "popups-new": ("/popups", _click("New popup")),
    "popup": ("/popups/with_categories", _nothing),
    "popup-phone": ("/popups/simple?phone=true&dark=true", _nothing),
    "categories": ("/categories", _nothing),
    "category": ("/categories/news", _nothing),
    "search": ("/journeys", _search),
    "account": ("/journeys", _click("Account of")),
    "workspaces": ("/journeys", _click("Workspace")),
    "settings": ("/settings", _nothing),
    "settings-members": ("/settings/members", _nothing),
    "settings-invite": ("/settings/members", _click("Invite member")),
    "settings-factor": ("/settings", _factor),
    "settings-workspace": ("/settings/workspace", _nothing),
    "settings-changed": ("/settings/workspace", _rename),
    "settings-sending": ("/settings/sending", _nothing),
    "settings-preferences": ("/settings/preferences", _nothing),
    "settings-data": ("/settings/data", _nothing),
    "settings-reset": ("/settings/data", _click("Reset subscribers…")),
    "settings-install": ("/settings/install", _nothing),
    "settings-browsers": ("/settings/browsers", _nothing),
    "settings-keys": ("/settings/keys", _nothing),
    "settings-new-key": ("/settings/keys", _click("Make key")),
    "settings-identity": ("/settings/identity", _nothing),
    "settings-push": ("/settings/push", _nothing),
    "settings-push-apple": ("/settings/push", _click("Set up Apple, for iPhone and Mac apps")),
    "settings-webhooks": ("/settings/webhooks", _nothing),
    "settings-audit": ("/settings/audit", _nothing),
    "settings-workspaces": ("/settings/workspaces", _nothing),
    "lost": ("/nowhere", _nothing),
    "absent": ("/journeys/j_absent", _nothing),
}


def _first_message(state: str) -> Callable[[Member], str]:
    def path(member: Member) -> str:
        found: str = member.product.call("GET", "messages", state=state)["items"][0]["id"]
        return f"/messages/{found}"

    return path


def _month(member: Member) -> str:
    member.page.context.route("**/api/v1/stats/days*", month)
    return "/home"


def _segment(show: str) -> Callable[[Member], str]:
    """One with several conditions."""
    rules: list[dict[str, object]] = [
        {"field": "push.last_session_status", "operator": "=", "value": "ask"},
        {"field": "trait.plan", "operator": "in", "value": ["pro", "team"]},
    ]
    group = {"combinator": "or", "not": False, "rules": rules}
    rule = {"combinator": "or", "rules": [rules[0], group]}
    name = "Worth asking again" if show else "Worth asking"

    def path(member: Member) -> str:
        made = member.product.call("POST", "segments", {"name": name, "rule": rule})
        return f"/segments/{made['id']}{show}"

    return path


def _trouble(member: Member) -> str:
    member.page.context.route("**/api/v1/stats/stuck", lambda route: route.fulfill(json=TROUBLE))
    return "/home"


def _person(user: str, search: str = "") -> Callable[[Member], str]:
    def path(member: Member) -> str:
        found = member.product.person(user)
        assert found
        return f"/people/{found['id']}{search}"

    return path


def _to(user: str) -> Callable[[Member], None]:
    """The dialog of a test, with somebody picked who has a device, and the answer to it."""

    def act(member: Member) -> None:
        page = member.page
        _click("Send test…")(member)
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("combobox", name="To a device of").fill(user)
        page.get_by_role("option", name=user).click()
        dialog.get_by_role("button", name="Send test", exact=True).click()
        dialog.get_by_role("status").locator("code").wait_for()

    return act


def _open_first(member: Member) -> None:
    member.page.get_by_role("listitem").locator("button[aria-expanded]").first.click()


def _inside(search: str) -> Callable[[Member], str]:
    """A live journey in which people wait."""

    def path(member: Member) -> str:
        product = member.product
        journey = product.publish("Looked", STEPS, PATHS)
        for user, *_ in shop.ENDS:
            shop.track(product, user, "Looked")
        stats = f"journeys/{journey}/stats"
        until(lambda: product.call("GET", stats)["entered"] == len(shop.ENDS), 20, "their waits")
        return f"/journeys/{journey}{search}"

    return path


def _way(member: Member) -> None:
    _click("Show the way")(member)
    member.page.locator("[data-lit=true]").first.wait_for()


def _played(member: Member) -> None:
    """A person who is made up, on her way."""
    member.page.get_by_role("button", name="It happens").click()
    member.page.locator("[data-here=true]").first.wait_for()
    member.page.evaluate("scrollTo(0, 0)")


def _opened(member: Member) -> None:
    _click("Say hello")(member)


SALE = {
    "title": "Spring sale for {{ person.traits.name | default('you') }}",
    "message": "Twenty percent off everything, until Sunday.",
    "url": "/sale",
}


def _campaign(search: str = "", *, send: bool = False, **more: object) -> Callable[[Member], str]:
    """One that is written, or one that was sent and is over."""

    def path(member: Member) -> str:
        product = member.product
        id_ = product.call("POST", "campaigns", {**SALE, **more})["id"]
        if send:
            product.call("POST", f"campaigns/{id_}/send")
            until(
                lambda: product.call("GET", f"campaigns/{id_}")["state"] in ("done", "scheduled"),
                20, "the campaign's end",
            )  # fmt: skip
        return f"/campaigns/{id_}{search}"

    return path


def _confirmed(member: Member) -> None:
    _click("Send…")(member)
    member.page.get_by_role("dialog").wait_for()


BUSY: dict[str, tuple[str | Callable[[Member], str], Callable[[Member], None]]] = {
    "home": ("/home", _nothing),
    "home-month": (_month, _nothing),
    "home-trouble": (_trouble, _nothing),
    "journey-numbers": (_inside("?view=live"), _nothing),
    "journey-here": (_inside("?view=live&step=late"), _nothing),
    "journey-way": (_inside("?view=live&step=late"), _way),
    "journey-played": (_inside("?view=test"), _played),
    "people": ("/people", _nothing),
    "person": (_person("user_0055"), _nothing),
    "person-status": (_person("user_0055", "?show=status"), _nothing),
    "person-runs": (_person("user_0055", "?show=runs"), _nothing),
    "person-message": (_person("ben", "?show=messages"), _opened),
    "person-erase": (_person("user_0055"), _dialog("Erase…")),
    "live": ("/live", _nothing),
    "live-open": ("/live", _open_first),
    "push-tested": ("/pushes/hello", _to("user_0055")),
    "segment": (_segment(""), _nothing),
    "segment-members": (_segment("?show=members"), _nothing),
    "segments-new": ("/segments/new", _nothing),
    "messages": ("/messages", _nothing),
    "messages-narrowed": ("/messages?state=suppressed&reason=no_device", _nothing),
    "messages-none": ("/messages?state=dead", _nothing),
    "message": (_first_message("accepted"), _nothing),
    "message-gone": (_first_message("gone"), _nothing),
    "campaign": (_campaign(), _nothing),
    "campaign-timed": (_campaign(send_at="2099-03-04T08:00:00Z", per_minute=600), _nothing),
    "campaign-confirm": (_campaign(), _confirmed),
    "campaign-done": (_campaign(send=True), _nothing),
    "campaign-sent": (_campaign("?show=settings", send=True), _nothing),
    "campaigns": ("/campaigns", _nothing),
}
"""Rooms that tell what happens, of a shop in which something does."""
DOORS = {"log-in": "/login", "welcome": "/welcome#token", "welcome-over": "/welcome"}


@pytest.fixture(scope="session", autouse=True)
def folder() -> Iterator[None]:
    """An empty folder, so that no picture of yesterday is judged today."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    yield
    print(f"\n{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


@pytest.fixture
def empty(member: Member) -> Member:
    """A workspace in which nothing has been made yet."""
    for kind in ("journeys", "people", "push-resources", "popups", "categories"):
        member.page.context.route(
            f"**/api/v1/{kind}?*", lambda route: route.fulfill(json={"items": [], "next": None})
        )
    return member


def draw(member: Member, name: str, path: str, act: Callable[[Member], None] = _nothing) -> None:
    """In each size, light and dark."""
    for size in SIZES | NARROW:
        for dark in (False, True):
            member.look(size, dark=dark)
            if act is _end:
                member.enter()
            member.open(path)
            member.page.wait_for_load_state("networkidle")
            act(member)
            member.picture(FOLDER / f"{name}-{size}-{'dark' if dark else 'light'}.png")


@pytest.mark.parametrize("name", ROOMS)
def test_pictures_of(member: Member, name: str) -> None:
    path, act = ROOMS[name]
    draw(member, name, path if isinstance(path, str) else path(member), act)


@pytest.fixture
def keeper(running: Browser, busy: Product) -> Iterator[Member]:
    """An admin of the shop in which something happens."""
    visitor = Member(running, busy)
    yield visitor.enter()
    visitor.close()


@pytest.mark.parametrize("name", BUSY)
def test_pictures_of_what_happens(keeper: Member, name: str) -> None:
    path, act = BUSY[name]
    draw(keeper, name, path if isinstance(path, str) else path(keeper), act)


@pytest.mark.parametrize("name", ["home", "live", "messages", "people", "segments"])
def test_pictures_of_what_happens_right_to_left(keeper: Member, name: str) -> None:
    keeper.speak("ar")
    draw(keeper, f"{name}-rtl", f"/{name}")


SMALL = [
    "home", "people", "segments", "messages", "live", "pushes", "pushes/hello", "popups/simple",
    "categories/news", "settings/members", "settings/install", "settings/audit", "settings/push",
]  # fmt: skip


@pytest.mark.parametrize("path", SMALL)
def test_pictures_of_the_smallest_phone(keeper: Member, path: str) -> None:
    """320 pixels, the whole page."""
    keeper.look("phone", dark=False)
    keeper.page.set_viewport_size({"width": 320, "height": 640})
    keeper.open(f"/{path}")
    keeper.page.wait_for_load_state("networkidle")
    keeper.page.screenshot(path=FOLDER / f"small-{path.replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize("name", ["home", "live", "messages", "segments"])
def test_pictures_of_what_has_not_happened_yet(member: Member, name: str) -> None:
    draw(member, f"{name}-empty", f"/{name}")


@pytest.mark.parametrize("name", ["journeys", "gallery", "account", "search"])
def test_pictures_right_to_left(member: Member, name: str) -> None:
    member.speak("ar")
    act = {"account": _click("admin@"), "search": _arabic_search}.get(name, _nothing)
    draw(member, f"{name}-rtl", "/journeys/gallery" if name == "gallery" else "/journeys", act)


@pytest.mark.parametrize("view", ["", "?view=live", "?view=versions", "?view=test"])
def test_pictures_of_a_journey_right_to_left(member: Member, view: str) -> None:
    member.speak("ar")
    path = _live_draft(member)
    draw(member, f"journey{view.partition('=')[2] or '-draft'}-rtl", f"{path}{view}")


def _arabic_search(member: Member) -> None:
    member.page.keyboard.press("Control+k")
    member.page.wait_for_selector(".mantine-Spotlight-search")


def test_pictures_of_the_drawer(member: Member) -> None:
    for dark in (False, True):
        member.look("phone", dark=dark)
        member.open("/journeys")
        _click("Menu")(member)
        member.page.get_by_role("dialog").wait_for()
        member.picture(FOLDER / f"drawer-phone-{'dark' if dark else 'light'}.png")


def test_pictures_of_the_narrow_rail(member: Member) -> None:
    member.look("wide", dark=False)
    member.open("/journeys")
    _click("Narrow the menu")(member)
    member.picture(FOLDER / "narrow-wide-light.png")


@pytest.mark.parametrize("name", ["journeys", "people", "pushes", "popups", "categories"])
def test_pictures_of_an_empty_workspace(empty: Member, name: str) -> None:
    draw(empty, f"{name}-empty", f"/{name}")


@pytest.mark.parametrize("path", ["/pushes/approve_case", "/popups/simple", "/categories/news"])
def test_pictures_of_editors_right_to_left(member: Member, path: str) -> None:
    member.speak("ar")
    draw(member, f"{path.split('/')[1]}-rtl", path)


def test_pictures_of_a_server_that_does_not_answer(member: Member) -> None:
    member.page.context.route("**/api/v1/journeys?*", lambda route: route.abort())
    draw(
        member, "journeys-failed", "/journeys", lambda one: one.page.get_by_role("alert").wait_for()
    )


@pytest.mark.parametrize("name", DOORS)
def test_pictures_of_the_doors(stranger: Member, name: str) -> None:
    draw(stranger, name, DOORS[name])


def test_pictures_of_the_second_step(stranger: Member) -> None:
    guarded(stranger.join("marketer"))

    def enter(one: Member) -> None:
        one.log_in()
        one.page.get_by_label("Code").wait_for(timeout=60_000)  # many log-ins are slowed

    draw(stranger, "log-in-code", "/login", enter)
