"""Secrets open with the key and purpose they were sealed with, and with nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import secrets

KEY, OTHER = b"k" * 32, b"o" * 32


@given(st.binary(max_size=200), st.text(min_size=1, max_size=20))
def test_what_is_sealed_opens_again(plaintext: bytes, purpose: str) -> None:
    assert secrets.open_sealed(KEY, purpose, secrets.seal(KEY, purpose, plaintext)) == plaintext


def test_sealed_text_shows_nothing_and_never_repeats() -> None:
    first, second = (secrets.seal(KEY, "vapid:1", b"private") for _ in range(2))
    assert first != second
    assert first.isascii()
    assert "private" not in first


@pytest.mark.parametrize(("key", "purpose"), [(OTHER, "vapid:1"), (KEY, "vapid:2")])
def test_another_key_or_purpose_does_not_open_it(key: bytes, purpose: str) -> None:
    with pytest.raises(secrets.WrongKey) as caught:
        secrets.open_sealed(key, purpose, secrets.seal(KEY, "vapid:1", b"private"))
    assert "private" not in str(caught.value)


@given(st.integers(min_value=0, max_value=60), st.integers(min_value=1, max_value=127))
def test_altered_text_does_not_open(position: int, change: int) -> None:
    sealed = secrets.seal(KEY, "vapid:1", b"private")
    at = position % len(sealed)
    altered = sealed[:at] + chr(ord(sealed[at]) ^ change) + sealed[at + 1 :]
    with pytest.raises(secrets.WrongKey):
        secrets.open_sealed(KEY, "vapid:1", altered)


@pytest.mark.parametrize("text", ["", "s1.", "s1.AAAA", "s2.AAAA", "s1.ü", "s1.A"])
def test_text_of_another_form_does_not_open(text: str) -> None:
    with pytest.raises(secrets.WrongKey):
        secrets.open_sealed(KEY, "vapid:1", text)


def test_a_derived_key_belongs_to_its_purpose_and_master() -> None:
    keys = {secrets.derive(k, p) for k in (KEY, OTHER) for p in ("session", "visitor-token")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert secrets.derive(KEY, "session") == secrets.derive(KEY, "session")


@pytest.mark.parametrize(("key", "purpose"), [(b"short", "session"), (KEY, "")])
def test_a_short_key_or_no_purpose_is_an_error(key: bytes, purpose: str) -> None:
    with pytest.raises(ValueError, match="master key"):
        secrets.derive(key, purpose)
