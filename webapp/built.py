"""Built files as they are served: read once, and known by what they hold."""

import hashlib
from functools import cache
from pathlib import Path


def read(file: Path) -> tuple[bytes, str]:
    """The bytes and their ETag; anew when the file has changed. Raises FileNotFoundError."""
    return _read(file, file.stat().st_mtime_ns)


@cache
def _read(file: Path, _changed: int) -> tuple[bytes, str]:
    body = file.read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:32]
