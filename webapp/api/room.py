"""One resource of the management API: its routes, and the action each needs the right to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, Literal, TypeVar, cast

import flask_smorest as smorest
import structlog
from flask import current_app, g, request
from marshmallow import Schema

from engine.members.sessions import Session
from engine.store.db import Database
from journeys.rule_values import storable
from webapp import auth
from webapp.api.body import LARGEST_JOURNEY, PARSER, read
from webapp.api.problem import Problem, absent, invalid
from webapp.auth import Action, Caller
from webapp.ports import Ports

log = structlog.get_logger(__name__)

V = TypeVar("V", bound=Callable[..., Any])
Model = type[Schema]
Open = Literal["open"]
"""In place of an action: strangers call it, from pages of ours, to log in."""

PREFIX = "/api/v1"
KEPT = "waymark.api"  # where an app keeps its ports


@dataclass(frozen=True, slots=True)
class Route:
    """What a request is checked against before its view sees it."""

    action: Action | Open
    parameters: frozenset[str]


class Room:
    """A blueprint of flask-smorest whose every route names its action.

    A view is called with the parsed query, then the parsed body, each if it asked for one, and the
    path's parts by name. It answers what its schema dumps, or (that, headers).
    """

    def __init__(self, name: str, description: str) -> None:
        made: Any = smorest.Blueprint(name, name, url_prefix=PREFIX, description=description)
        made.ARGUMENTS_PARSER = PARSER
        made.before_request(self._admit)
        self.blueprint = made
        self.routes: dict[str, Route] = {}

    def route(  # noqa: PLR0913  # one keyword for each thing a route may have
        self,
        method: str,
        rule: str,
        action: Action | Open,
        *,
        query: Model | None = None,
        body: Model | None = None,
        document: str = "",
        files: Sequence[str] = (),
        answers: Model | None = None,
        status: int = 200,
        problems: Sequence[int] = (),
    ) -> Callable[[V], V]:
        """Register a view. With `document` (a description) it is given the body's JSON as it is;
        one that reads `files` (media types) does so itself."""

        def register(view: V) -> V:
            made: Any = _read(view, body, query, document)
            made = self.blueprint.response(status, answers)(made)
            for code in _refusals(rule, problems):
                made = self.blueprint.alt_response(code, code.name)(made)
            if document or files:
                made = self.blueprint.doc(requestBody=_request_body(document, files))(made)
            if action in _SECURITY:
                made = self.blueprint.doc(security=_SECURITY[action])(made)
            endpoint = view.__name__
            self.blueprint.add_url_rule(rule, endpoint, made, methods=[method])
            names = _parameters(query)
            self.routes[endpoint] = Route(action, names)
            return view

        def _read(view: V, body: Model | None, query: Model | None, document: str) -> Any:
            made: Any = _with_document(view) if document else view
            if body is not None:
                made = self.blueprint.arguments(body)(made)
            if query is not None:
                made = self.blueprint.arguments(query, location="query")(made)
            return made

        return register

    def _admit(self) -> None:
        """Before a view, and before anything is looked up: who is it, may he, is it unambiguous."""
        route = self.routes[(request.endpoint or "").rpartition(".")[2]]
        if route.action == "open":
            doubted = auth.doubt(request, ports().settings.base_url)
            if doubted is not None:
                raise _refused(doubted)
        else:
            g.caller = _admitted(route.action)
        if not all(map(storable, (request.view_args or {}).values())):
            absent("resource")
        twice = [(name, "stands twice") for name, each in request.args.lists() if len(each) > 1]
        unknown = [(name, "is not known here") for name in request.args.keys() - route.parameters]
        odd = [(name, "holds U+0000") for name, text in request.args.items() if not storable(text)]
        if twice or unknown or odd:
            invalid([*twice, *unknown, *odd])


def _admitted(action: Action) -> Caller:
    """Who calls, if he has the right. Raises Problem."""
    found = auth.caller(ports(), request)
    if isinstance(found, auth.Stranger):
        absent_member = action == "own" and "Authorization" not in request.headers
        raise _refused(auth.NOT_LOGGED_IN if absent_member and found.status == 401 else found)
    if not found.may(action):
        log.warning("access.refused", who=found.who, action=action)
        raise Problem(403, "forbidden", f"The role {found.role} may not do this.")
    if action == "own" and found.session is None:
        raise Problem(403, "member_required", "This is a member's own: log in, no key does it.")
    return found


def _refused(found: auth.Stranger) -> Problem:
    return Problem(found.status, found.code, found.reason)


def ports() -> Ports:
    """The ways out of this app."""
    return cast("Ports", current_app.extensions[KEPT])


def database() -> Database:
    return ports().database


def caller() -> Caller:
    """Who is calling; only in views of a room."""
    return cast("Caller", g.caller)


def session() -> Session:
    """The session of the member who calls; only in views of `own`."""
    found = caller().session
    if found is None:  # `_admitted` has seen to it
        raise Problem(403, "member_required", "This is a member's own: log in, no key does it.")
    return found


def workspace() -> str:
    """The caller's workspace: what is of another does not exist for him."""
    return caller().workspace_id


def tagged(version: object) -> dict[str, str]:
    """The headers that tell which version is answered."""
    return {"ETag": f'"{version}"'}


def check_tag(version: object) -> None:
    """Where the caller names the version he has seen, it must be this one. Raises Problem 412."""
    if request.if_match and str(version) not in request.if_match:
        raise Problem(412, "changed_meanwhile", "Somebody else has changed this; load it anew.")


def _with_document(view: Callable[..., Any]) -> Callable[..., Any]:
    """The view, given the JSON of the body."""

    @wraps(view)
    def reading(*args: object, **parts: object) -> object:
        return view(*args, read(request, LARGEST_JOURNEY), **parts)

    return reading


def _parameters(query: Model | None) -> frozenset[str]:
    """What a query's parameters are called outside."""
    told = query().fields if query else {}
    return frozenset(field.data_key or name for name, field in told.items())


def _refusals(rule: str, problems: Sequence[int]) -> list[HTTPStatus]:
    """The statuses of the errors that a route may answer with."""
    usual = {401, 403, 404 if "<" in rule else 403, 422}
    return [HTTPStatus(code) for code in sorted(usual.union(problems))]


def _request_body(description: str, files: Sequence[str]) -> dict[str, object]:
    content = {kind: {"schema": {"type": "string"}} for kind in files} or {
        "application/json": {"schema": {"type": "object", "description": description}}
    }
    return {"required": True, "content": content}


_SECURITY: dict[str, list[dict[str, list[str]]]] = {"open": [], "own": [{"session": []}]}
"""By whom a route can be called, where that is not by everybody whom we know."""
