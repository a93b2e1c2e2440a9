"""Ready-made journeys and what they refer to, for the gallery, the demo and the tests.

`pushes/` has pushes to start from, `shop/` what is of the demo shop alone: it speaks of its pages,
and of events as it names them.
"""

from __future__ import annotations

import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_RESOURCES = "resources.json"
_HERE = files(__name__)
_SHOP = _HERE.joinpath("shop")


def journeys() -> dict[str, dict[str, Any]]:
    """The documents by their key, in alphabetical order."""
    return _journeys(_HERE)


def resources() -> dict[str, list[dict[str, Any]]]:
    """What the journeys refer to: `push_resources`, `popups`, `categories`, `segments`."""
    return _read(_HERE, _RESOURCES)


def pushes() -> dict[str, list[dict[str, Any]]]:
    """Pushes to start from, by what they are for: promotion, invitation, announcement, alert."""
    found: dict[str, list[dict[str, Any]]] = _read(_HERE.joinpath("pushes"), "ready.json")
    return found


def shop_journeys() -> dict[str, dict[str, Any]]:
    """The demo shop's own, in the same form."""
    return _journeys(_SHOP)


def shop_resources() -> dict[str, list[dict[str, Any]]]:
    """All that the demo shop refers to: its own stands in place of what bears the same key."""
    own = _read(_SHOP, _RESOURCES)
    return {kind: _over(listed, own.get(kind, [])) for kind, listed in resources().items()}


def _over(listed: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    replaced = {each["key"] for each in own}
    return [*(each for each in listed if each.get("key") not in replaced), *own]


def _journeys(folder: Traversable) -> dict[str, dict[str, Any]]:
    found = sorted(each.name for each in folder.iterdir() if each.name.endswith(".json"))
    return {name.removesuffix(".json"): _read(folder, name) for name in found if name != _RESOURCES}


def _read(folder: Traversable, name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(folder.joinpath(name).read_text("utf-8"))
    return document
