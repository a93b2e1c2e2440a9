"""Each benchmark runs, on sizes too small to mean anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.__main__ import NAMES
from bench.rows import Row, Skipped, Spread, ratio, table
from tests.support.backends import POSTGRESQL, need_server

ROOT = Path(__file__).parents[2]


@pytest.mark.servers
@pytest.mark.parametrize("name", [name for name in NAMES if name != "rest"])
def test_a_benchmark_measures_its_goals(name: str, tmp_path: Path) -> None:
    need_server(POSTGRESQL, "PostgreSQL")
    out = tmp_path / "rows"
    words = [sys.executable, "-m", "bench", name, "--alone", str(out)]
    env = os.environ | {"BENCH_SIZE": "0.01"}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    rows = json.loads(out.read_text())
    measured = [row for row in rows if "what" in row]
    assert measured or rows[0]["why"]
    assert all(row["value"] > 0 for row in measured)


def test_a_figure_is_judged_by_its_side_of_goal_and_floor() -> None:
    more = {is_: Row("1", "more", is_, goal=2, floor=1).verdict for is_ in (3, 1.5, 0.5)}
    assert more == {3: "met", 1.5: "below", 0.5: "UNDER FLOOR"}
    less = {is_: Row("1", "less", is_, "×", "<=", 1, 2).verdict for is_ in (1, 2, 3)}
    assert less == {1: "met", 2: "below", 3: "UNDER FLOOR"}


def test_only_a_hard_floor_makes_the_run_fail() -> None:
    assert Row("2", "hard", 0.5, goal=2, floor=1, hard=True).failed
    assert not Row("1", "soft", 0.5, goal=2, floor=1).failed
    assert not Row("2", "hard, but only below its goal", 1.5, goal=2, floor=1, hard=True).failed


def test_ratios_are_taken_round_by_round() -> None:
    assert ratio([2, 9, 4], [1, 3, 4]) == Spread((2, 3, 1))
    assert ratio([2, 9, 4], [1, 3, 4]).median == 2


def test_the_table_says_what_was_not_measured_and_why() -> None:
    rows = [Row("3", "a thing", 1.25, goal=1, floor=0.5, hard=True), Skipped("1", "no server")]
    plain, marked = table(rows), table(rows, markdown=True)
    assert "1.25 ×" in plain
    assert "0.5*" in plain
    assert "no server" in plain
    assert marked.splitlines()[1] == "|---|---|---|---|---|---|---|---|"
