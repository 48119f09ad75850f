"""The pages of single things, which `linked_data` serves and negotiates between them and RDF."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from parley.ask import Candidate
from parley.config import Settings
from parley.errors import NotAcceptable, NotFound, ParleyError, QuestionError
from parley.questions import Parameter, Question, read_questions
from parley.resources import data_folder, load_event_types
from parley.selection import Selection
from parley.store import Texts
from parley.store.derived.indexes import Indexes
from parley.store.processes.formats import Format
from parley.store.service.workers import QueryService
from parley.web.answers.answer_rows import answer_rows
from parley.web.answers.cards import EventCard
from parley.web.answers.embedded import as_script
from parley.web.answers.names import Names
from parley.web.answers.prepared import PAGE_SIZE, Queries, Shown, pager_of
from parley.web.answers.reading import Span, paragraphs, sentences_of
from parley.web.answers.rows import Link, path_of, short
from parley.web.answers.schema_org import article_data, event_data
from parley.web.answers.things import SIDES, EventPage, actor_page, article_page, event_page
from parley.web.charts.timeline import LEGEND
from parley.web.http import problems
from parley.web.http.mounted import here
from parley.web.http.negotiate import HTML, choose
from parley.web.http.versions import other_version
from parley.web.selecting.explorer import Explorer
from parley.web.selecting.facets import query_of
from parley.wording import coverage_in_words

_PROBLEM = Format(name="problem", media_type="application/problem+json", also=("application/json",), extension="json")
# Whom or what a name may mean, by the type of a parameter of a question.
_FITTING: Mapping[str, Callable[[Candidate], bool]] = {
    "actor": lambda candidate: candidate.kind != "place",
    "place": lambda candidate: candidate.is_somewhere,
    "destination": lambda candidate: True,
}
_FEW, _COUNTERPARTS = 3, 8
_NO_VALUES = ("page", "snapshot")  # parameters of an address that are none of a question
_NEAR, _MONTH = dt.timedelta(days=10), dt.timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of single things, each made from the IRI of what it shows; None where there is nothing to show."""

    explorer: Explorer
    questions: Mapping[str, Question]
    texts: Texts | None  # of articles; None where they are not shown

    @classmethod
    def load(cls, settings: Settings, service: QueryService) -> Pages:
        """Read what the pages are made with."""
        types = load_event_types()
        indexes = Indexes(settings.store, settings.base_iri, types)
        explorer = Explorer(
            base=settings.base_iri,
            service=service,
            queries=Queries.load(service),
            indexes=indexes,
            names=Names(service, indexes),
            types=types,
        )
        questions = read_questions(data_folder("ontology") / "questions")
        return cls(explorer, questions, Texts(settings.store / "texts") if settings.full_texts else None)

    @property
    def base(self) -> str:
        """Return what instance IRIs begin with."""
        return self.explorer.base

    @property
    def service(self) -> QueryService:
        """Return what answers queries."""
        return self.explorer.service

    @property
    def queries(self) -> Queries:
        """Return the queries of the pages."""
        return self.explorer.queries

    def event(self, iri: str) -> str | None:
        """Return the page of an event."""
        answer = self.queries.run("event", event=iri)
        page = event_page(answer.solutions, self.queries.run("tellings", event=iri).solutions, self.base)
        if page is None:
            return None
        return render_template(
            "event.html",
            page=page,
            data=as_script(event_data(answer.solutions)),
            iri=iri,
            around=self._around(page),
            coverage=coverage_in_words(answer.coverage),
            shown=self.queries.shown("event", event=iri),
        )

    def _around(self, page: EventPage) -> tuple[EventCard, ...]:
        """Return other contacts of two who met in an event of two sides, some days before and after it."""
        if not page.pairs or page.start is None or page.end is None or page.end - page.start > _MONTH:
            return ()
        both = page.pairs[:2][-1]  # two persons where there are any, else their sides
        names = (both.path or "").split("/")[2:]
        near = Selection(tuple(("actor", f"actor/{name}") for name in names)).having("type", "contact")
        near = near.having("from", (page.start - _NEAR).isoformat()).having("to", (page.end + _NEAR).isoformat())
        cards, _ = self.explorer.listing(near, size=2 * _FEW + 1)
        return tuple(card for card in cards if card.link.path != page.card.link.path)

    def actor(self, iri: str) -> str | None:
        """Return the page of an actor with its events; raises NotFound beyond their last page."""
        page = actor_page(self.queries.run("actor", actor=iri).solutions, self.base)
        if page is None:
            return None
        pager = pager_of(self.explorer.involving(iri), "events")
        own = Selection((("actor", iri.removeprefix(self.base)),))
        contacts = own.having("type", "contact")
        last, _ = self.explorer.listing(contacts.having("status", "occurred"), size=_FEW)
        coming = contacts.having("status", "planned").having("from", today().isoformat())
        following, _ = self.explorer.listing(coming, size=_FEW, newest_first=False)
        drawn, _ = self.explorer.over_time(contacts)
        return render_template(
            "actor.html",
            page=page,
            iri=iri,
            own=Link(text=page.label, path=path_of(iri, self.base)),
            cards=self.explorer.listing_of(iri, page=pager.page),
            counterparts=self._counterparts(iri),
            sides=self._sides(iri) if page.kind in SIDES else [],
            acting=self._acting_for(iri) if page.kind in SIDES else [],
            last=[card for card in last if card.dated],  # undated ones come last
            following=following,
            drawn=drawn,
            number=self.explorer.count(contacts),
            legend=LEGEND,
            query=query_of(own),
            unbound=query_of(contacts),
            pager=pager,
            coverage=coverage_in_words(self.explorer.coverage()),
            shown=self.queries.shown_page("actor-events", pager, actor=iri),
        )

    def _counterparts(self, iri: str) -> list[tuple[Link, str, int]]:
        """Return those whom an actor was in contact with most: their page, the events of both, how many."""
        own = Selection((("actor", iri.removeprefix(self.base)), ("type", "contact")))
        return [
            (
                Link(text=label, path=path_of(other, self.base)),
                query_of(own.having("actor", other.removeprefix(self.base))),
                number,
            )
            for other, label, number in self.explorer.counterparts(iri, most=_COUNTERPARTS)
        ]

    def _sides(self, iri: str) -> list[tuple[Link, int]]:
        """Return with which countries and organisations one was in contact most, and how often."""
        held = Selection((("party", iri.removeprefix(self.base)), ("type", "contact")))
        held = held.having("status", "occurred").having("status", "ongoing")
        found = []
        for row in self.explorer.view("pairs-of-sides", held)[0].solutions:
            others = [name for name in ("a", "b") if row[name].value != iri]
            if len(others) == 1:
                other = Link(text=row[f"{others[0]}Label"].value, path=path_of(row[others[0]].value, self.base))
                found.append((other, int(row["events"].value)))
        return found[:_COUNTERPARTS]

    def _acting_for(self, iri: str) -> list[tuple[Link, int]]:
        """Return who acted for a country or organisation, and in how many events."""
        found = self.explorer.acting_for(iri, most=_COUNTERPARTS)
        return [(Link(text=label, path=path_of(actor, self.base)), number) for actor, label, number in found]

    def article(self, iri: str) -> str | None:
        """Return the page of an article."""
        answer = self.queries.run("article", article=iri)
        page = article_page(answer.solutions, self.base)
        if page is None:
            return None
        spans = [
            Span(
                start=int(row["offset"].value),
                end=int(row["until"].value),
                anchor=short(row["claim"].value),
                fragment=short(row["evidence"].value),
            )
            for row in answer.solutions
            if "until" in row
        ]
        text = paragraphs(self._text(page.sha256), spans)
        return render_template(
            "article.html",
            page=page,
            data=as_script(article_data(answer.solutions)),
            iri=iri,
            text=text,
            numbers={telling.anchor: number for number, telling in enumerate(page.tellings, 1)},
            sentences=sentences_of(spans) if text else {},
            refused=self.queries.run("refused", article=iri).solutions,
            coverage=coverage_in_words(answer.coverage),
            shown=self.queries.shown("article", article=iri),
        )

    def _text(self, sha256: str | None) -> str:
        """Return the text of an article, an empty one where it is not shown or not there."""
        if self.texts is None or sha256 is None:
            return ""
        try:
            return self.texts.text(sha256)
        except NotFound:
            return ""

    def question(self, iri: str) -> str | None:
        """Return the page of a competency question, answered for the values in the address, else for its example."""
        question = self.questions.get(iri.rpartition("/")[2])
        if question is None:
            return None
        given = {name: value.strip() for name, value in request.args.items() if name not in _NO_VALUES}
        values = {name: self._named(question.parameter(name), value) for name, value in given.items() if value}
        values = values or dict(question.example)
        bindings = question.bind(values, base=self.base, today=today())
        answer = self.service.query(question.sparql, bindings=bindings)
        pager = pager_of(len(answer.solutions), "rows")
        rows = answer.solutions[(pager.page - 1) * PAGE_SIZE : pager.page * PAGE_SIZE]
        hidden = [parameter.name for parameter in question.parameters]
        table = answer_rows(question, answer.variables, rows, self.base, hidden=hidden)
        return render_template(
            "question.html",
            question=question,
            values=values,
            example=values == dict(question.example),
            table=table,
            compared=table.compared() if table.has_sides else (),
            pager=pager,
            coverage=coverage_in_words(answer.coverage),
            shown=Shown(text=question.filled(bindings)),
        )

    def _named(self, parameter: Parameter, value: str) -> str:
        """Return a value of a question; for the name of somebody or of a place, its IRI. Raises QuestionError."""
        fits = _FITTING.get(parameter.type)
        if fits is None or "/" in value:
            return value
        names = self.explorer.names.index()
        fitting = [candidate for candidate in names.find(value) if fits(candidate)]
        if not fitting:
            near = names.near(value)
            meant = f"did you mean {' or '.join(near)}?" if near else "give a name or an IRI such as actor/china"
            raise QuestionError(f"nobody and no place here is called {value[:60]!r}", nearest=near, remedy=meant)
        return fitting[0].iri.removeprefix(self.base)


