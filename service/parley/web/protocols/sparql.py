"""The SPARQL 1.1 Protocol for queries, read-only, at `/sparql`."""

from __future__ import annotations

import itertools

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.model import Coverage
from parley.store.processes.formats import Format, formats_of
from parley.store.service.vocabulary import Vocabulary
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.web.http.mounted import here
from parley.web.http.negotiate import HTML, choose, negotiate
from parley.web.http.origins import share
from parley.web.http.versions import Version, mark, unchanged, version_of
from parley.web.protocols.evidence import EvidenceService
from parley.web.protocols.protocol import FORM, QUERY, QueryRequest, read_query_request
from parley.web.protocols.repeated import keep
from parley.web.published.description import SelfDescription, policy_in_words
from parley.web.published.dumps import publications

_WARNINGS = 5  # of parameters and of names that the ontology does not have; `/sparql/explain` lists all of these
METHODS = ("GET", "HEAD", "POST", "QUERY", "OPTIONS")


def blueprint(settings: Settings, queries: QueryService) -> Blueprint:
    """Return the routes of the endpoint."""
    routes = Blueprint("sparql", __name__)
    vocabulary, evidence = Vocabulary(queries), EvidenceService(queries)

    @routes.route("/sparql", methods=METHODS, provide_automatic_options=False)
    def sparql() -> AnyResponse:
        if request.method == "OPTIONS":
            return _options()
        asked = read_query_request(settings)
        if asked.query is None:
            return _editor() if _for_people(asked.format) else _description(settings, queries, asked.format)
        if len(asked.query.encode("utf-8", "replace")) > settings.query_max_bytes:
            raise RequestEntityTooLarge(f"The query is longer than {settings.query_max_bytes} bytes.")
        checked = queries.check(asked.query)
        chosen = negotiate(request.headers.get("Accept"), checked.form, wanted=asked.format)
        return _answer(queries, vocabulary, evidence, checked, chosen, asked)

    routes.after_request(share)
    return routes


def _for_people(wanted: str | None) -> bool:
    """Say whether a browser comes without a query; it is to see where to write one, not the service description."""
    offered = (*formats_of("DESCRIBE"), HTML)
    return not wanted and choose(request.headers.get("Accept"), offered, what="the service description") is HTML


def _editor() -> AnyResponse:
    response = redirect(url_for("editor.editor"), 303)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _description(settings: Settings, queries: QueryService, wanted: str | None) -> Response:
    """Return the service description: what the endpoint is and has. Counts are in it as soon as they are known."""
    form = negotiate(request.headers.get("Accept"), "DESCRIBE", wanted=wanted)
    version = version_of(queries.snapshots, None)
    index = publications().index(version.snapshot)
    key = ("service", index is None, policy_in_words(settings), settings.licence, form.name)
    if response := unchanged(version, *key):
        return response
    said = SelfDescription(settings, version.snapshot, index, parts=False)
    return mark(Response(said.rdf(form), content_type=form.content_type), version, *key)


def _answer(
    queries: QueryService,
    vocabulary: Vocabulary,
    evidence: EvidenceService,
    checked: CheckedQuery,
    chosen: Format,
    asked: QueryRequest,
) -> Response:
    version = version_of(queries.snapshots, asked.snapshot)
    key = (checked.text, chosen.name, asked.default_graphs, asked.named_graphs, asked.evidence)
    if not checked.volatile and (response := unchanged(version, *key)):
        return response
    if asked.evidence:
        answer = evidence.answer(checked, chosen, asked, version.snapshot)
    else:
        answer = queries.query(
            checked,
            format=chosen.name,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            snapshot=version.snapshot if version.asked else None,
        )
    if answer.snapshot != version.snapshot.name:  # a newer one was published meanwhile
        version = Version(snapshot=queries.snapshots.named(answer.snapshot), asked=False)
    response = Response(answer.body, content_type=chosen.content_type)
    mark(response, version, *key, volatile=checked.volatile)
    _describe(response, answer.coverage)
    if answer.cut:
        response.headers["X-Parley-Truncated"] = f"rows={queries.settings.result_max_rows}"
    unknown = map(str, vocabulary.unknown(checked, version.snapshot))
    for warning in itertools.islice(itertools.chain(asked.unheeded, unknown), _WARNINGS):
        response.headers.add("X-Parley-Warning", warning.encode("ascii", "backslashreplace").decode())
    if not checked.volatile and not version.asked:
        keep(version.snapshot)
    return response


def _describe(response: Response, coverage: Coverage) -> None:
    """Say in the headers of an answer what its snapshot was made of."""
    response.headers["X-Parley-Articles"] = str(coverage.articles)
    response.headers["X-Parley-Voices"] = str(coverage.voices)
    response.headers["X-Parley-Dates"] = f"{coverage.published_from or ''}/{coverage.published_to or ''}"
    response.headers.add("Link", f'<{here("/sparql")}>; rel="service-desc"; type="text/turtle"')


def _options() -> Response:
    response = Response(status=204)
    response.headers["Allow"] = ", ".join(METHODS)
    response.headers["Accept-Post"] = f"{QUERY}, {FORM}"
    return response
