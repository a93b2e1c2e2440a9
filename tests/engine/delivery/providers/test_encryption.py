"""Encryption against the published vectors and against the libraries that others trust."""

import base64
import json
import os
from pathlib import Path
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st
from pywebpush import WebPusher

from engine.delivery.providers.encryption import LARGEST, Invalid, TooLarge, check_keys, encrypt
from tests.support.fake_push_service import subscription
from tests.support.vapid import b64, unb64

DATA = Path(__file__).parents[3] / "data"
RFC: dict[str, dict[str, Any]] = json.loads((DATA / "rfc_vectors.json").read_text())
ECEC: list[dict[str, Any]] = json.loads((DATA / "ecec_aes128gcm.json").read_text())["vectors"]
ONE = subscription("https://fcm.googleapis.com/x")


def private(raw: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unb64(raw), "big"), ec.SECP256R1())


def test_the_example_of_rfc_8291_comes_out_byte_for_byte() -> None:
    example = RFC["rfc8291_appendix_a"]
    body = encrypt(
        unb64(example["plaintext"]),
        example["ua_public"],
        example["auth_secret"],
        ephemeral=private(example["as_private"]),
        salt=unb64(example["salt"]),
    )
    assert body == unb64(example["body"])


@pytest.mark.parametrize("name", ["rfc8188_example_1", "rfc8188_example_2"])
def test_the_judge_reads_the_examples_of_rfc_8188(name: str) -> None:
    example = RFC[name]
    opened = http_ece.decrypt(
        unb64(example["body"]), key=unb64(example["ikm"]), version="aes128gcm"
    )
    assert opened == example["plaintext_utf8"].encode()


def judged(vector: dict[str, Any]) -> bytes:
    """What http_ece makes of a vector's payload."""
    keys = (
        {"key": unb64(vector["ikm"])}
        if "ikm" in vector
        else {
            "private_key": private(vector["recvPrivKey"]),
            "auth_secret": unb64(vector["authSecret"]),
        }
    )
    return bytes(http_ece.decrypt(unb64(vector["payload"]), version="aes128gcm", **keys))


GOOD = [v for v in ECEC if "err" not in v and "senderPrivKey" not in v]
BAD = [v for v in ECEC if "err" in v]
MADE = [v for v in ECEC if "senderPrivKey" in v]


@pytest.mark.parametrize("vector", GOOD, ids=lambda v: v["desc"])
def test_the_judge_reads_the_good_ecec_vectors(vector: dict[str, Any]) -> None:
    assert judged(vector) == unb64(vector["plaintext"])


@pytest.mark.parametrize(
    "vector", [v for v in BAD if v["err"] != "ECE_ERROR_ZERO_PLAINTEXT"], ids=lambda v: v["desc"]
)
def test_the_judge_refuses_the_bad_ecec_vectors(vector: dict[str, Any]) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011 - each kind of damage has its own
        judged(vector)


@pytest.mark.parametrize("vector", MADE, ids=lambda v: v["desc"])
def test_the_ecec_encryptions_agree_with_ours(vector: dict[str, Any]) -> None:
    made = encrypt(
        unb64(vector["plaintext"]),
        vector["recvPubKey"],
        vector["authSecret"],
        ephemeral=private(vector["senderPrivKey"]),
        salt=unb64(vector["salt"]),
    )
    theirs = unb64(vector["payload"])
    assert isinstance(made, bytes)
    if (vector["rs"], vector["padLen"]) == (4096, 0):
        assert made == theirs
    else:  # ours is one record without padding: salt, key id and the sender's key are the same
        assert (made[:16], made[20:86]) == (theirs[:16], theirs[20:86])


@given(st.binary(max_size=LARGEST))
def test_the_device_reads_whatever_was_encrypted_for_it(plaintext: bytes) -> None:
    body = encrypt(plaintext, ONE.p256dh, ONE.auth)
    assert isinstance(body, bytes)
    assert len(body) == len(plaintext) + 103
    assert ONE.open(body) == plaintext


def test_no_two_messages_share_a_key_or_a_salt() -> None:
    bodies = [encrypt(b"same", ONE.p256dh, ONE.auth) for _ in range(20)]
    assert all(isinstance(body, bytes) for body in bodies)
    assert len({body[:16] for body in bodies if isinstance(body, bytes)}) == 20
    assert len({body[21:86] for body in bodies if isinstance(body, bytes)}) == 20


def test_the_largest_message_fills_the_record_and_one_byte_more_is_refused() -> None:
    body = encrypt(b"x" * LARGEST, ONE.p256dh, ONE.auth)
    assert isinstance(body, bytes)
    assert (LARGEST, len(body)) == (3993, 4096)
    assert ONE.open(body) == b"x" * LARGEST
    assert encrypt(b"x" * (LARGEST + 1), ONE.p256dh, ONE.auth) == TooLarge(LARGEST + 1)


def test_pywebpush_takes_the_same_subscription_and_makes_the_same_form() -> None:
    info = {"endpoint": ONE.endpoint, "keys": {"p256dh": ONE.p256dh, "auth": ONE.auth}}
    theirs = WebPusher(info).encode(b"hello", content_encoding="aes128gcm")["body"]
    ours = encrypt(b"hello", ONE.p256dh, ONE.auth)
    assert isinstance(ours, bytes)
    assert len(ours) == len(theirs)
    assert ours[16:21] == theirs[16:21]
    assert ONE.open(theirs) == ONE.open(ours) == b"hello"


POINT = unb64(ONE.p256dh)
SECRET = unb64(ONE.auth)


BAD_KEYS = {
    "nothing": "",
    "one letter": "A",
    "no base64": "!",
    "no ASCII": "ü",
    "64 bytes": b64(POINT[:64]),
    "66 bytes": b64(POINT + b"x"),
    "zeros": b64(bytes(65)),
    "beside the curve": b64(b"\x04" + os.urandom(32) + bytes(32)),
    "beyond the field": b64(b"\x04" + b"\xff" * 64),
    "compressed": b64(b"\x02" + POINT[1:33]),
    "hybrid": b64(b"\x06" + POINT[1:]),
    "a line's end": b64(POINT) + "\n",
    "very long": "A" * 100_000,
}


@pytest.mark.parametrize("p256dh", BAD_KEYS.values(), ids=BAD_KEYS)
def test_a_bad_public_key_is_invalid_and_never_an_exception(p256dh: str) -> None:
    found = check_keys(p256dh, ONE.auth)
    assert isinstance(found, Invalid)
    assert found.field == "p256dh"
    assert isinstance(encrypt(b"x", p256dh, ONE.auth), Invalid)


@pytest.mark.parametrize("size", [0, 1, 8, 15, 17, 24, 4096])
def test_a_secret_of_another_length_is_invalid(size: int) -> None:
    found = check_keys(ONE.p256dh, b64(bytes(size)))
    assert found == Invalid("auth", "must be 16 bytes")
    assert isinstance(encrypt(b"x", ONE.p256dh, b64(bytes(size))), Invalid)


@given(st.text(max_size=120), st.text(max_size=40))
def test_no_text_makes_the_check_raise(p256dh: str, auth: str) -> None:
    assert isinstance(check_keys(p256dh, auth), Invalid)


def test_good_keys_pass_with_either_alphabet_and_padding() -> None:
    standard = base64.b64encode(POINT).decode(), base64.b64encode(SECRET).decode()
    assert check_keys(ONE.p256dh, ONE.auth) is None
    assert check_keys(*standard) is None
    assert isinstance(encrypt(b"x", *standard), bytes)
