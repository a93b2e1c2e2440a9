"""Ready-made journeys, lived through from end to end."""

from journeys import samples
from journeys.timetravel import World

SAMPLES = samples.journeys()


def test_she_says_yes_and_gets_one_hello():
    world = World(SAMPLES["ask-for-push-then-say-hello"])
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    assert ana.popups == ["simple"]
    assert ana.at == "ask"
    ana.answers("subscribe")
    assert ana.at == "answer"
    ana.push("allowed")
    assert ana.pushes == ["welcome"]
    assert ana.ended == "finished"
    world.passes("P30D")
    assert ana.pushes == ["welcome"]


def test_a_grant_that_overtakes_the_answer_is_not_missed():
    world = World(SAMPLES["ask-for-push-then-say-hello"])
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    ana.push("allowed")
    assert ana.at == "ask"
    ana.answers("subscribe")
    assert ana.pushes == ["welcome"]


def test_maybe_later_ends_the_run_and_the_cooldown_holds_for_a_week():
    world = World(SAMPLES["ask-for-push-then-say-hello"])
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    ana.answers("later")
    assert ana.ended == "finished"
    world.passes("P6DT23H")
    ana.event("session_started")
    assert ana.popups == ["simple"]
    assert [refused.reason for refused in ana.refused] == ["cooldown"]
    world.passes("PT1H")
    ana.event("session_started")
    assert ana.popups == ["simple", "simple"]
