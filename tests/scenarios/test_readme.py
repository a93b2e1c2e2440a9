"""The README's five minutes, copied line by line into a shell, on a product that runs."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.process import free_port, running, wait_healthy

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
# What the demo page shows in its line for the terminal, and this test cannot see.
SHOWN = {"WRITE_KEY": "$(key write_key)", "…": "a-browser"}


def blocks(title: str, language: str = "sh") -> list[str]:
    """The blocks of one section in this language."""
    section = README.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]
    return re.findall(rf"```{language}\n(.*?)```", section, flags=re.DOTALL)


def test_the_two_commands_are_the_first_two_blocks() -> None:
    assert blocks("Run it") == ["make up\n"]
    assert blocks("Judge it") == ["make test\n"]


@pytest.mark.usefixtures("_closed")
def test_the_five_minutes_work_as_printed(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    base_url = f"http://127.0.0.1:{port}"
    script = "set -eu\n" + "".join(blocks("Five minutes"))
    for shown, real in SHOWN.items():
        script = script.replace(shown, real)
    # Only where it runs differs: another port, another folder, this very interpreter.
    script = script.replace("http://127.0.0.1:8000", base_url).replace("'data/", f"'{data}/")
    script = script.replace("waymark doctor", f"waymark doctor --data {data}")
    script = script.replace(" -u $(key", ' -u "$(key').replace("): http", '):" http')
    with running("up", "--port", str(port), "--data", str(data), log=tmp_path / "log"):
        wait_healthy(base_url)
        done = subprocess.run(
            ["bash", "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert '{"success": true}' in done.stdout or '{"success":true}' in done.stdout
        published = json.loads(next(line for line in done.stdout.splitlines() if "jv_" in line))
        assert published["journey"]["status"] == "live"
        assert "0 quarantined" in done.stdout


@pytest.fixture
def _closed() -> None:
    """The commands are those of the environment that the README makes."""
    if not (ROOT / ".venv/bin/waymark").exists():
        pytest.fail("run `make test`, which makes the environment that the README speaks of")
