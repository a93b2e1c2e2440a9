"""What was not taken, counted by its code: a flood of one code is somebody trying something."""

from engine import telemetry

REFUSED = telemetry.counter(
    "refused", "Requests, and events of batches, that this process refused, by code", ("code",)
)


def count(code: str) -> None:
    """One more; codes are words of ours, never what a client sent."""
    REFUSED.labels(code).inc()
