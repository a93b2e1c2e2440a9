"""The decision in words: `docs/delivery.md`, written from RULES so that it cannot say otherwise."""

from __future__ import annotations

from engine.delivery.policy import RULES

_HEAD = """\
# What decides whether a push goes out

Asked in this order in every claim, under the lock of the person's `reach` row, for the first try
as for each later one; the first line that holds decides, and its reason stands beside the message
(`GET /api/v1/messages`) and in its `push_suppressed` event. Where none holds, it goes. Written
from `engine/delivery/policy.py`; `make test` fails where the two differ.

| reason | holds where | the message is | of transactional ones |
|---|---|---|---|
"""
_TAIL = """
Times of day are the person's own: her time zone, else the workspace's, else UTC. An opening of a
timetable lasts from the instant of its beginning to that of its end; a time that the clocks skip
is moved forward by what was skipped, of one that comes twice the first counts. Two people who
turn out to be one keep the stricter of both: what either refused or muted, for as long as either
did, and the hours in which both were open. A change that was answered holds for every later
claim: the change and the claim take the same lock.
"""


def page() -> str:
    """The whole document."""
    lines = (
        f"| {', '.join(f'`{one}`' for one in rule.reasons)} | {rule.holds_for} | {rule.outcome} "
        f"| {rule.transactional} |\n"
        for rule in RULES
    )
    return f"{_HEAD}{''.join(lines)}{_TAIL}"
