"""The Segment HTTP Tracking API: a table of paths over one reception."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Blueprint, Response, g, json, request
from flask.blueprints import BlueprintSetupState

from webapp.ingest import answer, browser, cors
from webapp.ingest.door import IngestDoor, IngestSettings
from webapp.ingest.fault import Fault
from webapp.ingest.limits import GENEROUS, Limits, Rates
from webapp.ingest.reception import Reception, Route, key_beside

__all__ = ["GENEROUS", "IngestDoor", "IngestSettings", "Limits", "Rates", "blueprint"]

ROUTES = {
    "/v1/track": Route("track"),
    "/v1/identify": Route("identify"),
    "/v1/page": Route("page"),
    "/v1/screen": Route("screen"),
    "/v1/group": Route("group"),
    "/v1/alias": Route("alias"),
    "/v1/batch": Route(),
    "/v1/import": Route(imported=True),
    # What browsers' libraries call: shorter, and less often on a blocker's list.
    "/v1/t": Route("track"),
    "/v1/i": Route("identify"),
    "/v1/p": Route("page"),
    "/v1/s": Route("screen"),
    "/v1/g": Route("group"),
    "/v1/a": Route("alias"),
    "/v1/b": Route(),
    "/beacon/v1/batch": Route(),
}
_OPEN = ("/v1/", "/beacon/", "/sourceConfig")
_UNKNOWN = Fault("unknown_key", "no workspace has this write key")


def blueprint(door: IngestDoor) -> Blueprint:
    """The paths of ingestion, and the CORS headers of everything that pages call."""
    made = Blueprint("ingest", __name__)
    reception = Reception(door)
    for path, route in ROUTES.items():
        _add(made, path, ("POST",), partial(_receive, reception, route))
    _add(made, "/v1/projects/<write_key>/settings", ("GET",), partial(_settings, door))
    _add(made, "/sourceConfig", ("GET",), partial(_source_config, door))
    made.record_once(_never_redirect)
    made.after_app_request(_open_to_pages)
    return made


def _add(
    made: Blueprint, path: str, methods: tuple[str, ...], view: Callable[..., Response]
) -> None:
    """Register a path with and without a slash at its end: a redirect would lose the body."""
    name = path.strip("/").replace("/", "_").replace("<", "").replace(">", "")
    for rule, endpoint in ((path, name), (path + "/", name + "_slash")):
        made.add_url_rule(
            rule, endpoint, view, methods=methods, strict_slashes=True,
            provide_automatic_options=False,
        )  # fmt: skip
        made.add_url_rule(rule, endpoint + "_options", _preflight, methods=("OPTIONS",))


def _never_redirect(state: BlueprintSetupState) -> None:
    state.app.url_map.merge_slashes = False


def _preflight(**_: str) -> Response:
    return cors.preflight()


def _receive(reception: Reception, route: Route) -> Response:
    received = reception.receive(request, route)
    g.allowed_origins = received.allowed_origins
    return received.response


def _settings(door: IngestDoor, write_key: str) -> Response:
    key = door.find_key(write_key)
    if key is None or key.kind != "write":
        return answer.failure(_UNKNOWN)
    settings = door.settings_of(key.workspace_id)
    return _json(browser.segment_settings(write_key, door.base_url, settings))


def _source_config(door: IngestDoor) -> Response:
    text = key_beside(request)
    key = door.find_key(text) if text else None
    if text is None or key is None or key.kind != "write":
        return answer.failure(_UNKNOWN)
    return _json(browser.source_config(text, key.workspace_id))


def _open_to_pages(response: Response) -> Response:
    """Errors too: a page that cannot read a 429 cannot obey its Retry-After."""
    if request.path.startswith(_OPEN):
        cors.open_to(response, request.headers.get("Origin"), g.get("allowed_origins", ()))
    return response


def _json(body: object) -> Response:
    return Response(json.dumps(body), mimetype="application/json")
