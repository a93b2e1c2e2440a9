"""The snippet and its service worker, as customers' pages load them: `/s/…`."""

import hashlib
import re
from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort, request

from webapp.version import VERSION

SNIPPET = Path(__file__).with_name("snippet")
BUILT = SNIPPET / "dist"
RELEASED = SNIPPET / "released"
"""Workers of earlier versions, RELEASED/VERSION/worker.js: who pinned one keeps it."""

FILES = ("waymark.js", "worker.js")
SHORT = "public, max-age=300, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"


def blueprint() -> Blueprint:
    made = Blueprint("scripts", __name__, url_prefix="/s")

    @made.get("/<any(waymark.js,worker.js):name>")
    def newest(name: str) -> Response:
        return _script(BUILT / name, SHORT)

    @made.get("/<version>/worker.js")
    def pinned(version: str) -> Response:
        if version == VERSION:
            return _script(BUILT / "worker.js", FOR_EVER)
        if not re.fullmatch(r"\d+\.\d+\.\d+", version):
            abort(404)
        return _script(RELEASED / version / "worker.js", FOR_EVER)

    return made


def _script(file: Path, keep: str) -> Response:
    try:
        body, tag = _read(file, file.stat().st_mtime_ns)
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


@cache
def _read(file: Path, _changed: int) -> tuple[bytes, str]:
    body = file.read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:32]
