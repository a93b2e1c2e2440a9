"""The whole product, started by its command, as tests of browsers and of people's APIs meet it."""

import contextlib
import datetime
import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jwt
import requests

from tests.support.process import free_port, running, wait_healthy


@dataclass(frozen=True, slots=True)
class Product:
    """A running Waymark and the keys of its first workspace."""

    base_url: str
    workspace: str
    write_key: str
    secret_key: str
    identity_secret: str
    admin_email: str = ""
    admin_password: str = ""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.base_url.rpartition(":")[2])

    def call(self, method: str, path: str, body: Any = None, **params: str) -> Any:
        """The JSON answer of the management API; AssertionError with the body of a refusal."""
        answer = requests.request(
            method,
            f"{self.base_url}/api/v1/{path}",
            json=body,
            params=params,
            headers={"Authorization": f"Bearer {self.secret_key}"},
            timeout=15,
        )
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if answer.content else None

    def publish(
        self,
        name: str,
        nodes: Sequence[dict[str, Any]],
        paths: Sequence[tuple[str, str, str]] = (),
        **settings: Any,
    ) -> str:
        """A live journey of these nodes; its id.

        They are joined one after the other by `next`, or by `paths` of (source, port, target).
        """
        placed = [{**node, "position": {"x": 0, "y": 140 * row}} for row, node in enumerate(nodes)]
        row = [(one["id"], "next", other["id"]) for one, other in itertools.pairwise(nodes)]
        edges = [
            {"source": source, "sourceHandle": port, "target": target}
            for source, port, target in paths or row
        ]
        draft = {"name": name, "settings": settings, "nodes": placed, "edges": edges}
        journey: str = self.call("POST", "journeys", draft)["id"]
        self.call("POST", f"journeys/{journey}/publish")
        return journey

    def identity_token(self, user_id: str) -> str:
        """What a customer's server signs for the user who is logged in."""
        expires = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)
        claims = {"sub": user_id, "aud": self.workspace, "exp": expires}
        return jwt.encode(claims, self.identity_secret, algorithm="HS256")

    def person(self, user_id: str) -> dict[str, Any] | None:
        """What the list of people shows of this user."""
        found: list[dict[str, Any]] = self.call("GET", "people", user_id=user_id)["items"]
        return found[0] if found else None

    def push_status(self, user_id: str) -> str | None:
        """The user's push status, None while she is not known."""
        found = self.person(user_id)
        return str(found["push_status"]) if found else None

    def events(self, user_id: str) -> list[str]:
        """The names of what happened to this user, oldest first."""
        found = self.person(user_id)
        if found is None:
            return []
        items = self.call("GET", f"people/{found['id']}/timeline")["items"]
        return [item["name"] for item in sorted(items, key=lambda item: item["received_at"])]

    def hush(self) -> None:
        """Pause the ready-made journeys: nothing happens to people but what a test publishes."""
        for journey in self.call("GET", "journeys", limit="100")["items"]:
            if journey["status"] == "live":
                self.call("POST", f"journeys/{journey['id']}/pause")


@contextlib.contextmanager
def started(
    folder: Path,
    push_origins: Sequence[str],
    *,
    lively: bool = False,
    env: Mapping[str, str] | None = None,
) -> Iterator[Product]:
    """`waymark up` in this folder for the time of the block, sending to these push services.

    `lively`: the demo shop's journeys go on; otherwise they are paused. `env`: more settings.
    """
    port = free_port()
    base_url = f"http://127.0.0.1:{port}"
    arguments = ("up", "--port", str(port), "--data", str(folder))
    told = {"WAYMARK_PUSH_HOSTS": ",".join(push_origins), **(env or {})}
    with running(*arguments, log=folder / "waymark.log", env=told) as process:
        wait_healthy(base_url)
        keys = json.loads((folder / "first-run.json").read_text())
        product = Product(
            base_url,
            keys["workspace"],
            keys["write_key"],
            keys["secret_key"],
            keys["identity_secret"],
            keys["admin_email"],
            keys["admin_password"],
        )
        if not lively:
            product.hush()
        yield product
        assert process.stop() == 0, process.said()[-2000:]
