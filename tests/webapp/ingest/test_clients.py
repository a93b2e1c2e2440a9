"""The requests of the official libraries, as they were recorded, and two of the libraries live."""

import base64
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import rudderstack.analytics.client as rudder
import segment.analytics.client as segment
from werkzeug.serving import make_server

from engine.audience.incoming import Kind
from tests.webapp.ingest.twin import NOW, Api, Twin, app_of, packed

MINUTE = 60_000_000
SENT = "2026-09-21T14:13:20.000Z"  # the twin's now
EARLIER = "2026-09-21T14:12:20.000Z"
KINDS: tuple[Kind, ...] = ("track", "identify", "page", "screen", "group", "alias")


def common(kind: Kind) -> dict[str, Any]:
    """The fields of each kind of call that all the libraries write alike."""
    return {
        "track": {"event": "Order Completed", "properties": {"total": 9.5, "items": [{"id": 1}]}},
        "identify": {"traits": {"plan": "pro"}},
        "page": {"name": "Home", "category": "Shop", "properties": {"url": "https://s.example/"}},
        "screen": {"name": "Main", "category": None, "properties": {}},
        "group": {"groupId": "g1", "traits": {"seats": 3}},
        "alias": {"previousId": "old"},
    }[kind]


def segment_python(kind: Kind) -> dict[str, Any]:
    return {
        "integrations": {}, "timestamp": "2026-09-21T14:12:20.000+00:00", "type": kind,
        "messageId": f"uuid-{kind}", "userId": "u1", "anonymousId": None,
        "context": {"library": {"name": "analytics-python", "version": "2.4.0"}},
    } | common(kind)  # fmt: skip


def test_segment_python(api: Api) -> None:
    body = {
        "batch": [segment_python(kind) for kind in KINDS],
        "sentAt": SENT,
        "writeKey": "sk_shop",
    }
    answer = api.post(
        "/v1/batch", body, "sk_shop", User_Agent="analytics-python/2.4.0",
        Content_Type="application/json", X_Retry_Count="2",
    )  # fmt: skip
    assert (answer.status_code, answer.get_json()) == (200, {"success": True})
    assert [(item.kind, item.user_id, item.anonymous_id, item.at) for item in api.items] == [
        (kind, "u1", None, NOW - MINUTE) for kind in KINDS
    ]
    assert api.items[-2].group_id == "g1"
    assert api.last.previous_id == "old"


def test_rudder_python(api: Api) -> None:
    """Gzip by default, traits in the context alone, no key in the body."""
    event = {
        "type": "identify", "messageId": "m", "userId": "u1", "anonymousId": None,
        "channel": "server", "integrations": {"All": True},
        "timestamp": "2026-09-21T14:12:20.617085+00:00",
        "context": {"traits": {"plan": "pro"},
                    "library": {"name": "rudder-analytics-python", "version": "2.1.9"}},
    }  # fmt: skip
    answer = api.post("/v1/batch", packed({"batch": [event], "sentAt": SENT}), "sk_shop",
                      Content_Encoding="gzip", Content_Type="application/json")  # fmt: skip
    assert answer.get_json() == {"success": True}
    assert api.body["traits"] == {"plan": "pro"}
    assert api.last.at == NOW - MINUTE + 617_085


def test_segment_node(api: Api) -> None:
    event = {
        "type": "page", "name": "Home", "properties": {"category": "Shop"}, "userId": "u1",
        "messageId": "node-next-1790000000000-x", "timestamp": EARLIER, "integrations": {},
        "context": {"library": {"name": "@segment/analytics-node", "version": "2.3.0"}},
        "_metadata": {"nodeVersion": "24.1.0", "jsRuntime": "node"},
    }  # fmt: skip
    answer = api.post(
        "/v1/batch", {"batch": [event], "writeKey": "sk_shop", "sentAt": SENT}, "sk_shop"
    )
    assert answer.get_json() == {"success": True}
    assert api.body["properties"] == {"category": "Shop", "name": "Home"}


def test_legacy_segment_node(api: Api) -> None:
    event = {
        "type": "track", "event": "E", "userId": "u", "messageId": "node-md5-uuid",
        "timestamp": EARLIER, "context": {}, "_metadata": {"nodeVersion": "24.1.0"},
    }  # fmt: skip
    body = {"batch": [event], "timestamp": SENT, "sentAt": SENT}
    assert api.post("/v1/batch", body, "sk_shop").get_json() == {"success": True}
    assert api.last.at == NOW - MINUTE


