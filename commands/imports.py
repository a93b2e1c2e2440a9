"""What was recorded elsewhere: `waymark import …`."""

import contextlib
import gzip
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

import click

from commands.common import (
    chosen_workspace,
    data_option,
    file_argument,
    json_option,
    opened,
    say,
    settings,
    workspace_option,
)
from commands.members import BY
from engine import audit, clock
from engine.audience import names
from engine.audience.commit import Committer
from engine.guard import push_origins
from engine.moving import rows, segments, signing, subscriptions
from engine.moving.columns import Columns
from engine.moving.rows import Bad, Unusable
from engine.moving.subscriptions import Into
from engine.moving.tally import Tally, Verdict
from engine.store.db import Database, Tx
from webapp.ingest import history, people_file, people_rows

columns_option = click.option(
    "--columns",
    multiple=True,
    metavar="FIELD=COLUMN,…",
    help="Which column holds what, where the usual names do not tell.",
)
report_option = click.option(
    "--report",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write what became of each row into this file, NDJSON.",
)


@click.group("import")
def import_() -> None:
    """What was recorded elsewhere."""


@import_.command("events")
@file_argument
@workspace_option
@json_option
@data_option
def import_events(file: Path, workspace_id: str | None, as_json: bool, data: Path) -> None:
    """Segment messages, one a line, also gzipped: history that triggers nothing.

    A file may be imported again: what is there already is a duplicate. Status 1 when a line is
    refused; the first twenty are told.
    """
    total = history.Tally()
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        submit = partial(Committer(database, lambda _shards: None).submit, chosen)
        with _progress(file, hidden=as_json) as (raw, moved), _lines(raw, file.suffix) as lines:
            for tally in history.take(lines, submit, clock.now()):
                total = tally
                moved()
    say(asdict(total), as_json=as_json)
    raise SystemExit(1 if total.rejected else 0)


@import_.command("subscriptions")
@file_argument
@click.option(
    "--vapid-key",
    "vapid_file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The VAPID private key with which these browsers subscribed: base64url, PEM or DER.",
)
@columns_option
@report_option
@workspace_option
@json_option
@data_option
def import_subscriptions(  # noqa: PLR0913  # one for each option
    file: Path, vapid_file: Path, columns: tuple[str, ...], report: Path | None,
    workspace_id: str | None, *, as_json: bool, data: Path,
) -> None:  # fmt: skip
    """Web-push subscriptions of another vendor, CSV or NDJSON, also gzipped.

    A row has endpoint, p256dh, auth and the id of its user, else an anonymous id; it may have
    created, language, timezone, platform, browser, model. The usual names of columns are known;
    say others by --columns endpoint=COLUMN,user=COLUMN.

    Push services take only the key for which a browser subscribed: it signs for these devices until
    each has taken yours at its next visit. Nobody who is registered here is changed, nothing is
    triggered, and the file may be imported again. Status 1 when a row is refused.
    """
    given = settings(data)
    found = _columns(subscriptions.FIELDS, columns)
    with opened(given) as database:
        chosen = chosen_workspace(database, workspace_id)
        tally = Tally()
        with _progress(file, hidden=as_json) as (raw, moved), _report(report) as note:
            table = rows.read(raw)
            found.check(table, subscriptions.NEEDED)
            with _refused_in_words():
                key = database.run(signing.keep, chosen, given.key, vapid_file.read_bytes(), BY)
            into = Into(chosen, key.public, push_origins(given.push_hosts))
            with _noted(database, chosen, "subscriptions.imported", tally):
                for verdicts, _shards in subscriptions.take(database, table, found, into):
                    for each in verdicts:
                        tally.add(each)
                        note(each)
                    moved()
    _say({"vapid_key": key.public, **_counts(tally)}, tally, as_json=as_json)


@contextlib.contextmanager
def _noted(database: Database, workspace_id: str, what: str, tally: Tally) -> Iterator[None]:
    """Note in the audit log how much was taken, also where the file's end was never reached."""

    def note(tx: Tx) -> None:
        audit.record(tx, workspace_id, BY, what, workspace_id, **_counts(tally))

    try:
        yield
    finally:
        if tally.taken:
            database.run(note)


