"""Whose a device is from now on: the rules of who may join whom, and what a login brings along.

A device joins a person who is linked to a user only with that user's identity token or with its own
visitor token (attack A13); a browser's own anonymousId leads to its anonymous person, or to a fresh
one that nobody can name where it is linked to somebody already, or where she was erased.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from engine.audience import names
from engine.audience.device_rows import Row
from engine.audience.push_status import Cause
from engine.store import log
from engine.store.db import Retry, Tx
from engine.store.log import Entry


@dataclass(frozen=True, slots=True)
class Claim:
    """Who is at the browser, by what it can prove; `user_id` stands only where it is believed.

    Every browser tells its anonymousId; only a file of another vendor may lack it.
    """

    workspace_id: str
    anonymous_id: str | None
    user_id: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """The owner from now on. `anonymous` is the browser's anonymousId as a person id.

    `links`: this call is the first that names a user there, so the two people become one (as in
    `engine.audience.ingestion`), and the device comes along with the merge.
    """

    owner: int
    anonymous: int | None
    cause: Cause | None = None  # of the move; None: no other person than before
    links: tuple[int, int] | None = None


def place(tx: Tx, claim: Claim, device: Row | None, now: int) -> Place:
    """Where a device belongs; `device` is the known one that proved itself, None a new one.

    Makes the people that are not there yet.
    """
    if claim.user_id is not None:
        return _of_user(tx, claim, claim.user_id, device, now)
    workspace = claim.workspace_id
    if claim.anonymous_id is None:
        return Place(names.fresh(tx, workspace, now), None)
    anonymous = names.ensure(tx, workspace, [("anonymous", claim.anonymous_id)], now)[
        "anonymous", claim.anonymous_id
    ]
    owner = None if device is None else device.owner
    if device is not None and owner is not None and device.anonymous_id == anonymous:
        return Place(owner, anonymous)
    linked = names.linked_user(tx, anonymous)
    whom = names.canonical(tx, anonymous)
    same = {whom} if linked is None else {whom, names.canonical(tx, linked)}
    if owner is not None and owner in same:
        return Place(owner, anonymous)
    if linked is not None or whom != anonymous or names.is_erased(tx, anonymous):
        whom = names.fresh(tx, workspace, now)
    return Place(whom, anonymous, None if owner is None else "logout")


def _of_user(tx: Tx, claim: Claim, user_id: str, device: Row | None, now: int) -> Place:
    if claim.anonymous_id is None:
        only = names.ensure(tx, claim.workspace_id, [("user", user_id)], now)
        return Place(names.canonical(tx, only["user", user_id]), None)
    both: list[tuple[names.PersonKind, str]] = [
        ("anonymous", claim.anonymous_id),
        ("user", user_id),
    ]
    anonymous, named = names.ensure(tx, claim.workspace_id, both, now).values()
    user = names.canonical(tx, named)
    linked = names.linked_user(tx, anonymous)
    erased = names.is_erased(tx, anonymous)
    links = (anonymous, named) if linked is None and not erased else None
    hers = {user}
    if not erased and (linked is None or names.canonical(tx, linked) == user):
        hers.add(names.canonical(tx, anonymous))
    owner = None if device is None else device.owner
    if owner is not None and owner in hers:
        return Place(owner, anonymous, links=links)
    return Place(user, anonymous, None if owner is None else "login", links)


def same_person(tx: Tx, one: int, other: int) -> bool:
    """Whether two ids stand for one person, or will as soon as their merge is applied."""
    ids = {one, other}
    linked = names.linked_users(tx, ids)
    return len({names.canonical(tx, linked.get(id_, id_)) for id_ in ids}) == 1


def link(tx: Tx, workspace_id: str, place: Place, now: int) -> list[Entry]:
    """Write the link that the call made, if it was the first; the merge to be appended."""
    if place.links is None:
        return []
    anonymous, user = place.links
    if names.link(tx, [place.links]).get(anonymous) != user:
        raise Retry("linked")
    message_id = f"merge:{secrets.token_hex(12)}"
    return [Entry(workspace_id, anonymous, log.MERGE, "merge", message_id, now, str(user))]
