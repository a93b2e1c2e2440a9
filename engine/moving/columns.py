"""Which column holds what: as somebody said it, else by the names that exports use. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from engine.moving.rows import Table, Unusable

_DEPTH = 3  # of objects in objects whose members have names of their own: `subscription.keys.auth`


class Columns:
    """Fields by their columns; `known` are the usual names of each field, in any spelling."""

    def __init__(self, known: Mapping[str, Sequence[str]], said: Mapping[str, str]) -> None:
        """`said` maps fields to columns. Raises LookupError for a field that there is not."""
        for field in said:
            if field not in known:
                raise LookupError(field)
        self._known, self._said = known, said
        self._found: dict[tuple[str, ...], dict[str, str]] = {}

    def check(self, table: Table, needed: Sequence[str]) -> None:
        """Raises Unusable where the head of a CSV lacks a column that was named or is needed."""
        if table.head is None:
            return
        found = self._in(tuple(name for name in table.head if name))
        for field in (*self._said, *needed):
            if found.get(field, "") not in table.head:
                told = ", ".join(name for name in table.head if name)
                message = f"no column for {field} among {told}: say which by {field}=COLUMN"
                raise Unusable(1, "no_column", message)

    def of(self, values: Mapping[str, object]) -> dict[str, object]:
        """The row's fields that are there."""
        flat = flattened(values)
        return {field: flat[name] for field, name in self._in(tuple(flat)).items() if name in flat}

    def _in(self, names: tuple[str, ...]) -> dict[str, str]:
        if names not in self._found:
            if len(self._found) > 100:  # objects may have other keys on each line
                self._found.clear()
            self._found[names] = self._choose(names)
        return self._found[names]

    def _choose(self, names: tuple[str, ...]) -> dict[str, str]:
        plain = {_plain(name): name for name in reversed(names)}
        chosen = dict(self._said)
        for field, usual in self._known.items():
            name = next((plain[each] for each in map(_plain, usual) if each in plain), None)
            if name is not None:
                chosen.setdefault(field, name)
        return chosen


def flattened(values: Mapping[str, object], depth: int = _DEPTH) -> dict[str, object]:
    """Members of inner objects by a dotted name."""
    flat: dict[str, object] = {}
    for name, value in values.items():
        if isinstance(value, Mapping) and depth > 1:
            below = flattened(value, depth - 1)
            flat |= {f"{name}.{inner}": each for inner, each in below.items()}
        else:
            flat[name] = value
    return flat


def _plain(name: str) -> str:
    """`User ID`, `user_id` and `userId` are one name."""
    return re.sub(r"[^a-z0-9.]", "", name.lower())
