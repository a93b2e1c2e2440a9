"""Whatever the workspace's colour: what bears it can be read, in light and dark."""

import re

import pytest

from webapp.visitor.brand import DARK, LIGHT, Ground, contrast, rgb, sheet

COLOURS = ["000000", "ffffff", "ffff00", "f5c400", "2563eb", "808080", "777777", "ff0000", "00ff00"]


def values(rules: str) -> list[dict[str, str]]:
    """The variables of light, then of dark."""
    return [dict(re.findall(r"--([\w-]+):(#\w+)", part)) for part in rules.split("@media")]


@pytest.mark.parametrize("colour", COLOURS)
def test_it_can_be_read(colour: str) -> None:
    rules = sheet(colour)
    assert rules is not None
    for found, ground in zip(values(rules), (LIGHT, DARK), strict=True):
        assert found["fill"] in (f"#{colour}", found["accent"])
        assert contrast(rgb(found["fill"]), ground.paper) >= 1.4
        assert contrast(rgb(found["on-fill"]), rgb(found["fill"])) >= 4.5
        assert_readable(found, ground)


def assert_readable(found: dict[str, str], ground: Ground) -> None:
    accent = rgb(found["accent"])
    for surface in (ground.paper, ground.card, rgb(found["wash"])):
        assert contrast(accent, surface) >= 4.5


def test_a_colour_that_can_be_read_stays_as_it_is() -> None:
    rules = sheet("0f766e")
    assert rules is not None
    assert values(rules)[0]["accent"] == "#0f766e"


def test_a_button_bears_the_colour_itself_wherever_it_is_seen() -> None:
    rules = {colour: values(sheet(colour) or "") for colour in ("f5c400", "0b1020")}
    assert [found["fill"] for found in rules["f5c400"]] == ["#f5c400"] * 2
    day, night = rules["0b1020"]
    assert (day["fill"], night["fill"]) == ("#0b1020", night["accent"])


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(rgb("#000000"), rgb("#ffffff")) == pytest.approx(21)
    assert contrast(rgb("#767676"), rgb("#ffffff")) == pytest.approx(4.54, abs=0.01)
