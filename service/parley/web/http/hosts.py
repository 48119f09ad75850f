"""By which names a service may be asked that is for this machine only."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import BadRequest

from parley.config import Settings, is_loopback


def register(app: Flask, settings: Settings) -> None:
    """Let a service on loopback refuse names of elsewhere.

    A page whose name is made to resolve to this machine (DNS rebinding) could read what is here, texts included.
    """
    if settings.is_loopback:
        app.before_request(_refuse_others)


def _refuse_others() -> None:
    try:
        host = urlsplit(f"//{request.host}").hostname or ""
    except ValueError:
        host = ""
    if not is_loopback(host):
        raise BadRequest("This service is for its own machine: ask it as localhost or 127.0.0.1.")
