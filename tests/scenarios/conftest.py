"""The whole application over each database, a site on it, and rooms for what time brings."""

import pytest

from engine.store.db import Database
from tests.support.room import Room
from tests.webapp.conftest import app, bell, ports, settings
from tests.webapp.visitor.conftest import page, rival, site

__all__ = ["app", "bell", "page", "ports", "rival", "room", "settings", "site"]


@pytest.fixture
def room(database: Database) -> Room:
    """The engine with a hand clock and memory twins of what is outside."""
    return Room(database)
