"""What was on its way to somebody who has left the browser is shown in nobody's words (G3)."""

import itertools
from collections.abc import Iterator

import pytest

from tests.browser.conftest import Visit
from tests.support.journal import until
from tests.support.site_server import DOWN

_NUMBERS = itertools.count(1)
LOG_IN = "waymark.identify(arguments[0], {}, {token: 'signed'})"
SITE, WORDS = "Far & Slow", "Something is new here."
HERE = """
const open = indexedDB.open("waymark", 1);
await new Promise(resolve => { open.onsuccess = resolve; });
const read = open.result.transaction("kept").objectStore("kept").get("device");
await new Promise(resolve => { read.onsuccess = resolve; });
open.result.close();
return read.result.here === read.result.marked;
"""


@pytest.fixture
def hers(visit: Visit) -> Iterator[Visit]:
    """Ana is logged in, and push is on."""
    visit.allow()
    before = visit.server.journal.position()
    visit.browser.run(LOG_IN, "ana")
    visit.reported(after=before)
    until(lambda: visit.browser.run(HERE), what="the answer")
    yield visit
    visit.server.late = 0.0


def mark(visit: Visit) -> tuple[str, str]:
    """Her device, and the mark of whom the server takes for its owner."""
    device = visit.reported()["device"]
    return device, visit.server.marks(device)[0]


def push(visit: Visit, whose: tuple[str, str], title: str) -> dict[str, object]:
    device, its = whose
    note = {"url": "/hers", "actions": [{"action": "a", "title": "Secret"}]}
    payload = visit.server.payload(title, send=f"m{next(_NUMBERS)}/{device}", **note)
    assert visit.send({**payload, "o": its}) == 201
    return payload


def is_hidden(visit: Visit, whose: tuple[str, str]) -> None:
    """A push to them is displayed, without their words and their way."""
    title, before = f"Hello {next(_NUMBERS)} of {visit.name}", visit.desktop.journal.position()
    told = push(visit, whose, title)
    shown = visit.desktop.wait(SITE, seconds=30, after=before)
    assert WORDS in shown.body
    assert "Secret" not in shown.actions.values()
    visit.server.journal.wait("report", type="displayed", token=told["t"])
    visit.desktop.click(shown)
    until(lambda: f"{visit.origin}/hers" not in visit.browser.tabs())
    later = push(visit, whose, title)
    visit.server.journal.wait("report", type="displayed", token=later["t"])
    assert [one["type"] for one in visit.server.journal.entries("report", token=told["t"])] == [
        "displayed"
    ]
    assert visit.desktop.all(title) == []


def is_shown(visit: Visit, whose: tuple[str, str]) -> None:
    title = f"Hello {next(_NUMBERS)} of {visit.name}"
    push(visit, whose, title)
    visit.desktop.wait(title, seconds=30)


def test_who_is_logged_in_reads_her_own(hers: Visit) -> None:
    is_shown(hers, mark(hers))


def test_after_a_sign_out_nothing_of_hers_is_read(hers: Visit) -> None:
    ana = mark(hers)
    before = hers.server.journal.position()
    hers.browser.run("waymark.reset()")
    hers.reported(after=before)
    is_hidden(hers, ana)
    is_shown(hers, mark(hers))


def test_a_sign_out_without_a_network_counts_as_well(hers: Visit) -> None:
    ana = mark(hers)
    hers.server.refuse["/v1/devices"] = DOWN
    hers.browser.run("waymark.reset()")
    hers.server.journal.wait("refused", path="/v1/devices")
    is_hidden(hers, ana)


@pytest.mark.parametrize(
    ("leave", "to"),
    [
        ("location.assign('/shop/?out')", "/shop/?out"),
        # Where the next page has no snippet, the present one needs as long as any network takes.
        ("setTimeout(() => location.assign('/bye'), 100)", "/bye"),
    ],
)
def test_a_sign_out_counts_though_the_page_is_left(hers: Visit, leave: str, to: str) -> None:
    ana = mark(hers)
    hers.server.refuse["/v1/devices"] = DOWN
    hers.browser.run(f"waymark.reset(); {leave}")
    until(lambda: f"{hers.origin}{to}" in hers.browser.tabs())
    until(lambda: not hers.browser.run(HERE), what="the next page's word")
    is_hidden(hers, ana)


@pytest.mark.parametrize("answered", [False, True])
def test_who_logs_in_reads_his_own_from_the_first_and_none_of_hers(
    hers: Visit, answered: bool
) -> None:
    """His report is taken: a journey greets him, perhaps before the page has heard the answer."""
    ana = mark(hers)
    hers.server.late = 0.0 if answered else 20.0
    before = hers.server.journal.position()
    hers.browser.run(LOG_IN, "ben")
    device = hers.reported(after=before)["device"]
    if answered:
        until(lambda: hers.browser.run(HERE), what="the answer")
    assert hers.browser.run(HERE) is answered
    ben = (device, hers.server.marks(device)[0])
    is_shown(hers, ben)
    is_hidden(hers, ana)
    assert hers.browser.run(HERE) is answered
