"""A customer's site and the server it reports to, both recorded: for tests of the snippet alone.

The site stands at `http://NAME.localhost:PORT/shop/` under a strict policy, the server at
`http://127.0.0.1:PORT`: two origins, as in life. What the browser says is noted in `journal`.
"""

import asyncio
import base64
import hashlib
import json
import uuid
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPushException, webpush

from tests.support.deliveries import HOST
from tests.support.journal import Journal
from tests.support.loop_thread import LoopThread
from tests.support.own_place import OwnPlace
from tests.support.vapid import b64

ROOT = Path(__file__).parents[2]
FOLDERS = {
    "s": ROOT / "webapp/snippet/dist",
    "demo": ROOT / "webapp/demo",
    "shop": ROOT / "tests/browser/site",
}
TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
WRITE_KEY = "wk_test"
POLICY = (
    "default-src 'none'; img-src 'self'; script-src 'self' {host}; connect-src {host}; "
    "worker-src 'self'; require-trusted-types-for 'script'; trusted-types waymark"
)
# The hostile page has scripts and rules of its own.
HOSTILE = POLICY + " page; style-src 'self'"
# A worker obeys the policy of its own file; `importScripts` with a plain address is what it needs.
WORKER_POLICY = "default-src 'none'; script-src 'self' {host}; connect-src {host}"
POLICIES = {"sw.js": WORKER_POLICY, "hostile.html": HOSTILE}
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
    "Access-Control-Allow-Headers": "authorization, content-type",
    "Access-Control-Expose-Headers": "Retry-After",
    "Access-Control-Max-Age": "600",
}


DOWN = 0  # no status at all: the connection ends


