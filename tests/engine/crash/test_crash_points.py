"""Whatever is interrupted, and wherever: it was done or it was not (reliability.md R3)."""

from collections.abc import Iterator

import pytest

from engine import clock, webhook_endpoints
from engine.audience import devices, ingestion, names, preferences
from engine.audience.device_moves import Claim
from engine.audience.device_put import PutDevice, Subscription
from engine.audience.incoming import Incoming
from engine.audience.ingestion import Item
from engine.audience.preferences import Wish
from engine.delivery import endpoint_calls, webhooks
from engine.delivery.claim import Claimed, claim
from engine.delivery.providers.provider import Accepted, Gone, Later, Receipt, Rejected, Unclear
from engine.delivery.senders import Senders
from engine.delivery.settle import Outcome, reap, settle
from engine.runtime import calling, control, merge, shard, waking
from engine.runtime.calling import Call
from engine.runtime.erase import erase
from engine.runtime.published import Published
from engine.runtime.schedules import Schedules
from engine.store.db import Database, Tx
from engine.store.tables import SHARDS, webhook_call, webhook_endpoint
from journeys.visit import Start
from tests.engine.crash.sweep import sweep
from tests.simulation.luck import luck
from tests.support.room import BASE_URL, MASTER_KEY, Room, hello, node, trigger

ASK = {"title": "Stay?", "message": "…", "subscribe": "Yes", "later": "Later"}


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    with luck(0):
        yield Room(database)


def people(room: Room, kind: names.PersonKind, number: int, count: int) -> list[str]:
    """Names whose people live in this shard."""
    found = (f"{kind}{place}" for place in range(1_000_000))
    here = (
        name for name in found if names.person_id(room.workspace, kind, name) % SHARDS == number
    )
    return [next(here) for _ in range(count)]


def busy_journeys(room: Room) -> None:
    """Journeys whose steps do everything that a step can do."""
    room.push(mode="collapse")
    room.push("once", mode="never_twice")
    room._resource("popup", "ask", {"key": "ask", **ASK})
    room.journey(
        [
            trigger(),
            hello(),
            node("pause", "wait", time="PT1H"),
            node("again", "send_push", push="once"),
            node("note", "add_to_inbox", push="welcome"),
        ],
        ["start -> hello", "hello -> pause", "pause -> again", "again -> note"],
    )
    called = room.journey([node("start", "api_trigger", name="x"), hello()], ["start -> hello"])
    room.journey(
        [
            trigger("viewed"),
            node("ask", "show_popup", popup="ask", expires_in="PT1H"),
            node("mark", "set_traits", traits={"asked": True}, markers={"m": 1}),
            node("call", "start_journey", journey=called),
        ],
        ["start -> ask", "ask.expired -> mark", "mark -> call"],
    )
    room.journey(
        [trigger("ordered"), node("call", "webhook", url="https://shop.example/h", body={"a": 1})],
        ["start -> call"],
        reentry={"mode": "always"},
    )


def endpoint(room: Room) -> None:
    """A server that is told everything."""
    told = "https://crm.example/in", tuple(webhook_endpoints.KINDS)
    room.database.run(webhook_endpoints.create, room.workspace, *told, MASTER_KEY)


def started(room: Room, who: str) -> Incoming:
    """A session that tells of the browser's push permission: the status changes."""
    properties = {"push_status": "blocked", "device": {"browser": "Firefox"}}
    return room.incoming("session_started", anon=who, properties=properties)


def busy_shard(room: Room, number: int) -> None:
    """A shard with people inside, timers due, and events that begin and move and change things."""
    busy_journeys(room)
    ana, ben, eve = people(room, "anonymous", number, 3)
    for who in (ana, ben):
        room.device(who, f"d_{who}")
        room.track("bought", anon=who)
        room.track("viewed", anon=who)
    room.clock.forward(clock.moment(clock.HOUR) - clock.EPOCH)
    room.submit(
        [
            room.incoming("bought", anon=eve),
            room.incoming("viewed", anon=eve),
            room.incoming("ordered", anon=ana, context={"locale": "de"}),
            room.incoming("identify", kind="identify", anon=ben, traits={"age": 7}),
            started(room, eve),
        ]
    )


