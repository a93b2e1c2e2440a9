"""`/push-resources`, `/popups`, `/categories`: one set of routes for each kind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NoReturn

from flask import Response
from marshmallow import Schema, fields

from engine import resources
from engine.resources import InUse, Invalid, Kind, Place, Resource, Saved, Taken
from engine.store.db import Tx
from webapp.api.documents import CategoryBody, PopupBody, PushBody, with_defaults
from webapp.api.paging import Page, PageQuery, decode, page, page_of
from webapp.api.problem import Problem, absent, invalid
from webapp.api.room import Room, caller, check_tag, database, ports, tagged, workspace
from webapp.api.schemas import Moment

Answer = tuple[object, dict[str, str]]


class _Kept(Schema):
    """What every resource bears besides its document."""

    version = fields.Integer(required=True)
    created_at = Moment(required=True)
    updated_at = Moment(required=True)
    warnings = fields.List(fields.String(), required=True)


class PushItem(PushBody, _Kept):
    """A push resource as saved."""


class PopupItem(PopupBody, _Kept):
    """A popup as saved."""


class CategoryItem(CategoryBody, _Kept):
    """A category as saved."""


@dataclass(frozen=True, slots=True)
class Library:
    """The views of one kind of resource."""

    kind: Kind
    body: type[Schema]

    def listed(self, query: dict[str, Any]) -> Page:
        """All of them, by key."""
        after, limit = decode(query["after"], str), query["limit"]
        with database().read() as tx:
            found = resources.listed(
                tx, workspace(), self.kind, after=after and after[0], limit=limit + 1
            )
        return page(found, limit, lambda each: (each.key,), self._shown)

    def created(self, document: dict[str, Any]) -> Answer:
        """A new one, under a key that is not taken."""
        return self._answer(database().run(resources.create, place(), self.kind, document))

    def got(self, key: str) -> Answer:
        """The one of this key."""
        with database().read() as tx:
            return self._answer(Saved(self._named(tx, key)))

    def replaced(self, document: dict[str, Any], key: str) -> Answer:
        """Put another in its place; it is live at once."""

        def replace(tx: Tx) -> Saved | Invalid:
            found = self._named(tx, key, lock=True)
            check_tag(found.version)
            return resources.replace_(tx, place(), found, document)

        return self._answer(database().run(replace))

    def removed(self, key: str) -> Response:
        """Take it away; not while something that is live names it."""

        def remove(tx: Tx) -> InUse | None:
            found = self._named(tx, key, lock=True)
            check_tag(found.version)
            return resources.remove(tx, place(), found)

        outcome = database().run(remove)
        if outcome is not None:
            raise Problem(409, "in_use", f"It is used by {', '.join(outcome.by)}.")
        return Response(status=204)

    def _named(self, tx: Tx, key: str, *, lock: bool = False) -> Resource:
        return resources.get(tx, workspace(), self.kind, key, lock=lock) or absent("resource")

    def _answer(self, outcome: Saved | Invalid | Taken) -> Answer:
        if not isinstance(outcome, Saved):
            _refuse(outcome)
        return self._shown(outcome.resource), tagged(outcome.resource.version)

    def _shown(self, found: Resource) -> dict[str, object]:
        return {
            **with_defaults(self.body, found.document),
            "version": found.version,
            "created_at": found.created_at,
            "updated_at": found.updated_at,
            "warnings": [each.message for each in resources.warnings(found.kind, found.document)],
        }


def _room(path: str, library: Library, item: type[Schema], about: str) -> Room:
    """The routes of one kind."""
    made, body, one = Room(path, about), library.body, f"/{path}/<key>"
    made.route("GET", f"/{path}", "read", query=PageQuery, answers=page_of(item))(library.listed)
    made.route("POST", f"/{path}", "edit", body=body, answers=item, status=201, problems=(409,))(
        library.created
    )
    made.route("GET", one, "read", answers=item)(library.got)
    made.route("PUT", one, "edit", body=body, answers=item, problems=(412,))(library.replaced)
    made.route("DELETE", one, "edit", status=204, problems=(409, 412))(library.removed)
    return made


def place() -> Place:
    """Where links are judged, and who asks."""
    return Place(workspace(), ports().settings.base_url, caller().who)


def _refuse(outcome: Invalid | Taken) -> NoReturn:
    if isinstance(outcome, Invalid):
        invalid(outcome.faults)
    raise Problem(409, "key_taken", "There is one with this key already.")


push_resources = _room(
    "push-resources",
    Library("push", PushBody),
    PushItem,
    "What pushes say, in every language",
)
popups = _room(
    "popups", Library("popup", PopupBody), PopupItem, "What asks before the browser asks"
)
categories = _room(
    "categories",
    Library("category", CategoryBody),
    CategoryItem,
    "What people may choose to hear about",
)
