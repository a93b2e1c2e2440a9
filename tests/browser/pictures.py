"""Pictures of every popup, for people to judge: `make pictures` writes them beside this file."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine.audience.guide import steps
from tests.browser.conftest import Visit
from tests.support.popup import BRAND, INSTAGRAM, IPHONE, SAFARI, Popup, offer

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
        for size, (width, height) in SIZES.items():
            for dark in (False, True):
                visit.browser.resize(width, height)
                visit.browser.prefer_dark(dark)
                popup.wait()  # its colours change gently, too
                file = FOLDER / f"{name}-{size}-{'dark' if dark else 'light'}.png"
                visit.browser.screenshot(file, width, height, full=False)
    finally:
        visit.server.offer = None
        visit.browser.prefer_dark(False)
