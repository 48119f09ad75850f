"""What pages are made with, and the pages of single things.

Pages of single things are served by `linked_data`, which negotiates between them and RDF.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources as package_files
from typing import Any
from urllib.parse import quote

from flask import Response, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.errors import NotFound
from parley.model import Answer, Term
from parley.questions import Question, read_questions
from parley.resources import data_folder, load_event_types
from parley.store.gate import CheckedQuery
from parley.store.workers import QueryService
from parley.vocab import EventTypes
from parley.web.cards import EventCard, actor_page, article_page, event_cards, event_page
from parley.web.names import Names
from parley.web.schema_org import article_data, as_script, event_data
from parley.web.tables import table_of
from parley.wording import coverage_in_words

PAGE_SIZE = 20
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
        folder = package_files.files("parley.web").joinpath("queries")
        texts = {f.name.removesuffix(".rq"): f.read_text("utf-8") for f in folder.iterdir() if f.name.endswith(".rq")}
        questions = {name: Question(key=name, title="", description="", sparql=text) for name, text in texts.items()}
        return cls(service, questions, {name: service.check(text) for name, text in texts.items()})

    def run(self, name: str, **bindings: str) -> Answer:
        """Answer the query of that name with IRIs for its variables."""
        return self.service.query(self.checked[name], bindings=_terms(bindings))

    def text(self, name: str) -> str:
        """Return the query of that name as it stands in its file."""
        return self.questions[name].sparql

    def shown(self, name: str, **bindings: str) -> Shown:
        """Return the query of that name for the reader."""
        return Shown(text=self.questions[name].filled(_terms(bindings)))

    def listing(self, name: str, page: int, **bindings: str) -> tuple[Answer, Shown]:
        """Answer one page of a listing, and return its query for the reader."""
        # LIMIT cannot be bound; both numbers are integers of ours.
        text = self.questions[name].sparql.replace(_SLICE, f"LIMIT {PAGE_SIZE:d} OFFSET {(page - 1) * PAGE_SIZE:d}")
        terms = _terms(bindings)
        return self.service.query(text, bindings=terms), Shown(
            text=replace(self.questions[name], sparql=text).filled(terms)
        )


def _terms(bindings: Mapping[str, str]) -> dict[str, Term]:
    return {name: Term(type="uri", value=iri) for name, iri in bindings.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """Where a listing stands: `items` entries in all, on pages of `PAGE_SIZE`."""

    page: int
    items: int
    what: str

    @property
    def pages(self) -> int:
        """Return how many pages there are, at least one."""
        return max(1, -(-self.items // PAGE_SIZE))

    @property
    def words(self) -> str:
        """Return "Events 21 to 40 of 1,204"."""
        first, last = (self.page - 1) * PAGE_SIZE + 1, min(self.page * PAGE_SIZE, self.items)
        return f"{self.what.capitalize()} {first:,} to {last:,} of {self.items:,}"


def page_number() -> int:
    """Return the number of the page that the request asks for, from 1; raises NotFound."""
    text = request.args.get("page", "1")
    if not _PAGE.fullmatch(text):
        raise NotFound(f"there is no page {text[:40]!r}", remedy="pages are numbered 1, 2, 3 …")
    return int(text)


def pager_of(items: int, what: str) -> Pager:
    """Return where the request stands in a listing; raises NotFound beyond its last page."""
    pager = Pager(page=page_number(), items=items, what=what)
    if pager.page > pager.pages:
        raise NotFound(f"there is no page {pager.page}", remedy=f"the last page is {pager.pages}")
    return pager


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of single things, each made from the IRI of what it shows; None where there is nothing to show."""

    base: str
    service: QueryService
    queries: Queries
    questions: Mapping[str, Question]
    names: Names
    types: EventTypes

    @classmethod
    def load(cls, settings: Settings, service: QueryService) -> Pages:
        """Read what the pages are made with."""
        questions = read_questions(data_folder("ontology") / "questions")
        return cls(settings.base_iri, service, Queries.load(service), questions, Names(service), load_event_types())

    def details(self, events: Iterable[str]) -> tuple[EventCard, ...]:
        """Return the events of these IRIs, each from a query of its own."""
        answers = (self.queries.run("event", event=event) for event in events)
        return tuple(card for answer in answers for card in event_cards(answer.solutions, self.base))

    def listed_in(self, answer: Answer) -> tuple[EventCard, ...]:
        """Return the events that an answer lists."""
        return self.details(solution["event"].value for solution in answer.solutions)

    def event(self, iri: str) -> str | None:
        """Return the page of an event."""
        answer = self.queries.run("event", event=iri)
        page = event_page(answer.solutions, self.base)
        if page is None:
            return None
        return render_template(
            "event.html",
            page=page,
            data=as_script(event_data(answer.solutions)),
            iri=iri,
            coverage=coverage_in_words(answer.coverage),
            shown=self.queries.shown("event", event=iri),
        )

    def actor(self, iri: str) -> str | None:
        """Return the page of an actor with its events; raises NotFound beyond their last page."""
        page = actor_page(self.queries.run("actor", actor=iri).solutions, self.base)
        if page is None:
            return None
        counted = self.queries.run("actor-count", actor=iri).solutions
        pager = pager_of(int(counted[0]["events"].value) if counted else 0, "events")
        listing, shown = self.queries.listing("actor-events", pager.page, actor=iri)
        return render_template(
            "actor.html",
            page=page,
            iri=iri,
            cards=self.listed_in(listing),
            pager=pager,
            coverage=coverage_in_words(listing.coverage),
            shown=shown,
        )

    def article(self, iri: str) -> str | None:
        """Return the page of an article."""
        answer = self.queries.run("article", article=iri)
        page = article_page(answer.solutions, self.base)
        if page is None:
            return None
        return render_template(
            "article.html",
            page=page,
            data=as_script(article_data(answer.solutions)),
            iri=iri,
            coverage=coverage_in_words(answer.coverage),
            shown=self.queries.shown("article", article=iri),
        )

    def all_questions(self) -> str:
        """Return the list of the competency questions."""
        return render_template(
            "questions.html",
            questions=tuple(self.questions.values()),
            coverage=coverage_in_words(self.service.coverage()),
        )

    def question(self, iri: str) -> str | None:
        """Return the page of a competency question with its example answered."""
        question = self.questions.get(iri.rpartition("/")[2])
        if question is None:
            return None
        bindings = question.bind(dict(question.example), base=self.base, today=today())
        answer = self.service.query(question.sparql, bindings=bindings)
        pager = pager_of(len(answer.solutions), "rows")
        rows = answer.solutions[(pager.page - 1) * PAGE_SIZE : pager.page * PAGE_SIZE]
        hidden = [parameter.name for parameter in question.parameters]
        return render_template(
            "question.html",
            question=question,
            table=table_of(answer.variables, rows, self.base, hidden=hidden),
            pager=pager,
            coverage=coverage_in_words(answer.coverage),
            shown=Shown(text=question.filled(bindings)),
        )


def revalidated(page: Response) -> AnyResponse:
    """Return a page that browsers ask for again, or the 304 that tells them that it has not changed."""
    if page.status_code != 200:
        return page
    page.headers["Cache-Control"] = "no-cache"
    page.add_etag()
    return page.make_conditional(request)


def today() -> dt.date:
    """Return the day of asking."""
    return dt.datetime.now(dt.UTC).date()


def as_page(problem: Response) -> Response:
    """Return a problem as a page for people, with the status and the headers of the problem."""
    if problem.mimetype != "application/problem+json":
        return problem
    facts: dict[str, Any] = json.loads(problem.get_data())
    remedy = facts.get("remedy")
    detail = facts["detail"].removesuffix(f" ({remedy})") if remedy else facts["detail"]
    page = Response(
        render_template(
            "error.html", status=facts["status"], title=facts["title"], detail=detail, remedy=remedy, forms=()
        ),
        facts["status"],
        content_type="text/html; charset=utf-8",
    )
    for name in ("Retry-After", "Allow", "Cache-Control"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page
