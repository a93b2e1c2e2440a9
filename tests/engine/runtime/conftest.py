"""A room on each database."""

import pytest

from engine.store.db import Database
from tests.support.room import Room


@pytest.fixture
def room(database: Database) -> Room:
    """The whole engine over a clean database, with a clock moved by hand."""
    return Room(database)
