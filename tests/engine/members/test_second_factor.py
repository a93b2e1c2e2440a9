"""Codes by time as RFC 6238 has them, each good once; codes for the loss."""

from __future__ import annotations

import base64

import pytest

from engine import clock
from engine.members import second_factor
from engine.secrets import WrongKey, open_sealed, seal

MASTER_KEY = bytes(range(32))
RFC_SECRET = b"12345678901234567890"
SEALED = seal(MASTER_KEY, "totp:ana", RFC_SECRET)


def step_of(code: str, seconds: int, last: int | None = None) -> int | None:
    return second_factor.step_of(
        MASTER_KEY, "ana", SEALED, code, now=seconds * clock.SECOND, last=last
    )


@pytest.mark.parametrize(
    ("seconds", "code"),  # RFC 6238, appendix B, SHA-1; the last six of its eight digits
    [
        (59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"),
        (2000000000, "279037"), (20000000000, "353130"),
    ],
)  # fmt: skip
def test_the_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    assert step_of(code, seconds) == seconds // 30
    assert step_of(f"{code[:3]} {code[3:]}", seconds) == seconds // 30


def test_a_clock_may_be_a_step_off_and_no_more() -> None:
    assert [step_of("050471", 1111111111 + away) is not None for away in (-60, -30, 0, 30, 60)] == [
        False, True, True, True, False,
    ]  # fmt: skip


def test_a_code_is_good_once() -> None:
    step = step_of("287082", 59)

    assert step_of("287082", 59, last=step) is None
    assert step_of("287082", 59, last=0) == step


@pytest.mark.parametrize("code", ["", "28708", "2870820", "abcdef", "２８７０８２", "287082\n1"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert step_of(code, 59) is None


def test_the_secret_is_sealed_for_its_member() -> None:
    sealed = second_factor.new_secret(MASTER_KEY, "ana")
    secret, uri = second_factor.shown(MASTER_KEY, "ana", sealed, "ana@shop.example")

    assert base64.b32decode(secret) == open_sealed(MASTER_KEY, "totp:ana", sealed)
    assert secret not in sealed
    assert f"secret={secret}" in uri
    with pytest.raises(WrongKey):
        second_factor.shown(MASTER_KEY, "ben", sealed, "ben@shop.example")


def test_a_recovery_code_is_known_however_it_is_typed() -> None:
    codes = second_factor.recovery_codes()
    digest = second_factor.recovery_digest

    assert len(codes) == 10
    assert digest(codes[0]) == digest(f" {codes[0].upper().replace('-', ' ')} ")
    assert len({digest(code) for code in codes}) == 10
