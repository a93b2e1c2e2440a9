"""A workspace as delivery needs it, read in the claim: its switch must hold at once (C1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from engine import push_services, workspaces
from engine.audience import timetable
from engine.audience.content import Site
from engine.audience.reach import Cap
from engine.audience.timetable import Timetable
from engine.delivery.policy import QuietHours
from engine.delivery.trial import OWN, OWN_TEXT
from engine.push_services import Sealed
from engine.store import direct
from engine.store.db import Tx


@dataclass(frozen=True, slots=True)
class Sender:
    """Switch, limits, words and links of one workspace, as of one version of it."""

    version: int
    push_enabled: bool
    timezone: str
    cap: Cap
    quiet_hours: QuietHours | None
    timetable: Timetable | None
    site: Site
    resources: Mapping[str, Mapping[str, Any]]
    categories: Mapping[str, bool]
    event_types: Mapping[str, bool]
    messages_reset_at: int  # µs
    apps: Mapping[str, Sealed]  # what it sends to apps with, by kind


_THESE = (
    "SELECT id, version, push_enabled, messages_reset_at, settings FROM workspace"
    " WHERE id IN (SELECT {})"
)
_WORKSPACES = {
    True: _THESE.format("json_array_elements_text(%s::json)"),
    False: _THESE.format("value FROM json_each(?)"),
}


class _Row(NamedTuple):
    """A workspace as it is read in each claim; the settings as JSON."""

    version: int
    push_enabled: bool
    messages_reset_at: int
    settings: str


class Senders:
    """The cache: every claim reads the versions, and only what changed is loaded again."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._known: dict[str, Sender] = {}

    def of(self, tx: Tx, ids: Iterable[str]) -> dict[str, Sender]:
        """These workspaces as they are in this transaction."""
        wanted = msgspec.json.encode(sorted(set(ids))).decode()
        rows = direct.rows(tx, _WORKSPACES[tx.postgres], (wanted,))
        found = {}
        for id_, *rest in rows:
            row = _Row(*rest)
            sender = self._known.get(id_)
            if sender is None or sender.version != row.version:
                sender = self._known[id_] = self._load(tx, id_, row)
            found[id_] = sender
        return found

    def _load(self, tx: Tx, id_: str, row: _Row) -> Sender:
        settings = workspaces.settings(tx, id_)
        documents = workspaces.documents(tx, id_)
        cap = settings["frequency_cap"] or {}
        return Sender(
            version=row.version,
            push_enabled=bool(row.push_enabled),
            messages_reset_at=row.messages_reset_at,
            timezone=settings["timezone"],
            cap=Cap(cap.get("per_day"), cap.get("per_5_minutes")),
            quiet_hours=QuietHours.read(settings["quiet_hours"]),
            timetable=_timetable(settings["default_timetable"]),
            site=Site.of(settings, documents, self._base_url),
            resources={
                OWN: OWN_TEXT,
                **{key: each for (kind, key), each in documents.items() if kind == "push"},
            },
            categories={
                key: bool(each.get("default", True))
                for (kind, key), each in documents.items()
                if kind == "category"
            },
            event_types={
                key: bool(each.get("default", True))
                for key, each in settings["event_types"].items()
            },
            apps=push_services.sealed(tx, id_),
        )


def _timetable(setting: list[dict[str, str]] | None) -> Timetable | None:
    """The workspace's own, checked when it was set."""
    found = timetable.read(setting) if setting else None
    return found if isinstance(found, Timetable) else None
