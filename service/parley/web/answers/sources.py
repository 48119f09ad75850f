"""Where the statements about a resource come from: queries on the store, or Turtle that is written here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import resources as package_files

from parley.config import Settings
from parley.model import IRI, Term
from parley.store.processes.evaluation import rewrite, rows_of
from parley.store.processes.formats import Format
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.web.answers.prepared import Pager, sliced
from parley.web.answers.rows import Row
from parley.web.http.versions import Version

_HEAD = "CONSTRUCT { ?s ?p ?o }"
_MARK = "  # and the document\n"
# The first line brings the variables into scope, so that values can be given for them; it matches nothing.
_DOCUMENT = """  UNION {{
    # The document that says all this.
    ?document rdf:nil ?this .
  }} UNION {{
    BIND(COALESCE(?document, rdf:nil) AS ?s)
    VALUES (?p ?o) {{
      (rdf:type foaf:Document)
      (void:inDataset <{base}void#dataset>)
      (dcterms:license <{licence}>)
    }}
  }} UNION {{
    BIND(COALESCE(?document, rdf:nil) AS ?s)
    BIND(foaf:primaryTopic AS ?p)
    BIND(COALESCE(?this, rdf:nil) AS ?o)
  }} UNION {{
    # What refers to it may be too much for one document, and has documents of its own.
    BIND(COALESCE(?document, rdf:nil) AS ?s)
    BIND(rdfs:seeAlso AS ?p)
    BIND(IRI(CONCAT("{base}links?iri=", ENCODE_FOR_URI(STR(COALESCE(?this, rdf:nil))))) AS ?o)
  }}
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A description of `iri` that a query finds in the store."""

    descriptions: Descriptions
    name: str
    iri: IRI
    bindings: Mapping[str, Term]

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the description depends on but for the version of the store."""
        return (self.descriptions.constructing[self.name].text, self.iri, *sorted(self.bindings))

    def rdf(self, form: Format, version: Version) -> bytes:
        """Return the description in a graph format."""
        answer = self.descriptions.service.query(
            self.descriptions.constructing[self.name],
            format=form.name,
            own=True,
            bindings=self.bindings,
            snapshot=version.snapshot if version.asked else None,
            frame=self.iri if form.name == "jsonld" else None,
        )
        return answer.body

    def rows(self) -> list[Row]:
        """Return the statements of the description but for those about the document."""
        query = self.descriptions.selecting[self.name].replace("?this", " ".join(f"?{n}" for n in self.bindings), 1)
        document = self.bindings["document"].value
        found = self.descriptions.service.query(query, bindings=self.bindings).solutions
        return [row for row in found if row["s"].value != document]


@dataclass(frozen=True, slots=True)
class Written:
    """A description of `iri` in Turtle of the project's own."""

    iri: IRI
    turtle: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return what the description depends on but for the version of the store."""
        return (self.turtle,)

    def rdf(self, form: Format, version: Version) -> bytes:
        """Return the description in a graph format."""
        return rewrite(self.turtle, form.name, frame=self.iri)

    def rows(self) -> list[Row]:
        """Return the statements of the description."""
        return list(rows_of(self.turtle))


Source = Stored | Written


@dataclass(frozen=True, slots=True)
class Links:
    """One page of what refers to `iri`, as statements."""

    service: QueryService
    iri: IRI
    query: str

    @property
    def key(self) -> tuple[object, ...]:
        """Return what it depends on but for the version of the store."""
        return (self.query, self.iri)

    def rdf(self, form: Format, version: Version) -> bytes:
        """Return it in a graph format."""
        answer = self.service.query(
            self.query,
            format=form.name,
            own=True,
            bindings={"this": Term(type="uri", value=self.iri)},
            snapshot=version.snapshot if version.asked else None,
        )
        return answer.body


class Descriptions:
    """The queries of the folder `queries/describe`, each completed by what is said of the document."""

    def __init__(self, settings: Settings, service: QueryService) -> None:
        self.service = service
        self.base = settings.base_iri
        document = _DOCUMENT.format(base=settings.base_iri, licence=settings.licence)
        texts = {name: text.replace(_MARK, document) for name, text in _texts()}
        self.constructing: dict[str, CheckedQuery] = {name: service.check(text) for name, text in texts.items()}
        self.selecting = {n: t.replace(_HEAD, "SELECT DISTINCT ?this ?s ?p ?o") for n, t in texts.items()}

    def links(self, iri: str, pager: Pager) -> Links:
        """Return one page of the statements that refer to `iri`."""
        return Links(self.service, IRI(iri), sliced(self.constructing["links"].text, pager))

    def of(self, name: str, iri: str, path: str, **others: str) -> Stored:
        """Return the description of `iri` by the query `name`, which the document at `path` holds."""
        values = {"this": iri, "document": f"{self.base}{path.removeprefix('/')}.ttl", **others}
        return Stored(self, name, IRI(iri), {key: Term(type="uri", value=value) for key, value in values.items()})


def _texts() -> Iterator[tuple[str, str]]:
    for file in package_files.files("parley.web").joinpath("queries", "describe").iterdir():
        if file.name.endswith(".rq"):
            yield file.name.removesuffix(".rq"), file.read_text("utf-8")
