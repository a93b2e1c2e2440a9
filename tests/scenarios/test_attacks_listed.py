"""`docs/attacks.md` is honest: every attack has its row, every test that it names exists."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docs" / "attacks.md").read_text()
ROWS = {int(row[1]): row[2] for row in re.finditer(r"^\| A(\d+) (.*)\|$", TEXT, flags=re.MULTILINE)}
ASVS = (ROOT / "docs" / "asvs.md").read_text()
ITEMS = dict(re.findall(r"^\| (\d+\.\d+\.\d+) (.*)\|$", ASVS, flags=re.MULTILINE))


def named(row: str) -> list[tuple[str, str]]:
    """The tests of a row, as (file, name)."""
    return re.findall(r"`(tests/[\w/.]+)::(\w+)`", row)


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of the tests that a file has."""
    tree = ast.parse((ROOT / file).read_text())
    return frozenset(
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_attack_has_its_row_and_its_proof() -> None:
    assert sorted(ROWS) == list(range(1, 52))
    assert [number for number, row in ROWS.items() if not named(row)] == []


def test_every_test_that_is_named_exists() -> None:
    for number, row in ROWS.items():
        for file, name in named(row):
            assert name in names_in(file), f"A{number}: {file}::{name}"


def test_every_item_of_the_standard_names_tests_that_exist_or_says_why_not() -> None:
    assert len(ITEMS) > 40
    for number, row in ITEMS.items():
        assert named(row) or "not " in row, number
        for file, name in named(row):
            assert name in names_in(file), f"{number}: {file}::{name}"


def test_every_attack_that_is_tested_here_is_named_in_its_row() -> None:
    here = Path(__file__).parent
    for path in here.glob("test_attacks_*.py"):
        file = path.relative_to(ROOT).as_posix()
        for name in names_in(file):
            for number in re.findall(r"(?<=_a)\d+(?=_)", name)[:1]:
                assert (file, name) in named(ROWS[int(number)]), name
