"""What was recorded elsewhere: `waymark import …`."""

from dataclasses import asdict
from functools import partial
from pathlib import Path

import click

from commands import files
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
from engine import clock
from engine.audience import names
from engine.audience.commit import Committer
from engine.guard import push_origins
from engine.moving import rows, segments, signing, subscriptions
from engine.moving.subscriptions import Into
from engine.moving.tally import Tally
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
        with (
            files.progress(file, hidden=as_json) as (raw, moved),
            files.lines_in(raw, file.suffix) as lines,
        ):
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
    found = files.columns_in(subscriptions.FIELDS, columns)
    with opened(given) as database:
        chosen = chosen_workspace(database, workspace_id)
        tally = Tally()
        with files.progress(file, hidden=as_json) as (raw, moved), files.told_in(report) as note:
            table = rows.read(raw)
            found.check(table, subscriptions.NEEDED)
            with files.in_words():
                key = database.run(signing.keep, chosen, given.key, vapid_file.read_bytes(), BY)
            into = Into(chosen, key.public, push_origins(given.push_hosts))
            with files.noted(database, chosen, "subscriptions.imported", tally):
                for verdicts, _shards in subscriptions.take(database, table, found, into):
                    for each in verdicts:
                        tally.add(each)
                        note(each)
                    moved()
    files.end({"vapid_key": key.public, **files.counts_of(tally)}, tally, as_json=as_json)


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
    with files.in_words():
        uses = people_rows.planned(
            dict(files.pairs_in("columns", columns)),
            dict(files.pairs_in("types", types)),
            files.names_in(markers),
            files.names_in(leave_out),
        )
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        into = people_file.Into(
            chosen,
            partial(Committer(database, lambda _shards: None).submit, chosen),
            lambda people: database.run(names.erased, people),
            files.digest(file),
            clock.now(),
        )
        tally = Tally()
        with (
            files.progress(file, hidden=as_json) as (raw, moved),
            files.told_in(report) as note,
            files.noted(database, chosen, "people.imported", tally),
        ):
            for verdicts in people_file.take(rows.read(raw), uses, into):
                for each in verdicts:
                    tally.add(each)
                    note(each)
                moved()
    files.end(dict(files.counts_of(tally)), tally, as_json=as_json)


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
        with files.progress(file, hidden=as_json) as (raw, moved), files.told_in(report) as note:
            for each in segments.take(database, rows.read(raw), chosen, BY):
                tally.add(each)
                note(each)
                moved()
    files.end(dict(files.counts_of(tally)), tally, as_json=as_json)
