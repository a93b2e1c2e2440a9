"""What a device's report, move or end makes of its person's push status: pure, folded in order.

The contract's table "Devices and push status" is this module. Each change of a device is one event
for each person it concerns; `apply` folds it into that person's state. The `device` row, changed in
the same transaction as the event is written, is what may be sent to; this is what is known of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, get_args

from journeys.person import DeviceKind

Reportable = Literal["ask", "allowed", "blocked", "unsupported"]
Change = Literal["reported", "arrived", "left", "withdrawn", "retired", "reset"]
Cause = Literal[
    "sync", "prompt", "enable", "login", "logout", "disable", "removed", "gone", "merge", "reset",
    "session", "import",
]  # fmt: skip

REPORTABLE: frozenset[str] = frozenset(get_args(Reportable))
"""What a browser can say of itself."""

STATUSES = (*get_args(Reportable), "suspended")
"""What a person's push status can be."""

HELD: Mapping[str, Reportable] = {"withdrawn": "allowed", "reset": "ask"}
"""Devices that no `sync` revives, and what their person is taken for: a withdrawn one is not asked
again, one that an admin reset may be."""

REVIVES = frozenset({"prompt", "enable"})
UNSEEN = 10  # browsers kept of a person that never registered a device
LONGEST_FACT = 100


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """A device as its person's segments and journeys see it.

    `status` is ask | allowed | blocked | unsupported | withdrawn | retired | reset | suspended
    (it now belongs to somebody else); `anonymous` is its browser's anonymousId, as a person id.
    """

    kind: DeviceKind = "web"
    status: str = "ask"
    subscribed: bool = False
    anonymous: int | None = None
    platform: str | None = None
    browser: str | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """`last_session_status` is ask | allowed | blocked | unsupported | suspended."""

    last_session_status: str = "ask"
    last_session_device: str | None = None
    devices: Mapping[str, DeviceFacts] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceChange:
    """What happened to a device, as the event `device_changed` tells one of its people.

    `status` and `subscribed` are the device's from now on; `reported` is what the browser said of
    itself in this call, if it said anything. `session`: the person is at this device.
    """

    device: str
    change: Change
    cause: Cause
    status: str
    reported: str | None = None
    subscribed: bool = False
    session: bool = False
    anonymous: int | None = None
    kind: DeviceKind = "web"
    platform: str | None = None
    browser: str | None = None
    model: str | None = None
    language: str | None = None
    timezone: str | None = None

    def to_body(self) -> dict[str, object]:
        """The event's body; language and zone stand in `context`, as in any other event."""
        body: dict[str, object] = {name: getattr(self, name) for name in _IN_BODY}
        if self.language or self.timezone:
            body["context"] = {"locale": self.language, "timezone": self.timezone}
        return body

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> DeviceChange:
        """The inverse of `to_body`; a field that an older writer did not know keeps its default."""
        context = body.get("context") or {}
        return cls(
            **{name: body[name] for name in _IN_BODY if name in body},
            language=context.get("locale"),
            timezone=context.get("timezone"),
        )


_IN_BODY = tuple(
    one.name for one in fields(DeviceChange) if one.name not in ("language", "timezone")
)


@dataclass(frozen=True, slots=True)
class Changed:
    """The person's `push.last_session_status` went from `was` to `now`."""

    was: str
    now: str
    cause: str
    device: str | None


@dataclass(frozen=True, slots=True)
class Reported:
    """A session's report that the rows of these devices are to be told too."""

    device_ids: tuple[str, ...]
    status: str


def next_status(stored: str, reported: str, cause: str, *, subscribing: bool) -> str:
    """The device's status after a report; `subscribing`: a subscription came with it."""
    revived = cause in REVIVES and reported == "allowed" and subscribing
    return stored if stored in HELD and not revived else reported


def seen_as(stored: str, reported: str) -> str:
    """What a session on a device makes of its person; `stored` is the device's status after it."""
    if reported in ("blocked", "unsupported"):
        return reported
    return HELD.get(stored, reported)


def apply(state: State, change: DeviceChange) -> tuple[State, Changed | None]:
    """Fold one event in; a change of the person's status is answered beside the new state."""
    after = _APPLY[change.change](state, change)
    return after, difference(state, after, change.cause, change.device)


def session_report(
    state: State, anonymous: int, status: str, facts: Mapping[str, object]
) -> tuple[State, Changed | None, Reported | None]:
    """Fold in the `push_status` of a `session_started`, whose browser is known by its anonymousId.

    It concerns the person's device of that browser, as a `sync` without a subscription would. Where
    there is none it is remembered as a device of its own, until that browser registers one.
    """
    device = _of_browser(state, anonymous)
    if device is None:
        after = _seen_browser(state, anonymous, status, facts)
        return after, difference(state, after, "session", None), None
    before = state.devices[device]
    stored = next_status(before.status, status, "sync", subscribing=False)
    now = replace(before, status=stored, subscribed=before.subscribed and stored == "allowed")
    after = State(seen_as(stored, status), device, {**state.devices, device: now})
    reported = None if now == before else Reported((device,), stored)
    return after, difference(state, after, "session", device), reported


