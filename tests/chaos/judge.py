"""The promises about events, people and journeys, held against what the clients wrote down.

Each promise is a function that answers what broke; it reads the tables itself and shares no code
with what it judges.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import sqlalchemy as sa

from engine.audience import names
from engine.store.db import Database, Tx
from engine.store.tables import event, message, node_count, person, profile, quarantine, rollup, run
from tests.chaos.journal import Browser, Journal
from tests.chaos.place import PATIENCE, WAIT

SECOND = 1_000_000
COUNTED = ("track", "identify", "visitor", "engine")
STARTS = ("bought", "paid", "left")  # one run for each event
KNOWN_ENDS = {"finished"}


class Stored(NamedTuple):
    """An event of the log; those that a merge has moved elsewhere are left out."""

    shard: int
    seq: int
    person: int
    kind: str
    name: str
    id: str
    received_at: int
    body: str


@dataclass
class Books:
    """What the database holds after the run."""

    workspace: str
    journeys: dict[str, str]
    events: list[Stored]
    routes: dict[int, tuple[int, int]]
    """Person id → (the person it stands for, the shard)."""
    runs: list[sa.RowMapping]
    messages: list[sa.RowMapping]
    counts: list[tuple[int, str, int]]
    """(person, event name, count) of the roll-ups."""
    traits: dict[int, dict[str, Any]]
    visits: dict[tuple[str, str, str], int]
    """(journey id, node, port) → count."""
    quarantined: int

    def person(self, kind: names.PersonKind, external: str) -> int:
        return self.routes[names.person_id(self.workspace, kind, external)][0]

    def of(self, browser: Browser) -> int:
        if browser.user:
            return self.person("user", browser.user)
        return self.person("anonymous", str(browser.anonymous))

    def runs_of(self, name: str) -> list[sa.RowMapping]:
        return [row for row in self.runs if self.journeys[row["journey_id"]] == name]


def read(database: Database, workspace: str, journeys: dict[str, str]) -> Books:
    """Everything the promises ask about."""
    with database.read() as tx:
        columns = (
            event.c.shard, event.c.seq, event.c.person_id, event.c.kind, event.c.name,
            event.c.message_id, event.c.received_at, event.c.body,
        )  # fmt: skip
        stored = sa.select(*columns).where(event.c.kind != "moved").order_by(*columns[:2])
        people = sa.select(person.c.id, person.c.canonical_id, person.c.shard)
        counts = sa.select(rollup.c.person_id, rollup.c.name, sa.func.sum(rollup.c["count"]))
        visits = sa.select(
            node_count.c.journey_id, node_count.c.node, node_count.c.port,
            sa.func.sum(node_count.c["count"]),
        ).group_by(node_count.c.journey_id, node_count.c.node, node_count.c.port)  # fmt: skip
        return Books(
            workspace=workspace,
            journeys=journeys,
            events=[Stored(*row) for row in tx.execute(stored)],
            routes={row[0]: (row[1], row[2]) for row in tx.execute(people)},
            runs=_rows(tx, run),
            messages=_rows(tx, message),
            counts=[
                (row[0], row[1], int(row[2]))
                for row in tx.execute(counts.group_by(rollup.c.person_id, rollup.c.name))
            ],
            traits={
                row[0]: json.loads(row[1])
                for row in tx.execute(sa.select(profile.c.person_id, profile.c.traits))
            },
            visits={(row[0], row[1], row[2]): int(row[3]) for row in tx.execute(visits)},
            quarantined=len(_rows(tx, quarantine)),
        )


def _rows(tx: Tx, table: sa.Table) -> list[sa.RowMapping]:
    return list(tx.execute(sa.select(table)).mappings())


def verdict(books: Books, journal: Journal) -> list[str]:
    """What broke, of all promises about events, people and journeys."""
    promises = (
        _nothing_is_lost, _nothing_counts_twice, _everything_is_applied_once, _order_holds,
        _the_last_trait_stands, _each_event_starts_its_run, _once_is_once, _waits_are_whole,
        _answers_and_time_outs, _every_run_ends_well,
    )  # fmt: skip
    return [broken for promise in promises for broken in promise(books, journal)]


def _nothing_is_lost(books: Books, journal: Journal) -> Iterator[str]:
    """R1: what was answered 2xx is stored."""
    stored = {each.id for each in books.events}
    lost = journal.acked.keys() - stored
    if lost:
        yield f"{len(lost)} acked events are lost: {sorted(lost)[:5]}"
    unanswered = journal.items.keys() - journal.acked.keys()
    if unanswered:
        yield f"{len(unanswered)} events were never answered: {sorted(unanswered)[:5]}"


def _nothing_counts_twice(books: Books, journal: Journal) -> Iterator[str]:
    """R2: a message id is one event, and nothing is there that nobody sent."""
    times = Counter(each.id for each in books.events)
    twice = [id_ for id_, number in times.items() if number > 1]
    if twice:
        yield f"{len(twice)} events are stored twice: {twice[:5]}"
    foreign = [
        each.id for each in books.events
        if each.kind in ("track", "identify") and each.id not in journal.items
    ]  # fmt: skip
    if foreign:
        yield f"events that nobody sent: {foreign[:5]}"


def _everything_is_applied_once(books: Books, _: Journal) -> Iterator[str]:
    """R3: the roll-ups, folded by the step, count each person's events exactly once."""
    logged: Counter[tuple[int, str]] = Counter(
        (books.routes[each.person][0], each.name) for each in books.events if each.kind in COUNTED
    )
    applied: Counter[tuple[int, str]] = Counter()
    for who, name, number in books.counts:
        applied[books.routes[who][0], name] += number
        if books.routes[who][0] != who:
            yield f"roll-ups of the merged person {who}"
    for key in logged.keys() | applied.keys():
        if logged[key] != applied[key]:
            yield f"person {key[0]}, {key[1]}: {logged[key]} in the log, {applied[key]} applied"
    if books.quarantined:
        yield f"{books.quarantined} events in quarantine"


