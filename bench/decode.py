"""Goal 2: reading a batch of events against orjson alone.

As the spike did it: what an event carries stays raw at the gate, and is read when it is taken. The
second row has both halves, with every promise of the JSON gate.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

from bench.measure import cpu_each, in_turn
from bench.place import Absent, sized
from bench.rows import Row, Skipped, Spread, ratio
from webapp.ingest import contents, gate
from webapp.ingest.fault import Fault

ROUNDS = 9
VISITORS = 20_000


def body(events: int, seed: int = 5) -> bytes:
    """A batch as a browser's library writes it, about 900 bytes an event."""
    lot = random.Random(seed)  # noqa: S311  the same body each time
    return json.dumps(
        {
            "batch": [_event(number, lot) for number in range(events)],
            "sentAt": "2026-03-02T12:00:01.123Z",
            "writeKey": "w" * 32,
        },
        separators=(",", ":"),
        ensure_ascii=False,
    ).encode()


def browser_of(visitor: int) -> str:
    """The anonymous id."""
    return f"00000000-0000-4000-8000-{visitor:012x}"


def user_of(visitor: int) -> str | None:
    """One in four has logged in."""
    return f"user-{visitor}" if visitor % 4 == 0 else None


def _event(number: int, lot: random.Random) -> dict[str, object]:
    visitor = lot.randrange(VISITORS)
    user = user_of(visitor)
    return {
        "timestamp": f"2026-03-02T12:00:00.{lot.randrange(1000):03}Z",
        "integrations": {},
        "type": "track",
        "event": lot.choice(["product_viewed", "add_to_cart", "purchase", "search"]),
        "anonymousId": browser_of(visitor),
        **({"userId": user} if user else {}),
        "messageId": f"ajs-next-{lot.getrandbits(128):032x}-{number}",
        "properties": {
            "sku": f"sku-{lot.randrange(5000)}",
            "name": "Läufer «Bergblick», 120 × 170 cm",
            "price": round(lot.random() * 200, 2),
            "quantity": lot.randrange(5),
            "currency": "EUR",
            "new": bool(lot.randrange(2)),
        },
        "context": {
            "page": {
                "path": f"/product/{lot.randrange(5000)}",
                "referrer": "https://www.example.com/search?q=carpet",
                "search": "?utm_source=newsletter",
                "title": "A carpet | The shop",
                "url": "https://shop.example/product/1?utm_source=newsletter",
            },
            "userAgent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
            "locale": "de-DE",
            "timezone": "Europe/Berlin",
            "library": {"name": "analytics.js", "version": "npm:next-1.70.0"},
        },
    }


def measure() -> Iterator[Row | Skipped]:
    try:
        loads = _orjson()
    except Absent as absent:
        yield Skipped("2", str(absent))
        return
    sent, times = body(100), sized(60, 3)
    found = in_turn(
        {
            "orjson": lambda: _repeat(lambda: loads(sent), times),
            "parse": lambda: _repeat(lambda: gate.parse(sent, batch=True), times),
            "whole": lambda: _repeat(lambda: _whole(sent), times),
        },
        ROUNDS,
    )
    each = {name: Spread(tuple(values)).median * 1e4 for name, values in found.items()}
    parse = ratio(found["orjson"], found["parse"])
    yield Row(
        "2", "decode + validate, contents raw / orjson.loads", parse.median,
        goal=1.3, floor=1.0, hard=True, spike="1.55", spread=str(parse),
        note=f"{each['parse']:.2f} µs an event, orjson {each['orjson']:.2f}",
    )  # fmt: skip
    whole = ratio(found["orjson"], found["whole"])
    yield Row(
        "2", "the contents read too, and written canonically", whole.median,
        spread=str(whole), note=f"{each['whole']:.2f} µs an event",
    )  # fmt: skip


def _whole(sent: bytes) -> None:
    parsed = gate.parse(sent, batch=True)
    if isinstance(parsed, Fault) or any(
        isinstance(event, Fault) or isinstance(contents.read(event), Fault)
        for event in parsed.events
    ):
        raise AssertionError("the batch was not taken")


def _repeat(act: Callable[[], object], times: int) -> float:
    def often() -> None:
        for _ in range(times):
            act()

    return cpu_each(often, times)


def _orjson() -> Callable[[bytes], object]:
    try:
        import orjson
    except ImportError as error:
        raise Absent("orjson: pip install -r requirements/bench.txt") from error
    return orjson.loads
