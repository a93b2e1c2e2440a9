"""The moves of journeys with one person: her last runs, and in each what happened, step by step."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

import journeys.nodes  # noqa: F401  # fills the register of node types
from engine.reports import messages, runs, timeline
from engine.reports.messages import MessageRow, SendRow
from engine.reports.people import Who
from engine.reports.runs import RunRow
from engine.store.db import Tx
from engine.store.tables import journey, journey_version, offer
from journeys.node import REGISTER

LOOKED_AT = 100
"""So many of her last messages and events are looked through for those of her last runs."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened in a run, or that it waits for; the time in µs.

    `what` is entered | popup | popup_held_back | push | waiting | ended; `told` says more of it.
    """

    at: int
    what: str
    told: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moves:
    """A run with its journey's name; the steps stand in the order of their times."""

    run: RunRow
    journey: str
    steps: tuple[Step, ...]


def of_person(tx: Tx, who: Who, *, limit: int) -> list[Moves]:
    """Her last runs, the last entered first."""
    found = runs.of_person(tx, who, after=None, limit=limit)
    names = _names(tx, found)
    definitions = _definitions(tx, found)
    told: dict[str, list[Step]] = {each.id: [] for each in found}
    for run_id, step in (*_popups(tx, who), *_held_back(tx, who), *_pushes(tx, who)):
        if run_id in told:
            told[run_id].append(step)
    return [
        Moves(each, names[each.journey_id], _steps(each, told[each.id], definitions))
        for each in found
    ]


def _steps(
    row: RunRow, told: Iterable[Step], definitions: Mapping[str, Mapping[str, Any]]
) -> tuple[Step, ...]:
    steps = [Step(row.entered_at, "entered"), *sorted(told, key=lambda step: step.at)]
    if row.ended_at is not None:
        steps.append(Step(row.ended_at, "ended", {"reason": row.reason}))
    elif row.node is not None:
        node = definitions[row.version_id].get(row.node, {})
        steps.append(Step(steps[-1].at, "waiting", {**_described(node), "until": row.wake_at}))
    return tuple(steps)


def _described(node: Mapping[str, Any]) -> dict[str, Any]:
    """A node as people know it: what it is called, and the event or popup that it is about."""
    cls = REGISTER.get(node.get("type", ""))
    config = node.get("config") or {}
    return {
        "node": node.get("id"),
        "title": cls.title if cls else node.get("type"),
        "about": config.get("event") or config.get("popup"),
    }


def _popups(tx: Tx, who: Who) -> Iterable[tuple[str, Step]]:
    rows = tx.execute(
        sa.select(offer.c.run_id, offer.c.created_at, offer.c.popup, offer.c.state, offer.c.answer)
        .where(offer.c.person_id == who.id)
        .order_by(offer.c.created_at.desc())
        .limit(LOOKED_AT)
    )
    for run_id, at, popup, state, answer in rows:
        yield run_id, Step(at, "popup", {"popup": popup, "state": state, "answer": answer})


def _held_back(tx: Tx, who: Who) -> Iterable[tuple[str, Step]]:
    for each in timeline.of(tx, who, after=None, limit=LOOKED_AT):
        about = each.told.get("properties") or {}
        if each.name == "popup_suppressed" and "run" in about:
            told = {"popup": about.get("popup"), "reason": about.get("reason")}
            yield about["run"], Step(each.at, "popup_held_back", told)


def _pushes(tx: Tx, who: Who) -> Iterable[tuple[str, Step]]:
    found = messages.of_person(tx, who, after=None, limit=LOOKED_AT)
    sends = messages.sends(tx, found)
    for each in found:
        if each.run_id is not None:
            yield each.run_id, Step(each.created_at, "push", _push(each, sends[each.id]))


def _push(message: MessageRow, sends: Sequence[SendRow]) -> dict[str, Any]:
    states = [
        {
            "state": each.state,
            "reason": each.reason,
            "displayed": each.displayed_at is not None,
            "clicked": each.clicked_at is not None,
        }
        for each in sends
    ]
    due = {"state": message.state, "reason": message.reason, "due_at": message.due_at}
    return {"push": message.push, **due, "sends": states}


def _names(tx: Tx, found: Sequence[RunRow]) -> dict[str, str]:
    wanted = {each.journey_id for each in found}
    rows = tx.execute(sa.select(journey.c.id, journey.c.name).where(journey.c.id.in_(wanted)))
    return {row[0]: row[1] for row in rows}


def _definitions(tx: Tx, found: Sequence[RunRow]) -> dict[str, dict[str, Any]]:
    """The nodes of each version by their ids."""
    wanted = {each.version_id for each in found}
    rows = tx.execute(
        sa.select(journey_version.c.id, journey_version.c.definition).where(
            journey_version.c.id.in_(wanted)
        )
    )
    return {
        row[0]: {node["id"]: node for node in json.loads(row[1]).get("nodes", [])} for row in rows
    }
