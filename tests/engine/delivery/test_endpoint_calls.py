"""Endpoints: each is told each event once, by a call of its own, whatever becomes of the others."""

from __future__ import annotations

import json
from typing import Any

import pytest

from engine import audit, webhook_endpoints
from engine.audience import reports
from engine.audience.reports import Report
from engine.audience.tokens import SendRef
from engine.delivery import endpoint_calls
from engine.delivery.providers.provider import Gone, NotSent, Receipt, Rejected, Unclear
from engine.runtime.erase import erase
from engine.store import log
from engine.store.tables import webhook_call, webhook_endpoint
from engine.webhook_endpoints import KINDS, MOST, TooMany
from tests.support.room import MASTER_KEY, Room, hello, trigger

URL = "https://crm.example/in"
SUBSCRIPTION = {"reported": "allowed", "status": "allowed", "subscribed": True}


def endpoint(room: Room, *kinds: str, url: str = URL, workspace: str | None = None) -> str:
    """An endpoint that is told these kinds, or all; its id."""
    where, wanted = workspace or room.workspace, kinds or tuple(KINDS)
    made = room.database.run(webhook_endpoints.create, where, url, wanted, MASTER_KEY)
    return made[0].id


def standing(room: Room, id_: str) -> dict[str, Any]:
    (row,) = room.rows(webhook_endpoint, id=id_)
    return row


def told(room: Room, url: str = URL) -> list[dict[str, Any]]:
    """What arrived at a server, in the order of its time."""
    documents = [json.loads(call.body) for call in room.calls.accepted if call.url == url]
    return sorted(documents, key=lambda each: (each["timestamp"], each["type"]))


def greeted(room: Room, *receipts: Receipt, mode: str = "collapse") -> str:
    """Ana, who has a device, is sent a push; the message's id."""
    room.push(mode=mode)
    room.journey([trigger(), hello()], ["start -> hello"])
    device = room.device("ana")
    address = f"https://fcm.googleapis.com/fcm/send/{device}"
    room.pushes.script(address, *receipts)
    room.track("bought", anon="ana")
    return str(room.messages()[0]["id"])


def test_each_endpoint_is_told_what_it_asked_for_and_nothing_twice(room: Room) -> None:
    endpoint(room)
    endpoint(room, "message.accepted", url="https://only.example/")
    message = greeted(room)
    (sent,) = room.sends()
    ref = SendRef(room.workspace, reports.send_id(message, sent["device_id"]))
    for kind in ("displayed", "clicked", "clicked", "dismissed"):
        room.database.run(reports.take, ref, Report(kind), room.clock())
    room.database.run(reports.take, ref, Report("reply", text="Thanks"), room.clock())
    room.settle()

    kinds = [each["type"] for each in told(room)]
    assert sorted(kinds) == sorted(
        [
            "journey.entered", "journey.finished", "message.accepted", "message.displayed",
            "message.clicked", "message.dismissed", "message.replied",
        ]
    )  # fmt: skip
    (accepted,) = told(room, "https://only.example/")
    (run,) = room.runs("ana")
    assert accepted == {
        "type": "message.accepted",
        "timestamp": "2026-03-02T12:00:00+00:00",
        "data": {
            "person": accepted["data"]["person"],
            "user_id": None,
            "message": message,
            "run": run["id"],
            "node": "hello",
            "journey": run["journey_id"],
            "device": sent["device_id"],
        },
    }
    (reply,) = (each for each in told(room) if each["type"] == "message.replied")
    assert reply["data"]["text"] == "Thanks"
    assert {row["state"] for row in room.rows(webhook_call)} == {"done"}
    # Nothing of it comes back: a receiver that feeds us could never make a circle of it.
    assert "webhook_finished" not in room.events("ana")


@pytest.mark.parametrize(
    ("receipt", "kind"),
    [
        (Gone("410"), "message.failed"),
        (Rejected("too_large", "413"), "message.failed"),
        (Unclear("reset"), "message.unknown"),
    ],
)
def test_how_a_message_ended(room: Room, receipt: Receipt, kind: str) -> None:
    endpoint(room, "message.failed", "message.unknown", "message.expired", "message.suppressed")
    greeted(room, receipt, mode="never_twice")
    assert [each["type"] for each in told(room)] == [kind]


