"""The transport against a peer that misbehaves: what was written, what was not, what came back."""

import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import clock
from engine.addresses import Lookup
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import (
    Answered,
    Broken,
    Limits,
    Refused,
    Reply,
    Request,
    Unsent,
)
from engine.guard import NotAllowed, push_origins, target
from tests.engine.delivery.conftest import NAME, QUICK
from tests.support.fake_push_service import Drip, Drop, Endless, FakePushService, Hang, Say


def request(url: str, *, listed: bool = True, begin_by: float = float("inf")) -> Request:
    scheme, _, rest = url.partition("://")
    found = target(url, push_origins([f"{scheme}://{rest.partition('/')[0]}"]))
    assert not isinstance(found, NotAllowed)
    return Request(found[1], found[0], listed, ["Expect:", "TTL: 1"], b"body", begin_by)


def one(transport: Transport[Any], asked: Request) -> Reply:
    ((item, reply),) = transport.stream([("it", asked)])
    assert item == "it"
    return reply


def hook(service: FakePushService, name: str = "x") -> str:
    return f"{service.origin}/hook/{name}"


def test_an_answer_comes_back_with_status_and_body(
    service: FakePushService, transport: Transport[Any]
) -> None:
    assert one(transport, request(hook(service))) == Answered(200, None, b"thank you")
    (got,) = service.received
    assert (got.method, got.body, got.headers["ttl"]) == ("POST", b"body", "1")
    assert "expect" not in got.headers


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(
    service: FakePushService, transport: Transport[Any], status: int
) -> None:
    service.next_for(hook(service), Say(status, headers=(("Location", hook(service, "inside")),)))
    assert one(transport, request(hook(service))) == Answered(status, None, b"")
    assert [got.path for got in service.received] == ["/hook/x"]


def test_retry_after_is_handed_on(service: FakePushService, transport: Transport[Any]) -> None:
    service.next_for(hook(service), Say(429, "slow", (("rEtry-aFter", " 7 "),)))
    assert one(transport, request(hook(service))) == Answered(429, "7", b"slow")


def test_proxies_and_netrc_of_the_environment_do_not_count(
    service: FakePushService, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    fresh: Transport[Any] = Transport(QUICK)
    assert isinstance(one(fresh, request(hook(service))), Answered)
    assert "authorization" not in service.received[0].headers
    fresh.close()


def test_an_endless_body_is_cut_and_its_status_counts(
    service: FakePushService, transport: Transport[Any]
) -> None:
    service.next_for(hook(service), Endless())
    reply = one(transport, request(hook(service)))
    assert isinstance(reply, Answered)
    assert reply.status == 201
    assert len(reply.body) < 64 * 1024


def test_a_dripping_body_ends_with_the_clock_and_its_status_counts(
    service: FakePushService, transport: Transport[Any]
) -> None:
    service.next_for(hook(service), Drip())
    began = time.monotonic()
    reply = one(transport, request(hook(service)))
    assert isinstance(reply, Answered)
    assert reply.status == 201
    assert time.monotonic() - began < 3


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Drop(), "closed"),
        (Drop(reset=True), "reset"),
        (Drop(after=b"HTTP/1.1 "), None),
        (Hang(), "timeout"),
        (Hang(after=b"HTTP/1.1 100 Continue\r\n\r\n"), "timeout"),
        (Drop(after=b"garbage garbage\r\n\r\n"), None),
    ],
)
def test_silence_after_the_request_is_broken_never_unsent(
    service: FakePushService, transport: Transport[Any], fault: Any, reason: str | None
) -> None:
    service.next_for(hook(service), fault)
    reply = one(transport, request(hook(service)))
    assert isinstance(reply, Broken)
    assert reason is None or reply.reason == reason
    assert len(service.received) == 1


