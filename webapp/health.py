"""Whether all is well (`/health`), and the numbers behind it (`/metrics`)."""

import hmac

import structlog
from flask import Blueprint, Response, abort, json, request
from sqlalchemy.exc import SQLAlchemyError

from engine import heartbeat, overview, telemetry
from webapp.ports import Ports
from webapp.version import VERSION

OLDEST_TIMER = telemetry.gauge("oldest_due_timer_seconds", "Age of the oldest wait that is over")
OLDEST_SEND = telemetry.gauge("oldest_pending_send_seconds", "Age of the oldest send that may go")

PROCESSES = telemetry.gauge("processes", "Processes heard of in the last 30 s", ("kind",))
SHARD_LAG = telemetry.gauge("shard_lag_events", "Events accepted, not applied yet", ("shard",))
RECEIPTS = telemetry.gauge("receipts", "What push services answered so far, by kind", ("kind",))
REFUSALS = telemetry.gauge(
    "signature_refusals", "How often push services refused our VAPID signature", ("host",)
)

LOOPBACK = ("127.0.0.1", "::1", "localhost")
# A proxy on this machine connects from the loopback too: these say whom it speaks for.
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")

log = structlog.get_logger(__name__)


def blueprint(ports: Ports) -> Blueprint:
    made = Blueprint("health", __name__)

    @made.get("/health")
    def health() -> Response:
        """200 with the ages of what is late, or 503 when the database does not answer."""
        lag = _lag(ports)
        body = {
            "status": "ok" if lag else "unavailable",
            "version": VERSION,
            "database": ports.database.kind,
            "oldest_due_timer_seconds": lag and lag.oldest_due_timer,
            "oldest_pending_send_seconds": lag and lag.oldest_pending_send,
        }
        return Response(json.dumps(body), 200 if lag else 503, mimetype="application/json")

    @made.get("/metrics")
    def metrics() -> Response:
        if not _may_read_metrics(ports.settings.metrics_token):
            abort(403, "The metrics answer to the token, or without one to this machine alone.")
        _measure(ports)
        body, kind = telemetry.exposition()
        return Response(body, content_type=kind)

    return made


def _lag(ports: Ports) -> overview.Lag | None:
    try:
        with ports.database.read() as tx:
            return overview.lag(tx)
    except (SQLAlchemyError, OSError):
        log.exception("health.database")
        return None


def _measure(ports: Ports) -> None:
    """Set the gauges from the database: they tell of all processes, not of this one."""
    lag = _lag(ports)
    if lag is None:
        return
    OLDEST_TIMER.set(lag.oldest_due_timer or 0)
    OLDEST_SEND.set(lag.oldest_pending_send or 0)
    with ports.database.read() as tx:
        for shard, events in overview.shard_lag(tx).items():
            SHARD_LAG.labels(str(shard)).set(events)
        for kind, count in heartbeat.alive(tx).items():
            PROCESSES.labels(kind).set(count)
        for kind, count in overview.receipts(tx).items():
            RECEIPTS.labels(kind).set(count)
        for host, count in overview.refusals(tx).items():
            REFUSALS.labels(host).set(count)


def _may_read_metrics(token: str | None) -> bool:
    if token is not None:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return hmac.compare_digest(given.encode(), token.encode())
    host = request.host.rpartition(":")[0] if request.host[-1:] != "]" else request.host
    return (
        request.remote_addr in LOOPBACK
        # A page elsewhere whose name was pointed at 127.0.0.1 asks with that name.
        and (host or request.host).strip("[]") in LOOPBACK
        and not any(name in request.headers for name in FORWARDED)
    )
