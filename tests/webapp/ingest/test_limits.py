"""Whose request it is: behind a proxy the visitor's, and nobody's word but a trusted proxy's."""

from ipaddress import ip_network

import pytest
from flask import Request
from werkzeug.test import EnvironBuilder

from tests.webapp.ingest.twin import ENDLESS, Api, Twin, app_of, track
from webapp.ingest import Rates
from webapp.ingest.buckets import Rate
from webapp.ingest.limits import came_from

PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def asked(peer: str, *told: str) -> Request:
    headers = [("X-Forwarded-For", one) for one in told]
    return Request(
        EnvironBuilder(environ_base={"REMOTE_ADDR": peer}, headers=headers).get_environ()
    )


@pytest.mark.parametrize(
    ("peer", "told", "address"),
    [
        ("10.0.0.7", ["203.0.113.9"], "203.0.113.9"),
        ("::ffff:10.0.0.7", ["203.0.113.9"], "203.0.113.9"),
        ("fd00::1", ["2001:DB8:0::1"], "2001:db8::1"),
        ("10.0.0.7", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),  # the left one is forged
        ("10.0.0.7", ["198.51.100.1", "203.0.113.9, 10.0.0.8"], "203.0.113.9"),  # two proxies
        ("10.0.0.7", ["10.1.1.1, 10.0.0.8"], "10.1.1.1"),
        ("10.0.0.7", [], "10.0.0.7"),
        ("10.0.0.7", ["unknown"], "10.0.0.7"),
        ("10.0.0.7", ["203.0.113.9, x"], "10.0.0.7"),
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),  # a stranger
        ("203.0.113.9", ["198.51.100.1, 10.0.0.7"], "203.0.113.9"),
    ],
)
def test_a_request_comes_from_the_last_address_that_is_not_trusted(
    peer: str, told: list[str], address: str
) -> None:
    assert came_from(asked(peer, *told), PROXIES) == address


def test_with_no_trusted_proxy_no_header_is_believed() -> None:
    assert came_from(asked("127.0.0.1", "198.51.100.1"), ()) == "127.0.0.1"


def statuses(proxies: tuple[str, ...], *told: str) -> list[int]:
    twin = Twin(proxies=tuple(map(ip_network, proxies)))
    rates = Rates(ENDLESS, Rate(per_second=0.001, burst=1), ENDLESS)
    api = Api(twin, app_of(twin, rates).test_client())
    return [api.post("/v1/t", track(), X_Forwarded_For=one).status_code for one in told]


def test_visitors_behind_a_trusted_proxy_have_a_bucket_each() -> None:
    told = ("203.0.113.1", "203.0.113.2", "203.0.113.1")
    assert statuses(("127.0.0.1",), *told) == [200, 200, 429]


def test_a_forged_header_does_not_help_a_stranger() -> None:
    assert statuses((), "203.0.113.1", "203.0.113.2") == [200, 429]
    told = ("198.51.100.1, 203.0.113.1", "198.51.100.2, 203.0.113.1")
    assert statuses(("127.0.0.1",), *told) == [200, 429]
