"""What changed between two journey documents, for people to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["added", "removed", "changed"]

_NOT_COMPARED = frozenset({"position", "id"})


@dataclass(frozen=True, slots=True)
class Change:
    """`what` names the part (`node hello`, `edge ask.subscribe`, `settings`); values are JSON.

    `field` is the path in the part, such as `config.time`; empty where all of it came or went.
    """

    kind: Kind
    what: str
    field: str = ""
    before: object = None
    after: object = None

    def __str__(self) -> str:
        place = f"{self.what}: {self.field}" if self.field else self.what
        match self.kind:
            case "added":
                return f"+ {place} {_text(self.after)}"
            case "removed":
                return f"- {place} {_text(self.before)}"
            case "changed":
                return f"~ {place} {_text(self.before)} → {_text(self.after)}"


def diff(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Change, ...]:
    """The changes, part by part, of two documents that can be read. Positions are no change."""
    return (
        *_values("name", before.get("name"), after.get("name")),
        *_values("settings", before.get("settings", {}), after.get("settings", {})),
        *_parts("node", _nodes(before), _nodes(after)),
        *_parts("edge", _edges(before), _edges(after)),
    )


def format_diff(changes: tuple[Change, ...]) -> str:
    """One line a change."""
    return "".join(f"{change}\n" for change in changes)


def _nodes(document: Mapping[str, object]) -> dict[str, object]:
    return {
        str(node["id"]): {name: value for name, value in node.items() if name not in _NOT_COMPARED}
        for node in _list(document, "nodes")
    }


def _edges(document: Mapping[str, object]) -> dict[str, object]:
    return {
        f"{edge['source']}.{edge.get('sourceHandle', 'next')}": edge["target"]
        for edge in _list(document, "edges")
    }


def _list(document: Mapping[str, object], name: str) -> list[dict[str, object]]:
    found = document.get(name, [])
    return found if isinstance(found, list) else []


def _parts(
    kind: str, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[Change]:
    for name in (*before, *(name for name in after if name not in before)):
        what = f"{kind} {name}"
        if name not in after:
            yield Change("removed", what, before=before[name])
        elif name not in before:
            yield Change("added", what, after=after[name])
        else:
            yield from _values(what, before[name], after[name])


def _values(what: str, before: object, after: object, field: str = "") -> Iterator[Change]:
    if _same(before, after):
        return
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield Change("changed", what, field, before, after)
        return
    for name in (*before, *(name for name in after if name not in before)):
        place = f"{field}.{name}" if field else str(name)
        if name not in after:
            yield Change("removed", what, place, before=before[name])
        elif name not in before:
            yield Change("added", what, place, after=after[name])
        else:
            yield from _values(what, before[name], after[name], place)


def _same(before: object, after: object) -> bool:
    # As text, because to Python true is 1.
    return _text(before) == _text(after)


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
