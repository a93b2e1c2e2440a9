"""The demo shop's journeys, lived through from end to end."""

import pytest

from journeys import samples
from journeys.timetravel import Traveller, World

SHOP = samples.shop_journeys()


def visitor(journey: str, *, push: str = "allowed", **facts: object) -> tuple[World, Traveller]:
    world = World(SHOP[journey])
    return world, world.person("ada", push=push, **facts)


def test_a_basket_left_for_two_minutes_is_reminded_of_once():
    world, ada = visitor("basket-left", markers={"basket_items": 1})
    ada.event("Product Added", sku="tent")
    world.passes("PT1M59S")
    ada.event("Product Added", sku="mug")
    assert ada.pushes == []
    world.passes("PT1S")
    assert ada.pushes == ["basket_waits"]
    assert ada.ended == "finished"


def test_who_has_ordered_is_not_reminded():
    world, ada = visitor("basket-left", markers={"basket_items": 1})
    ada.event("Product Added", sku="tent")
    ada.event("Order Completed", order_id="FS-1")
    assert ada.ended == "exited"
    world.passes("PT1H")
    assert ada.pushes == []


def test_who_has_emptied_the_basket_is_not_reminded():
    world, ada = visitor("basket-left", markers={"basket_items": 1})
    ada.event("Product Added", sku="tent")
    ada.becomes(markers={"basket_items": 0})
    world.passes("PT2M")
    assert (ada.pushes, ada.ended) == ([], "finished")


def test_each_order_is_thanked_for_once():
    _, ada = visitor("order-thanks")
    ada.event("Order Completed", order_id="FS-1")
    ada.event("Order Completed", order_id="FS-2")
    assert ada.pushes == ["order_thanks", "order_thanks"]


def test_a_first_visit_is_asked_and_the_goal_is_her_grant():
    _, ada = visitor("ask-on-first-visit", push="ask")
    ada.event("session_started")
    assert ada.popups == ["shop_ask"]
    # By another button than the popup's: then it has nothing to ask any more.
    ada.push("allowed")
    assert ada.ended == "goal"


@pytest.mark.parametrize("push", ["allowed", "blocked", "unsupported"])
def test_who_cannot_be_asked_is_not_asked(push):
    _, ada = visitor("ask-on-first-visit", push=push)
    ada.event("session_started")
    assert ada.popups == []
