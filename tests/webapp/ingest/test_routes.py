"""Paths, keys and forms of a request: whatever a client may send its events by."""

import gzip
import json

import pytest

from tests.webapp.ingest.twin import Api, basic, packed, track

SINGLE = {
    "track": "track", "identify": "identify", "page": "page", "screen": "screen", "alias": "alias",
    "group": "group", "t": "track", "i": "identify", "p": "page", "s": "screen", "a": "alias",
    "g": "group",
}  # fmt: skip
CALL = {
    "event": "Viewed", "userId": "u1", "anonymousId": "a1", "groupId": "g1", "previousId": "p1",
}  # fmt: skip


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(("path", "kind"), SINGLE.items())
def test_each_call_has_its_path(api: Api, path: str, kind: str, slash: str) -> None:
    answer = api.post(f"/v1/{path}{slash}", CALL, "sk_shop")
    assert (answer.status_code, answer.get_json()) == (200, {"success": True})
    assert (api.last.kind, api.last.name) == (kind, "Viewed" if kind == "track" else kind)


@pytest.mark.parametrize("path", ["/v1/batch", "/v1/b", "/beacon/v1/batch", "/v1/import"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_each_batch_has_its_path(api: Api, path: str, slash: str) -> None:
    answer = api.post(path + slash, {"batch": [track(), track(type="page")]}, "sk_shop")
    assert (answer.status_code, answer.get_json()) == (200, {"success": True})
    assert [(item.index, item.kind) for item in api.items] == [(0, "track"), (1, "page")]
    assert {item.imported for item in api.items} == {path == "/v1/import"}


def test_the_path_of_a_single_call_names_its_type(api: Api) -> None:
    assert api.post("/v1/page", track(type="track")).status_code == 200
    assert api.last.kind == "page"


def test_the_key_may_stand_in_four_places(api: Api) -> None:
    event = track()
    for place in (
        lambda: api.post("/v1/track", event, "wk_shop"),
        lambda: api.post("/v1/track", event | {"writeKey": "wk_shop"}, None),
        lambda: api.post("/v1/batch", {"batch": [event], "writeKey": "wk_shop"}, None),
        lambda: api.post("/v1/b", {"batch": [event | {"writeKey": "wk_shop"}]}, None),
        lambda: api.post("/beacon/v1/batch?writeKey=wk_shop", {"batch": [event]}, None),
    ):
        assert place().status_code == 200
        assert api.twin.stored[-1][0] == "ws1"


@pytest.mark.parametrize("key", [None, "", "wk_none", "x" * 10_000, "wk_shop\u00e9"])
@pytest.mark.parametrize("path", ["/v1/track", "/v1/batch"])
def test_an_unknown_key_is_401_with_a_code(api: Api, path: str, key: str | None) -> None:
    answer = api.post(path, {"batch": [track()], **track()}, key)
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "unknown_key"
    assert api.items == []


@pytest.mark.parametrize("header", ["Basic", "Basic !!!", "Basic /w==", "Bearer wk_shop", "x"])
def test_a_broken_authorization_names_no_key(api: Api, header: str) -> None:
    answer = api.post("/v1/track", track(), None, Authorization=header)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/json;charset=UTF-8", "application/x-www-form-urlencoded",
     "multipart/form-data; boundary=x", "image/png", ""],
)  # fmt: skip
def test_any_content_type_is_read_as_json(api: Api, content_type: str) -> None:
    assert api.post("/v1/track", track(), Content_Type=content_type).status_code == 200
    assert api.post(
        "/v1/b", packed({"batch": [track()]}), Content_Type=content_type, Content_Encoding="gzip"
    ).status_code == 200  # fmt: skip
    assert len(api.items) == 2


@pytest.mark.parametrize("path", ["/v1/track", "/v1/nothing", "/v1//track", "/v1/", "/beacon/v1/x"])
def test_a_wrong_path_or_method_is_an_error_with_a_code(api: Api, path: str) -> None:
    for method in ("GET", "PUT"):
        answer = api.client.open(path, method=method)
        assert answer.status_code in (404, 405)
        assert set(answer.get_json()) == {"code", "message"}


def test_no_path_redirects(api: Api) -> None:
    for path in ("/v1/track", "/v1//track", "/v1/batch//", "/v1/projects/wk_shop/settings/",
                 "/sourceConfig", "/sourceConfig/", "/v1/./track", "/V1/track"):  # fmt: skip
        for method in ("GET", "POST", "OPTIONS"):
            answer = api.client.open(path, method=method, headers=basic("wk_shop"))
            assert not 300 <= answer.status_code < 400, path


def test_an_empty_batch_is_a_success(api: Api) -> None:
    assert api.batch().get_json() == {"success": True}


def test_a_batch_says_which_items_it_rejected(api: Api) -> None:
    answer = api.batch(
        track(), {"type": "track", "anonymousId": "a", "messageId": "m2"}, 7, track()
    )
    assert answer.status_code == 200
    body = answer.get_json()
    assert body["success"] is True
    assert [(one["index"], one["messageId"], one["code"]) for one in body["rejected"]] == [
        (1, "m2", "no_event"),
        (2, None, "invalid_field"),
    ]
    assert all(one["message"] for one in body["rejected"])
    assert [item.index for item in api.items] == [0, 3]