def _order_holds(books: Books, journal: Journal) -> Iterator[str]:
    """R4: the events of one browser were applied in the order in which it sent them.

    Of a merged person those left in the earlier shard came first; a merge forwards the rest.
    """
    applied: dict[str, list[tuple[int, int, int]]] = defaultdict(list)
    shards: dict[str, set[int]] = defaultdict(set)
    for each in books.events:
        item = journal.items.get(each.id)
        if item is not None:
            later = each.shard == books.routes[each.person][1]
            applied[item.browser].append((later, each.seq, item.n))
            shards[item.browser].add(each.shard)
    for browser, places in applied.items():
        if len(shards[browser]) > 2:
            yield f"{browser}: its events lie in {len(shards[browser])} shards"
        numbers = [n for _, _, n in sorted(places)]
        wrong = [pair for pair in pairwise(numbers) if pair[0] >= pair[1]]
        if wrong:
            yield f"{browser}: out of order at {wrong[:3]}"


def _the_last_trait_stands(books: Books, journal: Journal) -> Iterator[str]:
    """R4 once more, by what the step made of it: the last identify is what the profile shows."""
    last: dict[str, int] = {}
    for item in journal.items.values():
        if item.name == "identify":
            last[item.browser] = max(item.n, last.get(item.browser, 0))
    for browser in journal.browsers:
        if browser.name in last:
            shown = books.traits[books.of(browser)].get(f"last {browser.name}")
            if shown != last[browser.name]:
                yield f"{browser.name}: trait {shown}, last sent {last[browser.name]}"


