"""What trusted proxies say of a request: believed where it is an address, a host, a scheme or a plain path.

A proxy may pass on what a client made up. A prefix such as `//elsewhere.example` would make links that leave the
service, and an address with the port of each connection would make one client many.
"""

from __future__ import annotations

import ipaddress
import logging
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

from parley.web.http.access import quoted
from parley.web.http.mounted import Application

log = logging.getLogger(__name__)

_ORIGINAL = "werkzeug.proxy_fix.orig"  # what the environment said before
_SCHEME = re.compile(r"https?", re.IGNORECASE)
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_PREFIX = re.compile(r"/|(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~-]+)+/?")
_ADDRESS = re.compile(r"\[([^]]*)\](?::[0-9]+)?|([0-9.]+):[0-9]+|([^\[\]]+)")  # with or without a port


def behind_proxies(app: Application, trusted: int) -> Application:
    """Return the WSGI application `app` as it is seen through this many proxies (PEP 3333).

    What they say that cannot be is ignored, with a warning.
    """
    return ProxyFix(_Checked(app), x_for=trusted, x_proto=trusted, x_host=trusted, x_prefix=trusted)


class _Checked:
    def __init__(self, app: Application) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        original: Mapping[str, Any] = environ[_ORIGINAL]
        for header, (name, plain, others) in _SAID.items():
            said = environ.get(name)
            if said is None or said == original[name]:
                continue
            environ[name] = plain(said)
            if environ[name] is None:
                log.warning("forwarded=ignored header=%s value=%s", header, quoted(said))
                environ.update({each: original[each] for each in (name, *others)})
        return self._app(environ, start_response)


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _address(text: str) -> str | None:
    """Return an address without the port that some proxies add to it."""
    found = _ADDRESS.fullmatch(text)
    try:
        return str(ipaddress.ip_address(found[1] or found[2] or found[3])) if found else None
    except ValueError:
        return None


# Each header with what it sets in the environment, what of its values is believed, and what is set along with it.
_SAID: Mapping[str, tuple[str, Callable[[str], str | None], tuple[str, ...]]] = {
    "X-Forwarded-For": ("REMOTE_ADDR", _address, ()),
    "X-Forwarded-Proto": ("wsgi.url_scheme", lambda text: text.lower() if _SCHEME.fullmatch(text) else None, ()),
    "X-Forwarded-Host": ("HTTP_HOST", _matching(_HOST), ("SERVER_NAME", "SERVER_PORT")),
    "X-Forwarded-Prefix": ("SCRIPT_NAME", _matching(_PREFIX), ()),
}
