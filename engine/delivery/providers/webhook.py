"""Webhooks: signed as Standard Webhooks says, called under the same guard as push services."""

import base64
import binascii
import hmac
import re
from collections.abc import Iterable, Iterator

from engine.clock import SECOND, Clock, monotonic
from engine.delivery.providers.provider import Answer, Call, Receipt
from engine.delivery.providers.receipts import WEBHOOK, read_reply
from engine.delivery.providers.transport import Transport
from engine.delivery.providers.wire import Limits, Refused, Request
from engine.guard import NotAllowed, Origins, target

LIMITS = Limits(total=10, connections=4)
"""For the transport of webhooks: 10 s from beginning to end, gentle with small servers."""
BEGIN_WITHIN = 15
"""Seconds from a call's turn to its beginning: behind a receiver that hangs it waits no longer, so
that with `LIMITS.total` it ends well before its claim is taken for forgotten."""

_PREFIX = "whsec_"
_ID = re.compile(r"[A-Za-z0-9_:-]{1,128}", re.ASCII)


class WebhookProvider:
    """`Provider[Call]` over a transport of its own; `origins` says which hosts may be called."""

    def __init__(
        self,
        transport: Transport[Call],
        origins: Origins,
        now: Clock,
        *,
        begin_within: float = BEGIN_WITHIN,
    ) -> None:
        self._begin_within = begin_within
        self._transport = transport
        self._origins = origins
        self._now = now

    def send(self, batch: Iterable[Call]) -> Iterator[tuple[Call, Receipt, Answer]]:
        """See `Provider.send`."""
        requests = ((call, self._request(call)) for call in batch)
        for call, reply in self._transport.stream(requests):
            receipt, answer = read_reply(reply, self._now(), WEBHOOK)
            yield call, receipt, answer

    def _request(self, call: Call) -> Request | Refused:
        found = target(call.url, self._origins)
        if isinstance(found, NotAllowed):
            return Refused(found.code, found.reason)
        origin, url = found
        if not _ID.fullmatch(call.id):
            return Refused("bad_id", "an id is 1 to 128 characters of A-Z, a-z, 0-9, _, : and -")
        timestamp = self._now() // SECOND
        try:
            signed = [
                sign(secret, call.id, timestamp, call.body) for secret in (call.secret, *call.also)
            ]
        except ValueError as error:
            return Refused("bad_secret", str(error))
        headers = [
            "Content-Type: application/json",
            "Accept:",
            "Expect:",
            f"webhook-id: {call.id}",
            f"webhook-timestamp: {timestamp}",
            f"webhook-signature: {' '.join(signed)}",
        ]
        listed = origin in self._origins.listed
        return Request(url, origin, listed, headers, call.body, monotonic() + self._begin_within)


def sign(secret: str, call_id: str, timestamp: int, body: bytes) -> str:
    """The webhook-signature header: "v1," and base64 of HMAC-SHA256 over "id.timestamp.body".

    `timestamp` is in seconds since the epoch; a receiver refuses what is more than 5 minutes off.
    Raises ValueError when the secret is not "whsec_" and base64 of 24 to 64 bytes.
    """
    try:
        key = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(_PREFIX) or not 24 <= len(key) <= 64:
        raise ValueError("a secret is whsec_ and base64 of 24 to 64 bytes")
    signed = f"{call_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, "sha256")).decode("ascii")
