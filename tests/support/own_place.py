"""A person's own place on the recording server: her bell, devices and preferences, in memory."""

import asyncio
import contextlib
import copy
import datetime
import json
from typing import Any

from aiohttp import web

from tests.support.journal import Journal

LOOK = 0.02  # seconds between two looks of a stream
PREFERENCES: dict[str, Any] = {
    "push": True,
    "mutedUntil": None,
    "categories": [
        {"key": "news", "name": "New things on the shelf", "default": True, "on": True},
        {"key": "offers", "name": "Offers", "default": False, "on": False},
    ],
    "events": [
        {"key": "chat.message", "name": "New message", "default": True, "on": True},
        {"key": "price_drop", "name": "Price drop", "default": False, "on": False},
    ],
    "muted": [{"source": "person:ana", "name": None, "until": "always"}],
    "timetable": None,
    "timezone": "Europe/Berlin",
}
DEVICE: dict[str, Any] = {
    "id": "other", "name": "Chrome on Pixel 8", "kind": "web", "platform": "Android",
    "browser": "Chrome", "model": "Pixel 8", "status": "allowed", "subscribed": True,
    "registeredAt": "2026-03-02T09:30:00Z", "this": False,
}  # fmt: skip


def item(number: int, **facts: Any) -> dict[str, Any]:
    """An item, an hour older with each number."""
    at = datetime.datetime.now(datetime.UTC) - datetime.timedelta(hours=number, seconds=30)
    return {
        "id": f"m{number}", "title": f"Message {number}", "message": "Ready", "url": "/new",
        "icon": None, "at": at.isoformat().replace("+00:00", "Z"), "read": False,
        "tag": f"m{number}", "source": None, "sourceName": None, **facts,
    }  # fmt: skip


class OwnPlace:
    """Everybody's at once. `full` says that there is no room for a stream, `refused` that a token
    does not count; `brand` is the workspace's.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self.streams = 0  # that are open
        self.begin()

    def begin(self) -> None:
        """As it is at first."""
        self.items: list[dict[str, Any]] = []
        self.devices = [dict(DEVICE)]
        self.preferences = copy.deepcopy(PREFERENCES)
        self.brand: dict[str, Any] = {"name": "Far & Slow", "icon": None, "color": "#0f766e"}
        self.full = self.refused = False

    def routes(self, router: web.UrlDispatcher) -> None:
        """Add its paths."""
        router.add_get("/v1/me/inbox", self._inbox)
        router.add_post("/v1/me/inbox/read", self._read)
        router.add_get("/v1/me/stream", self._stream)
        router.add_get("/v1/me/devices", self._listed)
        router.add_delete("/v1/me/devices/{id}", self._remove)
        router.add_post("/v1/me/devices/{id}/test", self._test)
        router.add_get("/v1/me/preferences", self._preferences)
        router.add_put("/v1/me/preferences", self._change)

    @property
    def unread(self) -> int:
        """How many items nobody has read."""
        return sum(not one["read"] for one in self.items)

    def _refusal(self) -> web.Response | None:
        if not self.refused:
            return None
        return web.json_response({"code": "visitor_token_ended"}, status=401)

    async def _inbox(self, request: web.Request) -> web.Response:
        origin = request.headers.get("Origin")
        self._journal.note("inbox", origin=origin, **dict(request.query))
        begin = int(request.query.get("after", "0"))
        end = begin + int(request.query.get("limit", "20"))
        more = str(end) if end < len(self.items) else None
        answer = {"items": self.items[begin:end], "unread": self.unread, "next": more}
        return self._refusal() or web.json_response(answer)

    async def _read(self, request: web.Request) -> web.Response:
        told = await request.json()
        self._journal.note("read", ids=told.get("ids", "all"))
        for one in self.items:
            one["read"] = one["read"] or bool(told.get("all")) or one["id"] in told.get("ids", [])
        return web.Response(status=204)

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        self._journal.note("stream", full=self.full)
        if self.full:
            headers = {"Retry-After": "1"}
            return web.json_response({"code": "too_many_streams"}, status=503, headers=headers)
        if self.refused:
            return web.json_response({"code": "visitor_token_ended"}, status=401)
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Access-Control-Allow-Origin": "*"}
        )
        await response.prepare(request)
        self.streams += 1
        told = ""
        with contextlib.suppress(ConnectionError):
            while request.transport is not None and not request.transport.is_closing():
                read = [one["tag"] for one in self.items if one["read"]]
                found = json.dumps({"items": self.items, "read": read, "unread": self.unread})
                if found != told:
                    await response.write(f"event: inbox\ndata: {found}\n\n".encode())
                told = found
                await asyncio.sleep(LOOK)
        self.streams -= 1
        return response

    async def _listed(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer visitor-")
        here = {
            **DEVICE, "id": token, "name": "Firefox on Linux", "platform": "Linux",
            "status": "ask", "subscribed": False, "this": True,
        }  # fmt: skip
        return self._refusal() or web.json_response({"items": [here, *self.devices]})

    async def _remove(self, request: web.Request) -> web.Response:
        self._journal.note("removed", device=request.match_info["id"])
        self.devices = [one for one in self.devices if one["id"] != request.match_info["id"]]
        return web.Response(status=204)

    async def _test(self, request: web.Request) -> web.Response:
        self._journal.note("tested", device=request.match_info["id"])
        return web.Response(status=204)

    async def _preferences(self, _: web.Request) -> web.Response:
        return self._refusal() or web.json_response(self.preferences)

    async def _change(self, request: web.Request) -> web.Response:
        told = await request.json()
        self._journal.note("preferences", told=told)
        for name in ("categories", "events"):
            for one in self.preferences[name]:
                one["on"] = told.get(name, {}).get(one["key"], one["on"])
        for one in told.get("muted", []):
            kept = [each for each in self.preferences["muted"] if each["source"] != one["source"]]
            self.preferences["muted"] = [*kept, *([one] if one["until"] else [])]
        for name in ("push", "mutedUntil", "timetable"):
            self.preferences[name] = told.get(name, self.preferences[name])
        return web.json_response(self.preferences)
