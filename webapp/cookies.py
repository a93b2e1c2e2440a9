"""The cookie of a session: out of scripts' reach, sent to this very host alone, over TLS alone."""

from flask import Request
from werkzeug.http import dump_cookie

from engine import clock
from engine.members.sessions import LIFE

NAME = "waymark_session"


def name(base_url: str) -> str:
    """`__Host-` keeps siblings of our host name from setting it (RFC 6265bis §4.1.3.2)."""
    return f"__Host-{NAME}" if _secure(base_url) else NAME


def given(request: Request, base_url: str) -> str | None:
    """The token that a request brings."""
    return request.cookies.get(name(base_url)) or None


def setting(token: str, base_url: str) -> dict[str, str]:
    """The header that gives the token to a browser."""
    return _header(token, base_url, LIFE // clock.SECOND)


def ending(base_url: str) -> dict[str, str]:
    """The header that takes it away."""
    return _header("", base_url, 0)


def _header(value: str, base_url: str, seconds: int) -> dict[str, str]:
    cookie = dump_cookie(
        name(base_url), value, max_age=seconds, path="/", secure=_secure(base_url),
        httponly=True, samesite="Lax",
    )  # fmt: skip
    return {"Set-Cookie": cookie}


def _secure(base_url: str) -> bool:
    return base_url.startswith("https:")
