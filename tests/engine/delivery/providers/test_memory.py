"""The provider's twin: it answers as told and says what the other side took."""

from engine.delivery.providers.memory import MemoryProvider
from engine.delivery.providers.provider import (
    Accepted,
    Answer,
    Call,
    Gone,
    Outgoing,
    Provider,
    Unclear,
)
from engine.vapid import VapidKey


def message(name: str, endpoint: str, key: VapidKey) -> Outgoing:
    return Outgoing(name, endpoint, "p", "a", b"{}", 60, "normal", None, key)


def test_it_accepts_what_no_script_speaks_of(vapid_key: VapidKey) -> None:
    twin: Provider[Outgoing] = MemoryProvider()
    one = message("1", "https://a.example/1", vapid_key)
    assert list(twin.send([one])) == [(one, Accepted(), Answer())]


def test_a_script_is_followed_for_its_endpoint_then_forgotten(vapid_key: VapidKey) -> None:
    twin: MemoryProvider[Outgoing] = MemoryProvider()
    one = message("1", "https://a.example/1", vapid_key)
    two = message("2", "https://a.example/2", vapid_key)
    twin.script(one.endpoint, Gone("410"))
    twin.script(one.endpoint, Unclear("timeout"), took=True)
    receipts = [receipt for _, receipt, _ in twin.send([one, two, one, one])]
    assert receipts == [Gone("410"), Accepted(), Unclear("timeout"), Accepted()]
    assert [back.id for back in twin.accepted] == ["2", "1", "1"]
    assert [back.id for back in twin.attempts] == ["1", "2", "1", "1"]


def test_it_carries_webhooks_too() -> None:
    twin: Provider[Call] = MemoryProvider()
    one = Call("1", "https://a.example/hook", b"{}", "whsec_x")
    assert [receipt for _, receipt, _ in twin.send([one])] == [Accepted()]
