"""What the program says about itself: JSON log lines without secrets, and Prometheus metrics."""

import hashlib
import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, Final, TextIO

import structlog
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from engine import clock

disable_created_metrics()  # type: ignore[no-untyped-call]
REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)
PlatformCollector(registry=REGISTRY)

HIDDEN = "[hidden]"
_SECRET_NAME = re.compile(
    r"endpoint|\bauth\b|_auth|auth_|p256dh|token|secret|password|cookie|authorization|"
    r"(^|_)(master|write|secret|private|api|vapid)?_?key$",
    re.IGNORECASE,
)
_SECRET_TEXT = (
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),  # a JWT
    (re.compile(r"\b(Bearer|Basic|vapid)\s+\S+", re.IGNORECASE), rf"\1 {HIDDEN}"),
    (
        re.compile(r"([?&][\w.-]*(?:key|token|secret|code)=)[^&\s\"']+", re.IGNORECASE),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(\w+://)[^/\s:@\"']*:[^/\s@\"']+@"), rf"\1{HIDDEN}@"),  # a password in a URL
    (
        re.compile(r"(https://[\w.-]*(?:googleapis|mozilla|windows|apple)\.com)/[^\s\"']+"),
        rf"\1/{HIDDEN}",
    ),
)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def counter(name: str, says: str, labels: tuple[str, ...] = ()) -> Counter:
    """A Prometheus counter `waymark_NAME_total`."""
    return Counter(f"waymark_{name}", says, labels, registry=REGISTRY)


def gauge(name: str, says: str, labels: tuple[str, ...] = ()) -> Gauge:
    """A Prometheus gauge `waymark_NAME`."""
    return Gauge(f"waymark_{name}", says, labels, registry=REGISTRY)


def histogram(
    name: str,
    says: str,
    labels: tuple[str, ...] = (),
    buckets: tuple[float, ...] = Histogram.DEFAULT_BUCKETS,
) -> Histogram:
    """A Prometheus histogram `waymark_NAME`; by default its buckets are seconds."""
    return Histogram(f"waymark_{name}", says, labels, registry=REGISTRY, buckets=buckets)


def exposition() -> tuple[bytes, str]:
    """Every metric of this process in Prometheus' text form, and its content type."""
    return generate_latest(REGISTRY), CONTENT_TYPE_LATEST


def redacted(value: object, name: str = "") -> object:
    """`value` with secrets hidden, by their name and by their look, and e-mails hashed.

    The same e-mail gives the same eight characters: lines about one person can be put together.
    """
    if _SECRET_NAME.search(name) and isinstance(value, str | bytes) and value:
        return HIDDEN
    match value:
        case str():
            return _clean(value)
        case bytes():
            return f"<{len(value)} bytes>"
        case Mapping():
            return {str(key): redacted(inner, str(key)) for key, inner in value.items()}
        case list() | tuple() | set() | frozenset():
            return [redacted(inner, name) for inner in value]
        case None | bool() | int() | float():
            return value
    return _clean(str(value))


def start_logging(level: str = "INFO", stream: TextIO | None = None) -> None:
    """Log this program and its libraries to `stream` (stderr), one JSON object a line."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.ExtraAdder(),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _redact,
            structlog.processors.JSONRenderer(),  # escapes line breaks and control characters
        ],
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(OncePerMinute("dramatiq", "pika"))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level)
    for noisy in ("alembic", "apscheduler", "dramatiq", "pika", "waitress", "_granian"):
        logging.getLogger(noisy).setLevel(max(logging.WARNING, root.level))
    # It warns of the second and third worker of a process, which are meant: a pool for each queue.
    logging.getLogger("dramatiq.broker").setLevel(logging.ERROR)


class OncePerMinute(logging.Filter):
    """Of these libraries a line passes once a minute: an absent broker is said, not shouted."""

    def __init__(self, *libraries: str) -> None:
        super().__init__()
        self._libraries = libraries
        self._said: dict[tuple[str, str, object], float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] not in self._libraries:
            return True
        line = (record.name, str(record.msg), record.exc_info and record.exc_info[0])
        now = clock.monotonic()
        if now - self._said.get(line, -60.0) < 60.0:
            return False
        self._said[line] = now
        return True


def _redact(_logger: object, _method: str, event: Any) -> dict[str, Any]:
    return {name: redacted(value, name) for name, value in event.items()}


def _clean(text: str) -> str:
    for pattern, instead in _SECRET_TEXT:
        text = pattern.sub(instead, text)
    return _EMAIL.sub(_hashed, text)


def _hashed(email: re.Match[str]) -> str:
    digest = hashlib.sha256(email.group().lower().encode()).hexdigest()
    return f"email:{digest[:8]}"
