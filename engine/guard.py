"""Which addresses we may call, and where links may lead: URLs are parsed strictly, then rebuilt.

Client-chosen URLs are the way into the internal network, and parsers disagree about hosts. So a URL
is read by one regular expression that knows no user names, no backslashes, no escapes in the host;
whatever is called or stored is put together again from its parts.
"""

import functools
import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.addresses import NotAllowed, literal, public_address

__all__ = [
    "NotAllowed",
    "Origin",
    "Origins",
    "app_origins",
    "link_allowed",
    "public_address",
    "push_endpoint",
    "push_origins",
    "target",
    "webhook_origins",
    "webhook_url",
]

LONGEST = 2048
PUSH_HOSTS = frozenset({"fcm.googleapis.com", "jmt17.google.com"})
APP_HOSTS = frozenset(
    {
        "fcm.googleapis.com",
        "oauth2.googleapis.com",
        "api.push.apple.com",
        "api.sandbox.push.apple.com",
    }
)
PUSH_SUFFIXES = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")

# RFC 3986 §3.3 and §3.4 without "@": nothing may look like a user name to a careless parser.
_PIECE = r"[A-Za-z0-9\-._~!$&'()*+,;=:/]|%[0-9A-Fa-f]{2}"
_URL = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[A-Za-z0-9_.-]{1,254}|\[[0-9A-Fa-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    rf"(?P<path>/(?:{_PIECE})*)?"
    rf"(?:\?(?P<query>(?:{_PIECE}|\?)*))?",
    re.ASCII | re.IGNORECASE,
)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?", re.ASCII)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*", re.ASCII)
_DEFAULT_PORT = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Origin:
    """Scheme, host (lower case, no trailing dot, IPv6 in brackets) and port of a URL."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """`scheme://host`, with the port where it is not the scheme's own (RFC 6454 §6.2)."""
        port = "" if self.port == _DEFAULT_PORT[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"


@dataclass(frozen=True, slots=True)
class Origins:
    """Where calls may go: exact hosts and suffixes on https port 443, any public host or not, and
    the origins the operator listed, each allowed literally."""

    hosts: frozenset[str] = frozenset()
    suffixes: tuple[str, ...] = ()
    any_public: bool = False
    listed: frozenset[Origin] = frozenset()


def push_origins(listed: Iterable[str] = ()) -> Origins:
    """The public push services and the operator's own (`WAYMARK_PUSH_HOSTS`).

    Raises ValueError naming an entry that is not an origin.
    """
    return Origins(PUSH_HOSTS, PUSH_SUFFIXES, listed=frozenset(map(_listed, listed)))


def app_origins(listed: Iterable[str] = ()) -> Origins:
    """The services that reach native apps, and what the operator puts in their place.

    Raises ValueError naming an entry that is not an origin.
    """
    return Origins(APP_HOSTS, listed=frozenset(map(_listed, listed)))


def webhook_origins(listed: Iterable[str] = ()) -> Origins:
    """Any public address on https, port 443, and the operator's own (`WAYMARK_WEBHOOK_ORIGINS`).

    Raises ValueError naming an entry that is not an origin.
    """
    return Origins(any_public=True, listed=frozenset(map(_listed, listed)))


def push_endpoint(url: str, allowed: Origins) -> str | NotAllowed:
    """The endpoint put together from its parts, to be stored and called in this form only."""
    found = target(url, allowed)
    return found if isinstance(found, NotAllowed) else found[1]


def webhook_url(url: str, allowed: Origins) -> str | NotAllowed:
    """The webhook's URL put together from its parts, to be stored and called in this form only."""
    found = target(url, allowed)
    return found if isinstance(found, NotAllowed) else found[1]


def target(url: str, allowed: Origins) -> tuple[Origin, str] | NotAllowed:
    """Where to connect, and the URL to ask for, put together from its parts."""
    parsed = _parse(url)
    if isinstance(parsed, NotAllowed):
        return parsed
    origin, tail = parsed
    if origin not in allowed.listed:
        if origin.scheme != "https" or origin.port != 443:
            return NotAllowed("only https on port 443")
        if not _known(origin.host, allowed):
            return NotAllowed("a host that is not on the list")
    return origin, f"{origin}{tail}"


def link_allowed(url: str, domains: Iterable[str], base_url: str) -> bool:
    """Whether a notification, popup or click may lead there.

    Good are relative links, and http(s) URLs whose host is that of `base_url`, one of the
    workspace's `domains` ("shop.example", or "localhost:8000" for one port only) or below one.
    """
    if not 0 < len(url) <= LONGEST or _UNSAFE.search(url) or url.startswith("//"):
        return False
    if not _SCHEME.match(url):
        return True
    link, base = _LINK.match(url), _LINK.match(base_url)
    if link is None:
        return False
    here = [base["place"]] if base else []
    return any(_same_or_below(link["place"], domain) for domain in (*here, *domains) if domain)


# Controls, white space of any script, and the backslash that browsers read as a slash; the bidi
# controls would only disguise the link.
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\xa0\\\s\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_SCHEME = re.compile(r"[^/?#]*:")
_LINK = re.compile(r"https?://(?P<place>[A-Za-z0-9_.-]+(?::[0-9]{1,5})?)(?=[/?#]|$)", re.IGNORECASE)


def _same_or_below(place: str, domain: str) -> bool:
    place, domain = place.lower(), domain.lower().rstrip(".")
    if ":" not in domain:
        place = place.partition(":")[0].rstrip(".")
    return place == domain or place.endswith(f".{domain}")


def _known(host: str, allowed: Origins) -> bool:
    address = literal(host)
    if address is not None:
        return allowed.any_public and public_address(str(address))
    if allowed.any_public:
        # A bare name, or one of the local network, is never a public host.
        return "." in host and not host.endswith((".localhost", ".local", ".internal", ".invalid"))
    return host in allowed.hosts or host.endswith(allowed.suffixes or (" ",))


def _parse(url: str) -> tuple[Origin, str] | NotAllowed:
    """Origin and the rest ("/path?query") of a URL, host and port brought to one form."""
    if len(url) > LONGEST:
        return NotAllowed(f"longer than {LONGEST} characters")
    match = _URL.fullmatch(url)
    if match is None:
        return NotAllowed("not a plain http(s) URL")
    scheme = match["scheme"].lower()
    host = _host(match["host"])
    port = int(match["port"]) if match["port"] else _DEFAULT_PORT[scheme]
    if host is None or not 0 < port < 65536:
        return NotAllowed("not a proper host and port")
    query = "" if match["query"] is None else f"?{match['query']}"
    return Origin(scheme, host, port), f"{match['path'] or '/'}{query}"


@functools.lru_cache(1024)
def _host(text: str) -> str | None:
    """The host in its one form, or None when it has none."""
    host = text.lower()
    if host.startswith("["):
        try:
            return f"[{ipaddress.IPv6Address(host[1:-1])}]"
        except ValueError:
            return None
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        return None
    if _NUMBER.fullmatch(labels[-1]):
        # Whatever ends in a number is an IPv4 address to libc and to browsers (WHATWG URL §3.5);
        # only its plain form is.
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            return None
    return host


def _listed(text: str) -> Origin:
    parsed = _parse(text.strip())
    if isinstance(parsed, NotAllowed) or parsed[1] != "/":
        raise ValueError(f"not an origin (scheme://host[:port]): {text.strip()!r}")
    return parsed[0]
