"""Where the service is mounted: below the path of its base IRI, or below the prefix that a proxy names."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias
from urllib.parse import unquote, urlsplit

from flask import request

Application: TypeAlias = Callable[[Any, Any], Iterable[bytes]]


def here(path: str) -> str:
    """Return the path at which a client reaches a path of the service; an address elsewhere stays what it is."""
    return f"{request.script_root}{path}" if path.startswith("/") else path


def mounted(app: Application, base_iri: str) -> Application:
    """Return the WSGI application `app` as it is below the path of the base IRI (PEP 3333).

    So instance IRIs dereference with and without a proxy that takes this path off. Such a proxy may name it as a
    prefix; paths at the root, such as those of probes, are answered all the same.
    """
    root = unquote(urlsplit(base_iri).path).rstrip("/").encode().decode("latin-1")
    if not root:
        return app

    def within(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if f"{path}/".startswith(f"{root}/"):
            environ |= {"SCRIPT_NAME": root, "PATH_INFO": path.removeprefix(root) or "/"}
        elif not environ.get("SCRIPT_NAME"):
            environ["SCRIPT_NAME"] = root
        return app(environ, start_response)

    return within