def test_devices_and_statuses(room: Room) -> None:
    endpoint(room, "device.subscribed", "device.retired", "push_status.changed")
    properties = {"push_status": "blocked", "device": {"browser": "Firefox"}}
    room.track("session_started", anon="ana", properties=properties)
    body = {"device": "d_1", "change": "reported", "cause": "prompt", "session": True}
    for more in (SUBSCRIPTION, {**SUBSCRIPTION, "model": "Pixel"}):
        _device_event(room, {**body, **more})
    _device_event(room, {**body, "change": "retired", "cause": "gone", "status": "retired"})

    found = [(each["type"], each["data"]) for each in told(room)]
    assert sorted(kind for kind, _ in found) == [
        "device.retired", "device.subscribed", "push_status.changed", "push_status.changed",
    ]  # fmt: skip
    assert {each["device"]: each["cause"] for kind, each in found if kind == "device.retired"} == {
        "d_1": "gone"
    }
    statuses = [each["to"] for kind, each in found if kind == "push_status.changed"]
    assert sorted(statuses) == ["allowed", "blocked"]


def _device_event(room: Room, body: dict[str, Any]) -> None:
    entry = log.Entry(
        room.workspace, room.person("ana"), "device", "device_changed",
        f"d{room.clock()}", room.clock(), json.dumps(body),
    )  # fmt: skip
    with room.database.transaction() as tx:
        log.append(tx, [entry], room.clock())
    room.settle()


def test_a_stranger_makes_nothing_up_and_another_workspace_hears_nothing(room: Room) -> None:
    rival = Room(room.database)
    endpoint(room, workspace=rival.workspace)
    room.track("push_accepted", anon="ana", properties={"message": "x"})
    assert told(room) == []
    endpoint(room)
    room.track("push_clicked", anon="ana", properties={"message": "x"})
    assert told(room) == []
    assert room.rows(webhook_call) == []
    for number in range(1, MOST):
        endpoint(room, url=f"{URL}/{number}")
    with pytest.raises(TooMany):
        endpoint(room)


def test_a_server_that_fails_is_called_again_and_turned_off_after_three_days(room: Room) -> None:
    id_ = endpoint(room, "journey.entered")
    room.journey([trigger()], [], reentry={"mode": "always"})
    room.calls.script(URL, *[Unclear("500")] * 40)
    for _ in range(4):
        room.track("bought", anon="ana")
        for _ in range(20):
            room.passes(hours=1.2)
    row = standing(room, id_)
    assert (row["state"], row["off_reason"]) == ("off", "failing")
    with room.database.read() as tx:
        (entry,) = audit.listed(tx, room.workspace, after=None, limit=9)
    assert (entry.who, entry.what, entry.target) == ("engine", "webhook.turned_off", id_)
    failed = [row for row in room.rows(webhook_call) if row["state"] == "failed"]
    assert {row["reason"] for row in failed} <= {"500", "endpoint_off"}
    assert len(failed) == len(room.rows(webhook_call)) > 2
    # From now on there is nothing to pay for it.
    before = len(room.rows(webhook_call))
    room.track("bought", anon="ana")
    assert len(room.rows(webhook_call)) == before


def test_one_that_gets_through_is_forgiven(room: Room) -> None:
    id_ = endpoint(room, "journey.entered")
    room.journey([trigger()], [])
    room.calls.script(URL, NotSent("late"), Rejected("refused", "404"))
    room.track("bought", anon="ana")
    assert standing(room, id_)["failing_since"] is None
    room.passes(minutes=1)
    assert standing(room, id_)["failing_since"] is not None
    room.track("bought", anon="ben")
    row = standing(room, id_)
    assert (row["state"], row["failing_since"]) == ("on", None)
    assert sorted(each["state"] for each in room.rows(webhook_call)) == ["done", "failed"]


