"""What a builder is offered while somebody types: names that were seen, and nobody's own values."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from engine.audience import names
from engine.reports import live, names_seen
from engine.settings import Settings
from engine.store.db import Database
from tests.support.room import Room
from tests.webapp.api.conftest import Api
from tests.webapp.conftest import SilentBell
from webapp import api, create_app
from webapp.api.room import KEPT
from webapp.ports import Ports


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


@pytest.fixture
def shop(room: Room, settings: Settings, bell: SilentBell) -> Api:
    """The room's workspace, seen through the API."""
    app: Flask = create_app(Ports(settings, room.database, bell))
    if KEPT not in app.extensions:
        api.register(app, Ports(settings, room.database, bell))
    made = room.made
    return Api(app.test_client(), made.id, made.secret_key, made.write_key)


def known(room: Room, who: str, **traits: Any) -> None:
    room.track("identify", user=who, kind="identify", traits=traits)


def test_the_most_used_names_come_first(room: Room, shop: Api) -> None:
    for who, name in (("ana", "bought"), ("ben", "bought"), ("ana", "asked")):
        room.track(name, user=who, properties={"sku": 1, "size": {"height": 2}})
    room.track("bought", user="ana", properties={"sku": 1})
    known(room, "ana", plan="pro", address={"city": "Graz"})
    known(room, "ben", plan="free")
    room.track("markers_set", user="ana", properties={"markers": {"vip": True}})

    found = shop.get("/names")

    assert found["event"][:2] == ["bought", "asked"]
    assert {"session_started", "push_status_changed", "push_clicked"} <= set(found["event"])
    assert found["trait"] == ["plan", "address", "address.city"]
    assert found["properties"][:1] == ["sku"]
    assert {"size", "size.height"} <= set(found["properties"])
    assert found["values"]["event.name"] == found["event"]


def test_a_value_is_offered_only_where_several_people_share_it(room: Room, shop: Api) -> None:
    for who in ("ana", "ben", "cem"):
        known(room, who, plan="free" if who == "cem" else "pro", email=f"{who}@shop.example")
        room.track("bought", user=who, properties={"size": "L", "order": f"order-{who}"})
        room.track("bought", user="ana", properties={"code": "hers-alone"})

    values = shop.get("/names")["values"]

    assert values["trait.plan"] == ["pro"]
    assert values["properties.size"] == ["L"]
    assert not {"trait.email", "properties.order", "properties.code"} & values.keys()


def test_another_workspaces_names_are_not_told(room: Room, shop: Api) -> None:
    other = Room(room.database)
    for who in ("ana", "ben"):
        known(other, who, theirs="canary")
        other.track("their canary", user=who, properties={"theirs": "canary"})

    assert "canary" not in str(shop.get("/names"))


def test_a_look_is_bounded_whatever_strangers_send(
    room: Room, shop: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names_seen, "MOST", 3)
    monkeypatch.setattr(names_seen, "PEOPLE", 2)
    monkeypatch.setattr(live, "MOST", 4)
    for number in range(6):
        known(room, f"p{number}", **{f"t{number}{each}": "x" * 200 for each in range(5)})
        room.track(f"e{number}", user=f"p{number}", properties={f"k{number}": "y" * 200})

    found = shop.get("/names")

    sent = [name for name in found["event"] if name not in names_seen.OURS]
    assert len(sent) == len(found["trait"]) == len(found["properties"]) == 3
    assert found["values"].keys() == {"event.name"}


def test_odd_names_and_no_names_do_no_harm(room: Room, shop: Api) -> None:
    assert shop.get("/names")["trait"] == []

    room.track("<b>hi</b>", user="ana", properties={"": 1, "a.b": 2, "<i>": {"é": None}})
    found = shop.get("/names")

    assert found["event"][0] == "<b>hi</b>"
    assert found["properties"] == ["<i>"]


def test_whoever_was_erased_is_no_longer_in_it(room: Room, shop: Api) -> None:
    known(room, "ana", hers="canary")
    person = names.shown(room.person("ana", user=True))

    assert shop.call("DELETE", f"/people/{person}").status_code < 300
    room.settle()

    assert "hers" not in shop.get("/names")["trait"]
