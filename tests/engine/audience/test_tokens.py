"""Tokens prove one thing to one workspace, and nothing to anybody else (attacks A16, A25)."""

import base64
import hmac
import json
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from engine.audience.tokens import (
    Invalid,
    OfferRef,
    SendRef,
    Signer,
    Verified,
    Visitor,
    verify_identity,
)

NOW_SECONDS = 1_790_000_000
NOW = NOW_SECONDS * 1_000_000
SECRET = "an identity secret of 32 bytes or more"
PRIVATE = ec.generate_private_key(ec.SECP256R1())


def pem_of(key: Any) -> str:
    public: bytes = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return public.decode()


KEYS = {"": SECRET, "k1": pem_of(PRIVATE)}


def claims(**changes: Any) -> dict[str, Any]:
    made = {"sub": "ana", "aud": "ws1", "exp": NOW_SECONDS + 3600} | changes
    return {name: value for name, value in made.items() if value is not None}


def signed(key: Any = SECRET, alg: str = "HS256", kid: Any = None, **changes: Any) -> str:
    return jwt.encode(claims(**changes), key, alg, {"kid": kid} if kid is not None else None)


def by_hand(header: dict[str, Any], payload: dict[str, Any], secret: bytes) -> str:
    """A token with a header that a library would refuse to write."""
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in (header, payload)
    ]
    mac = hmac.digest(secret, b".".join(parts), "sha256")
    return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


def asked(token: str, now: int = NOW) -> Verified | Invalid:
    return verify_identity(KEYS, "ws1", token, now)


def test_a_token_of_the_identity_secret_proves_its_user() -> None:
    assert asked(signed()) == Verified("ana")


def test_a_token_of_a_registered_key_proves_its_user() -> None:
    assert asked(signed(PRIVATE, "ES256", "k1")) == Verified("ana")


def test_the_issuer_does_not_matter() -> None:
    assert asked(signed(iss="https://elsewhere.example")) == Verified("ana")


def test_an_audience_may_be_listed() -> None:
    assert asked(signed(aud=["ws1"])) == Verified("ana")


FORGED = {
    "alg none": by_hand({"alg": "none"}, claims(), b"").rpartition(".")[0] + ".",
    "alg none with a signature": by_hand({"alg": "none"}, claims(), SECRET.encode()),
    "alg None": by_hand({"alg": "None"}, claims(), b"x"),
    "no alg": by_hand({}, claims(), SECRET.encode()),
    "HS256 with the public key as secret": by_hand(
        {"alg": "HS256", "kid": "k1"}, claims(), KEYS["k1"].encode()
    ),
    "HS256 with the public key, no kid": by_hand({"alg": "HS256"}, claims(), KEYS["k1"].encode()),
    "HS256 with the secret under the other's kid": by_hand(
        {"alg": "HS256", "kid": "k1"}, claims(), SECRET.encode()
    ),
    "ES256 without kid": signed(PRIVATE, "ES256"),
    "HS512 with the secret": signed("s" * 64, "HS512"),
    "another secret": signed("another secret of 32 bytes or more, too"),
    "another ES256 key under a known kid": signed(
        ec.generate_private_key(ec.SECP256R1()), "ES256", "k1"
    ),
    "RS256 under a known kid": signed(rsa.generate_private_key(65537, 2048), "RS256", "k1"),
    "unknown kid": signed(kid="k2"),
    "empty kid": by_hand({"alg": "HS256", "kid": ""}, claims(), SECRET.encode()),
    "kid of a path": by_hand({"alg": "HS256", "kid": "../../dev/null"}, claims(), b""),
    "kid of SQL": by_hand({"alg": "HS256", "kid": "x' UNION SELECT 'a"}, claims(), b"a"),
    "kid a number": by_hand({"alg": "HS256", "kid": 7}, claims(), SECRET.encode()),
    "kid a list": by_hand({"alg": "HS256", "kid": ["k1"]}, claims(), SECRET.encode()),
    "jku": by_hand(
        {"alg": "HS256", "kid": "k2", "jku": "https://evil.example/keys"}, claims(), b"evil"
    ),
    "jwk": by_hand({"alg": "HS256", "jwk": {"kty": "oct", "k": "ZXZpbA"}}, claims(), b"evil"),
    "unknown critical header": by_hand(
        {"alg": "HS256", "crit": ["x"], "x": 1}, claims(), SECRET.encode()
    ),
    "a token of workspace B": signed(aud="ws2"),
    "no aud": signed(aud=None),
    "aud a prefix": signed(aud="ws"),
    "no sub": signed(sub=None),
    "empty sub": signed(sub=""),
    "sub a number": by_hand({"alg": "HS256"}, claims(sub=7), SECRET.encode()),
    "no exp": signed(exp=None),
    "expired": signed(exp=NOW_SECONDS),
    "exp in ten years": signed(exp=NOW_SECONDS + 10 * 365 * 86400),
    "exp in 25 hours": signed(exp=NOW_SECONDS + 25 * 3600),
    "exp text": by_hand({"alg": "HS256"}, claims(exp="tomorrow"), SECRET.encode()),
    "exp true": by_hand({"alg": "HS256"}, claims(exp=True), SECRET.encode()),
    "exp NaN": by_hand({"alg": "HS256"}, claims(exp=float("nan")), SECRET.encode()),
    "exp infinite": by_hand({"alg": "HS256"}, claims(exp=float("inf")), SECRET.encode()),
    "exp of 400 digits": by_hand({"alg": "HS256"}, claims(exp=10**400), SECRET.encode()),
    "not yet valid": signed(nbf=NOW_SECONDS + 600),
    "nbf NaN": by_hand({"alg": "HS256"}, claims(nbf=float("nan")), SECRET.encode()),
    "empty": "",
    "two dots": "..",
    "not ASCII": "é.é.é",
    "9 KB": signed(fill="x" * 9000),
    "deep": "e30." + base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30",
}


