"""One migrated database in memory for all seeds to copy."""

from collections.abc import Iterator

import pytest

from tests.simulation.store import Template


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    made = Template()
    yield made
    made.close()
