"""Who asks: the client whose budget a request counts for, and whether it still waits for the answer."""

from __future__ import annotations

import ipaddress
from contextlib import ExitStack
from functools import lru_cache

from flask import Flask, g, request

from parley.store.service.runs import Caller
from parley.store.service.workers import QueryService

_IPV6_PREFIX = 64  # what a single subscriber gets: addresses inside cost nothing


def register(app: Flask, queries: QueryService) -> None:
    """Let everything that a request asks of the store count for its client."""

    def begin() -> None:
        g.asking = ExitStack()
        # Servers that notice say so under a name of their own (waitress: where `channel_request_lookahead` is set).
        gone = request.environ.get("waitress.client_disconnected")
        caller = Caller(client=client_of(request.remote_addr), **({"gone": gone} if callable(gone) else {}))
        g.asking.enter_context(queries.asked_by(caller))

    def end(error: BaseException | None) -> None:
        if "asking" in g:
            g.pop("asking").close()

    app.before_request(begin)
    app.teardown_request(end)


@lru_cache(4096)
def client_of(address: str | None) -> str:
    """Return the client of a remote address: an IPv4 address, an IPv6 network, or the text itself if it is neither."""
    try:
        found = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, _IPV6_PREFIX), strict=False))
