"""The first page: a question in words, and its answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.exceptions import HTTPException

from parley.ask import whether_in_words
from parley.errors import NotFound, QuestionError
from parley.selection import Selection
from parley.web.answers.answer_rows import sentence_of
from parley.web.answers.prepared import PAGE_SIZE, Shown, page_number, pager_of
from parley.web.http import problems
from parley.web.selecting.asking import QUESTION_MAX, Asker, reading_lines
from parley.web.selecting.explored import explored
from parley.web.selecting.explorer import DRAWINGS, MOST_DRAWN, VIEWS
from parley.web.selecting.facets import query_of
from parley.web.selecting.told_instead import told_instead
from parley.web.site.pages import Pages, serve_pages, today, told
from parley.wording import coverage_in_words, listed, number_in_words

EXAMPLES = (
    "Who met Xi Jinping in March 2023?",
    "When did Putin and Xi last speak?",
    "What is planned between China and Ukraine?",
)
_VIEWS = {"list": VIEWS["list"], "table": "Table"} | VIEWS
_HEADINGS = {
    "certain": "Certain",
    "possible": "Possible: the articles do not date it exactly enough to say",
    "undated": "Undated: no article says when",
    "upcoming": "Still to come",
    "past": "Planned for a day that is past",
}


def blueprint(pages: Pages) -> Blueprint:
    """Return the routes of the first page."""
    routes = Blueprint("explore", __name__)
    service = pages.service
    asker = Asker(pages.explorer, pages.questions)

    @routes.get("/")
    def home() -> str | tuple[str, int]:
        question = " ".join(request.args.get("q", "").split())
        if question:
            return answered(question)
        everything = Selection()
        pager = pager_of(pages.explorer.count(everything), "events")
        cards, _ = pages.explorer.listing(everything, page=pager.page)
        return render_template(
            "home.html",
            cards=cards,
            pager=pager,
            coverage=coverage_in_words(pages.explorer.coverage()),
            shown=pages.queries.shown_page("events", pager),
        )

    def answered(question: str) -> str | tuple[str, int]:
        try:
            reading = asker.read(question, today=today())
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
        view, number = request.args.get("view", "list"), page_number()
        if view not in _VIEWS:
            raise NotFound(f"there is no view {view[:40]!r}", remedy=f"there are {', '.join(_VIEWS)}")
        answer = asker.answer(reading)
        result = asker.found(answer, reading, first=(number - 1) * PAGE_SIZE, size=PAGE_SIZE, today=today())
        events = pages.explorer.events_in(answer.solutions)
        explore = explored(reading.question, reading.bindings, pages.explorer)
        drawn = pages.explorer.drawing(view, events) if view in DRAWINGS and events else {}
        return render_template(
            "answer.html",
            view=view if drawn or view == "table" else "list",
            views=_VIEWS,
            events=len(events),
            most=MOST_DRAWN,
            **drawn,
            question=question,
            verdict=whether_in_words(answer) if reading.whether and "event" in answer.variables else None,
            instead=None if result.items else told_instead(reading, pages.explorer),
            reading=reading_lines(reading, pages.base),
            result=result,
            groups=[] if drawn else [(match, pages.explorer.details(each)) for match, each in result.groups],
            headings=_HEADINGS,
            pager=pager_of(result.items, "answers"),
            coverage=coverage_in_words(answer.coverage),
            explore=None if explore is None else (query_of(explore), pages.explorer.count(explore)),
            shown=Shown(text=reading.sparql),
        )

    serve_pages(routes)

    @routes.app_errorhandler(404)
    def unknown_address(error: HTTPException) -> Response:
        return told(problems.from_http(error))

    @routes.context_processor
    def about_asking() -> dict[str, Any]:
        return {"examples": EXAMPLES, "question_max": QUESTION_MAX}

    routes.add_app_template_filter(sentence_of, "first_sentence")
    routes.add_app_template_filter(number_in_words, "counted")
    routes.add_app_template_filter(listed, "listed")
    routes.add_app_template_filter(_sentence, "sentence")
    routes.add_app_template_filter(_capitalized, "capitalized")
    return routes


def _sentence(text: str) -> str:
    """Return words as a sentence: with a capital at the beginning and a full stop at the end."""
    return _capitalized(text) + ("" if text.endswith((".", "?", "!")) else ".")


def _capitalized(text: str) -> str:
    """Return words with a capital at the beginning; those that follow keep theirs."""
    return text[:1].upper() + text[1:]
