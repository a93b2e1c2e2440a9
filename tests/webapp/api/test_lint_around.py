"""What the linter is told of the workspace: its cap, and the other journeys that are live."""

from __future__ import annotations

from typing import Any

from tests.journeys.building import document, is_
from tests.webapp.api.conftest import Api


def greeting(name: str, where: Any = None, pushes: int = 1, push: str = "welcome") -> Any:
    path = [(f"n{number}", "send_push", {"push": push}) for number in range(pushes)]
    made = {**document(*path), "name": name}
    if where is not None:
        made["nodes"][0]["config"]["where"] = where
    return made


def codes(journey: Any) -> list[str]:
    return [each["code"] for each in journey["problems"]]


def test_more_pushes_than_the_cap_are_a_warning(shop: Api) -> None:
    assert codes(shop.post("/journeys", greeting("Six", pushes=6))) == ["too_many_pushes"]
    assert codes(shop.post("/journeys", greeting("Knocks", pushes=6, push="knock"))) == []
    shop.patch("/settings", {"frequency_cap": {"per_day": 6}})
    assert codes(shop.post("/journeys", greeting("Six", pushes=6))) == []
    shop.patch("/settings", {"frequency_cap": {"per_day": None}})
    assert codes(shop.post("/journeys", greeting("Nine", pushes=9))) == []


def test_a_journey_says_how_many_pushes_it_may_come_to_in_a_day(shop: Api, rival: Api) -> None:
    made = shop.post("/journeys", greeting("Four", pushes=4))
    assert (made["worst_day"], made["problems"]) == (4, [])
    path = f"/journeys/{made['id']}"
    assert shop.put(f"{path}/draft", greeting("Two", pushes=2))["worst_day"] == 2
    assert shop.get(path)["worst_day"] == 2
    assert shop.post("/journeys", greeting("Knocks", pushes=6, push="knock"))["worst_day"] == 0
    assert shop.post("/journeys", {"name": "Unfinished"})["worst_day"] is None
    elsewhere = rival.post("/journeys", greeting("Knocks", pushes=2))
    assert elsewhere["worst_day"] == 2


def test_a_journey_that_takes_in_the_people_of_a_live_one_is_told(shop: Api, rival: Api) -> None:
    first = shop.post("/journeys", greeting("Germans", is_("trait.country", "DE")))
    assert codes(shop.post("/journeys", greeting("Everybody"))) == []
    shop.post(f"/journeys/{first['id']}/publish")

    everybody = shop.post("/journeys", greeting("Everybody"))
    (problem,) = everybody["problems"]
    assert (problem["code"], problem["node"], problem["severity"]) == (
        "overlap",
        "start",
        "warning",
    )
    assert "“Germans”" in problem["message"]
    assert codes(shop.post("/journeys", greeting("French", is_("trait.country", "FR")))) == []
    assert codes(shop.get(f"/journeys/{first['id']}")) == []
    assert codes(rival.post("/journeys", greeting("Everybody"))) == []

    shop.post(f"/journeys/{everybody['id']}/publish")
    assert codes(shop.get(f"/journeys/{first['id']}")) == ["overlap"]
    shop.post(f"/journeys/{everybody['id']}/pause")
    assert codes(shop.get(f"/journeys/{first['id']}")) == []
