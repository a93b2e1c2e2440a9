"""What an answer means: the outcome table, Retry-After, and text that is safe to show."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.clock import micros
from engine.delivery.providers.provider import (
    Accepted,
    Answer,
    Gone,
    Later,
    NotSent,
    Receipt,
    Rejected,
    Unclear,
)
from engine.delivery.providers.receipts import WEBHOOK, read_reply, seconds_until
from engine.delivery.providers.wire import Answered, Broken, Refused, Unsent

NOW = micros(datetime(2026, 10, 21, 7, 28, 0, tzinfo=UTC))


def told(status: int, body: str = "", retry_after: str | None = None) -> Receipt:
    return read_reply(Answered(status, retry_after, body.encode()), NOW)[0]


@pytest.mark.parametrize(
    ("receipt", "expected"),
    [
        (told(200), Accepted()),
        (told(201), Accepted()),
        (told(202), Accepted()),
        (told(204), Accepted()),
        (told(301), Rejected("redirect", "301")),
        (told(307), Rejected("redirect", "307")),
        (told(400, "no TTL"), Rejected("bad_request", "400 no TTL")),
        (told(401), Rejected("vapid_refused", "401")),
        (
            told(403, '{"reason":"BadJwtToken"}'),
            Rejected("vapid_refused", '403 {"reason":"BadJwtToken"}'),
        ),
        (told(404), Gone("404")),
        (told(406), Later(None, "406")),
        (told(406, "", "30"), Later(30, "406")),
        (told(408), Unclear("408")),
        (told(410), Gone("410")),
        (told(410, "Domain Blocked"), Rejected("sender_blocked", "410 Domain Blocked")),
        (told(413), Rejected("too_large", "413")),
        (told(418), Rejected("refused", "418")),
        (told(429), Later(None, "429")),
        (told(429, "", "120"), Later(120, "429")),
        (told(429, "", "Wed, 21 Oct 2026 07:30:00 GMT"), Later(120, "429")),
        (told(500), Unclear("500")),
        (told(502), Unclear("502")),
        (told(503), Unclear("503")),
        (told(503, "", "60"), Unclear("503", 60)),
        (told(504), Unclear("504")),
        (told(599), Unclear("599")),
        (told(999), Unclear("999")),
    ],
)
def test_each_answer_has_one_meaning(receipt: Receipt, expected: Receipt) -> None:
    assert receipt == expected


@pytest.mark.parametrize("status", [400, 401, 403, 413, 429, 500, 503, 302])
def test_only_404_and_410_retire_a_device(status: int) -> None:
    assert not isinstance(told(status, "gone unsubscribed expired"), Gone)


def test_what_did_not_come_back_is_told_apart_by_what_was_written() -> None:
    assert read_reply(Broken("timeout"), NOW) == (Unclear("timeout"), Answer())
    assert read_reply(Unsent("connect"), NOW) == (NotSent("connect"), Answer())
    assert read_reply(Refused("address", "x"), NOW) == (Rejected("address", "x"), Answer())


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, Accepted()),
        (401, Rejected("refused", "401")),
        (404, Rejected("refused", "404")),
        (410, Gone("410")),
        (429, Later(None, "429")),
        (500, Unclear("500")),
    ],
)
def test_a_webhook_stops_at_410_alone(status: int, expected: Receipt) -> None:
    assert read_reply(Answered(status, None, b""), NOW, WEBHOOK)[0] == expected


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 17 ", 17),
        ("86400", 86_400),
        ("999999999999999999999", 86_400),
        ("Wed, 21 Oct 2026 07:28:30 GMT", 30),
        ("Wednesday, 21-Oct-26 07:28:30 GMT", 30),
        ("Wed Oct 21 07:28:30 2026", 30),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 86_400),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("٣", None),
        ("", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(header: str, seconds: float | None) -> None:
    assert seconds_until(header, NOW) == seconds


@given(st.text(max_size=60))
def test_no_retry_after_raises_or_asks_for_more_than_a_day(header: str) -> None:
    seconds = seconds_until(header, NOW)
    assert seconds is None or 0 <= seconds <= 86_400


@given(st.binary(max_size=3000))
def test_an_answer_is_kept_as_short_plain_text(body: bytes) -> None:
    _, answer = read_reply(Answered(400, None, body), NOW)
    assert len(answer.body) <= 500
    assert not any(ord(sign) < 32 or 127 <= ord(sign) < 160 for sign in answer.body)


def test_markup_stays_text_and_line_ends_do_not_reach_a_log() -> None:
    _, answer = read_reply(Answered(400, None, b"<script>x</script>\r\n\x1b[31mred\x00 end"), NOW)
    assert answer.body == "<script>x</script> [31mred end"