@import_.command("people")
@file_argument
@columns_option
@click.option(
    "--types",
    multiple=True,
    metavar="COLUMN=TYPE,…",
    help="text (what each is unless you say so), number, boolean or date; value: as JSON has it.",
)
@click.option("--markers", multiple=True, metavar="COLUMN,…", help="Columns that are markers.")
@click.option("--leave-out", multiple=True, metavar="COLUMN,…", help="Columns that nobody needs.")
@report_option
@workspace_option
@json_option
@data_option
def import_people(  # noqa: PLR0913  # one for each option
    file: Path, *, columns: tuple[str, ...], types: tuple[str, ...], markers: tuple[str, ...],
    leave_out: tuple[str, ...], report: Path | None, workspace_id: str | None, as_json: bool,
    data: Path,
) -> None:  # fmt: skip
    """People and what is known of them, CSV or NDJSON, also gzipped: nothing is triggered.

    One column is the user id (or an anonymous id), created and groups are what they are called;
    every other column is a trait of its name, where a row has something in it. Say others by
    --columns user_id=COLUMN,email=COLUMN. A file may be imported again, which changes nothing.
    Status 1 when a row is refused.
    """
    with _refused_in_words():
        uses = people_rows.planned(
            dict(_pairs("columns", columns)),
            dict(_pairs("types", types)),
            _names(markers),
            _names(leave_out),
        )
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        into = people_file.Into(
            chosen,
            partial(Committer(database, lambda _shards: None).submit, chosen),
            lambda people: database.run(names.erased, people),
            _digest(file),
            clock.now(),
        )
        tally = Tally()
        with (
            _progress(file, hidden=as_json) as (raw, moved),
            _report(report) as note,
            _noted(database, chosen, "people.imported", tally),
        ):
            for verdicts in people_file.take(rows.read(raw), uses, into):
                for each in verdicts:
                    tally.add(each)
                    note(each)
                moved()
    _say(dict(_counts(tally)), tally, as_json=as_json)


@import_.command("segments")
@file_argument
@report_option
@workspace_option
@json_option
@data_option
def import_segments(
    file: Path, report: Path | None, workspace_id: str | None, *, as_json: bool, data: Path
) -> None:
    """Segments, NDJSON: {"name": …, "rule": …} a line, checked as the API does.

    One that stands with this name and rule stays as it is; with another rule it is refused. Status
    1 when a line is refused.
    """
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        tally = Tally()
        with _progress(file, hidden=as_json) as (raw, moved), _report(report) as note:
            for each in segments.take(database, rows.read(raw), chosen, BY):
                tally.add(each)
                note(each)
                moved()
    _say(dict(_counts(tally)), tally, as_json=as_json)


def _digest(file: Path) -> bytes:
    with file.open("rb") as raw:
        return hashlib.file_digest(raw, "sha256").digest()


def _names(said: tuple[str, ...]) -> list[str]:
    return [each.strip() for text in said for each in text.split(",") if each.strip()]


def _pairs(option: str, said: tuple[str, ...]) -> list[tuple[str, str]]:
    """NAME=VALUE, several in one or in several options."""
    pairs = [each.partition("=") for text in said for each in text.split(",")]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise click.UsageError(f"--{option} takes NAME=VALUE,…")
    return [(name.strip(), value.strip()) for name, _, value in pairs]


def _columns(known: Any, said: tuple[str, ...]) -> Columns:
    try:
        return Columns(known, dict(_pairs("columns", said)))
    except LookupError as error:
        there = ", ".join(known)
        raise click.UsageError(f"--columns knows no field {error}; there are {there}") from error


@contextlib.contextmanager
def _refused_in_words() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def _progress(file: Path, *, hidden: bool) -> Iterator[tuple[BinaryIO, Callable[[], None]]]:
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
def _report(file: Path | None) -> Iterator[Callable[[Verdict], None]]:
    if file is None:
        yield lambda _verdict: None
        return
    with file.open("w", encoding="utf-8") as out:
        yield lambda verdict: print(_line(verdict), file=out)


def _line(verdict: Verdict) -> str:
    told = {name: value for name, value in asdict(verdict).items() if value is not None}
    return json.dumps(told, ensure_ascii=False)


def _counts(tally: Tally) -> dict[str, int]:
    counts = asdict(tally)
    return {name: counts[name] for name in ("taken", "of_users", "duplicates", "refused")}


def _say(facts: dict[str, Any], tally: Tally, *, as_json: bool) -> None:
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


def _lines(raw: BinaryIO, suffix: str) -> IO[bytes]:
    return cast("IO[bytes]", gzip.open(raw)) if suffix == ".gz" else raw
