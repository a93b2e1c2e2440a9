"""The pytest fixture `journey`: a journey and its people, where days pass in no time.

def test_she_is_asked_once(journey):
    world = journey("journeys/ask.json")
    ana = world.person("ana", push="ask")
    ana.event("session_started")
    world.passes("P3D")
    assert ana.popups == ["simple"]
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from journeys.timetravel import World


@pytest.fixture
def journey(request: pytest.FixtureRequest) -> Callable[..., World]:
    """Makes a `World` of a document, or of the JSON file at a path seen from pytest's root."""

    def world(document: object, **options: object) -> World:
        if isinstance(document, str | Path):
            document = json.loads((request.config.rootpath / document).read_text("utf-8"))
        return World(document, **options)  # type: ignore[arg-type]  # World's own options

    return world
