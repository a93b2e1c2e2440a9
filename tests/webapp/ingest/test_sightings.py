"""From where events come: noted once they are stored, and seldom."""

import pytest

from engine.clock import MINUTE, SECOND
from tests.webapp.ingest.twin import Api, track
from webapp.ingest import IngestSettings
from webapp.ingest.sightings import Sightings

PAGE = "https://shop.example"


def test_a_page_is_known_by_its_origin_and_a_server_by_its_key(api: Api) -> None:
    api.post("/v1/t", track(), Origin=PAGE)
    api.post("/v1/t", track(), "sk_shop", Origin=PAGE)

    assert api.twin.sighted == [("ws1", PAGE), ("ws1", "")]


def test_what_was_refused_is_not_noted(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(allowed_origins=(PAGE,))
    assert api.post("/v1/t", track(), Origin="https://evil.example").status_code == 403
    assert api.post("/v1/t", b"no json", Origin=PAGE).status_code == 400
    assert api.post("/v1/t", track(), "wk_none", Origin=PAGE).status_code == 401
    api.twin.overloaded = True
    assert api.post("/v1/t", track(), Origin=PAGE).status_code == 503

    assert api.twin.sighted == []


@pytest.mark.parametrize(
    "origin", ["null", "", "file://", "https://", f"https://{'a' * 300}", "https://a b", "<script>"]
)
def test_what_is_no_origin_is_left_out(origin: str) -> None:
    written: list[str] = []
    note = Sightings(lambda _, where: written.append(where), lambda: 0)
    note("ws1", origin)

    assert written == ([""] if origin == "" else [])


def test_one_site_is_noted_once_a_minute_and_inventing_others_writes_no_more() -> None:
    written: list[str] = []
    now = [0]
    note = Sightings(lambda _, where: written.append(where), lambda: now[0])
    for each in range(500):
        note("ws1", f"https://{each}.example")
    note("ws2", PAGE)
    assert written == ["https://0.example", PAGE]

    now[0] = SECOND
    note("ws1", PAGE)
    now[0] = MINUTE
    note("ws1", PAGE)
    assert written[2:] == [PAGE]
    now[0] = MINUTE + SECOND
    note("ws1", PAGE)
    assert written[2:] == [PAGE, PAGE]


def test_what_cannot_be_noted_harms_nobody() -> None:
    def full(_: str, __: str) -> None:
        raise OSError("no space left")

    Sightings(full, lambda: 0)("ws1", PAGE)
