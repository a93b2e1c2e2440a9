"""Passwords: how they are kept, checked, and which are too easily guessed.

Kept as `scrypt$LOG2N$R$P$SALT$HASH` (RFC 7914; OWASP's least is N=2^14, r=8, p=5). Nothing is
asked of a password but its length and that it is not among the first that anybody tries
(ASVS 5.0, 6.2.1, 6.2.4, 6.2.5); it is taken as it is typed, never cut or changed (6.2.8).
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

from engine.members.common_passwords import WORDS

SHORTEST, LONGEST = 8, 256  # characters
_LEET = str.maketrans("@4013$5!7", "aaoiessit")
_ROWS = ("01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm",
         "qwertzuiop", "yxcvbnm", "azertyuiop", "1q2w3e4r5t6z7u8i9o0p", "1q2w3e4r5t6y7u8i9o0p",
         "1qaz2wsx3edc4rfv5tgb6yhn7ujm")  # fmt: skip
_DATE = re.compile(
    r"(19|20)\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])|([0-2]\d|3[01])(0[1-9]|1[0-2])(19|20)\d\d"
)
_TAIL = re.compile(r"^[\W\d_]+|[\W\d_]+$")


@dataclass(frozen=True, slots=True)
class Cost:
    """scrypt's N as a power of two, r and p."""

    log_n: int
    r: int
    p: int


COST = Cost(14, 8, 5)
_BEFORE = Cost(14, 8, 1)  # of `scrypt$SALT$HASH`, as the first versions kept it


def hashed(password: str, cost: Cost | None = None) -> str:
    """The password as it is kept, with a salt of its own."""
    cost, salt = cost or COST, secrets.token_bytes(16)
    made = _scrypt(password, salt, cost)
    return f"scrypt${cost.log_n}${cost.r}${cost.p}${salt.hex()}${made.hex()}"


def is_right(password: str, kept: str | None) -> bool:
    """Whether it is this one. It takes as long where nothing is kept, or in the older form."""
    if kept is None:
        _scrypt(password, b"nobody's", COST)
        return False
    cost, salt, digest = _read(kept)
    if cost == _BEFORE:
        _scrypt(password, salt, Cost(COST.log_n, COST.r, COST.p - _BEFORE.p))
    return hmac.compare_digest(_scrypt(password, salt, cost), digest)


def is_outdated(kept: str) -> bool:
    """Whether it should be hashed anew at the next occasion."""
    return _read(kept)[0] != COST


def fault(password: str, email: str) -> str | None:
    """What is wrong with a new password, or None."""
    if len(password) < SHORTEST:
        return f"must have {SHORTEST} characters or more"
    if len(password) > LONGEST:
        return f"must have {LONGEST} characters or fewer"
    if _is_common(password, email):
        return "is among the first that anybody would try; choose another"
    return None


def _is_common(password: str, email: str) -> bool:
    plain = password.lower()
    names = {part for part in re.split(r"[\W_]+", email.lower()) if len(part) >= 4}
    bare = _TAIL.sub("", plain)
    words = {plain, bare, bare.translate(_LEET), _TAIL.sub("", plain.translate(_LEET))}
    doubled = {word[: len(word) // 2] for word in words if word[: len(word) // 2] * 2 == word}
    return (
        not (words | doubled).isdisjoint(WORDS | names)
        or plain == email.lower()
        or _repeats(plain)
        or _runs(plain)
        or bool(_DATE.fullmatch(re.sub(r"[-./ ]", "", plain)))
    )


def _repeats(plain: str) -> bool:
    """`aaaaaaaa`, `121212121`, `abcdabcd`: four different characters or fewer, over and over."""
    return any(
        plain == (plain[:length] * (len(plain) // length + 1))[: len(plain)]
        for length in range(1, 5)
    )


def _runs(plain: str) -> bool:
    """`12345678`, `qwertyuiop123`, `0987654321`: nothing but pieces of rows, of three or more."""
    rest = plain
    while rest:
        longest = max(_run(rest, row) for row in (*_ROWS, *(row[::-1] for row in _ROWS)))
        if longest < 3:
            return False
        rest = rest[longest:]
    return True


def _run(text: str, row: str) -> int:
    """How many of the first characters stand one after the other in the row."""
    start, length = row.find(text[0]), 0
    while length < len(text) and text[: length + 1] == row[start : start + length + 1]:
        length += 1
    return length if start >= 0 else 0


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    memory = 2 * 128 * cost.r * 2**cost.log_n
    return hashlib.scrypt(
        password.encode(), salt=salt, n=2**cost.log_n, r=cost.r, p=cost.p, maxmem=memory
    )


def _read(kept: str) -> tuple[Cost, bytes, bytes]:
    _, *numbers, salt, digest = kept.split("$")
    cost = Cost(*map(int, numbers)) if numbers else _BEFORE
    return cost, bytes.fromhex(salt), bytes.fromhex(digest)
