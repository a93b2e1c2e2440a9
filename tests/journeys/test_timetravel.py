"""Ready-made journeys, lived through from end to end."""

from collections import Counter
from datetime import timedelta

import pytest

from journeys import samples
from journeys.timetravel import START, World
from tests.journeys.building import document

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


def test_a_win_back_waits_for_a_working_morning_in_her_zone():
    world = World(SAMPLES["win-back"])
    ana = world.person("ana", push="allowed", timezone="America/New_York")
    ana.event("session_started")
    world.until(START + timedelta(days=15, hours=2, minutes=59))
    assert ana.at == "morning"
    world.passes("PT1M")
    assert (world.now.isoformat(), ana.pushes) == ("2026-01-20T15:00:00+00:00", ["miss_you"])
    world.passes("P8D")
    assert ana.ended == "finished"
    assert ana.pushes == ["miss_you"]


def test_a_win_back_ends_when_she_comes_back():
    world = World(SAMPLES["win-back"])
    ana = world.person("ana", push="allowed", categories={"offers": True})
    ana.event("session_started")
    world.passes("P3D")
    ana.event("session_started")
    assert ana.ended == "exited"
    world.passes("P60D")
    assert ana.pushes == []


def test_a_win_back_of_one_who_likes_offers_ends_with_a_voucher():
    world = World(SAMPLES["win-back"])
    ana = world.person("ana", push="allowed", categories={"offers": True})
    ana.event("session_started")
    world.passes("P30D")
    assert ana.pushes == ["miss_you", "voucher"]


def test_two_ways_to_say_hello_reach_different_people():
    world = World(SAMPLES["two-ways-to-say-hello"])
    people = [world.person(f"p{number}") for number in range(100)]
    for person in people:
        person.push("allowed")
    world.passes("P1D")
    counts = Counter(push for person in people for push in person.pushes)
    assert counts.keys() == {"welcome", "welcome_brief"}
    assert sum(counts.values()) == 100
    assert min(counts.values()) > 30


def test_a_click_on_the_hello_is_remembered_and_reaches_the_goal():
    world = World(SAMPLES["two-ways-to-say-hello"])
    ana = world.person("ana")
    ana.push("allowed")
    world.passes("PT5M")
    ana.event("push_clicked", run="another")
    assert ana.at == "clicked"
    ana.event("push_clicked", run=ana.run.id)
    assert ana.ended == "finished"
    assert ana.run.goal_at == world.now
    assert ana.person.markers == {"clicked_the_hello": True}


def test_each_cart_is_reminded_of_once():
    world = World(SAMPLES["cart-reminder"])
    ana = world.person("ana", push="allowed")
    ana.event("cart_filled", cart_id="a", value=30)
    ana.event("cart_filled", cart_id="b", value=30)
    ana.event("cart_filled", cart_id="c", value=19)
    world.passes("PT1H")
    ana.event("cart_filled", cart_id="a", value=50)
    ana.event("checkout_started", cart_id="b")
    world.passes("PT1H")
    assert {run.entry_key: run.ended for run in ana.runs} == {"a": True, "b": True}
    assert ana.pushes == ["cart_waits"]
    assert ana.person.traits == {"reminded_of_cart": True}


def test_a_cart_that_was_ordered_is_not_reminded_of():
    world = World(SAMPLES["cart-reminder"])
    ana = world.person("ana", push="allowed")
    ana.event("cart_filled", cart_id="a", value=30)
    ana.event("order_completed", cart_id="a")
    assert ana.ended == "goal"
    world.passes("P1D")
    assert ana.pushes == []


def test_one_without_push_is_asked_instead():
    world = World(SAMPLES["cart-reminder"], back_off="P30D")
    ana = world.person("ana", push="ask")
    ana.event("cart_filled", cart_id="a", value=30)
    world.passes("PT2H")
    assert ana.popups == ["with_categories"]
    ana.answers("later")
    ana.event("cart_filled", cart_id="b", value=30)
    world.passes("PT2H")
    assert ana.popups == ["with_categories"]


def test_a_popup_that_has_expired_cannot_be_answered():
    world = World(SAMPLES["ask-for-push-then-say-hello"])
    ana = world.person("ana")
    with pytest.raises(LookupError):
        ana.answers("later")
    ana.event("session_started")
    world.passes("P1D")
    with pytest.raises(LookupError):
        ana.answers("later")


def test_a_webhook_comes_to_what_the_world_says():
    made = document(
        ("hook", "webhook", {"url": "https://shop.example/hook"}),
        ("sorry", "send_push", {"push": "sorry"}),
        edges={"hook.failed": "sorry"},
        reentry={"mode": "always"},
    )
    world = World(made)
    ana = world.person("ana", push="allowed")
    ana.event("go")
    world.webhooks = "failed"
    ana.event("go")
    assert ana.webhooks == ["https://shop.example/hook"] * 2
    assert ana.pushes == ["sorry"]


def test_a_journey_that_leads_to_itself_is_stopped_at_depth_ten():
    made = document(("end", "end", {}), reentry={"mode": "always"})
    made["nodes"][0]["config"]["event"] = "journey_finished"
    world = World(made)
    ana = world.person("ana")
    ana.event("journey_finished")
    assert [run.depth for run in ana.runs] == list(range(12))
    assert ana.ended == "quarantined"
    assert all(run.state.reason == "finished" for run in ana.runs[:-1])


def test_a_move_to_another_zone_moves_her_morning():
    world = World(document(("nine", "wait_for_time", {"at": "09:00"})))
    ana = world.person("ana", timezone="Europe/Berlin")
    ana.event("go")
    ana.becomes(timezone="America/New_York")
    world.passes("PT2H")
    assert ana.ended == "finished"


def test_the_fixture_reads_documents_from_files(journey):
    world = journey("journeys/samples/ask-for-push-then-say-hello.json", timezone="Asia/Tokyo")
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    world.passes("P3D")
    assert ana.popups == ["simple"]
    assert ana.person.workspace_timezone == "Asia/Tokyo"
