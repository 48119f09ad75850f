"""The headers that tell browsers what these pages and data may be used for."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, Response

from parley.config import Settings

_POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
_UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")  # of what a browser can do
_YEAR_S = 31_536_000


def security_headers(settings: Settings) -> Mapping[str, str]:
    """Return the headers that every answer has."""
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in _POLICY.items()),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{name}=()" for name in _UNUSED),
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }
    if settings.base_iri.startswith("https:"):
        headers["Strict-Transport-Security"] = f"max-age={_YEAR_S}"
    return headers


def register(app: Flask, settings: Settings) -> None:
    """Give every answer of `app` its security headers."""
    headers = security_headers(settings)

    @app.after_request
    def add(response: Response) -> Response:
        if response.headers.get("Access-Control-Allow-Origin") == "*":  # public data, wherever it is embedded
            response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        given = {name.lower() for name, _ in response.headers}
        response.headers.extend((name, value) for name, value in headers.items() if name.lower() not in given)
        return response
