"""What people and browsers touch: Flask, the APIs, the pages, the snippet."""

from flask import Flask

from webapp import errors, headers, health, ingest, pages, scripts
from webapp.doors import ingest_door
from webapp.ports import Ports

LARGEST_BODY = 2 * 1024 * 1024  # the limits of each API are smaller


def create_app(ports: Ports) -> Flask:
    """The WSGI application over these ports."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    errors.install(app)
    headers.install(app, ports.settings.base_url)
    for blueprint in (
        ingest.blueprint(ingest_door(ports)),
        health.blueprint(ports),
        scripts.blueprint(),
        pages.blueprint(ports),
    ):
        app.register_blueprint(blueprint)
    return app
