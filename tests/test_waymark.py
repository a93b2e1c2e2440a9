"""The command: what it prints, how it ends, and that its processes start, drain and stop."""

import gzip
import json
import signal
import stat
import threading
import time
import urllib.request
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import waymark
from engine.runtime import control
from engine.settings import Settings
from engine.store.db import Database
from tests.support.process import Waymark, free_port, running, wait_healthy
from tests.support.room import Room, hello, node, trigger
from workers.bell import Bell

KEY = "ab" * 32
JOURNEY = "journeys/samples/ask-for-push-then-say-hello.json"


def _run(*args: str, env: dict[str, str] | None = None) -> Result:
    return CliRunner().invoke(waymark.main, args, env=env)


@pytest.mark.parametrize(
    "command",
    [
        (), ("up",), ("web",), ("worker",), ("scheduler",), ("migrate",), ("doctor",),
        ("workspace", "create"), ("member", "add"), ("member", "reset"), ("journey", "lint"),
        ("journey", "test"),
        ("journey", "publish"), ("journey", "export"), ("import", "events"),
        ("import", "subscriptions"), ("import", "people"), ("import", "segments"), ("export",),
        ("quarantine", "list"), ("quarantine", "replay"),
    ],
)  # fmt: skip
def test_every_command_explains_itself(command: tuple[str, ...]) -> None:
    result = _run(*command, "--help")

    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")


def test_wrong_use_is_status_2(tmp_path: Path) -> None:
    assert _run("no-such-command").exit_code == 2
    assert _run("up", "--port", "http").exit_code == 2
    assert _run("journey", "lint", str(tmp_path / "missing.json")).exit_code == 2


def test_wrong_settings_are_said_in_one_line(tmp_path: Path) -> None:
    result = _run("migrate", "--data", str(tmp_path), env={"WAYMARK_BROKER_URL": "kafka://x"})

    assert result.exit_code == 2
    assert "WAYMARK_BROKER_URL must begin with redis://" in result.output
    assert "Traceback" not in result.output


def test_the_parts_want_a_master_key_of_their_own(tmp_path: Path) -> None:
    result = _run("workspace", "create", "Shop", "--data", str(tmp_path))

    assert result.exit_code == 2
    assert "WAYMARK_MASTER_KEY is not set" in result.output


def test_an_absent_database_is_said_in_one_line(tmp_path: Path) -> None:
    url = "postgresql+psycopg://nobody:hunter2@127.0.0.1:1/x"
    result = _run("migrate", "--data", str(tmp_path), env={"WAYMARK_DATABASE_URL": url})

    assert result.exit_code == 1
    assert "the database does not answer" in result.output
    assert "hunter2" not in result.output


