"""Which pages may read the answers: no cookies ever, a list of origins per workspace.

An Origin is advice, not a proof: only browsers tell the truth about it.
"""

from __future__ import annotations

from flask import Response

from webapp.ingest.door import ANY_ORIGIN

PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE, OPTIONS",
    # `*` would not cover Authorization (Fetch standard); the rest is what the libraries ask for.
    "Access-Control-Allow-Headers": (
        "authorization, content-type, x-retry-count, anonymousid, sentat"
    ),
    "Access-Control-Max-Age": "86400",
}
EXPOSED = "Retry-After"


def allows(allowed: tuple[str, ...], origin: str | None) -> bool:
    """Whether a request with this Origin header is taken; without one it comes from no page."""
    return origin is None or not allowed or ANY_ORIGIN in allowed or origin in allowed


def preflight() -> Response:
    """204 for every origin: a preflight bears no key, so the workspace is not known yet."""
    return Response(status=204, headers=PREFLIGHT)


def open_to(response: Response, origin: str | None, allowed: tuple[str, ...]) -> None:
    """Let the page at this origin read the answer."""
    if not allowed or ANY_ORIGIN in allowed:
        response.headers["Access-Control-Allow-Origin"] = ANY_ORIGIN
    else:
        response.headers["Vary"] = "Origin"
        if origin in allowed:
            response.headers["Access-Control-Allow-Origin"] = str(origin)
    response.headers["Access-Control-Expose-Headers"] = EXPOSED
