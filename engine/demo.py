"""Who may log in to the demo shop, and the tokens that prove it.

`waymark up` alone hands the demo workspace's id on; elsewhere nobody logs in (A50).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine import clock
from engine.audience import keys, tokens
from engine.store.db import Tx

LIFE = 12 * clock.HOUR


@dataclass(frozen=True, slots=True)
class Guest:
    """One of the three; `face` names the drawing of her, `says` what she is after."""

    user_id: str
    name: str
    face: str
    says: str

    @property
    def traits(self) -> Mapping[str, str]:
        return {"name": self.name}


GUESTS = {
    each.user_id: each
    for each in (
        Guest("demo-ada", "Ada", "ada", "Packs light, buys late."),
        Guest("demo-ben", "Ben", "ben", "Reads every label twice."),
        Guest("demo-chie", "Chie", "chie", "Always leaves a full basket."),
    )
}


def identity_token(tx: Tx, workspace_id: str, guest: Guest, *, master_key: bytes, now: int) -> str:
    """What the shop's server would sign: that this browser is this guest's, for `LIFE` µs."""
    secret = keys.identity_keys(tx, workspace_id, master_key)[tokens.IDENTITY_SECRET]
    return tokens.sign_identity(secret, workspace_id, guest.user_id, now + LIFE)
