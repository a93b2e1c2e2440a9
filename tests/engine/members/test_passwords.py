"""Passwords: kept slowly, checked in the same time, refused only where everybody would try them."""

from __future__ import annotations

import hashlib

import pytest

from engine.members import passwords
from engine.members.passwords import Cost, fault, hashed, is_outdated, is_right

EMAIL = "ana.garcia@shop.example"


def older(password: str) -> str:
    """As the first versions kept it."""
    salt = bytes(16)
    made = hashlib.scrypt(password.encode(), salt=salt, n=2**14, r=8, p=1)
    return f"scrypt${salt.hex()}${made.hex()}"


def test_a_password_is_right_as_it_was_typed_and_in_no_other_way() -> None:
    kept = hashed("Grüße, 三只 geese  ", Cost(4, 8, 1))

    assert is_right("Grüße, 三只 geese  ", kept)
    for other in ("Grüße, 三只 geese", "grüße, 三只 geese  ", "", "Grüße, 三只 geese  x"):
        assert not is_right(other, kept)


def test_it_is_kept_as_dear_as_owasp_asks_and_each_with_its_own_salt() -> None:
    first, second = hashed("three grey geese"), hashed("three grey geese")

    assert first.startswith("scrypt$14$8$5$")
    assert first != second
    assert not is_outdated(first)


def test_what_was_kept_more_cheaply_still_opens_and_is_outdated() -> None:
    kept = older("three grey geese")

    assert is_right("three grey geese", kept)
    assert not is_right("three grey ducks", kept)
    assert is_outdated(kept)


def test_the_work_is_the_same_for_nobody_for_an_older_and_for_a_new_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    spent: list[int] = []
    real = hashlib.scrypt

    def counted(password: bytes, **cost: int) -> bytes:
        spent.append(cost["n"] * cost["r"] * cost["p"])
        return real(password, **cost)  # type: ignore[arg-type]

    new, old = hashed("three grey geese"), older("three grey geese")
    monkeypatch.setattr(hashlib, "scrypt", counted)
    work = []
    for kept in (None, old, new):
        spent.clear()
        is_right("wrong", kept)
        work.append(sum(spent))

    assert len(set(work)) == 1


@pytest.mark.parametrize(
    "password",
    [
        "password", "Password1", "P@ssw0rd!", "passwordpassword", "12345678", "87654321",
        "11111111", "12121212", "abcdabcd", "qwertyuiop", "1q2w3e4r", "qwerty123", "asdfghjkl",
        "Sunshine2024!", "iloveyou", "letmein!!", "waymark2026", "garcia1234", EMAIL,
        "19840131", "31.01.1984", "1984-01-31", "zaq12wsx", "qwer1234", "abc12345",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert fault(password, EMAIL) == "is among the first that anybody would try; choose another"


@pytest.mark.parametrize(
    "password",
    [
        "three grey geese", "zqkvjwpx", "73920184", "        x", "ЖЖЖ пароль ок", "🐎🔋📎🖇🐎🔋📎x",
        "Tr0ub4dor&3", "x" * 3 + "y" * 120 + "z", "a" * 5 + "bcdefgh" * 30,
    ],
)  # fmt: skip
def test_of_what_it_is_made_does_not_matter(password: str) -> None:
    assert fault(password, EMAIL) is None


def test_it_has_eight_to_256_characters() -> None:
    assert fault("zqkvjwp", EMAIL) == "must have 8 characters or more"
    assert fault("zqkv" + "jwpxh" * 51, EMAIL) == "must have 256 characters or fewer"
    assert fault("zqkv" + "jwpxhtb" * 36, EMAIL) is None
    assert passwords.LONGEST >= 128
