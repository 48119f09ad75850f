"""Requests as the manifests of the W3C write them down, in HTTP Vocabulary in RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from rdflib import Namespace, Node

from w3c import MF, Case

HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")
_STATUSES = {"Created": "201", "OK": "200", "NoContent": "204", "NotFound": "404", "BadRequest": "400"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request of a test and what is expected of the answer; a status such as 2xx stands for its class."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes | None
    statuses: frozenset[str]
    format: str | None
    boolean: bool | None
    location: str | None
    reply_headers: dict[str, str]
    reply_body: str | None


def requests_of(case: Case) -> Iterator[Request]:
    """Yield the requests of a test in their order."""
    for node in case.items(case.value(MF.action, HT.requests)):
        graph = case.manifest
        body, reply = graph.value(node, HT.body), graph.value(node, HT.resp)
        chars = str(graph.value(body, CNT.chars)) if body is not None else None
        encoding = str(graph.value(body, CNT.characterEncoding) or "UTF-8") if body is not None else "UTF-8"
        answer = graph.value(reply, HT.body)
        boolean = graph.value(reply, MF.expectedBoolean)
        yield Request(
            method=str(graph.value(node, HT.methodName)),
            path=str(graph.value(node, HT.absolutePath)),
            headers=_headers(case, node),
            body=chars.encode(encoding) if chars is not None else None,
            statuses=frozenset(_status(status) for status in graph.objects(reply, MF.expectedStatus)),
            format=_text(graph.value(reply, MF.expectedFormat)),
            boolean=bool(boolean.toPython()) if boolean is not None else None,  # type: ignore[attr-defined]
            location=_text(graph.value(reply, MF.expectedLocation)),
            reply_headers=_headers(case, reply),
            reply_body=_text(graph.value(answer, CNT.chars)) if answer is not None else None,
        )


def _headers(case: Case, node: Node | None) -> dict[str, str]:
    """Return headers but for the length of the body and the host, which HTTP sees to."""
    found = {
        str(case.manifest.value(each, HT.fieldName)).lower(): str(case.manifest.value(each, HT.fieldValue))
        for each in case.items(case.manifest.value(node, HT.headers))
    }
    return {name: value for name, value in found.items() if name not in ("content-length", "host")}


def _status(node: Node) -> str:
    name = str(node).rpartition("#")[2]
    return name.removeprefix("StatusCode") if name.startswith("StatusCode") else _STATUSES[name]


def _text(node: Node | None) -> str | None:
    return None if node is None else str(node)
