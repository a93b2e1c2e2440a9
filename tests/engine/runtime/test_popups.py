"""Popups: withdrawn when the journey moves on, and told when the back-off holds one back (N8)."""

from __future__ import annotations

import json
from datetime import timedelta

from engine.audience import reach
from engine.store.tables import event
from tests.support.room import Room, node, trigger


def asks(room: Room, **settings: object) -> None:
    room.journey(
        [trigger(), node("ask", "show_popup", popup="simple", expires_in="P1D")],
        ["start -> ask"],
        **settings,
    )


def test_an_offer_is_withdrawn_when_the_journey_moves_on(room: Room) -> None:
    asks(room, exit_when={"event": "left"})
    room.track("bought", anon="ana")
    assert [row["state"] for row in room.offers()] == ["open"]
    room.track("left", anon="ana")
    assert [row["state"] for row in room.offers()] == ["withdrawn"]


def test_and_when_its_time_is_over(room: Room) -> None:
    asks(room)
    room.track("bought", anon="ana")
    room.passes(days=1)
    assert [row["state"] for row in room.offers()] == ["withdrawn"]
    assert [row["reason"] for row in room.runs("ana")] == ["finished"]


def test_her_timeline_says_why_a_popup_was_not_offered(room: Room) -> None:
    asks(room, reentry={"mode": "always"})
    room.track("looked", anon="ana")
    with room.database.transaction() as tx:
        until = room.clock() + 60_000_000
        her = reach.reach.c.person_id == room.person("ana")
        tx.execute(reach.reach.update().where(her).values(back_off_until=until))
    room.track("bought", anon="ana")

    assert room.offers() == []
    (told,) = room.rows(event, name="popup_suppressed")
    (run,) = room.runs("ana")
    assert run["reason"] == "finished"
    assert json.loads(told["body"])["properties"] == {
        "popup": "simple", "reason": "back_off", "run": run["id"], "node": "ask",
        "journey": run["journey_id"],
    }  # fmt: skip
    room.clock.forward(timedelta(minutes=2))
    room.track("bought", anon="ana")
    assert [row["state"] for row in room.offers()] == ["open"]
