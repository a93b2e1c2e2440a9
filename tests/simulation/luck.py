"""All dice of the product from one seed, also those that are secrets elsewhere: runs compare."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from random import Random
from unittest.mock import patch


@contextmanager
def luck(seed: int) -> Iterator[None]:
    """The same ids, tokens and jitters each time, for as long as the context lasts."""
    dice, before = Random(f"luck {seed}"), random.getstate()
    random.seed(seed)
    replaced: dict[str, Callable[[int], object]] = {
        "token_hex": lambda size: f"{dice.getrandbits(8 * size):0{2 * size}x}",
        "token_urlsafe": lambda size: f"{dice.getrandbits(8 * size):0{2 * size}x}",
        "randbits": dice.getrandbits,
    }
    with ExitStack() as stack:
        for name, replacement in replaced.items():
            stack.enter_context(patch.object(secrets, name, replacement))
        try:
            yield
        finally:
            random.setstate(before)
