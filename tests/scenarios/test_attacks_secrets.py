"""Attacks on what must stay secret, and on what is fetched from elsewhere."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import runpy
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from flask import Flask

from engine import telemetry, workspaces
from engine.store.db import Database
from tests.scenarios.attacker import contents, manage, post, track
from tests.webapp.visitor.conftest import MASTER_KEY, Page, Site
from webapp.scripts import FILES
from webapp.version import VERSION

ROOT = Path(__file__).resolve().parents[2]


def secrets_of(site: Site, database: Database) -> dict[str, str]:
    """What nobody may read, in every form that it might be written in."""
    with database.read() as tx:
        (key,) = workspaces.vapid_keys(tx, site.id, MASTER_KEY).values()
    number = key.private.private_numbers().private_value
    raw = number.to_bytes(32, "big")
    pem = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {
        "the VAPID key": base64.urlsafe_b64encode(raw).decode().rstrip("="),
        "the VAPID key in base64": base64.b64encode(raw).decode().rstrip("="),
        "the VAPID key in hex": raw.hex(),
        "the VAPID key as a number": str(number),
        "the VAPID key as PEM": pem.splitlines()[1],
        "the identity secret": site.made.identity_secret,
        "the secret key": site.made.secret_key,
        "the master key": MASTER_KEY.hex(),
        "the master key in base64": base64.b64encode(MASTER_KEY).decode(),
    }


def test_a41_no_answer_of_any_path_tells_a_secret(
    app: Flask, site: Site, page: Page, database: Database
) -> None:
    page.user_id = "ana"
    page.grant()
    site.fold()
    hidden = secrets_of(site, database)
    person = manage(site, "GET", "/people?user_id=ana").get_json()["items"][0]["id"]
    headers = [
        {},
        {"Authorization": f"Bearer {site.made.secret_key}"},
        {"Authorization": f"Bearer {page.token}"},
    ]
    walked = 0
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<person_id>", person).replace("<write_key>", site.made.write_key)
        path = re.sub(r"<[^>]+>", "x", path)
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH"}):
            for header in headers:
                told = site.client.open(path, method=method, headers=header, json={})
                for what, secret in hidden.items():
                    assert secret not in told.text, (method, path, what)
                    assert secret not in str(told.headers), (method, path, what)
                assert told.status_code != 500, (method, path)
                walked += 1
    assert walked > 150


def test_a41_a_dump_of_the_database_holds_secrets_only_sealed(
    site: Site, page: Page, database: Database
) -> None:
    page.grant()
    hidden = secrets_of(site, database)
    dump = repr(contents(database))
    if not database.postgres:
        with database.read() as tx:
            file = Path(tx.execute(sa.text("PRAGMA database_list")).one()[2])
        dump += "".join(each.read_bytes().decode("latin-1") for each in file.parent.glob("*.db*"))
    for what, secret in hidden.items():
        assert secret not in dump, what
    assert site.made.write_key in dump  # it is public: pages show it


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the program says meanwhile."""
    said = io.StringIO()
    telemetry.start_logging("DEBUG", said)
    yield said
    telemetry.start_logging("CRITICAL")


def test_a41_neither_an_error_page_nor_the_log_tells_a_secret(
    site: Site, page: Page, database: Database, log: io.StringIO
) -> None:
    """With the table of VAPID keys away nothing works as it should."""
    page.grant()
    hidden = secrets_of(site, database)
    with database.transaction() as tx:
        tx.execute(sa.text("ALTER TABLE vapid_key RENAME TO away"))
    answers = [
        manage(site, "GET", "/settings"),
        page.put("allowed", "enable", subscription={**(page.subscription or {})}),
        site.client.get(f"/v1/projects/{site.made.write_key}/settings"),
        post(site, "/v1/track", track(), site.made.secret_key),
        site.client.get("/no/such/page"),
    ]
    assert {each.status_code for each in answers} & {500, 503}
    said = log.getvalue() + "".join(each.text for each in answers)
    for what, secret in hidden.items():
        assert secret not in said, what
    assert page.token
    assert page.token not in log.getvalue()
    assert page.subscription
    assert page.subscription["endpoint"] not in said
    for each in answers:
        assert "Traceback" not in each.text
        assert "vapid_key" not in each.text
    for line in log.getvalue().splitlines():
        json.loads(line)


# A46


@pytest.mark.parametrize("name", ["run", "test"])
def test_a46_every_python_package_is_locked_by_hash(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    packages = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(packages) > 30
    for package in packages:
        assert re.match(r"[\w.\-\[\]]+==[^\s;]+", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
    assert "://" not in text
    assert "--require-hashes -r requirements/" in (ROOT / "Makefile").read_text()


def test_a46_every_package_of_the_snippet_is_locked_by_hash_and_none_is_shipped() -> None:
    folder = ROOT / "webapp" / "snippet"
    lock = json.loads((folder / "package-lock.json").read_text())
    fetched = {name: each for name, each in lock["packages"].items() if name}
    assert len(fetched) > 50
    assert [name for name, each in fetched.items() if not _hashed(each)] == []
    assert json.loads((folder / "package.json").read_text()).get("dependencies", {}) == {}
    assert "npm ci" in (ROOT / "Makefile").read_text()


def _hashed(package: dict[str, object]) -> bool:
    return str(package.get("integrity", "")).startswith("sha512-")


def test_a46_a_pinned_worker_never_changes_and_comes_from_nowhere_else(app: Flask) -> None:
    """A customer pins `/s/VERSION/worker.js` from his own origin, and may check its hash."""
    client = app.test_client()
    pinned = client.get(f"/s/{VERSION}/worker.js")
    assert pinned.status_code == 200
    assert "immutable" in pinned.headers["Cache-Control"]
    assert pinned.headers["Access-Control-Allow-Origin"] == "*"
    assert pinned.data == client.get("/s/worker.js").data
    assert b"importScripts" not in pinned.data
    for other in ("9.9.9", "../x", "..%2f..", "latest"):
        assert client.get(f"/s/{other}/worker.js").status_code == 404


def test_a46_a_page_can_have_its_browser_check_the_pinned_scripts(app: Flask) -> None:
    client = app.test_client()
    told = client.get(f"/s/{VERSION}/integrity.json").get_json()
    assert set(told) == set(FILES)
    for name, integrity in told.items():
        pinned = client.get(f"/s/{VERSION}/{name}")
        digest = base64.b64encode(hashlib.sha384(pinned.data).digest()).decode()
        assert integrity == f"sha384-{digest}"
        assert "immutable" in pinned.headers["Cache-Control"]
        assert pinned.headers["Access-Control-Allow-Origin"] == "*"
    for other in ("9.9.9", "latest"):
        assert client.get(f"/s/{other}/integrity.json").status_code == 404


def test_a46_the_bill_of_materials_names_every_locked_package_with_its_hashes() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text()
    made = runpy.run_path(str(ROOT / "requirements" / "sbom.py"))["bill"](lock, VERSION)
    assert (made["bomFormat"], made["specVersion"]) == ("CycloneDX", "1.6")
    assert made["metadata"]["component"]["version"] == VERSION
    named = {(each["name"], each["version"]) for each in made["components"]}
    assert named == set(re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.MULTILINE))
    hashes = [
        each["content"]
        for part in made["components"]
        for each in part["externalReferences"][0]["hashes"]
    ]
    assert hashes == re.findall(r"--hash=sha256:([0-9a-f]{64})", lock)
    assert made["dependencies"][0]["dependsOn"] == [each["bom-ref"] for each in made["components"]]
