"""A person's push state by his devices."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from journeys.person import Device, Person

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def with_devices(*devices: Device) -> Person:
    return Person(id="p", created_at=NOW, last_seen_at=NOW, devices=devices)


@pytest.mark.parametrize(
    ("status", "subscribed", "enabled"),
    [
        ("allowed", True, True),
        ("allowed", False, False),
        ("blocked", True, False),
        ("suspended", True, False),
        ("ask", False, False),
    ],
)
def test_push_is_enabled_by_a_device_allowed_and_subscribed(
    status: str, subscribed: bool, enabled: bool
) -> None:
    asked = Device("d0", "web", status="ask")
    ana = with_devices(asked, Device("d1", "web", status=status, subscribed=subscribed))
    assert ana.push_enabled is enabled
    assert ana.statuses == ("ask", status)


def test_allowed_and_subscribed_must_be_the_same_device() -> None:
    allowed = Device("d0", "web", status="allowed", subscribed=False)
    subscribed = Device("d1", "web", status="blocked", subscribed=True)
    assert not with_devices(allowed, subscribed).push_enabled
    assert not with_devices().push_enabled


def test_a_person_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        with_devices().language = "de"  # type: ignore[misc]
