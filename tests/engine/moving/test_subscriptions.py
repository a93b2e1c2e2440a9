"""Subscriptions of another vendor: whose they become, who signs for them, what is refused."""

import base64
import io
import json
import secrets
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from engine import clock, vapid, workspaces
from engine.audience import device_rows, devices, names, push_history
from engine.audience.device_moves import Claim
from engine.audience.device_put import PutDevice, Subscription
from engine.audience.tokens import Visitor
from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webpush import WebPush
from engine.guard import push_origins
from engine.moving import rows, signing, subscriptions
from engine.moving.columns import Columns
from engine.moving.subscriptions import Into
from engine.moving.tally import Verdict
from engine.runtime.erase import erase
from engine.store.db import Database
from engine.store.tables import audit, device, event, person, run, seen_message, vapid_key
from tests.support import fake_push_service
from tests.support.fake_push_service import FakePushService
from tests.support.room import BASE_URL, MASTER_KEY, Room, hello, trigger


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def sqlite_room(sqlite: Database) -> Room:
    return Room(sqlite)


@pytest.fixture
def service() -> Iterator[FakePushService]:
    with fake_push_service.running() as one:
        yield one


def their_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def raw(private: ec.EllipticCurvePrivateKey) -> bytes:
    number = private.private_numbers().private_value
    return base64.urlsafe_b64encode(number.to_bytes(32, "big")).rstrip(b"=")


def public(private: ec.EllipticCurvePrivateKey) -> str:
    point = private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(point).decode().rstrip("=")


def line(name: str = "", **more: Any) -> dict[str, Any]:
    """A row of an export: the subscription of a browser."""
    return {
        "endpoint": f"https://fcm.googleapis.com/fcm/send/{name or secrets.token_hex(6)}",
        "p256dh": public(their_key()),
        "auth": secrets.token_urlsafe(16),
        **more,
    }


def take(room: Room, *lines: dict[str, Any], key: bytes | None = None) -> list[Verdict]:
    """Import these with their vendor's key."""
    written = key or raw(their_key())
    signed = room.database.run(signing.keep, room.workspace, MASTER_KEY, written, "command")
    data = io.BytesIO("\n".join(map(json.dumps, lines or ({},))).encode())
    into = Into(room.workspace, signed.public, push_origins(["http://127.0.0.1"]))
    columns = Columns(subscriptions.FIELDS, {})
    done = subscriptions.take(room.database, rows.read(data), columns, into)
    return [verdict for verdicts, _shards in done for verdict in verdicts]


def stored(room: Room) -> dict[str, list[dict[str, Any]]]:
    return {
        table.name: room.rows(table) for table in (device, event, person, seen_message, vapid_key)
    }


def test_who_was_subscribed_elsewhere_is_allowed_with_cause_and_time_and_nothing_is_triggered(
    room: Room,
) -> None:
    room.push()
    room.journey([trigger("push_status_changed"), hello()], ["start -> hello"])
    at = room.clock()
    key = raw(their_key())
    file = [
        line(user_id="ana", created="2024-05-06T07:08:09Z", browser="Chrome", language="ar"),
        line(user_id="ana"),
        line(anonymousId="visitor"),
        line(user_id="null"),
        line(user_id=17, anonymous_id="ben-browser"),
    ]
    told = take(room, *file, key=key)
    room.settle()

    assert [each.became for each in told] == ["taken"] * 5
    ana = room.profile("ana", user=True)
    assert (ana["last_session_status"], ana["last_session_at"], ana["language"]) == (
        "allowed", None, "ar",
    )  # fmt: skip
    with room.database.read() as tx:
        status = push_history.status_at(tx, ana["shard"], ana["person_id"], at)
        hers = device_rows.of_owner(tx, ana["person_id"])
    assert (status.status, status.since, status.cause) == ("allowed", at, "import")
    assert clock.moment(hers[0].created_at).isoformat() == "2024-05-06T07:08:09+00:00"
    assert room.profile("visitor")["last_session_status"] == "allowed"
    assert room.profile("17", user=True)["last_session_status"] == "allowed"
    assert room.person("ben-browser") == room.person("17", user=True)
    assert room.rows(run) == []
    assert "push_status_changed" in room.events("ana", user=True)

    before = stored(room)
    again = take(room, *file, key=key)
    room.settle()
    assert [each.became for each in again] == ["duplicate"] * 5
    assert again[0].owner == told[0].owner
    assert stored(room) == before


