"""Calls to customers' servers: one that hangs, one that fills the lane, one that never answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from engine.delivery import webhooks
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import Answer, Call, Gone, NotSent, Receipt, Unclear
from engine.store.tables import webhook_call
from tests.engine.delivery.faults import failing
from tests.support.room import MASTER_KEY, Room, node, trigger

URL = "https://hooks.example/x"


class Interrupted(Exception):
    """The process ends in the middle of a batch."""


class Hanging(MemoryProvider[Call]):
    """Answers so many calls, and dies while it waits for the next one."""

    def __init__(self, answers: int) -> None:
        super().__init__()
        self.answers = answers

    def send(self, batch: Iterable[Call]) -> Iterator[tuple[Call, Receipt, Answer]]:
        for number, answered in enumerate(super().send(batch)):
            if number == self.answers:
                raise Interrupted
            yield answered


@pytest.fixture
def calling(room: Room) -> Room:
    """A journey that calls a server and remembers what came of it."""
    room.journey(
        [
            trigger(),
            node("call", "webhook", url=URL, body={"n": 1}),
            node("good", "set_traits", traits={"called": True}, markers={}),
            node("bad", "set_traits", traits={"called": False}, markers={}),
        ],
        ["start -> call", "call.done -> good", "call.failed -> bad"],
    )
    return room


def plant(room: Room, workspace: str, count: int, *, due: int = 0, lasts: int = 3600) -> None:
    """Calls that wait, as a journey of this workspace would have left them."""
    now = room.clock()
    room.track("known", anon="ana", settle=False)
    person = room.person("ana")
    with room.database.transaction() as tx:
        rows = [
            {
                "shard": 0, "id": f"{workspace}-{due}-{number}", "workspace_id": workspace,
                "person_id": person, "run_id": "r", "journey_id": "j", "node": "call",
                "url": f"{URL}/{number}", "body": '{"body":{},"key":"k"}', "state": "pending",
                "created_at": now, "due_at": now - 1_000_000 + due,
                "expires_at": now + lasts * 1_000_000,
            }
            for number in range(count)
        ]  # fmt: skip
        tx.execute(webhook_call.insert(), rows)


def states(room: Room) -> list[str]:
    return [row["state"] for row in room.rows(webhook_call)]


def test_an_answer_is_settled_before_the_next_one_comes(room: Room) -> None:
    plant(room, room.workspace, 3)
    lane = webhooks.Webhooks(room.database, Hanging(2), MASTER_KEY, room.rung.update)
    with pytest.raises(Interrupted):
        lane.deliver()
    assert sorted(states(room)) == ["claimed", "done", "done"]


def test_what_could_not_begin_in_time_was_no_attempt(calling: Room) -> None:
    calling.calls.script(URL, NotSent("late"), Unclear("timeout"))
    calling.track("bought", anon="ana")
    (row,) = calling.rows(webhook_call)
    assert (row["state"], row["attempts"]) == ("pending", 0)
    calling.passes(seconds=6)
    (row,) = calling.rows(webhook_call)
    assert (row["state"], row["attempts"]) == ("pending", 1)
    calling.passes(seconds=60)
    assert states(calling) == ["done"]


def test_a_receiver_that_says_gone_is_not_called_again(calling: Room) -> None:
    calling.calls.script(URL, Gone("410"))
    calling.track("bought", anon="ana")
    calling.passes(days=1)
    (row,) = calling.rows(webhook_call)
    assert (row["state"], row["reason"], len(calling.calls.attempts)) == ("failed", "gone", 1)


def test_a_call_whose_day_is_over_fails_without_a_request(calling: Room) -> None:
    calling.track("known", anon="ana")
    calling.calls.script(URL, Unclear("timeout"))
    calling.track("bought", anon="ana")
    with calling.database.transaction() as tx:
        tx.execute(webhook_call.update().values(expires_at=tx.now() + 1_000_000))
    calling.passes(minutes=1)

    (row,) = calling.rows(webhook_call)
    assert (row["state"], row["reason"]) == ("failed", "timeout")
    assert len(calling.calls.attempts) == 1
    assert calling.profile("ana")["traits"] == '{"called":false}'


def test_one_workspace_does_not_fill_a_claim(room: Room) -> None:
    plant(room, "greedy", 120)
    plant(room, "modest", 3, due=1)
    taken = [row["workspace_id"] for row in room.database.run(webhooks.claim, "token")]
    assert (taken.count("greedy"), taken.count("modest")) == (10, 3)


def test_a_workspace_with_many_calls_gets_through_all_of_them(room: Room) -> None:
    plant(room, room.workspace, 35)
    room.settle()
    assert states(room) == ["done"] * 35
    assert len(room.calls.attempts) == 35


def test_one_failing_settle_leaves_the_others_settled(room: Room) -> None:
    plant(room, room.workspace, 3)
    lane = webhooks.Webhooks(room.database, Hanging(2), MASTER_KEY, room.rung.update)
    # The first such statement is the claim's.
    with failing(room.database, "UPDATE webhook_call", after=1), pytest.raises(Interrupted):
        lane.deliver()
    assert sorted(states(room)) == ["claimed", "done", "done"]
