"""The console: `/console/…`, one page for every address, and the built files that it loads.

The page allows nothing that is not its own (A40): style elements by a nonce of this very answer,
scripts from here alone, and no markup from strings (Trusted Types). Pictures may come from any
site by https: what an editor previews are customers' own pictures, which stand on their servers. A
picture can do nothing here, and is asked for without saying who asks (`referrerpolicy`).
"""

import mimetypes
import re
import secrets
from pathlib import Path

from flask import Blueprint, Response, abort, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from webapp import built

BUILT = Path(__file__).with_name("ui") / "dist"
NONCE = b"__CSP_NONCE__"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data: https:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types default"
)
FRAME_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Of the page in which a popup is previewed: the console alone may frame it."""
FOR_EVER = "public, max-age=31536000, immutable"
NOT_BUILT = "The console has not been built here: `make up` builds it."
NAME = re.compile(r"\w[\w.-]*")
TEXT = ("text/javascript", "text/css")


def blueprint() -> Blueprint:
    made = Blueprint("console", __name__)

    @made.get("/console")
    def bare() -> AnyResponse:
        return redirect("/console/", 302)

    @made.get("/console/")
    @made.get("/console/<path:place>")
    def page(place: str = "") -> Response:
        if place.startswith("assets/"):  # two slashes later on have led past the route below
            abort(404)
        return _page()

    @made.get("/console/frame/popup")
    def popup() -> Response:
        return _frame()

    @made.get("/console/assets/<path:name>")
    def asset(name: str) -> Response:
        return _asset(name)

    return made


def _page() -> Response:
    """The one page, under a policy of its own; what is shown is decided in the browser."""
    file = BUILT / "index.html"
    if not file.is_file():
        abort(503, NOT_BUILT)
    nonce = secrets.token_urlsafe(18)
    body, _ = built.read(file)
    response = Response(
        body.replace(NONCE, nonce.encode()), content_type="text/html; charset=utf-8"
    )
    response.headers["Content-Security-Policy"] = POLICY.format(nonce=nonce)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    return response


def _frame() -> Response:
    """The page that draws a popup by the snippet's own code, from what the console tells it."""
    page = render_template("popup_frame.html")
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _asset(name: str) -> Response:
    """A built file: its name bears the hash of what it holds, so that it never changes."""
    if not NAME.fullmatch(name) or not (file := BUILT / "assets" / name).is_file():
        abort(404)
    body, tag = built.read(file)
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    response = Response(body, content_type=f"{kind}; charset=utf-8" if kind in TEXT else kind)
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(tag)
    response.make_conditional(request)
    return response
