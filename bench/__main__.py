"""All benchmarks, or those named: a table of ratios, and bench/results.json.

    python -m bench [NAME…] [--markdown]

Each runs in a process of its own. Exit status 1 when a benchmark breaks, or when one whose floor is
marked * falls below it. BENCH_SIZE scales all sizes, BENCH_FULL=1 takes a million people.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.place import FULL, SIZE
from bench.rows import Row, Skipped, table
from engine import clock, telemetry

NAMES = (
    "ingest", "decode", "step", "hops", "pair", "growth", "sender", "outbox", "audience",
    "columns", "rest", "popup", "canvas",
)  # fmt: skip
RESULTS = Path(__file__).with_name("results.json")


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*", help=f"of {', '.join(NAMES)}; all of them")
    asked.add_argument("--markdown", action="store_true")
    asked.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    given = asked.parse_args()
    unknown = set(given.names) - set(NAMES)
    if unknown:
        asked.error(f"no benchmark is called {', '.join(sorted(unknown))}")
    if given.alone:
        _measure(given.names[0], given.alone)
        return 0
    found: list[Row | Skipped] = []
    broken = []
    for name in given.names or NAMES:
        rows = _in_its_process(name)
        broken += [name] if rows is None else []
        found += rows or [Skipped("", f"{name} broke")]
    print(table(found, markdown=given.markdown))
    print(f"\n{machine()}")
    _keep(found)
    under = [row.what for row in found if isinstance(row, Row) and row.failed]
    for what in under:
        print(f"Below its floor: {what}", file=sys.stderr)
    return 1 if under or broken else 0


def machine() -> str:
    """What these figures were measured on."""
    text = Path("/proc/cpuinfo").read_text()
    models = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    size = f"BENCH_SIZE={SIZE:g}" + (" BENCH_FULL=1" if FULL else "")
    return (
        f"{len(models)} × {models[0] if models else platform.machine()}, "
        f"Python {platform.python_version()}, {size}, load {load}"
    )


def _in_its_process(name: str) -> list[Row | Skipped] | None:
    """The rows of one benchmark; None when it broke, and its trace is on the terminal."""
    start = clock.monotonic()
    print(f"{name} …", end="", flush=True, file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "rows"
        words = [sys.executable, "-m", "bench", name, "--alone", str(out)]
        done = subprocess.run(words, check=False)  # noqa: S603  our own words
        print(f" {clock.monotonic() - start:.0f} s", file=sys.stderr)
        if done.returncode:
            return None
        return [
            Row(**each) if "what" in each else Skipped(**each)
            for each in json.loads(out.read_text())
        ]


def _measure(name: str, out: Path) -> None:
    telemetry.start_logging("CRITICAL")
    rows = importlib.import_module(f"bench.{name}").measure()
    out.write_text(json.dumps([dataclasses.asdict(row) for row in rows]))


def _keep(found: list[Row | Skipped]) -> None:
    rows = [
        dataclasses.asdict(row) | ({"verdict": row.verdict} if isinstance(row, Row) else {})
        for row in found
    ]
    at = clock.moment(clock.now()).isoformat(timespec="seconds")
    RESULTS.write_text(json.dumps({"machine": machine(), "at": at, "rows": rows}, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
