"""Try a draft on one person, chosen or invented: nothing is sent, nothing is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from engine import clock, workspaces
from engine.audience import content, people, popup_content, preferences
from engine.audience.content import Recipient, Refused, Site
from engine.reports.people import Who
from engine.runtime import drafts, publish
from engine.runtime.drafts import Journey
from engine.runtime.histories import Histories
from engine.runtime.publish import NotPublishable
from engine.runtime.published import compiled
from engine.store.db import Tx
from journeys.becoming import devices_of
from journeys.decision import (
    AddToInbox,
    CallWebhook,
    Effect,
    NotOffered,
    SendPush,
    SetTraits,
    ShowPopup,
    StartJourney,
)
from journeys.lint import has_errors
from journeys.opening import Opening, opening
from journeys.person import Person
from journeys.rehearsal import Move, Step, Told, rehearse
from journeys.template import context_of

Json = dict[str, Any]
_OF_THE_DEVICE = ("platform", "browser")


@dataclass(frozen=True, slots=True)
class Trial:
    """Whom the moves are played on from `start` (µs).

    `who` is a person of the workspace as she is now, or the facts of an invented one, by the fields
    of `Person`, those of her one device (`platform`, `browser`) and `push`, her status. `base_url`
    is where browsers reach Waymark.
    """

    who: Who | Mapping[str, Any]
    moves: Sequence[Move]
    start: int
    base_url: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it; `previews` are, by step and effect, what she would have seen."""

    told: Told
    previews: tuple[tuple[Json, ...], ...]


def try_draft(tx: Tx, found: Journey, trial: Trial) -> Tried | NotPublishable:
    """Play the moves on the journey's draft; one with errors cannot be played.

    Raises LookupError for a person whose state is not there.
    """
    problems = drafts.problems(tx, found.workspace_id, found.document, found.id)
    if has_errors(problems):
        return NotPublishable(problems)
    segments = publish.pinned_segments(tx, found)
    scenery = _Scenery(tx, found.workspace_id, trial.base_url)
    person = (
        _living(tx, found, trial.who, segments, scenery)
        if isinstance(trial.who, Who)
        else _invented(trial.who, trial.start, scenery)
    )
    told = rehearse(
        found.document,
        person,
        trial.moves,
        start=clock.moment(trial.start),
        segments=json.loads(segments),
        journey=found.id,
    )
    previews = tuple(
        tuple(scenery.preview(each, step) for each in step.effects) for step in told.steps
    )
    return Tried(told, previews)


def how_to_begin(tx: Tx, found: Journey) -> Opening:
    """An event and an invented person to begin with; one that says nothing for a faulty draft."""
    if has_errors(drafts.problems(tx, found.workspace_id, found.document, found.id)):
        return Opening()
    return opening(compiled(found.id, "", found.draft, publish.pinned_segments(tx, found)))


class _Scenery:
    """What of the workspace a rehearsal shows."""

    def __init__(self, tx: Tx, workspace_id: str, base_url: str) -> None:
        self.settings = workspaces.settings(tx, workspace_id)
        self.site = Site(
            self.settings["name"],
            self.settings["icon"],
            tuple(self.settings["domains"]),
            base_url,
            self.settings["default_language"],
        )
        self.documents = workspaces.documents(tx, workspace_id)
        self.choices = preferences.categories(tx, workspace_id)

    @property
    def timezone(self) -> str:
        return str(self.settings["timezone"] or "UTC")

    @property
    def categories(self) -> dict[str, bool]:
        return {each.key: each.default for each in self.choices}

    def preview(self, effect: Effect, step: Step) -> Json:
        """An effect, and what she would have seen of it."""
        match effect:
            case SendPush(push=push, target=target):
                return {"kind": "push", "push": push, "target": target, **self._push(push, step)}
            case AddToInbox(push=push):
                return {"kind": "inbox", "push": push, **self._push(push, step)}
            case ShowPopup(popup=popup):
                return {"kind": "popup", "popup": popup, **self._popup(popup, step)}
            case NotOffered(popup=popup, reason=reason):
                return {"kind": "popup", "popup": popup, "refused": reason}
            case CallWebhook(url=url, body=body):
                return {"kind": "webhook", "url": url, "body": body}
            case StartJourney(journey=journey):
                return {"kind": "start", "journey": journey}
            case SetTraits(traits=traits, markers=markers):
                return {"kind": "traits", "traits": dict(traits), "markers": dict(markers)}

    def _push(self, key: str, step: Step) -> Json:
        context = context_of(step.person, step.event, self.site.name)
        recipient = Recipient(step.person.language, context)
        made = content.compose(self.documents["push", key], self.site, recipient)
        if isinstance(made, Refused):
            return {"refused": made.code}
        return {"shown": msgspec.to_builtins(made)}

    def _popup(self, key: str, step: Step) -> Json:
        popup, language = self.documents["popup", key], step.person.language
        return {"shown": popup_content.localised(popup, self.choices, self.settings, language)}


def _living(tx: Tx, found: Journey, who: Who, segments: str, scenery: _Scenery) -> Person:
    """The person as the journey would see her now."""
    needs = compiled(found.id, "", found.draft, segments).needs
    living = people.load(tx, who.shard, [], {who.id}).of(who.id)
    if living is None:
        raise LookupError("no such person")
    people.load_counts(tx, who.shard, [living], needs.events)
    histories = Histories(tx, who.shard, [living.id], needs.journeys)
    return living.person(
        defaults=scenery.categories,
        journeys=histories.states(living.id, needs.journeys),
        timezone=scenery.timezone,
    )


def _invented(facts: Mapping[str, Any], start: int, scenery: _Scenery) -> Person:
    at = clock.moment(start)
    status = facts["push"]
    device = {name: facts[name] for name in _OF_THE_DEVICE if name in facts}
    apart = {"push", "groups", *_OF_THE_DEVICE}
    told = {name: value for name, value in facts.items() if name not in apart}
    person = Person(
        id="invented",
        created_at=at,
        last_seen_at=at,
        last_session_status=status,
        devices=tuple(replace(each, **device) for each in devices_of(status)),
        groups=frozenset(facts.get("groups", ())),
        workspace_timezone=scenery.timezone,
        **told,
    )
    return replace(person, categories={**scenery.categories, **person.categories})
