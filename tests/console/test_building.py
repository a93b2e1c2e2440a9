"""The builder as a marketer uses it: wholly by mouse, and once wholly by keyboard."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.console.member import Member

JOURNEY = [
    {"id": "start", "type": "event_trigger", "config": {"event": "Knocked"}},
    {"id": "end", "type": "end", "config": {}},
]
LINE = {"source": "start", "sourceHandle": "next", "target": "end"}


def _made(member: Member, name: str, nodes: list[dict[str, Any]], *edges: dict[str, str]) -> str:
    """A draft of these nodes, one below the other; it is opened."""
    placed = [{**node, "position": {"x": 0, "y": 148 * row}} for row, node in enumerate(nodes)]
    draft = {"name": name, "settings": {}, "nodes": placed, "edges": list(edges)}
    journey: str = member.product.call("POST", "journeys", draft)["id"]
    member.look("wide", dark=False)
    member.open(f"/journeys/{journey}")
    return journey


@pytest.fixture
def empty(member: Member, request: pytest.FixtureRequest) -> tuple[Member, str]:
    return member, _made(member, request.node.name, [])


@pytest.fixture
def started(member: Member, request: pytest.FixtureRequest) -> tuple[Member, str]:
    """A journey of a start and an end."""
    return member, _made(member, request.node.name, JOURNEY, LINE)


def _kept(member: Member, journey: str) -> dict[str, Any]:
    """The draft as the server has it, once all is saved."""
    expect(member.page.get_by_text("All changes saved")).to_be_visible()
    draft: dict[str, Any] = member.product.call("GET", f"journeys/{journey}")["draft"]
    return draft


def _lines(draft: dict[str, Any]) -> set[tuple[str, str, str]]:
    types = {node["id"]: node["type"] for node in draft["nodes"]}
    return {(types[e["source"]], e["sourceHandle"], types[e["target"]]) for e in draft["edges"]}


def _config(draft: dict[str, Any], type_: str) -> dict[str, Any]:
    return next(dict(node["config"]) for node in draft["nodes"] if node["type"] == type_)


def _node(page: Page, words: str) -> Locator:
    return page.locator(".react-flow__node").filter(has_text=words)


def _choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label, exact=True).click()
    page.get_by_role("option", name=option, exact=True).click()


def _connect(page: Page, source: str, port: str, target: str) -> None:
    """Draw a line from a port to the top of a step."""
    port_of = _node(page, source).locator(f'.react-flow__handle[data-handleid="{port}"]')
    port_of.drag_to(_node(page, target).locator(".react-flow__handle.target"))


def test_a_marketer_builds_a_journey_with_the_mouse_alone_but_for_names(
    empty: tuple[Member, str],
) -> None:
    member, journey = empty
    page = member.page
    page.get_by_role("button", name="Add the start").click()
    page.get_by_role("combobox", name="Event", exact=True).fill("Cart viewed")
    page.get_by_role("button", name="Wait for an event").click()
    page.get_by_role("combobox", name="Event", exact=True).fill("Order placed")
    page.get_by_role("button", name="Condition", exact=True).first.click()
    page.get_by_role("group", name="Rule").get_by_role("button", name="Condition").click()
    page.get_by_role("option", name="Push status of the last session").click()
    page.get_by_role("combobox", name="Value of “Push status of the last session”").click()
    page.get_by_role("option", name="Allowed").click()
    page.get_by_role("button", name="Send push").click()
    _choose(page, "Push", "knock")
    _node(page, "Condition").click()
    page.get_by_role("button", name="Show popup").click()
    _choose(page, "Popup", "simple")
    page.get_by_role("button", name="Tidy up").click()

    draft = _kept(member, journey)
    assert _lines(draft) == {
        ("event_trigger", "next", "wait_for_event"),
        ("wait_for_event", "happened", "condition"),
        ("condition", "yes", "send_push"),
        ("condition", "no", "show_popup"),
    }
    rule = {"field": "push.last_session_status", "operator": "=", "value": "allowed"}
    assert _config(draft, "condition")["rule"] == {"combinator": "and", "rules": [rule]}
    expect(_node(page, "If Push status of the last session is Allowed")).to_be_visible()
    assert member.axe() == []


def test_the_same_is_built_by_keyboard(empty: tuple[Member, str]) -> None:
    member, journey = empty
    page, press = member.page, member.page.keyboard.press

    def add(words: str) -> None:
        page.get_by_role("textbox", name="Find a step").focus()
        press("Control+a")
        page.keyboard.type(words)
        press("Enter")
        expect(page.get_by_role("region", name="The selected step")).to_be_visible()

    def tab_to(target: Locator) -> None:
        """As somebody does who sees nothing: on and on, until it is there."""
        for _ in range(40):
            if target.evaluate("element => element === document.activeElement"):
                return
            press("Tab")
        raise AssertionError(f"{target} is not reached by keyboard")

    def pick(label: str, letters: str) -> None:
        tab_to(page.get_by_role("combobox", name=label, exact=True))
        press("Control+a")
        page.keyboard.type(letters)
        press("ArrowDown")
        press("Enter")

    def event(name: str) -> None:
        tab_to(page.get_by_role("combobox", name="Event", exact=True))
        page.keyboard.type(name)

    add("something happens")
    event("Cart viewed")
    add("wait event")
    event("Order placed")
    add("condition")
    tab_to(page.get_by_role("group", name="Rule").get_by_role("button", name="Condition"))
    press("Enter")
    pick("What it is about", "language")
    tab_to(page.get_by_role("combobox", name="Value of “Language”"))
    page.keyboard.type("ar")
    add("send push")
    pick("Push", "knock")

    draft = _kept(member, journey)
    assert _config(draft, "condition")["rule"]["rules"] == [
        {"field": "person.language", "operator": "=", "value": "ar"}
    ]
    assert _config(draft, "send_push")["push"] == "knock"
    assert len(draft["edges"]) == 3


def test_a_rule_survives_its_builder_and_a_reload(member: Member) -> None:
    rule: dict[str, Any] = {
        "combinator": "and",
        "rules": [
            {"field": "trait.plan", "operator": "in", "value": ["gold", "silver"]},
            {"field": "person.last_seen_at", "operator": ">", "value": {"ago": "P2W"}},
            {"field": "trait.age", "operator": "between", "value": [18, 30.5]},
            {"field": "person.user_id", "operator": "notNull"},
            {
                "combinator": "or",
                "not": True,
                "rules": [
                    {"field": "event.Cart viewed", "operator": "did", "value": {"within": "P7D"}},
                    {"field": "trait.odd", "operator": "=", "value": None},
                ],
            },
        ],
    }
    condition = {"id": "if", "type": "condition", "config": {"rule": rule}}
    journey = _made(member, "A rule to keep", [*JOURNEY, condition], LINE)
    page = member.page
    _node(page, "Condition").click()
    first = page.get_by_role("group", name="Trait plan")
    first.get_by_role("combobox", name="Name of “Trait”").fill("level")
    # What no control can show stands there as it is written.
    expect(page.get_by_role("group", name="Trait odd").get_by_text("null")).to_be_visible()
    assert member.axe() == []

    rule["rules"][0]["field"] = "trait.level"
    assert _config(_kept(member, journey), "condition")["rule"] == rule
    page.reload()
    _node(page, "Condition").click()
    name = page.get_by_role("group", name="Trait level").get_by_role("combobox", name="Name of")
    expect(name).to_have_value("level")
    assert _config(_kept(member, journey), "condition")["rule"] == rule


def test_a_step_is_put_on_a_line_and_what_follows_makes_room(started: tuple[Member, str]) -> None:
    member, journey = started
    page = member.page
    page.get_by_role("button", name="Insert a step after start, next").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("textbox", name="Find a step").fill("split")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Way").click()
    page.get_by_role("button", name="Way").click()
    page.get_by_role("listitem", name="A").get_by_label("Name").fill("Most")
    page.get_by_role("listitem", name="Most").get_by_label("Weight").fill("3")
    expect(_node(page, "Split Most 75% · B 25%")).to_be_visible()
    _connect(page, "Random split", "Most", "End")

    draft = _kept(member, journey)
    assert _lines(draft) == {
        ("event_trigger", "next", "random_split"),
        ("random_split", "Most", "end"),
    }
    page.get_by_role("listitem", name="Most").get_by_label("Name").fill("Many")
    assert ("random_split", "Many", "end") in _lines(_kept(member, journey))


def test_a_push_is_made_on_the_spot(started: tuple[Member, str]) -> None:
    member, journey = started
    page = member.page
    page.get_by_role("button", name="Insert a step after start, next").click()
    page.get_by_role("dialog").get_by_role("button", name="Send push").click()
    page.get_by_role("button", name="Make a new one").click()
    form = page.get_by_role("form", name="New: Push")
    form.get_by_label("Title").fill("Come back soon!")
    form.get_by_role("button", name="Create").click()
    expect(page.get_by_role("link", name="Open “come-back-soon”")).to_be_visible()
    assert _config(_kept(member, journey), "send_push")["push"] == "come-back-soon"
    assert member.product.call("GET", "push-resources/come-back-soon")["title"] == "Come back soon!"


def test_a_journey_is_named_and_its_goal_set(started: tuple[Member, str]) -> None:
    member, journey = started
    page = member.page
    page.get_by_role("button", name="Name and settings").click()
    page.get_by_label("Name of the journey").fill("After the knock")
    page.get_by_role("switch", name="Goal").check(force=True)
    settings = page.get_by_role("region", name="Settings of the journey")
    settings.get_by_role("combobox", name="Event").fill("Order placed")
    expect(page.get_by_role("heading", name="After the knock")).to_be_visible()
    assert member.axe() == []

    draft = _kept(member, journey)
    assert draft["name"] == "After the knock"
    assert draft["settings"]["goal"]["event"] == "Order placed"
    page.reload()
    expect(page.get_by_label("Name of the journey")).to_have_value("After the knock")


@pytest.mark.parametrize("size", ["wide", "middle"])
def test_the_builder_fits_the_window_and_the_form_covers_nothing(
    started: tuple[Member, str], size: str
) -> None:
    member, _ = started
    member.look(size, dark=False)
    member.page.reload()
    _node(member.page, "When something happens").click()
    form = member.page.get_by_role("region", name="The selected step").bounding_box()
    canvas = member.page.get_by_role("region", name="Canvas").bounding_box()
    assert form is not None
    assert canvas is not None
    assert form["width"] == 360
    assert canvas["x"] + canvas["width"] <= form["x"]
    assert member.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_on_a_phone_a_journey_is_read(started: tuple[Member, str]) -> None:
    member, _ = started
    member.look("phone", dark=False)
    member.page.reload()
    expect(member.page.get_by_text("On a phone a journey can be read.")).to_be_visible()
    expect(member.page.get_by_role("button", name="Tidy up")).to_have_count(0)
    _node(member.page, "When something happens").click()
    expect(member.page.get_by_role("definition").filter(has_text="Knocked")).to_be_visible()
    assert member.axe() == []
