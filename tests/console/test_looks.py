"""Every room at its narrowest and darkest: nothing is cut off, axe finds nothing."""

from __future__ import annotations

import pytest

from tests.console.member import Member
from tests.support.product import Product

NARROW = {"width": 320, "height": 640}  # the smallest phone
WIDER = """() => {
    const edge = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll("#root *")].filter((one) => {
        const {left, right, width} = one.getBoundingClientRect();
        return width > 1 && (right > edge + 1 || left < -1);
    });
    return over.filter((one) => {
        for (let at = one.parentElement; at; at = at.parentElement)
            if (getComputedStyle(at).overflowX !== "visible") return false;
        return true;
    }).map((one) => `${one.tagName}.${one.className} ${one.textContent.slice(0, 40)}`);
}"""
"""What reaches over the window's edge, and is in nothing that scrolls by itself."""

ROOMS = [
    "segments", "segments/new", "pushes", "pushes/hello", "popups", "popups/with_categories",
    "categories", "categories/news", "messages", "live", "settings", "settings/members",
    "settings/workspaces", "settings/workspace", "settings/sending", "settings/preferences",
    "settings/data", "settings/install", "settings/browsers", "settings/keys",
    "settings/identity", "settings/push", "settings/webhooks", "settings/audit",
]  # fmt: skip


@pytest.fixture(scope="module")
def product(busy: Product) -> Product:
    return busy


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_on_the_smallest_phone_in_the_dark_every_room_is_whole(member: Member, locale: str) -> None:
    member.speak(locale)
    member.look("phone", dark=True)
    member.page.set_viewport_size(NARROW)
    told: dict[str, list[str]] = {}
    for room in ROOMS:
        member.open(f"/{room}")
        member.page.wait_for_load_state("networkidle")
        told[room] = [*member.page.evaluate(WIDER), *member.axe()]
    assert not any(told.values()), {room: each for room, each in told.items() if each}
