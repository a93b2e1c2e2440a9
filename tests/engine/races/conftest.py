"""A room on PostgreSQL: its row locks are what these tests are about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.store.db import Database, connect
from tests.support.backends import Postgresql
from tests.support.room import Room


@pytest.fixture
def database(postgresql_template: Postgresql, tmp_path: Path) -> Iterator[Database]:
    with postgresql_template.fresh(tmp_path) as url:
        opened = connect(url, pool=12)
        yield opened
        opened.close()


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)
