"""Real processes on PostgreSQL and Redis under SIGKILL; the clients' journal is the judge."""

from __future__ import annotations

import contextlib
import json
import os
import random
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos import judge, judge_sends
from tests.chaos.clients import Client, Door
from tests.chaos.fleet import Fleet, fleet
from tests.chaos.journal import Journal
from tests.chaos.judge import Books
from tests.chaos.judge_sends import Sent
from tests.chaos.nemesis import Nemesis
from tests.chaos.place import Place, place
from tests.chaos.pushes import PushService, Register
from tests.chaos.settle import settled
from tests.support import fake_push_service
from tests.support.process import COMMAND, wait_healthy

SECONDS = float(os.environ.get("CHAOS_SECONDS", "45"))
SEED = int(os.environ.get("CHAOS_SEED", str(random.SystemRandom().randrange(1_000_000))))
CLIENTS, SERVICES = 4, 3


@pytest.mark.servers
def test_nothing_is_lost_repeated_or_reordered_whatever_is_killed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    register, journal = Register(SEED), Journal()

    def service(origin: str) -> PushService:
        return PushService(origin, register)

    with contextlib.ExitStack() as stack:
        services = [
            stack.enter_context(fake_push_service.running(make=service)) for _ in range(SERVICES)
        ]
        where = stack.enter_context(place(tmp_path, [each.origin for each in services]))
        processes = stack.enter_context(fleet(tmp_path, where.env))
        nemesis = Nemesis(processes, where.broker, SEED, where.cluster)
        door = Door(processes.web_urls, where.secret_key)
        clients = [Client(number, SEED, door, journal, services) for number in range(CLIENTS)]
        processes.start()
        for url in processes.web_urls:
            wait_healthy(url, 60)
        _run(nemesis, clients, processes, register)
        took = settled(where.database)
        books = judge.read(where.database, where.workspace, where.journeys)
        sends = judge_sends.read(where.database, books, register)
        unclear = judge_sends.logged_unclear(processes.said("send.unclear"))
        broken = [
            *journal.surprises,
            *nemesis.ended_alone,
            *judge.verdict(books, journal),
            *judge_sends.verdict(sends, books, journal, register, unclear),
            *_doctor(where, tmp_path),
        ]
        with capsys.disabled():
            print(_table(nemesis, journal, books, sends, {"seconds until at rest": round(took)}))
        errors = [line[:3_000] for line in processes.said('"level": "error"')][:5] if broken else []
    assert not broken, "\n".join(
        [f"seed {SEED}: {len(broken)} broken promises", *broken[:50], "From the logs:", *errors]
    )


def _run(nemesis: Nemesis, clients: list[Client], processes: Fleet, register: Register) -> None:
    """The faults, then healing: everything anew, no fault, every call answered."""
    for client in clients:
        client.start()
    try:
        nemesis.run(SECONDS)
    finally:
        register.calm = True
        processes.kill()
        for client in clients:
            client.finish()
        processes.start()
        for client in clients:
            client.join()


def _doctor(where: Place, folder: Path) -> list[str]:
    """What `waymark doctor` finds, as an operator would be told."""
    done = subprocess.run(
        [*COMMAND, "doctor", "--json", "--data", str(folder)],
        env=os.environ | where.env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        return [f"doctor: status {done.returncode}: {done.stdout[-2000:]}{done.stderr[-2000:]}"]
    return [f"doctor: {finding}" for finding in json.loads(done.stdout)["findings"]]


def _table(
    nemesis: Nemesis,
    journal: Journal,
    books: Books,
    sends: list[Sent],
    more: dict[str, int],
) -> str:
    """The figures of the run."""
    asked = Counter(outcome for each in sends for outcome in each.asked)
    twice = Counter(each.message["mode"] for each in sends if each.perhaps > 1)
    rows: dict[str, int] = {
        "seconds of faults": round(SECONDS),
        **more,
        **dict(sorted(nemesis.counts.items())),
        **dict(sorted(journal.counts.items())),
        "browsers": len(journal.browsers),
        "opt-outs": len(journal.opted_out),
        "merges": sum(each.kind == "merge" for each in books.events),
        "events sent": len(journal.items),
        "events acked": len(journal.acked),
        "events stored, the engine's among them": len(books.events),
        "runs": len(books.runs),
        "messages": len(books.messages),
        **{f"sends {state}": n for state, n in sorted(_states(sends).items())},
        **{f"push requests {outcome}": n for outcome, n in sorted(asked.items())},
        "unclear outcomes counted": sum(each.row["unclear"] for each in sends),
        "taken more than once, collapse": twice["collapse"],
        "taken more than once, never_twice": twice["never_twice"],
    }
    wide = max(map(len, rows))
    lines = [f"  {name:<{wide}}  {number:>8,}" for name, number in rows.items()]
    return "\n".join([f"\nchaos, seed {SEED}", *lines])


def _states(sends: list[Sent]) -> Counter[str]:
    return Counter(each.row["state"] for each in sends)
