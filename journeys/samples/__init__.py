"""Ready-made journeys and what they refer to, for the gallery, the demo and the tests."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

_RESOURCES = "resources.json"


def journeys() -> dict[str, dict[str, Any]]:
    """The documents by their key, in alphabetical order."""
    found = sorted(each.name for each in files(__name__).iterdir() if each.name.endswith(".json"))
    return {name.removesuffix(".json"): _read(name) for name in found if name != _RESOURCES}


def resources() -> dict[str, list[dict[str, Any]]]:
    """What the journeys refer to: `push_resources`, `popups`, `categories`, `segments`."""
    return _read(_RESOURCES)


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files(__name__).joinpath(name).read_text("utf-8"))
    return document