def _each_event_starts_its_run(books: Books, journal: Journal) -> Iterator[str]:
    """R3, R8: one run for each event that triggers, one message for each run."""
    pushes = Counter(row["run_id"] for row in books.messages)
    for name in (*STARTS, "asked"):
        sent = Counter(item.id for item in journal.items.values() if item.name == name)
        entered = Counter(row["entry_key"] for row in books.runs_of(name))
        if sent != entered:
            yield (
                f"{name}: {sent.total()} events, {entered.total()} runs; without a run"
                f" {list(sent - entered)[:3]}, too many {list(entered - sent)[:3]}"
            )
        wrong = [row["id"] for row in books.runs_of(name) if pushes[row["id"]] != 1]
        if wrong:
            yield f"{name}: {len(wrong)} runs have not exactly one message: {wrong[:3]}"


def _once_is_once(books: Books, journal: Journal) -> Iterator[str]:
    """A journey that is entered once is, by all who said hello; merged people bring theirs."""
    entered = Counter(row["person_id"] for row in books.runs_of("hello"))
    browsers = {browser.name: browser for browser in journal.browsers}
    said: dict[int, set[str]] = defaultdict(set)
    for item in journal.items.values():
        if item.name == "hello":
            said[books.of(browsers[item.browser])].add(item.browser)
    for who in said.keys() | entered.keys():
        most = sum(2 if browsers[one].opens_as == "customer" else 1 for one in said[who])
        if not (1 if said[who] else 0) <= entered[who] <= most:
            yield f"person {who}: {entered[who]} runs of hello, at most {most} could be"


def _waits_are_whole(books: Books, _: Journal) -> Iterator[str]:
    """R5: no wait ends early, by the database's clock."""
    runs = {row["id"]: row for row in books.runs}
    for row in books.messages:
        least = {"left": WAIT, "late": PATIENCE}.get(row["push"])
        if least is None:
            continue
        waited = row["created_at"] - runs[row["run_id"]]["entered_at"]
        if waited < least * SECOND:
            yield f"message {row['id']} ({row['push']}): only {waited / SECOND:.3f} s"


def _answers_and_time_outs(books: Books, journal: Journal) -> Iterator[str]:
    """R5: an answer that was acked in time counts, one that came too late does not, never both.

    One that was received in time and acked too late may do either: the time of receipt is read
    when its transaction begins, and the time-out may come before the commit. Of people who were
    merged a late one may count too: behind it in the log may stand events that the merge forwarded
    and that were received before it; their order is promised from the merge on (the contract).
    """
    replied = {}
    for each in books.events:
        if each.name == "replied":
            replied[json.loads(each.body)["properties"]["key"]] = each
    left = {row["run_id"]: row["push"] for row in books.messages}
    merged = {id_ for id_, (stands_for, _) in books.routes.items() if id_ != stands_for}
    winners = {books.routes[id_][0] for id_ in merged}
    for row in books.runs_of("asked"):
        answer, until = replied.get(row["entry_key"]), row["entered_at"] + PATIENCE * SECOND
        never = answer is None or (answer.received_at >= until and row["person_id"] not in winners)
        in_time = answer is not None and journal.acked.get(answer.id, until) < until
        if (never and left[row["id"]] != "late") or (in_time and left[row["id"]] != "happened"):
            yield f"run {row['id']}: left by {left[row['id']]}, until {until}, answer {answer}"


def _every_run_ends_well(books: Books, _: Journal) -> Iterator[str]:
    """R8: each run has ended with its reason, and each visit is counted once."""
    ends = Counter((row["state"], row["reason"]) for row in books.runs)
    for (state, reason), number in ends.items():
        if state != "ended" or reason not in KNOWN_ENDS:
            yield f"{number} runs are {state}, {reason}"
    for id_, name in books.journeys.items():
        began = books.visits.get((id_, "start", "next"), 0)
        if began != len(books.runs_of(name)):
            yield f"{name}: {len(books.runs_of(name))} runs, {began} first visits counted"
    told = Counter(each.name for each in books.events if each.kind == "engine")
    for what in ("journey_entered", "journey_finished"):
        if told[what] != len(books.runs):
            yield f"{what}: told {told[what]} times of {len(books.runs)} runs"
