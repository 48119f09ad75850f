"""What the tables hold, in Markdown for people and as a data package for programs, all from the tables of columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parley.model import Coverage
from parley.tables.columns import Column, Kind, Table
from parley.tables.contents import NETWORK, TABLES
from parley.tables.csv_files import LIST_DELIMITER
from parley.tables.facts import Facts
from parley.tables.subset import Ask, query_text
from parley.vocab import ONTOLOGY
from parley.wording import coverage_in_words

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {
    Kind.IRI: "string",
    Kind.TEXT: "string",
    Kind.CODE: "string",
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.TEXTS: "list",
    Kind.CODES: "list",
    Kind.IRIS: "list",
    Kind.INTEGERS: "list",
}
_IN_WORDS = {
    Kind.IRI: "IRI",
    Kind.TEXT: "text",
    Kind.CODE: "code",
    Kind.INTEGER: "whole number",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "true or false",
    Kind.DATE: "day, ISO 8601",
    Kind.TEXTS: "list of texts",
    Kind.CODES: "list of codes",
    Kind.IRIS: "list of IRIs",
    Kind.INTEGERS: "list of whole numbers",
}
_RULES = """\
## How to read the tables

- Keys are stable: the same event, claim and actor have the same IRI in every later file of this deployment. An event
  is named after the claim that was published first; when claims are merged or parted, an IRI that is no longer in use
  leads to the event that holds its claim now.
- An empty cell means unknown. Nothing is guessed.
- Rows are sorted by the first day of the event, undated events last, then by IRI; claims of an event by publication.
- **Type and status are apart.** A planned meeting has the type meeting and the status planned. Only occurred and
  ongoing mean that it took place; dyads and the network hold nothing else.
- **Days are intervals.** start and end are the earliest and the latest day. precision says how to read them.
- **A visit and its talks are two events**, and part_of leads from the talks to the visit. To count contacts, sum the
  column counted of the dyads: it is 0 where the event is part of another one of the table with the same pair. An event
  whose whole is not in the table counts for itself.
- **Voices, not reports.** voices counts original voices, claim_count every article that tells it.
- ISO codes are those of ISO 3166-1. Items of Wikidata are given only where they have been verified.
- Codes of CAMEO and PLOVER are close matches of the event type, not a coding of the sentence; several may fit.

## Files

- CSV: UTF-8 with a byte order mark (Excel needs it), comma, double quotes, CRLF (RFC 4180), days as YYYY-MM-DD, lists
  joined by `|` (a `|` inside a value is written `¦`). Text that a spreadsheet would take for a formula, because it
  begins with `=`, `+`, `-`, `@`, a tab or a carriage return, has an apostrophe in front of it.
- Parquet: typed columns (days as date32, lists as lists); texts exactly as they are, without apostrophes.
- GraphML: the network of actors; lists joined by `|`.
- datapackage.json describes the CSV files after the Data Package standard 2.0.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What tables and briefs are made from: the snapshot, its hash where it was worked out, and what was selected."""

    base: str
    snapshot: str
    coverage: Coverage
    sha256: str | None = None  # of the dataset as canonical N-Quads
    selected: str | None = None  # in words; None for everything

    def facts(self) -> dict[str, str]:
        """Return the origin as the metadata of a file."""
        known = {"source": self.base, "snapshot": self.snapshot, "dataset_sha256": self.sha256}
        return {name: value for name, value in {**known, "selection": self.selected}.items() if value}


def origin_of(ask: Ask, *, base: str, snapshot: str, sha256: str | None, selected: str | None = None) -> Origin:
    """Return what tables are made from, with what it covers."""
    facts = Facts(ask(query_text("coverage")))
    corpus = next(iter(facts), None)
    coverage = Coverage(
        articles=facts.whole(corpus, "articleCount") or 0,
        voices=facts.whole(corpus, "voiceCount") or 0,
        claims=facts.whole(corpus, "claimCount") or 0,
        events=facts.whole(corpus, "eventCount") or 0,
        undated_articles=facts.whole(corpus, "undatedArticleCount") or 0,
        published_from=facts.day(corpus, "publishedFrom"),
        published_to=facts.day(corpus, "publishedTo"),
    )
    return Origin(base=base, snapshot=snapshot, coverage=coverage, sha256=sha256, selected=selected)


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file of a table as it was written."""

    path: str
    table: str
    bytes: int
    sha256: str
    rows: int


