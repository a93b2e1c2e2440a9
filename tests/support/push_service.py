"""The push service as Firefox speaks to it: hello, register, notification, ack over a WebSocket."""

import asyncio
import json
import uuid
from typing import Any

from aiohttp import WSMsgType, web

from tests.support.deliveries import HOST, Agent, Channel, Deliveries, Message
from tests.support.vapid import b64, unb64


class _Socket:
    """A connected Firefox."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self.socket = socket

    async def deliver(self, channel: Channel, message: Message) -> None:
        told: dict[str, Any] = {
            "messageType": "notification",
            "channelID": channel.id,
            "version": message.version,
            "ttl": message.ttl,
        }
        if message.body:
            told |= {"data": b64(message.body), "headers": {"encoding": "aes128gcm"}}
        await self.socket.send_json(told)

    async def end(self) -> None:
        await self.socket.close(code=1001)


class PushService(Deliveries):
    """The service that `dom.push.serverURL` of Firefox points to."""

    def __init__(self) -> None:
        super().__init__()
        self._agents: dict[str, Agent] = {}
        self.socket_url = ""
        self._loop.run(self._start())

    def reset_agents(self) -> None:
        """Forget every browser: at its next hello Firefox drops and renews its subscriptions."""
        for channel in list(self._channels.values()):
            channel.end("browser forgotten")
        self._agents.clear()
        self.disconnect()

    async def _start(self) -> None:
        sockets = web.Application()
        sockets.router.add_get("/", self._connected)
        self.socket_url = f"ws://{HOST}:{await self._serve(sockets)}/"
        self.origin = f"http://{HOST}:{await self._serve(self._delivery_app())}"

    async def _connected(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("push-notification",))
        await socket.prepare(request)
        connection = _Socket(socket)
        self._connections.add(connection)
        agent: Agent | None = None
        try:
            async for frame in socket:
                if frame.type == WSMsgType.TEXT:
                    agent = await self._said(json.loads(frame.data), connection, agent)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._connections.discard(connection)
            if agent is not None and agent.connection is connection:
                agent.connection = None
        return socket

    async def _said(
        self, told: dict[str, Any], connection: _Socket, agent: Agent | None
    ) -> Agent | None:
        """Answer one frame; the browser that speaks on this connection from here on."""
        kind = told.get("messageType", "ping")
        self.journal.note(f"browser-{kind}", **{k: v for k, v in told.items() if k != "kind"})
        if kind == "ping":
            await connection.socket.send_str("{}")
        elif kind == "hello":
            return await self._hello(told, connection)
        elif agent is None:
            await connection.end()
        elif kind == "register":
            await self._register(told, connection, agent)
        elif kind == "unregister":
            if channel := agent.channels.get(told["channelID"]):
                channel.end(f"unregistered ({told.get('code', 200)})")
            await connection.socket.send_json({**told, "status": 200})
        elif kind == "ack":
            for update in told.get("updates", []):
                if channel := agent.channels.get(update["channelID"]):
                    channel.acknowledge({update["version"]})
        return agent

    async def _hello(self, told: dict[str, Any], connection: _Socket) -> Agent:
        known = told.get("uaid") in self._agents
        uaid = told["uaid"] if known else uuid.uuid4().hex
        agent = self._agents.setdefault(uaid, Agent())
        agent.connection = connection
        answer = {"messageType": "hello", "uaid": uaid, "status": 200, "use_webpush": True}
        await connection.socket.send_json({**answer, "broadcasts": {}})
        await self._flush(agent)
        return agent

    async def _register(self, told: dict[str, Any], connection: _Socket, agent: Agent) -> None:
        token = b64(uuid.uuid4().bytes + uuid.uuid4().bytes)
        key = unb64(told["key"]) if told.get("key") else None
        channel = Channel(told["channelID"], token, key, agent)
        agent.channels[channel.id] = self._channels[token] = channel
        endpoint = f"{self.origin}/wpush/v2/{token}"
        answer = {"messageType": "register", "channelID": channel.id, "status": 200}
        await connection.socket.send_json({**answer, "pushEndpoint": endpoint})
