"""A selection of events: filters as they stand in an address, and the SPARQL that finds what they let through.

Every view of the corpus, its counts and its downloads are made from one selection, so that they agree. A selection is
written into the text of its query, which is the query that readers see, share and edit; each value goes through
`questions.written`, which escapes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from parley.errors import QuestionError
from parley.iris import Iris
from parley.model import Medium, SourceKind, Status, Term
from parley.order import NEWEST_FIRST, OLDEST_FIRST
from parley.questions import IRI_TYPES, Parameter, written
from parley.vocab import ONTOLOGY, EventTypes, scheme_iri

PREFIXES = f"""\
PREFIX : <{ONTOLOGY}#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
UNTOLD = "(unknown)"
"""The value that stands for events of which nothing is told, in filters that have a pattern for these."""
LEVELS = ("head_of_state", "head_of_government", "minister", "vice", "organisation_head", "envoy", "official")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One thing to select events by.

    `pattern` finds the events of a value, which stands in it as `{value}`; `facet` binds the values of an event to
    `?value`, finding nothing but events where it is `alone`, and is None where values are not listed. Of several
    values all must hold for an event where `every` is set, else any one of them. `type` is what a value is: actor,
    place, type (of event), date, integer, text, or the scheme of concepts that `choices` has the notations of. Where
    there is `untold`, that pattern finds the events of the value UNTOLD.

    `paths` are the property paths that lead from an event to the values by which `pattern` finds it, and `listed` to
    those that `facet` lists; they are empty where values are compared, or chosen among, and not just looked up.
    """

    name: str
    label: str
    type: str
    pattern: str
    facet: str | None = None
    untold: str | None = None
    alone: bool = False
    every: bool = False
    choices: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def _filter(name: str, label: str, type: str, pattern: str, **more: Any) -> Filter:  # noqa: A002 - as in Filter
    return Filter(name=name, label=label, type=type, pattern=pattern, **more)


def _property(name: str, label: str, type: str, path: str, **more: Any) -> Filter:  # noqa: A002 - as in Filter
    """Return a filter on what one property path of an event leads to."""
    return _along(name, label, type, (path,), **more)


def _along(
    name: str,
    label: str,
    type: str,  # noqa: A002 - as in Filter
    paths: tuple[str, ...],
    *,
    listed: tuple[str, ...] = (),
    **more: Any,
) -> Filter:
    """Return a filter on what property paths of an event lead to; all of it is listed, unless `listed` says which."""
    pattern, facet = f"?event {_either(paths)} {{value}} .", f"?event {_either(listed or paths)} ?value ."
    return _filter(name, label, type, pattern, facet=facet, paths=paths, listed=listed or paths, **more)


def _either(paths: tuple[str, ...]) -> str:
    return "|".join(f"({path})" if "/" in path and len(paths) > 1 else path for path in paths)


# A place with coordinates stands on a map by itself; of others the country may be known.
_LOCATED = """BIND(IF(EXISTS { ?event :place/:latitude ?north }, "exactly",
    IF(EXISTS { ?event :country ?land }, "country_only", "not_at_all")) AS ?located)"""


def _words(text: str) -> str:
    """Return the expression for the words of a text, each behind a space: "gas" begins none of "Madagascar"."""
    return f'CONCAT(" ", REPLACE(LCASE({text}), "[^\\\\p{{L}}\\\\p{{N}}]+", " "))'


_FILTERS = (
    _along("actor", "Who", "actor", (":participant", ":party"), alone=True, every=True),
    _property("party", "On whose behalf", "actor", ":party", alone=True, every=True),
    _property("type", "Kind of event", "type", "a"),
    _property("status", "Status", "status", ":status", choices=tuple(Status)),
    _property("medium", "Medium", "medium", ":medium", alone=True, choices=tuple(Medium)),
    _along(
        "place",
        "Where",
        "place",
        (":country", ":place", ":place/:within", ":place/:within/:within"),
        listed=(":country",),
    ),
    _filter(
        "city",
        "City",
        "place",
        "?event :place|(:place/:within) {value} .",
        facet="?event :place|(:place/:within) ?value . ?value a :City .",
        alone=True,
        paths=(":place", ":place/:within"),
    ),
    _filter(
        "located",
        "Place known",
        "text",
        f"?event :during ?sometime . {_LOCATED}\n  FILTER(?located = {{value}})",
        facet=f"?event :during ?sometime . {_LOCATED.replace('?located', '?value')}",
        alone=True,
        choices=("exactly", "country_only", "not_at_all"),
    ),
    _property("topic", "Topic", "text", ":topic", alone=True),
    _filter(
        "about", "About", "text", f"?event :topic ?theme . FILTER(CONTAINS({_words('?theme')}, {_words('{value}')}))"
    ),
    _filter(
        "level",
        "Level of office",
        "officeLevel",
        "?event :participation/:officeLevel {value} .",
        facet="?event a :Event . OPTIONAL { ?event :participation/:officeLevel ?ranked }\n"
        f'  BIND(COALESCE(?ranked, "{UNTOLD}") AS ?value)',
        untold="?event a :Event MINUS { ?event :participation/:officeLevel ?rank }",
        alone=True,
        choices=LEVELS,
        paths=(":participation/:officeLevel",),
        listed=(":participation/:officeLevel",),
    ),
    _filter(
        "sides",
        "Bilateral or multilateral",
        "text",
        '?event :sideCount ?sides . FILTER(IF(?sides > 2, "multilateral", "bilateral") = {value} && ?sides > 1)',
        facet="?event :sideCount ?sides . FILTER(?sides > 1)\n"
        '  BIND(IF(?sides > 2, "multilateral", "bilateral") AS ?value)',
        alone=True,
        choices=("bilateral", "multilateral"),
    ),
    _filter(
        "publisher",
        "Publisher",
        "text",
        "GRAPH ?told { ?paper :publisher {value} . ?said :inArticle ?paper } ?event :claim ?said .",
        facet="?event :claim ?said . GRAPH ?told { ?said :inArticle ?paper . OPTIONAL { ?paper :publisher ?named } }\n"
        f'  BIND(COALESCE(?named, "{UNTOLD}") AS ?value)',
        # MINUS takes a fifth of the time of FILTER NOT EXISTS, which looks every article up.
        untold="GRAPH ?untold { ?unsigned :inArticle ?sheet MINUS { ?sheet :publisher ?name } }\n"
        "  ?event :claim ?unsigned .",
        alone=True,
        paths=(":claim/:inArticle/:publisher",),
        listed=(":claim/:inArticle/:publisher",),
    ),
    _filter(
        "source",
        "Who is cited",
        "sourceKind",
        "GRAPH ?citing { ?cites :citedSource/:sourceKind {value} } ?event :claim ?cites .",
        facet="?event :claim ?cites . GRAPH ?citing { ?cites :citedSource/:sourceKind ?value }",
        alone=True,
        choices=tuple(SourceKind),
        paths=(":claim/:citedSource/:sourceKind",),
        listed=(":claim/:citedSource/:sourceKind",),
    ),
    _filter("voices", "Voices, at least", "integer", "?event :sourceCount ?voices . FILTER(?voices >= {value})"),
    _filter("from", "From", "date", ""),  # both ends of a period are one pattern, see `_period`
    _filter("to", "To", "date", ""),
    _filter(
        "dated",
        "Dated",
        "text",
        '?event :during ?when . FILTER(IF(STRENDS(STR(?when), "/period/unknown"), "no", "yes") = {value})',
        choices=("yes", "no"),
    ),
    _filter("since", "First reported since", "date", "?event :firstReported ?reported . FILTER(?reported >= {value})"),
    _filter(
        "overdue",
        "Overdue on",
        "date",
        """?event a :Contact ; :status ?plan ; :end ?due .
  FILTER(?plan IN (:status-planned, :status-postponed) && ?due < {value})
  FILTER NOT EXISTS { ?event :heldAs ?held }
  FILTER NOT EXISTS { ?event :partOf/:status :status-cancelled }""",
    ),
)
_MET = ("meeting", "visit", "conference", "negotiation", "mediation")
FORMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "contact": ("contact",),
        "spoke": ("contact",),  # but no letter
        "met": _MET,
        "called": ("call",),
        "visited": ("visit",),
        "negotiated": ("negotiation",),
        "wrote": ("message",),
        "said": ("speech_act",),
        "criticised": ("criticism",),
        "warned": ("warning",),
        "supported": ("support",),
        "requested": ("request",),
        "refused": ("refusal",),
        "measure": ("measure",),
        "agreed": ("agreement", "ceasefire"),
        "sanctioned": ("sanction",),
        "aided": ("aid",),
        "decided": ("decision",),
        "appointed": ("appointment",),
    }
)
"""The kinds of event that the forms of competency questions ask for."""
_ANY = "?event a :Event ."
_UNTOLD = Term(type="literal", value=UNTOLD)
FILTERS: Mapping[str, Filter] = MappingProxyType({each.name: each for each in _FILTERS})
FACETS = tuple(each.name for each in _FILTERS if each.facet)


@dataclass(frozen=True, slots=True)
class Selection:
    """Values for filters, as they stand in an address: `actor/xi-jinping`, `phone`, `2023-03-01`."""

    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, parameters: Iterable[tuple[str, str]], *, base: str, types: EventTypes) -> Selection:
        """Return the selection of these parameters; those of other names and empty values are passed over.

        IRIs below `base` are shortened. Raises QuestionError that says which value is wrong and what is accepted, or
        that the period ends before it begins.
        """
        found: dict[tuple[str, str], None] = {}
        for name, text in parameters:
            value = text.strip()
            if name in FILTERS and value:
                value = value.removeprefix(base) if FILTERS[name].type in IRI_TYPES else value
                _term(FILTERS[name], value, base=base, types=types)
                found[name, value] = None
        return cls(_ordered(found))._in_order()

    def _in_order(self) -> Selection:
        """Return this selection; raises QuestionError where its period ends before it begins."""
        first, last = max(self.of("from"), default=""), min(self.of("to"), default="")
        if first and last and first > last:
            raise QuestionError(
                f"no day is from {first} to {last}", remedy="give a first day that is not after the last"
            )
        return self

    def of(self, name: str) -> tuple[str, ...]:
        """Return the values of one filter."""
        return tuple(value for each, value in self.values if each == name)

    def having(self, name: str, value: str) -> Selection:
        """Return the selection with one value more."""
        return Selection(_ordered({*self.values, (name, value)}))

    def lacking(self, name: str, value: str | None = None) -> Selection:
        """Return the selection without a value of a filter, or without all of them."""
        return Selection(tuple(p for p in self.values if p[0] != name or value not in (None, p[1])))

    def around(self, name: str) -> Selection:
        """Return the selection that the values of a filter are counted in: what all other filters let through.

        A filter of which all values must hold keeps its own values, for they narrow what can be added.
        """
        return self if FILTERS[name].every else self.lacking(name)

    def terms(self, *, base: str, types: EventTypes) -> dict[str, list[Term]]:
        """Return the values of each filter as the terms that stand for them in the store."""
        return {
            name: [_term(FILTERS[name], value, base=base, types=types) for value in self.of(name)] for name in FILTERS
        }

    def pattern(self, *, base: str, types: EventTypes) -> str:
        """Return a group graph pattern, without its braces, that binds `?event` to each selected event."""
        terms = {name: [written(term) for term in each] for name, each in self.terms(base=base, types=types).items()}
        first, last = terms.pop("from"), terms.pop("to")
        parts = [_period(first, last, base=base)] if first or last else []
        for name, values in terms.items():
            each = FILTERS[name]
            if each.every:
                parts += [each.pattern.replace("{value}", value) for value in values]
            elif values:
                parts.append(_any_of(each, values))
        # Last, so that the engine begins with what narrows; other nodes have a status or an office, too.
        return "\n".join(f"  {part}" for part in [*parts, _ANY])

    def into(self, query: str, *, base: str, types: EventTypes) -> str:
        """Return a view of this selection: a query of which the line `?event a :Event .` is taken by the pattern."""
        return narrowed(query, self.pattern(base=base, types=types))

    def count(self, *, base: str, types: EventTypes) -> str:
        """Return the query that counts the selected events as `?events`."""
        selected = self.pattern(base=base, types=types)
        return f"{PREFIXES}\nSELECT (COUNT(DISTINCT ?event) AS ?events)\nWHERE {{\n{selected}\n}}\n"

    def listing(self, *, base: str, types: EventTypes, limit: int, offset: int = 0, newest_first: bool = True) -> str:
        """Return the query for one page of the selected events with a day of each, undated ones last."""
        return f"""{PREFIXES}
