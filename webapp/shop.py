"""The demo shop's two calls: its log-in, and a visitor's own moves in journeys.

They are there only where `waymark up` made the demo workspace (A50), and for its page alone: no
answer bears a CORS header, and the log-in is refused to pages of another origin.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, abort, request

from engine import clock, demo
from engine.audience.incoming import Refused
from engine.reports import moves, people
from engine.reports.moves import Moves, Step
from engine.store.db import Tx
from webapp.ingest.fault import Fault
from webapp.own_page import is_own
from webapp.ports import Ports
from webapp.visitor import STATUS, body, door
from webapp.visitor.door import Door

MILLISECOND = clock.SECOND // 1000
LAST = 8
"""So many of her runs are told."""

Answer = dict[str, object] | Fault | Refused
View = Callable[[Door, Ports, str], Answer]

FOREIGN = Fault("origin_not_allowed", "this is for the demo shop's own page")
UNKNOWN = Refused("not_found", "nobody of this name logs in here")


class LogInBody(msgspec.Struct):
    """`POST /demo/log-in`."""

    user: body.Id


def blueprint(at: Door, ports: Ports) -> Blueprint:
    """`at` is the visitors' door: the moves are told to whom its tokens name."""
    made = Blueprint("shop", __name__)
    views: tuple[tuple[str, str, View], ...] = (
        ("GET", "/demo/log-in", guests),
        ("POST", "/demo/log-in", log_in),
        ("GET", "/demo/moves", own_moves),
    )
    for method, path, view in views:
        made.add_url_rule(
            path, view.__name__, _answering(at, ports, view), methods=(method,),
            provide_automatic_options=False,
        )  # fmt: skip
    return made


def _answering(at: Door, ports: Ports, view: View) -> Callable[[], Response]:
    def act() -> Response:
        if ports.demo is None:
            abort(404)
        answer = door.too_often(at, request) or view(at, ports, ports.demo)
        if isinstance(answer, dict):
            return Response(json.dumps(answer), mimetype="application/json")
        fault = answer if isinstance(answer, Fault) else Fault(answer.code, answer.message)
        text = json.dumps({"code": fault.code, "message": fault.message})
        status = STATUS.get(fault.code, fault.status)
        return Response(text, status, mimetype="application/json")

    return act


def guests(_at: Door, _ports: Ports, _demo: str) -> Answer:
    """`{"guests": [{"user", "name", "face", "says"}]}`: who may log in."""
    listed = [
        {"user": each.user_id, "name": each.name, "face": each.face, "says": each.says}
        for each in demo.GUESTS.values()
    ]
    return {"guests": listed}


def log_in(_at: Door, ports: Ports, workspace: str) -> Answer:
    """`{"user"}` → `{"user", "traits", "token"}`: what a shop's server answers to a password."""
    if not is_own(request, ports.settings.base_url):
        return FOREIGN
    sent = body.read(request, LogInBody)
    if isinstance(sent, Fault):
        return sent
    guest = demo.GUESTS.get(sent.user)
    if guest is None:
        return UNKNOWN
    with ports.database.read() as tx:
        token = demo.identity_token(
            tx, workspace, guest, master_key=ports.settings.key, now=clock.now()
        )
    return {"user": guest.user_id, "traits": guest.traits, "token": token}


def own_moves(at: Door, _ports: Ports, workspace: str) -> Answer:
    """`{"runs": […]}` of the person whose browser calls, by its visitor token."""
    visitor = door.visitor_of(at, request)
    if isinstance(visitor, Fault):
        return visitor
    if visitor.workspace_id != workspace:
        return UNKNOWN

    def act(tx: Tx) -> Answer:
        one = door.speaker(tx, visitor)
        if isinstance(one, Refused):
            return one
        who = people.find(tx, workspace, one.owner)
        found = [] if who is None else moves.of_person(tx, who, limit=LAST)
        return {"runs": [_run(each) for each in found]}

    return door.read(at, act)


def _run(found: Moves) -> dict[str, object]:
    return {
        "id": found.run.id,
        "journey": found.journey,
        "state": found.run.state,
        "steps": [_step(each) for each in found.steps],
    }


def _step(step: Step) -> dict[str, Any]:
    """As JSON, its times in ms, as pages count them."""
    told = {
        name: value // MILLISECOND if name in ("until", "due_at") and value else value
        for name, value in step.told.items()
    }
    return {**told, "at": step.at // MILLISECOND, "what": step.what}
