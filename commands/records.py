"""The database and what is in it: migrations, workspaces."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from commands.common import (
    data_option,
    json_option,
    opened,
    say,
    settings,
)
from engine import doctor as engine_doctor
from engine import workspaces
from engine.members import staff
from engine.store import migrate as migrations


@click.command("migrate")
@data_option
def migrate(data: Path) -> None:
    """Bring the database to this version's tables."""
    with opened(settings(data)) as database:
        migrations.upgrade(database)
    click.echo("The database is up to date.")


@click.command("doctor")
@json_option
@data_option
def doctor(as_json: bool, data: Path) -> None:
    """Prove on the live data that nothing is lost; status 1 when something is wrong."""
    with opened(settings(data)) as database:
        found = engine_doctor.examine(database)
        with database.read() as tx:
            books = engine_doctor.balances(tx)
            old = engine_doctor.old_keys(tx)
    if as_json:
        facts = {"findings": map(asdict, found), "journeys": map(asdict, books)}
        facts["old_vapid_keys"] = map(asdict, old)
        click.echo(json.dumps({name: list(each) for name, each in facts.items()}, indent=2))
    for finding in () if as_json else found:
        click.echo(f"{'warning' if finding.warning else 'WRONG'}: {finding.says}")
        for row in finding.rows:
            click.echo("    " + ", ".join(f"{name} {value}" for name, value in row.items()))
    for book in () if as_json else books:
        click.echo(
            f"{book.journey}: {book.entered} entered = {book.waiting} waiting"
            f" + {book.finished} finished + {book.quarantined} quarantined"
        )
    for key in () if as_json else old:
        click.echo(
            f"{key.workspace}: {key.devices} devices still need the earlier VAPID key {key.public}"
        )
    wrong = any(not finding.warning for finding in found)
    if not (as_json or wrong):
        click.echo("All accounts are in balance.")
    raise SystemExit(1 if wrong else 0)


@click.group()
def workspace() -> None:
    """Workspaces."""


@workspace.command("create")
@click.argument("name")
@click.option("--admin", metavar="EMAIL", help="Make a first member who may do everything.")
@json_option
@data_option
def create_workspace(name: str, admin: str | None, as_json: bool, data: Path) -> None:
    """Make a workspace; its secrets are shown this once."""
    given = settings(data)
    if admin is not None and staff.email_of(admin) is None:
        raise click.UsageError(f"{admin!r} is no e-mail address")
    with opened(given) as database, database.transaction() as tx:
        made = workspaces.create(tx, name, master_key=given.key, admin_email=admin)
        workspaces.furnish(tx, made.id, tx.now())
    say(asdict(made), as_json=as_json)
