"""A measured figure beside its goal and floor, and the table of them."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Sense = Literal[">=", "<="]


@dataclass(frozen=True, slots=True)
class Spread:
    """What rounds gave: the median counts, the rest says how far to trust it."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    def __str__(self) -> str:
        return f"{_short(min(self.values))}-{_short(max(self.values))}"


@dataclass(frozen=True, slots=True)
class Row:
    """One line. `sense` says on which side of `goal` and `floor` a good value lies."""

    number: str
    what: str
    value: float
    unit: str = "×"
    sense: Sense = ">="
    goal: float | None = None
    floor: float | None = None
    spike: str = ""  # what was measured before anything was built
    spread: str = ""
    note: str = ""
    hard: bool = False  # below the floor the whole run fails

    @property
    def verdict(self) -> str:
        """`met`, `below` the goal, `UNDER FLOOR`; nothing where no goal is set."""
        if self.goal is None:
            return ""
        if self._good(self.goal):
            return "met"
        return "below" if self.floor is None or self._good(self.floor) else "UNDER FLOOR"

    @property
    def failed(self) -> bool:
        """Whether this figure alone makes the run fail."""
        return self.hard and self.verdict == "UNDER FLOOR"

    def _good(self, mark: float) -> bool:
        return self.value >= mark if self.sense == ">=" else self.value <= mark


@dataclass(frozen=True, slots=True)
class Skipped:
    """A benchmark, or a part of one, that could not run here, and why."""

    number: str
    why: str


def ratio(above: Sequence[float], below: Sequence[float]) -> Spread:
    """The ratios of two things measured in turn, round by round."""
    return Spread(tuple(one / other for one, other in zip(above, below, strict=True)))


HEAD = ("goal", "what", "is", "goal", "floor", "spike", "verdict", "spread, note")


def table(rows: Iterable[Row | Skipped], *, markdown: bool = False) -> str:
    """The rows as text in columns, or as a Markdown table."""
    lines = [HEAD, *map(_cells, rows)]
    if markdown:
        marked = [f"| {' | '.join(line)} |" for line in lines]
        return "\n".join([marked[0], "|---" * len(HEAD) + "|", *marked[1:]])
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEAD) - 1)]
    return "\n".join(
        "  ".join(
            [*(cell.ljust(width) for cell, width in zip(line, widths, strict=False)), line[-1]]
        )
        for line in lines
    )


def _cells(row: Row | Skipped) -> tuple[str, ...]:
    if isinstance(row, Skipped):
        return (row.number, "not measured", "", "", "", "", "", row.why)
    side = "≥" if row.sense == ">=" else "≤"
    more = ", ".join(part for part in (row.spread, row.note) if part)
    return (
        row.number,
        row.what,
        f"{_short(row.value)} {row.unit}",
        "" if row.goal is None else f"{side} {_short(row.goal)}",
        "" if row.floor is None else _short(row.floor) + ("*" if row.hard else ""),
        row.spike,
        row.verdict,
        more,
    )


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
