"""The console as a browser gets it: one page for every address, files that never change."""

import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.store.db import Database
from tests.support import backends
from webapp import console

PAGE = '<meta property="csp-nonce" nonce="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>'


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built console in a folder of this test, and a secret outside of it."""
    folder = tmp_path / "dist"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text(PAGE)
    (folder / "manifest.json").write_text("{}")
    (folder / "assets" / "index-1a2b.js").write_text("/* × */")
    (folder / "assets" / "inter-3c4d.woff2").write_bytes(b"wOF2")
    (tmp_path / "secret.js").write_text("secret")
    monkeypatch.setattr(console, "BUILT", folder)
    return folder


@pytest.fixture
def client(app: Flask, built: Path) -> FlaskClient:
    return app.test_client()


@pytest.mark.parametrize(
    "path", ["/console/", "/console/journeys", "/console/journeys/j_1?q=x", "/console/welcome"]
)
def test_every_address_gives_the_page(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert response.headers["Cache-Control"] == "no-store"
    assert "csp-nonce" in response.text


def test_the_bare_address_leads_to_it(client: FlaskClient) -> None:
    response = client.get("/console")

    assert (response.status_code, response.headers["Location"]) == (302, "/console/")


def test_each_answer_has_a_nonce_of_its_own(client: FlaskClient) -> None:
    answers = [client.get("/console/") for _ in range(3)]

    nonces = {found for each in answers for found in re.findall(r'nonce="([^"]+)"', each.text)}
    assert len(nonces) == 3
    assert all(len(nonce) >= 22 for nonce in nonces)
    for each in answers:
        allowed = re.findall(r"'nonce-([^']+)'", each.headers["Content-Security-Policy"])
        assert allowed == [re.findall(r'nonce="([^"]+)"', each.text)[0]]
        assert "__CSP_NONCE__" not in each.text


def test_the_page_may_run_nothing_foreign(client: FlaskClient) -> None:
    headers = client.get("/console/journeys").headers

    policy = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["connect-src"] == policy["font-src"] == "'self'"
    assert policy["style-src"].startswith("'self' 'nonce-")
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert policy["trusted-types"] == "default"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_a_built_file_is_kept_for_ever(client: FlaskClient) -> None:
    response = client.get("/console/assets/index-1a2b.js")

    assert response.data.decode() == "/* × */"
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Access-Control-Allow-Origin" not in response.headers
    again = {"If-None-Match": response.headers["ETag"]}
    assert client.get("/console/assets/index-1a2b.js", headers=again).status_code == 304
    assert client.get("/console/assets/inter-3c4d.woff2").mimetype == "font/woff2"


@pytest.mark.parametrize(
    "path",
    ["index-9z.js", "", "../index.html", "..%2findex.html", "../../secret.js",
     "..%2f..%2fsecret.js", "%2e%2e/%2e%2e/secret.js", "..\\..\\secret.js", "//etc/passwd",
     "%2fetc%2fpasswd", "index-1a2b.js/", "index-1a2b.js%00"],
)  # fmt: skip
def test_no_other_file_is_served(client: FlaskClient, path: str) -> None:
    response = client.get(f"/console/assets/{path}")

    assert "secret" not in response.text
    assert "root:" not in response.text
    assert response.status_code == 404


def test_nothing_is_written_here(client: FlaskClient) -> None:
    assert client.post("/console/").status_code == 405
    assert client.post("/console/login").status_code == 405


def test_a_console_that_was_not_built_says_so(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "BUILT", tmp_path / "absent")
    response = app.test_client().get("/console/")

    assert response.status_code == 503
    assert "make up" in response.text
    assert app.test_client().get("/console/assets/index.js").status_code == 404


def test_the_licences_of_what_is_built_in_come_along() -> None:
    """Built files have no comments left: the licences ask to be handed on, so they are beside."""
    file = console.BUILT / "notices.txt"
    backends.need(file.is_file(), "build the console: make .setup/ui")
    told = file.read_text("utf-8")
    wanted = json.loads((console.BUILT.parent / "package.json").read_text("utf-8"))["dependencies"]
    assert [name for name in wanted if f"\n{name} " not in f"\n{told}"] == []
    assert told.count("Permission is hereby granted") > 50
