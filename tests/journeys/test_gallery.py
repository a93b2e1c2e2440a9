"""The gallery: each ready-made journey is complete, clean, and does what its summary says."""

import pytest

from journeys import samples
from journeys.draft import Around, References
from journeys.gallery import gallery, named
from journeys.lint import lint
from journeys.timetravel import World

ALL = gallery()
CAP = 5


def world(name: str, **options) -> World:
    return World(samples.journeys()[name], **options)


@pytest.mark.parametrize("ready", ALL, ids=lambda ready: ready.name)
def test_each_brings_all_it_needs_and_has_nothing_for_the_linter(ready):
    keys = {kind: frozenset(each["key"] for each in of) for kind, of in ready.resources.items()}
    known = References(pushes=keys["push"], popups=keys["popup"], categories=keys["category"])
    free = frozenset(each["key"] for each in ready.resources["push"] if each.get("transactional"))
    assert lint(ready.document, known, Around(CAP, free)) == ()
    named_by = {each["category"] for each in ready.resources["push"]} - {None}
    assert (
        named_by.union(*(each["categories"] for each in ready.resources["popup"]))
        <= keys["category"]
    )
    assert len(ready.summary) > 40
    assert all("position" in node for node in ready.document["nodes"])


def test_there_is_one_for_each_first_wish():
    assert len(ALL) >= 8
    assert [each.title for each in ALL] == sorted(each.title for each in ALL)
    assert named("no-such") is None
    assert {each.name for each in ALL} >= {
        "ask-for-push-then-say-hello", "ask-what-to-hear-about", "welcome-series", "cart-reminder",
        "ask-again-after-later", "win-back", "case-approval", "chat-mention",
    }  # fmt: skip


def test_she_chooses_what_to_hear_about_and_is_greeted_with_it():
    for likes, push in ((True, "welcome_offers"), (False, "welcome")):
        travel = world("ask-what-to-hear-about")
        ana = travel.person("ana", push="ask")
        ana.event("session_started")
        assert ana.popups == ["with_categories"]
        ana.answers("subscribe", *(["offers"] if likes else []))
        ana.becomes(categories={"offers": likes})
        ana.push("allowed")
        assert (ana.pushes, ana.ended) == ([push], "finished")


def test_who_does_not_choose_is_left_alone_for_a_week():
    travel = world("ask-what-to-hear-about")
    ana = travel.person("ana", push="ask")
    ana.event("session_started")
    ana.answers("later")
    travel.passes("P6D")
    ana.event("session_started")
    assert ana.popups == ["with_categories"]


def test_a_welcome_takes_a_week():
    travel = world("welcome-series")
    ana = travel.person("ana", timezone="Europe/Berlin")
    ana.push("allowed")
    assert ana.pushes == ["welcome"]
    travel.passes("P2DT20H59M")
    assert ana.pushes == ["welcome"]
    travel.passes("PT1M")
    assert ana.pushes == ["welcome", "first_tip"]
    travel.passes("P10D")
    assert (ana.pushes, ana.ended) == (["welcome", "first_tip", "first_offer"], "finished")


def test_who_orders_is_welcomed_no_more():
    travel = world("welcome-series")
    ana = travel.person("ana")
    ana.push("allowed")
    travel.passes("P1D")
    ana.event("order_completed")
    assert ana.ended == "exited"
    assert ana.run.goal_at == travel.now
    travel.passes("P30D")
    assert ana.pushes == ["welcome"]


def test_who_ordered_before_gets_no_first_offer():
    travel = world("welcome-series")
    ana = travel.person("ana")
    ana.event("order_completed")
    ana.push("allowed")
    travel.passes("P30D")
    assert ana.pushes == ["welcome", "first_tip"]


def test_later_is_asked_again_on_a_visit_after_a_week():
    travel = world("ask-again-after-later")
    ana = travel.person("ana", push="ask")
    ana.event("popup_answered", popup="simple", answer="later")
    travel.passes("P3D")
    ana.event("session_started")
    travel.passes("P10D")
    assert ana.popups == []
    ana.event("session_started")
    assert ana.popups == ["ask_again"]
    ana.answers("subscribe")
    ana.push("allowed")
    assert (ana.pushes, ana.ended) == (["welcome"], "finished")


def test_who_was_blocked_meanwhile_is_not_asked_again():
    travel = world("ask-again-after-later")
    ana = travel.person("ana", push="ask")
    ana.event("popup_answered", popup="simple", answer="dismissed")
    travel.passes("P8D")
    ana.push("blocked", cause="sync")
    assert ana.ended == "exited"
    ben = travel.person("ben", push="ask")
    ben.event("popup_answered", popup="simple", answer="subscribe")
    assert ben.runs == []


def asked_to_approve() -> tuple[World, object]:
    travel = world("case-approval")
    ana = travel.person("ana", push="allowed")
    ana.event("approval_requested", case_id="c1", summary="A new desk")
    assert ana.pushes == ["approve_case"]
    return travel, ana


@pytest.mark.parametrize("answer", ["approve", "reject"])
def test_a_button_of_the_notification_decides_a_case(answer):
    _, ana = asked_to_approve()
    ana.event("push_clicked", run=ana.run.id)
    assert ana.at == "answer"
    ana.event("push_clicked", run=ana.run.id, action=answer)
    verb = {"approve": "approved", "reject": "rejected"}[answer]
    assert ana.webhooks == [f"https://cases.example/waymark/{verb}"]
    assert ana.ended == "finished"


def test_a_case_without_an_answer_is_pushed_once_more():
    travel, ana = asked_to_approve()
    travel.passes("P2D")
    assert ana.pushes == ["approve_case", "approve_case_reminder"]
    ana.event("push_clicked", run=ana.run.id, action="approve")
    assert ana.webhooks == ["https://cases.example/waymark/approved"]


def test_a_case_decided_elsewhere_is_not_asked_about_again():
    travel, ana = asked_to_approve()
    ana.event("approval_requested", case_id="c2")
    ana.event("case_decided", case_id="c1")
    assert {run.entry_key: run.ended for run in ana.runs} == {"c1": True, "c2": False}
    travel.passes("P2D")
    assert ana.pushes == ["approve_case", "approve_case", "approve_case_reminder"]


def test_a_mention_is_told_unless_it_was_read():
    travel = world("chat-mention")
    ana = travel.person("ana", push="allowed")
    for message in ("m1", "m2", "m3", "m3"):
        ana.event("mentioned", message_id=message, by="Ben")
    ana.event("message_read", message_id="m1")
    travel.passes("PT30S")
    assert ana.pushes == ["mentioned", "mentioned"]
