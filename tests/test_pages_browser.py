"""The pages in headless Chromium: wide and narrow, light and dark, without a horizontal scroll bar.

Screenshots are kept in the folder `screenshots`. Needs the command `chromium` or the one that CHROMIUM names.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from werkzeug.serving import make_server

from parley.store.workers import QueryService
from parley.web import create_app

pytestmark = pytest.mark.browser

SCREENSHOTS = Path(__file__).parents[1] / "screenshots"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --hide-scrollbars"
).split()
WIDE, NARROW = (1280, 1400), (390, 1600)
LIGHT, DARK = "light", "dark"
PAPER = {LIGHT: (0xFB, 0xFA, 0xF6), DARK: (0x17, 0x16, 0x13)}
# What the page measures of itself; the pages have no script, so this is put in on the way to the browser.
MEASURE = (
    b"<script>addEventListener('load',()=>{const r=document.documentElement,s=getComputedStyle;"
    b"r.dataset.overflow=Math.max(0,r.scrollWidth-r.clientWidth);"
    b"r.dataset.symbols=[...document.querySelectorAll('svg.symbol')].every(e=>e.getBoundingClientRect().width>8);"
    b"r.dataset.small=[...document.querySelectorAll('p,a,li,td,dd,figcaption')]"
    b".filter(e=>e.checkVisibility()&&parseFloat(s(e).fontSize)<13).length;"
    b"})</script></body>"
)

PAGES = {
    "home": ("/", ("Events, newest first", "Searched: 5 articles", "occurred")),
    "answer": ("/?q=" + quote("When did Putin and Xi last speak?"), ("How this was read", "Vladimir Putin")),
    "empty": ("/?q=" + quote("Who met Joe Biden in 1999?"), ("Nothing was found", "Searched: 5 articles")),
    "not-understood": ("/?q=" + quote("How is the weather?"), ("This was not understood", "weather")),
    "event": ("", ("Who says so", "25 February 2022", "Why these claims are one event")),
    "actor": ("/actor/xi-jinping", ("Offices", "President of China", "Events, newest first")),
    "article": ("", ("What it says", "in the order of the text")),
    "questions": ("/questions", ("Competency questions", "Who met whom")),
    "question": ("/questions/01-who-met-whom", ("<table", "Parameters")),
    "not-found": ("/event/none", ("There is no such thing", "404")),
}
# Each page wide in light and narrow in dark, or the other way round; the first one in all four.
VIEWS = [(name, WIDE, (LIGHT, DARK)[i % 2]) for i, name in enumerate(PAGES)]
VIEWS += [(name, NARROW, (DARK, LIGHT)[i % 2]) for i, name in enumerate(PAGES)]
VIEWS += [("home", WIDE, DARK), ("home", NARROW, LIGHT)]


class Measured:
    """The service with a script in each page, and a policy that allows it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        caught: list[Any] = []
        closing = self.app(environ, lambda status, headers, info=None: caught.extend((status, headers)))
        try:
            body = b"".join(closing)
        finally:
            getattr(closing, "close", lambda: None)()
        status, headers = caught
        dropped = ("content-security-policy", "content-length", "etag")
        start_response(status, [(name, value) for name, value in headers if name.lower() not in dropped])
        return [body.replace(b"</body>", MEASURE)]


@pytest.fixture(scope="module")
def address(seed_queries: QueryService) -> Iterator[str]:
    app = create_app(seed_queries.settings, queries=seed_queries)
    server = make_server("127.0.0.1", 0, Measured(app.wsgi_app), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def paths(seed_queries: QueryService) -> dict[str, str]:
    """The addresses of the pages; the event is one that two articles tell."""
    found = seed_queries.query(
        "PREFIX : <https://w3id.org/parley/ontology#> "
        "SELECT ?event ?claim WHERE { ?event a :Call ; :claimCount 2 ; :start ?day ; :claim ?claim } "
        "ORDER BY ?day ?claim"
    ).solutions[0]
    base = seed_queries.settings.base_iri
    event = found["event"].value.removeprefix(base)
    article = found["claim"].value.removeprefix(base).partition("#")[0]
    return {name: path for name, (path, _) in PAGES.items()} | {"event": f"/{event}", "article": f"/{article}"}


@pytest.fixture(scope="module")
def chromium() -> str:
    command = shutil.which(os.environ.get("CHROMIUM", "chromium"))
    assert command, "there is no browser: install chromium, or name it in CHROMIUM"
    return command


@pytest.mark.parametrize(("name", "size", "scheme"), VIEWS)
def test_a_page_fits_its_window_and_says_what_it_should(
    address: str,
    paths: dict[str, str],
    chromium: str,
    tmp_path: Path,
    name: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    picture = SCREENSHOTS / f"{name}-{size[0]}-{scheme}.png"
    picture.unlink(missing_ok=True)
    dom = subprocess.run(
        [
            chromium, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", f"--window-size={size[0]},{size[1]}",
            f"--blink-settings=preferredColorScheme={0 if scheme == DARK else 1}", f"--screenshot={picture}",
            "--dump-dom", address + paths[name],
        ],
        capture_output=True, check=True, timeout=60,
    ).stdout.decode()  # fmt: skip

    for words in PAGES[name][1]:
        assert words in dom, words
    root = re.search(r"<html[^>]*>", dom)
    assert root
    measured = dict(re.findall(r'data-(\w+)="([^"]*)"', root[0]))
    assert measured == {"overflow": "0", "symbols": "true", "small": "0"}
    (width, height), corner = _looked_at(picture.read_bytes())
    assert (width, height) == size
    assert corner == PAPER[scheme]


def _looked_at(png: bytes) -> tuple[tuple[int, int], tuple[int, ...]]:
    """Return the size of a picture and the colour of its first pixel, which no filter of PNG changes."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    size, data, at = struct.unpack(">II", png[16:24]), b"", 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        if png[at + 4 : at + 8] == b"IDAT":
            data += png[at + 8 : at + 8 + length]
        at += length + 12
    return size, tuple(zlib.decompress(data)[1:4])
