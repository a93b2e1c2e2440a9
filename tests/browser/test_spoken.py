"""What a screen reader is told of each popup and widget: Chromium's accessibility tree."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import test_popups, test_widgets
from tests.browser.conftest import Visit
from tests.support import panel as panels
from tests.support import popup as popups
from tests.support.chromium import ChromiumBrowser
from tests.support.own_place import item
from tests.support.panel import TITLES, Panel
from tests.support.popup import Popup

CONTROL = re.compile(r"- (button|link|checkbox|switch|combobox|textbox|radio)\b(?! \")")
"""A control without a name: `- button` where `- button "Subscribe"` should stand."""


@pytest.fixture
def browser(running_chromium: ChromiumBrowser) -> ChromiumBrowser:
    """Firefox tells its tree to nobody but a screen reader."""
    return running_chromium


@pytest.fixture
def popup(visit: Visit) -> Iterator[Popup]:
    yield Popup(visit.browser)
    visit.server.offer = None


@pytest.fixture
def panel(visit: Visit) -> Iterator[Panel]:
    visit.server.own.items = [item(0), item(1), item(2, read=True, url=None)]
    yield Panel(visit.browser)
    visit.server.own.begin()


@pytest.mark.parametrize("template", test_popups.TEMPLATES)
def test_a_popup_is_a_dialog_with_its_title_and_every_control_has_a_name(
    visit: Visit, browser: ChromiumBrowser, popup: Popup, template: str
) -> None:
    test_popups.arrive(visit, popup, template)
    told = browser.spoken(popups.HOST)
    assert re.match(r'- (dialog|alertdialog|region|complementary) "\S', told), told
    assert not CONTROL.search(told), told
    assert told.count("- button ") >= 2, told
    assert ("checkbox" in told) == (template == "categories"), told


@pytest.mark.parametrize("widget", TITLES)
def test_a_widget_is_a_dialog_with_its_title_and_every_control_has_a_name(
    visit: Visit, browser: ChromiumBrowser, panel: Panel, widget: str
) -> None:
    test_widgets.arrive(visit)
    panel.open(widget)
    told = browser.spoken(panels.HOST)
    assert told.startswith(f'- dialog "{TITLES[widget]}"'), told
    assert f'heading "{TITLES[widget]}" [level=' in told, told
    assert not CONTROL.search(told), told


def test_each_devices_buttons_say_which_device(
    visit: Visit, browser: ChromiumBrowser, panel: Panel
) -> None:
    test_widgets.arrive(visit)
    panel.open("devices")
    told = browser.spoken(panels.HOST)
    for label in ("Turn on: Firefox on Linux", "Send a test: Chrome on", "Remove: Chrome on"):
        assert f'button "{label}' in told or f"button '{label}" in told, told
