"""Pictures of every popup, widget and view of the demo, for people to judge: `make pictures`."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.audience.guide import steps
from tests.browser.conftest import Browser, Visit
from tests.browser.test_demo_shop import log_in
from tests.browser.test_preferences import link
from tests.support.chromium import ChromiumBrowser
from tests.support.journal import until
from tests.support.own_place import DEVICE, item
from tests.support.panel import TITLES, Panel
from tests.support.popup import BRAND, INSTAGRAM, IPHONE, SAFARI, Popup, offer
from tests.support.product import Product, started

FOLDER = Path(__file__).with_name("pictures")
SIZES = {"desktop": (1280, 800), "phone": (390, 780)}
RTL = {
    "language": "ar",
    "title": "كن أول من يعلم",
    "text": "رسالة قصيرة بين حين وآخر على هذا الجهاز. يمكنك إيقافها متى شئت.",
    "subscribe_label": "اشترك",
    "later_label": "ربما لاحقًا",
    "categories": [
        {"key": "news", "name": "الجديد على الرف", "default": True},
        {"key": "offers", "name": "العروض", "default": False},
    ],
}
LONG = {
    "language": "de",
    "title": "Worüber dürfen wir Ihnen auf diesem Gerät gelegentlich etwas schicken?",
    "text": "Wir melden uns nur, wenn es sich lohnt.\nSie können das jederzeit in Ihren "
    "Benachrichtigungseinstellungen ändern oder ganz abschalten.",
    "subscribe_label": "Benachrichtigungen abonnieren",
    "later_label": "Vielleicht später",
    "brand": {"name": "Reiseausstatter Sonnenschein & Söhne", "icon": None, "color": "#ffd400"},
}
IMAGE = {"image": "/shop/picture.svg", "brand": {**BRAND, "icon": "/shop/mark.svg"}}
CHOICE = {"template": "categories"}
MODAL, CORNER = {"template": "modal"}, {"template": "corner"}
GUIDE = {
    "template": "ios_guide",
    "position": "bottom",
    "title": "Put us on your Home Screen",
    "text": "On iPhone and iPad, messages come from there. It takes three taps.",
    "subscribe_label": "I will",
    "later_label": "Not now",
}
POPUPS: dict[str, dict[str, Any]] = {
    "simple": {},
    "simple-image": IMAGE,
    "simple-icon": {"brand": {**BRAND, "icon": "/shop/mark.svg"}},
    "simple-bottom": {"position": "bottom"},
    "simple-corner": {"position": "corner"},
    "simple-corner-image": {"position": "corner", **IMAGE},
    "simple-rtl": RTL,
    "simple-long": LONG,
    "categories": CHOICE,
    "categories-image": {**CHOICE, **IMAGE},
    "categories-corner": {**CHOICE, "position": "corner"},
    "categories-rtl": {**CHOICE, **RTL},
    "categories-long": {**CHOICE, **LONG},
    "modal": MODAL,
    "modal-image": {**MODAL, **IMAGE},
    "modal-rtl": {**RTL, **MODAL},
    "modal-long": {**LONG, **MODAL},
    "corner": CORNER,
    "corner-image": {**CORNER, **IMAGE},
    "corner-rtl": {**RTL, **CORNER},
    "corner-long": {**LONG, **CORNER},
}
GUIDES: dict[str, tuple[str, dict[str, Any]]] = {
    "guide": (SAFARI, GUIDE),
    "guide-icon": (SAFARI, {**GUIDE, "brand": {**BRAND, "icon": "/shop/mark.svg"}}),
    "guide-in-app": (INSTAGRAM, GUIDE),
    "guide-rtl": (SAFARI, {**GUIDE, **RTL, "steps": steps("he")}),
    "guide-long": (SAFARI, {**GUIDE, **LONG, "steps": steps("fr")}),
}

ITEMS = [
    item(
        0,
        title="Your order is on its way",
        message="It left the workshop this morning and should be with you on Thursday.",
    ),
    item(
        3,
        title="Ana replied to you",
        message="Yes, the blanket is big enough for two. We tried it on the ferry last week!",
        icon="/demo/art.svg#mark",
        source="person:ana",
    ),
    item(30, title="New on the shelf: Evening lantern", message="Folds to a coin.", read=True),
    item(80, title="Your basket is waiting", message="", url=None, read=True),
    item(400, title="Welcome to Far & Slow", message="Good to have you.", read=True),
]
HOURS = [
    {"day": day, "from": "08:00", "to": "20:00"}
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
]
# Which widget, in which language, and what is special.
WIDGETS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "bell": ("inbox", "en", {"items": ITEMS}),
    "bell-empty": ("inbox", "en", {}),
    "bell-rtl": ("inbox", "ar", {"items": ITEMS}),
    "devices": ("devices", "en", {}),
    "devices-de": ("devices", "de", {}),
    "devices-failed": ("devices", "en", {"refused": True}),
    "preferences": ("preferences", "en", {}),
    "preferences-hours": ("preferences", "en", {"timetable": HOURS}),
    "preferences-de": ("preferences", "de", {"timetable": HOURS}),
    "preferences-rtl": ("preferences", "ar", {"timetable": HOURS}),
}
DEMO = {
    "demo": "#/",
    "demo-product": "#/product/tent",
    "demo-basket": "#/basket",
    "demo-checkout": "#/checkout",
    "demo-orders": "#/orders",
}
# One change of colour may begin another's, in what inherits it.
AT_REST = """
for (let quiet = 0; quiet < 10; quiet++) {
  await new Promise(requestAnimationFrame);
  if (document.getAnimations().length) quiet = 0;
}"""
SPEAKS = (
    "const lang = new URLSearchParams(location.search).get('lang') ?? 'en';"
    "Object.defineProperty(navigator, 'languages', {value: [lang]})"
)


@pytest.fixture(params=["chromium"])
def browser(request: pytest.FixtureRequest) -> object:
    """Chromium alone: the other one draws the same."""
    return request.getfixturevalue("running_chromium")


@pytest.fixture(scope="session", autouse=True)
def folder() -> Iterator[None]:
    """An empty folder, so that no picture of yesterday is judged today."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    yield
    print(f"\n{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")


