"""Which addresses are public, and that a name is looked up once and every answer checked."""

from collections.abc import Callable

import pytest

from engine.addresses import NotAllowed, Pinned, Unresolved, public_address, resolve

PRIVATE = [
    *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0"),
    *("100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    *("255.255.255.255", "192.88.99.1", "198.51.100.1", "203.0.113.1"),
    *("::", "::1", "::ffff:169.254.169.254", "::ffff:8.8.8.8", "64:ff9b::a9fe:a9fe"),
    *("64:ff9b:1::1", "2002:7f00:1::", "::127.0.0.1", "fec0::1", "fe80::1", "fe80::1%eth0"),
    *("fc00::1", "fd00::1", "ff02::1", "2001:db8::1", "2001::1", "100::1", "3fff::1", "5f00::1"),
    *("", "x", "127.1", "2130706433", "0x7f000001"),
]


@pytest.mark.parametrize("address", PRIVATE)
def test_it_is_not_public(address: str) -> None:
    assert not public_address(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "142.250.1.1", "2606:4700::1111", "2a00:1450::5f"])
def test_it_is_public(address: str) -> None:
    assert public_address(address)


def answering(*addresses: str) -> Callable[[str, int], list[str]]:
    return lambda host, port: list(addresses)


def test_a_name_is_pinned_to_all_its_addresses() -> None:
    found = resolve("push.example", 443, listed=False, lookup=answering("8.8.8.8", "8.8.8.8"))
    assert found == Pinned(("8.8.8.8",))


@pytest.mark.parametrize("bad", [address for address in PRIVATE if address])
def test_one_poisoned_answer_forbids_the_name(bad: str) -> None:
    found = resolve("fcm.googleapis.com", 443, listed=False, lookup=answering("8.8.8.8", bad))
    assert isinstance(found, NotAllowed)
    assert found.code == "address"


def test_a_name_is_looked_up_once() -> None:
    asked: list[tuple[str, int]] = []

    def turncoat(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["8.8.8.8"] if len(asked) == 1 else ["127.0.0.1"]

    found = resolve("rebinding.example", 443, listed=False, lookup=turncoat)
    assert (found, asked) == (Pinned(("8.8.8.8",)), [("rebinding.example", 443)])


def test_a_listed_name_may_be_private_but_never_link_local() -> None:
    def listed(address: str) -> object:
        return resolve("push.corp.example", 443, listed=True, lookup=answering(address))

    assert listed("10.1.2.3") == Pinned(("10.1.2.3",))
    assert listed("127.0.0.1") == Pinned(("127.0.0.1",))
    for address in ("169.254.169.254", "224.0.0.1", "0.0.0.0", "::", "fe80::1"):
        assert isinstance(listed(address), NotAllowed)


def test_an_address_is_itself_and_asks_nobody() -> None:
    def never(host: str, port: int) -> list[str]:
        raise AssertionError(host)

    assert resolve("127.0.0.1", 9001, listed=True, lookup=never) == Pinned(("127.0.0.1",))
    assert resolve("[::1]", 9001, listed=True, lookup=never) == Pinned(("::1",))
    assert isinstance(resolve("127.0.0.1", 443, listed=False, lookup=never), NotAllowed)


def test_a_name_that_does_not_resolve_is_said_to() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise OSError("no such name")

    assert isinstance(resolve("x.example", 443, listed=False, lookup=broken), Unresolved)
    assert isinstance(resolve("x.example", 443, listed=False, lookup=answering()), Unresolved)