def test_the_shard_step(room: Room, database: Database) -> None:
    busy_shard(room, 5)
    endpoint(room)
    published = Published()

    def act(tx: Tx) -> object:
        return shard.process(tx, 5, published)

    assert sweep(database, act) > 25
    (offer,) = (one for one in room.offers() if one["state"] == "open")
    assert offer["popup"] == "ask"
    assert {one["push"] for one in room.messages()} == {"welcome", "once"}

    assert sweep(database, act) > 10
    told = {"journey.entered", "journey.finished", "push_status.changed"}
    assert {one["kind"] for one in room.rows(webhook_call)} >= told


def test_the_claim(room: Room, database: Database) -> None:
    waiting_messages(room)
    with database.transaction() as tx:
        ben = names.person_id(room.workspace, "anonymous", people(room, "anonymous", 5, 2)[1])
        preferences.change(tx, room.workspace, ben, Wish(push_on=False), tx.now())
    senders = Senders(BASE_URL)
    assert sweep(database, lambda tx: claim(tx, senders, lambda _one: None)) > 8
    assert {one["state"] for one in room.sends()} == {"claimed", "suppressed"}


@pytest.mark.parametrize(
    "receipt",
    [Accepted(), Gone("unsubscribed"), Later(5, "busy"), Unclear("reset"), Rejected("no", "no")],
    ids=lambda receipt: receipt.kind,
)
def test_the_settling(room: Room, database: Database, receipt: Receipt) -> None:
    made = claimed(room)
    outcomes = [
        Outcome(one.message.key, one.sending.device_id, receipt, "said", one.sending.endpoint)
        for one in made
    ]
    assert sweep(database, lambda tx: settle(tx, made[0].token, outcomes)) > 5
    assert len({one["state"] for one in room.sends()}) <= 2


def test_the_reaping(room: Room, database: Database) -> None:
    claimed(room)
    room.clock.forward(clock.moment(clock.HOUR) - clock.EPOCH)
    assert sweep(database, reap) > 5
    assert "claimed" not in {one["state"] for one in room.sends()}


def test_a_webhook_call(room: Room, database: Database) -> None:
    busy_journeys(room)
    (ana,) = people(room, "anonymous", 5, 1)
    room.track("ordered", anon=ana, settle=False)
    database.run(shard.process, 5, room.published)
    assert sweep(database, lambda tx: webhooks.claim(tx, "token")) >= 3
    with database.read() as tx:
        rows = list(tx.execute(webhook_call.select()).mappings())
    ended = [(row, Accepted()) for row in rows]
    assert sweep(database, lambda tx: webhooks.settle(tx, "token", ended)) >= 5


@pytest.mark.parametrize("receipt", [Accepted(), Gone("410"), Unclear("500")], ids=str)
def test_a_call_to_an_endpoint(room: Room, database: Database, receipt: Receipt) -> None:
    busy_journeys(room)
    endpoint(room)
    (ana,) = people(room, "anonymous", 5, 1)
    room.track("viewed", anon=ana, settle=False)
    database.run(shard.process, 5, room.published)
    database.run(shard.process, 5, room.published)
    assert sweep(database, lambda tx: endpoint_calls.take(tx, "token")) >= 3
    long_ago = room.clock() - webhook_endpoints.FAILING
    with database.transaction() as tx:
        tx.execute(webhook_endpoint.update().values(failing_since=long_ago))
        rows = list(tx.execute(webhook_call.select()).mappings())
    ended = [(row, receipt) for row in rows]
    assert sweep(database, lambda tx: webhooks.settle(tx, "token", ended)) >= 3
    (after,) = room.rows(webhook_endpoint)
    expected = {"accepted": ("on", None), "gone": ("off", "gone"), "unclear": ("off", "failing")}
    assert (after["state"], after["off_reason"]) == expected[receipt.kind]


def test_a_merge_across_two_shards(room: Room, database: Database) -> None:
    """Runs on both sides, devices, messages that wait, and events behind the merge."""
    busy_journeys(room)
    (visitor,) = people(room, "anonymous", 5, 1)
    (user,) = people(room, "user", 9, 1)
    room.device(visitor, "d_1")
    room.device(user, "d_2", user=True)
    room.track("bought", anon=visitor)
    room.track("viewed", anon=visitor)
    room.track("bought", user=user)
    room.track("ordered", anon=visitor, settle=False)
    room.clock.forward(clock.moment(clock.HOUR) - clock.EPOCH)
    for number in (5, 9):
        database.run(shard.process, number, room.published)
    room.track("identify", kind="identify", anon=visitor, user=user, traits={"a": 1}, settle=False)
    room.track("viewed", anon=visitor, settle=False)
    database.run(shard.process, 5, room.published)

    def act(tx: Tx) -> object:
        return merge.apply(tx, 5, room.published)

    assert sweep(database, act) > 40
    assert room.person(visitor) == room.person(user, user=True)
    room.settle()
    assert room.events(visitor)[-3:-1] != []


