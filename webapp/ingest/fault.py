"""What is wrong with a request or with one item of it, and the status that says so."""

from __future__ import annotations

from dataclasses import dataclass

STATUS = {
    "unknown_key": 401,
    "identity_invalid": 401,
    "secret_key_required": 403,
    "origin_not_allowed": 403,
    "already_linked": 409,
    "too_large": 413,
    "too_many_events": 413,
    "too_many_names": 429,
    "rate_limited": 429,
    "overloaded": 503,
}
"""The statuses of codes that are not 400."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why something is not taken; the code is part of the contract, the message is for people."""

    code: str
    message: str
    retry_after: int | None = None  # seconds; with 429 and 503

    @property
    def status(self) -> int:
        """The HTTP status of a request that fails for this reason alone."""
        return STATUS.get(self.code, 400)
