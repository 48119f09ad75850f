"""Data that stand in a page."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

# What could end the element or begin another one; in JSON these only stand in strings.
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def as_script(data: dict[str, Any] | None, *, kind: str = "application/ld+json", id: str = "data") -> Markup:  # noqa: A002
    """Return data as a block of JSON in a page; empty where there is nothing to say.

    The block is data, which the content security policy has no say in (HTML, prepare the script element, step 12).
    """
    if data is None:
        return Markup("")
    text = json.dumps(data, ensure_ascii=False).translate(_ESCAPES)
    return Markup(f'<script type="{kind}" id="{id}">{text}</script>')  # noqa: S704 - escaped right above
