"""The management API `/api/v1`: one file per resource, one table of what each role may do."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException

from webapp import cookies, errors
from webapp.api import (
    browsers,
    campaigns,
    changes,
    devices,
    docs,
    events,
    figures,
    gallery,
    install,
    journeys,
    keys,
    members,
    messages,
    names_seen,
    node_types,
    own_workspaces,
    people,
    resources,
    segments,
    session,
    settings,
    supported,
    webhook_calls,
)

# These add routes to the rooms of other modules.
from webapp.api import campaign_control as _campaign_control  # noqa: F401
from webapp.api import campaign_reports as _campaign_reports  # noqa: F401
from webapp.api import exported as _exported  # noqa: F401
from webapp.api import extracts as _extracts  # noqa: F401
from webapp.api import guarding as _guarding  # noqa: F401
from webapp.api import journey_control as _control  # noqa: F401
from webapp.api import journey_presence as _presence  # noqa: F401
from webapp.api import journey_reports as _reports  # noqa: F401
from webapp.api import journey_start as _start  # noqa: F401
from webapp.api import journey_try as _try  # noqa: F401
from webapp.api import journey_versions as _versions  # noqa: F401
from webapp.api import journey_ways as _ways  # noqa: F401
from webapp.api import people_import as _people_import  # noqa: F401
from webapp.api import people_reports as _people  # noqa: F401
from webapp.api import previews as _previews  # noqa: F401
from webapp.api import push_keys as _push_keys  # noqa: F401
from webapp.api import resets as _resets  # noqa: F401
from webapp.api import webhooks as _webhooks  # noqa: F401
from webapp.api.description import Api
from webapp.api.problem import Problem, ProblemSchema, answer
from webapp.api.room import KEPT, Room
from webapp.errors import PROBLEM
from webapp.ports import Ports
from webapp.version import VERSION

ROOMS: tuple[Room, ...] = (
    session.room,
    node_types.room,
    journeys.room,
    gallery.room,
    segments.room,
    resources.push_resources,
    resources.popups,
    resources.categories,
    browsers.room,
    people.room,
    devices.room,
    campaigns.room,
    messages.room,
    settings.room,
    install.room,
    supported.room,
    keys.room,
    webhook_calls.room,
    members.room,
    own_workspaces.room,
    events.room,
    names_seen.room,
    figures.room,
    changes.room,
)
"""The resources, in the order of the documentation."""

CONFIG = {
    "API_TITLE": "Waymark",
    "API_VERSION": VERSION,
    "OPENAPI_VERSION": "3.0.3",
    "OPENAPI_URL_PREFIX": "/api",
    "OPENAPI_JSON_PATH": "openapi.json",
    "API_SPEC_OPTIONS": {
        "info": {
            "description": (
                "The management API. Send a secret key: `Authorization: Bearer sk_…`; or log in by "
                "`POST /api/v1/session`, and send `X-Waymark-CSRF` with every change. A page that "
                "names its workspace by `X-Waymark-Workspace` is answered 409 `workspace_switched` "
                "once its session is in another one."
            ),
            "license": {"name": "Apache-2.0"},
        },
        "security": [{"secretKey": []}, {"session": []}],
        "components": {
            "securitySchemes": {
                "secretKey": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": cookies.NAME},
            }
        },
    },
}


def register(app: Flask, ports: Ports) -> None:
    """Add the API, its description (`/api/openapi.json`) and its documentation (`/api/docs`).

    Call it after `errors.install`.
    """
    app.extensions[KEPT] = ports
    app.config.update(CONFIG)
    api = Api()
    api.ERROR_SCHEMA = ProblemSchema
    api.DEFAULT_RESPONSE_CONTENT_TYPE = PROBLEM  # of the errors, which are described at once
    api.init_app(app)
    api.DEFAULT_RESPONSE_CONTENT_TYPE = "application/json"
    # smorest answers errors in its own form; ours is one for the whole site.
    app.register_error_handler(HTTPException, errors.answer)
    app.register_error_handler(Problem, answer)
    for room in ROOMS:
        api.serve(app, room.blueprint)
    app.register_blueprint(docs.blueprint(api.described))
