"""The shapes of push resources, popups and categories, read strictly."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from marshmallow import Schema, ValidationError, fields, missing, validate

from journeys.duration import parse_duration

KEY = validate.Regexp(
    re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}(?!\n)$"),
    error="is made of a-z, 0-9, _ and -, at most 64",
)
EVENT_TYPE = validate.Regexp(
    re.compile(r"^[a-z0-9][a-z0-9._-]{0,63}(?!\n)$"),
    error="is made of a-z, 0-9, _, - and ., at most 64",
)
LANGUAGE = validate.Regexp(
    re.compile(r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}(?!\n)$"),
    error="is no language tag such as de-AT",
)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=28)  # push services keep it so long


class Words(fields.String):
    """A text, taken as it is: a template or plain."""

    def __init__(self, longest: int, **options: Any) -> None:
        least = 1 if options.get("required") else 0
        super().__init__(validate=validate.Length(least, longest), **options)


class Flag(fields.Boolean):
    """true or false, and nothing that resembles them."""

    def _deserialize(self, value: Any, *_: object, **__: object) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


def link(**options: Any) -> Words:
    return Words(2048, load_default=None, allow_none=True, **options)


def choice(*words: str, default: str) -> fields.String:
    return fields.String(load_default=default, validate=validate.OneOf(words))


def lasting(text: str) -> None:
    """A run-time. Raises ValidationError for one that no push service keeps."""
    try:
        length = parse_duration(text)
    except ValueError as error:
        raise ValidationError(str(error)) from None
    if not SHORTEST <= length <= LONGEST:
        raise ValidationError("is between PT1M and P28D")


class ActionBody(Schema):
    """A button of a notification."""

    action = fields.String(required=True, validate=KEY)
    title = Words(200, required=True)
    url = link()
    reply = Flag(
        load_default=False,
        metadata={
            "description": "A field to answer in, where the browser has one; elsewhere a button."
        },
    )
    placeholder = Words(200, load_default=None, allow_none=True)


class PushWords(Schema):
    """What a language says otherwise."""

    title = Words(1000)
    message = Words(4000)
    url = link()
    image = link()
    source_name = Words(1000)


class PopupWords(Schema):
    """What a language says otherwise."""

    title = Words(200)
    text = Words(1000)
    image = link()
    subscribe_label = Words(60)
    later_label = Words(60)


class CategoryWords(Schema):
    """What a language says otherwise."""

    name = Words(100)


def languages(words: type[Schema]) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=LANGUAGE),
        values=fields.Nested(words),
        load_default=dict,
        validate=validate.Length(max=100),
    )


class SoundBody(Schema):
    """How a push makes itself heard; where nothing of it is said, what stands above says it."""

    sound = fields.String(
        load_default=None,
        allow_none=True,
        validate=validate.Length(1, 100),
        metadata={"description": "The name of a sound that a native app has."},
    )
    silent = Flag(load_default=False)
    vibrate = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, 10_000)),
        load_default=list,
        validate=validate.Length(max=32),
        metadata={"description": "Milliseconds of vibration and pause, in turn."},
    )


class PushBody(SoundBody):
    """A push resource; title, message, links, image, source and its name are templates.

    A push that says nothing of sound and vibration has its category's, else the workspace's.
    `source` is whom it is from, as people mute it: `conversation:{{ event.properties.id }}`;
    `source_name` is how they read it there: `{{ event.properties.name }}`, cut at 100 characters.
    `event_type` is the name under which people may turn off pushes of this kind; the setting
    `event_types` says how it is shown and what holds of who made no choice.
    """

    key = fields.String(required=True, validate=KEY)
    name = Words(200, required=True)
    title = Words(1000, required=True)
    message = Words(4000, load_default="")
    url = link()
    icon = link()
    image = link()
    badge = link()
    dir = choice("auto", "ltr", "rtl", default="auto")
    inbox = Flag(load_default=True)
    actions = fields.List(
        fields.Nested(ActionBody), load_default=list, validate=validate.Length(max=4)
    )
    require_interaction = Flag(load_default=False)
    run_time = fields.String(load_default="P1D", validate=lasting)
    outside_hours = choice("hold", "drop", default="hold")
    urgency = choice("very-low", "low", "normal", "high", default="normal")
    mode = choice("collapse", "never_twice", default="collapse")
    transactional = Flag(load_default=False)
    category = fields.String(load_default=None, allow_none=True, validate=KEY)
    event_type = fields.String(load_default=None, allow_none=True, validate=EVENT_TYPE)
    source = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 1000))
    source_name = Words(1000, load_default=None, allow_none=True)
    languages = languages(PushWords)


class PopupBody(Schema):
    """A soft-onboarding popup: plain texts, never HTML.

    `modal` and `corner` have their place, whatever `position` says; `ios_guide` is shown to tabs of
    iPhones and iPads alone.
    """

    key = fields.String(required=True, validate=KEY)
    template = choice("simple", "categories", "modal", "corner", "ios_guide", default="simple")
    title = Words(200, required=True)
    text = Words(1000, load_default="")
    image = link()
    position = choice("top", "bottom", "corner", default="top")
    subscribe_label = Words(60, load_default="Subscribe")
    later_label = Words(60, load_default="Maybe later")
    categories = fields.List(
        fields.String(validate=KEY), load_default=list, validate=validate.Length(max=20)
    )
    languages = languages(PopupWords)


class CategoryBody(SoundBody):
    """What a person can choose to hear about; `default` holds where she made no choice.

    Sound and vibration are of those of its pushes that say nothing of theirs.
    """

    key = fields.String(required=True, validate=KEY)
    name = Words(100, required=True)
    default = Flag(load_default=True)
    languages = languages(CategoryWords)


class EventTypeWords(Schema):
    """What a language says otherwise."""

    name = Words(100)


class EventTypeBody(Schema):
    """A kind of messages that a person can choose; `default` holds where she made no choice."""

    name = Words(100, required=True)
    default = Flag(load_default=True)
    languages = languages(EventTypeWords)


def with_defaults(shape: type[Schema], document: Mapping[str, Any]) -> dict[str, Any]:
    """A document, perhaps of an older release, with every field that it does not name."""
    defaults = {name: field.load_default for name, field in shape().fields.items()}
    filled = {
        name: value() if callable(value) else value
        for name, value in defaults.items()
        if value is not missing
    }
    return {**filled, **document}
