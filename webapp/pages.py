"""The pages for people who look in: what runs here, and the demo shop."""

import mimetypes
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template
from werkzeug.security import safe_join
from werkzeug.wrappers import Response as AnyResponse

from engine import overview
from webapp.ports import Ports
from webapp.version import VERSION

DEMO = Path(__file__).with_name("demo")
WRITE_KEY = b"__WRITE_KEY__"
TEXT = (".html", ".js", ".css", ".webmanifest", ".json", ".svg")


def blueprint(ports: Ports) -> Blueprint:
    made = Blueprint("pages", __name__)

    @made.get("/")
    def home() -> str:
        with ports.database.read() as tx:
            counts, lag = overview.counts(tx), overview.lag(tx)
        return render_template(
            "home.html",
            version=VERSION,
            database=ports.database.kind,
            counts=counts,
            counted=overview.COUNTED,
            lag=lag,
            base_url=ports.settings.base_url,
            demo=DEMO.is_dir(),
        )

    @made.get("/demo")
    def demo() -> AnyResponse:
        return redirect("/demo/", 302)

    @made.get("/demo/")
    @made.get("/demo/<path:name>")
    def demo_file(name: str = "index.html") -> Response:
        return _demo_file(ports, name)

    return made


def _demo_file(ports: Ports, name: str) -> Response:
    """A file of the demo shop, with this installation's write key in its place."""
    path = safe_join(str(DEMO), name)
    if path is None or not Path(path).is_file():
        abort(404)
    file = Path(path)
    body = file.read_bytes()
    if file.suffix in TEXT and WRITE_KEY in body:
        with ports.database.read() as tx:
            key = overview.demo_write_key(tx, ports.demo)
        body = body.replace(WRITE_KEY, (key or "").encode())
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    if file.suffix in TEXT:
        kind += "; charset=utf-8"
    return Response(body, content_type=kind)
