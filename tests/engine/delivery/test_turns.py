"""A turn of the lane of pushes in which something fails, and one beside a slow host."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

import pytest

from engine.audience.tokens import Signer
from engine.clock import SECOND
from engine.delivery import trial
from engine.delivery.deliver import Delivery
from engine.delivery.hosts import Pace
from engine.delivery.pace import LONGEST, SHORT, Paces
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import Answer, Outgoing, Receipt
from engine.delivery.senders import Senders
from engine.store.tables import device
from tests.engine.delivery.faults import Fault, failing
from tests.support.room import BASE_URL, MASTER_KEY, Room


class Windowed(MemoryProvider[Outgoing]):
    """Takes all it can get before the first answer comes, as a wide window does."""

    def send(self, batch: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, Receipt, Answer]]:
        yield from super().send(list(batch))


def lane(room: Room, paces: Paces | None = None) -> Delivery:
    provider = Windowed()
    room.pushes = provider
    return Delivery(
        room.database,
        provider,
        Signer(MASTER_KEY),
        MASTER_KEY,
        Senders(BASE_URL),
        paces or Paces(),
        room.rung.update,
    )


@pytest.fixture
def shop(room: Room) -> Room:
    """A shop without a cap, with a push; ana has a browser."""
    room.set(frequency_cap=None)
    room.push()
    room.track("looked", anon="ana")
    room.device("ana", "d_ana")
    return room


def ask(room: Room, count: int = 1, push: str = "welcome", device: str = "d_ana") -> None:
    """So many messages for one device."""
    with room.database.transaction() as tx:
        for _ in range(count):
            assert isinstance(trial.request(tx, room.workspace, device, push), str)


def states(room: Room) -> list[str]:
    return sorted(row["state"] for row in room.sends())


def test_a_resource_that_cannot_be_composed_ends_its_own_messages_alone(shop: Room) -> None:
    shop.push("broken", actions=5)
    ask(shop, 2, "broken")
    ask(shop, 3)
    lane(shop).deliver()
    assert states(shop) == ["accepted"] * 3 + ["rejected"] * 2
    reasons = {row["reason"] for row in shop.sends() if row["state"] == "rejected"}
    assert reasons == {"compose_failed"}


def test_a_failing_claim_leaves_what_is_under_way(shop: Room) -> None:
    ask(shop, 120)
    # Each claim reads the people's profiles once.
    with failing(shop.database, "FROM profile", after=1), pytest.raises(Fault):
        lane(shop).deliver()
    assert states(shop) == ["accepted"] * 100 + ["pending"] * 20


def test_what_could_not_be_settled_is_tried_again_at_the_end_of_the_turn(shop: Room) -> None:
    ask(shop, 120)
    with failing(shop.database, "INTO tally"):
        lane(shop).deliver()
    assert states(shop) == ["accepted"] * 120


def test_what_cannot_be_settled_at_all_is_raised_and_the_others_stand(shop: Room) -> None:
    ask(shop, 120)
    # The second fault does not see the statement that the first one ended.
    with (
        failing(shop.database, "INTO tally"),
        failing(shop.database, "INTO tally", after=1),
        pytest.raises(Fault),
    ):
        lane(shop).deliver()
    assert states(shop) == ["accepted"] * 20 + ["claimed"] * 100


def test_the_backlog_of_a_slow_host_keeps_no_other_host_waiting(shop: Room) -> None:
    shop.device("ben", "d_ben")
    with shop.database.transaction() as tx:
        fast = "https://updates.push.services.mozilla.com/wpush/v2/x"
        tx.execute(device.update().where(device.c.id == "d_ben").values(endpoint=fast))
    ask(shop, 1_000)
    pushes = lane(shop, Paces(Pace(fastest=1, burst=1)))
    turns = 1
    while pushes.deliver():
        turns += 1
    assert turns <= 3  # 500 messages a turn, each held once

    shop.clock.forward(timedelta(seconds=5))
    ask(shop, device="d_ben")
    pushes.deliver()

    assert [row["state"] for row in shop.sends() if row["device_id"] == "d_ben"] == ["accepted"]
    assert states(shop).count("accepted") <= 1 + 2  # the slow host got no more than its rate


def test_what_a_host_turns_away_comes_again_at_its_rate() -> None:
    paces = Paces(Pace(fastest=2, burst=1))
    origin = "https://slow.example/x"
    assert paces.gate(origin, 0) is None
    again = [paces.gate(origin, 0) for _ in range(1_000)]
    assert again[:4] == [SECOND // 2, SECOND, SECOND * 3 // 2, SECOND * 2]
    assert again[-1] == SHORT + LONGEST
    assert paces.gate("https://other.example/x", 0) is None
    # Nobody is sent behind a line that has gone home.
    assert paces.gate(origin, 900 * SECOND) is None
    assert paces.gate(origin, 900 * SECOND) == 900 * SECOND + SHORT
