"""The analysts' pages: ask, the events of the corpus, one event, one actor, one article, the competency questions."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import resources as package_files
from typing import Any, NoReturn
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.exceptions import Gone, HTTPException
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.errors import NotFound, ParleyError, QuestionError
from parley.model import Answer, Term
from parley.questions import Question, read_questions
from parley.resources import data_folder
from parley.store.gate import CheckedQuery
from parley.store.workers import QueryService
from parley.web import problems
from parley.web.asking import Asker, found, reading_lines
from parley.web.cards import EventCard, actor_page, article_page, event_cards, event_page
from parley.web.tables import table_of
from parley.wording import coverage_in_words, listed, number_in_words

PAGE_SIZE = 20
QUESTION_MAX = 300
EXAMPLES = (
    "Who met Xi Jinping in March 2023?",
    "When did Putin and Xi last speak?",
    "What is planned between China and Ukraine?",
)
_HEADINGS = {
    "certain": "Certain",
    "possible": "Possible: the articles do not date it exactly enough to say",
    "undated": "Undated: no article says when",
}
_SLICE = "LIMIT 20 OFFSET 0"
_PAGE = re.compile(r"[1-9][0-9]{0,6}")
_IDENTIFIER = re.compile(r"[A-Za-z0-9._~-]{1,200}")
_CLAIM = re.compile(r"(?P<article>[A-Za-z0-9._~-]{1,120})-(?P<offset>[0-9]{1,9})")


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


def _page_number() -> int:
    text = request.args.get("page", "1")
    if not _PAGE.fullmatch(text):
        raise NotFound(f"there is no page {text[:40]!r}", remedy="pages are numbered 1, 2, 3 …")
    return int(text)


def _pager(items: int, what: str) -> Pager:
    """Return where the request stands in a listing; raises NotFound beyond its last page."""
    pager = Pager(page=_page_number(), items=items, what=what)
    if pager.page > pager.pages:
        raise NotFound(f"there is no page {pager.page}", remedy=f"the last page is {pager.pages}")
    return pager


def blueprint(settings: Settings, service: QueryService) -> Blueprint:
    """Return the routes of the pages."""
    routes = Blueprint("explore", __name__)
    base, queries = settings.base_iri, Queries.load(service)
    questions = read_questions(data_folder("ontology") / "questions")
    asker = Asker(service, questions)

    def details(events: Iterable[str]) -> tuple[EventCard, ...]:
        """Return the events of these IRIs, each from a query of its own."""
        answers = (queries.run("event", event=event) for event in events)
        return tuple(card for answer in answers for card in event_cards(answer.solutions, base))

    def listed_in(answer: Answer) -> tuple[EventCard, ...]:
        return details(solution["event"].value for solution in answer.solutions)

    @routes.get("/")
    def home() -> str | tuple[str, int]:
        question = " ".join(request.args.get("q", "").split())
        if question:
            return answered(question)
        pager = _pager(service.coverage().events, "events")
        answer, shown = queries.listing("events", pager.page)
        return render_template(
            "home.html", cards=listed_in(answer), pager=pager, coverage=coverage_in_words(answer.coverage), shown=shown
        )

    def answered(question: str) -> str | tuple[str, int]:
        try:
            if len(question) > QUESTION_MAX:
                raise QuestionError(
                    f"the question has {len(question):,} characters", remedy=f"ask in at most {QUESTION_MAX}"
                )
            reading = asker.read(question, today=_today())
        except QuestionError as error:
            page = render_template(
                "not_understood.html",
                question=question[:QUESTION_MAX],
                message=error.message,
                remedy=None if error.nearest else error.remedy,
                nearest=error.nearest,
                coverage=coverage_in_words(service.coverage()),
            )
            return page, problems.STATUS[QuestionError][0]
        answer = asker.answer(reading)
        number = _page_number()
        result = found(answer, reading, base, first=(number - 1) * PAGE_SIZE, size=PAGE_SIZE)
        return render_template(
            "answer.html",
            question=question,
            reading=reading_lines(reading, base),
            result=result,
            groups=[(match, details(events)) for match, events in result.groups],
            headings=_HEADINGS,
            pager=_pager(result.items, "answers"),
            coverage=coverage_in_words(answer.coverage),
            shown=Shown(text=reading.sparql),
        )

    @routes.get("/event/<name>")
    def event(name: str) -> str | AnyResponse:
        claimed = _CLAIM.fullmatch(name)
        if claimed is None:
            raise NotFound(f"there is no event {name[:60]!r}", remedy="the events are listed on the first page")
        article = f"{base}article/{claimed['article']}"
        held = queries.run("event-of-claim", claim=f"{article}#claim-{claimed['offset']}")
        if not held.solutions:
            gone_or_unknown(article, f"there is no event {name!r}")
        iri = held.solutions[0]["event"].value
        if iri != f"{base}event/{name}":
            # Not for good: with the next article the claim may belong to yet another event.
            return redirect(url_for(".event", name=iri.rpartition("/")[2]), 302)
        answer = queries.run("event", event=iri)
        page = event_page(answer.solutions, base)
        if page is None:
            raise NotFound(f"there is no event {name!r}")
        return render_template(
            "event.html",
            page=page,
            iri=iri,
            coverage=coverage_in_words(answer.coverage),
            shown=queries.shown("event", event=iri),
        )

    @routes.get("/actor/<name>")
    def actor(name: str) -> str:
        iri = f"{base}actor/{name}"
        answer = queries.run("actor", actor=iri) if _IDENTIFIER.fullmatch(name) else None
        page = actor_page(answer.solutions, base) if answer else None
        if page is None:
            raise NotFound(f"there is no actor {name[:60]!r}", remedy="the actors are linked from the events")
        counted = queries.run("actor-count", actor=iri).solutions
        pager = _pager(int(counted[0]["events"].value) if counted else 0, "events")
        listing, shown = queries.listing("actor-events", pager.page, actor=iri)
        return render_template(
            "actor.html",
            page=page,
            iri=iri,
            cards=listed_in(listing),
            pager=pager,
            coverage=coverage_in_words(listing.coverage),
            shown=shown,
        )

    @routes.get("/article/<name>")
    def article(name: str) -> str:
        iri = f"{base}article/{name}"
        answer = queries.run("article", article=iri) if _IDENTIFIER.fullmatch(name) else None
        page = article_page(answer.solutions, base) if answer else None
        if answer is None or page is None:
            gone_or_unknown(iri if answer else None, f"there is no article {name[:60]!r}")
        return render_template(
            "article.html",
            page=page,
            iri=iri,
            coverage=coverage_in_words(answer.coverage),
            shown=queries.shown("article", article=iri),
        )

    def gone_or_unknown(article: str | None, message: str) -> NoReturn:
        if article and queries.run("withdrawn", article=article).boolean:
            raise Gone("The article was withdrawn, and with it everything that it alone said.")
        raise NotFound(message, remedy="the events on the first page link to all that there is")

    @routes.get("/questions")
    def all_questions() -> str:
        return render_template(
            "questions.html", questions=tuple(questions.values()), coverage=coverage_in_words(service.coverage())
        )

    @routes.get("/questions/<key>")
    def one_question(key: str) -> str:
        if key not in questions:
            raise NotFound(f"there is no question {key[:60]!r}", remedy=f"there are {', '.join(questions)}")
        question = questions[key]
        bindings = question.bind(dict(question.example), base=base, today=_today())
        answer = service.query(question.sparql, bindings=bindings)
        pager = _pager(len(answer.solutions), "rows")
        rows = answer.solutions[(pager.page - 1) * PAGE_SIZE : pager.page * PAGE_SIZE]
        hidden = [parameter.name for parameter in question.parameters]
        return render_template(
            "question.html",
            question=question,
            table=table_of(answer.variables, rows, base, hidden=hidden),
            pager=pager,
            coverage=coverage_in_words(answer.coverage),
            shown=Shown(text=question.filled(bindings)),
        )

    @routes.after_request
    def revalidate(response: Response) -> AnyResponse:
        # A page changes with the snapshot; a browser asks again and is told that nothing has changed.
        if response.status_code == 200:
            response.headers["Cache-Control"] = "no-cache"
            response.add_etag()
            return response.make_conditional(request)
        return response

    routes.register_error_handler(ParleyError, lambda error: _as_page(problems.from_parley(error)))
    routes.register_error_handler(HTTPException, lambda error: _as_page(problems.from_http(error)))
    routes.register_error_handler(Exception, lambda error: _as_page(problems.from_unexpected(error)))

    @routes.app_errorhandler(404)
    def unknown_address(error: HTTPException) -> Response:
        response = problems.from_http(error)
        return _as_page(response) if request.accept_mimetypes.accept_html else response

    @routes.context_processor
    def about_asking() -> dict[str, Any]:
        return {"examples": EXAMPLES, "question_max": QUESTION_MAX}

    routes.add_app_template_filter(number_in_words, "counted")
    routes.add_app_template_filter(listed, "listed")
    routes.add_app_template_filter(_sentence, "sentence")
    return routes


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _sentence(text: str) -> str:
    """Return words as a sentence: with a capital at the beginning and a full stop at the end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _as_page(problem: Response) -> Response:
    """Return a problem as a page for people, with the status and the headers of the problem."""
    if problem.mimetype != "application/problem+json":
        return problem
    facts: dict[str, Any] = json.loads(problem.get_data())
    remedy = facts.get("remedy")
    detail = facts["detail"].removesuffix(f" ({remedy})") if remedy else facts["detail"]
    page = Response(
        render_template("error.html", status=facts["status"], title=facts["title"], detail=detail, remedy=remedy),
        facts["status"],
        content_type="text/html; charset=utf-8",
    )
    for name in ("Retry-After", "Allow", "Cache-Control"):
        if name in problem.headers:
            page.headers[name] = problem.headers[name]
    return page
