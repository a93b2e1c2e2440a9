"""The contract of a node type, and the register of all of them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any, ClassVar, Literal, TypeVar, dataclass_transform

from journeys import field
from journeys.config import describe_fields, load_fields
from journeys.decision import Awaited, Decision, Leave, Predicate, Stay
from journeys.rules import Rule
from journeys.schedule import Schedule
from journeys.visit import Signal, Start, Visit

N = TypeVar("N", bound="Node")

Group = Literal["trigger", "wait", "flow", "message", "data"]

REGISTER: dict[str, type[Node]] = {}


class UnknownType(Exception):
    """No node type has this name."""


@dataclasses.dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a run: an event, for whom, and how old its own time may be.

    `addressed`: only one that is meant for this journey, and for the start of this `name`.
    `seldom`: it does not come to the same person again on the same day.
    """

    event: str
    where: Predicate | None
    max_age: timedelta
    addressed: bool = False
    seldom: bool = False
    name: str | None = None

    def takes(self, node: str, start: Start | None) -> bool:
        """Whether it is for the start at this node, as far as it is addressed."""
        if start is None:
            return not self.addressed
        return self.addressed and start.by in (None, self.name or node)


@dataclasses.dataclass(frozen=True, slots=True)
class Learned:
    """What is known of a person who leaves by a port; the linter follows it along the paths.

    `rule` holds for her (or does not: `holds` is False). What was known before is still true
    (`all`), only of her push status (`status`: time passed, and that changes by asking alone), or
    no longer (`nothing`); but what is known of the event at hand stays until `event` is another.
    `changes` are what may be different now all the same: (kind, name) such as ("trait", "plan").
    `asks` says that her browser is only asking her now: what she answers comes as an event.
    """

    rule: Rule | None = None
    holds: bool = True
    keeps: Literal["all", "status", "nothing"] = "all"
    event: str | None = None
    changes: frozenset[tuple[str, str]] = frozenset()
    asks: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Node:
    """One configured step. A subclass in `journeys/nodes/` is the whole of a node type.

    A published node type only ever gains fields, with defaults; anything else is a new type.
    """

    type: ClassVar[str]
    title: ClassVar[str]
    group: ClassVar[Group]
    summary: ClassVar[str]
    icon: ClassVar[str]
    usual: ClassVar[bool]

    ports: ClassVar[tuple[str, ...]] = ("next",)
    ports_from: ClassVar[str | None] = None  # the field whose arms' names are ports too
    needs_reachable: ClassVar[bool] = False  # lost on a person who cannot get a push

    def enter(self, visit: Visit) -> Decision:
        """A person arrives."""
        return Leave()

    def resume(self, visit: Visit, signal: Signal) -> Decision:
        """The time she waited for has come, or one of the events `awaited` has happened."""
        return Leave()

    def retime(self, visit: Visit) -> Stay | None:
        """The wait aimed anew, where `visit.wish` is a time on the wall clock."""
        return None

    def awaited(self) -> tuple[Awaited, ...]:
        """The events this node may wait for: what `enter` answers with."""
        return ()

    def trigger(self) -> Trigger | None:
        """What starts a run at this node; None for a node that is only ever reached."""
        return None

    def schedule(self) -> Schedule | None:
        """When the clock starts a run at this node; None for one that no clock starts."""
        return None

    def all_ports(self) -> tuple[str, ...]:
        """The ports of this configured node, in the order they are drawn."""
        if self.ports_from is None:
            return self.ports
        return (*(arm.name for arm in getattr(self, self.ports_from)), *self.ports)

    def holds_back(self, port: str) -> bool:
        """Whether each leaving by this port takes a minute, or an event from outside.

        A cycle needs one such step, or it would spin.
        """
        return False

    def can_stick(self) -> bool:
        """Whether a person may wait here for ever."""
        return False

    def leads_out(self, port: str) -> tuple[Awaited, ...]:
        """The events, chosen by whoever configured this node, by which one leaves by this port."""
        return ()

    def tells(self, port: str) -> frozenset[str]:
        """The events about this node's own message that may still come to who left by this port."""
        return frozenset()

    def least(self, port: str) -> timedelta:
        """The time that passes here at least before a person leaves by this port."""
        return timedelta(0)

    def daily(self) -> bool:
        """Whether a person leaves it, or comes in by it, at most once on each local date."""
        return False

    def learned(self, port: str) -> Learned:
        """What is known of a person who leaves by this port."""
        return Learned()


@dataclass_transform(
    frozen_default=True,
    kw_only_default=True,
    field_specifiers=(
        field.text,
        field.event_name,
        field.duration,
        field.offset,
        field.value_named,
        field.segment,
        field.local_time,
        field.cron,
        field.choice,
        field.integer,
        field.percent,
        field.switch,
        field.rule,
        field.reference,
        field.time_of_day,
        field.weekdays,
        field.arms,
        field.mapping,
        field.json,
        field.url,
        field.property_path,
        field.group,
    ),
)
def node(
    name: str, *, title: str, group: Group, summary: str, icon: str = "", usual: bool = False
) -> Callable[[type[N]], type[N]]:
    """Make a class a node type: frozen, loadable from JSON, and known by `name`.

    `summary` is what a card says, with fields in braces: `Wait {time}`. `icon` is a name of the
    console's icon set. The `usual` one of a group is offered first.
    """

    def register(cls: type[N]) -> type[N]:
        if name in REGISTER:
            raise TypeError(f"node type {name!r} is already {REGISTER[name].__qualname__}")
        cls = dataclasses.dataclass(frozen=True, kw_only=True)(cls)
        cls.type, cls.title, cls.group, cls.summary = name, title, group, summary
        cls.icon, cls.usual = icon or name, usual
        REGISTER[name] = cls
        return cls

    return register


def references(node: Node) -> Iterator[tuple[str, str, str]]:
    """What a node names that is kept elsewhere: its field, the kind of thing, its key or id."""
    for each in dataclasses.fields(node):
        value = getattr(node, each.name)
        # What a rule names, `check.checks` finds.
        if each.metadata["form"]["widget"] == "reference" and isinstance(value, str):
            yield each.name, each.metadata["form"]["to"], value


def load(name: str, config: Mapping[str, object]) -> Node:
    """A configured node. Raises UnknownType, or ConfigInvalid with every fault and its path."""
    if name not in REGISTER:
        raise UnknownType(name)
    return load_fields(REGISTER[name], config)


def describe(cls: type[Node]) -> dict[str, Any]:
    """All the builder needs to draw this node, its ports and its form, as JSON."""
    return {
        "type": cls.type,
        "title": cls.title,
        "group": cls.group,
        "summary": cls.summary,
        "icon": cls.icon,
        "help": (cls.__doc__ or "").split("\n\n")[0].replace("\n    ", " ").strip(),
        "starts": cls.group == "trigger",
        "ports": list(cls.ports),
        "ports_from": cls.ports_from,
        "form": describe_fields(cls),
    }


def describe_all() -> list[dict[str, Any]]:
    """Every registered node type, by group and title, in each group the usual one first."""
    return [describe(cls) for cls in sorted(REGISTER.values(), key=_order)]


_GROUPS: tuple[Group, ...] = ("trigger", "wait", "flow", "message", "data")


def _order(cls: type[Node]) -> tuple[int, bool, str]:
    return _GROUPS.index(cls.group), not cls.usual, cls.title