def text_fact(value: object) -> str | None:
    """A fact about a browser from outside, short enough to keep; None for anything else."""
    if not isinstance(value, str) or not value.strip() or "\x00" in value:
        return None
    return value.strip()[:LONGEST_FACT]


def _report(state: State, change: DeviceChange) -> State:
    """`reported` and `arrived`: the device is hers, and she is at it unless the event says no."""
    devices = dict(state.devices)
    seen = None if change.anonymous is None else devices.pop(browser(change.anonymous), None)
    devices[change.device] = _facts(change)
    here = {change.device} if seen is None else {change.device, browser(change.anonymous or 0)}
    # What another vendor knew stands until a browser of hers is heard of here.
    known = change.cause == "import" and state.last_session_device is None
    if not (change.session or known or state.last_session_device in here):
        return replace(state, devices=devices)
    status = seen_as(change.status, change.reported or change.status)
    return State(status, change.device, devices)


def _left(state: State, change: DeviceChange) -> State:
    """The device has moved to somebody else: permission and subscription went with it (S5)."""
    devices = dict(state.devices)
    facts = devices.pop(change.device, None)
    if facts is not None and facts.status == "allowed":
        devices[change.device] = replace(facts, status="suspended", subscribed=False)
    here = {change.device, browser(change.anonymous or 0)}
    lost = state.last_session_status == "allowed" and state.last_session_device in here
    status = "suspended" if lost else state.last_session_status
    return State(status, state.last_session_device, devices)


def _withdrawn(state: State, change: DeviceChange) -> State:
    return _ended(state, change.device, "withdrawn")


def _retired(state: State, change: DeviceChange) -> State:
    """`gone` keeps the device until its browser's next report; `removed` takes it off the list."""
    if change.cause != "removed":
        return _ended(state, change.device, "retired")
    return replace(
        state, devices={id_: one for id_, one in state.devices.items() if id_ != change.device}
    )


def _reset(state: State, change: DeviceChange) -> State:
    """An admin's reset: who was allowed can be asked anew, everybody else stays as she is."""
    allowed = state.last_session_status == "allowed"
    status = "ask" if allowed else state.last_session_status
    return replace(_ended(state, change.device, "reset"), last_session_status=status)


_APPLY = {
    "reported": _report,
    "arrived": _report,
    "left": _left,
    "withdrawn": _withdrawn,
    "retired": _retired,
    "reset": _reset,
}


def _ended(state: State, device: str, status: str) -> State:
    facts = state.devices.get(device)
    if facts is None:
        return state
    now = replace(facts, status=status, subscribed=False)
    return replace(state, devices={**state.devices, device: now})


def _facts(change: DeviceChange) -> DeviceFacts:
    return DeviceFacts(
        change.kind,
        change.status,
        change.subscribed,
        change.anonymous,
        change.platform,
        change.browser,
        change.model,
    )


def browser(anonymous: int) -> str:
    """The id under which a browser without a registered device is remembered."""
    return f"session:{anonymous}"


def only_seen(device: str) -> bool:
    """Whether this stands for a browser that never registered a device."""
    return device.startswith("session:")


def stands(device: str, facts: DeviceFacts) -> bool:
    """Whether this is a device that the person has now."""
    return not only_seen(device) and facts.status != "suspended"


def _of_browser(state: State, anonymous: int) -> str | None:
    """Her device of this browser; of several the one she is at, else a subscribed one."""
    found = [
        (id_ == state.last_session_device, facts.subscribed, id_)
        for id_, facts in state.devices.items()
        if facts.anonymous == anonymous and stands(id_, facts)
    ]
    return max(found)[2] if found else None


def _seen_browser(state: State, anonymous: int, status: str, facts: Mapping[str, object]) -> State:
    id_ = browser(anonymous)
    known = sorted(one for one in state.devices if only_seen(one) and one != id_)
    surplus = set(known[: max(0, len(known) + 1 - UNSEEN)])
    devices = {one: value for one, value in state.devices.items() if one not in surplus}
    devices[id_] = DeviceFacts(
        status=status,
        anonymous=anonymous,
        platform=text_fact(facts.get("platform")),
        browser=text_fact(facts.get("browser")),
        model=text_fact(facts.get("model")),
    )
    return State(status, id_, devices)


def difference(before: State, after: State, cause: str, device: str | None) -> Changed | None:
    if before.last_session_status == after.last_session_status:
        return None
    return Changed(before.last_session_status, after.last_session_status, cause, device)
