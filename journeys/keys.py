"""Entry keys: what tells two runs of one person in one journey apart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b

from journeys.visit import Event

_LONGEST = 100


def key_of(path: str, event: Event) -> str | None:
    """The property at this path (`order.id`) as an entry key; None where there is none to use."""
    value: object = event.properties
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # 5 and 5.0 are the same JSON number
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool | int | float):
        text = json.dumps(value)
    else:
        return None
    if len(text) <= _LONGEST:
        return text
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=24).hexdigest()
