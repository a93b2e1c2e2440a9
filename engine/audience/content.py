"""A push resource and a person become content, measured when rendered: for her bell and devices.

It is rendered once, when the message is made, so that both say the same (P2); pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Self

from msgspec import Struct

from engine.audience.sounds import Sounds, sounds
from engine.guard import link_allowed
from journeys.template import Template, compile_template

TITLE, BODY, LINK = 120, 500, 2_048  # characters after rendering (attack A30)
SOURCE = 200  # a longer one is nobody's: what is muted is no longer either
NAME = 100  # of a source, as people read it
CUT = "…"

Documents = Mapping[tuple[str, str], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Site:
    """What of the workspace stands in each of its pushes."""

    name: str
    icon: str | None
    domains: tuple[str, ...]
    base_url: str
    language: str
    sounds: Sounds = field(default_factory=Sounds)

    @classmethod
    def of(cls, settings: Mapping[str, Any], documents: Documents, base_url: str) -> Self:
        """Of its settings, with its name among them, and its documents by (kind, key)."""
        return cls(
            settings["name"],
            settings["icon"],
            tuple(settings["domains"]),
            base_url,
            settings["default_language"],
            sounds(settings, documents),
        )


@dataclass(frozen=True, slots=True)
class Recipient:
    """What templates see of a person, and the event at hand."""

    language: str | None
    context: Mapping[str, object]


class Action(Struct, frozen=True, gc=False):
    """A button; with `reply` a field for an answer, where the browser has one."""

    action: str
    title: str
    url: str | None
    reply: bool = False
    placeholder: str | None = None


class Content(Struct, frozen=True, kw_only=True):
    """A push for one person, in words; every device of hers gets the same."""

    source: str | None = None  # whom it is from, as people mute it
    source_name: str | None = None  # and as they read it, where the resource says so
    title: str
    body: str
    url: str | None
    icon: str | None
    image: str | None
    badge: str | None
    actions: tuple[Action, ...]
    require_interaction: bool
    silent: bool
    language: str
    vibrate: tuple[int, ...] = ()
    sound: str | None = None
    dir: str = "auto"


@dataclass(frozen=True, slots=True)
class Refused:
    """It cannot be sent as it is; `code` is what the send's reason says."""

    code: str
    detail: str


def compose(document: Mapping[str, Any], site: Site, recipient: Recipient) -> Content | Refused:
    """Render a push resource for one person, in her language or the nearest there is."""
    language, words = _in_language(document, site.language, recipient.language)
    context = recipient.context
    links = [words.get("url"), *(each.get("url") for each in words.get("actions") or ())]
    rendered = [_render(link, context, LINK) if link else None for link in links]
    for link in rendered:
        if link and not link_allowed(link, site.domains, site.base_url):
            return Refused("link_not_allowed", link[:200])
    actions = tuple(
        Action(
            action=str(each["action"]),
            title=_render(each["title"], context, 60),
            url=link,
            reply=bool(each.get("reply")),
            placeholder=_render(each.get("placeholder"), context, 60) or None,
        )
        for each, link in zip(words.get("actions") or (), rendered[1:], strict=True)
    )
    title = _render(words.get("title"), context, TITLE)
    if not title:
        return Refused("empty_title", "the title is empty for this person")
    source = source_of(document, context)
    heard = site.sounds.of(document)
    return Content(
        source=source,
        source_name=name_of(_render(words.get("source_name"), context, NAME)) if source else None,
        title=title,
        body=_render(words.get("message"), context, BODY),
        url=rendered[0],
        icon=words.get("icon") or _of_host(site),
        image=_render(words.get("image"), context, LINK) or None,
        badge=words.get("badge"),
        actions=actions,
        require_interaction=bool(document.get("require_interaction")),
        silent=heard.silent,
        language=language,
        vibrate=heard.vibrate,
        sound=heard.name,
        dir=document.get("dir") or "auto",
    )


def source_of(document: Mapping[str, Any], context: Mapping[str, object]) -> str | None:
    """Whom a message is from, as people mute it: `conversation:abc`; None where it says nothing."""
    return _render(document.get("source"), context, SOURCE + 1) or None


def name_of(text: str | None) -> str | None:
    """A source's name on one line; None where it is blank."""
    return " ".join((text or "").split()) or None


def _of_host(site: Site) -> str | None:
    """The workspace's icon: as in popups a relative one is at Waymark's own address."""
    relative = site.icon is not None and site.icon.startswith("/")
    return f"{site.base_url}{site.icon}" if relative else site.icon


def _in_language(
    document: Mapping[str, Any], default: str, wanted: str | None
) -> tuple[str, Mapping[str, Any]]:
    """de-AT → de → the resource's own words; a translation need not repeat what is the same."""
    translations = {key.lower(): (key, value) for key, value in _languages(document).items()}
    tag = (wanted or "").replace("_", "-").lower()
    while tag:
        if tag in translations:
            name, words = translations[tag]
            return name, {**document, **{key: each for key, each in words.items() if each}}
        tag = tag.rpartition("-")[0]
    return document.get("language") or default, document


def _languages(document: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    found = document.get("languages")
    return found if isinstance(found, Mapping) else {}


def _render(source: object, context: Mapping[str, object], longest: int) -> str:
    if not isinstance(source, str) or not source:
        return ""
    return _template(source).render(context, budget=longest)


@lru_cache(maxsize=4_096)
def _template(source: str) -> Template:
    return compile_template(source)