def codebook(origin: Origin) -> str:
    """Return the codebook in Markdown."""
    lines = [
        "# Codebook",
        "",
        "Who met whom, when, where and on whose behalf, as told by news articles: tables made by Parley.",
        "",
        f"- Source: <{origin.base}>",
        f"- Snapshot: {origin.snapshot}",
    ]
    later = f"not yet worked out; in a while <{origin.base}export/codebook.md?snapshot={origin.snapshot}> tells it"
    lines.append(f"- SHA-256 of the dataset, as canonical N-Quads (RDFC-1.0): {origin.sha256 or later}")
    lines += [f"- Selection: {origin.selected or 'all events'}", f"- {coverage_in_words(origin.coverage)}", "", _RULES]
    for table in (*TABLES.values(), *NETWORK):
        lines += [*_section(table), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(table: Table) -> Iterable[str]:
    yield f"## {table.title}: {table.name}"
    yield ""
    yield table.about
    yield ""
    yield f"Key: {', '.join(table.key)}."
    yield ""
    yield "| column | type | always there | meaning |"
    yield "|---|---|---|---|"
    for column in table.columns:
        values = f" One of {', '.join(column.values)}." if column.values else ""
        term = f" [`:{column.term}`]({ONTOLOGY}#{column.term})" if column.term else ""
        always = "yes" if column.required else ""
        yield f"| {column.name} | {_IN_WORDS[column.kind]} | {always} | {column.about}{values}{term} |"


def datapackage(origin: Origin, files: Sequence[File]) -> str:
    """Return the description of CSV files as a data package in JSON (Data Package 2.0, Table Schema)."""
    there = {file.table for file in files}
    package: dict[str, Any] = {
        "$schema": _PROFILE,
        "name": "parley-tables",
        "title": "Diplomatic events, participants, claims and dyads",
        "description": f"{coverage_in_words(origin.coverage)} Selection: {origin.selected or 'all events'}.",
        "version": origin.snapshot,
        "sources": [{"title": "Parley", "path": origin.base}],
        **{f"parley:{name}": value for name, value in origin.facts().items()},
        "resources": [_resource(file, there) for file in files],
    }
    return json.dumps(package, ensure_ascii=False, indent=1) + "\n"


def _resource(file: File, there: set[str]) -> dict[str, Any]:
    table = TABLES[file.table]
    return {
        "name": table.name,
        "title": table.title,
        "description": table.about,
        "path": file.path,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.bytes,
        "hash": f"sha256:{file.sha256}",
        "parley:rows": file.rows,
        "dialect": {"lineTerminator": "\r\n"},
        "schema": schema(table, there),
    }


def schema(table: Table, there: Iterable[str] = ()) -> dict[str, Any]:
    """Return the Table Schema of a table; foreign keys lead to those tables that are there."""
    refers: Mapping[str, str] = {column: name for column, name in table.refers.items() if name in set(there)}
    described: dict[str, Any] = {
        "fields": [_field(column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    # part_of may lead out of a selection, which a foreign key must not.
    keys = [
        {"fields": [column], "reference": {"resource": name, "fields": list(TABLES[name].key)}}
        for column, name in refers.items()
        if column != "part_of"
    ]
    return {**described, "foreignKeys": keys} if keys else described


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    field: dict[str, Any] = {"name": column.name, "type": _TYPES[column.kind], "description": column.about}
    if column.kind.many:
        field |= {
            "delimiter": LIST_DELIMITER,
            "itemType": "integer" if column.kind is Kind.INTEGERS else "string",
        }
    if column.term:
        field["rdfType"] = f"{ONTOLOGY}#{column.term}"
    return {**field, "constraints": constraints} if constraints else field
