"""What several resources show alike: times, problems."""

from __future__ import annotations

from datetime import UTC
from typing import Any

from marshmallow import Schema, fields

from engine import clock
from engine.audience import names


class Moment(fields.AwareDateTime):
    """A time: µs in the engine, RFC 3339 in UTC outside (`2026-01-05T12:00:00.000000Z`)."""

    def _serialize(self, value: Any, *_: object, **__: object) -> str | None:
        return None if value is None else shown(value)


class PersonId(fields.String):
    """A person's id: a number in the engine, `p…` outside."""

    def _serialize(self, value: Any, *_: object, **__: object) -> str | None:
        return None if value is None else names.shown(value)


class Counts(fields.Dict):
    """How many, by name."""

    def __init__(self, **options: Any) -> None:
        super().__init__(keys=fields.String(), values=fields.Integer(), required=True, **options)


class Instant(fields.AwareDateTime):
    """A time in a parameter: RFC 3339 outside, µs in the engine."""

    def __init__(self, **options: Any) -> None:
        super().__init__(format="iso", default_timezone=UTC, **options)

    def _deserialize(self, *args: Any, **options: Any) -> Any:
        return clock.micros(super()._deserialize(*args, **options))


class ProblemItem(Schema):
    """What the linter says; an error forbids publishing, a warning does not."""

    severity = fields.String(required=True, metadata={"enum": ["error", "warning"]})
    code = fields.String(required=True)
    message = fields.String(required=True)
    path = fields.String(required=True, metadata={"example": "nodes/3/config/time"})
    node = fields.String(required=True, allow_none=True)
    field = fields.String(required=True, allow_none=True)


def shown(at: int) -> str:
    """A time as the API shows it."""
    return clock.shown(at)
