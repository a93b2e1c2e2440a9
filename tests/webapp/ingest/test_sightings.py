"""From where events come: noted once they are stored, and seldom."""

import pytest

from engine.audience.keys import Key
from engine.audience.sightings import fits
from engine.clock import MINUTE, SECOND
from tests.webapp.ingest.twin import KEYS, Api, track
from webapp.ingest import IngestSettings
from webapp.ingest.sightings import Sightings

PAGE = "https://shop.example"
SHOP, OTHER = KEYS["wk_shop"], KEYS["wk_other"]


def test_a_page_is_known_by_its_origin_and_a_server_by_its_key(api: Api) -> None:
    api.post("/v1/t", track(), Origin=PAGE)
    api.post("/v1/t", track(), "sk_shop", Origin=PAGE)

    assert api.twin.sighted == [("key1", PAGE), ("key2", "")]


def test_what_was_refused_is_not_noted(api: Api) -> None:
    api.twin.settings["ws1"] = IngestSettings(allowed_origins=(PAGE,))
    assert api.post("/v1/t", track(), Origin="https://evil.example").status_code == 403
    assert api.post("/v1/t", b"no json", Origin=PAGE).status_code == 400
    assert api.post("/v1/t", track(), "wk_none", Origin=PAGE).status_code == 401
    api.twin.overloaded = True
    assert api.post("/v1/t", track(), Origin=PAGE).status_code == 503

    assert api.twin.sighted == []


@pytest.mark.parametrize(
    "origin", ["null", "file://", "https://", f"https://{'a' * 300}", "https://a b", "<script>"]
)
def test_what_is_no_origin_is_left_out(origin: str) -> None:
    assert not fits(origin)
    written: list[str] = []
    note = Sightings(lambda _, where: written.append(where), lambda: 0)
    note(SHOP, origin)
    note(SHOP, f"{origin}x")

    assert written == [origin], "the key is noted all the same, once"


def test_one_site_is_noted_once_a_minute_and_inventing_others_writes_no_more() -> None:
    written: list[str] = []
    now = [0]
    note = Sightings(lambda _, where: written.append(where), lambda: now[0])
    for each in range(500):
        note(SHOP, f"https://{each}.example")
    note(OTHER, PAGE)
    assert written == ["https://0.example", PAGE]

    now[0] = SECOND
    note(SHOP, PAGE)
    now[0] = MINUTE
    note(SHOP, PAGE)
    assert written[2:] == [PAGE]
    now[0] = MINUTE + SECOND
    note(SHOP, PAGE)
    assert written[2:] == [PAGE, PAGE]


def test_what_cannot_be_noted_harms_nobody() -> None:
    def full(_: Key, __: str) -> None:
        raise OSError("no space left")

    Sightings(full, lambda: 0)(SHOP, PAGE)
