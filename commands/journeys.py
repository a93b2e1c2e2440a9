"""Journeys as code: `waymark journey …`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from commands.common import (
    chosen_workspace,
    data_option,
    document,
    file_argument,
    json_option,
    opened,
    say,
    settings,
    workspace_option,
)
from engine.runtime import drafts, publishing
from engine.runtime.drafts import NoDocument, WrongStatus
from engine.runtime.publish import NotPublishable, Published
from journeys.journey_tests import run_file
from journeys.lint import Problem, has_errors, lint

BY = "command line"
"""Who did it, for the audit."""


@click.group()
def journey() -> None:
    """Journeys as code."""


@journey.command("lint")
@file_argument
@json_option
def lint_journey(file: Path, as_json: bool) -> None:
    """What is wrong with a journey document; status 1 when it could not be published."""
    problems = lint(document(file))
    _show(problems, as_json=as_json)
    raise SystemExit(1 if has_errors(problems) else 0)


@journey.command("test")
@file_argument
@json_option
def test_journey(file: Path, as_json: bool) -> None:
    """Run a file of journey tests: people, events, time passing; status 1 when one fails."""
    try:
        outcomes = run_file(document(file), read=lambda path: document(file.parent / path))
    except ValueError as error:
        raise click.UsageError(f"{file}: {error}") from error
    if as_json:
        click.echo(json.dumps([asdict(outcome) for outcome in outcomes], indent=2))
    for outcome in () if as_json else outcomes:
        click.echo(f"{'passed' if outcome.passed else 'FAILED'}  {outcome.name}")
        for failure in outcome.failures:
            click.echo(f"        {failure}")
    raise SystemExit(0 if all(outcome.passed for outcome in outcomes) else 1)


@journey.command("publish")
@file_argument
@workspace_option
@json_option
@data_option
def publish_journey(file: Path, workspace_id: str | None, as_json: bool, data: Path) -> None:
    """Make this document the live version of the journey of its name, which is made if need be.

    Status 1, with what is wrong, when it cannot be published.
    """
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        done = database.run(publishing.publish_document, chosen, document(file), BY)
    match done:
        case Published(of, version, _, fresh):
            facts = {"journey": of.id, "version": version.number, "status": of.status}
            say(facts | {"fresh": fresh}, as_json=as_json)
            return
        case NotPublishable(problems):
            _show(problems, as_json=as_json)
        case NoDocument(reason):
            click.echo(f"error: {reason}")
        case WrongStatus(status):
            click.echo(f"error: the journey is {status}")
    raise SystemExit(1)


@journey.command("export")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--journey", "wanted", required=True, metavar="NAME", help="Its name, or its id.")
@workspace_option
@data_option
def export_journey(file: Path, wanted: str, workspace_id: str | None, data: Path) -> None:
    """Write a journey's draft to FILE ("-": to the terminal) as canonical JSON."""
    with opened(settings(data)) as database:
        chosen = chosen_workspace(database, workspace_id)
        with database.read() as tx:
            found = drafts.get(tx, chosen, wanted) or publishing.named(tx, chosen, wanted)
    if found is None:
        raise click.UsageError(f"there is no journey {wanted!r}")
    with click.open_file(str(file), "w", encoding="utf-8") as out:
        out.write(found.draft)


def _show(problems: Sequence[Problem], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps([asdict(problem) for problem in problems], indent=2))
    for problem in () if as_json else problems:
        click.echo(f"{problem.severity}: {problem.message} [{problem.code} {problem.path}]")
