"""Which addresses are public, and what a name stands for: looked up once, checked, pinned."""

import ipaddress
import socket
from collections.abc import Callable
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class NotAllowed:
    """A URL or address we do not call; `reason` never repeats the URL."""

    reason: str
    code: str = "endpoint_not_allowed"


@dataclass(frozen=True, slots=True)
class Pinned:
    """The addresses a name stood for when it was looked up, each checked: connect to these only."""

    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unresolved:
    """The name could not be looked up now; nothing was sent."""

    reason: str


Lookup = Callable[[str, int], list[str]]
"""(host, port) → addresses as text; raises OSError when the name does not resolve."""


def public_address(text: str) -> bool:
    """Whether an address is one of the public internet, and not a wrapping of one that is not.

    Written out, because `is_global` says True for multicast, NAT64, 6to4, site-local and
    IPv4-compatible addresses in Python 3.11.
    """
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_global and not any(address in network for network in _NOT_PUBLIC_4)
    # Only 2000::/3 is given out (RFC 4291 §2.4); every wrapping of an IPv4 address that lies
    # inside it is listed.
    inside = address in _GIVEN_OUT_6 and not any(address in network for network in _NOT_PUBLIC_6)
    return inside and address.is_global and address.scope_id is None


def resolve(
    host: str, port: int, *, listed: bool, lookup: Lookup
) -> Pinned | NotAllowed | Unresolved:
    """Look a host up once and check every address it stands for.

    One forbidden address forbids the name. `listed` says that the operator listed the origin: then
    private and loopback addresses are good too, but link-local, multicast and unspecified ones only
    where the host is itself that address.
    """
    address = literal(host)
    if address is not None:
        answers = [str(address)]
    else:
        try:
            answers = lookup(host, port)
        except (OSError, UnicodeError) as error:
            return Unresolved(f"dns: {type(error).__name__}")
    if not answers:
        return Unresolved("dns: no address")
    if not all(_callable(text, listed, address is not None) for text in answers):
        return NotAllowed("the name leads to an address that is not public", "address")
    return Pinned(tuple(dict.fromkeys(answers)))


def literal(host: str) -> Address | None:
    """The host as an address, with or without brackets; None for a name."""
    try:
        return ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return None


def _callable(text: str, listed: bool, is_literal: bool) -> bool:
    if public_address(text):
        return True
    if not listed:
        return False
    if is_literal:
        return True
    address = ipaddress.ip_address(text)
    odd = address.is_link_local or address.is_multicast or address.is_unspecified
    return (address.is_private or address.is_loopback) and not odd


def look_up(host: str, port: int) -> list[str]:
    """The resolver of this machine, as a `Lookup`."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


_NOT_PUBLIC_4 = tuple(
    map(
        ipaddress.IPv4Network,
        (
            "0.0.0.0/8",
            "100.64.0.0/10",  # carriers' own (RFC 6598)
            "192.0.0.0/24",
            "192.88.99.0/24",  # 6to4 relays (RFC 7526)
            "198.18.0.0/15",
            "224.0.0.0/3",  # multicast, reserved, broadcast
        ),
    )
)
_GIVEN_OUT_6 = ipaddress.IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    map(
        ipaddress.IPv6Network,
        (
            "2001::/23",  # protocol assignments, Teredo among them: an IPv4 address inside
            "2001:db8::/32",
            "2002::/16",  # 6to4: an IPv4 address inside
            "3fff::/20",  # documentation (RFC 9637)
        ),
    )
)
