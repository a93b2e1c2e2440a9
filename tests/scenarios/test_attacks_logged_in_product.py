"""Logging in to a running product, over its socket: to `waymark up`, to `waymark web`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.scenarios.test_shop_replay import KEY, cli
from tests.support import backends, product
from tests.support.process import free_port, running, wait_healthy

ANA = "ana@shop.example"


@dataclass(frozen=True, slots=True)
class Place:
    """A running Waymark, and its first admin."""

    url: str
    email: str
    password: str
    log: Path

    def log_in(self, password: str = "", email: str = "", **headers: str) -> requests.Response:
        body = {"email": email or self.email, "password": password or self.password}
        told = {name.replace("_", "-"): text for name, text in headers.items()}
        return requests.post(f"{self.url}/api/v1/session", json=body, headers=told, timeout=30)


@pytest.fixture(params=["up", pytest.param("web", marks=pytest.mark.servers)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """As one process on SQLite; as four web processes on PostgreSQL."""
    log = tmp_path / "waymark.log"
    if request.param == "up":
        with product.started(tmp_path, ()) as made:
            told = json.loads((tmp_path / "first-run.json").read_text())
            yield Place(made.base_url, told["admin_email"], told["admin_password"], log)
        return
    template: backends.Postgresql = request.getfixturevalue("postgresql_template")
    port, data = free_port(), ("--data", str(tmp_path))
    with template.fresh(tmp_path) as url:
        env = {
            "WAYMARK_DATABASE_URL": url,
            "WAYMARK_MASTER_KEY": KEY,
            "WAYMARK_BASE_URL": f"http://127.0.0.1:{port}",
        }
        made = json.loads(
            cli("workspace", "create", "Shop", "--admin", ANA, "--json", *data, env=env)
        )
        with running(
            "web", "--port", str(port), "--processes", "4", *data, log=log, env=env
        ) as process:
            wait_healthy(f"http://127.0.0.1:{port}")
            yield Place(f"http://127.0.0.1:{port}", ANA, made["admin_password"], log)
            assert process.stop() == 0, process.said()[-2000:]


def test_the_first_admin_logs_in_works_and_logs_out(place: Place) -> None:
    answer = place.log_in(Origin=place.url, Sec_Fetch_Site="same-origin")
    told = answer.json()
    cookies = {"waymark_session": answer.cookies["waymark_session"]}
    proof = {"X-Waymark-CSRF": told["csrf"], "Origin": place.url}

    assert (told["member"]["email"], told["workspace"]["role"]) == (place.email, "admin")
    for _ in range(8):  # whichever process answers
        kept = requests.get(f"{place.url}/api/v1/settings", cookies=cookies, timeout=10)
        assert kept.status_code == 200
    change = {"url": f"{place.url}/api/v1/settings", "json": {"color": "#112233"}}
    ridden = requests.patch(**change, cookies=cookies, timeout=10)  # type: ignore[arg-type]
    assert ridden.json()["code"] == "csrf_failed"
    changed = requests.patch(**change, cookies=cookies, headers=proof, timeout=10)  # type: ignore[arg-type]
    assert changed.json()["color"] == "#112233"
    out = requests.delete(f"{place.url}/api/v1/session", cookies=cookies, headers=proof, timeout=10)
    assert out.status_code == 204
    over = requests.get(f"{place.url}/api/v1/settings", cookies=cookies, timeout=10)
    assert over.json()["code"] == "not_logged_in"


def test_guesses_at_once_are_counted_over_all_processes(place: Place) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: place.log_in("not hers at all").status_code, range(24)))

    # 5 are free; then a second passes before each further one, and these take a few.
    assert set(told) == {401, 429}
    assert told.count(401) <= 12
    tries = (place.log_in("not hers at all") for _ in range(30))
    refused = next(each for each in tries if each.status_code == 429)
    assert int(refused.headers["Retry-After"]) >= 1
    assert refused.headers["Cache-Control"] == "no-store"


def test_the_log_of_a_running_product_holds_neither_passwords_nor_cookies(place: Place) -> None:
    place.log_in("not hers at all")
    answer = place.log_in()
    assert answer.status_code == 200
    said = place.log.read_text()

    assert "login.refused" in said
    for secret in ("not hers", place.password, answer.cookies["waymark_session"], place.email):
        assert secret not in said


def test_a_form_of_another_site_logs_nobody_in(place: Place) -> None:
    body = json.dumps({"email": place.email, "password": place.password})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = requests.post(
            f"{place.url}/api/v1/session",
            data=body,
            headers={"Content-Type": kind, "Origin": "https://evil.example"},
            timeout=10,
        )
        assert answer.status_code == 403
        assert not answer.cookies
