"""The steps that a run has taken, the last of them only: what one person's path is drawn from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct

KEPT = 200
"""Steps of a run that are remembered; it is written whole whenever it moves."""


class Step(Struct, frozen=True):
    """A visit that ended: at which node, by which port ("" where it ended with the run), and when.

    The visit after it began at that same moment.
    """

    node: str
    port: str
    at: datetime


Trail = tuple[Step, ...]


def longer(trail: Trail, left: Iterable[tuple[str, str]], at: datetime) -> Trail:
    """The trail with what was left now, by (node, port); the oldest fall out."""
    return (*trail, *(Step(node, port, at) for node, port in left))[-KEPT:]


def dump(trail: Trail, since: datetime) -> list[str | int]:
    """The trail as one flat list: of each step its node, its port, and the µs since the one before.

    The first counts from `since`. Most steps follow at once, so most of these are a single 0.
    """
    flat: list[str | int] = []
    for step in trail:
        flat += (step.node, step.port, (step.at - since) // _MICROSECOND)
        since = step.at
    return flat


def load(flat: Sequence[str | int], since: datetime) -> Trail:
    """The trail that `dump` wrote."""
    trail = []
    for node, port, passed in zip(flat[::3], flat[1::3], flat[2::3], strict=True):
        since += timedelta(microseconds=int(passed))
        trail.append(Step(str(node), str(port), since))
    return tuple(trail)


_MICROSECOND = timedelta(microseconds=1)
