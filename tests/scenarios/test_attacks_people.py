"""Attacks on people: pushes by the thousand, erasures undone, the data of somebody else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import pytest

from engine.delivery.lanes import Lanes, Outside
from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import (
    Accepted,
    Answer,
    Outgoing,
    Receipt,
    Rejected,
    Unclear,
)
from engine.doctor import examine
from engine.runtime.erase import erase
from engine.store.db import Database
from engine.store.tables import device, person
from tests.scenarios.attacker import answer, contents, manage, nothing_stored, post, rows, track
from tests.support.room import BASE_URL, MASTER_KEY, Room, hello, trigger
from tests.webapp.visitor.conftest import Page, Site

CANARY = "canary-5c1d"


# A27


def test_a27_of_a_bombs_thousand_pushes_one_goes_out(room: Room) -> None:
    """Nobody enters journeys more than a hundred times a day, or is pushed twice in 5 minutes."""
    bombed(room)
    room.submit([room.incoming("bought", anon="victim") for _ in range(1_000)])
    room.settle()
    assert len(room.pushes.attempts) == 1
    assert held_back(room) == {"cap": 99}
    assert examine(room.database) == []


def test_a27_a_patient_bomber_gets_five_pushes_through_in_a_day(room: Room) -> None:
    bombed(room)
    for _ in range(8):
        room.submit([room.incoming("bought", anon="victim") for _ in range(12)])
        room.settle()
        room.passes(hours=1)
    assert len(room.pushes.attempts) == 5
    assert held_back(room) == {"cap": 8 * 12 - 5}
    room.passes(hours=17)
    room.track("bought", anon="victim")
    assert len(room.pushes.attempts) == 6


def bombed(room: Room) -> None:
    """A journey that pushes at each event, and a victim."""
    room.push()
    room.journey([trigger(), hello()], ["start -> hello"], reentry={"mode": "always"})
    room.device("victim")


def held_back(room: Room) -> dict[str, int]:
    """Messages that were not sent, by reason."""
    suppressed = [row for row in room.messages() if row["state"] == "suppressed"]
    return dict(Counter(row["reason"] for row in suppressed))


def test_a27_the_cap_is_the_same_for_several_devices_and_journeys(room: Room) -> None:
    for key in ("one", "two", "three"):
        room.push(key)
        room.journey([trigger(), hello(key)], ["start -> hello"], reentry={"mode": "always"})
    for name in ("phone", "laptop"):
        room.device("victim", name)
    room.submit([room.incoming("bought", anon="victim") for _ in range(30)])
    room.settle()
    assert sorted(each.endpoint.rpartition("/")[2] for each in room.pushes.accepted) == [
        "laptop",
        "phone",
    ]


# A47


class Meanwhile(MemoryProvider[Outgoing]):
    """Something happens while the first request is under way."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self._act: list[Callable[[], object]] = [act]

    def send(self, batch: Iterable[Outgoing]) -> Iterator[tuple[Outgoing, Receipt, Answer]]:
        for told in super().send(batch):
            while self._act:
                self._act.pop()()
            yield told


@pytest.mark.parametrize(
    ("receipt", "final"),
    [
        (Accepted(), "accepted"),
        (Unclear("timeout"), "suppressed"),
        (Rejected("x", "y"), "rejected"),
    ],
)
def test_a47_who_is_erased_during_a_claimed_send_gets_no_second_one(
    room: Room, receipt: Receipt, final: str
) -> None:
    room.push(title="Hi {{ person.traits.name }}")
    room.journey([trigger(), hello()], ["start -> hello"])
    id_ = room.device(CANARY)
    her = room.person(CANARY)
    room.track("identify", kind="identify", anon=CANARY, traits={"name": CANARY})
    room.pushes = Meanwhile(lambda: room.database.run(erase, her))
    room.pushes.script(f"https://fcm.googleapis.com/fcm/send/{id_}", receipt)
    outside = Outside(room.pushes, room.calls)
    room.lanes = Lanes(room.database, outside, MASTER_KEY, BASE_URL, room.rung.update)
    room.track("bought", anon=CANARY)
    room.passes(minutes=5)
    room.passes(days=3)
    assert len(room.pushes.attempts) == 1
    assert [row["state"] for row in room.sends()] == [final]
    assert CANARY not in repr(contents(room.database))
    assert examine(room.database) == []


def test_a47_what_a_browser_still_had_queued_stores_nothing_after_an_erasure(
    site: Site, database: Database
) -> None:
    """Events with old and new ids, a login, a device: the tombstone is asked in each door."""
    page = Page(site, anonymous_id=f"{CANARY}-anon", user_id=f"{CANARY}-user")
    page.grant()
    known = {"identityToken": site.identity(f"{CANARY}-user")}
    event = track(
        anonymousId=f"{CANARY}-anon", userId=f"{CANARY}-user", context=known, messageId="early"
    )
    assert post(site, "/v1/track", event).status_code == 200
    named = {"userId": f"{CANARY}-user", "traits": {"name": CANARY}}
    assert post(site, "/v1/identify", named, site.made.secret_key).status_code == 200
    site.fold()
    id_ = manage(site, "GET", f"/people?user_id={CANARY}-user").get_json()["items"][0]["id"]
    assert manage(site, "DELETE", f"/people/{id_}").status_code == 204
    site.fold()
    assert CANARY not in repr({**contents(database), "audit": []})
    with nothing_stored(database):
        for message_id in ("early", "late"):
            for ids in ({"anonymousId": f"{CANARY}-anon"}, {"userId": f"{CANARY}-user"}):
                late = {"event": "Viewed", "messageId": message_id, **ids}
                assert post(site, "/v1/track", late, site.made.secret_key).status_code == 200
        assert post(site, "/v1/identify", named, site.made.secret_key).status_code == 200
        assert page.call("GET", "/v1/me/devices").status_code == 401
        assert answer(page.put("allowed", "prompt"))[0] in (401, 403, 409, 410)
    assert manage(site, "GET", f"/people/{id_}").status_code == 404
    assert [row["owner"] for row in rows(database, device)] == [None]
    assert all(row["erased"] for row in rows(database, person))


def test_a47_nobody_erases_or_exports_another_person(
    site: Site, rival: Site, database: Database
) -> None:
    page = Page(site, user_id="ana")
    page.grant()
    site.fold()
    id_ = manage(site, "GET", "/people?user_id=ana").get_json()["items"][0]["id"]
    with nothing_stored(database):
        assert manage(rival, "DELETE", f"/people/{id_}").status_code == 404
        assert manage(rival, "GET", f"/people/{id_}/export").status_code == 404
        for token in (site.made.write_key, page.token, site.identity("ana"), "sk_guess"):
            bearer = {"Authorization": f"Bearer {token}"}
            for method, path in (("DELETE", ""), ("GET", "/export"), ("POST", "/export")):
                told = site.client.open(
                    f"/api/v1/people/{id_}{path}", method=method, headers=bearer
                )
                assert told.status_code in (401, 403, 405), (method, path)
    assert manage(site, "GET", f"/people/{id_}").status_code == 200