def test_the_waking_of_the_held(room: Room, database: Database) -> None:
    room.push()
    id_ = room.journey(
        [trigger(), node("pause", "wait", time="PT1H"), hello()],
        ["start -> pause", "pause -> hello"],
    )
    for who in people(room, "anonymous", 5, 3):
        room.track("bought", anon=who)
    database.run(control.pause, room.workspace, id_, "test")
    room.passes(hours=2)
    assert [row["held"] for row in room.runs()] == [True] * 3
    assert sweep(database, lambda tx: control.resume(tx, room.workspace, id_, "test")) >= 4
    assert sweep(database, lambda tx: waking.wake(tx, id_, 5, 2)) >= 4
    assert [row["held"] for row in room.runs()].count(True) == 1


def test_people_who_are_let_in_by_the_clock(room: Room, database: Database) -> None:
    """The rows are made, then two pages of them on their own clocks are handed out."""
    for number in (5, 9):
        for who in people(room, "anonymous", number, 2):
            room.track("bought", anon=who)
    start = node("start", "schedule_trigger", at="2026-03-02T13:00", zone="person")
    id_ = room.journey([start, node("set", "set_traits", traits={"a": 1})], ["start -> set"])
    schedules = Schedules(database, room.published, page=3)
    assert sweep(database, lambda tx: schedules._mend(tx, id_)) >= 4
    room.clock.forward(clock.moment(clock.HOUR) - clock.EPOCH)
    assert sweep(database, schedules.hand_out) >= 6
    assert sweep(database, schedules.hand_out) >= 6
    room.settle()
    assert len(room.runs()) == 4


def test_an_erasure(room: Room, database: Database) -> None:
    made = claimed(room)
    busy_journeys_of_one(room)
    endpoint(room)
    who = made[0].message.person_id
    assert sweep(database, lambda tx: erase(tx, who)) > 20


def test_accepted_events(room: Room, database: Database) -> None:
    """New people, a link with its merge, an alias, and one that was there before."""
    room.track("bought", anon="old", id="old")
    batch = [
        room.incoming("bought", anon="new"),
        room.incoming("identify", kind="identify", anon="new", user="u1"),
        room.incoming("bought", anon="old", id="old"),
        room.incoming("alias", kind="alias", previous="other", user="u2"),
        room.incoming("looked", user="u3"),
        *calling.incoming([Call("u4", None, {"a": 1})], Start("j"), "key", room.clock()),
    ]
    items = [Item(room.workspace, one) for one in batch]
    assert sweep(database, lambda tx: ingestion.accept(tx, items, tx.now())) >= 12


def test_a_device_that_reports_and_moves(room: Room, database: Database) -> None:
    subscription = Subscription("https://fcm.googleapis.com/fcm/send/1", "p", "a")

    def put(tx: Tx, anonymous: str, user: str | None) -> object:
        request = PutDevice(
            claim=Claim(room.workspace, anonymous, user), kind="web", status="allowed",
            cause="prompt", subscription=subscription,
        )  # fmt: skip
        return devices.put(tx, request, tx.now())

    assert sweep(database, lambda tx: put(tx, "a1", None)) > 8
    assert sweep(database, lambda tx: put(tx, "a2", "ana")) > 10


def waiting_messages(room: Room) -> None:
    """Messages of two people wait; nothing of them was claimed."""
    room.set(frequency_cap={"per_day": 3, "per_5_minutes": 2})
    busy_journeys(room)
    for who in people(room, "anonymous", 5, 2):
        room.device(who, f"d_{who}")
        room.device(who, f"e_{who}")
        room.track("bought", anon=who, settle=False)
    room.database.run(shard.process, 5, room.published)


def claimed(room: Room) -> list[Claimed]:
    waiting_messages(room)
    made, _ = room.database.run(claim, Senders(BASE_URL), lambda _one: None)
    return made


def busy_journeys_of_one(room: Room) -> None:
    """Besides what waits, what a person leaves everywhere."""
    ana = people(room, "anonymous", 5, 1)[0]
    room.track("viewed", anon=ana, settle=False)
    room.track("ordered", anon=ana, settle=False)
    room.track("identify", kind="identify", anon=ana, traits={"age": 7}, settle=False)
    room.database.run(shard.process, 5, room.published)
    room.track("bought", anon=ana, settle=False)
