"""Who may do what only the operator may: the bearer token of PARLEY_ADMIN_TOKEN (RFC 6750)."""

from __future__ import annotations

import hmac
import logging

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

log = logging.getLogger(__name__)


def require_token(token: str) -> None:
    """Raise Unauthorized unless the current request has this token, which must not be empty."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized("A bearer token is needed.", www_authenticate=_challenge())
    if not token or not hmac.compare_digest(given.token.encode(), token.encode()):
        log.warning("admin=refused remote=%s", request.remote_addr)
        raise Unauthorized("The token is not the right one.", www_authenticate=_challenge(error="invalid_token"))


def _challenge(**facts: str) -> WWWAuthenticate:
    return WWWAuthenticate("bearer", {"realm": "Parley administration", **facts})
