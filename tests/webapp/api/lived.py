"""The API before a room of the engine's tests: what it tells of people is what they lived."""

from __future__ import annotations

import pytest
from flask import Flask

from engine.settings import Settings
from engine.store.db import Database
from tests.support.room import Room
from tests.webapp.api.conftest import Api
from tests.webapp.conftest import SilentBell
from webapp import api, create_app
from webapp.api.room import KEPT
from webapp.ports import Ports


@pytest.fixture
def room(database: Database) -> Room:
    """A workspace with the push `welcome`."""
    made = Room(database)
    made.push("welcome")
    return made


@pytest.fixture
def app(room: Room, settings: Settings, bell: SilentBell) -> Flask:
    """The web side of the room's database."""
    ports = Ports(settings, room.database, bell)
    made: Flask = create_app(ports)
    if KEPT not in made.extensions:
        api.register(made, ports)
    return made


@pytest.fixture
def shop(room: Room, app: Flask) -> Api:
    """The room's workspace, seen through the API."""
    made = room.made
    return Api(app.test_client(), made.id, made.secret_key, made.write_key)
