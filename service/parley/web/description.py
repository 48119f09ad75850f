"""The service description (SPARQL 1.1 Service Description): what the endpoint is and has."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request

from parley.config import Settings
from parley.store.evaluation import rewrite
from parley.web.negotiate import negotiate

_DESCRIPTION = """
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix format: <http://www.w3.org/ns/formats/> .

<sparql> a sd:Service ;
    rdfs:label "Parley SPARQL endpoint"@en ;
    rdfs:comment "{comment}"@en ;
    sd:endpoint <sparql> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:feature sd:EmptyGraphs ;
    sd:resultFormat format:SPARQL_Results_JSON, format:SPARQL_Results_XML, format:SPARQL_Results_CSV,
        format:SPARQL_Results_TSV, format:Turtle, format:N-Triples, format:RDF_XML, format:JSON-LD ;
    sd:defaultDataset <sparql#dataset> .
<sparql#dataset> a sd:Dataset ;
    sd:defaultGraph <sparql#default-graph> .
<sparql#default-graph> a sd:Graph ;
    rdfs:comment "The graphs of events, actors and ontology together. Articles are reached with GRAPH."@en .
"""


def service_description(settings: Settings, *, format: str | None) -> Response:  # noqa: A002 - the field's word
    """Return the service description in a format of graphs: the one of this name, else what the request accepts."""
    chosen = negotiate(request.headers.get("Accept"), "DESCRIBE", wanted=format)
    comment = (
        f"Queries end after {settings.query_timeout_s:g} s, their text after {settings.query_max_bytes} bytes and "
        f"results after {settings.result_max_mb} MB. There are no updates and no SERVICE."
    )
    turtle = f"@base <{settings.base_iri}> .\n" + _filled(_DESCRIPTION, {"comment": comment})
    response = Response(rewrite(turtle, chosen.name), content_type=chosen.content_type)
    response.vary.add("Accept")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
