"""Goals 7 and 8: sending web pushes, against C alone, pywebpush and node's web-push."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import distribution
from pathlib import Path

import requests
from pywebpush import webpush

from bench import peer
from bench.measure import cpu_each, in_turn, timed
from bench.place import Absent, sized
from bench.rows import Row, Skipped, Spread, ratio
from engine import clock
from engine.delivery.providers.provider import Accepted, Outgoing, Push
from engine.delivery.providers.pushes import PushProvider
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.webpush import WebPush
from engine.guard import push_origins
from engine.vapid import Signer, VapidKey, new_key, private_text
from tests.support.fake_push_service import Subscription, subscription

HERE = Path(__file__).parent
CLAIMS = {"sub": "mailto:ops@shop.example.com"}
PAYLOAD = b"x" * 300
TTL = 86_400
ROUNDS = 7
NODE_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Bench:
    """A peer, a device and a key: what every way of sending is given."""

    peer: peer.Peer
    device: Subscription
    key: VapidKey

    def outgoing(self, number: int, pause_ms: int = 0) -> Outgoing:
        return Outgoing(
            str(number), self.peer.url(pause_ms), self.device.p256dh, self.device.auth, PAYLOAD,
            TTL, "normal", None, self.key,
        )  # fmt: skip


@contextlib.contextmanager
def benches() -> Iterator[Bench]:
    with peer.running() as one:
        yield Bench(one, subscription(one.url()), new_key("k", CLAIMS["sub"]))


@contextlib.contextmanager
def ours(bench: Bench) -> Iterator[Callable[[int, int], None]]:
    """The product's sender: send so many, each answered after a pause in ms."""
    transport: Transport[Push] = Transport(ca_file=bench.peer.ca_file)
    web = WebPush(push_origins([bench.peer.origin]), Signer(clock.now), clock.now)
    provider = PushProvider(transport, web)

    def send(messages: int, pause_ms: int = 0) -> None:
        batch = (bench.outgoing(number, pause_ms) for number in range(messages))
        bad = [receipt for _, receipt, _ in provider.send(batch) if receipt != Accepted()]
        if bad:
            raise AssertionError(f"{len(bad)} of {messages} not accepted: {bad[0]}")

    yield send
    transport.close()


def raw(folder: Path) -> Callable[[Bench, int], float]:
    """The C program, built here: processor seconds per message. Raises Absent."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    libraries = [Path(str(one.locate())) for one in distribution("pycurl").files or ()]
    found = [
        next((str(each) for each in libraries if each.name.startswith(name)), None)
        for name in ("libcurl", "libcrypto")
    ]
    if compiler is None or None in found:
        raise Absent("the limit in C needs a C compiler and pycurl's own wheel")
    program = folder / "raw_sender"
    source = HERE / "raw_sender.c"
    build = [compiler, "-O2", "-o", str(program), str(source), "-ldl"]
    subprocess.run(build, check=True)  # noqa: S603  our own words
    environment = os.environ | {"LD_LIBRARY_PATH": str(Path(str(found[0])).parent)}

    def send(bench: Bench, messages: int) -> float:
        header = Signer(clock.now).authorization(bench.key, bench.peer.origin)
        words = [str(program), *map(str, found), bench.peer.ca_file, bench.peer.url()]
        words += [_hex(bench.device.p256dh), _hex(bench.device.auth), header, str(messages), "100"]
        return _said(words, messages, environment)

    return send


def node(bench: Bench, messages: int) -> float:
    """node's web-push, many at once: processor seconds per message. Raises Absent."""
    if not (HERE / "node" / "node_modules" / "web-push").is_dir():
        raise Absent("node web-push: npm ci in bench/node")
    command = shutil.which("node")
    if command is None:
        raise Absent("node web-push: Node.js on the path")
    words = [command, str(HERE / "node" / "send.mjs"), bench.peer.url(), bench.device.p256dh]
    words += [bench.device.auth, bench.key.public, private_text(bench.key)]
    words += [str(messages), str(NODE_AT_ONCE)]
    environment = os.environ | {"NODE_EXTRA_CA_CERTS": bench.peer.ca_file}
    return _said(words, messages, environment)


