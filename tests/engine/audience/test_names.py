"""Ids of people: the same for the same name, shown as opaque text, read back strictly."""

import pytest

from engine.audience import names


def test_the_same_name_is_the_same_person_in_its_workspace_and_kind_alone() -> None:
    ana = names.person_id("ws_1", "user", "ana")

    assert ana == names.person_id("ws_1", "user", "ana")
    others = {
        names.person_id("ws_2", "user", "ana"),
        names.person_id("ws_1", "anonymous", "ana"),
        names.person_id("ws_1", "user", "ben"),
    }
    assert len({ana, *others}) == 4
    assert 0 <= ana < 2**63


@pytest.mark.parametrize("id_", [0, 1, 2**63 - 1, names.person_id("ws", "user", "x")])
def test_what_is_shown_is_read_back(id_: int) -> None:
    assert names.parsed(names.shown(id_)) == id_


@pytest.mark.parametrize(
    "text",
    ["", "p", "p1", "x0000000000000001", "p000000000000000G", "p8000000000000000",
     "pffffffffffffffff",
     "p0000000000000001 ", "P0000000000000001", "p00000000000000010"],
)  # fmt: skip
def test_nothing_else_is_a_person(text: str) -> None:
    assert names.parsed(text) is None
