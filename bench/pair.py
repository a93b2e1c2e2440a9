"""Goal 5: two processes that step shards against one, on PostgreSQL.

python -m bench.pair URL SHARD…    drains these shards at each line it reads
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence

from bench import step
from bench.crowd import Crowd
from bench.measure import in_turn, timed
from bench.place import Absent, postgresql, sized
from bench.rows import Row, Skipped, Spread, ratio
from engine.runtime.published import Published
from engine.store import db
from engine.store.db import Database

SHARDS = 8


def measure() -> Iterator[Row | Skipped]:
    try:
        with postgresql() as database:
            yield _measured(database)
    except Absent as absent:
        yield Skipped("5", str(absent))


def _measured(database: Database) -> Row:
    crowd, events = Crowd(database, sized(20_000, 500), SHARDS), sized(12_000, 200)
    half = SHARDS // 2
    with (
        process(database, range(SHARDS)) as alone,
        process(database, range(half)) as left,
        process(database, range(half, SHARDS)) as right,
    ):

        def rate(*workers: Worker) -> float:
            crowd.come(events)
            return events / timed(lambda: _together(workers))

        found = in_turn({"two": lambda: rate(left, right), "one": lambda: rate(alone)}, 7)
    times = ratio(found["two"], found["one"])
    one = Spread(tuple(found["one"])).median
    return Row(
        "5", "two processes / one, PostgreSQL", times.median, goal=1.8, floor=1.4,
        spike="1.75-1.95", spread=str(times), note=f"one: {one:.0f} events a second",
    )  # fmt: skip


Worker = subprocess.Popen[str]


@contextlib.contextmanager
def process(database: Database, shards: Sequence[int]) -> Iterator[Worker]:
    url = database.url.render_as_string(hide_password=False)
    words = [sys.executable, "-m", "bench.pair", url, *map(str, shards)]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, text=True) as worker:  # noqa: S603  ours
        try:
            yield worker
        finally:
            worker.kill()


def _together(workers: Sequence[Worker]) -> None:
    for worker in workers:
        if worker.stdin:
            worker.stdin.write("go\n")
            worker.stdin.flush()
    for worker in workers:
        if worker.stdout and worker.stdout.readline() != "done\n":
            raise AssertionError("a process ended early")


def main() -> None:
    database, published = db.connect(sys.argv[1]), Published()
    for _ in sys.stdin:
        for shard in map(int, sys.argv[2:]):
            step.drain(database, shard, published)
        print("done", flush=True)


if __name__ == "__main__":
    main()
