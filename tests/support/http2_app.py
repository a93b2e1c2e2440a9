"""A push service that speaks HTTP/2, for `granian --http 2`: it tells what it saw of a request."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

_LOCK = threading.Lock()
_AT_ONCE = 0


def app(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """WSGI: 201 and "PROTOCOL AT_ONCE", the number of requests it is busy with.

    The path says for how many milliseconds it is busy with each.
    """
    global _AT_ONCE
    environ["wsgi.input"].read()
    with _LOCK:
        _AT_ONCE += 1
        seen = _AT_ONCE
    time.sleep(int(environ["PATH_INFO"].strip("/")) / 1000)
    with _LOCK:
        _AT_ONCE -= 1
    start("201 Created", [("Content-Type", "text/plain")])
    return [f"{environ['SERVER_PROTOCOL']} {seen}".encode()]
