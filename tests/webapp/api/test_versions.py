"""Two versions side by side, and back to an earlier one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.journeys.building import document
from tests.webapp.api.conftest import Api


def waiting(time: str) -> Any:
    return document(("pause", "wait", {"time": time}), ("hello", "send_push", {"push": "welcome"}))


@pytest.fixture
def path(shop: Api) -> str:
    """A journey with two versions and another draft."""
    path = f"/journeys/{shop.post('/journeys', waiting('P1D'))['id']}"
    shop.post(f"{path}/publish")
    shop.put(f"{path}/draft", waiting("P2D"))
    shop.post(f"{path}/publish")
    made = waiting("P2D")
    made["nodes"].pop()
    made["edges"].pop()
    shop.put(f"{path}/draft", made)
    return path


def test_the_draft_is_compared_with_what_is_live(shop: Api, path: str) -> None:
    found = shop.get(f"{path}/diff")

    assert not found["same"]
    assert [(each["node"], each["change"]) for each in found["nodes"]] == [("hello", "gone")]
    assert found["edges"] == [{"source": "pause", "port": "next", "before": "hello", "after": None}]
    assert shop.get(f"{path}/diff?from=draft&to=draft")["same"]


def test_two_versions_are_compared_in_words(shop: Api, path: str) -> None:
    (node,) = shop.get(f"{path}/diff?from=1&to=2")["nodes"]

    assert (node["node"], node["change"], node["title"]) == ("pause", "changed", "Wait")
    assert node["fields"] == [
        {"field": "time", "label": "How long", "before": "P1D", "after": "P2D",
         "before_words": "1 day", "after_words": "2 days"},
    ]  # fmt: skip


def test_what_is_no_version_cannot_be_compared(shop: Api, path: str) -> None:
    for number in ("3", "999999999"):
        assert shop.refused("GET", f"{path}/diff?from={number}")["status"] == 404
    for odd in ("0", "-1", "x", "01", "draft%0A", "9999999999", "1e3", ""):
        assert shop.refused("GET", f"{path}/diff?from={odd}")["status"] == 422, odd
    never = shop.post("/journeys", {"name": "Never published"})["id"]
    assert shop.refused("GET", f"/journeys/{never}/diff")["status"] == 404
    assert shop.get(f"/journeys/{never}/diff?from=draft")["same"]


def test_an_earlier_version_comes_back_as_the_draft(shop: Api, rival: Api, path: str) -> None:
    first = shop.get(f"{path}/versions")["items"][1]
    tag = shop.call("GET", path).headers["ETag"]
    restore = f"{path}/versions/{first['id']}/restore"

    assert rival.refused("POST", restore)["status"] == 404
    assert shop.refused("POST", restore, If_Match='"1"')["status"] == 412
    back = shop.post(restore, If_Match=tag)

    assert (back["draft"], back["changed"]) == (waiting("P1D"), True)
    assert shop.get(f"{path}/diff?from=1")["same"]
    assert back["live"]["number"] == 2
    assert shop.post(f"{path}/publish")["version"]["number"] == 3
    shop.post(f"{path}/archive", {})
    assert shop.refused("POST", restore)["code"] == "journey_archived"