def test_nobody_who_is_registered_here_is_changed_and_what_ended_does_not_come_back(
    room: Room,
) -> None:
    browser, theirs = line("here"), line("theirs", user_id="eve")
    subscription = Subscription(browser["endpoint"], browser["p256dh"], browser["auth"])
    report = PutDevice(
        claim=Claim(room.workspace, "b", "ana"), kind="web", status="allowed", cause="prompt",
        subscription=subscription,
    )  # fmt: skip
    room.database.run(lambda tx: devices.put(tx, report, tx.now()))
    take(room, theirs)
    with room.database.transaction() as tx:
        (row,) = device_rows.of_owner(tx, room.person("eve", user=True))
        device_rows.update(tx, row.unsubscribed("retired"))  # as the push service says 410
    before = room.rows(device)

    told = take(room, {**browser, "user_id": "eve"}, line("here", user_id="eve"), theirs)

    assert [(each.became, each.code) for each in told] == [
        ("duplicate", None), ("refused", "endpoint_taken"), ("duplicate", None),
    ]  # fmt: skip
    assert told[0].owner is not None
    assert room.rows(device) == before

    erased = room.person("eve", user=True)
    room.database.run(erase, erased)
    assert [each.code for each in take(room, line(user_id="eve"))] == ["erased"]


def test_a_push_is_signed_by_the_key_that_came_along(room: Room, service: FakePushService) -> None:
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"])
    there, theirs = service.subscribe(), their_key()
    row = line(endpoint=there.endpoint, p256dh=there.p256dh, auth=there.auth, user_id="ana")
    key = theirs.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with room.database.read() as tx:
        _, ours = workspaces.vapid_public_key(tx, room.workspace)
    into = push_origins([service.origin])
    signed = room.database.run(signing.keep, room.workspace, MASTER_KEY, key, "command")
    data = io.BytesIO(json.dumps(row).encode())
    where = Into(room.workspace, signed.public, into)
    columns = Columns(subscriptions.FIELDS, {})
    list(subscriptions.take(room.database, rows.read(data), columns, where))
    transport: Transport[Any] = Transport()
    push = PushProvider(transport, WebPush(into, vapid.Signer(clock.now), clock.now))
    calls: MemoryProvider[Any] = MemoryProvider()
    room.lanes = Lanes(room.database, Outside(push, calls), MASTER_KEY, BASE_URL, room.rung.update)
    room.track("bought", user="ana")
    transport.close()

    (received,) = service.received
    assert f"k={public(theirs)}" in received.headers["authorization"]
    assert [each["state"] for each in room.sends()] == ["accepted"]
    with room.database.read() as tx:
        listed = workspaces.vapid_listed(tx, room.workspace)
        assert workspaces.vapid_public_key(tx, room.workspace)[1] == ours
    assert [(each.public, each.devices, each.retired_at is None) for each in listed] == [
        (ours, 0, True), (public(theirs), 1, False),
    ]  # fmt: skip
    assert raw(theirs).decode() not in str(room.rows(vapid_key)) + str(room.rows(audit))


def test_each_faulty_row_is_refused_alone_and_says_why(sqlite_room: Room) -> None:
    good = line("good")
    addresses = (
        "http://169.254.169.254/x",
        "https://127.0.0.1/",
        "https://fcm.googleapis.com.evil.example/x",
        "https://fcm.googleapis.com@evil.example/x",
        "https://fcm.googleapis.com:8443/x",
        "javascript:x",
    )
    odd = [
        *((line(endpoint=address), "endpoint_not_allowed") for address in addresses),
        (line(auth=secrets.token_urlsafe(8)), "invalid_keys"),
        (line(p256dh=base64.urlsafe_b64encode(b"\4" + b"x" * 64).decode()), "invalid_keys"),
        (line(p256dh=""), "incomplete"),
        ({"user_id": "x"}, "incomplete"),
        (line(user_id="x" * 513), "id_too_long"),
        (line(user_id="a\0b"), "invalid_text"),
        (line(user_id="\ud800"), "invalid_text"),
        (line(created="yesterday"), "invalid_created"),
        ({**good, "auth": secrets.token_urlsafe(16)}, "endpoint_taken"),
    ]
    told = take(sqlite_room, good, *(row for row, _ in odd), good)

    assert [each.code for each in told[1:-1]] == [code for _, code in odd]
    assert [told[0].became, told[-1].became] == ["taken", "duplicate"]
    assert len(sqlite_room.rows(device)) == 1
    secret = good["endpoint"], good["auth"]
    assert not any(each in str(verdict) for each in secret for verdict in told)


def test_no_file_gives_a_person_more_devices_than_she_may_have(sqlite_room: Room) -> None:
    told = take(sqlite_room, *(line(user_id="ana") for _ in range(devices.MOST + 3)))
    assert [each.code for each in told] == [None] * devices.MOST + ["too_many_devices"] * 3