def draw(browser: Browser, name: str, still: Callable[[], None], *, full: bool = False) -> None:
    """In each size, light and dark; `still` waits until nothing moves."""
    for size, (width, height) in SIZES.items():
        for dark in (False, True):
            browser.resize(width, height)
            browser.prefer_dark(dark)
            still()
            browser.run(AT_REST)  # its colours change gently
            file = FOLDER / f"{name}-{size}-{'dark' if dark else 'light'}.png"
            browser.screenshot(file, width, height, full=full)


@pytest.mark.parametrize("name", [*POPUPS, *GUIDES])
def test_pictures_of(visit: Visit, name: str) -> None:
    popup = Popup(visit.browser)
    agent, content = GUIDES[name] if name in GUIDES else ("", POPUPS[name])
    try:
        visit.browser.open(f"{visit.origin}/demo/")
        if agent:
            visit.browser.run(IPHONE, agent)
        visit.server.offer = offer(visit.name, **content)
        visit.browser.run("waymark.page()")
        popup.wait()
        draw(visit.browser, name, popup.wait)
    finally:
        visit.server.offer = None
        visit.browser.prefer_dark(False)


@pytest.fixture(scope="session")
def languages(running_chromium: ChromiumBrowser) -> None:
    """A page's address says what its visitor speaks."""
    running_chromium.before_pages(SPEAKS)


@pytest.mark.usefixtures("languages")
@pytest.mark.parametrize("name", WIDGETS)
def test_pictures_of_the_widget(visit: Visit, name: str) -> None:
    widget, language, facts = WIDGETS[name]
    own, panel = visit.server.own, Panel(visit.browser)
    try:
        own.items = facts.get("items", [])
        own.devices.append({**DEVICE, "id": "phone", "name": "Safari on iPhone"})
        own.preferences["timetable"] = facts.get("timetable")
        visit.browser.open(f"{visit.origin}/demo/?lang={language}")
        until(lambda: visit.browser.run("return Boolean(window.waymark.version)"))
        own.refused = facts.get("refused", False)
        assert visit.browser.run(f"return await waymark.{widget}.open()") is True
        title = TITLES[widget] if language == "en" else panel.title()
        draw(visit.browser, name, lambda: panel.wait(title))
        if facts.get("timetable"):
            panel.scroll()
            draw(visit.browser, f"{name}-below", lambda: panel.wait(title))
    finally:
        own.begin()
        visit.browser.prefer_dark(False)