def test_a_workspace_is_made_and_its_keys_are_shown(database_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    data = ("--data", str(tmp_path))
    assert _run("migrate", *data, env=env).output == "The database is up to date.\n"

    result = _run("workspace", "create", "Shop", "--admin", "a@b.example", "--json", *data, env=env)

    assert result.exit_code == 0
    told = json.loads(result.output)
    assert told["name"] == "Shop"
    assert told["admin_email"] == "a@b.example"
    assert {"id", "write_key", "secret_key", "identity_secret", "vapid_public_key"} < set(told)
    shown = _run("workspace", "create", "Other", *data, env=env)
    assert "write_key" in shown.output


def test_who_is_locked_out_gets_a_link(database_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    env["WAYMARK_BASE_URL"] = "https://push.shop.example"
    data = ("--data", str(tmp_path))
    _run("migrate", *data, env=env)
    _run("workspace", "create", "Shop", "--admin", "a@b.example", *data, env=env)
    welcome = "https://push.shop.example/console/welcome#"

    added = _run("member", "add", "Ben@b.example", "--role", "viewer", *data, env=env)
    assert welcome in added.output
    again = _run("member", "add", "ben@b.example", *data, env=env)
    assert (again.exit_code, "already" in again.output) == (1, True)
    anew = _run("member", "reset", "ben@b.example", "--json", *data, env=env)
    assert json.loads(anew.output)["link"].startswith(welcome)
    reset = _run("member", "reset", "a@b.example", "--without-second-factor", *data, env=env)
    assert welcome in reset.output
    assert _run("member", "reset", "nobody@b.example", *data, env=env).exit_code == 1
    assert _run("member", "add", "no e-mail", *data, env=env).exit_code == 2
    assert _run("workspace", "create", "X", "--admin", "no", *data, env=env).exit_code == 2


def test_lint_is_silent_about_a_good_journey_and_says_no_to_a_bad_one(tmp_path: Path) -> None:
    good = _run("journey", "lint", JOURNEY)
    assert (good.exit_code, good.output) == (0, "")

    bad = tmp_path / "bad.json"
    bad.write_text('{"name": "x", "nodes": [], "edges": []}')
    result = _run("journey", "lint", "--json", str(bad))

    assert result.exit_code == 1
    assert "error" in {problem["severity"] for problem in json.loads(result.output)}


def test_journey_tests_pass_or_fail_the_command(tmp_path: Path) -> None:
    file = tmp_path / "hello.json"
    step = {"person": "ana", "event": "session_started"}
    expected = {"ana": {"popups": ["simple"]}}
    test = {"name": "she is asked", "people": {"ana": {"push": "ask"}}, "steps": [step]}
    journey = str(Path(JOURNEY).resolve())

    file.write_text(json.dumps({"journey": journey, "tests": [test | {"expect": expected}]}))
    good = _run("journey", "test", str(file))
    expected["ana"]["popups"] = ["another"]
    file.write_text(json.dumps({"journey": journey, "tests": [test | {"expect": expected}]}))
    bad = _run("journey", "test", str(file))

    assert (good.exit_code, good.output) == (0, "passed  she is asked\n")
    assert bad.exit_code == 1
    assert "FAILED  she is asked" in bad.output


def test_a_journey_is_published_by_its_name_and_exported_as_it_was(
    database_url: str, tmp_path: Path
) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    data = ("--data", str(tmp_path))
    assert _run("workspace", "create", "Shop", *data, env=env).exit_code == 0

    first = _run("journey", "publish", JOURNEY, "--json", *data, env=env)
    again = _run("journey", "publish", JOURNEY, "--json", *data, env=env)

    assert (first.exit_code, again.exit_code) == (0, 0)
    told, repeated = json.loads(first.output), json.loads(again.output)
    assert (told["version"], told["status"], told["fresh"]) == (1, "live", True)
    assert repeated == told | {"fresh": False}
    copy = tmp_path / "copy.json"
    name = ("--journey", "Ask for push, then say hello")
    assert _run("journey", "export", str(copy), *name, *data, env=env).exit_code == 0
    assert json.loads(copy.read_text()) == json.loads(Path(JOURNEY).read_text())
    assert _run("journey", "export", "-", "--journey", "None", *data, env=env).exit_code == 2


def test_what_cannot_be_published_changes_nothing(database_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    data = ("--data", str(tmp_path))
    assert _run("workspace", "create", "Shop", *data, env=env).exit_code == 0
    assert _run("journey", "publish", JOURNEY, *data, env=env).exit_code == 0
    broken = json.loads(Path(JOURNEY).read_text()) | {"nodes": [], "edges": []}
    file = tmp_path / "broken.json"
    file.write_text(json.dumps(broken))

    result = _run("journey", "publish", str(file), *data, env=env)

    assert result.exit_code == 1
    assert "error: " in result.output
    name = ("--journey", broken["name"])
    kept = _run("journey", "export", "-", *name, *data, env=env).output
    assert json.loads(kept) == json.loads(Path(JOURNEY).read_text())


def test_the_doctor_finds_a_fresh_installation_healthy(database_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url}
    data = ("--data", str(tmp_path))

    told = _run("doctor", *data, env=env)
    facts = _run("doctor", "--json", *data, env=env)

    assert (told.exit_code, told.output) == (0, "All accounts are in balance.\n")
    assert json.loads(facts.output) == {
        "findings": [], "journeys": [], "old_vapid_keys": [],
    }  # fmt: skip


def test_events_are_imported_once_and_what_is_wrong_is_told_by_line(
    database_url: str, tmp_path: Path
) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    data = ("--json", "--data", str(tmp_path))
    assert _run("import", "events", JOURNEY, *data, env=env).exit_code == 2  # no workspace yet
    assert _run("workspace", "create", "Shop", *data, env=env).exit_code == 0
    lines = [
        {"type": "track", "event": "Seen", "userId": f"u{number}", "messageId": f"m{number}"}
        for number in range(1500)
    ]
    file = tmp_path / "events.ndjson.gz"
    with gzip.open(file, "wt") as out:
        out.writelines(json.dumps(line) + "\n" for line in lines)
        out.write("\n{}\nno json\n")

    first = _run("import", "events", str(file), *data, env=env)
    again = _run("import", "events", str(file), *data, env=env)

    assert (first.exit_code, again.exit_code) == (1, 1)
    told, repeated = json.loads(first.output), json.loads(again.output)
    assert (told["accepted"], told["duplicates"], told["rejected"]) == (1500, 0, 2)
    assert [fault[:2] for fault in told["faults"]] == [
        [1502, "unknown_type"],
        [1503, "invalid_json"],
    ]
    assert (repeated["accepted"], repeated["duplicates"]) == (0, 1500)

    where, always = data[1:], ("--from", "2020-01-01", "--to", "2100-01-01T00:00Z")
    taken = _run("export", "events", *always, *where, env=env)
    assert len({json.loads(line)["message_id"] for line in taken.output.splitlines()}) == 1500
    table = _run("export", "messages", *always, "--format", "csv", *where, env=env)
    assert table.output.startswith("message,created_at,person,user_id,")
    for wrong in (("--from", "x", "--to", "y"), (*always[2:], *always[:2], "--from", "2101-01-01")):
        assert _run("export", "events", *wrong, *where, env=env).exit_code == 2


def test_one_command_starts_everything_tells_the_keys_once_and_stops(tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    data, log = tmp_path / "new" / "data", tmp_path / "log"
    args = ("up", "--port", str(port), "--data", str(data))

    with running(*args, log=log) as first:
        wait_healthy(url)
        assert first.stop() == 0
    told = (data / "first-run.json").read_text()
    with running(*args, log=log) as second:
        wait_healthy(url)
        with urllib.request.urlopen(url) as answer:
            assert "Waymark" in answer.read().decode()
        assert second.stop() == 0

    assert json.loads(told)["base_url"] == url
    assert (data / "first-run.json").read_text() == told
    assert stat.S_IMODE((data / "first-run.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700
    said = log.read_text()
    assert said.count(str(data / "first-run.json")) == 1
    assert said.count(f"runs on {url}") == 2
    assert "Traceback" not in said


def test_a_taken_port_is_said_in_one_line(tmp_path: Path) -> None:
    port = free_port()
    with running("up", "--port", str(port), "--data", str(tmp_path / "a"), log=tmp_path / "a.log"):
        wait_healthy(f"http://127.0.0.1:{port}")
        with running(
            "up", "--port", str(port), "--data", str(tmp_path / "b"), log=tmp_path / "b.log"
        ) as second:
            assert second.process.wait(20) == 1
    assert f"port {port} cannot be used" in second.said()
    assert "Traceback" not in second.said()


def test_the_web_alone_serves_and_drains(database_url: str, tmp_path: Path) -> None:
    port = free_port()
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    args = ("web", "--port", str(port), "--processes", "2", "--data", str(tmp_path / "d"))
    answers: list[int] = []
    stopping = threading.Event()

    def ask() -> None:
        while not stopping.is_set():
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=20) as got:
                    answers.append(got.status)
            except OSError:
                stopping.wait(0.01)

    with running(*args, log=tmp_path / "log", env=env) as web:
        wait_healthy(f"http://127.0.0.1:{port}")
        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.3)
        assert web.stop() == 0
        stopping.set()
        asking.join()
    assert len(answers) > 3
    assert set(answers) == {200}


def test_a_web_that_is_still_starting_ends_when_asked(sqlite_url: str, tmp_path: Path) -> None:
    """The first of its processes answers; the others heard nothing, and were waited for."""
    port = free_port()
    env = {"WAYMARK_DATABASE_URL": sqlite_url, "WAYMARK_MASTER_KEY": KEY}
    args = ("web", "--port", str(port), "--processes", "4", "--data", str(tmp_path / "d"))
    with running(*args, log=tmp_path / "log", env=env) as web:
        wait_healthy(f"http://127.0.0.1:{port}")
        assert web.stop(waymark.DRAIN_SECONDS - 5) == 0


@pytest.mark.parametrize("part", ["worker", "scheduler"])
def test_a_part_runs_over_any_broker_and_stops(
    part: str, sqlite_url: str, broker_url: str | None, tmp_path: Path
) -> None:
    env = {"WAYMARK_DATABASE_URL": sqlite_url, "WAYMARK_MASTER_KEY": KEY}
    if broker_url:
        env["WAYMARK_BROKER_URL"] = broker_url
    with running(part, "--data", str(tmp_path / "d"), log=tmp_path / "log", env=env) as process:
        _settle(process)
        assert process.stop() == 0
    assert "Traceback" not in process.said()


def test_an_interrupt_ends_a_part_like_a_stop(sqlite_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": sqlite_url, "WAYMARK_MASTER_KEY": KEY}
    with running("worker", "--data", str(tmp_path / "d"), log=tmp_path / "log", env=env) as worker:
        _settle(worker)
        worker.signal(signal.SIGINT)
        assert worker.process.wait(30) == 0


def _settle(process: Waymark) -> None:
    """Wait until it says that it runs, and for a first poll."""
    until = time.monotonic() + 30
    while "runs (Ctrl+C" not in process.said():
        assert process.process.poll() is None, process.said()
        assert time.monotonic() < until, process.said()
        time.sleep(0.05)
    time.sleep(2.2)


def test_an_empty_quarantine_has_nothing_to_replay(database_url: str, tmp_path: Path) -> None:
    env = {"WAYMARK_DATABASE_URL": database_url, "WAYMARK_MASTER_KEY": KEY}
    data = ("--data", str(tmp_path))

    assert json.loads(_run("quarantine", "list", "--json", *data, env=env).output) == []
    for subject in ("event:1", "run:x", "nonsense"):
        assert _run("quarantine", "replay", "0", subject, *data, env=env).exit_code == 1


class Heard(Bell):
    """A bell that only remembers."""

    def __init__(self) -> None:
        self.shards: list[int] = []

    def ring(self, shard: int) -> None:
        self.shards.append(shard)


def test_the_upkeep_wakes_whom_a_resume_left_held_and_rings_for_them(
    database: Database, tmp_path: Path
) -> None:
    room = Room(database)
    room.push()
    nodes = [trigger("arrived"), node("pause", "wait", time="P1D"), hello()]
    id_ = room.journey(nodes, ["start -> pause", "pause -> hello"])
    room.track("arrived", anon="ana")
    database.run(control.pause, room.workspace, id_, "test")
    room.passes(days=2)
    database.run(control.resume, room.workspace, id_, "test")  # and dies
    given = replace(Settings.from_env(data=tmp_path, environ={}), master_key=b"k" * 32)
    bell = Heard()
    waymark.make_work(given, database, "worker")(bell).maintain()

    (run,) = room.runs()
    assert (run["held"], bell.shards) == (False, [run["shard"]])