def test_one_that_says_gone_is_turned_off_at_once_and_what_waits_for_it_ends(room: Room) -> None:
    id_ = endpoint(room, "journey.entered")
    room.journey([trigger()], [])
    room.calls.script(URL, Gone("410"))
    room.track("bought", anon="ana")
    assert standing(room, id_)["off_reason"] == "gone"

    other = endpoint(room, "journey.entered", url="https://other.example/")
    room.track("bought", anon="ben", settle=False)
    room.calls.script("https://other.example/", Unclear("timeout"))
    room.settle()
    with room.database.transaction() as tx:
        webhook_endpoints.remove(tx, room.workspace, other)
    room.passes(hours=1)
    (row,) = room.rows(webhook_call, endpoint_id=other)
    assert (row["state"], row["reason"]) == ("failed", "endpoint_removed")
    assert standing(room, other)["sealed"] == ""


def test_what_waits_for_one_is_in_nobodys_way(room: Room) -> None:
    slow, quick = (endpoint(room, "journey.entered", url=f"https://{n}.example/") for n in "ab")
    room.journey([trigger()], [], reentry={"mode": "always"})
    now = room.clock()
    with room.database.transaction() as tx:
        row = {
            "shard": 0, "workspace_id": room.workspace, "person_id": 0, "run_id": "",
            "journey_id": "", "node": "", "url": "x", "body": "{}", "state": "pending",
            "created_at": now, "due_at": now - 5, "expires_at": now + 10**12, "kind": "x",
        }  # fmt: skip
        rows = [{**row, "id": f"s{number}", "endpoint_id": slow} for number in range(60)]
        tx.execute(webhook_call.insert(), [*rows, {**row, "id": "q", "endpoint_id": quick}])
    taken = room.database.run(endpoint_calls.take, "token")
    found = [each["endpoint_id"] for each in taken.rows]
    assert (found.count(slow), found.count(quick), taken.more) == (10, 1, True)
    room.settle()
    assert sum(each["state"] == "done" for each in room.rows(webhook_call)) == 50


def test_a_new_secret_signs_beside_the_one_of_before_for_a_day(room: Room) -> None:
    id_ = endpoint(room, "journey.entered")
    room.journey([trigger()], [])
    made = room.database.run(webhook_endpoints.renew_secret, id_, MASTER_KEY)
    room.track("bought", anon="ana")
    room.passes(days=2)
    room.track("bought", anon="ben")
    first, second = room.calls.accepted
    assert first.secret == second.secret == made
    assert (len(first.also), len(second.also)) == (1, 0)
    assert first.also[0] != made


def test_whoever_is_erased_is_gone_from_the_calls_too(room: Room) -> None:
    endpoint(room, "journey.entered", "person.erased")
    room.journey([trigger()], [])
    room.calls.script(URL, Unclear("timeout"))
    room.track("bought", anon="ana")
    assert room.database.run(erase, room.person("ana"))
    room.passes(hours=1)

    (document,) = told(room)
    assert document["type"] == "person.erased"
    assert list(document["data"]) == ["person"]
    states = {row["kind"]: (row["state"], row["body"]) for row in room.rows(webhook_call)}
    assert states["journey.entered"] == ("failed", "")
    assert not room.database.run(erase, room.person("ana"))
    assert len(room.rows(webhook_call)) == 2


def test_a_removed_endpoint_is_deleted_after_its_last_call(room: Room) -> None:
    id_, other = endpoint(room, "journey.entered"), endpoint(room, "journey.finished")
    room.journey([trigger()], [])
    room.track("bought", anon="ana")
    with room.database.transaction() as tx:
        webhook_endpoints.remove(tx, room.workspace, id_)
    room.passes(days=29)
    assert standing(room, id_)["state"] == "removed"
    room.passes(days=3)
    assert [row["id"] for row in room.rows(webhook_endpoint)] == [other]
    assert {row["endpoint_id"] for row in room.rows(webhook_call)} <= {other}
