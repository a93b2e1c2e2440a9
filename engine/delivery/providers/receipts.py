"""What a push service's answer means: one table, and the words for answers that never came."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import assert_never

from engine.clock import SECOND, micros
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
from engine.delivery.providers.wire import Answered, Broken, Refused, Reply, Unsent

LONGEST_BODY = 500  # characters of an answer kept for people to read
LONGEST_WAIT = 24 * 3600.0  # seconds; no push service is obeyed for longer

_CONTROLS = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")

CREDENTIALS = "credentials_refused"
"""Ours, of whatever kind: they say nothing about the device, and refuse every message alike."""

Outcome = Callable[[Answer], Receipt]
"""What one status means, given the rest of the answer."""


def _accepted(_: Answer) -> Receipt:
    return Accepted()


def _gone(answer: Answer) -> Receipt:
    return Gone(said(answer))


def _later(answer: Answer) -> Receipt:
    return Later(answer.retry_after, said(answer))


def _unclear(answer: Answer) -> Receipt:
    return Unclear(said(answer), answer.retry_after)


def _rejected(code: str) -> Outcome:
    return lambda answer: Rejected(code, said(answer))


def _gone_unless_banned(answer: Answer) -> Receipt:
    # WNS answers 410 "Domain Blocked" when the *sender* is banned: the subscription lives.
    if "domain blocked" in answer.body.lower():
        return Rejected("sender_blocked", said(answer))
    return Gone(said(answer))


EXACT: Mapping[int, Outcome] = {
    400: _rejected("bad_request"),
    # 401 and 403 are about our VAPID header, or the clock: they say nothing about the device.
    401: _rejected("vapid_refused"),
    403: _rejected("vapid_refused"),
    404: _gone,
    406: _later,  # how WNS throttles
    408: _unclear,  # the server gave up while reading, or says so
    410: _gone_unless_banned,
    413: _rejected("too_large"),
    429: _later,
}
WEBHOOK: Mapping[int, Outcome] = {
    **EXACT,
    # Nothing of ours stands behind 401, 403 and 404 of somebody's own server; 410 says "stop".
    **dict.fromkeys((401, 403, 404), _rejected("refused")),
    410: _gone,
}
CLASSES: Mapping[int, Outcome] = {
    2: _accepted,
    3: _rejected("redirect"),  # never followed: it could lead anywhere
    4: _rejected("refused"),
    5: _unclear,  # messages answered 503 have been delivered
}


def read_reply(
    reply: Reply, now: int, exact: Mapping[int, Outcome] = EXACT
) -> tuple[Receipt, Answer]:
    """What became of a request, and the answer as kept; `now` in µs since the epoch."""
    match reply:
        case Answered(status, retry_after, body):
            answer = answer_of(status, body, retry_after, now)
            outcome = exact.get(status) or CLASSES.get(status // 100) or _unclear
            return outcome(answer), answer
        case Broken(reason):
            return Unclear(reason), Answer()
        case Unsent(reason):
            return NotSent(reason), Answer()
        case Refused(code, reason):
            return Rejected(code, reason), Answer()
        case _:
            assert_never(reply)


def answer_of(status: int, body: bytes, retry_after: str | None, now: int) -> Answer:
    """An answer as kept: text only, cut, `retry_after` in seconds from `now` (µs)."""
    text = _CONTROLS.sub(" ", body.decode("utf-8", "replace")).strip() if body else ""
    wait = None if retry_after is None else seconds_until(retry_after, now)
    return Answer(status, text[:LONGEST_BODY], wait)


def seconds_until(retry_after: str, now: int) -> float | None:
    """A Retry-After header (RFC 9110 §10.2.3: seconds or a date) in seconds from `now` (µs).

    Between 0 and a day; None when it is neither.
    """
    text = retry_after.strip()
    if re.fullmatch(r"[0-9]+", text, re.ASCII):
        return min(float(text[:9]), LONGEST_WAIT)
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return min(max((micros(_aware(date)) - now) / SECOND, 0.0), LONGEST_WAIT)


def _aware(date: datetime) -> datetime:
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def said(answer: Answer) -> str:
    """Status and words of an answer, as a reason."""
    return f"{answer.status} {answer.body}".strip()
