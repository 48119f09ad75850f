"""Times the pages of a running service in a browser: `python tests/benchmarks/pages.py ADDRESS [PATH…] [--rounds N]`.

For each page a table row: how long the server took for its first and for a later answer, when something and when the
largest part was painted, and how much the layout shifted, as the browser's own observers tell (Paint Timing, Largest
Contentful Paint and Layout Instability of the W3C). Every visit has an empty cache; figures are medians over the
rounds, of the shift the largest. Without PATH the pages that analysts open are visited, those of the busiest country
among them. Rows beyond the aim (0.5 s, 1 s, 0.1) are marked. Needs chromium and playwright.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from playwright.sync_api import Browser, Page, sync_playwright

_PATIENCE = 20
FIRST_MS, LARGEST_MS, SHIFT = 500.0, 1000.0, 0.1
PAGES = (
    "/",
    "/?page={last}",
    "/events",
    "/events?page={last}",
    "/events?order=old&page={middle}",
    "/events?actor={busy}",
    "/events?actor={busy}&actor={other}",
    "/events?status=planned",
    "/events?type=meeting&status=occurred",
    "/events?from=2010-01-01&to=2020-12-31",
    "/events?from=2022-03-01&to=2022-03-31",
    "/events?since=2020-01-01",
    "/events?voices=3",
    "/events?overdue=2026-01-01",
    "/events?dated=no",
    "/events/timeline",
    "/events/timeline?actor={busy}",
    "/events/timeline?from=2022-03-01&to=2022-04-30",
    "/events/network",
    "/events/network?between=people",
    "/events/network?between=people&sides=multilateral",
    "/events/network?actor={busy}",
    "/events/map",
    "/events/map?actor={busy}",
    "/events/by/actor",
    "/events/by/publisher",
    "/?q=who met {name} in 2022",
    "/{busy}",
    "/{busy}?page=2",
    "/pair/{busy_name}/{other_name}",
    "{event}",
    "{article}",
)
_OBSERVE = """
window.seen = {largest: 0, shift: 0};
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.seen.largest = entry.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const entry of list.getEntries()) window.seen.shift += entry.value; })
  .observe({type: 'layout-shift', buffered: true});
"""
_READ = """() => {
  const visit = performance.getEntriesByType('navigation')[0];
  const paint = performance.getEntriesByName('first-contentful-paint')[0];
  return {server: visit.responseStart - visit.requestStart, first: paint ? paint.startTime : 0,
          largest: window.seen.largest, shift: window.seen.shift};
}"""


@dataclass(frozen=True)
class Visit:
    """What one visit took, in milliseconds, and how much the layout shifted."""

    server: float
    first: float
    largest: float
    shift: float


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("address")
    parser.add_argument("paths", nargs="*")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    command = shutil.which("chromium") or sys.exit("there is no chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=command, args=["--no-sandbox", "--disable-gpu"])
        paths = asked.paths or pages_of(browser, asked.address)
        print(
            "| page | server, first ms | server ms | first paint ms | largest paint ms | shift | |\n" + "|---" * 7 + "|"
        )
        for path in paths:
            visits = [visit(browser, asked.address.rstrip("/") + path) for _ in range(asked.rounds)]
            print(row(path, visits), flush=True)
        browser.close()


def row(path: str, visits: Sequence[Visit]) -> str:
    """Return a row of the table."""
    first, largest = (statistics.median(getattr(v, name) for v in visits) for name in ("first", "largest"))
    shift = max(v.shift for v in visits)
    beyond = "beyond the aim" if first > FIRST_MS or largest > LARGEST_MS or shift > SHIFT else ""
    server = statistics.median(v.server for v in visits)
    figures = f"{visits[0].server:.0f} | {server:.0f} | {first:.0f} | {largest:.0f} | {shift:.3f}"
    return f"| `{path}` | {figures} | {beyond} |"


def visit(browser: Browser, address: str) -> Visit:
    """Open a page with an empty cache; exits where it is none."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_OBSERVE)
    answer = page.goto(address, wait_until="load", timeout=120_000)
    if answer is None or not answer.ok:
        sys.exit(f"{address} answers {answer and answer.status}")
    for _ in range(_PATIENCE):
        page.wait_for_timeout(250)  # for the paint, and for what scripts change after the load
        found = Visit(**page.evaluate(_READ))
        if found.first and found.largest:
            break
    context.close()
    return found


def pages_of(browser: Browser, address: str) -> list[str]:
    """Return the paths of `PAGES` for what the service has."""
    page = browser.new_page(base_url=address)
    page.goto("/events", timeout=120_000)
    pages = -(-int(re.sub(r"\D", "", page.inner_text("h1"))) // 20)
    event, article = (first_link(page, f"/{kind}/") for kind in ("event", "article"))
    page.goto("/events/by/party")
    ways = [unquote(way.get_attribute("href") or "") for way in page.query_selector_all("ul.values a")[:2]]
    busy, other = (way.partition("party=")[2] for way in ways)
    name = page.inner_text("ul.values a")
    page.close()
    values = {
        "last": pages, "middle": max(1, pages // 2), "busy": busy, "other": other, "event": event, "article": article,
        "name": name, "busy_name": busy.rpartition("/")[2], "other_name": other.rpartition("/")[2],
    }  # fmt: skip
    return [path.format(**values) for path in PAGES]


def first_link(page: Page, start: str) -> str:
    """Return the first address on a page that begins so."""
    return page.get_attribute(f'a[href^="{start}"]', "href") or sys.exit(f"there is no link to {start}")


if __name__ == "__main__":
    main()
