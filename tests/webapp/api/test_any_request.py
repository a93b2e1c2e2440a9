"""Whatever is sent, valid or not, the API answers and never fails: requests made from OpenAPI."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from engine.settings import Settings
from engine.store import db
from tests.support import backends
from tests.webapp.api.conftest import Api, furnished
from tests.webapp.conftest import SilentBell
from webapp import api, create_app
from webapp.api.room import KEPT
from webapp.ports import Ports

QUICK = settings(
    max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck)
)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)]
)
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """One workspace for all of it, on each database."""
    template: backends.Sqlite | backends.Postgresql
    template = request.getfixturevalue(f"{request.param}_template")
    folder = tmp_path_factory.mktemp("api")
    with template.fresh(folder) as url:
        database = db.connect(url)
        settings_ = replace(Settings.from_env(data=folder, environ={}), master_key=bytes(32))
        ports = Ports(settings_, database, SilentBell())
        app = create_app(ports)
        if KEPT not in app.extensions:
            api.register(app, ports)
        yield furnished(app, database, "Shop")
        database.close()


def test_no_request_makes_the_api_fail(shop: Api) -> None:
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", shop.client.application)
    bearer = {"Authorization": f"Bearer {shop.secret_key}"}
    asked: set[str] = set()

    def ask(case: schemathesis.Case) -> None:
        response = case.call(headers=bearer)
        asked.add(case.operation.label)
        assert response.status_code < 500, (case.as_curl_command(), response.text)
        if response.status_code >= 400:
            assert response.headers["content-type"] == ["application/problem+json"]

    for operation in described.get_all_operations():
        for mode in schemathesis.GenerationMode:
            cases = operation.ok().as_strategy(generation_mode=mode)
            QUICK(given(case=cases)(ask))()
    assert len(asked) > 50
