"""A real browser for tests, wide and on a phone; screenshots of where they end are kept in the folder `screenshots`.

Needs the command `chromium` or the one that CHROMIUM names, and what `make` bundles from `service/frontend`.
"""

from __future__ import annotations

import os
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from werkzeug.serving import make_server

from parley.store.service.workers import QueryService
from parley.web import create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parents[1]
SCREENSHOTS = ROOT / "screenshots"
AXE = ROOT / "service" / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SIZES = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
]
LONG_MS = 120_000  # for the picture of a page of fifty thousand pixels


@contextmanager
def served(queries: QueryService) -> Iterator[str]:
    """Serve a store and yield the address."""
    server = make_server("127.0.0.1", 0, create_app(queries.settings, queries=queries), threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture(scope="module")
def address(seed_queries: QueryService) -> Iterator[str]:
    with served(seed_queries) as found:
        yield found


@pytest.fixture(scope="module")
def press_address(press_queries: QueryService) -> Iterator[str]:
    with served(press_queries) as found:
        yield found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # every test session has this module

    command = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if command is None:
        pytest.fail("there is no chromium; install it, or name it in CHROMIUM")
    SCREENSHOTS.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=command, args=FLAGS)
        yield running
        running.close()


@contextmanager
def opened(browser: Browser, address: str, size: str, name: str) -> Iterator[Page]:
    """Yield a page of that size, on which nothing may go wrong and nothing may be asked of other hosts."""
    scheme = "light" if size == "wide" else "dark"
    context = browser.new_context(viewport=SIZES[size], color_scheme=scheme, base_url=address, locale="en-GB")
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    page.on("request", lambda asked: wrong.append(asked.url) if not asked.url.startswith((address, "data:")) else None)
    yield page
    page.screenshot(path=SCREENSHOTS / f"{re.sub(r'[^a-z0-9]+', '-', name)}.png", full_page=True, timeout=LONG_MS)
    context.close()
    assert wrong == []


@pytest.fixture(params=list(SIZES))
def page(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Page]:
    """A page of the seeds at one of the sizes."""
    with opened(browser, address, request.param, request.node.name) as found:
        yield found


@pytest.fixture(params=list(SIZES))
def press(request: pytest.FixtureRequest, browser: Browser, press_address: str) -> Iterator[Page]:
    """A page of the invented articles at one of the sizes."""
    with opened(browser, press_address, request.param, request.node.name) as found:
        yield found


def is_accessible_and_fits(page: Page) -> None:
    """Assert that axe finds nothing and that nothing is wider than the window."""
    page.wait_for_load_state("networkidle")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    told = [f"{each['id']}: {node['html'][:200]} {node['failureSummary']}" for each in found for node in each["nodes"]]
    assert told == []
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def taken(page: Page, name: str, *, of: str = "selection") -> bytes:
    """Follow a link of the downloads and return the file."""
    with page.expect_download() as download:
        page.get_by_role("navigation", name=f"Downloads of this {of}").get_by_role("link", name=name).click()
    return Path(download.value.path()).read_bytes()