def test_a_batch_without_a_good_item_is_400(api: Api) -> None:
    answer = api.batch({"type": "track"}, {"type": "nonsense", "anonymousId": "a"})
    assert answer.status_code == 400
    assert answer.get_json()["code"] == "all_rejected"
    assert answer.get_json()["message"]
    assert api.batch({"type": "nonsense"}).get_json()["code"] == "unknown_type"


@pytest.mark.parametrize("body", [{}, {"batch": None}, {"batch": {}}, {"batch": "x"}])
def test_a_batch_needs_an_array(api: Api, body: object) -> None:
    answer = api.post("/v1/batch", body)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_batch")


def test_an_overloaded_engine_is_503_with_whole_seconds(api: Api) -> None:
    api.twin.overloaded = True
    answer = api.post("/v1/track", track())
    assert (answer.status_code, answer.get_json()["code"]) == (503, "overloaded")
    assert answer.headers["Retry-After"] == "7"


def test_a_broken_engine_is_500_without_its_reason(api: Api) -> None:
    api.twin.seen = None  # type: ignore[assignment]
    answer = api.post("/v1/track", track(messageId="m1"))
    assert answer.status_code == 500
    assert set(answer.get_json()) == {"code", "message"}
    assert "NoneType" not in answer.text


def test_segments_library_is_told_to_come_here(api: Api) -> None:
    answer = api.client.get("/v1/projects/wk_shop/settings")
    assert answer.status_code == 200
    assert answer.get_json()["integrations"] == {
        "Segment.io": {"apiKey": "wk_shop", "apiHost": "push.example/v1", "protocol": "https"},
        "Waymark": {
            "vapidPublicKey": "BPublic",
            "host": "https://push.example",
            "brand": {"name": "Shop", "icon": None, "color": "#0f766e"},
            "fallback": "Something new.",
        },
    }


@pytest.mark.parametrize("slash", ["", "/"])
def test_rudderstacks_library_is_told_its_source(api: Api, slash: str) -> None:
    for answer in (
        api.client.get(f"/sourceConfig{slash}?p=npm&v=3&writeKey=wk_shop"),
        api.client.get(f"/sourceConfig{slash}", headers=basic("wk_shop")),
    ):
        source = answer.get_json()["source"]
        assert (source["writeKey"], source["workspaceId"], source["enabled"]) == (
            "wk_shop", "ws1", True,
        )  # fmt: skip
        assert source["destinations"] == []
        assert answer.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("key", ["wk_none", "sk_shop"])
def test_only_a_write_key_is_told_anything(api: Api, key: str) -> None:
    assert api.client.get(f"/v1/projects/{key}/settings").status_code == 401
    assert api.client.get(f"/sourceConfig/?writeKey={key}").status_code == 401


def test_gzip_is_read_up_to_the_limit(api: Api) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    assert len(bomb) < 100_000
    answer = api.post("/v1/batch", bomb, Content_Encoding="gzip")
    assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [b"", b"x", b"\x1f\x8b", packed(track())[:-1], packed(track()) + b"x", packed(track()) * 2,
     json.dumps(track()).encode()],
)  # fmt: skip
def test_broken_gzip_is_400(api: Api, body: bytes) -> None:
    answer = api.post("/v1/track", body, Content_Encoding="gzip")
    assert (answer.status_code, answer.get_json()["code"]) == (400, "invalid_gzip")


def test_another_encoding_is_400(api: Api) -> None:
    answer = api.post("/v1/track", track(), Content_Encoding="br")
    assert answer.get_json()["code"] == "unsupported_encoding"
    assert api.post("/v1/track", track(), Content_Encoding="identity").status_code == 200


def test_a_body_of_more_than_a_megabyte_is_413(api: Api) -> None:
    event = track(properties={"x": "y" * 10_000})
    assert api.batch(*[event] * 98).status_code == 200
    for answer in (api.batch(*[event] * 100), api.post("/v1/track", b" " * 1_000_001)):
        assert (answer.status_code, answer.get_json()["code"]) == (413, "too_large")


def test_a_lying_content_length_harms_nobody(api: Api) -> None:
    huge = {"CONTENT_LENGTH": "99999999999"}
    assert api.client.post(
        "/v1/track", data=b"{}", headers=basic("wk_shop"), environ_overrides=huge
    ).status_code == 413  # fmt: skip
    for length in ("-5", "x", ""):
        answer = api.client.post(
            "/v1/track",
            data=b"{}",
            headers=basic("wk_shop"),
            environ_overrides={"CONTENT_LENGTH": length},
        )
        assert answer.status_code == 400


def test_more_than_2500_events_are_413(api: Api) -> None:
    event = track()
    assert api.batch(*[event] * 2500).status_code == 200
    for batch in ([event] * 2501, [7] * 2501):
        answer = api.batch(*batch)
        assert (answer.status_code, answer.get_json()["code"]) == (413, "too_many_events")
