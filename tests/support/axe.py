"""What axe has to say of a part of the page: the rules of WCAG 2.2 AA, and its best practice."""

from pathlib import Path

from tests.support.chromium import ChromiumBrowser
from tests.support.firefox import FirefoxBrowser

FILE = Path(__file__).parents[2] / "webapp/snippet/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SCRIPT = """
const found = await window.axe.run({include: [[arguments[0]]]},
  {runOnly: arguments[1], resultTypes: ['violations', 'incomplete']});
const told = found.violations.flatMap(one => one.nodes.map(node =>
  `${one.id}: ${node.target.flat()} ${node.failureSummary}`));
return [found.passes.length, ...told];
"""


def complaints(browser: FirefoxBrowser | ChromiumBrowser, host: str) -> list[str]:
    """What is wrong within this element, in the browser as it is now."""
    browser.run(FILE.read_text("utf-8"))
    passed, *told = browser.run(SCRIPT, host, RULES)
    assert passed, "axe has looked at nothing"
    return [str(line) for line in told]
