"""Who works is known from the database alone."""

from engine import clock
from engine.heartbeat import ALIVE, Heartbeat, alive
from engine.store.db import Database


def test_a_process_is_alive_for_half_a_minute_after_its_last_beat(database: Database) -> None:
    hand = clock.HandClock(clock.DAY)
    database.now = lambda _tx: hand()
    first, second = Heartbeat(database, "worker"), Heartbeat(database, "worker")
    for one in (first, second, Heartbeat(database, "scheduler"), first):
        one.beat()

    with database.read() as tx:
        assert alive(tx) == {"worker": 2, "scheduler": 1}

    hand.forward(clock.moment(ALIVE + 1) - clock.EPOCH)
    first.beat()
    with database.read() as tx:
        assert alive(tx) == {"worker": 1}