def loop(bench: Bench, messages: int, pause_ms: int = 0) -> None:
    """pywebpush as its README has it, but with one Session for all: one after the other."""
    keys = {"p256dh": bench.device.p256dh, "auth": bench.device.auth}
    info = {"endpoint": bench.peer.url(pause_ms), "keys": keys}
    private = private_text(bench.key)
    with requests.Session() as session:
        session.trust_env, session.verify = False, bench.peer.ca_file
        for _ in range(messages):
            webpush(
                info, PAYLOAD, vapid_private_key=private, vapid_claims=dict(CLAIMS), ttl=TTL,
                requests_session=session, timeout=10,
            )  # fmt: skip


def measure() -> Iterator[Row | Skipped]:
    many, few = sized(3_000, 30), sized(300, 5)
    with benches() as bench, ours(bench) as send, tempfile.TemporaryDirectory() as folder:
        ways = {
            "ours": lambda: cpu_each(lambda: send(many, 0), many),
            "webpush": lambda: cpu_each(lambda: loop(bench, few), few),
        }
        made: dict[str, Callable[[], Callable[[], float]]] = {
            "raw": lambda: _raw_way(Path(folder), bench, many),
            "node": lambda: _node_way(bench, few * 2),
        }
        for name, make in made.items():
            try:
                ways[name] = make()
            except Absent as absent:
                yield Skipped("7", str(absent))
        yield from _sevens(in_turn(ways, ROUNDS))
        yield from _far(bench, send)


def _raw_way(folder: Path, bench: Bench, many: int) -> Callable[[], float]:
    send = raw(folder)
    return lambda: send(bench, many)


def _node_way(bench: Bench, many: int) -> Callable[[], float]:
    node(bench, 1)
    return lambda: node(bench, many)


_SEVENS = {
    "raw": ("sender / the same in C, per core", 0.50, 0.35, True, "0.45-0.55"),
    "webpush": ("sender / webpush() with a Session", 8.0, 5.0, False, "8-12"),
    "node": ("sender / node web-push", 8.0, 5.0, False, "8-12"),
}


def _sevens(found: dict[str, list[float]]) -> Iterator[Row]:
    mine = Spread(tuple(found["ours"])).median * 1e6
    for name, (what, goal, floor, hard, spike) in _SEVENS.items():
        if name in found:
            times = ratio(found[name], found["ours"])
            theirs = Spread(tuple(found[name])).median * 1e6
            note = f"{mine:.0f} and {theirs:.0f} µs of processor a message"
            yield Row(
                "7", what, times.median, goal=goal, floor=floor, hard=hard, spike=spike,
                spread=str(times), note=note,
            )  # fmt: skip


def _far(bench: Bench, send: Callable[[int, int], None]) -> Iterator[Row]:
    """Goal 8: a round trip of 50 ms."""
    many, few = sized(6_000, 60), sized(10, 2)
    send(sized(1_000, 30), 50)  # as many under way as the other side bears, from here on
    found = in_turn(
        {
            "near": lambda: cpu_each(lambda: send(many, 0), many),
            "far": lambda: cpu_each(lambda: send(many, 50), many),
        },
        5,
        warm=0,
    )
    dearer = ratio(found["far"], found["near"])
    yield Row(
        "8", "processor a message at 50 ms / at 0 ms", dearer.median, sense="<=", goal=1.25,
        floor=1.5, spike="1.0-1.2", spread=str(dearer),
    )  # fmt: skip
    rates = in_turn(
        {
            "ours": lambda: many / timed(lambda: send(many, 50)),
            "webpush": lambda: few / timed(lambda: loop(bench, few, 50)),
        },
        5,
        warm=0,
    )
    faster = ratio(rates["ours"], rates["webpush"])
    per_second = Spread(tuple(rates["ours"])).median
    yield Row(
        "8", "messages a second at 50 ms / webpush() in a loop", faster.median, goal=100,
        floor=50, spike="150-320", spread=str(faster), note=f"{per_second:.0f} a second",
    )  # fmt: skip


def _said(words: list[str], messages: int, environment: dict[str, str]) -> float:
    done = subprocess.run(  # noqa: S603  our own words
        words, capture_output=True, text=True, check=True, env=environment
    )
    micros, accepted = done.stdout.split()
    if int(accepted) != messages:
        raise AssertionError(f"{accepted} of {messages} accepted")
    return float(micros) / 1e6


def _hex(text: str) -> str:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).hex()