def serve_pages(routes: Blueprint) -> None:
    """Let what `routes` answer be revalidated by browsers, and every error of theirs be a page."""
    routes.after_request(revalidated)
    routes.register_error_handler(ParleyError, lambda error: as_page(problems.from_parley(error)))
    routes.register_error_handler(HTTPException, lambda error: as_page(problems.from_http(error)))
    routes.register_error_handler(Exception, lambda error: as_page(problems.from_unexpected(error)))


def told(problem: Response) -> Response:
    """Return a problem as a page for those who would rather have one."""
    try:
        wanted = choose(request.headers.get("Accept"), (_PROBLEM, HTML), what="an error")
    except NotAcceptable:
        return problem
    return as_page(problem) if wanted is HTML else problem


def revalidated(page: Response) -> AnyResponse:
    """Return a page that browsers ask for again, or the 304 that tells them that it has not changed."""
    if page.status_code != 200:
        return page
    page.headers["Cache-Control"] = "no-cache"
    page.add_etag()
    answer = page.make_conditional(request)
    return answer if answer.status_code != 412 else as_page(problems.from_parley(other_version()))


def today() -> dt.date:
    """Return the day of asking."""
    return dt.datetime.now(dt.UTC).date()


def as_page(problem: Response, *, instead: Sequence[tuple[str, str]] = ()) -> Response:
    """Return a problem as a page for people, with the status and the headers of the problem.

    `instead` has the words and the addresses of what there is in place of what was asked for.
    """
    if problem.mimetype != "application/problem+json":
        return problem
    facts: dict[str, Any] = json.loads(problem.get_data())
    remedy = facts.get("remedy")
    detail = facts["detail"].removesuffix(f" ({remedy})") if remedy else facts["detail"]
    if not instead and facts["type"].endswith("#not-found"):
        instead = [(path, here(path)) for path in facts.get("nearest", ())]
    empty = facts["type"].endswith("#nothing-ingested")
    page = Response(
        render_template(
            "error.html",
            status=facts["status"],
            title=facts["title"],
            detail=detail,
            remedy=None if instead else remedy,
            instead=instead,
            again=request.full_path.rstrip("?") if empty or "Retry-After" in problem.headers else None,
            empty=empty,
            forms=(),
        ),
        facts["status"],
        content_type="text/html; charset=utf-8",
    )
    for name in ("Retry-After", "Allow", "Cache-Control"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page
