"""The competency questions as data: executable example queries (SHACL Advanced Features, `sh:SPARQLExecutable`)."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable

from parley.config import Settings
from parley.model import IRI
from parley.questions import Question
from parley.web.answers.sources import Written

_PREFIX = re.compile(r"^PREFIX\s+(?P<name>[A-Za-z]*):\s*<(?P<iri>[^>]+)>", re.MULTILINE)
_HEAD = """@base <{base}> .
@prefix : <https://w3id.org/parley/ontology#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix void: <http://rdfs.org/ns/void#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""


def question_data(question: Question, settings: Settings, *, today: dt.date) -> Written:
    """Return one question as data: what it asks, and a query with the values of its example that runs as it stands."""
    iri = f"questions/{question.key}"
    document = f"""<{iri}.ttl> a foaf:Document ; foaf:primaryTopic <{iri}> ; void:inDataset <void#dataset> ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
<questions> dcterms:hasPart <{iri}> .
"""
    written = _question(question, settings, today) + document + _prefixes([question])
    return Written(IRI(settings.base_iri + iri), _HEAD.format(base=settings.base_iri) + written)


def questions_data(questions: Iterable[Question], settings: Settings, *, today: dt.date) -> Written:
    """Return all questions as data."""
    every = list(questions)
    listed = ", ".join(f"<questions/{question.key}>" for question in every)
    about = f"""<questions> a foaf:Document ; rdfs:label "Competency questions"@en ;
    rdfs:comment "What the data are made to answer, each as an executable query."@en ;
    dcterms:hasPart {listed} ; void:inDataset <void#dataset> ;
    dcterms:license <https://creativecommons.org/licenses/by/4.0/> .
"""
    written = about + "".join(_question(question, settings, today) for question in every) + _prefixes(every)
    return Written(IRI(settings.base_iri + "questions"), _HEAD.format(base=settings.base_iri) + written)


def _question(question: Question, settings: Settings, today: dt.date) -> str:
    bindings = question.bind(dict(question.example), base=settings.base_iri, today=today)
    return f"""<questions/{question.key}> a sh:SPARQLExecutable, sh:SPARQLSelectExecutable, :CompetencyQuestion ;
    rdfs:label {json.dumps(question.title, ensure_ascii=False)}@en ;
    rdfs:comment {json.dumps(question.description, ensure_ascii=False)}@en ;
    sh:prefixes <questions#prefixes> ;
    sh:select {json.dumps(question.filled(bindings), ensure_ascii=False)} ;
    schema:target <sparql> .
"""


def _prefixes(questions: Iterable[Question]) -> str:
    declared = dict(sorted({m["name"]: m["iri"] for q in questions for m in _PREFIX.finditer(q.sparql)}.items()))
    nodes = {name: f"<questions#prefix-{name or 'parley'}>" for name in declared}
    lines = [f"<questions#prefixes> sh:declare {', '.join(nodes.values())} .\n"] if nodes else []
    for name, iri in declared.items():
        lines.append(
            f'{nodes[name]} a sh:PrefixDeclaration ; sh:prefix "{name}" ; sh:namespace "{iri}"^^xsd:anyURI .\n'
        )
    return "".join(lines)
