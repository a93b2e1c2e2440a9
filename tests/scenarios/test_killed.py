"""`waymark up` on its one SQLite file, killed at any moment: what it answered is there, once."""

from __future__ import annotations

import itertools
import json
import random
import secrets
import sqlite3
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import requests

from tests.support import fake_push_service
from tests.support.fake_push_service import FakePushService, Subscription
from tests.support.journal import until
from tests.support.process import COMMAND, Waymark, free_port, wait_healthy
from tests.support.product import Product

KILLS, PEOPLE, CLIENTS, AT_ONCE = 3, 6, 3, 5
MOST = 90  # events of one person: every one enters a journey, and a day has a hundred entries


class Server:
    """The command, started again and again in its folder."""

    def __init__(self, folder: Path, origin: str) -> None:
        port = free_port()
        self.folder, self.url = folder, f"http://127.0.0.1:{port}"
        self._arguments = ("up", "--port", str(port), "--data", str(folder))
        self._env = {"WAYMARK_PUSH_HOSTS": origin}
        self.process = self._start()

    def killed(self) -> None:
        self.process.kill()
        self.process = self._start()

    def _start(self) -> Waymark:
        made = Waymark(*self._arguments, log=self.folder / "waymark.log", env=self._env)
        wait_healthy(self.url)
        return made


class Client(threading.Thread):
    """Tells a server's events, each batch until it is answered."""

    def __init__(self, product: Product, numbers: itertools.count[int]) -> None:
        super().__init__()
        self._product, self._numbers = product, numbers
        self.answered: list[str] = []
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.is_set():
            some = [next(self._numbers) for _ in range(AT_ONCE)]
            if some[-1] >= MOST * PEOPLE:
                return
            self._tell([_event(number) for number in some])

    def _tell(self, batch: list[dict[str, object]]) -> None:
        while True:
            try:
                answer = requests.post(
                    f"{self._product.base_url}/v1/batch",
                    json={"batch": batch},
                    auth=(self._product.secret_key, ""),
                    timeout=10,
                )
            except requests.RequestException:
                time.sleep(0.05)
                continue
            if answer.status_code == 200:
                self.answered += [str(each["messageId"]) for each in batch]
                return
            assert answer.status_code == 503, answer.text


def _event(number: int) -> dict[str, object]:
    return {
        "type": "track", "event": "Ordered", "userId": f"u{number % PEOPLE}",
        "messageId": f"order-{number}", "properties": {"n": number},
    }  # fmt: skip


def test_what_was_answered_outlives_every_kill_and_is_done_once(tmp_path: Path) -> None:
    with fake_push_service.running() as service:
        server = Server(tmp_path, service.origin)
        try:
            product = _product(server)
            devices = [_device(product, service, f"u{number}") for number in range(PEOPLE)]
            _journey(product)
            answered = _told_and_killed(server, product)
            until(lambda: _is_at_rest(product), 60, "rest")
            stored = _stored(tmp_path)
            shown = Counter(
                json.loads(device.open(body))["n"]["title"]
                for device in devices
                for body in service.bodies_for(device.endpoint)
            )
        finally:
            server.process.stop()
        doctor = subprocess.run(
            [*COMMAND, "doctor", "--data", str(tmp_path)], capture_output=True, text=True
        )

    assert answered
    assert answered <= set(stored)
    assert max(stored.values()) == 1
    assert set(shown.values()) == {1}
    assert doctor.returncode == 0, doctor.stdout


def _told_and_killed(server: Server, product: Product) -> set[str]:
    numbers = itertools.count()
    clients = [Client(product, numbers) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    try:
        for _ in range(KILLS):
            time.sleep(random.uniform(0.1, 0.6))
            server.killed()
        time.sleep(0.3)
    finally:
        for client in clients:
            client.over.set()
        for client in clients:
            client.join()
    return {each for client in clients for each in client.answered}


def _product(server: Server) -> Product:
    keys = json.loads((server.folder / "first-run.json").read_text())
    product = Product(
        server.url,
        keys["workspace"],
        keys["write_key"],
        keys["secret_key"],
        keys["identity_secret"],
    )
    product.hush()
    return product


def _device(product: Product, service: FakePushService, user: str) -> Subscription:
    made = service.subscribe(user)
    answer = requests.put(
        f"{product.base_url}/v1/devices",
        json={
            "anonymousId": secrets.token_hex(8), "userId": user, "kind": "web",
            "identityToken": product.identity_token(user), "status": "allowed", "cause": "prompt",
            "subscription": {
                "endpoint": made.endpoint, "keys": {"p256dh": made.p256dh, "auth": made.auth},
            },
            "device": {},
        },
        auth=(product.write_key, ""),
        timeout=15,
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    return made


def _journey(product: Product) -> None:
    """Every order is thanked for, never twice."""
    push = {
        "key": "thanks", "name": "Thanks", "title": "Order {{ event.properties.n }}",
        "message": "Thank you", "mode": "never_twice", "transactional": True,
    }  # fmt: skip
    product.call("POST", "push-resources", push)
    nodes = [
        {"id": "start", "type": "event_trigger", "config": {"event": "Ordered"}},
        {"id": "thank", "type": "send_push", "config": {"push": "thanks"}},
    ]
    product.publish("Thanks", nodes, reentry={"mode": "always"})


def _is_at_rest(product: Product) -> bool:
    """Every event is worked on, and nothing waits to be sent (what was on the wire is unknown)."""
    told = requests.get(f"{product.base_url}/metrics", timeout=10).text
    waits = ("waymark_shard_lag_events", "waymark_oldest_pending_send_seconds")
    return all(float(line.split()[-1]) == 0 for line in told.splitlines() if line.startswith(waits))


def _stored(folder: Path) -> Counter[str]:
    """How often each order counts in the log."""
    with sqlite3.connect(folder / "waymark.db") as read:
        return Counter(row[0] for row in read.execute(
            "SELECT message_id FROM event WHERE name = 'Ordered'"
        ))  # fmt: skip