class SiteServer:
    """Started by its constructor. `refuse[path]` makes the server answer that status there.

    `offer` is the popup that everybody is offered, until somebody answers; `slow` seconds pass
    before the server, as against the site, answers anything, and `late` seconds before it answers
    a report that it has taken; `tampered` names scripts that somebody has changed on their way.
    """

    def __init__(self) -> None:
        self.journal = Journal()
        self.refuse: dict[str, int] = {}
        self.offer: dict[str, Any] | None = None
        self.slow = self.late = 0.0
        self.withdrawn: set[str] = set()
        self.tampered: set[str] = set()
        self.own = OwnPlace(self.journal)
        self._devices: dict[str, str] = {}
        self._hands: dict[str, list[str]] = {}
        self.renew_key()
        self._loop = LoopThread()
        self._loop.run(self._start())

    def renew_key(self) -> None:
        """Take a new VAPID key, as a workspace may: the old subscriptions are void."""
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        self._vapid = Vapid02.from_pem(pem)
        point = key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        self.vapid_public_key = b64(point)

    async def _start(self) -> None:
        app = web.Application(middlewares=[self._with_cors])
        app.router.add_post("/v1/batch", self._batch)
        app.router.add_post("/v1/reports", self._report)
        app.router.add_get("/v1/projects/{key}/settings", self._settings)
        app.router.add_put("/v1/devices", self._device)
        app.router.add_delete("/v1/devices/{id}", self._withdraw)
        app.router.add_get("/v1/me/popups", self._offered)
        app.router.add_post("/v1/me/popups/{id}/{what}", self._told)
        self.own.routes(app.router)
        app.router.add_get("/{folder:s|demo|shop}/{path:.*}", self._file)
        app.router.add_get("/{path:.*}", self._page)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, 0).start()
        self.port: int = self._runner.addresses[0][1]
        self.host = f"http://{HOST}:{self.port}"

    def close(self) -> None:
        """Stop serving."""
        self._loop.run(self._runner.cleanup())
        self._loop.close()

    def send(self, subscription: dict[str, Any], payload: dict[str, Any] | str | None) -> int:
        """Push this, encrypted and signed; the push service's status."""
        data = payload if isinstance(payload, str | None) else json.dumps(payload)
        try:
            answer = webpush(
                subscription,
                data,
                vapid_private_key=self._vapid,
                vapid_claims={"sub": "mailto:ops@shop.example"},
                ttl=60,
                timeout=10,
            )
        except WebPushException as no:
            if no.response is None:
                raise
            return int(no.response.status_code)
        return int(answer.status_code)

    def marks(self, device: str) -> list[str]:
        """The marks of whom it belongs to now, of who comes next, and so on."""
        epoch = len(self._hands[device])
        return [f"{device}.{epoch + number}" for number in range(3)]

    def payload(self, title: str, send: str = "", **note: Any) -> dict[str, Any]:
        """A payload as the product's sender writes it; `send` is the send's id."""
        number = send or uuid.uuid4().hex
        note = {"title": title, "body": "Ready", **note}
        return {"v": 1, "id": number, "t": f"token-{number}", "h": self.host, "n": note, "d": []}

    @web.middleware
    async def _with_cors(self, request: web.Request, handler: Any) -> web.StreamResponse:
        if request.method == "OPTIONS":
            return web.Response(status=204, headers=CORS)
        if request.path.startswith("/v1/"):
            await asyncio.sleep(self.slow)
        status = self.refuse.get(request.path)
        if status is not None:
            self.journal.note("refused", path=request.path)
            if status == DOWN and request.transport is not None:
                request.transport.abort()
            return web.json_response({"code": "later"}, status=status, headers=CORS)
        answer: web.StreamResponse = await handler(request)
        if not answer.prepared:  # a stream has sent its own
            answer.headers.update(CORS)
        return answer

    async def _batch(self, request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        for item in body["batch"]:
            event = item.get("event", item["type"])
            self.journal.note("item", event=event, item=item, key=body["writeKey"])
        return web.json_response({"success": True})

    async def _report(self, request: web.Request) -> web.Response:
        body = json.loads(await request.text())
        self.journal.note("report", **body)
        return web.json_response({"success": True})

    async def _settings(self, request: web.Request) -> web.Response:
        brand = self.own.brand
        known = {
            "vapidPublicKey": self.vapid_public_key,
            "version": "test",
            "brand": brand,
            "fallback": "Something is new here.",
        }
        return web.json_response({"integrations": {"Waymark": known}})

    async def _device(self, request: web.Request) -> web.Response:
        body = await request.json()
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        endpoint = body.get("subscription", {}).get("endpoint")
        device = self._devices.get(endpoint) or token.removeprefix("visitor-") or uuid.uuid4().hex
        if endpoint:
            self._devices[endpoint] = device
        if body["cause"] != "sync":
            self.withdrawn.discard(device)
        status = "withdrawn" if device in self.withdrawn else body["status"]
        self.journal.note(
            "device",
            body=body,
            status=body["status"],
            cause=body["cause"],
            device=device,
            token=token,
            origin=request.headers.get("Origin"),
        )
        hands = self._hands.setdefault(device, [])
        if body["anonymousId"] not in hands[-1:]:
            hands.append(body["anonymousId"])
        known = {"visitorToken": f"visitor-{device}", "marks": self.marks(device)}
        await asyncio.sleep(self.late)
        return web.json_response({"deviceId": device, "status": status, **known})

    async def _withdraw(self, request: web.Request) -> web.Response:
        self.withdrawn.add(request.match_info["id"])
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        self.journal.note("withdrawn", device=request.match_info["id"], token=token)
        return web.Response(status=204)

    async def _offered(self, request: web.Request) -> web.Response:
        self.journal.note("asked", origin=request.headers.get("Origin"))
        return web.json_response({"items": [self.offer] if self.offer else []})

    async def _told(self, request: web.Request) -> web.Response:
        told = {"what": request.match_info["what"], "offer": request.match_info["id"]}
        self.journal.note("popup", **told, body=await request.json())
        if told["what"] == "answer":
            self.offer = None
        return web.Response(status=204)

    async def _file(self, request: web.Request) -> web.Response:
        folder = request.match_info["folder"]
        path = FOLDERS[folder] / (request.match_info["path"] or "index.html")
        if not path.is_file():
            raise web.HTTPNotFound
        if path.suffix == ".png":
            return web.Response(body=path.read_bytes(), content_type="image/png")
        text = path.read_text().replace("__WRITE_KEY__", WRITE_KEY).replace("__HOST__", self.host)
        if "__INTEGRITY__" in text:
            digest = hashlib.sha384((FOLDERS["s"] / "waymark.js").read_bytes()).digest()
            text = text.replace("__INTEGRITY__", f"sha384-{base64.b64encode(digest).decode()}")
        if path.name in self.tampered:
            text += "\nwindow.tampered = true;"
        headers = {
            "Cache-Control": "no-store",
            "Content-Type": f"{TYPES[path.suffix]}; charset=utf-8",
        }
        if folder == "shop":
            policy = POLICIES.get(path.name, POLICY)
            headers["Content-Security-Policy"] = policy.format(host=self.host)
        return web.Response(text=text, headers=headers)

    async def _page(self, request: web.Request) -> web.Response:
        """Any other address of the site: what a notification's link leads to."""
        text = f"<!doctype html><title>{request.path}</title>"
        return web.Response(text=text, content_type="text/html")