SELECT DISTINCT ?event ?earliest ?latest ?undated ?tie
WHERE {{
{self.pattern(base=base, types=types)}
  OPTIONAL {{ ?event :start ?start }}
  OPTIONAL {{ ?event :end ?end }}
  BIND(!BOUND(?start) && !BOUND(?end) AS ?undated)
  BIND(COALESCE(?start, ?end, "0001-01-01"^^xsd:date) AS ?earliest)
  BIND(COALESCE(?end, ?start, "0001-01-01"^^xsd:date) AS ?latest)
  # Equal days need an order of their own, and short strings are compared fastest.
  BIND(SUBSTR(MD5(STR(?event)), 1, 12) AS ?tie)
}}
ORDER BY {NEWEST_FIRST if newest_first else OLDEST_FIRST}
LIMIT {limit:d} OFFSET {offset:d}
"""

    def facet(self, name: str, *, base: str, types: EventTypes, limit: int = 100) -> str:
        """Return the query for the values of one filter in the selection `around` it."""
        chosen = self.around(name)
        alone = not chosen.values and FILTERS[name].alone
        # Labels are looked up for the few values that are left, not for each event.
        return f"""{PREFIXES}
SELECT ?value ?events ?label
WHERE {{
  {{
    SELECT ?value (COUNT(DISTINCT ?event) AS ?events)
    WHERE {{
{"" if alone else chosen.pattern(base=base, types=types)}
  {FILTERS[name].facet}
    }}
    GROUP BY ?value
    ORDER BY DESC(?events) ?value
    LIMIT {limit:d}
  }}
  OPTIONAL {{ ?value rdfs:label ?label }}
}}
ORDER BY DESC(?events) ?value
"""


def _any_of(each: Filter, values: list[str]) -> str:
    """Return the pattern of the events that have any one of these values of a filter."""
    told = [value for value in values if each.untold is None or value != written(_UNTOLD)]
    ways = [each.pattern.replace("{value}", told[0])] if len(told) == 1 else []
    if len(told) > 1:
        chosen = each.pattern.replace("{value}", f"?of_{each.name}")
        ways.append(f"VALUES ?of_{each.name} {{ {' '.join(told)} }}\n  {chosen}")
    if each.untold is not None and len(told) < len(values):
        ways.append(each.untold)
    return ways[0] if len(ways) == 1 else " UNION ".join(f"{{ {way} }}" for way in ways)


def _period(first: list[str], last: list[str], *, base: str) -> str:
    """Return the pattern of events that are dated and possibly lie between two days, open where there is none.

    Events are looked up by the periods of the calendar that overlap the days; their own days then tell exactly. What
    they have is asked for by filters, for the engine joins what follows an OPTIONAL by scanning all of it.
    """
    lines = [f"?event :during ?span . FILTER(?span != <{Iris(base).period('unknown')}>)"]
    if first:
        lines.append(f"?span :lastDay ?closes . FILTER(?closes >= {max(first)})")
        lines.append(f"FILTER NOT EXISTS {{ ?event :end ?ends FILTER(?ends < {max(first)}) }}")
        lines.append(f"FILTER NOT EXISTS {{ ?event :tookPlaceBy ?done FILTER(?done < {max(first)}) }}")
    if last:
        lines.append(f"?span :firstDay ?opens . FILTER(?opens <= {min(last)})")
        lines.append(f"FILTER NOT EXISTS {{ ?event :start ?begins FILTER(?begins > {min(last)}) }}")
    return "\n  ".join(lines)


def narrowed(query: str, pattern: str) -> str:
    """Return a query of which the line `?event a :Event .` is taken by another pattern that binds `?event`."""
    head, line, rest = query.partition(f"  {_ANY}\n")
    if not line:
        raise ValueError(f"the query has no line {_ANY!r}")
    return f"{head}{pattern}\n{rest}"


def these(events: Iterable[str]) -> str:
    """Return a pattern that binds `?event` to each of these IRIs."""
    listed = " ".join(written(Term(type="uri", value=event)) for event in events)
    return f"  VALUES ?event {{ {listed} }}\n  {_ANY}"


def _ordered(values: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    names = list(FILTERS)
    return tuple(sorted(values, key=lambda pair: (names.index(pair[0]), pair[1])))


def _unknown(each: Filter, value: str, known: Iterable[str]) -> QuestionError:
    return QuestionError(
        f"{value!r} is no value for {each.name!r}", nearest=tuple(known), remedy=f"give one of {', '.join(known)}"
    )


def _term(each: Filter, value: str, *, base: str, types: EventTypes) -> Term:
    """Return a value of a filter as the term that stands in the query."""
    if each.untold is not None and value == UNTOLD:
        return _UNTOLD
    if each.choices and value not in each.choices:
        raise _unknown(each, value, each.choices)
    if each.type == "type":
        if value not in types.classes:
            raise _unknown(each, value, types.classes)
        return Term(type="uri", value=str(types.classes[value]))
    if each.choices and each.type != "text":
        return Term(type="uri", value=str(scheme_iri(each.type, value)))
    return Parameter(name=each.name, type=each.type, label=each.label).term(value, base=base)
