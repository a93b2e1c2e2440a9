"""Print the bill of materials (CycloneDX 1.6) of what runs: every locked package with its hashes.

`make sbom` writes it to sbom.json. It reads the lock file alone, so that the same lock gives the
same bill, and names nothing that a machine happens to have.
"""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

LOCK = Path(__file__).with_name("run.txt")
_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)(?:\s*;\s*([^\\]+?))?\s*\\?$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def components(lock: str) -> list[dict[str, Any]]:
    """A component for each package of a lock file, with the hashes that its files may have."""
    found: list[dict[str, Any]] = []
    for line in lock.splitlines():
        if package := _PACKAGE.match(line):
            name, version, marker = package.groups()
            purl = f"pkg:pypi/{name.lower().replace('_', '-')}@{version}"
            found.append(
                {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl}
            )
            if marker:
                found[-1]["properties"] = [{"name": "python:marker", "value": marker}]
        for digest in _HASH.findall(line):
            files = found[-1].setdefault("externalReferences", [{"type": "distribution"}])
            files[0]["url"] = f"https://pypi.org/project/{found[-1]['name']}/"
            files[0].setdefault("hashes", []).append({"alg": "SHA-256", "content": digest})
    return found


def bill(lock: str, version: str) -> dict[str, Any]:
    """The whole document; it bears no time and no serial number: the same lock, the same bill."""
    product = {"type": "application", "bom-ref": "waymark", "name": "waymark", "version": version}
    parts = components(lock)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**product, "licenses": [{"license": {"id": "Apache-2.0"}}]}},
        "components": parts,
        "dependencies": [{"ref": "waymark", "dependsOn": [part["bom-ref"] for part in parts]}],
    }


if __name__ == "__main__":
    project = tomllib.loads(LOCK.parents[1].joinpath("pyproject.toml").read_text("utf-8"))
    print(json.dumps(bill(LOCK.read_text("utf-8"), project["project"]["version"]), indent=1))
