"""Places for streams: used by whoever wants them, and shared as soon as others come."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from webapp.visitor.places import Place, Places, neighbourhood

MANY = 4


def taken(places: Places, address: str, person: int) -> Place:
    place = places.take(address, person)
    assert place is not None
    return place


def makes_room(places: Places, held: Place) -> None:
    """As its stream does once it looks around."""
    assert held.lost.wait(10)
    places.leave(held)


def test_one_address_may_have_what_nobody_else_wants() -> None:
    places = Places(MANY)
    held = [taken(places, "a", person) for person in range(MANY)]
    assert places.take("a", MANY) is None
    places.leave(held[0])
    places.leave(held[0])
    taken(places, "a", 5)
    assert places.take("a", 6) is None, "given back once, however often it was said"


def test_whoever_comes_takes_over_the_oldest_of_who_has_most_until_they_are_even() -> None:
    places = Places(MANY)
    held = [taken(places, "a", person) for person in range(MANY)]
    with ThreadPoolExecutor() as streams:
        for place in held[:2]:
            streams.submit(makes_room, places, place)
        taken(places, "b", 8)
        taken(places, "b", 9)
        assert places.take("b", 10) is None
        assert places.take("a", 11) is None, "nobody takes it back"
    assert [place.lost.is_set() for place in held] == [True, True, False, False]


def test_the_people_behind_one_address_share_too() -> None:
    places = Places(2)
    windows = [taken(places, "a", 1) for _ in range(2)]
    with ThreadPoolExecutor() as streams:
        streams.submit(makes_room, places, windows[0])
        taken(places, "a", 2)
    assert places.take("a", 1) is None


def test_there_are_never_more_than_so_many_also_while_one_is_ending() -> None:
    places = Places(2, patience=0.05)
    slow = [taken(places, "a", person) for person in range(2)]
    assert places.take("b", 3) is None, "its stream has not ended"
    assert slow[0].lost.is_set()
    places.leave(slow[0])
    taken(places, "b", 3)
    assert places.take("c", 4) is None


def test_many_who_come_at_once_get_no_more_than_there_are() -> None:
    places = Places(MANY, patience=1)
    held = [taken(places, "a", person) for person in range(MANY)]
    with ThreadPoolExecutor(32) as crowd:
        for place in held:
            crowd.submit(makes_room, places, place)
        got = list(crowd.map(lambda person: places.take(f"b{person}", person), range(20)))
        assert sum(one is not None for one in got) == MANY - 1, "the last has no more than each"
        for place in held:
            place.lost.set()  # ends those who wait


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "", True),
    ],
)
def test_an_ipv6_network_counts_as_one_address(one: str, other: str, same: bool) -> None:
    assert (neighbourhood(one) == neighbourhood(other)) is same
