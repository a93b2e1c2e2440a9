"""What the composition root hands to the ingestion API: everything outside a request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from engine.audience.incoming import Incoming, Outcome
from engine.audience.keys import Key
from engine.audience.refusals import Refusal
from engine.audience.tokens import Invalid, Verified
from webapp.ingest.limits import Limits

ANY_ORIGIN = "*"


@dataclass(frozen=True, slots=True)
class IngestSettings:
    """A workspace's settings, as far as ingestion follows them."""

    allowed_origins: tuple[str, ...] = (ANY_ORIGIN,)  # empty means the same as "*"
    identity_verification: bool = True
    vapid_public_key: str | None = None  # base64url
    fallback: str | None = None  # what a push says whose own words cannot be read
    brand: Mapping[str, str | None] = field(default_factory=dict)  # name, icon, color


@dataclass(frozen=True, slots=True)
class IngestDoor:
    """The ways out of ingestion; each opens a transaction of its own where it needs one.

    `submit` answers after a durable commit, one outcome per item in their order, and raises
    `engine.audience.commit.Overloaded`. `clock` gives µs.
    `limits` are shared with whoever else strangers can call.
    """

    find_key: Callable[[str], Key | None]
    submit: Callable[[str, Sequence[Incoming]], list[Outcome]]
    verify_identity: Callable[[str, str, int], Verified | Invalid]  # workspace id, token, now
    settings_of: Callable[[str], IngestSettings]  # workspace id
    clock: Callable[[], int]
    base_url: str
    limits: Limits = field(default_factory=Limits)
    sighted: Callable[[Key, str], None] = lambda _key, _origin: None
    """Told with which key and from which origin ("" for servers) events were stored."""
    refused: Callable[[Key, Sequence[Refusal]], None] = lambda _key, _told: None
    """Told what was refused of what came with this key."""
