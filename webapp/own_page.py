"""Whether a page of Waymark's own asks: browsers tell by `Origin` and `Sec-Fetch-Site`."""

from urllib.parse import urlsplit

from flask import Request


def is_own(asked: Request, base_url: str) -> bool:
    """Whether `Origin` is this very origin: by the base URL, or by a name of this machine.

    Only such names are believed in `Host`: any other could be made to lead here (DNS rebinding).
    """
    origin = asked.headers.get("Origin", "")
    ours, theirs = urlsplit(base_url), urlsplit(origin)
    if (theirs.scheme, theirs.netloc) == (ours.scheme, ours.netloc):
        return True
    name = theirs.hostname or ""
    local = name in ("localhost", "127.0.0.1", "::1") or name.endswith(".localhost")
    return local and origin == asked.host_url.rstrip("/")


def is_foreign(asked: Request, base_url: str) -> bool:
    """Whether a browser says that another page asks; what is no browser says nothing (A36)."""
    if asked.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return True
    return "Origin" in asked.headers and not is_own(asked, base_url)
