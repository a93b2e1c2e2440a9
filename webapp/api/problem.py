"""Errors of the management API: problem+json (RFC 9457) with a code and the paths concerned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import NoReturn

from flask import Response, json
from marshmallow import Schema, fields
from werkzeug.exceptions import HTTPException

from webapp import refusals
from webapp.errors import PROBLEM

Errors = Mapping[str, list[str]]


class Problem(HTTPException):
    """An expected refusal; `errors` maps paths such as `languages/de/title` to messages.

    `wait` is in seconds: when to try again.
    """

    def __init__(
        self, status: int, code: str, detail: str, errors: Errors | None = None, wait: int = 0
    ) -> None:
        super().__init__(detail)
        self.code = status
        self.word = code
        self.errors = errors
        self.wait = wait


class ProblemSchema(Schema):
    """What every error looks like."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "the same word for ever"})
    detail = fields.String(required=True)
    errors = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"description": "messages by path, where parts of the request are wrong"},
    )


def answer(problem: Problem) -> Response:
    """The response to a problem."""
    status = problem.code or 500
    refusals.count(problem.word)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": problem.word,
        "detail": problem.description,
    }
    if problem.errors is not None:
        body["errors"] = problem.errors
    response = Response(json.dumps(body), status, mimetype=PROBLEM)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = "Bearer"
    if problem.wait:
        response.headers["Retry-After"] = str(problem.wait)
    return response


def absent(what: str) -> NoReturn:
    """404, the same for what is not there and for what is another workspace's."""
    raise Problem(404, "not_found", f"There is no such {what}.")


def invalid(faults: Iterable[tuple[str, str]]) -> NoReturn:
    """422 with (path, message) of each fault."""
    errors: dict[str, list[str]] = {}
    for path, message in faults:
        errors.setdefault(path, []).append(message)
    raise Problem(422, "invalid", "Some of what was sent cannot be taken.", errors)


def paths(messages: object, at: str = "") -> Iterable[tuple[str, str]]:
    """Marshmallow's nested messages as (path, message)."""
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            here = at if name in ("_schema", "json", "query") else f"{at}/{name}".lstrip("/")
            yield from paths(below, here)
    elif isinstance(messages, list):
        for each in messages:
            yield from paths(each, at)
    else:
        yield at, str(messages)
