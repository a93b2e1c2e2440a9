"""Members, for who is locked out or begins: `waymark member …`."""

from pathlib import Path

import click

from commands.common import (
    LOCAL,
    chosen_workspace,
    data_option,
    json_option,
    opened,
    say,
    settings,
    workspace_option,
)
from engine import audit, clock
from engine.members import guarding, links, staff
from engine.members.links import Made
from engine.store.db import Tx

BY = "command"
"""Who did it, for the audit."""

base_url_option = click.option(
    "--base-url",
    default=LOCAL,
    show_default=True,
    help="Where browsers reach Waymark, if WAYMARK_BASE_URL does not say so.",
)


@click.group()
def member() -> None:
    """Members of the console."""


@member.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice(staff.ROLES), default="admin", show_default=True)
@workspace_option
@base_url_option
@json_option
@data_option
def add_member(
    email: str, role: str, workspace_id: str | None, base_url: str, *, as_json: bool, data: Path
) -> None:
    """Invite EMAIL to a workspace; the link that is printed works once, for seven days."""
    given, known = settings(data, base_url), _email(email)
    with opened(given) as database:
        chosen = chosen_workspace(database, workspace_id)

        def add(tx: Tx) -> Made | None:
            invited = staff.invite(tx, chosen, known, role)
            if invited is None:
                return None
            audit.record(tx, chosen, BY, "member.invited", invited.id, role=role)
            return links.make(tx, "invitation", invited.id, chosen)

        made = database.run(add)
    if made is None:
        raise click.ClickException(f"{known} is a member, or invited, already")
    _say(made, given.base_url, as_json=as_json)


@member.command("reset")
@click.argument("email")
@click.option("--without-second-factor", is_flag=True, help="End it: her phone is lost.")
@base_url_option
@json_option
@data_option
def reset_member(
    email: str, base_url: str, *, without_second_factor: bool, as_json: bool, data: Path
) -> None:
    """A link by which EMAIL chooses a new password; it works once, for an hour.

    Who has not accepted her invitation yet gets a new one.
    """
    given, known = settings(data, base_url), _email(email)

    def reset(tx: Tx) -> Made | None:
        found = staff.by_email(tx, known)
        if found is None:
            return None
        places = staff.homes(tx, found.id)
        if without_second_factor:
            guarding.without_second_factor(tx, found.id)
        for place in places:
            audit.record(tx, place.id, BY, "member.reset", found.id)
        if found.password is not None:
            return links.make(tx, "reset", found.id, None)
        waiting = staff.invitations(tx, found.id)
        return links.make(tx, "invitation", found.id, waiting[0]) if waiting else None

    with opened(given) as database:
        made = database.run(reset)
    if made is None:
        raise click.ClickException(f"there is no member {known}")
    _say(made, given.base_url, as_json=as_json)


def _email(text: str) -> str:
    found = staff.email_of(text)
    if found is None:
        raise click.UsageError(f"{text!r} is no e-mail address")
    return found


def _say(made: Made, base_url: str, *, as_json: bool) -> None:
    until = clock.moment(made.expires_at).isoformat(timespec="seconds")
    say({"link": made.url(base_url), "expires_at": until}, as_json=as_json)
