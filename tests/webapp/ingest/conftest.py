"""Each test of ingestion gets an API without limits over an empty twin."""

import pytest
from flask import Flask

from tests.webapp.ingest.twin import Api, Twin, app_of


@pytest.fixture(scope="session")
def shared() -> tuple[Twin, Flask]:
    """One application for all tests: its routes take longer to build than a test to run."""
    twin = Twin()
    return twin, app_of(twin)


@pytest.fixture
def twin(shared: tuple[Twin, Flask]) -> Twin:
    shared[0].forget()
    return shared[0]


@pytest.fixture
def api(twin: Twin, shared: tuple[Twin, Flask]) -> Api:
    return Api(twin, shared[1].test_client())