def test_rudder_node(api: Api) -> None:
    """Gzip under the content type of a form; each event has a sentAt of its own."""
    event = {
        "type": "track", "event": "E", "userId": "u", "messageId": "m", "channel": "server",
        "originalTimestamp": EARLIER, "sentAt": SENT, "integrations": {"All": True},
        "context": {"traits": {"a": 1}}, "properties": {}, "_metadata": {"nodeVersion": "24"},
    }  # fmt: skip
    answer = api.post("/v1/batch", packed({"batch": [event], "sentAt": SENT}), "sk_shop",
                      Content_Encoding="gzip",
                      Content_Type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.get_json() == {"success": True}
    assert api.last.at == NOW - MINUTE


def analytics_next(kind: Kind, **changes: Any) -> dict[str, Any]:
    return {
        "timestamp": EARLIER, "integrations": {}, "type": kind, "userId": None,
        "anonymousId": "anon-1", "messageId": f"ajs-next-1790000000000-{kind}",
        "context": {
            "page": {"path": "/", "referrer": "", "search": "", "title": "S", "url": "http://s/"},
            "userAgent": "Mozilla/5.0", "userAgentData": {"brands": [], "mobile": False},
            "locale": "en-US", "library": {"name": "analytics.js", "version": "npm:next-1.84.3"},
            "campaign": {}, "timezone": "Asia/Calcutta",
        },
        "writeKey": "wk_shop", "sentAt": SENT,
        "_metadata": {"bundled": ["Segment.io"], "unbundled": [], "bundledIds": []},
    } | common(kind) | changes  # fmt: skip


@pytest.mark.parametrize("kind", ["track", "identify", "page", "screen"])
def test_analytics_next_sends_one_by_one(api: Api, kind: Kind) -> None:
    answer = api.post(f"/v1/{kind[0]}", analytics_next(kind), Content_Type="text/plain",
                      Origin="https://shop.example")  # fmt: skip
    assert (answer.status_code, answer.get_json()) == (200, {"success": True})
    assert (api.last.kind, api.last.anonymous_id, api.last.at) == (kind, "anon-1", NOW - MINUTE)
    assert api.body["context"]["timezone"] == "Asia/Calcutta"


def test_analytics_next_sends_batches(api: Api) -> None:
    events = [analytics_next("page"), analytics_next("track")]
    for event in events:
        del event["sentAt"]
    body = {"writeKey": "wk_shop", "batch": events, "sentAt": SENT}
    answer = api.post("/v1/b", body, None, Content_Type="text/plain")
    assert answer.get_json() == {"success": True}
    assert [item.at for item in api.items] == [NOW - MINUTE] * 2


def test_analytics_next_aliases_itself_after_identify(api: Api) -> None:
    event = analytics_next("alias", userId="user-1", previousId="user-1")
    answer = api.post("/v1/a", event, Content_Type="text/plain")
    assert answer.status_code == 200
    assert (api.last.previous_id, api.last.user_id) == (None, None)


def rudder_js(kind: Kind) -> dict[str, Any]:
    return {
        "type": kind, "channel": "web", "userId": "", "anonymousId": "anon-1", "messageId": "m",
        "originalTimestamp": EARLIER, "sentAt": SENT, "integrations": {"All": True},
        "context": {
            "traits": {"plan": "pro"}, "sessionId": 1790000000, "sessionStart": True,
            "timezone": "GMT+0530", "page": {"initial_referrer": "$direct"},
            "library": {"name": "RudderLabs JavaScript SDK", "version": "3.20.0"},
            "userAgent": "Mozilla/5.0", "os": {"name": "", "version": ""},
        },
    } | common(kind)  # fmt: skip


def test_rudder_js(api: Api) -> None:
    answer = api.post(
        "/v1/identify", rudder_js("identify"), Content_Type="application/json;charset=UTF-8",
        AnonymousId=base64.b64encode(b"anon-1").decode(), SentAt=SENT,
    )  # fmt: skip
    assert answer.get_json() == {"success": True}
    assert (api.last.user_id, api.last.anonymous_id) == (None, "anon-1")
    assert api.body["traits"] == {"plan": "pro"}


def test_rudder_js_leaves_by_a_beacon(api: Api) -> None:
    body = {"batch": [rudder_js("track"), rudder_js("page")], "sentAt": SENT}
    answer = api.post("/beacon/v1/batch?writeKey=wk_shop", body, None,
                      Content_Type="text/plain;charset=UTF-8")  # fmt: skip
    assert answer.status_code == 200


def test_the_snippet_sends_its_token_with_the_batch(api: Api) -> None:
    """A simple request: the key in the body, text/plain, no header that asks for a preflight."""
    event = {"type": "track", "event": "session_started", "messageId": "m", "anonymousId": "a",
             "properties": {"push_status": "ask", "device": {"platform": "Linux"}}}  # fmt: skip
    body = {"writeKey": "wk_shop", "batch": [event], "sentAt": SENT, "context": {"dropped": 3}}
    answer = api.post("/v1/batch", body, None, Content_Type="text/plain")
    assert answer.get_json() == {"success": True}
    assert api.body["context"] == {"dropped": 3}


@pytest.fixture
def host(twin: Twin) -> Iterator[str]:
    """The API on a port of this machine, for libraries that open sockets themselves."""
    server = make_server("127.0.0.1", 0, app_of(twin), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("gzip", [False, True])
def test_the_official_segment_library_works(twin: Twin, host: str, gzip: bool) -> None:
    problems: list[Any] = []
    client = segment.Client(
        "sk_shop", host=host, gzip=gzip, sync_mode=True, on_error=lambda *e: problems.append(e)
    )
    client.identify("u1", {"plan": "pro"})
    client.track("u1", "Order Completed", {"total": 9.5})
    client.group("u1", "g1", {"seats": 3})
    client.alias("u1", "u2")
    assert problems == []
    assert [(item.kind, item.user_id) for _, item in twin.stored] == [
        ("identify", "u1"), ("track", "u1"), ("group", "u1"), ("alias", "u2"),
    ]  # fmt: skip
    assert json.loads(twin.stored[1][1].body)["properties"] == {"total": 9.5}


def test_the_official_rudderstack_library_works(twin: Twin, host: str) -> None:
    client = rudder.Client("sk_shop", host=host, sync_mode=True)
    client.identify("u1", {"plan": "pro"})
    client.track("u1", "Order Completed", {"total": 9.5})
    assert [(item.kind, item.user_id) for _, item in twin.stored] == [
        ("identify", "u1"), ("track", "u1"),
    ]  # fmt: skip
    assert json.loads(twin.stored[0][1].body)["traits"] == {"plan": "pro"}
