"""The console's canvas with 300 steps: the main thread's time for one move of a dragged step."""

from __future__ import annotations

import re
import shutil
import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Locator, Page

from bench.place import sized
from bench.rows import Row, Skipped
from tests.support import chromium
from tests.support.drivers import playwright
from tests.support.product import Product, started

STEPS, BRANCHES = 300, 12
ROUNDS, MOVES = 5, 40
ZOOMS = {"at zoom 1": (1.0, 20.0), "at fit view": (None, 30.0)}
"""Where it is looked at, and the goal in ms (software rendering)."""


def measure() -> Iterator[Row | Skipped]:
    if not shutil.which(chromium.BINARY):
        yield Skipped("canvas", chromium.INSTALL)
        return
    with tempfile.TemporaryDirectory() as folder, started(Path(folder), []) as product:
        browser = playwright().chromium.launch(
            executable_path=shutil.which(chromium.BINARY),
            chromium_sandbox=False,
            args=chromium.FLAGS,
        )
        try:
            page = _opened(browser.new_page(base_url=product.base_url), product)
            for name, (zoom, goal) in ZOOMS.items():
                yield _row(name, goal, _rounds(page, zoom))
        finally:
            browser.close()


def large() -> dict[str, Any]:
    """A start, and behind it branches of waits beside each other, as wide as high."""
    nodes = [{"id": "s0", "type": "event_trigger", "config": {"event": "x"}, "position": _at(0, 0)}]
    edges = []
    for number in range(1, STEPS):
        row, column = divmod(number - 1, BRANCHES)
        above = number - BRANCHES if row else 0
        nodes.append(
            {
                "id": f"s{number}", "type": "wait", "config": {"time": "P1D"},
                "position": _at(column, row + 1),
            }
        )  # fmt: skip
        edges.append({"source": f"s{above}", "sourceHandle": "next", "target": f"s{number}"})
    return {"name": "Three hundred steps", "settings": {}, "nodes": nodes, "edges": edges}


def _at(column: int, row: int) -> dict[str, int]:
    return {"x": 280 * column, "y": 148 * row}


def _opened(page: Page, product: Product) -> Page:
    who = {"email": product.admin_email, "password": product.admin_password}
    answer = page.request.post("/api/v1/session", data=who)
    if not answer.ok:
        raise AssertionError(answer.text())
    journey = product.call("POST", "journeys", large())["id"]
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"/console/journeys/{journey}")
    page.locator(".react-flow__node").first.wait_for()
    return page


def _rounds(page: Page, zoom: float | None) -> list[float]:
    """The main thread's ms a move, of each round."""
    page.locator(".react-flow__controls-fitview").click()
    page.wait_for_timeout(500)
    step = _central(page)
    if zoom is not None:
        _zoom(page, step, zoom)
        step = _central(page)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    return [_dragged(page, session, step) for _ in range(sized(ROUNDS, 2))]


def _central(page: Page) -> Locator:
    """The step that lies nearest to the middle of the canvas."""
    name = page.evaluate(
        """() => {
          const area = document.querySelector('.react-flow').getBoundingClientRect();
          const far = (node) => {
            const { x, y, width, height } = node.getBoundingClientRect();
            return Math.hypot(x + width / 2 - area.x - area.width / 2,
                              y + height / 2 - area.y - area.height / 2);
          };
          const nodes = [...document.querySelectorAll('.react-flow__node')];
          return nodes.toSorted((one, other) => far(one) - far(other))[0].dataset.id;
        }"""
    )
    return page.locator(f'.react-flow__node[data-id="{name}"]')


def _middle(step: Locator) -> tuple[float, float]:
    box = step.bounding_box()
    if box is None:
        raise AssertionError("the step is not in sight")
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 3


def _zoom(page: Page, step: Locator, wanted: float) -> None:
    page.mouse.move(*_middle(step))
    for _ in range(60):
        found = re.search(
            r"scale\(([\d.]+)\)",
            page.locator(".react-flow__viewport").get_attribute("style") or "",
        )
        if found and float(found.group(1)) >= wanted:
            return
        page.mouse.wheel(0, -40)
        page.wait_for_timeout(30)
    raise AssertionError("the canvas does not zoom in")


def _dragged(page: Page, session: CDPSession, step: Locator) -> float:
    """Drag the step to and fro; what a move cost."""
    x, y = _middle(step)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    stood = step.get_attribute("style")
    before = _busy(session)
    for move in range(MOVES):
        page.mouse.move(x + 8 + (move % 20), y + 8 + (move % 10))
    after = _busy(session)
    if step.get_attribute("style") == stood:
        raise AssertionError("the step was not dragged")
    page.mouse.move(x, y)
    page.mouse.up()
    page.wait_for_timeout(300)
    return (after - before) * 1_000 / MOVES


def _busy(session: CDPSession) -> float:
    """Seconds of tasks on the main thread so far (CDP's TaskDuration)."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))


def _row(name: str, goal: float, rounds: list[float]) -> Row:
    return Row(
        "canvas", f"a move of a step on a canvas of {STEPS}, {name}, main thread",
        statistics.median(rounds), "ms", "<=", goal=goal, floor=goal * 3,
        spread=f"{min(rounds):.1f}-{max(rounds):.1f}", note="Chromium, software rendering",
    )  # fmt: skip
