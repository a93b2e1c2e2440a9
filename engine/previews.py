"""Previews of a push and a popup as they are written now: nothing is saved, sent or claimed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from engine import resources, workspaces
from engine.audience import popup_content, preferences
from engine.audience.content import Content, Recipient, Refused, Site, compose
from engine.audience.tokens import Signer
from engine.delivery.compose import Stamp
from engine.delivery.looks import STAMP_ID, Looks, looks
from engine.reports import people
from engine.reports.people import Who, Whole
from engine.resources import Fault, Kind, Place
from engine.store.db import Tx

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """For whom it is drawn: a person, or an invented one, in a language; and the event at hand."""

    who: Who | None
    language: str | None
    traits: Mapping[str, Any]
    event: str | None
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A push drawn. Without content it is `refused`; `looks` are its looks in each browser."""

    content: Content | None
    refused: Refused | None
    looks: Looks | None
    faults: tuple[Fault, ...]


def push(tx: Tx, place: Place, signer: Signer, document: Document, sample: Sample) -> Shown:
    """The push for this person, through the code that renders and measures what is sent."""
    faults = resources.lint(tx, place, "push", document)
    if resources.unreadable(document):
        return Shown(None, None, None, faults)
    site = Site.of(
        workspaces.settings(tx, place.workspace_id),
        workspaces.documents(tx, place.workspace_id),
        place.base_url,
    )
    recipient = _recipient(tx, sample, site.name)
    made = compose(document, site, recipient)
    refused: Refused | None = None
    if isinstance(made, Refused) and made.code == "link_not_allowed":
        refused, made = made, compose(_without_links(document), site, recipient)
    if isinstance(made, Refused):
        return Shown(None, made, None, faults)
    token = signer.send(place.workspace_id, STAMP_ID)
    stamp = Stamp(
        STAMP_ID, token, STAMP_ID.partition("/")[0], tx.now() // 1000, signer.mark("d", 0)
    )
    return Shown(made, refused, looks(made, site, stamp), faults)


def popup(
    tx: Tx, place: Place, document: Document, language: str | None
) -> tuple[Mapping[str, object], tuple[Fault, ...]]:
    """The popup as the snippet is given it for a visitor of this language, and its faults."""
    kind: Kind = "popup"
    faults = resources.lint(tx, place, kind, document)
    choices = preferences.categories(tx, place.workspace_id)
    site = workspaces.settings(tx, place.workspace_id)
    return popup_content.localised(document, choices, site, language), faults


def _recipient(tx: Tx, sample: Sample, workspace: str) -> Recipient:
    """What its templates see. The sample's language goes before the person's own."""
    found = (
        Whole(id=0, traits=sample.traits) if sample.who is None else people.whole(tx, sample.who)
    )
    language = sample.language or found.language
    event = {"name": sample.event, "properties": sample.properties} if sample.event else {}
    return Recipient(
        language,
        {
            "person": {
                "user_id": found.user_id,
                "language": language,
                "traits": found.traits,
                "markers": found.markers,
            },
            "event": event,
            "workspace": {"name": workspace},
        },
    )


def _without_links(document: Document) -> Document:
    """What can be drawn of a push that leads where it may not."""
    spoken = {
        tag: {name: each for name, each in words.items() if name != "url"}
        for tag, words in document.get("languages", {}).items()
    }
    actions = [{**each, "url": None} for each in document.get("actions", ())]
    return {**document, "url": None, "actions": actions, "languages": spoken}
