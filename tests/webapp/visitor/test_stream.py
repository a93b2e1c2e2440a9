"""What is new for a person as server-sent events: few at a time, and none without a token."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from tests.webapp.visitor.conftest import Page, Site
from tests.webapp.visitor.test_inbox import said
from tests.webapp.visitor.test_limits import ENDLESS, behind
from tests.webapp.visitor.test_me import offered
from webapp.ingest import Rates
from webapp.ports import Ports
from webapp.visitor.door import Stream
from webapp.visitor.places import Places

FREE = Rates(ENDLESS, ENDLESS, ENDLESS)


@pytest.fixture
def here(ports: Ports, site: Site) -> Page:
    quick = Stream(pause=0.001, beat=0.05, life=20)
    page = behind(ports, site, FREE, stream=quick, streams=Places(2))
    page.report()
    site.fold()
    return page


class Open:
    """A stream as a browser reads it."""

    def __init__(self, page: Page, address: str = "127.0.0.1") -> None:
        headers = {"Authorization": f"Bearer {page.token}"}
        self.response = page.site.client.get(
            "/v1/me/stream",
            headers=headers,
            buffered=False,
            environ_base={"REMOTE_ADDR": address},
        )
        assert self.response.status_code in (200, 503)
        self._parts: Iterator[bytes] = iter(self.response.response)  # type: ignore[arg-type]

    def part(self) -> str:
        part = next(self._parts)
        return part.decode() if isinstance(part, bytes) else part

    def event(self) -> tuple[str, Any]:
        """The next event; comments are passed over."""
        while (part := self.part()).startswith(":"):
            pass
        name, data = part.strip().split("\n")
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    def close(self) -> None:
        self.response.close()

    def drained(self) -> str:
        """All that still comes, read to its end as a server does."""
        try:
            return "".join(iter(self.part, None))
        finally:
            self.close()


def test_it_says_what_there_is_and_then_what_is_new(here: Page) -> None:
    said(here, "m1")
    stream = Open(here)
    assert stream.response.mimetype == "text/event-stream"
    name, first = stream.event()
    assert (name, first["unread"], first["read"]) == ("inbox", 1, [])
    assert [one["id"] for one in first["items"]] == ["m1"]
    said(here, "m2")
    _, then = stream.event()
    assert ([one["id"] for one in then["items"]], then["unread"]) == (["m2"], 2)
    here.good("POST", "/v1/me/inbox/read", {"ids": ["m1"]})
    assert stream.event() == ("inbox", {"items": [], "read": ["m1"], "unread": 1})
    stream.close()


def test_it_tells_nobody_of_another(here: Page) -> None:
    """P12."""
    other = Page(here.site)
    other.report()
    here.site.fold()
    stream = Open(other)
    assert stream.event() == ("inbox", {"items": [], "read": [], "unread": 0})
    said(here, "hers")
    said(other, "his")
    assert [one["id"] for one in stream.event()[1]["items"]] == ["his"]
    stream.close()


def test_a_popup_comes_and_goes(here: Page) -> None:
    stream = Open(here)
    assert stream.event()[0] == "inbox"
    offered(here)
    name, told = stream.event()
    assert (name, [one["popup"] for one in told["items"]]) == ("popup", ["simple"])
    (found,) = told["items"]
    answer = {"token": found["token"], "answer": "later"}
    here.good("POST", f"/v1/me/popups/{found['id']}/answer", answer)
    assert stream.event() == ("popup", {"items": []})
    stream.close()


def test_it_says_from_time_to_time_that_it_is_there(here: Page) -> None:
    stream = Open(here)
    stream.part()
    assert stream.part() == ":\n\n"
    stream.close()


def test_it_ends_with_the_token(here: Page) -> None:
    stream = Open(here)
    stream.event()
    said(here)
    here.anonymous_id = "fresh"  # another is at the browser now
    here.report("ask")
    told = [stream.event()]
    while told[-1][0] != "end":
        told.append(stream.event())
    assert told[-1] == ("end", {})
    with pytest.raises(StopIteration):
        stream.part()
    stream.close()


def test_it_ends_when_the_process_does(ports: Ports, site: Site) -> None:
    page = behind(ports, site, FREE, streams=Places(1))
    page.report()
    ports.leaving.set()
    stream = Open(page)
    stream.event()
    with pytest.raises(StopIteration):
        stream.part()
    stream.close()


def test_there_are_only_so_many_and_a_place_is_free_again(here: Page) -> None:
    first, second = Open(here), Open(here)
    first.event()
    response = here.call("GET", "/v1/me/stream")
    assert (response.status_code, response.get_json()["code"]) == (503, "too_many_streams")
    assert int(response.headers["Retry-After"]) > 0
    second.close()  # also one of which nothing was read
    third = Open(here)
    assert third.event()[0] == "inbox"
    for each in (first, third):
        each.close()


STRANGER, AGAIN, HERS = "2001:db8::1", "2001:db8::bad", "203.0.113.7"


def devices_of_a_stranger(page: Page, count: int) -> list[Page]:
    """What the public write key gives to anybody: browsers of nobody in particular."""
    made = [Page(page.site) for _ in range(count)]
    for each in made:
        each.report()
    page.site.fold()
    return made


@pytest.mark.parametrize("mine", [HERS, STRANGER], ids=["another address", "the same address"])
def test_a_stranger_with_the_write_key_does_not_keep_all_places(
    ports: Ports, here: Page, mine: str
) -> None:
    """A26: with browsers of his own; or, behind one address with her, by one browser's windows."""
    names = devices_of_a_stranger(here, 2) if mine == HERS else devices_of_a_stranger(here, 1) * 2
    his = [Open(names[0], STRANGER), Open(names[1], AGAIN)]
    with ThreadPoolExecutor(2) as server:
        ends = [server.submit(each.drained) for each in his]
        hers = Open(here, mine)
        assert hers.event()[0] == "inbox"
        ends[0].result(10)  # his oldest made room
        again = [Open(names[0], AGAIN) for _ in range(5)]
        assert [one.response.status_code for one in again] == [503] * 5
        hers.close()
        free = Open(names[0], STRANGER)  # what nobody else wants he may have
        assert free.event()[0] == "inbox"
        free.close()
        ports.leaving.set()  # ends the other of his


def test_a_token_in_the_url_opens_none(here: Page) -> None:
    token, here.token = here.token, None
    assert here.refused("GET", f"/v1/me/stream?token={token}") == (401, "visitor_token_missing")


def test_they_leave_most_threads_to_the_others(ports: Ports) -> None:
    from webapp.doors import ingest_door, visitor_door

    door = visitor_door(replace(ports, threads=8), ingest_door(ports))
    held = 0
    while door.streams.take("203.0.113.1", held) is not None:
        held += 1
    while door.waits.acquire(blocking=False):
        held += 1
    assert held == 6
