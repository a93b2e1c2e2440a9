"""The one contract of all ways out: Web Push, Firebase and Apple behind the same provider."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.delivery.providers.provider import Accepted, NotSent, Push, Receipt, Rejected, Unclear
from engine.delivery.providers.pushes import PushProvider
from engine.vapid import VapidKey
from tests.engine.delivery.providers import ways
from tests.engine.delivery.providers.ways import Way
from tests.support.fake_push_service import Drop, Hang, Say


@pytest.fixture(params=["web", "fcm", "apns"])
def way(request: pytest.FixtureRequest, certificate: Path, vapid_key: VapidKey) -> Iterator[Way]:
    made = {"web": lambda: ways.web(vapid_key), "fcm": ways.fcm,
            "apns": lambda: ways.apns(certificate)}  # fmt: skip
    with made[request.param]() as one:
        yield one


def sent(provider: PushProvider, push: Push) -> Receipt:
    ((back, receipt, _),) = provider.send([push])
    assert back is push
    return receipt


def test_each_of_many_arrives_once_and_is_answered_once(way: Way) -> None:
    taken = 0

    def lazily() -> Iterator[Push]:
        nonlocal taken
        for number in range(60):
            taken += 1
            yield way.make(str(number))

    answers = way.provider.send(lazily())
    first = next(answers)
    assert taken <= 60
    got = [first, *answers]
    assert all(receipt == Accepted() for _, receipt, _ in got), got
    assert sorted(push.id for push, _, _ in got) == sorted(map(str, range(60)))
    assert len(way.arrived()) == 60


def test_an_answer_that_was_lost_is_unclear_and_nothing_is_repeated(way: Way) -> None:
    assert sent(way.provider, way.make("warm")) == Accepted()
    lost = way.make("lost")
    way.plan(lost, Drop())
    receipt = sent(way.provider, lost)
    assert isinstance(receipt, Unclear), receipt
    assert len(way.arrived()) == 2


def test_a_service_that_says_nothing_is_unclear(way: Way) -> None:
    assert sent(way.provider, way.make("warm")) == Accepted()
    push = way.make("hangs")
    way.plan(push, Hang())
    assert sent(way.provider, push) == Unclear("timeout")


@pytest.mark.parametrize(
    ("fault", "kind"),
    [(Say(302, headers=(("Location", "http://127.0.0.1:1/"),)), Rejected), (Say(500), Unclear),
     (Say(502, "<html>"), Unclear), (Say(413), Rejected), (Say(400, "<html>"), Rejected)],
    ids=str,
)  # fmt: skip
def test_no_answer_leads_elsewhere_or_is_taken_for_success(
    way: Way, fault: Say, kind: type[Receipt]
) -> None:
    push = way.make("odd")
    way.plan(push, fault)
    assert isinstance(sent(way.provider, push), kind)
    assert len(way.arrived()) == 1


def test_a_service_that_is_away_was_sent_nothing(way: Way) -> None:
    push = way.make("away")
    assert sent(way.provider, way.make("warm")) == Accepted()
    way.close()
    receipts = [sent(way.provider, push) for _ in range(3)]  # the first on what was just closed
    assert isinstance(receipts[-1], NotSent), receipts


def test_an_origin_that_nobody_allowed_is_not_called(way: Way) -> None:
    receipt = sent(way.reopened(), way.make("inside"))
    assert isinstance(receipt, Rejected)
    assert receipt.code == "endpoint_not_allowed"
    assert way.service.connections == 0
