"""The sender's side of a local push service: RFC 8030 and 8292 over HTTP.

It answers 201 accepted, 400 no TTL or a bad encoding, 401/403 VAPID, 404 unknown, 410
gone, 413 above 4,096 bytes; any other answer on demand (`fail_next`). The body passes untouched:
only the browser can decrypt it (RFC 8291). Everything is noted in `journal`.
"""

import time
import uuid
from dataclasses import dataclass, field
from typing import Protocol

from aiohttp import web

from tests.support.journal import Journal
from tests.support.loop_thread import LoopThread
from tests.support.vapid import Refused, check

HOST = "127.0.0.1"
MOST_BYTES = 4096


class Connection(Protocol):
    """A browser's open connection."""

    async def deliver(self, channel: "Channel", message: "Message") -> None: ...
    async def end(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Message:
    """One accepted push, waiting for the browser's acknowledgement."""

    version: str
    ttl: int
    accepted_at: float
    topic: str | None
    body: bytes

    def alive(self, now: float) -> bool:
        """Whether its TTL has not run out."""
        return now <= self.accepted_at + self.ttl


@dataclass(slots=True, eq=False)
class Agent:
    """One browser, connected or not."""

    connection: Connection | None = None
    channels: dict[str, "Channel"] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Channel:
    """One subscription; `gone` says why it has ended."""

    id: str
    token: str
    key: bytes | None
    agent: Agent
    gone: str | None = None
    queue: list[Message] = field(default_factory=list)
    # What only the GCM stand-in needs: application, sender and category of a registration.
    app: tuple[str, str, str] = ("", "", "")

    def acknowledge(self, versions: set[str]) -> None:
        """Forget what the browser has."""
        self.queue = [message for message in self.queue if message.version not in versions]

    def end(self, why: str) -> None:
        """No more pushes: the sender is answered 410 from here on."""
        self.gone = why
        self.agent.channels.pop(self.id, None)


class Deliveries:
    """The sender's side: what any push service does with `POST /…/{token}`."""

    paths: tuple[str, ...] = ("/wpush/v2/{token}",)

    def __init__(self) -> None:
        self.journal = Journal()
        self.origin = ""
        self._loop = LoopThread()
        self._runners: list[web.AppRunner] = []
        self._channels: dict[str, Channel] = {}
        self._faults: list[Refused] = []
        self._connections: set[Connection] = set()

    def fail_next(self, status: int, times: int = 1, **headers: str) -> None:
        """Answer the next POSTs so, e.g. `fail_next(429, **{"Retry-After": "3"})`."""
        self._faults += [Refused(status, "forced by the test", headers) for _ in range(times)]

    def drop(self, endpoint: str) -> None:
        """Forget a subscription, as a service does: 410 from here on."""
        self._channels[endpoint.rpartition("/")[2]].end("dropped")

    def disconnect(self) -> None:
        """End every browser's connection; they come back by themselves."""
        self._loop.run(self._disconnect())

    def close(self) -> None:
        """Stop both sides."""
        self._loop.run(self._stop())
        self._loop.close()

    async def _disconnect(self) -> None:
        for connection in list(self._connections):
            await connection.end()

    async def _stop(self) -> None:
        await self._disconnect()
        for runner in self._runners:
            await runner.cleanup()

    def _audiences(self) -> tuple[str, ...]:
        return (self.origin,)

    async def _serve(self, app: web.Application) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        self._runners.append(runner)
        site = web.TCPSite(runner, HOST, 0)
        await site.start()
        port: int = runner.addresses[0][1]
        return port

    def _delivery_app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        for path in self.paths:
            app.router.add_post(path, self._post)
        return app

    async def _post(self, request: web.Request) -> web.Response:
        try:
            channel, message = await self._accepted(request)
        except Refused as no:
            self.journal.note("refused", status=no.status, why=str(no))
            body = {"code": no.status, "errno": 999, "error": str(no), "message": str(no)}
            return web.json_response(body, status=no.status, headers=no.headers)
        connection = channel.agent.connection
        if message.ttl > 0 or connection is not None:
            channel.queue.append(message)
        self.journal.note(
            "accepted",
            version=message.version,
            ttl=message.ttl,
            topic=message.topic,
            urgency=request.headers.get("Urgency"),
            bytes=len(message.body),
        )
        if connection is not None:
            await connection.deliver(channel, message)
        location = f"{self.origin}/m/{message.version}"
        return web.Response(status=201, headers={"Location": location, "TTL": str(message.ttl)})

    async def _accepted(self, request: web.Request) -> tuple[Channel, Message]:
        if self._faults:
            raise self._faults.pop(0)
        channel = self._channels.get(request.match_info["token"])
        if channel is None:
            raise Refused(404, "no such subscription")
        if channel.gone is not None:
            raise Refused(410, f"gone: {channel.gone}")
        check(request.headers.get("Authorization", ""), channel.key, self._audiences())
        ttl = request.headers.get("TTL", "")
        if not ttl.isdigit():
            raise Refused(400, "missing TTL")
        body = await request.read()
        if len(body) > MOST_BYTES:
            raise Refused(413, "payload too large")
        if body and request.headers.get("Content-Encoding") != "aes128gcm":
            raise Refused(400, "Content-Encoding is not aes128gcm")
        topic = request.headers.get("Topic")
        if topic is not None:
            channel.queue = [message for message in channel.queue if message.topic != topic]
        return channel, Message(uuid.uuid4().hex, int(ttl), time.time(), topic, body)

    async def _flush(self, agent: Agent) -> None:
        """Deliver what waited while the browser was away."""
        for channel in list(agent.channels.values()):
            channel.queue = [message for message in channel.queue if message.alive(time.time())]
            for message in channel.queue:
                if agent.connection is not None:
                    await agent.connection.deliver(channel, message)
