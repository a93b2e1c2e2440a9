"""How often a key, an address or a person may come: shared by all that strangers can call."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Request

from engine.settings import Network
from webapp.ingest.buckets import Buckets, Rate
from webapp.ingest.fault import Fault


@dataclass(frozen=True, slots=True)
class Rates:
    """How much the write key admits; events for a key and a person, requests for an address."""

    key: Rate
    address: Rate
    person: Rate


GENEROUS = Rates(
    key=Rate(per_second=20_000, burst=200_000),
    address=Rate(per_second=200, burst=1_000),
    person=Rate(per_second=50, burst=1_000),
)


class Limits:
    """The buckets of one process; `proxies` may say for whom they ask. Times in µs."""

    def __init__(self, rates: Rates = GENEROUS, proxies: tuple[Network, ...] = ()) -> None:
        self._keys = Buckets(rates.key)
        self._addresses = Buckets(rates.address)
        self._persons = Buckets(rates.person)
        self._proxies = proxies

    def address(self, request: Request, now: int) -> Fault | None:
        """One request more from where it comes."""
        return _limited(self._addresses.take(self.whence(request), 1, now))

    def whence(self, request: Request) -> str:
        """The address of the client."""
        return came_from(request, self._proxies)

    def key(self, key_id: str, cost: int, now: int) -> Fault | None:
        """So many events or calls more with this key."""
        return _limited(self._keys.take(key_id, cost, now))

    def persons(self, costs: Mapping[str, int], now: int) -> Fault | None:
        """So many events more for each of these."""
        waits = [self._persons.take(person, cost, now) for person, cost in costs.items()]
        return _limited(max((wait for wait in waits if wait is not None), default=None))


def came_from(request: Request, proxies: tuple[Network, ...]) -> str:
    """The address of the client: what a trusted proxy says, as far as trusted ones vouch for it.

    Read from the right, for each proxy appends whom it saw: what a client forged stands further
    left, beyond the first address that is not trusted.
    """
    address = request.remote_addr or ""
    told = ",".join(request.headers.getlist("X-Forwarded-For")).split(",")
    for hop in reversed(told):
        seen = _address(hop)
        if seen is None or not _is_among(address, proxies):
            break
        address = seen
    return address


def _is_among(text: str, networks: tuple[Network, ...]) -> bool:
    address = _address(text) if networks else None
    return address is not None and any(ipaddress.ip_address(address) in one for one in networks)


def _address(text: str) -> str | None:
    """One spelling of one address; an IPv4 one in IPv6's clothes is the IPv4 one."""
    try:
        address = ipaddress.ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if address.version == 6 else None
    return str(mapped or address)


def _limited(wait: int | None) -> Fault | None:
    return None if wait is None else Fault("rate_limited", "too much from here for now", wait)
