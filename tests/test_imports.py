"""`waymark import …` as an operator types it."""

import base64
import gzip
import json
import re
import secrets
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

import waymark

KEY = "ab" * 32


class Shop:
    """A workspace and the command line."""

    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self._env = {"WAYMARK_DATABASE_URL": url, "WAYMARK_MASTER_KEY": KEY}
        made = self.run("workspace", "create", "Shop", "--json")
        self.made: dict[str, Any] = json.loads(made.output)
        number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
        text = base64.urlsafe_b64encode(number.to_bytes(32, "big")).decode().rstrip("=")
        self.key = self.file("vapid.txt", text)

    def run(self, *args: str) -> Result:
        return CliRunner().invoke(
            waymark.main, [*args, "--data", str(self.folder)], env=self._env, catch_exceptions=False
        )

    def file(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Shop:
    return Shop(database_url, tmp_path)


def row(user: str) -> str:
    point = ec.generate_private_key(ec.SECP256R1()).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    p256dh = base64.urlsafe_b64encode(raw).decode()
    address = f"https://fcm.googleapis.com/fcm/send/{secrets.token_hex(4)}"
    return f"{address},{p256dh},{secrets.token_urlsafe(16)},{user}"


def test_subscriptions_are_imported_told_of_and_imported_again(shop: Shop) -> None:
    lines = ["identifier,web_p256,web_auth,Client", row("ana"), row(""), "https://localhost/,x,y,z"]
    file = shop.file("old.csv.gz", gzip.compress("\n".join(lines).encode()))
    args = ("import", "subscriptions", file, "--vapid-key", shop.key, "--columns", "user=Client")

    first = shop.run(*args, "--json", "--report", str(shop.folder / "report"))
    told = json.loads(first.output)
    again = shop.run(*args)

    assert first.exit_code == 1
    key = told["vapid_key"]
    assert f"2 devices still need the earlier VAPID key {key}" in shop.run("doctor").output
    old = {"workspace": shop.made["id"], "public": key, "devices": 2}
    assert json.loads(shop.run("doctor", "--json").stdout)["old_vapid_keys"] == [old]
    counts = [told[name] for name in ("taken", "of_users", "duplicates", "refused")]
    assert counts == [2, 1, 0, 1]
    assert told["faults"][0] | {"message": ""} == {
        "line": 4, "code": "endpoint_not_allowed", "message": "",
    }  # fmt: skip
    report = [json.loads(each) for each in (shop.folder / "report").read_text().splitlines()]
    assert [(each["line"], each["became"]) for each in report] == [
        (2, "taken"), (3, "taken"), (4, "refused"),
    ]  # fmt: skip
    assert (report[0]["user"], report[0]["owner"][0]) == ("ana", "p")
    assert "line 4: endpoint_not_allowed" in again.output
    assert re.search(r"taken +0\n(.*\n)*duplicates +2\n", again.output)


def test_wrong_use_takes_nothing_and_is_said_in_one_line(shop: Shop) -> None:
    good = shop.file("good.csv", f"endpoint,p256dh,auth,user\n{row('ana')}\n")
    key = ("--vapid-key", shop.key)
    begin = ("import", "subscriptions")
    no_key = shop.run(*begin, good, "--vapid-key", shop.file("no.txt", "no key"))
    no_field = shop.run(*begin, good, *key, "--columns", "usr=x")
    no_column = shop.run(*begin, shop.file("x.csv", "a,b\n1,2\n"), *key)
    utf16 = shop.run(*begin, shop.file("y.csv", "a,b\n".encode("utf-16")), *key)

    assert (no_key.exit_code, "not a private key" in no_key.output) == (2, True)
    assert (no_field.exit_code, "no field usr" in no_field.output) == (2, True)
    assert (no_column.exit_code, "no column for endpoint among a, b" in no_column.output) == (
        1,
        True,
    )
    assert (utf16.exit_code, "line 1: the file is UTF-16" in utf16.output) == (1, True)
    assert json.loads(shop.run(*begin, good, *key, "--json").output)["taken"] == 1


def test_people_are_imported_by_column_and_imported_again(shop: Shop) -> None:
    file = shop.file("people.csv", "Client,Years,Note\nana,41,x\nben,old,y\ncem,,z\n")
    args = (
        "import",
        "people",
        file,
        "--columns",
        "user=Client,age=Years",
        "--types",
        "Years=number",
    )
    report = shop.folder / "report"

    first = shop.run(*args, "--leave-out", "Note", "--json", "--report", str(report))
    again = shop.run(*args, "--leave-out", "Note", "--json")

    counts = ("taken", "duplicates", "refused")
    assert [json.loads(first.stdout)[name] for name in counts] == [2, 0, 1]
    assert [json.loads(again.stdout)[name] for name in counts] == [0, 2, 1]
    assert json.loads(first.stdout)["faults"] == [
        {"line": 3, "code": "invalid_type", "message": "Years: 'old' is no number"}
    ]
    assert [json.loads(each)["became"] for each in report.read_text().splitlines()] == [
        "taken", "refused", "taken",
    ]  # fmt: skip
    assert shop.run(*args, "--types", "Note=list").exit_code == 2
    assert shop.run(*args, "--columns", "user").exit_code == 2


def test_segments_are_imported_by_name_and_a_second_run_changes_nothing(shop: Shop) -> None:
    def segment(name: object, value: str, field: str = "trait.plan") -> str:
        rule = {"field": field, "operator": "=", "value": value}
        return json.dumps({"name": name, "rule": {"combinator": "and", "rules": [rule]}})

    lines = [segment("A", "x"), segment("B", "y"), segment("A", "z"), segment("C", "x", "no.field"),
             segment(7, "x"), "[", segment("A", "x")]  # fmt: skip
    args = ("import", "segments", shop.file("segments.ndjson", "\n".join(lines)), "--json")
    first, again = json.loads(shop.run(*args).stdout), json.loads(shop.run(*args).stdout)

    counts = ("taken", "duplicates", "refused")
    assert [first[name] for name in counts] == [2, 1, 4]
    assert [again[name] for name in counts] == [0, 3, 4]
    codes = [each["code"] for each in first["faults"]]
    assert codes == ["name_taken", "field_unknown", "invalid_field", "invalid_json"]
    csv = shop.run("import", "segments", shop.file("x.csv", "name,rule\n"))
    assert (csv.exit_code, "segments come as NDJSON" in csv.output) == (1, True)
