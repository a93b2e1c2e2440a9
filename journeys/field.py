"""Node fields: each call declares storage, validation, default and form control at once."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from journeys import cron as crons
from journeys import reading
from journeys.config import Read, describe_fields, load_fields
from journeys.duration import LONGEST, format_duration

MISSING = dataclasses.MISSING
LONGEST_NAME = 200


def text(
    label: str, *, default: object = MISSING, longest: int = LONGEST_NAME, hint: str = ""
) -> Any:
    """A text that is not empty."""
    return _field(reading.text(longest), label, "text", default, longest=longest, help=hint)


def event_name(label: str) -> Any:
    """The name of an event; the control offers those the workspace has seen."""
    return _field(reading.text(LONGEST_NAME), label, "event", longest=LONGEST_NAME, names="event")


def duration(
    label: str,
    *,
    least: timedelta = timedelta(0),
    most: timedelta = LONGEST,
    default: object = MISSING,
    hint: str = "",
) -> Any:
    """An ISO 8601 duration (`P7D`), a timedelta in Python."""
    bounds = {"least": format_duration(least), "most": format_duration(most)}
    return _field(reading.duration(least, most), label, "duration", default, help=hint, **bounds)


def choice(
    label: str, options: Mapping[str, str], *, default: object = MISSING, hint: str = ""
) -> Any:
    """One of the keys of `options`, whose values are their labels."""
    offered = [{"value": value, "label": name} for value, name in options.items()]
    read = reading.choice(tuple(options))
    return _field(read, label, "choice", default, options=offered, help=hint)


def integer(label: str, *, least: int, most: int, default: object = MISSING) -> Any:
    return _field(reading.integer(least, most), label, "integer", default, least=least, most=most)


def percent(label: str, *, default: object = MISSING) -> Any:
    """A number from 0 to 100."""
    return _field(reading.number(0, 100), label, "percent", default, least=0, most=100)


def switch(label: str, *, default: object = MISSING) -> Any:
    """True or false."""
    return _field(reading.boolean, label, "switch", default)


def rule(label: str, *, default: object = MISSING, about: str = "person") -> Any:
    """A rule, a `Check` in Python. `about` is `event` where the event being tested is at hand."""
    return _field(reading.rule, label, "rule", default, about=about)


def reference(label: str, to: str, *, default: object = MISSING) -> Any:
    """The key or id of a push_resource, popup, segment, journey or category."""
    return _field(
        reading.text(LONGEST_NAME), label, "reference", default, to=to, longest=LONGEST_NAME
    )


def offset(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """An ISO 8601 duration with a sign (`-P3D`: before), a timedelta in Python."""
    return _field(reading.offset, label, "offset", default, help=hint)


def value_named(label: str, kinds: Mapping[str, str], *, hint: str = "") -> Any:
    """`trait.born`: something known by a name, a rule's `Field` in Python.

    `kinds` are what it may be, with their labels.
    """
    offered = [{"value": kind, "label": name} for kind, name in kinds.items()]
    read = reading.value_named(tuple(kinds))
    return _field(read, label, "value_named", MISSING, options=offered, help=hint)


def segment(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """The id of a segment, in Python the `Check` that a person is in it."""
    form = {"to": "segment", "longest": LONGEST_NAME, "help": hint}
    return _field(reading.segment, label, "reference", default, **form)


def local_time(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """`2026-12-24T09:00`: what a wall clock shows, a datetime without zone in Python."""
    return _field(reading.local_time, label, "local_time", default, help=hint)


def cron(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """`0 9 * * mon-fri`: times that come again, in the five fields of a crontab."""
    return _field(reading.cron, label, "cron", default, longest=crons.LONGEST, help=hint)


def time_of_day(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """`09:00` or `09:00:30`, a time without zone in Python."""
    return _field(reading.time_of_day, label, "time_of_day", default, help=hint)


def weekdays(label: str) -> Any:
    """A list of `mon` … `sun`, a sorted tuple of 0 … 6 (Monday is 0) in Python; all by default."""
    return _field(reading.weekdays, label, "weekdays", None, options=list(reading.WEEKDAYS))


def weight(label: str) -> Any:
    """A number of more than 0: a share of the sum of all of them."""
    return _field(reading.weight, label, "number", MISSING, least=0)


def arms(label: str, cls: type[reading.Named], *, beside: tuple[str, ...] = ()) -> Any:
    """A list of ways out, a tuple of `cls` in Python; the name of each is a port.

    `beside` are the ports that the node has besides, whose names none may bear.
    """
    read = reading.entries(partial(load_fields, cls), reading.MOST_ARMS, beside)
    fields = describe_fields(cls)
    return _field(read, label, "arms", most=reading.MOST_ARMS, fields=fields)


def mapping(label: str, *, default: object = MISSING, names: str = "") -> Any:
    """A JSON object of up to 100 keys. `names` is what they name, to offer those that were seen."""
    return _field(reading.mapping, label, "mapping", default, names=names)


def json(label: str, *, default: object = MISSING) -> Any:
    """Any JSON of up to 32 KB."""
    return _field(reading.json_value, label, "json", default)


def url(label: str) -> Any:
    """An absolute http or https URL without user, password or fragment."""
    return _field(reading.url, label, "url", longest=reading.LONGEST_URL)


def property_path(label: str, *, default: object = MISSING, hint: str = "") -> Any:
    """`order.id`: where in an event's properties something is."""
    return _field(
        reading.property_path, label, "property_path", default, help=hint, names="properties"
    )


def identifier(label: str) -> Any:
    """An id that is made by the canvas or by hand, and never shown to anyone else."""
    return _field(reading.identifier, label, "text", MISSING, longest=64)


def coordinate(label: str) -> Any:
    return _field(reading.number(-1e9, 1e9), label, "number", MISSING)


def listing(label: str, *, most: int, default: object = MISSING) -> Any:
    """A list whose entries are read on their own."""
    return _field(reading.listing(most), label, "list", default, most=most)


def group(label: str, cls: type[object], *, default: object = MISSING) -> Any:
    """An object with fields of its own: `cls` is a dataclass made of such calls."""
    return _field(partial(load_fields, cls), label, "group", default, fields=describe_fields(cls))


def either(
    label: str, read: Callable[[object], object], options: Mapping[str, type[object]]
) -> Any:
    """One of several objects, or null, as `read` tells them apart."""
    forms = [{"value": name, "fields": describe_fields(cls)} for name, cls in options.items()]
    return _field(read, label, "either", None, options=forms)


def _field(
    read: Callable[[object], object],
    label: str,
    widget: str,
    default: object = MISSING,
    **form: object,
) -> Any:
    """The dataclass field; with a `default` it may be left out, with None also be null."""
    required = default is MISSING
    load = Read(read, required=required, allow_none=default is None)
    control = {"label": label, "widget": widget, "required": required, **form}
    if not required:
        control["default"] = _plain(default)
    metadata = {"load": load, "form": control}
    if isinstance(default, dict | list):
        return dataclasses.field(default_factory=default.copy, metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


def _plain(default: object) -> object:
    """A default as it would stand in the document."""
    if isinstance(default, timedelta):
        return format_duration(default)
    return None if dataclasses.is_dataclass(default) else default
