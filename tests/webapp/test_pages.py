"""The first page, the scripts, and errors in the form of the part of the site they happen in."""

import json
from pathlib import Path

import pytest
from flask import Flask

from engine.store.db import Database
from webapp import scripts
from webapp.version import VERSION

SNIPPET = Path(scripts.__file__).with_name("snippet")


@pytest.fixture
def database(sqlite: Database) -> Database:
    return sqlite


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Built scripts, and one earlier release, in folders of this test."""
    built, released = tmp_path / "dist", tmp_path / "released"
    (released / "0.0.9").mkdir(parents=True)
    built.mkdir()
    (built / "waymark.js").write_text("/* × page */")
    (built / "popups.js").write_text("/* popup */")
    (built / "member.js").write_text("/* member */")
    (built / "words-de.js").write_text("/* Wörter */")
    (built / "worker.js").write_text("/* worker */")
    (released / "0.0.9" / "worker.js").write_text("/* old worker */")
    (tmp_path / "worker.js").write_text("secret")
    monkeypatch.setattr(scripts, "BUILT", built)
    monkeypatch.setattr(scripts, "RELEASED", released)
    return tmp_path


def test_the_first_page_says_what_is_running(app: Flask) -> None:
    response = app.test_client().get("/")

    assert response.status_code == 200
    assert VERSION in response.text
    assert "SQLite" in response.text
    for link in ("/api/docs", "/demo/", "/health", "/s/waymark.js"):
        assert link in response.text


def test_a_page_may_run_and_be_framed_by_nothing_foreign(app: Flask) -> None:
    headers = app.test_client().get("/").headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_a_page_obeys_its_own_policy(app: Flask) -> None:
    for path in ("/", "/nothing-here"):
        text = app.test_client().get(path).text
        assert "<style" not in text
        assert " style=" not in text
        assert "<script" not in text.replace("&lt;script", "")


def test_the_style_and_the_sign_are_there(app: Flask) -> None:
    client = app.test_client()

    files = {"waymark.css": "text/css", "waymark.svg": "image/svg+xml", "bell.png": "image/png"}
    for name, kind in files.items():
        with client.get(f"/static/{name}") as response:
            assert (response.status_code, response.mimetype) == (200, kind)


@pytest.mark.parametrize(
    ("path", "body", "kept"),
    [
        ("/s/waymark.js", "/* × page */", "max-age=300"),
        ("/s/popups.js?mark", "/* popup */", "max-age=300"),
        ("/s/member.js?mark", "/* member */", "max-age=300"),
        (f"/s/{VERSION}/member.js", "/* member */", "immutable"),
        ("/s/words-de.js?mark", "/* Wörter */", "max-age=300"),
        ("/s/worker.js", "/* worker */", "max-age=300"),
        (f"/s/{VERSION}/worker.js", "/* worker */", "immutable"),
        ("/s/0.0.9/worker.js", "/* old worker */", "immutable"),
    ],
)
def test_a_script_is_utf8_and_kept_as_long_as_it_may_be(
    app: Flask, sources: Path, path: str, body: str, kept: str
) -> None:
    response = app.test_client().get(path)

    assert response.status_code == 200
    assert response.data.decode() == body
    assert response.headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert kept in response.headers["Cache-Control"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_an_unchanged_script_is_not_sent_again(app: Flask, sources: Path) -> None:
    client = app.test_client()
    tag = client.get("/s/waymark.js").headers["ETag"]

    assert client.get("/s/waymark.js", headers={"If-None-Match": tag}).status_code == 304
    (sources / "dist" / "waymark.js").write_text("/* newer */")
    assert client.get("/s/waymark.js", headers={"If-None-Match": tag}).text == "/* newer */"


@pytest.mark.parametrize(
    "path",
    ["/s/9.9.9/worker.js", "/s/..%2f../worker.js", "/s/../worker.js", "/s/x/worker.js",
     "/s/vite.config.ts", "/demo/../version.py", "/demo/..%2fversion.py", "/demo/no.html"],
)  # fmt: skip
def test_nothing_else_is_served(app: Flask, sources: Path, path: str) -> None:
    response = app.test_client().get(path)

    assert response.status_code == 404
    assert "secret" not in response.text


def test_the_snippet_bears_the_version_of_the_project() -> None:
    assert json.loads((SNIPPET / "package.json").read_text())["version"] == VERSION


def test_an_error_has_the_form_of_its_part(app: Flask) -> None:
    client = app.test_client()

    ingest = client.get("/v1/nothing")
    assert (ingest.status_code, ingest.mimetype) == (404, "application/json")
    assert ingest.json is not None
    assert ingest.json["code"] == "not_found"
    assert set(ingest.json) == {"code", "message"}

    api = client.get("/api/v1/nothing")
    assert (api.status_code, api.mimetype) == (404, "application/problem+json")
    assert json.loads(api.data)["status"] == 404

    page = client.get("/nothing")
    assert (page.status_code, page.mimetype) == (404, "text/html")

    wrong = client.post("/health")
    assert wrong.status_code == 405
    assert "GET" in wrong.headers["Allow"]


def test_a_bug_shows_no_stack(app: Flask) -> None:
    @app.get("/v1/bug")
    def bug() -> str:
        raise RuntimeError("hunter2")

    response = app.test_client().get("/v1/bug")

    assert response.status_code == 500
    assert response.json is not None
    assert response.json["code"] == "internal_server_error"
    assert "hunter2" not in response.text
    assert "Traceback" not in response.text
