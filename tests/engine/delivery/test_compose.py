"""Words, languages and links of a push; what a payload holds, and what does not fit."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.audience.content import Content, Recipient, Refused, Site, compose
from engine.delivery.compose import Stamp, declares, payload
from engine.delivery.providers.encryption import LARGEST

SITE = Site("Shop", "https://shop.example/i.png", ("shop.example",), "https://push.example", "en")
STAMP = Stamp("m/d", "t", "m", 5, "o")
RESOURCE = {
    "key": "welcome",
    "title": "Hello {{ person.traits.name | default('there') }}",
    "message": "You looked at {{ event.properties.product }}",
    "url": "https://shop.example/p/{{ event.properties.product }}",
    "actions": [{"action": "open", "title": "Look", "url": "/look"}],
    "languages": {"de": {"title": "Hallo {{ person.traits.name | default('du') }}"}},
}


def recipient(language: str | None = None, **traits: object) -> Recipient:
    context = {
        "person": {"traits": traits, "markers": {}, "user_id": None, "language": language},
        "event": {"name": "looked", "properties": {"product": "shoe"}},
        "workspace": {"name": "Shop"},
    }
    return Recipient(language, context)


def content(**more: object) -> Content:
    made = compose({**RESOURCE, **more}, SITE, recipient())
    assert isinstance(made, Content)
    return made


def test_placeholders_are_filled_for_the_person() -> None:
    made = compose(RESOURCE, SITE, recipient(name="Ana"))

    assert isinstance(made, Content)
    assert (made.title, made.body, made.url) == (
        "Hello Ana",
        "You looked at shoe",
        "https://shop.example/p/shoe",
    )
    assert made.icon == "https://shop.example/i.png"


@pytest.mark.parametrize(
    ("language", "title", "told"),
    [
        ("de", "Hallo du", "de"),
        ("de-AT", "Hallo du", "de"),
        ("DE_ch", "Hallo du", "de"),
        ("fr", "Hello there", "en"),
        (None, "Hello there", "en"),
    ],
)
def test_the_nearest_language_is_taken(language: str | None, title: str, told: str) -> None:
    made = compose(RESOURCE, SITE, recipient(language))

    assert isinstance(made, Content)
    assert (made.title, made.language) == (title, told)
    assert made.body == "You looked at shoe"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example/",
        "https://evil.example/",
        "https://shop.example.evil.example/",
        "https:\\\\evil.example",
        "{{ person.traits.url }}",
    ],
)
def test_a_link_that_leads_elsewhere_is_refused_after_rendering(url: str) -> None:
    made = compose({**RESOURCE, "url": url}, SITE, recipient(url="https://evil.example/x"))

    assert isinstance(made, Refused)
    assert made.code == "link_not_allowed"


def test_the_workspaces_icon_comes_from_waymark_on_whatever_site_it_is_shown() -> None:
    made = compose(RESOURCE, dataclasses.replace(SITE, icon="/i.png"), recipient())

    assert isinstance(made, Content)
    assert made.icon == "https://push.example/i.png"


@pytest.mark.parametrize("declared", [False, True])
def test_a_notification_without_an_icon_of_its_own_bears_the_default_one(declared: bool) -> None:
    """C20; the item in the bell has none: there the page draws its own."""
    plain = dataclasses.replace(SITE, icon=None)
    made = compose(RESOURCE, plain, recipient())
    assert isinstance(made, Content)
    assert made.icon is None

    body = payload(made, plain, STAMP, declared=declared)
    assert isinstance(body, bytes)
    note = json.loads(body)["notification" if declared else "n"]
    assert note["icon"] == "https://push.example/static/bell.png"


def test_an_empty_title_is_refused() -> None:
    made = compose({**RESOURCE, "title": "{{ person.traits.none }}"}, SITE, recipient())

    assert made == Refused("empty_title", "the title is empty for this person")


def test_the_payload_is_the_workers_contract() -> None:
    made = payload(content(), SITE, STAMP)

    assert isinstance(made, bytes)
    assert json.loads(made) == {
        "v": 1,
        "id": "m/d",
        "t": "t",
        "h": "https://push.example",
        "o": "o",
        "n": {
            "title": "Hello there",
            "body": "You looked at shoe",
            "icon": "https://shop.example/i.png",
            "tag": "m",
            "url": "https://shop.example/p/shoe",
            "actions": [{"action": "open", "title": "Look", "url": "/look"}],
            "timestamp": 5,
            "lang": "en",
        },
        "d": ["https://push.example", "https://shop.example"],
    }


APPLE = "https://web.push.apple.com/QGuQyavXutnMtu"


def test_apples_browsers_get_a_message_that_they_can_show_by_themselves() -> None:
    """N10; https://w3c.github.io/push-api/#declarative-push-message"""
    whole = content(actions=[{"action": "open", "title": "Look", "url": "https://shop.example/l"}])
    made = payload(whole, SITE, STAMP, declared=True)

    assert declares(whole, APPLE)
    assert isinstance(made, bytes)
    assert json.loads(made) == {
        "web_push": 8030,
        "notification": {
            "title": "Hello there",
            "body": "You looked at shoe",
            "icon": "https://shop.example/i.png",
            "tag": "m",
            "timestamp": 5,
            "lang": "en",
            "navigate": "https://shop.example/p/shoe",
            "actions": [{"action": "open", "title": "Look", "navigate": "https://shop.example/l"}],
            "data": {
                "waymark": {
                    "id": "m/d",
                    "t": "t",
                    "h": "https://push.example",
                    "o": "o",
                    "d": ["https://push.example", "https://shop.example"],
                }
            },
        },
        "mutable": True,
    }