@pytest.mark.parametrize("token", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_proves_nothing(token: str) -> None:
    assert isinstance(asked(token), Invalid)


def test_a_token_ends_with_its_exp() -> None:
    token = signed(exp=NOW_SECONDS + 10)
    assert asked(token, NOW + 9_999_999) == Verified("ana")
    assert isinstance(asked(token, NOW + 10_000_000), Invalid)


def test_a_life_of_24_hours_is_the_longest() -> None:
    assert asked(signed(exp=NOW_SECONDS + 86_400)) == Verified("ana")


def test_a_workspace_without_a_secret_believes_no_token_without_kid() -> None:
    assert isinstance(verify_identity({}, "ws1", signed(), NOW), Invalid)
    unsigned = by_hand({"alg": "HS256"}, claims(), b"")
    assert isinstance(verify_identity({"": ""}, "ws1", unsigned, NOW), Invalid)


@pytest.mark.parametrize("curve", [ec.SECP384R1(), ec.SECP256K1()])
def test_only_p256_keys_count(curve: ec.EllipticCurve) -> None:
    key = ec.generate_private_key(curve)
    token = by_hand({"alg": "ES256", "kid": "odd"}, claims(), b"")
    assert isinstance(verify_identity({"odd": pem_of(key)}, "ws1", token, NOW), Invalid)


@given(st.text(max_size=200))
def test_any_text_is_answered_as_a_value(text: str) -> None:
    assert isinstance(asked(text), Invalid)
    signer = Signer(b"m" * 32)
    for read in (signer.read_visitor, signer.read_send, signer.read_offer):
        assert isinstance(read(text), Invalid)


SIGNER = Signer(b"m" * 32)


def test_our_own_tokens_say_what_they_were_signed_for() -> None:
    assert SIGNER.read_visitor(SIGNER.visitor("ws1", "dev1", 3)) == Visitor("ws1", "dev1", 3)
    assert SIGNER.read_send(SIGNER.send("ws1", "send1")) == SendRef("ws1", "send1")
    assert SIGNER.read_offer(SIGNER.offer("ws1", "offer1")) == OfferRef("ws1", "offer1")


def test_a_token_of_one_kind_is_none_of_another() -> None:
    assert isinstance(SIGNER.read_offer(SIGNER.send("ws1", "x")), Invalid)
    assert isinstance(SIGNER.read_send(SIGNER.offer("ws1", "x")), Invalid)
    assert isinstance(SIGNER.read_visitor(SIGNER.send("ws1", "x")), Invalid)


def test_another_master_key_reads_nothing() -> None:
    assert isinstance(Signer(b"n" * 32).read_send(SIGNER.send("ws1", "x")), Invalid)


def test_a_changed_token_reads_nothing() -> None:
    token = SIGNER.visitor("ws1", "dev1", 3)
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert isinstance(SIGNER.read_visitor(changed), Invalid)
    for longer in (token + "A", token + "=", " " + token, token + "\n", token[:-1]):
        assert isinstance(SIGNER.read_visitor(longer), Invalid)


def test_our_tokens_are_short_and_fit_a_header() -> None:
    token = SIGNER.visitor("ws_0123456789abcdef", "dev_0123456789abcdef", 1)
    assert len(token) < 100
    assert token.replace("-", "").replace("_", "").isalnum()


def test_a_mark_says_whose_a_push_is_and_nothing_else() -> None:
    """G3: as long as nobody else has the device it is the same; of others nothing follows."""
    marks = SIGNER.marks("dev1", 3)
    assert marks[0] == SIGNER.mark("dev1", 3)
    assert marks[1:] == SIGNER.marks("dev1", 4)[:-1]
    others = [*SIGNER.marks("dev2", 3), *Signer(b"n" * 32).marks("dev1", 3)]
    assert len({*marks, *others, *SIGNER.marks("dev", 13)}) == len(marks) * 4
    assert {len(mark) for mark in (*marks, *others)} == {11}
    for read in (SIGNER.read_visitor, SIGNER.read_send, SIGNER.read_offer):
        assert isinstance(read(marks[0]), Invalid)
    assert marks[0] not in SIGNER.visitor("ws1", "dev1", 3)
