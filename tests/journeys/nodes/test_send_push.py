"""Send push."""

from journeys import decision
from journeys.decision import Leave
from journeys.node import load
from tests.journeys.building import visit


def test_it_sends_and_goes_on():
    push = load("send_push", {"push": "welcome", "target": "web", "mode": "never_twice"})
    effect = decision.SendPush("r:n:1", "welcome", "web", "never_twice")
    assert push.enter(visit()) == Leave(effects=(effect,))


def test_by_default_it_goes_to_all_devices_as_the_resource_says():
    effect = decision.SendPush("r:n:1", "welcome", "all", None)
    assert load("send_push", {"push": "welcome"}).enter(visit()) == Leave(effects=(effect,))
