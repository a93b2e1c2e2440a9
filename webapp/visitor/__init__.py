"""The visitor endpoints: a table of paths, and how a value becomes an answer."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, json, request

from engine.audience.incoming import Refused
from webapp import refusals
from webapp.ingest import cors
from webapp.ingest.fault import Fault
from webapp.visitor import devices, inbox, popups, reports, stream, wishes
from webapp.visitor.door import Door, too_often

__all__ = ["Door", "blueprint"]

View = Callable[..., devices.Answer | Response]

ROUTES: dict[str, dict[str, View]] = {
    "/v1/devices": {"PUT": devices.put},
    "/v1/devices/<device_id>": {"DELETE": devices.withdraw},
    "/v1/me/devices": {"GET": devices.mine},
    "/v1/me/devices/<device_id>": {"DELETE": devices.remove},
    "/v1/me/devices/<device_id>/test": {"POST": devices.test},
    "/v1/me/inbox": {"GET": inbox.listed},
    "/v1/me/inbox/read": {"POST": inbox.read},
    "/v1/me/popups": {"GET": popups.current},
    "/v1/me/popups/<offer>/answer": {"POST": popups.answer},
    "/v1/me/popups/<offer>/shown": {"POST": popups.shown},
    "/v1/me/preferences": {"GET": wishes.read, "PUT": wishes.change},
    "/v1/me/preferences/link": {"POST": wishes.link},
    "/v1/me/stream": {"GET": stream.opened},
    "/v1/reports": {"POST": reports.take},
}
STATUS = {
    "visitor_token_missing": 401,
    "visitor_token_invalid": 401,
    "visitor_token_ended": 401,
    "send_token_invalid": 401,
    "offer_token_invalid": 403,
    "erased": 403,
    "not_found": 404,
    "endpoint_taken": 409,
    "not_subscribed": 409,
    "offer_closed": 409,
    "too_many_streams": 503,
}
"""The statuses of codes that ingestion does not know; its own table has the others."""


def blueprint(door: Door) -> Blueprint:
    """The paths for visitors; the CORS headers of their answers come with ingestion's."""
    made = Blueprint("visitor", __name__)
    for path, views in ROUTES.items():
        name = path.strip("/").replace("/", "_").replace("<", "").replace(">", "")
        for method, view in views.items():
            made.add_url_rule(
                path, f"{name}_{method}", _answering(door, view), methods=(method,),
                provide_automatic_options=False,
            )  # fmt: skip
        made.add_url_rule(path, f"{name}_OPTIONS", _preflight, methods=("OPTIONS",))
    return made


def _preflight(**_: str) -> Response:
    return cors.preflight()


def _answering(door: Door, view: View) -> Callable[..., Response]:
    def act(**named: str) -> Response:
        if any("\0" in each for each in named.values()):  # no text of PostgreSQL holds it
            return _failure(devices.NOT_FOUND)
        return _response(too_often(door, request) or view(door, request, **named))

    return act


def _response(answer: devices.Answer | Response) -> Response:
    if isinstance(answer, Response):
        return answer
    if answer is None:
        return Response(status=204)
    if isinstance(answer, dict):
        return Response(json.dumps(answer), mimetype="application/json")
    return _failure(answer)


def _failure(answer: Fault | Refused) -> Response:
    fault = answer if isinstance(answer, Fault) else Fault(answer.code, answer.message)
    status = STATUS.get(answer.code, fault.status)
    refusals.count(answer.code)
    text = json.dumps({"code": answer.code, "message": answer.message})
    response = Response(text, status, mimetype="application/json")
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Waymark"'
    if status in (429, 503):
        response.headers["Retry-After"] = str(fault.retry_after or 1)
    return response