class Died(Exception):
    """The process is gone."""


def test_a_second_run_goes_on_where_the_first_one_died(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subscriptions, "AT_ONCE", 3)
    file, key = [line(user_id=f"u{n % 4}") for n in range(8)], raw(their_key())
    whole, left = device_rows.insert, [4]

    def insert(tx: Any, row: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise Died
        whole(tx, row)

    monkeypatch.setattr(device_rows, "insert", insert)
    with pytest.raises(Died):
        take(room, *file, key=key)
    assert len(room.rows(device)) == 3  # whole batches only
    monkeypatch.setattr(device_rows, "insert", whole)

    told = take(room, *file, key=key)
    room.settle()

    assert [each.became for each in told] == ["duplicate"] * 3 + ["taken"] * 5
    assert len(room.rows(device)) == 8
    assert room.profile("u3", user=True)["last_session_status"] == "allowed"


def forms(private: ec.EllipticCurvePrivateKey) -> Iterator[bytes]:
    plain = NoEncryption()
    yield raw(private) + b"\n"
    yield base64.b64encode(base64.urlsafe_b64decode(raw(private) + b"="))
    for form in (PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL):
        yield private.private_bytes(Encoding.PEM, form, plain)
        yield private.private_bytes(Encoding.DER, form, plain)


def test_a_key_is_read_in_each_form_and_kept_once(sqlite_room: Room) -> None:
    private = their_key()
    keep = partial(sqlite_room.database.run, signing.keep, sqlite_room.workspace, MASTER_KEY)
    found = [keep(written, "command") for written in forms(private)]
    assert {each.public for each in found} == {public(private)}
    assert [each.made for each in found] == [True] + [False] * 5

    other = ec.generate_private_key(ec.SECP384R1())
    wrong = [b"", b"\0" * 32, b"x" * 43 + b"!", b"-----BEGIN PRIVATE KEY-----", b"A" * 43]
    for written in (*wrong, other.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())):
        with pytest.raises(ValueError, match="key"):
            keep(written, "command")
    for _ in range(workspaces.MOST_VAPID_KEYS - 2):
        keep(raw(their_key()), "command")
    with pytest.raises(ValueError, match="20 VAPID keys"):
        keep(raw(their_key()), "command")
    assert (
        sqlite_room.database.run(
            lambda tx: tx.execute(sa.select(sa.func.count()).select_from(vapid_key)).scalar_one()
        )
        == workspaces.MOST_VAPID_KEYS
    )


def test_two_imports_of_one_file_at_once_take_each_row_once(room: Room) -> None:
    file, key = [line(user_id=f"u{n % 5}") for n in range(40)], raw(their_key())
    other = [*reversed(file)]
    take(room, key=key)
    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(lambda lines: take(room, *lines, key=key), (file, other)))
    room.settle()

    became = Counter(each.became for verdicts in told for each in verdicts)
    assert became == {"taken": 40, "duplicate": 40}
    assert len(room.rows(device)) == 40
    assert room.profile("u4", user=True)["last_session_status"] == "allowed"


def test_her_own_browser_is_known_again_and_takes_our_key(sqlite_room: Room) -> None:
    room, row = sqlite_room, line(user_id="ana")
    told = take(room, row)
    old = Subscription(row["endpoint"], row["p256dh"], row["auth"])
    with room.database.read() as tx:
        _, ours = workspaces.vapid_public_key(tx, room.workspace)
    report = PutDevice(
        claim=Claim(room.workspace, "her-browser", "ana"), kind="web", status="allowed",
        cause="sync", subscription=old,
    )  # fmt: skip
    first = put(room, report)
    made = line()
    new = Subscription(made["endpoint"], made["p256dh"], made["auth"], ours)
    visitor = Visitor(room.workspace, first.device_id, first.epoch)
    second = put(room, replace(report, subscription=new, visitor=visitor))
    room.settle()

    assert names.shown(first.owner) == told[0].owner
    assert (second.device_id, second.owner) == (first.device_id, first.owner)
    with room.database.read() as tx:
        listed = workspaces.vapid_listed(tx, room.workspace)
    assert [(each.public == ours, each.devices) for each in listed] == [(True, 1), (False, 0)]
    assert [each.became for each in take(room, row)] == ["duplicate"]


def put(room: Room, report: PutDevice) -> devices.PutAnswer:
    answer = room.database.run(lambda tx: devices.put(tx, report, tx.now()))
    assert isinstance(answer, devices.PutAnswer)
    return answer
