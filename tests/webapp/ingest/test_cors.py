"""Which pages may send and read: what browsers ask, and what they are told (attack A21)."""

import pytest

from tests.webapp.ingest.twin import ENDLESS, Api, Twin, app_of, basic, track
from webapp.ingest import GENEROUS, IngestSettings, Rates
from webapp.ingest.buckets import Rate

PAGE = "https://shop.example"
PATHS = ["/v1/t", "/v1/track", "/v1/batch/", "/v1/b", "/beacon/v1/batch", "/sourceConfig/",
         "/v1/projects/wk_shop/settings"]  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def test_a_preflight_allows_what_the_libraries_send(api: Api, path: str) -> None:
    answer = api.client.options(
        path,
        headers={
            "Origin": PAGE,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "anonymousid,authorization,content-type,sentat",
        },
    )
    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    allowed = answer.headers["Access-Control-Allow-Headers"].split(", ")
    assert {"authorization", "content-type", "x-retry-count", "anonymousid", "sentat"} <= {*allowed}
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]
    assert int(answer.headers["Access-Control-Max-Age"]) > 0


def test_every_answer_can_be_read_with_its_retry_after(api: Api) -> None:
    api.twin.overloaded = True
    for path, key in (("/v1/t", "wk_shop"), ("/v1/t", "wk_none"), ("/v1/none", "wk_shop")):
        answer = api.post(path, track(), key, Origin=PAGE)
        assert answer.status_code in (401, 404, 503)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After"


def test_no_cookies_are_allowed_set_or_read(api: Api) -> None:
    api.client.set_cookie("session", "x")
    answer = api.post("/v1/t", track(), Origin=PAGE)
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("origin", [None, "null", PAGE, "https://evil.example", "\u00e9"])
def test_by_default_every_origin_may_send(api: Api, origin: str | None) -> None:
    headers = {"Origin": origin} if origin else {}
    answer = api.post("/v1/t", track(), Content_Type="text/plain", **headers)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_workspace_may_list_its_origins(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(allowed_origins=(PAGE,))
    answer = api.post("/v1/t", track(), Origin=PAGE)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == PAGE
    assert answer.headers["Vary"] == "Origin"
    for origin in ("https://evil.example", "null", PAGE + ".evil.example", PAGE.upper()):
        answer = api.post("/v1/t", track(), Origin=origin)
        assert (answer.status_code, answer.get_json()["code"]) == (403, "origin_not_allowed")
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert len(api.items) == 1


def test_an_origin_is_no_security_control(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(allowed_origins=(PAGE,))
    assert api.post("/v1/t", track()).status_code == 200
    assert api.post("/v1/t", track(), "sk_shop", Origin="https://other.example").status_code == 200


def test_the_list_of_one_workspace_is_not_anothers(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(allowed_origins=(PAGE,))
    answer = api.post("/v1/t", track(), "wk_other", Origin="https://other.example")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


# Token buckets (attack A26)

SECOND = 1_000_000


def tight(twin: Twin, **rates: Rate) -> Api:
    every = {"key": ENDLESS, "address": ENDLESS, "person": ENDLESS} | rates
    return Api(twin, app_of(twin, Rates(**every)).test_client())


def test_an_address_that_comes_too_often_waits(twin: Twin) -> None:
    api = tight(twin, address=Rate(per_second=0.5, burst=2))
    codes = [api.post("/v1/t", track()).status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    answer = api.post("/v1/t", track())
    assert answer.get_json()["code"] == "rate_limited"
    assert answer.headers["Retry-After"] == "1"
    twin.now += 2 * SECOND
    assert [api.post("/v1/t", track()).status_code for _ in range(2)] == [200, 429]


def test_guessing_keys_is_slowed_as_well(twin: Twin) -> None:
    api = tight(twin, address=Rate(per_second=1, burst=3))
    codes = [api.post("/v1/t", track(), f"wk_{n}").status_code for n in range(5)]
    assert codes == [401, 401, 401, 429, 429]


def test_a_person_that_sends_too_much_waits_and_others_do_not(twin: Twin) -> None:
    api = tight(twin, person=Rate(per_second=1, burst=10))
    assert api.batch(*[track()] * 25).status_code == 200
    answer = api.batch(track())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "16")
    assert api.batch(track(anonymousId="a2")).status_code == 200
    assert api.post("/v1/t", track(), "wk_other").status_code == 200
    twin.now += 16 * SECOND
    assert api.batch(track()).status_code == 200


def test_a_key_has_a_bucket_of_its_own(twin: Twin) -> None:
    api = tight(twin, key=Rate(per_second=1, burst=1))
    assert [api.post("/v1/t", track(), "wk_shop").status_code for _ in range(2)] == [200, 429]
    assert api.post("/v1/t", track(), "wk_other").status_code == 200


def test_a_server_is_not_slowed(twin: Twin) -> None:
    none = Rate(per_second=0.001, burst=1)
    api = tight(twin, key=none, address=none, person=none)
    assert {api.post("/v1/t", track(), "sk_shop").status_code for _ in range(20)} == {200}


def test_a_page_of_the_library_stays_far_below_the_limits(twin: Twin) -> None:
    api = Api(twin, app_of(twin, GENEROUS).test_client())
    answers = [api.client.post("/v1/t", json=track(), headers=basic("wk_shop")) for _ in range(300)]
    assert {answer.status_code for answer in answers} == {200}
