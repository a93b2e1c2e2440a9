"""The hosted preferences page in real browsers: its code reaches the server in bodies only."""

from collections.abc import Iterator

import pytest
import requests

from tests.browser.conftest import Browser
from tests.support.axe import complaints
from tests.support.journal import until
from tests.support.product import Product


def link(product: Product, user: str) -> str:
    """A link for a user, who is made by her first event."""
    body = {"userId": user, "event": "Arrived"}
    answer = requests.post(
        f"{product.base_url}/v1/track", json=body, auth=(product.secret_key, ""), timeout=15
    )
    assert answer.ok
    until(lambda: product.person(user) is not None)
    found = product.person(user)
    assert found is not None
    return str(product.call("POST", f"people/{found['id']}/preferences-link")["url"])


def test_a_link_opens_her_preferences_and_what_she_saves_holds(
    browser: Browser, product: Product
) -> None:
    user = f"reader-{browser.name}"
    url = link(product, user)
    browser.open(url)
    until(lambda: "Notifications from" in browser.text("main"))
    # Loading it again opens it again: the code is back behind the #, and no form is sent twice.
    assert browser.run("return location.href") == url
    entries = browser.run("return performance.getEntriesByType('resource').map(one => one.name)")
    assert not [name for name in entries if url.partition("#")[2] in name]

    browser.click("input[name=push]")
    browser.click("input[name=hours][value=limited]")
    browser.click("button[name=save]")
    until(lambda: "Saved" in browser.text(".bar"))
    found = product.person(user)
    assert found is not None
    reach = product.call("GET", f"people/{found['id']}")["reach"]
    assert reach["push_on"] is False
    assert len(reach["timetable"]) == 7
    assert browser.run("return document.activeElement.getAttribute('role')") == "status"


def test_an_address_without_its_code_asks_for_it(browser: Browser, product: Product) -> None:
    url = link(product, f"lost-{browser.name}")
    browser.open(f"{product.base_url}/p/")
    until(lambda: "lost its code" in browser.text("main"))
    browser.run("document.querySelector('#token').value = arguments[0]", url)
    browser.click("button")
    until(lambda: "Notifications from" in browser.text("main"))


@pytest.mark.parametrize("before", ["", "#gone", "another's"])
def test_a_link_opens_also_where_the_page_stood_already(
    browser: Browser, product: Product, before: str
) -> None:
    """The address differs behind the # alone: browsers load nothing of themselves."""
    user = f"pasted-{browser.name}-{len(before)}"
    url = link(product, user)
    first = (
        link(product, f"{user}-before") if "other" in before else f"{product.base_url}/p/{before}"
    )
    browser.open("about:blank")
    browser.open(first)
    browser.wait_for({"": "#token", "#gone": "section.open"}.get(before, ".master"))
    browser.run("setTimeout(() => { location.href = arguments[0] })", url)
    code = url.partition("#")[2]
    browser.wait_for(f"form[data-token='{code}'] .master")
    until(lambda: browser.run("return location.href") == url)


SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
SAVE = {"en": "Save", "de": "Speichern", "ar": "حفظ"}


@pytest.fixture
def reader(browser: Browser) -> Iterator[Browser]:
    """A browser that reads as the test says, and as all others do afterwards."""
    yield browser
    browser.prefer_language("en-US, en")
    browser.prefer_dark(False)
    browser.resize(*SIZES["desktop"])


@pytest.mark.parametrize(
    ("language", "colour"), [("en", "#f5c400"), ("de", "#2563eb"), ("ar", "#0b1020")]
)
def test_axe_has_nothing_to_say_in_any_language_light_or_dark_wide_or_narrow(
    reader: Browser, product: Product, language: str, colour: str
) -> None:
    product.call("PATCH", "settings", {"color": colour})
    reader.prefer_language(language)
    url = link(product, f"looks-{reader.name}-{language}-{colour[1:]}")
    for size in SIZES.values():
        reader.resize(*size)
        for dark in (False, True):
            reader.prefer_dark(dark)
            reader.open("about:blank")
            reader.open(url)
            until(lambda: reader.run("return Boolean(document.querySelector('.master'))"))
            if reader.run("return document.querySelector('.week').offsetParent === null"):
                reader.click("input[name=hours][value=limited]")
            assert reader.text("button[name=save]") == SAVE[language]
            assert complaints(reader, "html") == []
            wide = "return document.documentElement.scrollWidth - innerWidth"
            assert reader.run(wide) <= 0, "nothing sticks out sideways"
    reader.run("for (const one of document.querySelectorAll('[name^=on]')) one.checked = false")
    reader.click("button[name=save]")
    until(lambda: reader.run("return Boolean(document.querySelector('#no-day'))"))
    assert complaints(reader, "html") == []


def test_the_other_pages_have_nothing_against_them_either(
    reader: Browser, product: Product
) -> None:
    for address in ("/p/", "/p/#gone"):
        for dark in (False, True):
            reader.prefer_dark(dark)
            reader.open("about:blank")
            reader.open(product.base_url + address)
            wanted = "#token" if address == "/p/" else "section.open"
            until(lambda css=wanted: reader.run(f"return Boolean(document.querySelector('{css}'))"))
            assert complaints(reader, "html") == []
