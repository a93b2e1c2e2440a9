"""Signing in to Google as a service account: access tokens, fetched beside the sends, kept warm.

google-auth makes and signs the request (RFC 7523); it goes out by our own transport, to the one
address that the operator names. A token is renewed while it is still good, so that no send waits
for it; the first after an idle hour waits a moment, and is tried again where that did not do.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from dataclasses import dataclass, field
from datetime import UTC

import structlog
from google.auth import transport as google_transport
from google.auth.exceptions import RefreshError, TransportError
from google.oauth2.service_account import Credentials

from engine import clock
from engine.clock import MINUTE, SECOND, Clock
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import Answered, Broken, Limits, Refused, Reply, Request, Unsent
from engine.guard import NotAllowed, Origins, target
from engine.native_keys import FcmAccount

logger = structlog.get_logger("engine.delivery")

SIGN_IN = "https://oauth2.googleapis.com/token"
SCOPE = "https://www.googleapis.com/auth/firebase.messaging"
LIMITS = Limits(connect=3, total=6, connections=2)
"""For the transport of sign-ins: a process that ends waits for those that are under way."""
RENEW = 10 * MINUTE  # before its end a token is renewed, while it still serves
LAST = 30 * SECOND  # before its end a token is used no more: it must last until it arrives
WAIT = 0.8  # seconds that sends may wait for sign-ins, all together within `WINDOW` seconds:
WINDOW = 10.0  # meanwhile nothing else moves; and `webpush.BEGIN_WITHIN` is a second
AGAIN = 30 * SECOND  # after a sign-in that failed
KEPT = 1_000  # accounts; beyond that the memory starts anew
SILENT = Unsent("sign_in: no answer yet")


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and from when until when (µs) it is good."""

    text: str = field(repr=False)
    since: int
    until: int


@dataclass(slots=True)
class _Kept:
    """What is known of one account: its token, or why there is none, and who asks for one."""

    token: Token | None = None
    failed: Unsent | Refused | None = None
    again_at: int = 0
    asked: Future[Token | Unsent | Refused] | None = None


class Access:
    """Access tokens by account; any thread may ask."""

    def __init__(
        self, transport: Transport[None], url: str, origins: Origins, now: Clock = clock.now
    ) -> None:
        self._carrier = _Carrier(transport, origins)
        self._url = url
        self._now = now
        self._pool = ThreadPoolExecutor(2, thread_name_prefix="sign-in")
        self._known: dict[str, _Kept] = {}
        self._lock = threading.Lock()
        self._waited = 0.0  # seconds, since the window began
        self._window = 0.0  # monotonic

    def token(self, account: FcmAccount) -> str | Unsent | Refused:
        """A token for now; Unsent while there is none yet, Refused where Google says no."""
        with self._lock:
            kept = self._of(account)
            self._harvest(kept)
            left = 0 if kept.token is None else kept.token.until - self._now()
            if left <= RENEW:
                self._ask(kept, account)
        if kept.token is not None and left > LAST:
            return kept.token.text
        self._wait(kept)
        with self._lock:
            self._harvest(kept)
            if kept.token is not None and kept.token.until - self._now() > LAST:
                return kept.token.text
            return kept.failed or SILENT

    def refused(self, account: FcmAccount) -> None:
        """The service does not take the token that it was given: the next one is a new one."""
        with self._lock:
            kept = self._of(account)
            if kept.token is not None and self._now() - kept.token.since > AGAIN:
                kept.token = None

    def close(self) -> None:
        """Ask for nothing more."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _of(self, account: FcmAccount) -> _Kept:
        if len(self._known) >= KEPT and account.id not in self._known:
            self._known.clear()
        return self._known.setdefault(account.id, _Kept())

    def _harvest(self, kept: _Kept) -> None:
        if kept.asked is None or not kept.asked.done():
            return
        match kept.asked.result():
            case Token() as token:
                kept.token, kept.failed = token, None
            case failed:
                kept.failed, kept.again_at = failed, self._now() + AGAIN
        kept.asked = None

    def _ask(self, kept: _Kept, account: FcmAccount) -> None:
        if kept.asked is None and self._now() >= kept.again_at:
            kept.failed = None
            kept.asked = self._pool.submit(self._sign_in, account)

    def _wait(self, kept: _Kept) -> None:
        """Until the token is there, or until all waited long enough."""
        asked, before = kept.asked, clock.monotonic()
        with self._lock:
            if before - self._window >= WINDOW:
                self._window, self._waited = before, 0.0
            patience = WAIT - self._waited
        if asked is None or patience <= 0:
            return
        with contextlib.suppress(NotYet):
            asked.exception(patience)
        with self._lock:
            self._waited += clock.monotonic() - before

    def _sign_in(self, account: FcmAccount) -> Token | Unsent | Refused:
        signer = Credentials.from_service_account_info(
            {
                "client_email": account.client_email,
                "private_key": account.private_key,
                "token_uri": self._url,
            },
            scopes=[SCOPE],
        )
        try:
            signer.refresh(self._carrier)
            lasts = clock.micros(signer.expiry.replace(tzinfo=UTC)) - clock.now()
        except RefreshError as error:
            return _failed(account, error, retried=error.retryable)
        except Exception as error:
            # google-auth trusts its peer: of an odd answer it makes whatever Python makes of it.
            return _failed(account, error, retried=True)
        since = self._now()
        return Token(signer.token, since, since + lasts)


def _failed(account: FcmAccount, error: Exception, *, retried: bool) -> Unsent | Refused:
    said = str(error.args[0] if error.args else error)[:200]
    logger.error("send.sign_in_failed", project=account.project_id, said=said)
    return Unsent(f"sign_in: {said}") if retried else Refused("credentials_refused", said)


@dataclass(frozen=True, slots=True)
class _Response(google_transport.Response):
    """As google-auth reads an answer."""

    status: int
    data: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


class _Carrier(google_transport.Request):
    """google-auth's requests, by our transport and behind our guard."""

    def __init__(self, transport: Transport[None], origins: Origins) -> None:
        self._transport = transport
        self._origins = origins

    def __call__(  # as google-auth calls it
        self,
        url: str,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,  # noqa: ARG002  # the transport has its own
        **_: object,
    ) -> google_transport.Response:
        """Raises TransportError where no answer came."""
        found = target(url, self._origins)
        if isinstance(found, NotAllowed) or method != "POST":
            raise TransportError(f"not allowed: {method} {url}")
        origin, rebuilt = found
        lines = [*(f"{name}: {value}" for name, value in (headers or {}).items()), "Expect:"]
        request = Request(rebuilt, origin, origin in self._origins.listed, lines, body or b"")
        ((_none, reply),) = self._transport.stream([(None, request)])
        return _answered(reply)


def _answered(reply: Reply) -> google_transport.Response:
    match reply:
        case Answered(status, _retry_after, body):
            return _Response(status, body)
        case Broken(reason) | Unsent(reason) | Refused(_, reason):
            raise TransportError(reason)
