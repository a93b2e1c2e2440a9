"""What was set aside after five tries: to see, and to try once more when its cause is mended."""

import json
from pathlib import Path

import click
import sqlalchemy as sa

from commands.common import data_option, json_option, opened, settings
from engine.runtime import replay
from engine.store.tables import quarantine as events
from engine.store.tables import run


@click.group("quarantine")
def quarantine() -> None:
    """Events and runs that failed five times; nothing else waits for them."""


@quarantine.command("list")
@json_option
@data_option
def list_quarantine(as_json: bool, data: Path) -> None:
    """What is set aside: its shard, its subject and the error."""
    held = sa.select(run.c.shard, run.c.id, run.c.reason).where(run.c.state == "quarantined")
    waiting = sa.select(events.c.shard, events.c.subject, events.c.error).where(
        events.c.replayed_at.is_(None)
    )
    with opened(settings(data)) as database, database.read() as tx:
        rows = [(shard, f"run:{id_}", reason) for shard, id_, reason in tx.execute(held)]
        rows += [(row[0], row[1], row[2]) for row in tx.execute(waiting)]
    if as_json:
        names = ("shard", "subject", "error")
        click.echo(json.dumps([dict(zip(names, row, strict=True)) for row in rows], indent=2))
        return
    for shard, subject, error in rows:
        click.echo(f"{shard} {subject}  {error}")


@quarantine.command("replay")
@click.argument("shard", type=click.IntRange(0))
@click.argument("subject")
@data_option
def replay_one(shard: int, subject: str, data: Path) -> None:
    """Try SUBJECT ("event:SEQ" or "run:ID") of SHARD once more; status 1 if there is none such."""
    kind, _, name = subject.partition(":")
    with opened(settings(data)) as database:
        if kind == "run":
            done = database.run(replay.journey_run, shard, name)
        else:
            done = database.run(replay.event, shard, subject)
    if not done:
        raise click.ClickException(f"nothing to replay: {shard} {subject}")
    click.echo("It is tried again.")
