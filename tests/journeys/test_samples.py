"""What the ready-made journeys refer to is there, and can be used."""

from journeys import samples
from journeys.lint import References, lint
from journeys.rules import Scope, parse

RESOURCES = samples.resources()


def keys(kind: str) -> set[str]:
    return {each["key"] for each in RESOURCES[kind]}


def test_these_journeys_are_ready_made():
    assert set(samples.journeys()) == {
        "answer-a-knock",
        "ask-again-after-later",
        "ask-for-push-then-say-hello",
        "ask-what-to-hear-about",
        "cart-reminder",
        "case-approval",
        "chat-mention",
        "hello-when-allowed",
        "two-ways-to-say-hello",
        "welcome-series",
        "win-back",
    }


def test_every_resource_is_used_and_fits_the_contract():
    text = str(samples.journeys())
    for kind in ("push_resources", "popups"):
        assert all(f"'{key}'" in text for key in keys(kind))
    named = {push["category"] for push in RESOURCES["push_resources"]} - {None}
    assert named <= keys("categories")
    for popup in RESOURCES["popups"]:
        assert set(popup["categories"]) <= keys("categories")


def test_every_segment_has_a_rule():
    for segment in RESOURCES["segments"]:
        parse(segment["rule"], scope=Scope.SEGMENT)


def test_the_demo_shops_own_are_complete_and_have_nothing_for_the_linter():
    shop = samples.shop_resources()
    text = str(samples.shop_journeys()) + str(samples.journeys())
    pushes = [each["key"] for each in shop["push_resources"]]
    assert len(pushes) == len(set(pushes))
    assert all(f"'{key}'" in text for key in pushes)
    assert all(f"'{each['key']}'" in text for each in shop["popups"])
    known = References(
        pushes=frozenset(pushes),
        popups=frozenset(each["key"] for each in shop["popups"]),
        categories=frozenset(each["key"] for each in shop["categories"]),
    )
    for name, document in samples.shop_journeys().items():
        assert lint(document, known) == (), name
