"""The promises about pushes, held against what the push services took.

`perhaps` counts the requests that the service took, whatever it answered: for never_twice it is at
most one, for collapse each one more needs an unclear outcome that was counted and logged.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sqlalchemy as sa

from engine.store.db import Database
from engine.store.tables import send
from tests.chaos.journal import Journal
from tests.chaos.judge import Books
from tests.chaos.pushes import TOOK, Register

FINAL = ("accepted", "gone", "unknown", "suppressed")
RIGHT_PUSH = {"bought": "collapse", "paid": "never_twice"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One send: its row, its message's row, the outcomes of its requests in order."""

    row: sa.RowMapping
    message: sa.RowMapping
    asked: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.row['message_id']}/{self.row['device_id']} ({self.message['mode']})"

    @property
    def perhaps(self) -> int:
        return sum(outcome in TOOK for outcome in self.asked)


def read(database: Database, books: Books, register: Register) -> list[Sent]:
    """All sends beside their messages and what the push services wrote down of them."""
    messages = {row["id"]: row for row in books.messages}
    with database.read() as tx:
        rows = list(tx.execute(sa.select(send)).mappings())
    return [
        Sent(
            row,
            messages[row["message_id"]],
            tuple(
                each.outcome
                for each in register.asked.get((row["message_id"], row["device_id"]), ())
            ),
        )
        for row in rows
    ]


def logged_unclear(lines: Iterable[str]) -> Counter[str]:
    """How many `send.unclear` lines the processes have written, by message."""
    found: Counter[str] = Counter()
    for line in lines:
        try:
            said = json.loads(line)
        except ValueError:  # cut off by a kill
            continue
        if said.get("event") == "send.unclear":
            found[said["message"]] += 1
    return found


def verdict(
    sends: list[Sent],
    books: Books,
    journal: Journal,
    register: Register,
    unclear: Counter[str],
) -> list[str]:
    """What broke, of all promises about pushes."""
    return [
        *_the_protocol_holds(sends, register),
        *(broken for each in sends for broken in _ends(each, register)),
        *(broken for each in sends for broken in _repeats(each, unclear)),
        *_opted_out(sends, books, journal),
        *_messages_agree(sends, books),
        *_results_are_told_once(sends, books),
    ]


def _the_protocol_holds(sends: list[Sent], register: Register) -> Iterator[str]:
    if register.refused:
        yield f"{len(register.refused)} requests break the protocol: {register.refused[:3]}"
    known = {(each.row["message_id"], each.row["device_id"]) for each in sends}
    strange = register.asked.keys() - known
    if strange:
        yield f"pushes that belong to no send: {sorted(strange)[:3]}"


def _ends(each: Sent, register: Register) -> Iterator[str]:
    """R8: one final state, and the push service knows why."""
    state, reason = each.row["state"], each.row["reason"]
    if state not in FINAL:
        yield f"{each.name} ended as {state}, {reason}"
    if state == "accepted" and "accepted" not in each.asked:
        yield f"{each.name} counts as accepted; the service said {each.asked}"
    if state == "gone" and "gone" not in each.asked:
        yield f"{each.name} counts as gone; the service said {each.asked}"
    if state == "unknown" and each.message["mode"] != "never_twice":
        yield f"{each.name} was given up"
    if state == "suppressed" and reason not in ("opted_out", "no_device"):
        yield f"{each.name} was suppressed: {reason}"
    if (
        state == "suppressed"
        and reason == "no_device"
        and each.row["device_id"] not in register.gone
    ):
        yield f"{each.name} was suppressed, but its device is there"


def _repeats(each: Sent, unclear: Counter[str]) -> Iterator[str]:
    """R7a and R7b."""
    perhaps, counted = each.perhaps, each.row["unclear"]
    if each.message["mode"] == "never_twice":
        if perhaps > 1:
            yield f"{each.name} was taken {perhaps} times: {each.asked}"
        if counted and each.row["state"] != "unknown":
            yield f"{each.name} was unclear and went on to {each.row['state']}"
        if perhaps and each.asked[-1] not in TOOK:
            yield f"{each.name} was asked for again after it was taken: {each.asked}"
        return
    if perhaps > 1 + counted:
        yield f"{each.name} was taken {perhaps} times with {counted} unclear outcomes: {each.asked}"
    if perhaps > 1 and not unclear[each.row["message_id"]]:
        yield f"{each.name} was taken {perhaps} times, and no log says why"


def _opted_out(sends: list[Sent], books: Books, journal: Journal) -> Iterator[str]:
    """R13: after the opt-out was answered, no send to that person was claimed."""
    for each in sends:
        at = journal.opted_out.get(each.row["device_id"])
        claimed = each.row["claimed_at"]
        if at is not None and claimed is not None and claimed > at:
            yield f"{each.name} was claimed {(claimed - at) / 1e6:.3f} s after the opt-out"
    reasons = {each.row["device_id"] for each in sends if each.row["reason"] == "opted_out"}
    if reasons - journal.opted_out.keys():
        yield f"devices suppressed as opted out that are not: {sorted(reasons)[:3]}"


def _messages_agree(sends: list[Sent], books: Books) -> Iterator[str]:
    """R8: a message without sends says why; one with sends is done; its mode is its journey's."""
    having = Counter(each.row["message_id"] for each in sends)
    for row in books.messages:
        if row["state"] not in ("done", "suppressed"):
            yield f"message {row['id']} is {row['state']}"
        if not having[row["id"]] and row["reason"] != "no_device":
            yield f"message {row['id']} has no send, and says {row['reason']}"
        if row["mode"] != RIGHT_PUSH.get(row["push"], "collapse"):
            yield f"message {row['id']} ({row['push']}) is {row['mode']}"


def _results_are_told_once(sends: list[Sent], books: Books) -> Iterator[str]:
    """Each result is one event, so that journeys hear of it exactly once."""
    states = Counter(each.row["state"] for each in sends)
    told = Counter(each.name for each in books.events if each.kind == "engine")
    if told["push_accepted"] != states["accepted"]:
        yield f"{states['accepted']} accepted, told {told['push_accepted']} times"
    failed = states["gone"] + states["unknown"]
    if told["push_failed"] != failed:
        yield f"{failed} gone or unknown, told {told['push_failed']} times"