@pytest.mark.parametrize("name", DEMO)
def test_pictures_of_the_demo(visit: Visit, name: str) -> None:
    try:
        visit.browser.open(f"{visit.origin}/demo/")
        until(lambda: visit.browser.text("#status") == "not asked")
        for sku in ("tent", "mug"):
            visit.browser.click(f"[data-sku={sku}] button")
        if name == "demo-orders":
            visit.browser.run("location.hash = '#/checkout'")
            visit.browser.click("#view [type=submit]")
            until(lambda: "on its way" in visit.browser.text("h1:focus"))
        visit.browser.run("location.hash = arguments[0]", DEMO[name])
        draw(visit.browser, name, lambda: until(lambda: visit.browser.text("h1, h2")))
        if name == "demo":
            visit.browser.click("summary")
            draw(visit.browser, "demo-box", lambda: until(lambda: visit.browser.text("summary")))
    finally:
        visit.browser.prefer_dark(False)


@pytest.fixture
def shop(browser: Browser, tmp_path: Path) -> Iterator[Product]:
    """`waymark up` for the first time, its journeys awake."""
    with started(tmp_path, [browser.push.origin], lively=True) as product:
        yield product
        browser.prefer_dark(False)
        browser.open("about:blank")


def test_pictures_of_the_log_in_and_of_the_moves(browser: Browser, shop: Product) -> None:
    """What only the running product has: its own question, who one can be, where one stands."""
    assert isinstance(browser, ChromiumBrowser)
    browser.permit(shop.base_url, "prompt")
    browser.open(f"{shop.base_url}/demo/")
    popup = Popup(browser)
    popup.wait()
    draw(browser, "demo-asked", popup.wait)
    popup.click(".later")
    popup.gone()
    log_in(browser, "demo-ada")
    until(lambda: browser.text("#person .label") == "Ada")
    browser.click("#person")
    draw(browser, "demo-log-in", lambda: until(lambda: browser.text("#who")))
    browser.press("Escape")
    browser.click("[data-sku=lantern] button")
    browser.click("summary")
    until(lambda: "Remind of a basket left behind" in browser.text("#moves"), 20)
    draw(browser, "demo-moves", lambda: until(lambda: browser.text("#moves")))


HOSTED = {"en": "#f5c400", "de": "#2563eb", "ar": "#0b1020"}


@pytest.mark.parametrize("language", HOSTED)
def test_pictures_of_the_hosted_page(browser: Browser, product: Product, language: str) -> None:
    """Whole, in three languages, with a brand whose colour is light, middling or dark."""
    product.call("PATCH", "settings", {"color": HOSTED[language]})
    browser.prefer_language(language)
    try:
        url = link(product, f"looks-{language}")
        browser.open("about:blank")
        browser.open(url)
        until(lambda: browser.run("return Boolean(document.querySelector('.master'))"))
        draw(browser, f"hosted-{language}", lambda: None, full=True)
        browser.click("input[name=hours][value=limited]")
        draw(browser, f"hosted-{language}-hours", lambda: None, full=True)
    finally:
        browser.prefer_language("en-US, en")
        browser.prefer_dark(False)


@pytest.mark.parametrize("address", ["", "#gone"])
def test_pictures_of_the_hosted_page_without_its_code(
    browser: Browser, product: Product, address: str
) -> None:
    wanted = "section.open" if address else "#token"
    browser.open("about:blank")
    browser.open(f"{product.base_url}/p/{address}")
    until(lambda: browser.run(f"return Boolean(document.querySelector('{wanted}'))"))
    draw(browser, f"hosted-{'gone' if address else 'no-code'}", lambda: None)
    browser.prefer_dark(False)
