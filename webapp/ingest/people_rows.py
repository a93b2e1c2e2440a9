"""A row about a person becomes the calls that would tell the same: identify, markers, groups."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, cast, get_args

from engine.moving.rows import Bad, Row
from webapp.ingest import moments

Type = Literal["text", "number", "boolean", "date", "value"]
Kind = Literal["user_id", "anonymous_id", "created", "trait", "marker", "groups", "none"]
TYPES = get_args(Type)
WHOLE = ("user_id", "anonymous_id", "created", "groups", "none")
LONGEST_NAME = 200
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Use:
    """What a column is for; a trait or marker has a name and a type. `value` is as JSON has it."""

    kind: Kind
    name: str = ""
    type: Type = "text"


@dataclass(slots=True)
class Told:
    """What a row says of a person."""

    ids: dict[str, str] = field(default_factory=dict)
    created: object = None
    traits: Values = field(default_factory=dict)
    markers: Values = field(default_factory=dict)
    groups: list[str] = field(default_factory=list)


class _Wrong(Exception):
    """A cell is not what its column is for: a code and a message."""


def use_of(said: str) -> Use:
    """`user_id`, `anonymous_id`, `created`, `groups`, `none`, `trait:TYPE:NAME` or
    `marker:TYPE:NAME`. Raises ValueError for anything else."""
    if said in WHOLE:
        return Use(cast("Kind", said))
    kind, _, rest = said.partition(":")
    type_, _, name = rest.partition(":")
    if kind in ("trait", "marker") and type_ in TYPES and 0 < len(name) <= LONGEST_NAME:
        return Use(cast("Kind", kind), name, cast("Type", type_))
    raise ValueError(f"{said!r} is no use of a column")


def said(use: Use) -> str:
    """The inverse of `use_of`."""
    return use.kind if use.kind in WHOLE else f"{use.kind}:{use.type}:{use.name}"


_USUAL: Mapping[str, Kind] = {
    "user": "user_id",
    "userid": "user_id",
    "externalid": "user_id",
    "externaluserid": "user_id",
    "customerid": "user_id",
    "anonymousid": "anonymous_id",
    "created": "created",
    "createdat": "created",
    "groups": "groups",
}


def planned(
    columns: Mapping[str, str],
    types: Mapping[str, str],
    markers: Iterable[str],
    left_out: Iterable[str],
) -> dict[str, Use]:
    """The uses of columns as the command line says them: `columns` by field, a field being one of
    WHOLE or a trait's name. Raises ValueError for a type that there is not."""
    said: dict[str, str] = dict.fromkeys(left_out, "none")
    fields = {column: field for field, column in columns.items()}
    marked = set(markers)
    for column in dict.fromkeys((*fields, *types, *marked)):
        field = {"user": "user_id", "anonymous": "anonymous_id"}.get(
            fields.get(column, column), fields.get(column, column)
        )
        kind = "marker" if column in marked else "trait"
        typed = f"{kind}:{types.get(column, 'text')}:{field}"
        said[column] = field if field in WHOLE and column in fields else typed
    return {column: use_of(use) for column, use in said.items()}


def usual(column: str, *, typed: bool) -> Use:
    """What a column is for by its name alone: an id, or a trait of that name. `typed`: its values
    have types already."""
    kind = _USUAL.get(re.sub(r"[^a-z]", "", column.lower()))
    if kind is not None:
        return Use(kind)
    plain = "email" if column.lower() in ("e-mail", "mail", "e_mail", "email address") else column
    return Use("trait", plain, "value" if typed else "text")


def told(row: Row, uses: Mapping[str, Use], *, typed: bool) -> Told | Bad:
    """What a row says; columns that `uses` does not name are for what they are called."""
    found = Told()
    for column, value in row.values.items():
        use = uses.get(column) or usual(column, typed=typed)
        if value is None or value == "" or use.kind == "none":
            continue
        try:
            _put(found, use, value)
        except _Wrong as wrong:
            code, message = wrong.args
            return Bad(row.line, code, f"{column}: {message}")
    return found if found.ids else Bad(row.line, "no_user_anon_id", "has no user id")


def _put(found: Told, use: Use, value: object) -> None:
    match use.kind:
        case "user_id":
            found.ids["userId"] = _id(value)
        case "anonymous_id":
            found.ids["anonymousId"] = _id(value)
        case "created":
            found.created = _date(value)
        case "groups":
            found.groups += _groups(value)
        case "trait":
            _named(found.traits, "traits", use, value)
        case "marker":
            _named(found.markers, "markers", use, value)
        case "none":
            pass


def _named(into: Values, whole: str, use: Use, value: object) -> None:
    """A member; an object called `traits` or `markers` holds them all."""
    if use.type == "value" and use.name == whole and isinstance(value, Mapping):
        into.update(value)
    else:
        into[use.name] = _READ[use.type](value)


def _id(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if isinstance(value, str):
        return value.strip()
    raise _Wrong("invalid_field", "an id is text or a whole number")


def _groups(value: object) -> list[str]:
    """One or several, parted by semicolons or as a list."""
    parts = value if isinstance(value, list) else str(value).split(";")
    return [text for each in parts if (text := str(each).strip())]


def _text(value: object) -> object:
    if isinstance(value, str | bool | int | float):
        return value if isinstance(value, str) else str(value)
    raise _Wrong("invalid_type", "is no text")


def _number(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    text = str(value).strip()
    if re.fullmatch(r"[+-]?[0-9]{1,15}", text, re.ASCII):
        return int(text)
    if re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,3})?", text, re.ASCII):
        number = float(text)
        if math.isfinite(number):
            return number
    raise _Wrong("invalid_type", f"{text[:40]!r} is no number")


_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}


def _boolean(value: object) -> object:
    found = _BOOLEANS.get(str(value).strip().lower())
    if found is None:
        raise _Wrong("invalid_type", f"{str(value)[:40]!r} is neither true nor false")
    return found


def _date(value: object) -> object:
    text = str(value).strip()
    if moments.read(text) is None:
        raise _Wrong("invalid_type", f"{text[:40]!r} is no date of ISO 8601")
    return text


_READ: Mapping[Type, Callable[[object], object]] = {
    "text": _text,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
    "value": lambda value: value,
}


def calls(of: Told) -> Iterator[Values]:
    """The messages that tell this."""
    at = {} if of.created is None else {"timestamp": of.created}
    yield {"type": "identify", **of.ids, "traits": of.traits, **at}
    if of.markers:
        yield {"type": "track", "event": "markers_set", **of.ids, "properties": of.markers}
    for group in of.groups:
        yield {"type": "group", **of.ids, "groupId": group}
