"""Goal 9: claim, send and settle through Dramatiq and the database, against the sender alone."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator

from bench import sender
from bench.measure import Meter, cpu_each, in_turn
from bench.place import Absent, postgresql, sized, sqlite
from bench.rows import Row, Skipped, Spread, ratio
from engine import clock
from engine.audience import names
from engine.delivery import lanes
from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import Call, Push
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webpush import WebPush
from engine.guard import push_origins
from engine.runtime import outgoing
from engine.store import bulk
from engine.store.db import Database
from engine.store.tables import SHARDS, device, message, send
from engine.vapid import Signer
from tests.support.room import BASE_URL, MASTER_KEY, Room
from workers.bell import Bell
from workers.shift import Shift
from workers.work import Work

ROUNDS = 5
DEVICE = (
    "id", "workspace_id", "owner", "kind", "status", "address", "endpoint", "p256dh", "auth",
    "created_at", "updated_at",
)  # fmt: skip
MESSAGE = (
    "shard", "id", "workspace_id", "person_id", "push", "target", "mode", "state", "created_at",
    "due_at", "expires_at",
)  # fmt: skip
WAITING = (
    "SELECT 1 FROM message WHERE state = 'pending' LIMIT 1",
    "SELECT 1 FROM send WHERE state = 'claimed' LIMIT 1",
)
PATIENCE = 120  # seconds


class Outbox:
    """People with a device each, and the messages that wait for them."""

    def __init__(self, database: Database, bench: sender.Bench, people: int) -> None:
        self.database, self._round = database, 0
        self.room = Room(database, at=clock.now())
        database.now = lambda _tx: clock.now()
        self.room.set(frequency_cap={"per_day": None, "per_5_minutes": None})
        self.room.push(message="x" * 150)
        workspace, now = self.room.workspace, clock.now()
        with database.transaction() as tx:
            who = [("anonymous", f"v{number}") for number in range(people)]
            ids = names.ensure(tx, workspace, who, now)  # type: ignore[arg-type]
            self.people = sorted(ids.values())
            rows = [
                (
                    f"d{one}", workspace, one, "web", "allowed",
                    hashlib.sha256(str(one).encode()).digest(), bench.peer.url(),
                    bench.device.p256dh, bench.device.auth, now, now,
                )
                for one in self.people
            ]  # fmt: skip
            bulk.insert(tx, device, DEVICE, rows)

    def fill(self) -> None:
        """A message for everybody."""
        self._round += 1
        now, workspace = clock.now(), self.room.workspace
        keys = sorted((one % SHARDS, f"m{self._round}-{one}", one) for one in self.people)
        with self.database.transaction() as tx:
            messages = [
                (shard, id_, workspace, one, "welcome", "all", "collapse", "pending", now, now,
                 now + clock.DAY)
                for shard, id_, one in keys
            ]  # fmt: skip
            bulk.insert(tx, message, MESSAGE, messages)
            sends = [
                (shard, id_, f"d{one}", workspace, one, 0, "pending", now)
                for shard, id_, one in keys
            ]
            bulk.insert(tx, send, outgoing.SEND, sends)

    def waits(self) -> bool:
        """Whether anything is still to be sent; asked often, so by the product's own indexes."""
        with self.database.read() as tx:
            return any(tx.conn.exec_driver_sql(query).first() for query in WAITING)

    def left(self) -> int:
        """How many were not accepted."""
        with self.database.read() as tx:
            query = "SELECT count(*) FROM send WHERE state <> 'accepted'"
            return int(tx.conn.exec_driver_sql(query).scalar_one())


def measure() -> Iterator[Row | Skipped]:
    people = sized(2_000, 20)
    with sender.benches() as bench, sender.ours(bench) as bare:
        for name, place in (("PostgreSQL", postgresql), ("SQLite", sqlite)):
            try:
                with place() as database:
                    outbox = Outbox(database, bench, people)
                    shift = _shift(database, bench)
                    shift.start()
                    found = in_turn(
                        {
                            "bare": lambda: cpu_each(lambda: bare(people, 0), people),
                            "whole": lambda: _whole(outbox, shift.bell),  # noqa: B023
                        },
                        ROUNDS,
                    )
                    shift.stop()
            except Absent as absent:
                yield Skipped("9", str(absent))
                continue
            yield _row(name, found)


def _row(name: str, found: dict[str, list[float]]) -> Row:
    times = ratio(found["bare"], found["whole"])
    whole, bare = (Spread(tuple(found[way])).median * 1e6 for way in ("whole", "bare"))
    return Row(
        "9", f"sender alone / claim, send, settle by Dramatiq, {name}", times.median, goal=0.6,
        floor=0.35, spread=str(times),
        note=f"{bare:.0f} and {whole:.0f} µs of processor a message, the server's included",
    )  # fmt: skip


def _whole(outbox: Outbox, bell: Bell) -> float:
    """Processor seconds per message, with the database's; the shard step has its own benchmark."""
    outbox.fill()
    meter, until = Meter(outbox.database), time.monotonic() + PATIENCE
    with meter:
        bell.ring_sends(lanes.PUSH)
        while outbox.waits():
            if time.monotonic() > until:
                raise TimeoutError("messages are left")
            time.sleep(0.05)
    if outbox.left():
        raise AssertionError(f"{outbox.left()} were not accepted")
    return meter.cpu / len(outbox.people)


def _shift(database: Database, bench: sender.Bench) -> Shift:
    transport: Transport[Push] = Transport(ca_file=bench.peer.ca_file)
    web = WebPush(push_origins([bench.peer.origin]), Signer(clock.now), clock.now)
    provider = PushProvider(transport, web)
    calls: MemoryProvider[Call] = MemoryProvider()

    def make(_bell: Bell) -> Work:
        ways = Lanes(database, Outside(provider, calls), MASTER_KEY, BASE_URL, lambda _shards: None)
        return Work(
            shards=SHARDS,
            lanes=lanes.LANES,
            process_shard=lambda _number: False,
            deliver=ways.deliver,
            due_shards=lambda: (),
            due_lanes=ways.due,
            maintain=ways.maintain,
        )

    return Shift(None, make, threads=1)
