"""Dataclasses made of `journeys.field` calls, loaded from JSON with every fault and its path."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from marshmallow import Schema, ValidationError, fields

T = TypeVar("T")


class Fault(NamedTuple):
    """What is wrong with a configuration; `path` leads there from its root: `arms/0/weight`."""

    path: str
    code: str
    message: str


class ConfigInvalid(Exception):
    """A configuration cannot be loaded; it has at least one fault."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{f.path or '.'}: {f.message}" for f in faults))
        self.faults = faults

    def below(self, path: str) -> tuple[Fault, ...]:
        """The faults as seen from further up."""
        return tuple(fault._replace(path=_join(path, fault.path)) for fault in self.faults)


class Read(fields.Field[Any]):
    """A marshmallow field around one function that reads a JSON value.

    The function raises ValueError for a value it refuses, ConfigInvalid where the fault lies
    deeper in the value.
    """

    default_error_messages = {"required": "is missing", "null": "must not be null"}  # noqa: RUF012

    def __init__(self, read: Callable[[object], object], **options: Any) -> None:
        super().__init__(**options)
        self._read = read

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> object:
        try:
            return self._read(value)
        except ConfigInvalid as invalid:
            raise ValidationError(cast("list[str]", list(invalid.faults))) from None
        except ValueError as error:
            raise ValidationError(cast("list[str]", [Fault("", "invalid", str(error))])) from None


class _Strict(Schema):
    error_messages = {"unknown": "is not a field here", "type": "must be an object"}  # noqa: RUF012


@cache
def _schema(cls: Hashable) -> Schema:
    loads = {each.name: each.metadata["load"] for each in _declared(cls)}
    return _Strict.from_dict(loads)()


def _declared(cls: object) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(cast("Any", cls))


def load_fields(cls: type[T], config: object) -> T:
    """An instance of a dataclass made of fields. Raises ConfigInvalid."""
    values, faults = read_fields(cls, config)
    if faults:
        raise ConfigInvalid(faults)
    return cls(**values)


def read_fields(cls: type[object], config: object) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The values of those fields that are as they should be, and what is wrong with the others."""
    if not isinstance(config, Mapping):
        return {}, (Fault("", "invalid", "must be an object"),)
    try:
        return dict(_schema(cast("Hashable", cls)).load(config)), ()
    except ValidationError as error:
        valid = error.valid_data if isinstance(error.valid_data, dict) else {}
        return valid, tuple(_faults(error.messages, ""))


def describe_fields(cls: type[object]) -> list[dict[str, Any]]:
    """The form: one control per field, in the order of declaration."""
    return [{"name": each.name, **each.metadata["form"]} for each in _declared(cls)]


_CODES = {"is missing": "required", "is not a field here": "unknown_field"}


def _faults(messages: object, path: str) -> Iterator[Fault]:
    if isinstance(messages, Mapping):
        for name, below in messages.items():
            here = "" if name == "_schema" else str(name)
            yield from _faults(below, _join(path, here))
    elif isinstance(messages, Fault):
        yield messages._replace(path=_join(path, messages.path))
    elif isinstance(messages, list):
        for each in messages:
            yield from _faults(each, path)
    else:
        yield Fault(path, _CODES.get(str(messages), "invalid"), str(messages))


def _join(path: str, below: str) -> str:
    return f"{path}/{below}" if path and below else path or below
