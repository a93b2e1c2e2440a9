"""Webhook."""

import pytest

from journeys.config import ConfigInvalid
from journeys.decision import CallWebhook, Leave, Stay
from journeys.node import load
from journeys.visit import Timer
from tests.journeys.building import NOON, event, visit

HOOK = load("webhook", {"url": "https://shop.example/hook?a=1", "body": {"a": [1]}})


def test_it_calls_and_waits_for_the_result():
    call = CallWebhook("r:n:1", "https://shop.example/hook?a=1", {"a": [1]})
    assert HOOK.enter(visit()) == Stay(None, HOOK.awaited(), (call,))


@pytest.mark.parametrize(
    ("outcome", "port"), [("done", "done"), ("failed", "failed"), (1, "failed")]
)
def test_the_result_has_its_port(outcome, port):
    assert HOOK.resume(visit(), event("webhook_finished", 2, outcome=outcome)) == Leave(port)


def test_only_the_result_of_this_call_counts():
    (each,) = HOOK.awaited()
    about = {"run": "r", "node": "n"}
    assert visit().awaits(each, event("webhook_finished", 2, key="r:n:1", **about))
    assert not visit(number=2).awaits(each, event("webhook_finished", 2, key="r:n:1", **about))
    assert HOOK.resume(visit(), Timer(NOON)) == Leave("failed")


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.example", "ftp://shop.example/", "javascript:alert(1)", "https://", "https:///x",
        "https://evil.example\\@shop.example/", "https://a@shop.example/", "https://shop.example/#a",
        "https://shop.example/ x", "https://shöp.example/", "https://sh%6fp.example/", 3,
        "https://shop.example:99999/", "https://shop.example/" + "x" * 2048, "https://[::1/",
    ],
)  # fmt: skip
def test_what_is_no_url(url):
    with pytest.raises(ConfigInvalid):
        load("webhook", {"url": url})


def test_a_body_may_not_be_too_deep():
    body: object = 1
    for _ in range(5000):
        body = [body]
    with pytest.raises(ConfigInvalid, match="levels deep"):
        load("webhook", {"url": "https://shop.example/", "body": body})
