"""What people and browsers touch: Flask, the APIs, the pages, the snippet."""

from flask import Flask

from webapp import api, console, errors, headers, health, ingest, pages, scripts, shop, visitor
from webapp.doors import ingest_door, visitor_door
from webapp.ports import Ports
from webapp.visitor import page

LARGEST_BODY = 2 * 1024 * 1024  # the limits of each API are smaller


def create_app(ports: Ports) -> Flask:
    """The WSGI application over these ports."""
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json.sort_keys = False  # type: ignore[attr-defined]
    errors.install(app)
    headers.install(app, ports.settings.base_url)
    events = ingest_door(ports)
    visitors = visitor_door(ports, events)
    for blueprint in (
        ingest.blueprint(events),
        visitor.blueprint(visitors),
        page.blueprint(visitors),
        health.blueprint(ports),
        scripts.blueprint(),
        console.blueprint(),
        shop.blueprint(visitors, ports),
        pages.blueprint(ports),
    ):
        app.register_blueprint(blueprint)
    api.register(app, ports)
    return app
