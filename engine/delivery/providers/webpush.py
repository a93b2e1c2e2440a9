"""Web push (RFC 8030): encrypted for one device, signed by VAPID, posted, the answer understood."""

import re
from typing import ClassVar

from engine import clock
from engine.clock import Clock
from engine.delivery.providers.encryption import LARGEST, Invalid, TooLarge, encrypt
from engine.delivery.providers.provider import Answer, Outgoing, Push, Receipt
from engine.delivery.providers.receipts import read_reply
from engine.delivery.providers.wire import Refused, Reply, Request
from engine.guard import NotAllowed, Origin, Origins, target
from engine.vapid import Signer

BEGIN_WITHIN = 1.0  # seconds after it was taken: an opt-out answered meanwhile must not wait longer
_TOPIC = re.compile(r"[A-Za-z0-9]{1,32}", re.ASCII)
_OPAQUE = "Content-Type: application/octet-stream"
# By this WebKit's explainer tells one apart; the specification, by a number in its JSON.
_DECLARATIVE = "Content-Type: application/notification+json"
_ALWAYS = (
    "Content-Encoding: aes128gcm",
    # curl would add these two: nobody needs the first, the second costs a round trip.
    "Accept:",
    "Expect:",
)


class WebPush:
    """`Service[Outgoing]`; `origins` says which push services may be called."""

    carries: ClassVar[type[Push]] = Outgoing

    def __init__(self, origins: Origins, signer: Signer, now: Clock) -> None:
        self._origins = origins
        self._signer = signer
        self._now = now

    def receipt(self, _: Outgoing, reply: Reply) -> tuple[Receipt, Answer]:
        """What became of it."""
        return read_reply(reply, self._now())

    def request(self, message: Outgoing) -> Request | Reply:
        """Encrypted and signed; Refused where it may or can not be sent."""
        begin_by = clock.monotonic() + BEGIN_WITHIN
        # Checked again although it was when it came: the operator's list may have changed since.
        found = target(message.endpoint, self._origins)
        if isinstance(found, NotAllowed):
            return Refused(found.code, found.reason)
        origin, url = found
        if message.topic is not None and not _TOPIC.fullmatch(message.topic):
            return Refused("bad_topic", "a topic is 1 to 32 characters of A-Z, a-z and 0-9")
        match encrypt(message.payload, message.p256dh, message.auth):
            case TooLarge(size):
                return Refused("too_large", f"{size} bytes, more than {LARGEST}")
            case Invalid(field, reason):
                return Refused("invalid_keys", f"{field} {reason}")
            case bytes() as body:
                headers = self._headers(message, origin)
                return Request(url, origin, origin in self._origins.listed, headers, body, begin_by)

    def _headers(self, message: Outgoing, origin: Origin) -> list[str]:
        headers = [
            _DECLARATIVE if message.declarative else _OPAQUE,
            *_ALWAYS,
            f"TTL: {max(0, message.ttl)}",  # RFC 8030 §5.2: a must
            f"Urgency: {message.urgency}",
            f"Authorization: {self._signer.authorization(message.vapid, str(origin))}",
        ]
        if message.topic is not None:
            headers.append(f"Topic: {message.topic}")
        if message.ttl <= 0 and origin.host.endswith(".notify.windows.com"):
            headers.append("X-WNS-Cache-Policy: no-cache")  # WNS refuses TTL 0 without it
        return headers
