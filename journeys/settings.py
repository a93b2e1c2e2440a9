"""A journey's settings: who may enter again, what ends a run early, what counts as success."""

from __future__ import annotations

import dataclasses
from datetime import timedelta
from typing import Any, Literal

from journeys import field
from journeys.check import Check
from journeys.config import ConfigInvalid, Fault, describe_fields, load_fields

ReentryMode = Literal["once", "after_exit", "always"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reentry:
    """`key` makes one run per value of a property; the mode then counts for each key apart."""

    mode: ReentryMode = field.choice(
        "May enter",
        {
            "once": "Once ever",
            "after_exit": "Again, when the last run has ended",
            "always": "Always, also while a run is active",
        },
        default="once",
    )
    cooldown: timedelta | None = field.duration("And not before", default=None)
    key: str | None = field.property_path(
        "One run for each",
        default=None,
        hint="A property of the start's event, such as order_id: each value has its own run.",
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class EventIs:
    """An event that concerns the run: of its own messages, where the event is about one."""

    event: str = field.event_name("Event")
    where: Check | None = field.rule("Where", default=None, about="event")


@dataclasses.dataclass(frozen=True, kw_only=True)
class RuleHolds:
    rule: Check = field.rule("Rule")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Goal:
    """Counted once, if it happens within `window` of the entry."""

    event: str = field.event_name("Event")
    where: Check | None = field.rule("Where", default=None, about="event")
    window: timedelta = field.duration("Within", default=timedelta(days=7))
    exit: bool = field.switch("Ends the run", default=False)


def _exit_when(value: object) -> EventIs | RuleHolds:
    if isinstance(value, dict) and "rule" in value:
        return load_fields(RuleHolds, value)
    return load_fields(EventIs, value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Settings:
    """All settings of a journey; each may be left out of the document."""

    reentry: Reentry = field.group("Re-entry", Reentry, default=Reentry())
    exit_when: EventIs | RuleHolds | None = field.either(
        "Ends early when", _exit_when, {"event": EventIs, "rule": RuleHolds}
    )
    goal: Goal | None = field.group("Goal", Goal, default=None)
    priority: int = field.integer("Priority", least=0, most=10, default=5)


def load_settings(settings: object) -> Settings:
    """The settings of a document. Raises ConfigInvalid."""
    loaded = load_fields(Settings, settings)
    if loaded.reentry.cooldown is not None and loaded.reentry.mode != "after_exit":
        fault = Fault("reentry/cooldown", "not_used", "counts only with the mode after_exit")
        raise ConfigInvalid((fault,))
    return loaded


def describe_settings() -> list[dict[str, Any]]:
    """The form of the settings, as JSON."""
    return describe_fields(Settings)
