"""The queries of the pages, prepared once, and the pages of their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib import resources as package_files
from urllib.parse import quote

from flask import request

from parley.errors import NotFound
from parley.model import Answer, Term
from parley.questions import Question, written
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.store.sparql.gate import CheckedQuery
from parley.web.answers.rows import Row

PAGE_SIZE = 20
_PART = re.compile(r"(?m)^  (?:\} UNION )?\{$")  # where a part of a union begins
_ORDER = re.compile(r"(?m)^ *ORDER BY .*\n")
_SLICE = "LIMIT 20 OFFSET 0"
_PAGE = re.compile(r"[1-9][0-9]{0,6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A query to read, and the addresses that run it."""

    text: str

    def path(self, format: str) -> str:  # noqa: A002 - the field's word
        """Return the address at which the query is answered in a format: json, csv."""
        return f"/sparql?format={format}&query={quote(self.text, safe='')}"


@dataclass(frozen=True, slots=True)
class Queries:
    """The queries of the pages, by the names of their files."""

    service: QueryService
    questions: Mapping[str, Question]
    checked: Mapping[str, CheckedQuery]

    @classmethod
    def load(cls, service: QueryService) -> Queries:
        """Read and check every query of the folder `queries`."""
        texts = query_texts()
        questions = {name: Question(key=name, title="", description="", sparql=text) for name, text in texts.items()}
        return cls(service, questions, {name: service.check(text) for name, text in texts.items()})

    def run(self, name: str, *, snapshot: Snapshot | None = None, **bindings: str) -> Answer:
        """Answer the query of that name with IRIs for its variables, on a snapshot, by default the newest."""
        return self.service.query(self.checked[name], bindings=_terms(bindings), snapshot=snapshot)

    def run_each(
        self, name: str, variable: str, iris: Sequence[str], *, snapshot: Snapshot | None = None
    ) -> list[list[Row]]:
        """Answer the query of that name, a union of parts, for each of some IRIs in place of a variable.

        One query asks about all: the engine takes a quarter of the time that one query for each takes.
        """
        listed = " ".join(written(Term(type="uri", value=iri)) for iri in iris)
        text = _PART.sub(rf"\g<0>\n    VALUES ?{variable} {{ {listed} }}", self.text(name))
        rows: dict[str, list[Row]] = {iri: [] for iri in iris}
        for row in self.service.query(text, snapshot=snapshot).solutions if iris else ():
            rows[row[variable].value].append(row)
        return [rows[iri] for iri in iris]

    def text(self, name: str) -> str:
        """Return the query of that name as it stands in its file."""
        return self.questions[name].sparql

    def shown(self, name: str, **bindings: str) -> Shown:
        """Return the query of that name for the reader."""
        return Shown(text=self.questions[name].filled(_terms(bindings)))

    def listing(self, name: str, pager: Pager, **bindings: str) -> tuple[Answer, Shown]:
        """Answer one page of a listing, and return its query for the reader."""
        answer = self.service.query(sliced(self.text(name), pager), bindings=_terms(bindings))
        return answer, self.shown_page(name, pager, **bindings)

    def shown_page(self, name: str, pager: Pager, **bindings: str) -> Shown:
        """Return the query for one page of a listing for the reader."""
        question = replace(self.questions[name], sparql=sliced(self.text(name), pager))
        return Shown(text=question.filled(_terms(bindings)))


def query_texts() -> dict[str, str]:
    """Return the queries of the folder `queries` by their names."""
    folder = package_files.files("parley.web").joinpath("queries")
    return {f.name.removesuffix(".rq"): f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".rq")}


def _terms(bindings: Mapping[str, str]) -> dict[str, Term]:
    return {name: Term(type="uri", value=iri) for name, iri in bindings.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a listing stands: `items` entries in all, on pages of `size`."""

    page: int
    items: int
    what: str
    size: int = PAGE_SIZE
    unsorted: bool = False

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.items // self.size))

    @property
    def words(self) -> str:
        """Return "Events 21 to 40 of 1,204"."""
        first, last = (self.page - 1) * self.size + 1, min(self.page * self.size, self.items)
        return f"{self.what.capitalize()} {first:,} to {last:,} of {self.items:,}"


def sliced(text: str, pager: Pager) -> str:
    """Return a query with the LIMIT and OFFSET of a page; that of a list too long to be sorted has no order."""
    if pager.unsorted:
        text = _ORDER.sub("", text)
    # LIMIT cannot be bound; both numbers are integers of ours.
    return text.replace(_SLICE, f"LIMIT {pager.size:d} OFFSET {(pager.page - 1) * pager.size:d}")


def page_number() -> int:
    """Return the number of the page that the request asks for, from 1; raises NotFound."""
    text = request.args.get("page", "1")
    if not _PAGE.fullmatch(text):
        raise NotFound(f"there is no page {text[:40]!r}", remedy="pages are numbered 1, 2, 3 …")
    return int(text)


def pager_of(items: int, what: str, *, size: int = PAGE_SIZE, unsorted: bool = False) -> Pager:
    """Return where the request stands in a listing; raises NotFound beyond its last page."""
    pager = Pager(page=page_number(), items=items, what=what, size=size, unsorted=unsorted)
    if pager.page > pager.pages:
        raise NotFound(f"there is no page {pager.page}", remedy=f"the last page is {pager.pages}")
    return pager