@pytest.mark.parametrize("fault", [Drop(), Drop(reset=True)])
def test_a_post_on_a_used_connection_is_not_repeated_behind_our_back(
    service: FakePushService, transport: Transport[Any], fault: Any
) -> None:
    assert isinstance(one(transport, request(hook(service))), Answered)
    service.next_for(hook(service, "once"), fault)
    reply = one(transport, request(hook(service, "once")))
    assert isinstance(reply, Broken)
    assert Counter(got.path for got in service.received)["/hook/once"] == 1


def test_a_closed_port_is_unsent(transport: Transport[Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
    assert one(transport, request(url)) == Unsent("connect")


def test_a_port_that_never_greets_is_unsent(transport: Transport[Any]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"https://127.0.0.1:{server.getsockname()[1]}/x"
        assert one(transport, request(url)) == Unsent("timeout")


def test_a_certificate_of_an_unknown_authority_is_unsent(
    secure_service: FakePushService,
) -> None:
    wary: Transport[Any] = Transport(QUICK, lookup=at("127.0.0.1"))
    assert one(wary, request(hook(secure_service))) == Unsent("certificate")
    assert secure_service.received == []
    wary.close()


def test_a_certificate_of_another_name_is_unsent(
    secure_service: FakePushService, certificate: Path
) -> None:
    trusting: Transport[Any] = Transport(QUICK, ca_file=str(certificate), lookup=at("127.0.0.1"))
    elsewhere = hook(secure_service).replace(NAME, "fcm.googleapis.com")
    assert one(trusting, request(elsewhere)) == Unsent("certificate")
    assert isinstance(one(trusting, request(hook(secure_service))), Answered)
    assert secure_service.received[0].headers["host"].startswith(NAME)
    trusting.close()


def at(*addresses: str) -> Lookup:
    return lambda host, port: list(addresses)


def test_a_poisoned_name_is_refused_and_nothing_connects(
    secure_service: FakePushService, certificate: Path
) -> None:
    poisoned: Transport[Any] = Transport(QUICK, ca_file=str(certificate), lookup=at("127.0.0.1"))
    reply = one(poisoned, request(hook(secure_service), listed=False))
    assert isinstance(reply, Refused)
    assert reply.code == "address"
    assert secure_service.connections == 0
    poisoned.close()


def test_a_name_is_looked_up_once_for_many_requests(
    secure_service: FakePushService, certificate: Path
) -> None:
    asked: list[str] = []

    def turncoat(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    pinned: Transport[Any] = Transport(QUICK, ca_file=str(certificate), lookup=turncoat)
    for _ in range(2):
        batch = [(number, request(hook(secure_service))) for number in range(20)]
        replies = dict(pinned.stream(batch))
        assert len(replies) == 20
        assert all(isinstance(reply, Answered) for reply in replies.values())
    assert asked == [NAME]
    pinned.close()


def test_a_name_that_does_not_resolve_is_unsent() -> None:
    def broken(host: str, port: int) -> list[str]:
        raise OSError(host)

    lost: Transport[Any] = Transport(QUICK, lookup=broken)
    assert one(lost, request("https://push.corp.example/x")) == Unsent("dns: OSError")
    lost.close()


def test_a_resolver_that_hangs_is_given_up() -> None:
    release = threading.Event()

    def hanging(host: str, port: int) -> list[str]:
        release.wait(10)
        return ["127.0.0.1"]

    lost: Transport[Any] = Transport(QUICK, lookup=hanging)
    assert one(lost, request("https://push.corp.example/x")) == Unsent("dns: timeout")
    release.set()
    lost.close()


def test_a_request_that_is_late_is_not_sent(
    service: FakePushService, transport: Transport[Any]
) -> None:
    late = request(hook(service), begin_by=clock.monotonic() - 0.1)
    assert one(transport, late) == Unsent("late")
    assert service.received == []


def test_a_request_that_becomes_late_while_connecting_is_not_sent(
    transport: Transport[Any],
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        fillers = []
        for _ in range(3):  # with a full backlog a connection comes up only when one is taken
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(server.getsockname())
            fillers.append(filler)
        assert isinstance(one(transport, request(url, begin_by=clock.monotonic() + 0.1)), Unsent)
        for filler in fillers:
            filler.close()


def test_many_requests_share_few_connections(
    service: FakePushService, transport: Transport[Any]
) -> None:
    batch = [(number, request(hook(service, str(number)))) for number in range(300)]
    replies = list(transport.stream(batch))
    assert sorted(number for number, _ in replies) == list(range(300))
    assert all(isinstance(reply, Answered) for _, reply in replies)
    assert service.connections <= QUICK.connections


def test_a_host_that_hangs_does_not_hold_up_another(
    service: FakePushService, transport: Transport[Any]
) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        stuck = f"http://127.0.0.1:{silent.getsockname()[1]}/x"
        batch = [(f"stuck {n}", request(stuck)) for n in range(8)]
        batch += [(f"fine {n}", request(hook(service))) for n in range(100)]
        order = [str(item) for item, _ in transport.stream(batch)]
    assert all(item.startswith("fine") for item in order[:100])
    assert all(item.startswith("stuck") for item in order[100:])


def test_the_window_runs_across_batches_and_stays_bounded(service: FakePushService) -> None:
    narrow: Transport[Any] = Transport(Limits(connect=1, total=2, window=10))
    answered = 0
    ahead: list[int] = []

    def source() -> Iterator[tuple[int, Request]]:
        for number in range(100):
            ahead.append(number - answered)
            yield number, request(hook(service))

    for _ in narrow.stream(source()):
        answered += 1
    assert answered == 100
    assert max(ahead) <= 10
    narrow.close()


def test_replies_already_known_are_passed_on(
    service: FakePushService, transport: Transport[Any]
) -> None:
    known = Refused("too_large", "5,000 bytes")
    got: dict[Any, Reply] = {}
    transport.run([("a", known), ("b", request(hook(service)))], got.__setitem__)
    assert got == {"a": known, "b": Answered(200, None, b"thank you")}


def test_nothing_to_send_takes_no_time(transport: Transport[Any]) -> None:
    began = time.monotonic()
    assert list(transport.stream([])) == []
    assert list(transport.stream([("a", Refused("x", "y"))])) == [("a", Refused("x", "y"))]
    assert time.monotonic() - began < 0.5


def test_stopping_early_leaves_the_transport_usable(
    service: FakePushService, transport: Transport[Any]
) -> None:
    service.next_for(hook(service, "hang"), Hang())
    stream = transport.stream(
        [("a", request(hook(service))), ("b", request(hook(service, "hang")))]
    )
    assert next(stream)[0] == "a"
    stream.close()  # type: ignore[attr-defined]
    assert isinstance(one(transport, request(hook(service))), Answered)


def test_a_failing_source_is_the_callers_error(
    service: FakePushService, transport: Transport[Any]
) -> None:
    def source() -> Iterator[tuple[str, Request]]:
        yield "a", request(hook(service))
        raise LookupError("the claim failed")

    with pytest.raises(LookupError, match="the claim failed"):
        list(transport.stream(source()))
    assert isinstance(one(transport, request(hook(service))), Answered)


def test_several_threads_may_send_at_once(service: FakePushService) -> None:
    # A busy machine may let one of so many threads wait for longer than the second of `QUICK`.
    patient: Transport[Any] = Transport()
    replies: list[tuple[int, Reply]] = []

    def send(first: int) -> None:
        batch = [(n, request(hook(service, str(n)))) for n in range(first, first + 50)]
        replies.extend(patient.stream(batch))

    threads = [threading.Thread(target=send, args=(50 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(number for number, _ in replies) == list(range(200))
    assert {reply for _, reply in replies} == {Answered(200, None, b"thank you")}
    assert Counter(got.path for got in service.received) == {f"/hook/{n}": 1 for n in range(200)}
    patient.close()


def test_a_request_does_not_print_its_url_or_headers() -> None:
    shown = repr(request("https://push.corp.example/secret-token"))
    assert "secret-token" not in shown
    assert "TTL" not in shown
    assert os.linesep not in shown
