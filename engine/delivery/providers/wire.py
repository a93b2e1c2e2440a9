"""One request as curl is told it, and the four ways it can end."""

import ipaddress
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import certifi
import pycurl

from engine.guard import Origin

Monotonic = Callable[[], float]
READ_AT_MOST = 8192  # bytes of an answer; what goes on is cut off, its status counts
AGENT = "Waymark"


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts for one transport."""

    connect: float = 5
    total: float = 15
    silence: float = 10
    """An answer that brings less than a byte a second for so long is given up."""
    streams: int = 100
    connections: int = 8
    """Per origin and line; over HTTP/1.1 also the number of requests under way."""
    window: int = 1024
    """Messages taken from the caller and not yet answered."""
    pins: float = 60
    """How long the addresses of a name are kept before it is looked up again."""


@dataclass(frozen=True, slots=True)
class Request:
    """A POST to a URL that the guard rebuilt.

    `begin_by` is on the monotonic clock: a request not begun by then is not sent at all.
    """

    url: str = field(repr=False)
    origin: Origin
    listed: bool
    headers: list[str] = field(repr=False)
    body: bytes = field(repr=False)
    begin_by: float = float("inf")


@dataclass(frozen=True, slots=True)
class Answered:
    """A final status line arrived, whatever happened after it."""

    status: int
    retry_after: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """The request was, or may have been, written; no status came."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsent:
    """Nothing of the request was written."""

    reason: str


@dataclass(frozen=True, slots=True)
class Refused:
    """We ourselves refuse to send this; nothing was written. `code` is a stable word."""

    code: str
    reason: str


Reply = Answered | Broken | Unsent | Refused

REASONS = {
    pycurl.E_COULDNT_RESOLVE_HOST: "dns",
    pycurl.E_COULDNT_CONNECT: "connect",
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_PEER_FAILED_VERIFICATION: "certificate",
    pycurl.E_SEND_ERROR: "reset",
    pycurl.E_RECV_ERROR: "reset",
    pycurl.E_GOT_NOTHING: "closed",
    pycurl.E_HTTP2: "http2",
    92: "http2",  # CURLE_HTTP2_STREAM, which pycurl does not name
}


class BeginClock:
    """Says whether a request may still begin, told the monotonic time by `now`.

    A host so far away that connecting alone outlasts every claim would never be reached. So when
    lateness has gone on for `PATIENCE` without an answer, late requests may begin.
    """

    PATIENCE = 2.0

    def __init__(self, now: Monotonic) -> None:
        self._now = now
        self._late_since: float | None = None

    def may_begin(self, begin_by: float) -> bool:
        """Whether a request due to begin by then may begin now."""
        now = self._now()
        if now <= begin_by:
            return True
        if self._late_since is None:
            self._late_since = now
        return now - self._late_since > self.PATIENCE

    def answered(self) -> None:
        """The host answers: nothing excuses lateness any more."""
        self._late_since = None


