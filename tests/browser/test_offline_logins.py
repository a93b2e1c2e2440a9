"""People log in and out while Waymark is out of reach: it ends as if it had been there."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.browser.conftest import Browser
from tests.browser.house import House, State
from tests.support.journal import until
from tests.support.notify_daemon import Desktop
from tests.support.product import Product
from tests.support.road import Road

ALLOW = "allow"
OUT = "out"
ENABLE = "return await waymark.push.enable()"


@dataclass(frozen=True, slots=True)
class Course:
    """What happens, and how it stands afterwards: who is here, the push status of each."""

    steps: tuple[str, ...]
    here: str | None
    status: dict[str, str]
    allowed: bool = True  # before it begins


COURSES = {
    "another": Course(("ana", "ben"), "ben", {"ana": "suspended", "ben": "allowed"}),
    "back": Course(("ana", "ben", "ana"), "ana", {"ana": "allowed", "ben": "suspended"}),
    "out": Course(("ana", "ben", OUT), None, {"ana": "suspended", "ben": "suspended"}),
    "between": Course(("ana", OUT, "ben"), "ben", {"ana": "suspended", "ben": "allowed"}),
    "before it is allowed": Course(
        ("ana", "ben", ALLOW, "eve"),
        "eve",
        {"ana": "ask", "ben": "suspended", "eve": "allowed"},
        allowed=False,
    ),
}


@pytest.fixture
def road(product: Product) -> Iterator[Road]:
    built = Road(product.port)
    yield built
    built.forget()


@pytest.fixture
def house(browser: Browser, product: Product, desktop: Desktop, road: Road) -> Iterator[House]:
    yield House(browser, product, desktop, road.port)
    browser.open("about:blank")


def take(house: House, step: str, names: dict[str, str]) -> None:
    if step != ALLOW:
        house.do(names.get(step))
        return
    house.browser.permit(house.origin, "granted")
    # Where the server is away nothing is subscribed yet; the browser's permission is given.
    house.browser.run("void waymark.push.enable()")
    until(lambda: house.browser.run("return Notification.permission") == "granted")


def begin(house: House, course: Course) -> dict[str, str]:
    """Cleo is logged in; the names of the others."""
    house.enter()
    if course.allowed:
        house.allow()
    cleo = house.user("cleo")
    house.do(cleo)
    there = "allowed" if course.allowed else "ask"
    until(lambda: house.product.push_status(cleo) == there)
    until(house.settled)
    return {name: house.user(name) for name in course.status}


def ends(house: House, course: Course, names: dict[str, str]) -> None:
    here = names.get(course.here or "")
    status: dict[str, str | None] = {names[one]: each for one, each in course.status.items()}
    status[house.users[0]] = "suspended" if course.allowed else "ask"
    wanted = State(here, status, {user: int(user == here) for user in house.users})
    house.becomes(wanted)
    assert house.reached() == ([] if here is None else [here])
    house.becomes(wanted)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES.keys())
def test_in_order_while_waymark_answers(house: House, course: Course) -> None:
    names = begin(house, course)
    for step in course.steps:
        take(house, step, names)
        until(house.settled, 40)
        if step == ALLOW:
            until(lambda: house.browser.text("#status") == "on", 40)
    ends(house, course, names)


@pytest.mark.parametrize("course", COURSES.values(), ids=COURSES.keys())
def test_the_same_while_it_is_out_of_reach(house: House, road: Road, course: Course) -> None:
    names = begin(house, course)
    road.close()
    for step in course.steps:
        take(house, step, names)
    road.open()
    house.browser.run("dispatchEvent(new Event('online'))")
    ends(house, course, names)


def test_what_happened_out_of_reach_is_told_by_the_next_page(house: House, road: Road) -> None:
    course = COURSES["out"]
    names = begin(house, course)
    road.close()
    for step in course.steps:
        take(house, step, names)
    house.browser.open("about:blank")
    road.open()
    house.enter()
    ends(house, course, names)
