"""`export`: all events or messages of a time, as a file."""

from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import click

from commands.common import chosen_workspace, data_option, opened, settings, workspace_option
from engine import clock
from engine.reports import extracts
from engine.reports.extracts import SUBJECTS, Span, Subject
from engine.reports.files import FORMS, Form


class Moment(click.ParamType[int]):
    """A date or date-time (ISO 8601), UTC where it names no zone; in µs."""

    name = "moment"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> int:
        if isinstance(value, int):
            return value
        try:
            found = datetime.fromisoformat(str(value))
            return clock.micros(found if found.tzinfo else found.replace(tzinfo=UTC))
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no date such as 2026-03-02 or 2026-03-02T12:00Z", param, ctx)


@click.command("export")
@click.argument("subject", type=click.Choice(SUBJECTS))
@click.option("--from", "since", type=Moment(), required=True, help="The first moment.")
@click.option("--to", "until", type=Moment(), required=True, help="The moment after the last.")
@click.option("--format", "form", type=click.Choice(FORMS), default="ndjson", show_default=True)
@click.option(
    "--output", type=click.File("w", encoding="utf-8", lazy=True), default="-", help="Or stdout."
)
@workspace_option
@data_option
def export(  # noqa: PLR0913  # one parameter for each option
    *,
    subject: Subject,
    since: int,
    until: int,
    form: Form,
    output: IO[str],
    workspace_id: str | None,
    data: Path,
) -> None:
    """All events or messages of a time, one a line. It stands in the audit log."""
    if until <= since:
        raise click.UsageError("--to must be after --from")
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        for piece in extracts.taken_out(
            database, chosen, "command", subject, Span(since, until), form
        ):
            output.write(piece)
