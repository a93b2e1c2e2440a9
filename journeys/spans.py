"""Sets of values of one ordered kind, as spans on a line: united, cut and turned round exactly."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from heapq import merge
from itertools import pairwise

Point = str | float | datetime
Cut = tuple[Point, bool]
"""A place on the line: just before a value (False) or just after it (True)."""


@dataclass(frozen=True, slots=True)
class Spans:
    """`begins` says whether the lowest values are inside; each cut changes sides.

    Between two values there may always be a third: of a set that this cannot tell from a larger one
    it knows the larger.
    """

    begins: bool = False
    cuts: tuple[Cut, ...] = ()

    def __bool__(self) -> bool:
        return self.begins or bool(self.cuts)

    def __or__(self, other: Spans) -> Spans:
        return _combined(self, other, lambda one, two: one or two)

    def __and__(self, other: Spans) -> Spans:
        return _combined(self, other, lambda one, two: one and two)

    def __sub__(self, other: Spans) -> Spans:
        return _combined(self, other, lambda one, two: one and not two)

    def points(self) -> tuple[Point, ...] | None:
        """The values, in order, if the set is made of single ones."""
        pairs = tuple(zip(self.cuts[::2], self.cuts[1::2], strict=False))
        single = all(low[0] == high[0] for low, high in pairs)
        if self.begins or len(self.cuts) % 2 or not single:
            return None
        return tuple(low[0] for low, _ in pairs)


NONE = Spans()
ALL = Spans(begins=True)


def only(*values: Point) -> Spans:
    """Just these values."""
    found: list[Cut] = []
    for value in sorted(set(values)):
        found += ((value, False), (value, True))
    return Spans(cuts=tuple(found))


def below(value: Point, *, too: bool) -> Spans:
    """What is less than the value, and with `too` the value."""
    return Spans(begins=True, cuts=((value, too),))


def above(value: Point, *, too: bool) -> Spans:
    """What is more than the value, and with `too` the value."""
    return Spans(cuts=((value, not too),))


def union(sets: Iterable[Spans]) -> Spans:
    return reduce(Spans.__or__, sets, NONE)


def _combined(one: Spans, other: Spans, inside: Callable[[bool, bool], bool]) -> Spans:
    here, there = one.begins, other.begins
    begins = now = inside(here, there)
    cuts: list[Cut] = []
    mine, theirs = set(one.cuts), set(other.cuts)
    for cut in _in_order(one.cuts, other.cuts):
        here, there = here is not (cut in mine), there is not (cut in theirs)
        if inside(here, there) is not now:
            now = not now
            cuts.append(cut)
    return Spans(begins, tuple(cuts))


def _in_order(one: tuple[Cut, ...], other: tuple[Cut, ...]) -> Iterable[Cut]:
    """The cuts of both, each once."""
    both = [None, *merge(one, other)]
    return (cut for before, cut in pairwise(both) if cut is not None and cut != before)
