"""What is handed to a provider, and what it hands back: a receipt for each message.

A receipt says what is known about one request, never what to do about it: the send policy decides
that (collapse or never_twice). The line that matters runs between `NotSent` (no byte of the request
left us, so a repeat is harmless) and `Unclear` (the other side may have accepted it).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar, Literal, Protocol, TypeVar

from engine.native_keys import ApnsKey, FcmAccount
from engine.vapid import VapidKey

Urgency = Literal["very-low", "low", "normal", "high"]


@dataclass(frozen=True, slots=True)
class Accepted:
    """The other side took responsibility: any 2xx. Not a promise of delivery."""

    kind: ClassVar = "accepted"


@dataclass(frozen=True, slots=True)
class Gone:
    """The address is dead for good; the device is to be retired (RFC 8030 §7.3).

    `since` (µs), where the service tells: whoever registered the address later keeps it.
    """

    reason: str
    since: int | None = None
    kind: ClassVar = "gone"


@dataclass(frozen=True, slots=True)
class Later:
    """Certainly not accepted; may be tried again after so many seconds (None: not told).

    `alone`: this address got too much, its host takes more.
    """

    after_seconds: float | None
    reason: str
    alone: bool = False
    kind: ClassVar = "later"


@dataclass(frozen=True, slots=True)
class Rejected:
    """Refused for a reason that a repeat does not cure; the device is kept.

    `code` is a stable word for reports, `reason` what the other side or the guard said, as text.
    """

    code: str
    reason: str
    kind: ClassVar = "rejected"


@dataclass(frozen=True, slots=True)
class Unclear:
    """The request was, or may have been, written and no definite answer came."""

    reason: str
    after_seconds: float | None = None
    kind: ClassVar = "unclear"


@dataclass(frozen=True, slots=True)
class NotSent:
    """Certainly not sent: nothing of the request was written. Retried in both modes."""

    reason: str
    kind: ClassVar = "not_sent"


Receipt = Accepted | Gone | Later | Rejected | Unclear | NotSent


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, for people to read: `status` None when no status line arrived.

    `body` is plain text of at most 500 characters, without control characters: shown as text,
    never as HTML. `retry_after` is in seconds from the moment of the answer.
    """

    status: int | None = None
    body: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One web push for one device.

    `endpoint`, `p256dh` and `auth` (both base64url, as the browser gave them) and `payload` (plain
    text before encryption, at most 3,993 bytes) are secrets of the device: they stay out of repr.
    `ttl` is in seconds; `topic` (RFC 8030 §5.4) is at most 32 characters of [A-Za-z0-9].
    `declarative`: the payload is a declarative push message (W3C Push API).
    """

    id: str
    endpoint: str = field(repr=False)
    p256dh: str = field(repr=False)
    auth: str = field(repr=False)
    payload: bytes = field(repr=False)
    ttl: int
    urgency: Urgency
    topic: str | None
    vapid: VapidKey
    declarative: bool = False


@dataclass(frozen=True, slots=True)
class FcmPush:
    """One message for one app by Firebase: `body` is the whole request (JSON, `SendMessageRequest`
    of FCM HTTP v1), the device's token in it; `token` once more, to know it by."""

    id: str
    token: str = field(repr=False)
    body: bytes = field(repr=False)
    account: FcmAccount


@dataclass(frozen=True, slots=True)
class ApnsPush:
    """One notification for one app of Apple's: `payload` is JSON of at most 4,096 bytes.

    `token` is lower-case hex, `expires_at` in seconds since the epoch (0: now or never), `priority`
    10, 5 or 1, `collapse_id` at most 64 bytes, `apns_id` a UUID.
    """

    id: str
    token: str = field(repr=False)
    payload: bytes = field(repr=False)
    key: ApnsKey
    expires_at: int
    priority: int
    collapse_id: str | None
    apns_id: str


Push = Outgoing | FcmPush | ApnsPush


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call: `body` is JSON text, `secret` the receiver's "whsec_…".

    `also` are secrets of before that still sign: whoever has the old one only is not cut off.
    """

    id: str
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    secret: str = field(repr=False)
    also: tuple[str, ...] = field(default=(), repr=False)


M = TypeVar("M", Outgoing, Call, Push)


class Provider(Protocol[M]):
    """One way out of the house.

    `send` takes messages lazily, keeps as many under way as the other side allows, and yields each
    exactly once, in the order of the answers. It raises nothing about a single message. A caller
    that wants one window across several batches passes one iterable that claims them as it goes.
    """

    def send(self, batch: Iterable[M]) -> Iterator[tuple[M, Receipt, Answer]]: ...