class Flight:
    """A curl handle for one origin and the request it carries now; used again and again."""

    def __init__(self, origin: Origin, limits: Limits, ca_file: str, clock: BeginClock) -> None:
        self.handle = _handle(origin, limits, ca_file)
        self.pinned: tuple[str, ...] = ()
        self._origin = origin
        self._clock = clock
        self._headers: list[bytes] = []
        self._body = bytearray()
        self._begun = False
        self._begin_by = 0.0
        self._wrong: Reply | None = None
        self.handle.setopt(pycurl.PREREQFUNCTION, self._before)
        self.handle.setopt(pycurl.HEADERFUNCTION, self._headers.append)
        self.handle.setopt(pycurl.WRITEFUNCTION, self._on_body)

    def load(self, request: Request, addresses: tuple[str, ...]) -> None:
        """Make the handle ready to be started for this request."""
        handle = self.handle
        if addresses != self.pinned:
            # The address is pinned: curl looks nothing up itself, while SNI, certificate and Host
            # stay those of the name.
            name = self._origin.host.strip("[]")
            pins = ",".join(f"[{a}]" if ":" in a else a for a in addresses)
            handle.setopt(pycurl.RESOLVE, [f"{name}:{self._origin.port}:{pins}"])
            self.pinned = addresses
        self._headers.clear()
        self._body.clear()
        self._begun, self._wrong, self._begin_by = False, None, request.begin_by
        handle.setopt(pycurl.URL, request.url)
        handle.setopt(pycurl.HTTPHEADER, request.headers)
        handle.setopt(pycurl.POSTFIELDS, request.body)

    def reply(self, error: int | None) -> Reply:
        """How it ended; `error` is curl's code, None when all went well."""
        status = self.handle.getinfo(pycurl.RESPONSE_CODE)
        if status >= 200:
            wait = self._retry_after() if status >= 400 else None
            return Answered(status, wait, bytes(self._body))
        if self._wrong is not None:
            return self._wrong
        reason = "closed" if error is None else REASONS.get(error, f"curl {error}")
        return Broken(reason) if self._begun else Unsent(reason)

    @property
    def multiplexed(self) -> bool:
        """Whether the answer came over HTTP/2."""
        return bool(self.handle.getinfo(pycurl.INFO_HTTP_VERSION) == pycurl.CURL_HTTP_VERSION_2_0)

    def _before(self, ip: str, *_: object) -> int:
        """Asked by curl when the connection stands and nothing of the request is written yet."""
        if self._begun:
            # curl itself repeats a POST when a connection it used before closes without an answer.
            # The first one may have been accepted, so the repeat must not happen.
            self._wrong = Broken("closed")
        elif not _same(ip, self.pinned):
            self._wrong = Refused("address", "connected to an address that was not checked")
        elif not self._clock.may_begin(self._begin_by):
            self._wrong = Unsent("late")
        else:
            self._begun = True
            return int(pycurl.PREREQFUNC_OK)
        return int(pycurl.PREREQFUNC_ABORT)

    def _on_body(self, piece: bytes) -> int:
        self._body += piece
        return len(piece) if len(self._body) <= READ_AT_MOST else 0

    def _retry_after(self) -> str | None:
        for line in self._headers:
            if line[:12].lower() == b"retry-after:":
                return line[12:].decode("latin-1").strip()
        return None


def _handle(origin: Origin, limits: Limits, ca_file: str) -> pycurl.Curl:
    """A handle that goes straight to the origin: no redirect, no proxy, no file, no .netrc."""
    handle = pycurl.Curl()
    secure = origin.scheme == "https"
    version = pycurl.CURL_HTTP_VERSION_2TLS if secure else pycurl.CURL_HTTP_VERSION_1_1
    options: dict[int, object] = {
        pycurl.PROTOCOLS: pycurl.PROTO_HTTPS if secure else pycurl.PROTO_HTTP,
        pycurl.FOLLOWLOCATION: 0,
        pycurl.PROXY: "",
        pycurl.NOPROXY: "*",
        pycurl.NETRC: pycurl.NETRC_IGNORED,
        pycurl.POST: 1,
        pycurl.HTTP_VERSION: version,
        pycurl.PIPEWAIT: 1,  # rather a stream on a connection that is coming up than another one
        pycurl.NOSIGNAL: 1,
        pycurl.SSL_VERIFYPEER: 1,
        pycurl.SSL_VERIFYHOST: 2,
        pycurl.CAINFO: ca_file,
        pycurl.CONNECTTIMEOUT_MS: round(limits.connect * 1000),
        pycurl.TIMEOUT_MS: round(limits.total * 1000),
        pycurl.LOW_SPEED_LIMIT: 1,
        pycurl.LOW_SPEED_TIME: max(1, round(limits.silence)),
        pycurl.USERAGENT: AGENT,
        pycurl.PATH_AS_IS: 1,  # what was checked is what is asked for
        pycurl.MAXAGE_CONN: 30,  # an idle connection is likely to close just as it is used again
    }
    for option, value in options.items():
        handle.setopt(option, value)
    return handle


def default_ca_file() -> str:
    """The machine's bundle of certificate authorities, else the one of certifi."""
    return ssl.get_default_verify_paths().cafile or certifi.where()


def _same(ip: str, pinned: tuple[str, ...]) -> bool:
    if ip in pinned:
        return True
    # The same IPv6 address can be written in several ways.
    place = ipaddress.ip_address(ip)
    return any(place == ipaddress.ip_address(known) for known in pinned)
