"""What the imports share: files and how far they are read, columns as they are said, the report."""

import contextlib
import gzip
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import click

from commands.common import say
from commands.members import BY
from engine import audit
from engine.moving.columns import Columns
from engine.moving.rows import Bad, Unusable
from engine.moving.tally import Tally, Verdict
from engine.store.db import Database, Tx


@contextlib.contextmanager
def noted(database: Database, workspace_id: str, what: str, tally: Tally) -> Iterator[None]:
    """Note in the audit log how much was taken, also where the file's end was never reached."""

    def note(tx: Tx) -> None:
        audit.record(tx, workspace_id, BY, what, workspace_id, **counts_of(tally))

    try:
        yield
    finally:
        if tally.taken:
            database.run(note)


def digest(file: Path) -> bytes:
    """What names a file by its content (SHA-256)."""
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").digest()


def names_in(said: tuple[str, ...]) -> list[str]:
    """Names with commas between, several in one or in several options."""
    return [each.strip() for text in said for each in text.split(",") if each.strip()]


def pairs_in(option: str, said: tuple[str, ...]) -> list[tuple[str, str]]:
    """NAME=VALUE, several in one or in several options."""
    pairs = [each.partition("=") for text in said for each in text.split(",")]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise click.UsageError(f"--{option} takes NAME=VALUE,…")
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def columns_in(known: Any, said: tuple[str, ...]) -> Columns:
    """The fields `known` by the columns that were said; wrong use for a field that there is not."""
    try:
        return Columns(known, dict(pairs_in("columns", said)))
    except LookupError as error:
        there = ", ".join(known)
        raise click.UsageError(f"--columns knows no field {error}; there are {there}") from error


@contextlib.contextmanager
def in_words() -> Iterator[None]:
    """A ValueError is wrong use, said in one line."""
    try:
        yield
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def progress(file: Path, *, hidden: bool) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
    """The file, and what is called as it is read: how far that is, is known of the file itself,
    compressed or not. A file that is of no use ends the command in one line."""
    label, size = file.name, file.stat().st_size
    bar = click.progressbar(length=size, label=label, hidden=hidden, file=sys.stderr)
    with bar, file.open("rb") as raw:
        try:
            yield raw, lambda: bar.update(raw.tell() - bar.pos)
        except Unusable as error:
            raise click.ClickException(f"{file}: {error}") from error


@contextlib.contextmanager
def told_in(file: Path | None) -> Iterator[Callable[[Verdict], None]]:
    """What is told of each row, into a file if one is wanted."""
    if file is None:
        yield lambda _verdict: None
        return
    with file.open("w", encoding="utf-8") as out:
        yield lambda verdict: print(_line(verdict), file=out)


def _line(verdict: Verdict) -> str:
    told = {name: value for name, value in asdict(verdict).items() if value is not None}
    return json.dumps(told, ensure_ascii=False)


def counts_of(tally: Tally) -> dict[str, int]:
    """The counts alone."""
    counts = asdict(tally)
    return {name: counts[name] for name in ("taken", "of_users", "duplicates", "refused")}


def end(facts: dict[str, Any], tally: Tally, *, as_json: bool) -> None:
    """The counts and the first rows that are refused; ends the command."""
    if as_json:
        facts["faults"] = [asdict(each) for each in tally.faults]
    say(facts, as_json=as_json)
    for fault in () if as_json else tally.faults:
        click.echo(_fault(fault))
    if tally.refused > len(tally.faults) and not as_json:
        click.echo(f"and {tally.refused - len(tally.faults)} more: --report FILE tells of each")
    raise SystemExit(1 if tally.refused else 0)


def _fault(fault: Bad) -> str:
    return f"line {fault.line}: {fault.code}: {fault.message}"


def lines_in(raw: BinaryIO, suffix: str) -> IO[bytes]:
    """The file, unpacked where its name says that it is packed."""
    return cast("IO[bytes]", gzip.open(raw)) if suffix == ".gz" else raw
