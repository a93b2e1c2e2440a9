"""What the commands share: options, the settings and the database, and how facts are said."""

import contextlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import structlog
from sqlalchemy.exc import DBAPIError, OperationalError

from engine import doctor, overview, workspaces
from engine.settings import Settings, SettingsError
from engine.store import db
from engine.store.db import Database

logger = structlog.get_logger("commands")

LOCAL = "http://127.0.0.1:8000"

data_option = click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("data"),
    show_default=True,
    help="The folder of the SQLite database and the kept keys.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
workspace_option = click.option(
    "--workspace", "workspace_id", metavar="ID", help="Needed where there are several."
)
file_argument = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


class Commands(click.Group):
    """Says what is wrong in one line: status 2 for settings, 1 for a database that is away."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            raise click.UsageError(str(error)) from error
        except OperationalError as error:
            raise click.ClickException(f"the database does not answer: {error.orig}") from error


def settings(data: Path, base_url: str = LOCAL) -> Settings:
    """The environment's settings over this folder, which is made. Raises SettingsError."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Settings.from_env(data=data.resolve(), base_url=base_url)


@contextlib.contextmanager
def opened(given: Settings) -> Iterator[Database]:
    """The database of these settings for the time of the block."""
    database = db.connect(given.database_url)
    try:
        yield database
    finally:
        database.close()


def warn_if_not_durable(database: Database) -> None:
    """Say at the start what could lose answered events; a database that is away is told later."""
    with contextlib.suppress(DBAPIError):
        for finding in doctor.durability(database):
            is_ = finding.rows[0]["is"]
            logger.error("database.not_durable", says=finding.says, value=is_)
            click.echo(f"Not safe against a power cut: {finding.says}, it is {is_}", err=True)


def chosen_workspace(database: Database, workspace_id: str | None) -> str:
    """The workspace asked for, else the only one there is; wrong use otherwise."""
    with database.read() as tx:
        chosen = workspace_id or overview.only_workspace(tx)
        if chosen is None:
            raise click.UsageError("say which workspace: --workspace ID")
        try:
            workspaces.settings(tx, chosen)
        except LookupError as error:
            raise click.UsageError(str(error)) from error
    return chosen


def document(file: Path) -> dict[str, Any]:
    """The JSON object in a file; wrong use when there is none."""
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{file} holds no JSON: {error}") from error
    if not isinstance(found, dict):
        raise click.UsageError(f"{file} holds no JSON object")
    return found


def say(facts: Mapping[str, object], *, as_json: bool) -> None:
    """Facts for a program, or for a person."""
    if as_json:
        click.echo(json.dumps(facts, indent=2))
        return
    wide = max(map(len, facts), default=0)
    for name, value in facts.items():
        click.echo(f"{name:<{wide}}  {'' if value is None else value}")
