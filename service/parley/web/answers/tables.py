"""An answer of any query as a table for people: readable columns, labels for IRIs, links where there are pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from parley.iris import mint_evidence
from parley.model import IRI
from parley.vocab import ONTOLOGY, notation_of
from parley.web.answers.rows import Link, Row, path_of, short
from parley.wording import part_of_date, word_of

_NO_NAMES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """An answer as a table: readable columns, each cell with the links it stands for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Link, ...], ...]


def table_of(
    variables: Sequence[str],
    rows: Sequence[Row],
    base: str,
    *,
    hidden: Iterable[str] = (),
    names: Mapping[str, str] = _NO_NAMES,
) -> Table:
    """Return an answer as a table without the columns that are `hidden` or empty.

    A label stands for its IRI: that of the row, else that of `names`.
    """
    labels = {name: label_of(name, variables) for name in variables}
    spoken = {label for label in labels.values() if label}
    shown = [n for n in variables if n not in spoken | set(hidden) and any(n in row for row in rows)]
    cells = tuple(tuple(value_of(row, name, labels[name], base, names) for name in shown) for row in rows)
    return Table(columns=tuple(in_words(name) for name in shown), rows=cells)


def label_of(name: str, variables: Collection[str]) -> str | None:
    """Return the variable that names what `name` holds: `actorLabel` of `actor`, `labelA` of `eventA`."""
    named = "label" + name.removeprefix("event") if name.startswith("event") else name + "Label"
    return named if named in variables else None


def value_of(row: Row, name: str, label: str | None, base: str, names: Mapping[str, str] = _NO_NAMES) -> Link:
    """Return what stands there, in words; `label` is the variable that names it."""
    said = row[label].value if label is not None and label in row else ""
    if name not in row:
        return Link(text=said)
    term = row[name]
    if term.type == "uri":
        concept = term.value.startswith(ONTOLOGY) and "-" in short(term.value)
        words = word_of(notation_of(term.value)) if concept else short(term.value)
        return Link(text=said or names.get(term.value) or words, path=path_of(_passage(row, name), base))
    if term.datatype and term.datatype.endswith(("#date", "#gYearMonth", "#gYear")):
        return Link(text=part_of_date(term.value).text)
    return Link(text=term.value)


def _passage(row: Row, name: str) -> str:
    """Return the IRI that stands there; for an article that of the sentence, or the claim, that the row is about."""
    iri = row[name].value
    if name == "article" and {"quoteStart", "quoteEnd"} <= set(row):
        return mint_evidence(IRI(iri), int(row["quoteStart"].value), int(row["quoteEnd"].value))
    claim = row["claim"].value if name == "article" and "claim" in row else ""
    return claim if claim.startswith(f"{iri}#") else iri


def in_words(name: str) -> str:
    """Return "Date precision" of "datePrecision"."""
    words = "".join(f" {c.lower()}" if c.isupper() else c for c in name)
    return words[:1].upper() + words[1:]
