"""A web application over a clean database, with a bell that only remembers."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from flask import Flask

from engine.settings import Settings
from engine.store.db import Database
from webapp import create_app
from webapp.ports import Ports


@dataclass
class SilentBell:
    """The twin of workers.bell.Bell: what would have been rung for."""

    shards: list[int] = field(default_factory=list)
    lanes: list[str] = field(default_factory=list)

    def ring(self, shard: int) -> None:
        self.shards.append(shard)

    def ring_sends(self, lane: str) -> None:
        self.lanes.append(lane)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(Settings.from_env(data=tmp_path, environ={}), master_key=bytes(range(32)))


@pytest.fixture
def bell() -> SilentBell:
    return SilentBell()


@pytest.fixture
def ports(settings: Settings, database: Database, bell: SilentBell) -> Ports:
    return Ports(settings, database, bell)


@pytest.fixture
def app(ports: Ports) -> Flask:
    return create_app(ports)
