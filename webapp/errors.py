"""Errors in their readers' form, never a stack: JSON, problem+json for `/api`, HTML for pages."""

import re

import structlog
from flask import Flask, Response, json, render_template, request
from sqlalchemy.exc import DBAPIError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from engine.store.db import Busy
from webapp import refusals

BUSY_SECONDS = 2
PROBLEM = "application/problem+json"
REFUSED = "waymark.refused"
"""In a request's environ: the HTTPException that the server answers it with, or None."""

log = structlog.get_logger(__name__)


def install(app: Flask) -> None:
    """Answer every error of this app; what is unexpected is logged with its trace."""
    app.before_request(_refuse)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(DBAPIError, _database)
    app.register_error_handler(Exception, _unexpected)


def answer(error: HTTPException) -> Response:
    """The response to an expected error, in the form of the part of the API it happened in."""
    status = error.code or 500
    kept = error.get_response()
    if status < 400:  # a redirect is an HTTPException too
        return Response(kept.get_data(), status, kept.headers)
    refusals.count(code(error))
    if request.path.startswith(("/v1/", "/beacon/", "/sourceConfig")):
        body = json.dumps({"code": code(error), "message": error.description})
        response = Response(body, status, mimetype="application/json")
    elif request.path.startswith("/api/"):
        problem = {"type": "about:blank", "title": error.name, "status": status,
                   "detail": error.description, "code": code(error)}  # fmt: skip
        response = Response(json.dumps(problem), status, mimetype=PROBLEM)
    else:
        response = Response(render_template("error.html", error=error), status)
    for name in ("Allow", "Retry-After", "WWW-Authenticate"):
        if name in kept.headers:
            response.headers[name] = kept.headers[name]
    return response


def code(error: HTTPException) -> str:
    """The error's name as a word for programs: `not_found`."""
    return re.sub(r"\W+", "_", error.name.lower()).strip("_")


def _refuse() -> None:
    refused = request.environ.get(REFUSED)
    if refused is not None:
        raise refused


def _busy(_error: Busy) -> Response:
    return answer(ServiceUnavailable("The database is busy; try again.", retry_after=BUSY_SECONDS))


def _database(error: DBAPIError) -> Response:
    """Away, starting, or full: that passes, and nothing was accepted (promise R15)."""
    if not (isinstance(error, OperationalError) or error.connection_invalidated):
        return _unexpected(error)
    log.error("request.database", method=request.method, path=request.path, exc_info=error)
    text = "The database does not answer; try again."
    return answer(ServiceUnavailable(text, retry_after=BUSY_SECONDS))


def _unexpected(error: Exception) -> Response:
    log.error("request.failed", method=request.method, path=request.path, exc_info=error)
    return answer(InternalServerError("Something went wrong here; it has been logged."))
