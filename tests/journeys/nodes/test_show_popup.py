"""Show popup."""

from datetime import timedelta

import pytest

from journeys import decision
from journeys.decision import Leave, NotOffered, Stay
from journeys.node import load
from journeys.visit import Timer
from tests.journeys.building import NOON, ana, event, visit

POPUP = load("show_popup", {"popup": "simple", "expires_in": "PT1H"})
HOUR = timedelta(hours=1)


def test_it_offers_the_popup_and_waits_for_the_answer():
    offer = decision.ShowPopup("r:n:1", "simple", NOON + HOUR, priority=7)
    assert POPUP.enter(visit(priority=7)) == Stay(NOON + HOUR, POPUP.awaited(), (offer,))


def test_while_the_back_off_lasts_it_expires_at_once():
    resting = ana(popup_back_off_until=NOON + timedelta(seconds=1))
    told = POPUP.enter(visit(person=resting))
    assert isinstance(told, Leave)
    assert (told.port, told.reason) == ("expired", "back_off")
    (effect,) = told.effects
    assert isinstance(effect, NotOffered)
    assert effect.reason == "back_off"
    rested = ana(popup_back_off_until=NOON)
    assert isinstance(POPUP.enter(visit(person=rested)), Stay)


@pytest.mark.parametrize(
    ("answer", "port"),
    [("subscribe", "subscribe"), ("later", "later"), ("dismissed", "dismissed"),
     ("expired", "dismissed"), (None, "dismissed"), ([], "dismissed")],
)  # fmt: skip
def test_each_answer_has_its_port(answer, port):
    assert POPUP.resume(visit(), event("popup_answered", 2, answer=answer)) == Leave(port)


def test_no_answer_expires():
    assert POPUP.resume(visit(), Timer(NOON)) == Leave("expired")


@pytest.mark.parametrize(
    ("about", "awaited"),
    [
        ({"run": "r", "node": "n"}, True),
        ({"run": "r", "node": "n", "key": "r:n:1"}, True),
        ({"run": "r", "node": "n", "key": "r:n:0"}, False),
        ({"run": "r", "node": "other"}, False),
        ({"run": "other", "node": "n"}, False),
        ({}, False),
    ],
)
def test_only_the_answer_to_this_offer_counts(about, awaited):
    (each,) = POPUP.awaited()
    assert visit().awaits(each, event("popup_answered", 2, **about)) is awaited
