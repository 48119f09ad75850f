"""The evidence for the rows of an answer: the claims behind each, with the article and the sentences that tell them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from parley.errors import QueryRefused
from parley.iris import Iris, event_or_claim
from parley.model import IRI, Term
from parley.store.sparql.widen import Wider

Row = Mapping[str, Term]
Rows = Callable[[str], Sequence[Row]]
MOST_ROWS = 2_000
MOST_CLAIMS = 5_000
_BATCH = 500  # IRIs that are asked about at once
_NAMES = "PREFIX : <https://w3id.org/parley/ontology#> PREFIX oa: <http://www.w3.org/ns/oa#>\n"
_CLAIMS = _NAMES + "SELECT ?event ?claim { VALUES ?%s { %s } ?event :claim ?claim }"
_TELLINGS = (
    _NAMES
    + """SELECT ?claim ?article ?title ?publisher ?published ?status ?certainty ?source ?kind ?span ?exact ?start ?end
  ?prefix ?suffix
{
  VALUES (?g ?claim) { %s }
  GRAPH ?g {
    ?claim :inArticle ?article ; :evidence ?span .
    ?span oa:exact ?exact ; oa:start ?start ; oa:end ?end .
  }
  OPTIONAL { GRAPH ?g { ?span oa:prefix ?prefix } }
  OPTIONAL { GRAPH ?g { ?span oa:suffix ?suffix } }
  OPTIONAL { GRAPH ?g { ?article :title ?title } }
  OPTIONAL { GRAPH ?g { ?article :publisher ?publisher } }
  OPTIONAL { GRAPH ?g { ?article :published ?published } }
  OPTIONAL { GRAPH ?g { ?claim :claimedStatus ?status } }
  OPTIONAL { GRAPH ?g { ?claim :certainty ?certainty } }
  OPTIONAL { GRAPH ?g { ?claim :citedSource ?cited } OPTIONAL { GRAPH ?g { ?cited :sourceLabel ?source } } }
  OPTIONAL { GRAPH ?g { ?claim :citedSource ?quoted } OPTIONAL { GRAPH ?g { ?quoted :sourceKind ?kind } } }
}"""
)


def evidence_for(
    rows: Sequence[Row], names: Sequence[str], *, wider: Wider | None, base: str, ask_own: Rows, ask: Rows
) -> dict[str, Any]:
    """Return the evidence for the rows of an answer with these variables.

    `rows` lists for each row the IRIs of its claims, `claims` describes each claim once. Without `wider` only what a
    row names itself counts. `ask_own` answers on the dataset of the query, `ask` on the store's. Raises QueryRefused
    when there are more rows or claims than can be shown whole.
    """
    if len(rows) > MOST_ROWS:
        raise QueryRefused(
            f"evidence is given for {MOST_ROWS} rows at most, and there are more", remedy="ask with a LIMIT"
        )
    told = _told(rows, names, wider, base, ask_own)
    events = {iri for solutions in told for each in solutions for kind, iri in each if kind == "event"}
    named = {iri for solutions in told for each in solutions for kind, iri in each if kind == "claim"}
    of_event: dict[str, set[IRI]] = {}
    event_of: dict[IRI, str] = {}
    for variable, iris in (("event", events), ("claim", named)):
        for batch in _batches(sorted(iris)):
            for row in ask(_CLAIMS % (variable, " ".join(f"<{iri}>" for iri in batch))):
                event, claim = row["event"].value, IRI(row["claim"].value)
                event_of[claim] = event
                if variable == "event":
                    of_event.setdefault(event, set()).add(claim)
    behind = [sorted({claim for each in solutions for claim in _claims(each, of_event)}) for solutions in told]
    claims = sorted({claim for each in behind for claim in each})
    if len(claims) > MOST_CLAIMS:
        raise QueryRefused(
            f"evidence is given for {MOST_CLAIMS} claims at most, not {len(claims)}", remedy="ask for less with LIMIT"
        )
    described = _described(claims, event_of, base, ask)
    return {"rows": [[c for c in each if c in described] for each in behind], "claims": described}


_Solution = frozenset[tuple[str, IRI]]


def _told(rows: Sequence[Row], names: Sequence[str], wider: Wider | None, base: str, ask: Rows) -> list[set[_Solution]]:
    """Return for each row the events and claims that each of the solutions behind it goes through."""
    own = [_of(row.values(), base) for row in rows]
    if wider is None or not rows:
        return [{each} for each in own]
    if not wider.added and set(wider.keys) == set(names):
        return [{each} for each in own]  # the row is the solution
    keys = [tuple(row.get(key) for key in wider.keys) for row in rows]
    solutions: dict[tuple[Term | None, ...], set[_Solution]] = {}
    for query in wider.queries(keys):
        for found in ask(query):
            key = tuple(found.get(name) for name in wider.keys)
            solutions.setdefault(key, set()).add(_of(found.values(), base))
    return [{each | mine for each in solutions.get(key, {mine})} for key, mine in zip(keys, own, strict=True)]


def _of(terms: Iterable[Term], base: str) -> _Solution:
    return frozenset(
        told for term in terms if term.type == "uri" and (told := event_or_claim(term.value, base=base)) is not None
    )


def _claims(solution: _Solution, of_event: Mapping[str, set[IRI]]) -> set[IRI]:
    """Return the claims that a solution names, and all claims of an event of which it names none."""
    named = {iri for kind, iri in solution if kind == "claim"}
    found = set(named)
    for kind, iri in solution:
        claims = of_event.get(iri, set()) if kind == "event" else set()
        if not claims & named:
            found |= claims
    return found


def _described(claims: Sequence[IRI], event_of: Mapping[IRI, str], base: str, ask: Rows) -> dict[str, dict[str, Any]]:
    mint = Iris(base)
    found: dict[str, dict[str, Any]] = {}
    for batch in _batches(claims):
        pairs = " ".join(f"(<{mint.article_graph(IRI(claim.partition('#')[0]))}> <{claim}>)" for claim in batch)
        for row in sorted(ask(_TELLINGS % pairs), key=lambda row: (row["claim"].value, int(row["start"].value))):
            claim = found.setdefault(row["claim"].value, _claim(row, event_of))
            quotation = {"iri": row["span"].value, "start": int(row["start"].value), "end": int(row["end"].value)}
            texts = {name: row[name].value for name in ("exact", "prefix", "suffix") if name in row}
            if quotation["iri"] not in {each["iri"] for each in claim["quotations"]}:
                claim["quotations"].append(quotation | texts)
    return found


def _claim(row: Row, event_of: Mapping[IRI, str]) -> dict[str, Any]:
    def value(name: str) -> str | None:
        return row[name].value if name in row else None

    article = {name: value(name) for name in ("title", "publisher", "published")}
    source = {"label": value("source"), "kind": value("kind")}
    return {
        "event": event_of.get(IRI(row["claim"].value)),
        "article": {"iri": value("article")} | article,
        "status": value("status"),
        "certainty": value("certainty"),
        "source": source if any(source.values()) else None,
        "quotations": [],
    }


def _batches(iris: Sequence[IRI]) -> Iterable[list[IRI]]:
    left = iter(iris)
    while batch := list(islice(left, _BATCH)):
        yield batch
