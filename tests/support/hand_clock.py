"""A database whose clock a test moves by hand."""

from collections.abc import Iterator

import pytest

from engine import clock
from engine.store import db
from engine.store.db import Database

START = 1_767_000_000 * clock.SECOND


class Time:
    """The database's clock: `at` in µs."""

    def __init__(self) -> None:
        self.at = START

    def forward(self, span: int) -> None:
        """So many µs pass."""
        self.at += span


@pytest.fixture
def time() -> Time:
    """The clock of `database`."""
    return Time()


@pytest.fixture
def database(database_url: str, time: Time) -> Iterator[Database]:
    """An open, clean, migrated database that knows no other time."""
    opened = db.connect(database_url, now=lambda _tx: time.at)
    yield opened
    opened.close()
