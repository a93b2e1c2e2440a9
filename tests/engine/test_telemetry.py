"""Log lines are JSON on one line each, and tell no secret (A41, A45)."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from engine import telemetry
from engine.telemetry import HIDDEN, redacted

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers, root.level)
    stream = io.StringIO()
    telemetry.start_logging(stream=stream)
    yield stream
    root.handlers, level = before
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_break_in_a_value_makes_no_second_line(lines: io.StringIO) -> None:
    structlog.get_logger("t").info("send.settled", name='x\r\n{"event": "forged"}\x1b[31m')

    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["name"] == 'x\r\n{"event": "forged"}\x1b[31m'
    assert "\x1b" not in line


def test_libraries_speak_the_same_language(lines: io.StringIO) -> None:
    logging.getLogger("somewhere").warning("lost %s", "https://x.example/?write_key=wk_1&a=2")

    (line,) = lines.getvalue().splitlines()
    said = json.loads(line)
    assert said["event"] == f"lost https://x.example/?write_key={HIDDEN}&a=2"
    assert (said["level"], said["logger"]) == ("warning", "somewhere")


def test_a_trace_is_kept_and_its_secrets_are_not(lines: io.StringIO) -> None:
    try:
        int(f"no such host postgresql+psycopg://root:hunter2@db/x for {JWT}")
    except ValueError:
        structlog.get_logger("t").exception("step.failed", shard=3)

    said = json.loads(lines.getvalue())
    assert said["shard"] == 3
    assert "Traceback" in said["exception"]
    assert "hunter2" not in said["exception"]
    assert JWT not in said["exception"]


@pytest.mark.parametrize(
    "name",
    [
        "endpoint", "auth", "p256dh", "token", "visitorToken", "identity_token", "writeKey",
        "write_key", "secret_key", "master_key", "key", "api_key", "admin_password",
        "Authorization", "Set-Cookie", "identity_secret", "vapid_private_key",
    ],
)  # fmt: skip
def test_what_a_secret_is_called_hides_it(name: str) -> None:
    assert redacted({"subscription": {name: "s3cr3t"}}) == {"subscription": {name: HIDDEN}}


def test_what_a_secret_looks_like_hides_it() -> None:
    endpoint = "https://fcm.googleapis.com/fcm/send/abc:APA91"
    texts = [JWT, f"Bearer {JWT}", "Basic d2tfMTo=", endpoint, "vapid t=x9y8"]

    for text in texts:
        shown = str(redacted(f"refused {text} again"))
        assert text.split()[-1] not in shown
        assert HIDDEN in shown


def test_an_email_becomes_the_same_few_characters_each_time() -> None:
    one = redacted("to Ana@shop.example")
    assert one == redacted("to ana@shop.example")
    assert one != redacted("to bob@shop.example")
    assert "shop" not in str(one)


@given(st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
))  # fmt: skip
def test_anything_can_be_said_in_a_log(value: object) -> None:
    json.dumps(redacted(value))


def test_metrics_are_exposed_by_name() -> None:
    telemetry.counter("test_things", "Things of this test", ("kind",)).labels("good").inc()

    body, kind = telemetry.exposition()
    assert b'waymark_test_things_total{kind="good"} 1.0' in body
    assert kind.startswith("text/plain")
