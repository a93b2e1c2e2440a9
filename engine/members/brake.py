"""Guessing is slowed: each failure makes the next attempt wait longer (ASVS 5.0, 6.3.1).

Counted in the database, so for all web processes alike, and before the password is looked at:
attempts made at once are counted one by one. An attempt that has to wait is not counted, so that
nobody is kept out for longer by being asked for more often.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

import sqlalchemy as sa

from engine import clock
from engine.store.db import Tx
from engine.store.tables import login_brake, member, member_session

FORGET = clock.DAY
EASE = 15 * clock.MINUTE
"""One failure less for each: an office with many people and their slips is not slowed for ever."""


@dataclass(frozen=True, slots=True)
class Rule:
    """So many failures are free; then 1, 2, 4, … seconds, `longest` at most."""

    free: int
    longest: int


RULES: Mapping[str, Rule] = {
    "pair": Rule(5, 900),  # one account from one address
    "address": Rule(30, 900),  # whatever account, from one address: one password for many
    "account": Rule(50, 60),  # one account, from many addresses
}


def take(tx: Tx, email: str, address: str) -> int | None:
    """Count an attempt that is about to be made; or seconds to wait, if it must not be yet."""
    at = tx.now()
    tx.execute(login_brake.delete().where(login_brake.c.last_at < at - FORGET))
    known = _is_known(tx, email, address)
    keys = {key: kind for kind, key in _keys(email, address).items()}
    rows = [tx.execute(_HOLD, {"id": key, "at": at}).one() for key in sorted(keys)]
    at = tx.now()  # who waited for the lock is later than he was
    closed = [until for key, _, until, _ in rows if not (known and keys[key] == "account")]
    wait: int = max(closed) - at
    if wait > 0:
        return -(-wait // clock.SECOND)
    for key, before, _, last in rows:
        failures = max(before - (at - last) // EASE, 0) + 1
        until = at + _delay(RULES[keys[key]], failures) * clock.SECOND
        tx.execute(
            login_brake.update()
            .where(login_brake.c.id == key)
            .values(failures=failures, last_at=at, closed_until=until)
        )
    return None


def release(tx: Tx, email: str, address: str) -> None:
    """The attempt was right: the account begins anew, and the address is not charged for it."""
    excuse(tx, email, address)
    keys = _keys(email, address)
    gone = login_brake.c.id.in_((keys["pair"], keys["account"]))
    tx.execute(login_brake.delete().where(gone))


def excuse(tx: Tx, email: str, address: str) -> None:
    """The password was right, and a code is asked for: the address is not charged for it."""
    keys = _keys(email, address)
    tx.execute(_LOCK, {"ids": list(keys.values())})
    tx.execute(
        login_brake.update()
        .where(login_brake.c.id == keys["address"], login_brake.c.failures > 0)
        .values(failures=login_brake.c.failures - 1)
    )


def _delay(rule: Rule, failures: int) -> int:
    """Seconds until the next attempt; doubling stops long before the number gets large."""
    beyond = min(failures - rule.free, 20)
    return min(2 ** (beyond - 1), rule.longest) if beyond > 0 else 0


def _keys(email: str, address: str) -> dict[str, str]:
    """The rows that an attempt is counted in, by kind; of an e-mail its digest."""
    account = sha256(email.encode()).hexdigest()
    place = _network(address)
    return {
        "account": f"account:{account}",
        "address": f"address:{place}",
        "pair": f"pair:{account}:{place}",
    }


def _network(address: str) -> str:
    """An IPv6 customer has a /64 and as many addresses in it as she likes."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))


def _is_known(tx: Tx, email: str, address: str) -> bool:
    """Whether she is logged in from there: strangers elsewhere then cannot lock her out."""
    session = (
        sa.select(member_session.c.id)
        .join(member, member.c.id == member_session.c.member_id)
        .where(member.c.email == email, member_session.c.address == address)
    )
    return tx.execute(session.limit(1)).first() is not None


# Made or found, the row is locked at once: nobody's success takes it away before it is counted in.
_HOLD = sa.text(
    "INSERT INTO login_brake (id, failures, last_at, closed_until) VALUES (:id, 0, :at, 0)"
    " ON CONFLICT (id) DO UPDATE SET failures = login_brake.failures"
    " RETURNING id, failures, closed_until, last_at"
)

# All lock in one order.
_LOCK = (
    sa.select(login_brake.c.id)
    .where(login_brake.c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(login_brake.c.id)
    .with_for_update()
)
