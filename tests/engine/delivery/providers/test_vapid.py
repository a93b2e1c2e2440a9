"""VAPID: the published example, what a push service verifies, one signature per key and origin."""

import json
from datetime import timedelta

import pytest
from py_vapid import Vapid02

from engine.clock import HandClock, moment
from engine.vapid import (
    LIFETIME,
    Signer,
    VapidKey,
    load_key,
    new_key,
    private_text,
    subject_problem,
)
from tests.engine.delivery.providers.test_encryption import RFC
from tests.support.vapid import b64, unb64

FCM, MOZILLA = "https://fcm.googleapis.com", "https://updates.push.services.mozilla.com"
START = 1_800_000_000 * 1_000_000


def claims(header: str) -> dict[str, object]:
    token = header.removeprefix("vapid t=").partition(",")[0]
    read: dict[str, object] = json.loads(unb64(token.split(".")[1]))
    return read


def test_the_judge_verifies_the_example_of_rfc_8292() -> None:
    example = RFC["rfc8292_section_2_4"]
    assert Vapid02.verify(f"vapid t={example['jwt']},k={example['k']}")
    forged = example["jwt"][:-4] + "AAAA"
    assert not Vapid02.verify(f"vapid t={forged},k={example['k']}")


def test_a_header_says_who_to_whom_and_until_when(vapid_key: VapidKey) -> None:
    header = Signer(HandClock(START)).authorization(vapid_key, FCM)
    assert Vapid02.verify(header.replace(", k=", ",k="))
    assert header.endswith(f", k={vapid_key.public}")
    assert claims(header) == {
        "aud": FCM,
        "exp": START // 1_000_000 + LIFETIME,
        "sub": "mailto:ops@shop.example.com",
    }


def test_two_services_never_get_each_others_audience(vapid_key: VapidKey) -> None:
    signer = Signer(HandClock(START))
    for origin in (FCM, MOZILLA, FCM, "http://127.0.0.1:9001", "http://[::1]:9001"):
        assert claims(signer.authorization(vapid_key, origin))["aud"] == origin


def test_a_header_is_signed_once_and_renewed_at_half_its_life(vapid_key: VapidKey) -> None:
    clock = HandClock(START)
    signer = Signer(clock)
    first = signer.authorization(vapid_key, FCM)
    clock.forward(timedelta(seconds=LIFETIME / 2 - 1))
    assert signer.authorization(vapid_key, FCM) is first
    clock.forward(timedelta(seconds=1))
    second = signer.authorization(vapid_key, FCM)
    assert claims(second)["exp"] == moment(clock()).timestamp() + LIFETIME
    clock.forward(timedelta(days=-30))
    assert claims(signer.authorization(vapid_key, FCM))["exp"] == (
        moment(clock()).timestamp() + LIFETIME
    )


def test_keys_and_contacts_do_not_share_headers(vapid_key: VapidKey) -> None:
    signer = Signer(HandClock(START))
    renewed = new_key(vapid_key.id, vapid_key.subject)
    moved = load_key(vapid_key.id, "https://shop.example.com/contact", private_text(vapid_key))
    headers = {signer.authorization(key, FCM) for key in (vapid_key, renewed, moved)}
    assert len(headers) == 3


def test_a_key_survives_being_stored() -> None:
    key = new_key("k", "mailto:a@example.com")
    again = load_key("k", "mailto:a@example.com", private_text(key))
    assert again == key
    assert len(unb64(private_text(key))) == 32
    assert unb64(key.public)[0] == 4


def test_nothing_prints_the_private_half(vapid_key: VapidKey) -> None:
    secret = private_text(vapid_key)
    number = str(vapid_key.private.private_numbers().private_value)
    for shown in (repr(vapid_key), str(vapid_key), repr([vapid_key]), f"{vapid_key}"):
        assert secret not in shown
        assert number not in shown
        assert "PrivateKey" not in shown


@pytest.mark.parametrize(
    "text", ["", "x", "ü", b64(bytes(32)), b64(b"\xff" * 32), b64(b"x" * 31), "A" * 4096]
)
def test_a_text_that_is_no_key_is_an_error_that_does_not_repeat_it(text: str) -> None:
    with pytest.raises(ValueError, match="not a VAPID private key") as caught:
        load_key("k", "mailto:a@example.com", text)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("subject", "good"),
    [
        ("mailto:ops@shop.example.com", True),
        ("https://shop.example.com/contact", True),
        ("https://shop.example.com", True),
        ("mailto:x@localhost", False),
        ("mailto:x@shop.local", False),
        ("mailto:x@shop.invalid", False),
        ("mailto:<x@shop.example.com>", False),
        ("mailto:x", False),
        ("ops@shop.example.com", False),
        ("http://shop.example.com", False),
        ("https://127.0.0.1/", False),
        ("", False),
    ],
)
def test_the_contact_must_be_one_that_push_services_take(subject: str, good: bool) -> None:
    assert (subject_problem(subject) is None) is good
    if not good:
        with pytest.raises(ValueError, match="contact"):
            new_key("k", subject)
