"""A person as journeys and rules see one: facts already loaded, nothing that can be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

DeviceKind = Literal["web", "fcm", "apns"]
JourneyState = Literal["active", "finished"]


@dataclass(frozen=True, slots=True)
class Device:
    """A web subscription or a native token.

    `status` is ask | allowed | blocked | unsupported | withdrawn | retired | suspended; only
    `allowed` together with `subscribed` can be sent to.
    """

    id: str
    kind: DeviceKind
    platform: str | None = None
    browser: str | None = None
    model: str | None = None
    status: str = "ask"
    subscribed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """All that a rule, a node or a template may know of somebody.

    `traits` and `markers` hold JSON values. `categories` is effective: the workspace's defaults are
    already filled in. `journeys` has no key for a journey never entered. `counts` are the roll-ups:
    how often an event happened, by its name and the UTC day of its own time. All datetimes are
    aware and in UTC.
    """

    id: str
    created_at: datetime
    last_seen_at: datetime
    user_id: str | None = None
    language: str | None = None
    timezone: str | None = None
    traits: Mapping[str, object] = field(default_factory=dict)
    markers: Mapping[str, object] = field(default_factory=dict)
    categories: Mapping[str, bool] = field(default_factory=dict)
    last_session_status: str = "ask"
    devices: tuple[Device, ...] = ()
    groups: frozenset[str] = frozenset()
    journeys: Mapping[str, JourneyState] = field(default_factory=dict)
    counts: Mapping[str, Mapping[date, int]] = field(default_factory=dict)
    popup_back_off_until: datetime | None = None
    workspace_timezone: str = "UTC"

    @property
    def push_enabled(self) -> bool:
        """Whether any device is allowed and subscribed; toggles and mutes are not looked at."""
        return any(device.status == "allowed" and device.subscribed for device in self.devices)

    @property
    def statuses(self) -> tuple[str, ...]:
        return tuple(device.status for device in self.devices)
