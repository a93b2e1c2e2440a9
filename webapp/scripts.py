"""The snippet and its service worker, as customers' pages load them: `/s/…`.

Under a version they never change. Who wants the browser to check that (A46) takes `/s/VERSION/…`
with the hash that `/s/VERSION/integrity.json` tells, as the `integrity` of his script element.
"""

import base64
import hashlib
import re
from pathlib import Path

from flask import Blueprint, Response, abort, json, request

from webapp import built
from webapp.version import VERSION

SNIPPET = Path(__file__).with_name("snippet")
BUILT = SNIPPET / "dist"
RELEASED = SNIPPET / "released"
"""Scripts of earlier versions, RELEASED/VERSION/worker.js: who pinned one keeps it."""

WORDS = ("words-ar.js", "words-de.js")
FILES = ("waymark.js", "popups.js", "member.js", "panel.js", *WORDS, "worker.js")
SHORT = "public, max-age=300, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


def blueprint() -> Blueprint:
    made = Blueprint("scripts", __name__, url_prefix="/s")

    named = ",".join(f'"{name}"' for name in FILES)
    scripts = f"any({named}):name"

    @made.get(f"/<{scripts}>")
    def newest(name: str) -> Response:
        return _script(BUILT / name, SHORT)

    @made.get(f"/<version>/<{scripts}>")
    def pinned(version: str, name: str) -> Response:
        return _script(_folder(version) / name, FOR_EVER)

    @made.get("/<version>/integrity.json")
    def integrity(version: str) -> Response:
        folder = _folder(version)
        told = {name: _integrity(folder / name) for name in FILES if (folder / name).exists()}
        if not told:
            abort(404)
        response = Response(json.dumps(told), mimetype="application/json")
        response.headers["Access-Control-Allow-Origin"] = "*"
        return response

    return made


def integrity_of(name: str) -> str | None:
    """The hash of a script of this version, as the `integrity` attribute wants it; None where it
    was not built."""
    file = BUILT / name
    return _integrity(file) if file.exists() else None


def _folder(version: str) -> Path:
    """Where the scripts of a version are; 404 for what is no version."""
    if version == VERSION:
        return BUILT
    if not re.fullmatch(r"\d+\.\d+\.\d+", version):
        abort(404)
    return RELEASED / version


def _integrity(file: Path) -> str:
    """As the `integrity` attribute wants it (Subresource Integrity)."""
    body, _ = built.read(file)
    return f"sha384-{base64.b64encode(hashlib.sha384(body).digest()).decode()}"


def _script(file: Path, keep: str) -> Response:
    try:
        body, tag = built.read(file)
    except FileNotFoundError:
        abort(404)
    # Without the charset the minifier's raw UTF-8 is read as Latin-1.
    response = Response(body, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = keep
    response.headers["Access-Control-Allow-Origin"] = "*"  # so that pages may check its integrity
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.set_etag(tag)
    response.make_conditional(request)
    return response
