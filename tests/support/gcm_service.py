"""Google's push back end, stood in for: an unmodified Chromium gets real web push offline.

Three switches of Chromium point here (`flags`): check-in, registration, and the Mobile Connection
Server that carries the messages. The sender's side is the one every push service has. Chromium
builds the endpoint from a host that is compiled in, so `endpoint_script` lets pages name ours.
"""

import asyncio
import base64
import datetime
import hashlib
import ipaddress
import random
import ssl
import tempfile
import uuid
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support.deliveries import HOST, Agent, Channel, Deliveries, Message
from tests.support.gcm_wire import (
    DATA,
    IQ,
    LOGIN,
    LOGIN_OK,
    PING,
    PING_ACK,
    field,
    fixed64,
    frame,
    parse,
    read_frame,
)
from tests.support.vapid import b64, unb64

MCS_VERSION = 41
# Debian's build has no release channel and says jmt17; Google's own builds say fcm.
HOSTS = ("https://fcm.googleapis.com", "https://jmt17.google.com")


class _Stream:
    """A connected Chromium."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer

    async def deliver(self, channel: Channel, message: Message) -> None:
        application, sender, category = channel.app
        facts = [("subtype", application)]
        # A message without a body must not claim an encryption: Chromium would drop it.
        facts += [("content-encoding", "aes128gcm")] if message.body else []
        body = field(3, sender) + field(5, category)
        body += b"".join(field(7, field(1, name) + field(2, value)) for name, value in facts)
        body += field(9, message.version) + field(17, message.ttl)
        body += field(18, int(message.accepted_at * 1000))
        if message.body:
            body += field(21, message.body)
        self.writer.write(frame(DATA, body))
        await self.writer.drain()

    async def end(self) -> None:
        self.writer.close()


class GcmService(Deliveries):
    """The service that Chromium's `--gcm-…` switches point to."""

    paths = ("/fcm/send/{token:.+}", "/wp/{token:.+}", "/preprod/wp/{token:.+}")

    def __init__(self) -> None:
        super().__init__()
        self._agents: dict[int, tuple[int, Agent]] = {}
        self._pem, self._fingerprint = _certificate()
        self._loop.run(self._start())

    async def _start(self) -> None:
        app = self._delivery_app()
        app.router.add_post("/checkin", self._check_in)
        app.router.add_post("/register3", self._register)
        self.origin = f"http://{HOST}:{await self._serve(app)}"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with tempfile.NamedTemporaryFile() as file:
            file.write(self._pem)
            file.flush()
            context.load_cert_chain(file.name)
        self._server = await asyncio.start_server(self._connected, HOST, 0, ssl=context)
        self._port: int = self._server.sockets[0].getsockname()[1]

    async def _stop(self) -> None:
        self._server.close()
        await super()._stop()

    @property
    def flags(self) -> list[str]:
        """What Chromium must be started with."""
        return [
            f"--gcm-checkin-url={self.origin}/checkin",
            f"--gcm-registration-url={self.origin}/register3",
            f"--gcm-mcs-endpoint=https://{HOST}:{self._port}",
            f"--ignore-certificate-errors-spki-list={self._fingerprint}",
        ]

    @property
    def endpoint_script(self) -> str:
        """For every page, before its own scripts: subscriptions name this server as endpoint."""
        hosts = "|".join(host.replace(".", r"\.") for host in HOSTS)
        return f"""(() => {{
          const json = PushSubscription.prototype.toJSON;
          PushSubscription.prototype.toJSON = function () {{
            const said = json.call(this);
            return {{...said, endpoint: said.endpoint.replace(/^({hosts})/, "{self.origin}")}};
          }};
        }})()""".replace("https://", r"https:\/\/")

    async def _check_in(self, request: web.Request) -> web.Response:
        said = parse(await request.read())
        number = said.get(2, [0])[0] or random.getrandbits(62) | 1 << 61
        secret = said.get(13, [0])[0] or random.getrandbits(62)
        self._agents.setdefault(number, (secret, Agent()))
        self.journal.note("check-in", id=number)
        body = field(1, True) + field(3, 0) + fixed64(7, number) + fixed64(8, secret)
        body += field(9, False)
        return web.Response(body=body, content_type="application/x-protobuf")

    async def _register(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        known = self._agents.get(int(form.get("device", 0)))
        if known is None:
            return web.Response(text="Error=PHONE_REGISTRATION_ERROR")
        agent = known[1]
        application = form.get("X-subtype") or form["app"]
        same = [channel for channel in agent.channels.values() if channel.app[0] == application]
        if form.get("delete") or form.get("X-delete"):
            self.journal.note("browser-unregister", application=application)
            for channel in same:
                channel.end("deleted")
            return web.Response(text=f"token={form['app']}")
        for channel in same:
            if channel.app[1] == form["sender"]:
                return web.Response(text=f"token={channel.token}")
        channel = self._new_channel(agent, (application, form["sender"], form["app"]))
        self.journal.note("browser-register", application=application)
        return web.Response(text=f"token={channel.token}")

    def _new_channel(self, agent: Agent, app: tuple[str, str, str]) -> Channel:
        token = f"{b64(uuid.uuid4().bytes)[:11]}:APA91b{b64(uuid.uuid4().bytes * 2)}"
        # A VAPID key is 65 bytes, 87 characters; an old numeric sender id is shorter.
        key = unb64(app[1]) if len(app[1]) == 87 else None
        channel = Channel(uuid.uuid4().hex, token, key, agent, app=app)
        agent.channels[channel.id] = self._channels[token] = channel
        return channel

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        stream = _Stream(writer)
        self._connections.add(stream)
        agent: Agent | None = None
        try:
            await reader.readexactly(1)  # the client's version
            while True:
                tag, said = await read_frame(reader)
                if tag == LOGIN:
                    agent = await self._logged_in(said, stream)
                elif tag == PING:
                    writer.write(frame(PING_ACK, b""))
                elif tag == IQ and agent is not None:
                    _acknowledged(agent, said)
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError, ssl.SSLError):
            pass
        finally:
            self._connections.discard(stream)
            if agent is not None and agent.connection is stream:
                agent.connection = None
            writer.close()

    async def _logged_in(self, said: dict[int, list[Any]], stream: _Stream) -> Agent:
        secret, agent = self._agents[int(said[3][0])]
        assert secret == int(said[5][0]), "a browser with another's secret"
        stream.writer.write(bytes([MCS_VERSION]))
        now = int(asyncio.get_running_loop().time())
        stream.writer.write(frame(LOGIN_OK, field(1, said[1][0]) + field(8, now)))
        await stream.writer.drain()
        agent.connection = stream
        received = {version.decode() for version in said.get(10, [])}
        for channel in agent.channels.values():
            channel.acknowledge(received)
        self.journal.note("browser-hello")
        await self._flush(agent)
        return agent


def _acknowledged(agent: Agent, said: dict[int, list[Any]]) -> None:
    """An IQ stanza with extension 12 lists the ids that the browser has."""
    extension = parse(said[7][0]) if 7 in said else {}
    if extension.get(1) != [12] or 2 not in extension:
        return
    versions = {version.decode() for version in parse(extension[2][0]).get(1, [])}
    for channel in agent.channels.values():
        channel.acknowledge(versions)


def _certificate() -> tuple[bytes, str]:
    """A throw-away certificate with its key (PEM), and the hash by which Chromium trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "local push")])
    now = datetime.datetime.now(datetime.UTC)
    address = x509.IPAddress(ipaddress.ip_address(HOST))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    pem = private + certificate.public_bytes(serialization.Encoding.PEM)
    return pem, base64.b64encode(hashlib.sha256(public).digest()).decode()
