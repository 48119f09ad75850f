"""The pages on which the ontology is reviewed: an index, one for each term, all terms to print, what changed, how good.

What people say about terms is to stand beside them: every page of a term keeps a column for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template, request

from parley.errors import NotFound, ParleyError
from parley.model import IRI
from parley.questions import Question
from parley.resources import version_texts
from parley.review import Kind, ReviewedTerm
from parley.review.terms import PROPERTIES
from parley.vocab import ONTOLOGY
from parley.web.answers.rows import short
from parley.web.published.dumps import publications
from parley.web.reviewing import terms
from parley.web.reviewing.ontology import Served, ServedOntology, Usage
from parley.web.reviewing.quality import Quality
from parley.web.reviewing.terms import FILTERS, Words
from parley.web.site.competency import Competency
from parley.web.site.pages import Pages, serve_pages
from parley.wording import coverage_in_words

_COUNTS_S = 0.05  # how long a page waits for counts that are being made
_REPORT_S = 1.0  # the same of a report
_REST_S = 5.0  # after which no further question is asked for one page
_SEARCH_MAX = 100
_EXAMPLES = {
    Kind.CLASS: "instances",
    Kind.OBJECT_PROPERTY: "uses",
    Kind.DATATYPE_PROPERTY: "uses",
    Kind.CONCEPT: "value-of",
}


@dataclass(frozen=True, slots=True)
class Review:
    """Makes the pages of the ontology."""

    pages: Pages
    served: ServedOntology
    reports: Quality
    competency: Competency
    versions: Mapping[str, str]  # Turtle of the former versions, by their numbers

    @classmethod
    def of(cls, pages: Pages) -> Review:
        """Return the pages of the ontology that these pages' store serves."""
        return cls(
            pages,
            ServedOntology(pages.service, pages.questions),
            Quality(),
            Competency(pages.service, pages.questions),
            version_texts(),
        )

    def warm(self) -> None:
        """Read the ontology before somebody asks for it; what goes wrong is told to those who ask."""
        with suppress(ParleyError):
            self.served.current()

    def index(self) -> str:
        """Return the page of all terms, or of those that a search finds."""
        served = self.served.current()
        ontology = served.reviewed.ontology
        text = " ".join(request.args.get("q", "").split())[:_SEARCH_MAX]
        kind = request.args.get("kind", "")
        kinds = FILTERS.get(kind, tuple(Kind))
        found = terms.matching(ontology, text, kinds) if text or kind in FILTERS else None
        return self._page(
            "index.html",
            served,
            q=text,
            kind=kind if kind in FILTERS else "",
            found=found,
            by_domain=terms.grouped_by_domain(ontology),
            shown=self.pages.queries.shown("vocabulary-terms", vocabulary=f"{self.pages.base}graph/ontology"),
        )

    def term(self, iri: str) -> str | None:
        """Return the page of a term; None where the IRI is that of none."""
        served = self.served.current()
        term = served.reviewed.ontology.terms.get(IRI(iri))
        if term is None:
            return None
        query = _EXAMPLES.get(term.kind)
        answer = self.pages.queries.run(query, this=iri) if query else None
        words = self._words(served)
        return self._page(
            "term.html",
            served,
            term=term,
            examples=terms.examples_of(answer.solutions, words) if answer else (),
            neighbours=_neighbours(served, term),
            coverage=coverage_in_words(answer.coverage if answer else self.pages.service.coverage()),
            shown=self.pages.queries.shown(query, this=iri) if query else None,
        )

    def names(self) -> list[str]:
        """Return the names of the terms of the ontology, as they stand in addresses."""
        return [short(iri) for iri in self.served.current().reviewed.ontology.terms]

    def whole(self) -> str:
        """Return the page of all terms in full, made to be printed."""
        return self._page("whole.html", self.served.current())

    def changes(self) -> str:
        """Return the page of what changed from version to version."""
        return self._page("changes.html", self.served.current())

    def quality(self) -> str:
        """Return the page of what the checks found, or that they are running."""
        served = self.served.current()
        return self._page("quality.html", served, report=self.reports.report(served, wait_s=_REPORT_S))

    def questions(self) -> str:
        """Return the page of the competency questions with what is known of each; `run` asks one, or the rest.

        One that failed is asked again.
        """
        wanted = request.args.get("run", "")
        if wanted == "rest":
            self.competency.ask_rest(within_s=_REST_S)
        elif wanted:
            self.competency.ask(self._question(wanted), again=True)
        known = self.competency.known()
        return render_template(
            "ontology/questions.html",
            questions=tuple(self.pages.questions.values()),
            outcomes=known,
            failed=sum(not outcome.good for outcome in known.values()),
            coverage=coverage_in_words(self.pages.service.coverage()),
        )

    def outcome(self, key: str) -> str:
        """Return what becomes of a competency question, as a part of a page."""
        question = self._question(key)
        return render_template("ontology/outcome.html", question=question, outcome=self.competency.ask(question))

    def _question(self, key: str) -> Question:
        if key not in self.pages.questions:
            raise NotFound(f"there is no question {key[:60]!r}", remedy=f"there are {', '.join(self.pages.questions)}")
        return self.pages.questions[key]

    def _words(self, served: Served) -> Words:
        return Words(served.reviewed.ontology, self.pages.base)

    def _usage(self) -> Usage | None:
        return self.served.usage(publications(), wait_s=_COUNTS_S)

    def _page(self, template: str, served: Served, **values: Any) -> str:
        usage = self._usage()
        values.setdefault("coverage", "")
        return render_template(
            f"ontology/{template}",
            served=served,
            ontology=served.reviewed.ontology,
            header=served.reviewed.ontology.header,
            words=self._words(served),
            usage=usage,
            newest=usage is not None and usage.snapshot.name == self.pages.service.snapshots.current().name,
            Kind=Kind,
            properties=PROPERTIES,
            iri=ONTOLOGY,
            made=terms,
            base=self.pages.base,
            **values,
        )


def _neighbours(served: Served, term: ReviewedTerm) -> Mapping[str, ReviewedTerm]:
    """Return the terms before and after one, among those of its kind."""
    kinds = PROPERTIES if term.kind in PROPERTIES else (term.kind,)
    ordered = [each for each in served.reviewed.ontology.of(*kinds, own=term.own) if each.scheme == term.scheme]
    place = ordered.index(term)
    beside = {"prev": place - 1, "next": place + 1}
    return {rel: ordered[at] for rel, at in beside.items() if 0 <= at < len(ordered)}


def blueprint(review: Review) -> Blueprint:
    """Return the routes of the pages that are not at the IRI of what they show."""
    routes = Blueprint("review", __name__)
    pages = {"quality": review.quality, "changes": review.changes, "whole": review.whole}

    @routes.get("/review/<name>")
    def page(name: str) -> str:
        if name not in pages:
            raise NotFound(f"there is no page {name[:40]!r}", remedy=f"there are {', '.join(pages)}")
        return pages[name]()

    @routes.get("/review/questions/<key>")
    def outcome(key: str) -> str:
        return review.outcome(key)

    serve_pages(routes)
    return routes
