"""The words of the hosted pages, by language: another language is another table."""

from __future__ import annotations

from collections.abc import Mapping

Texts = Mapping[str, str]

ENGLISH: Texts = {
    "title": "Notifications from {site}",
    "lead": "What you hear from {site}, and when. It counts for all your devices, at once.",
    "saved": "Saved. It holds at once.",
    "wrong": "Not saved: something is marked.",
    "save": "Save",
    "saving": "Changes count once they are saved.",
    "push": "Notifications",
    "push_hint": "Turned off, nothing comes. Your devices stay known, for when you turn them on.",
    "mute": "Quiet for a while",
    "mute_hint": "Nothing comes until the time is over; then it goes on by itself.",
    "mute.off": "Not now",
    "mute.keep": "Until {time}",
    "mute.1h": "1 hour",
    "mute.8h": "8 hours",
    "mute.1d": "1 day",
    "mute.7d": "1 week",
    "mute.always": "Until I turn it off",
    "categories": "Topics",
    "categories_hint": "Choose what is worth a notification.",
    "events": "Kinds of messages",
    "events_hint": "Whatever their topic.",
    "sources": "Muted",
    "sources_hint": "Turn a mute off to hear from it again.",
    "source.person": "Person {name}",
    "source.group": "Group {name}",
    "source.conversation": "Conversation {name}",
    "source_until": "muted until {time}",
    "source_always": "muted until you take it back",
    "hours": "Hours",
    "hours_hint": "Outside these hours messages wait for the next, or stay away.",
    "hours.any": "At any time",
    "hours.limited": "Only at these times",
    "hours_zone": "By the clock in {zone}. An end at midnight is the end of the day.",
    "from": "from",
    "to": "to",
    "from_of": "{day}, from",
    "to_of": "{day}, to",
    "again": "{day}, again",
    "day.monday": "Monday",
    "day.tuesday": "Tuesday",
    "day.wednesday": "Wednesday",
    "day.thursday": "Thursday",
    "day.friday": "Friday",
    "day.saturday": "Saturday",
    "day.sunday": "Sunday",
    "error.no_day": "Choose at least one day, or “At any time”. For none, turn them off above.",
    "error.times": "It ends before it begins. Past midnight? Let it end at midnight.",
    "months": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "moment": "{day} {month} {year}, {time}",
    "opening": "Opening your preferences …",
    "open_title": "Your notification preferences",
    "open_hint": "This address has lost its code. Open the link once more, or paste it here.",
    "open_label": "Link or code",
    "open": "Open",
    "invalid_title": "This link does not open anything",
    "invalid_hint": "It may be too old, or a part is missing. Ask for a new one where you got it.",
}  # fmt: skip
LANGUAGES: Mapping[str, Texts] = {"en": ENGLISH}


def known(language: str | None) -> str:
    """The language of these that is nearest: de-AT, de, English."""
    tag = (language or "").replace("_", "-").lower()
    while tag:
        if tag in LANGUAGES:
            return tag
        tag = tag.rpartition("-")[0]
    return "en"