@pytest.mark.parametrize(
    "endpoint",
    ["https://fcm.googleapis.com/fcm/send/x", "https://updates.push.services.mozilla.com/wpush/v2/x",
     "https://web.push.apple.com.evil.example/x", "https://push.apple.com.example/", ""],
)  # fmt: skip
def test_others_get_what_the_worker_reads(endpoint: str) -> None:
    assert not declares(content(actions=[]), endpoint)


@pytest.mark.parametrize(
    ("more", "whole"),
    [
        ({"actions": []}, True),
        ({"actions": [], "url": "/p/1"}, False),
        ({"actions": [], "url": None}, False),
        ({"actions": [{"action": "a", "title": "A", "url": "/x"}]}, False),
        ({"actions": [{"action": "a", "title": "A"}]}, False),
    ],
)
def test_a_link_of_the_site_is_left_to_the_worker_who_knows_the_site(
    more: dict[str, object], whole: bool
) -> None:
    assert declares(content(**more), APPLE) is whole


both_forms = pytest.mark.parametrize("declared", [False, True])


@both_forms
def test_a_body_that_does_not_fit_is_cut(declared: bool) -> None:
    long = content(message="é" * 500, image="https://shop.example/" + "i" * 1_900,
                   icon="https://shop.example/" + "i" * 900)  # fmt: skip
    made = payload(long, SITE, Stamp("m/d", "t" * 200, "m", 5, "o" * 11), declared=declared)

    assert isinstance(made, bytes)
    assert len(made) <= LARGEST
    note = json.loads(made)["notification" if declared else "n"]
    assert note["body"].endswith("…")


@both_forms
def test_what_cannot_be_cut_is_refused(declared: bool) -> None:
    huge = content(image="https://shop.example/" + "i" * 2_000, icon="x" * 2_500)
    made = payload(huge, SITE, STAMP, declared=declared)

    assert isinstance(made, Refused)
    assert made.code == "too_large"


@given(st.text(max_size=600), st.text(max_size=2_600), st.booleans())
def test_whatever_a_person_is_called_the_payload_fits_or_is_refused(
    name: str, icon: str, declared: bool
) -> None:
    made = compose({**RESOURCE, "message": "{{ person.traits.name }}", "icon": icon}, SITE,
                   recipient(name=name))  # fmt: skip
    assert isinstance(made, Content)
    assert len(made.title) <= 120
    assert len(made.body) <= 500
    body = payload(made, SITE, STAMP, declared=declared)
    assert isinstance(body, Refused) or len(body) <= LARGEST


def test_a_button_may_ask_for_an_answer_in_words_and_a_push_vibrate() -> None:
    say = {
        "action": "say",
        "title": "Reply",
        "reply": True,
        "placeholder": "To {{ workspace.name }}",
    }
    made = content(actions=[say, {"action": "no", "title": "No"}], vibrate=[200, 100], dir="rtl")
    told = payload(made, SITE, Stamp("m1/d1", "t", "m1", 1, "o"))
    assert isinstance(told, bytes)
    note = json.loads(told)["n"]
    field = {"type": "text", "placeholder": "To Shop"}
    assert note["actions"] == [
        {"action": "say", "title": "Reply", "url": None, **field},
        {"action": "no", "title": "No", "url": None},
    ]
    assert (note["vibrate"], note["dir"]) == ([200, 100], "rtl")
