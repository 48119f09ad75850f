"""One IRI, one page: every IRI that Parley mints, and every term of its vocabularies, as HTML or RDF.

An IRI with a fragment (a claim, a quotation, a participation) is described in the document of what it is a part of.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.errors import Gone, NotAcceptable, NotFound, ParleyError
from parley.model import IRI
from parley.store.disk.texts import Texts
from parley.store.processes.evaluation import context
from parley.store.processes.formats import GRAPHS, Format
from parley.store.service.workers import QueryService
from parley.vocab import ONTOLOGY, SHAPES
from parley.web.answers.prepared import Pager, pager_of
from parley.web.answers.rows import Link, Row
from parley.web.answers.sources import Descriptions, Source
from parley.web.dereferencing.dataset import Dataset
from parley.web.dereferencing.meant import named_like, things_meant, unknown
from parley.web.dereferencing.representations import (
    COMPACTED,
    FORMS,
    FRAMED,
    Described,
    chosen_form,
    represent,
    split_name,
)
from parley.web.dereferencing.resource import names_of, resource_page, term_lines
from parley.web.http import problems
from parley.web.http.mounted import here
from parley.web.http.negotiate import HTML
from parley.web.http.origins import share
from parley.web.published.dumps import add_routes
from parley.web.published.examples import question_data, questions_data
from parley.web.published.graphs import NamedGraph
from parley.web.reviewing.ontology import former_version
from parley.web.reviewing.review import Review
from parley.web.site.pages import Pages, as_page, today
from parley.wording import coverage_in_words

THINGS = ("event", "actor", "office", "tenure", "place", "period", "diary")
_NAME = re.compile(r"[A-Za-z0-9._~-]{1,400}")
_PATH = re.compile(r"[A-Za-z0-9._~/-]{1,200}")
_CLAIM = re.compile(r"(?P<article>[A-Za-z0-9._~-]{1,120})-(?P<offset>[0-9]{1,9})")
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]{1,2000}", re.IGNORECASE)
_VOCABULARIES = {"ontology": ONTOLOGY, "shapes": SHAPES}
FORMED = tuple(
    f"linked_data.{name}" for name in ("event", "actor", "thing", "genid", "root", "term", "question", "graph", "links")
)
_LINKS = 100  # of a page of what refers to something
_SORTED = 5_000  # references; more stand in the order of the store, for to sort them takes longer than a page may
_CONTEXT_S = 7 * 24 * 3600
_EXTENSIONS = ",".join(form.extension for form in FORMS)


@dataclass(frozen=True, slots=True)
class Resources:
    """Finds what an address stands for and how it is described."""

    settings: Settings
    service: QueryService
    pages: Pages
    descriptions: Descriptions
    review: Review

    # --- what there is ---------------------------------------------------------------------------------------

    def thing(self, kind: str, name: str) -> Described:
        """Return an actor, office, tenure, place, article, version or the corpus; raises NotFound and Gone."""
        path = f"/{kind}/{name}" if name else f"/{kind}"
        iri = f"{self.settings.base_iri}{path[1:]}"
        if (name and not _NAME.fullmatch(name)) or not self._exists(iri):
            meant = things_meant(kind, name, self.pages.explorer.names, self.settings.base_iri)
            self._gone_or_unknown(iri if _NAME.fullmatch(name) else None, f"there is no {kind} {name[:60]!r}", meant)
        source = self.descriptions.of(kind if kind in ("article", "version") else "thing", iri, path)
        shown = {"actor": self.pages.actor, "article": self.pages.article}.get(kind)
        described = self._described(path, source, thing=kind in THINGS, page=shown)
        if kind == "version" and self.settings.full_texts:
            return replace(described, text=lambda: Texts(self.settings.store / "texts").text(name))
        return described

    def event(self, name: str) -> Described | IRI:
        """Return an event, or the IRI of the event that now holds the claim that `name` stands for."""
        base, claimed = self.settings.base_iri, _CLAIM.fullmatch(name)
        if claimed is None:
            raise NotFound(f"there is no event {name[:60]!r}", remedy="the events are listed on the first page")
        article = f"{base}article/{claimed['article']}"
        held = self.pages.queries.run("event-of-claim", claim=f"{article}#claim-{claimed['offset']}").solutions
        if not held:
            self._gone_or_unknown(article, f"there is no event {name!r}")
        iri = IRI(held[0]["event"].value)
        if iri != f"{base}event/{name}":
            return iri
        path = f"/event/{name}"
        return self._described(path, self.descriptions.of("event", iri, path), thing=True, page=self.pages.event)

    def actor(self, name: str) -> Described | IRI:
        """Return an actor, or the IRI of the person of several articles who it is; raises NotFound and Gone."""
        iri = f"{self.settings.base_iri}actor/{name}"
        found = self.pages.queries.run("person", actor=iri).solutions if _NAME.fullmatch(name) else ()
        return IRI(found[0]["other"].value) if found else self.thing("actor", name)

    def graph(self, name: str) -> Described:
        """Return a named graph; raises NotFound and Gone."""
        iri = f"{self.settings.base_iri}graph/{name}"
        if not _PATH.fullmatch(name) or not self.pages.queries.run("graph-exists", this=iri).boolean:
            kind, _, article = name.partition("/")
            known = kind in ("article", "report") and _NAME.fullmatch(article)
            self._gone_or_unknown(
                f"{self.settings.base_iri}article/{article}" if known else None, f"there is no graph {name[:60]!r}"
            )
        return self._described(f"/graph/{name}", NamedGraph(self.service, self.settings, name))

    def corpus(self) -> Described:
        """Return the corpus as a whole."""
        return self.thing("corpus", "")

    def questions(self) -> Described:
        """Return the list of the competency questions."""
        source = questions_data(self.pages.questions.values(), self.settings, today=today())
        return self._described("/questions", source, page=lambda _: self.review.questions(), preferred=HTML)

    def question(self, key: str) -> Described:
        """Return a competency question; raises NotFound."""
        if key not in self.pages.questions:
            there = f"there are {', '.join(self.pages.questions)}"
            meant = named_like(key, self.pages.questions, "/questions")
            raise unknown(f"there is no question {key[:60]!r}", meant, remedy=there)
        source = question_data(self.pages.questions[key], self.settings, today=today())
        return self._described(f"/questions/{key}", source, page=self.pages.question, preferred=HTML)

    def vocabulary(self, name: str) -> Described:
        """Return the ontology or the shapes as a whole."""
        path, graph = f"/{name}", f"{self.settings.base_iri}graph/{name}"
        source = self.descriptions.of("vocabulary", _VOCABULARIES[name], path, vocabulary=graph)
        shown = {"ontology": lambda _: self.review.index()}.get(name, lambda iri: self._terms_page(name, iri, graph))
        return self._described(path, source, page=shown)

    def term(self, vocabulary: str, name: str) -> Described:
        """Return one term of a vocabulary, by its name after `#` or `/`, or a former version; raises NotFound."""
        graph = f"{self.settings.base_iri}graph/{vocabulary}"
        if vocabulary == "ontology" and name in self.review.versions:
            source = former_version(name, self.review.versions[name], base=self.settings.base_iri)
            return self._described(f"/ontology/{name}", source, page=lambda _: self.review.changes())
        if _PATH.fullmatch(name):
            for separator in "#/":
                iri = f"{_VOCABULARIES[vocabulary]}{separator}{name}"
                if self._exists(iri):
                    return self._term(iri, f"/{vocabulary}/{name}", graph)
        message = f"there is no term {name[:60]!r} in the {vocabulary}"
        raise unknown(
            message,
            named_like(name, self.review.names(), "/ontology") if vocabulary == "ontology" else (),
            remedy=f"/{vocabulary} lists them",
        )

    def _term(self, iri: str, path: str, graph: str) -> Described:
        source = self.descriptions.of("term", iri, path, vocabulary=graph)
        return self._described(path, source, page=lambda _: self.review.term(iri) or self.page(source))

    def _exists(self, iri: str) -> bool:
        return bool(self.pages.queries.run("exists", this=iri).boolean)

    def _gone_or_unknown(self, iri: str | None, message: str, meant: Iterable[str] = ()) -> None:
        if iri and self.pages.queries.run("withdrawn", article=iri).boolean:
            raise Gone("the article was withdrawn, and with it everything that it alone said")
        raise unknown(message, meant, remedy="the events on the first page link to all that there is")

    # --- how it is shown -------------------------------------------------------------------------------------

    def _described(
        self,
        path: str,
        source: Source | NamedGraph,
        *,
        thing: bool = False,
        page: Callable[[str], str | None] | None = None,
        preferred: Format = FORMS[0],
    ) -> Described:
        return Described(
            iri=source.iri,
            path=path,
            rdf=source.rdf,
            page=(lambda: page(source.iri)) if page else lambda: self.page(source),
            key=source.key,
            thing=thing,
            preferred=preferred,
            profile=COMPACTED if isinstance(source, NamedGraph) else FRAMED,
        )

    def links(self, iri: str) -> Described:
        """Return what refers to an IRI of any origin, page by page; for people with what is said of it.

        Raises NotFound where the data do not mention it, and beyond the last page.
        """
        if not _IRI.fullmatch(iri) or not self._exists(iri):
            raise NotFound(f"nothing is said of {iri[:200]!r}", remedy="give an IRI that occurs in the data")
        pager = self._pager(iri)
        source = self.descriptions.links(iri, pager)
        about = self.descriptions.of("thing", iri, "/links")
        query = f"?iri={quote(iri, safe='')}"
        beside = ((rel, pager.page + step) for rel, step in (("prev", -1), ("next", 1)))
        return Described(
            iri=IRI(iri),
            path="/links",
            rdf=source.rdf,
            page=lambda: self.page(about),
            key=source.key,
            query=query + (f"&page={pager.page}" if pager.page > 1 else ""),
            relations=tuple((rel, f"/links{query}&page={n}") for rel, n in beside if 1 <= n <= pager.pages),
        )

    def _pager(self, iri: str) -> Pager:
        counted = self.pages.queries.run("links-count", this=iri).solutions
        number = int(counted[0]["links"].value) if counted else 0
        return pager_of(number, "references", size=_LINKS, unsorted=number > _SORTED)

    def page(self, source: Source | NamedGraph) -> str:
        """Return the page of any resource: its statements, what refers to it, how often it is used as a term."""
        rows = source.rows()
        pager = self._pager(source.iri)
        links, shown = self.pages.queries.listing("links", pager, this=source.iri)
        names = names_of(self.settings.base_iri, terms=self._terms(), rows=rows)
        used = self.pages.queries.run("usage", this=source.iri).solutions if source.iri.startswith(ONTOLOGY) else ()
        return render_template(
            "resource.html",
            page=resource_page(source.iri, rows, names),
            iri=source.iri,
            pager=pager,
            links=[
                (
                    Link(text=row["label"].value, path=names.link(row["s"].value).path)
                    if "label" in row
                    else names.link(row["s"].value),
                    names.property(row["p"].value),
                )
                for row in links.solutions
            ],
            used={row["as"].value: int(row["uses"].value) for row in used},
            coverage=coverage_in_words(links.coverage),
            shown=shown,
        )

    def _terms_page(self, name: str, iri: str, graph: str) -> str:
        found = self.pages.queries.run("vocabulary-terms", vocabulary=graph)
        return render_template(
            "vocabulary.html",
            title="The Parley shapes",
            iri=iri,
            terms=term_lines(found.solutions, names_of(self.settings.base_iri, terms=self._terms())),
            coverage=coverage_in_words(found.coverage),
            shown=self.pages.queries.shown("vocabulary-terms", vocabulary=graph),
        )

    def _terms(self) -> tuple[Row, ...]:
        return self.pages.queries.run("labels", ontology=ONTOLOGY).solutions


def blueprint(settings: Settings, pages: Pages, review: Review) -> Blueprint:
    """Return the routes of everything that has an IRI."""
    routes = Blueprint("linked_data", __name__)
    service = pages.service
    resources = Resources(settings, service, pages, Descriptions(settings, service), review)
    dataset = Dataset(settings, service, pages)

    def answer(described: Described, wanted: Format | None) -> AnyResponse:
        return represent(described, wanted, settings, service.snapshots)

    def answer_or_lead(found: Described | IRI, kind: str, wanted: Format | None) -> AnyResponse:
        if isinstance(found, Described):
            return answer(found, wanted)
        # Not for good: with the next article it may be part of yet another one.
        suffix = f".{wanted.extension}" if wanted else ""
        return redirect(here(f"/{kind}/{found.rpartition('/')[2]}{suffix}"), 302)

    @routes.get("/event/<name>")
    def event(name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer_or_lead(resources.event(stem), "event", wanted)

    @routes.get("/actor/<name>")
    def actor(name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer_or_lead(resources.actor(stem), "actor", wanted)

    @routes.get("/<any(office,tenure,place,period,diary,article,version):kind>/<name>")
    def thing(kind: str, name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer(resources.thing(kind, stem), wanted)

    @routes.get("/.well-known/genid/<name>")  # what came as a blank node (RDF 1.1 Concepts, section 3.5)
    def genid(name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer(resources.thing(".well-known/genid", stem), wanted)

    @routes.get("/graph/<path:name>")
    def graph(name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer(resources.graph(stem), wanted)

    @routes.get("/<any(corpus,ontology,shapes,questions,void):root>")
    @routes.get(f"/<any(corpus,ontology,shapes,questions,void):root>.<any({_EXTENSIONS}):extension>")
    def root(root: str, extension: str = "") -> AnyResponse:
        wanted = split_name(f"{root}.{extension}")[1]
        made = {"corpus": resources.corpus, "questions": resources.questions, "void": dataset.described}
        return answer(made[root]() if root in made else resources.vocabulary(root), wanted)

    @routes.get("/<any(ontology,shapes):vocabulary>/<path:name>")
    def term(vocabulary: str, name: str) -> AnyResponse:
        stem, wanted = split_name(name)
        return answer(resources.term(vocabulary, stem), wanted)

    @routes.get("/questions/<key>")
    def question(key: str) -> AnyResponse:
        stem, wanted = split_name(key)
        return answer(resources.question(stem), wanted)

    @routes.get("/context.jsonld")
    def json_ld_context() -> AnyResponse:
        content = json.dumps({"@context": context()}, indent=1) + "\n"
        response = Response(content, content_type="application/ld+json")
        response.headers["Cache-Control"] = f"public, max-age={_CONTEXT_S}"
        response.add_etag()
        return response.make_conditional(request)

    @routes.get("/.well-known/void")
    def well_known() -> AnyResponse:
        return answer(dataset.described(), None)

    add_routes(routes, settings, service, lambda: represent(dataset.described(), HTML, settings, service.snapshots))

    @routes.get("/links")
    @routes.get(f"/links.<any({_EXTENSIONS}):extension>")
    def links(extension: str = "") -> AnyResponse:
        return answer(resources.links(request.args.get("iri", "")), split_name(f"links.{extension}")[1])

    @routes.context_processor
    def forms_of_this() -> dict[str, object]:
        if request.endpoint not in FORMED:
            return {"forms": ()}
        stem = here(split_name(request.path)[0])
        query = f"?{urlencode(request.args)}" if request.endpoint == "linked_data.links" else ""
        return {"forms": [(form, f"{stem}.{form.extension}{query}") for form in GRAPHS]}

    @routes.after_request
    def allow_all_origins(response: Response) -> Response:
        # Any page may read the data, ask whether it may, and follow the redirects to them.
        leads = response.status_code in (302, 303) or request.method == "OPTIONS"
        return share(response) if leads or response.mimetype != HTML.media_type else response

    routes.register_error_handler(ParleyError, lambda error: told(problems.from_parley(error)))
    routes.register_error_handler(HTTPException, lambda error: told(problems.from_http(error)))
    routes.register_error_handler(Exception, lambda error: told(problems.from_unexpected(error)))
    return routes


def told(problem: Response) -> Response:
    """Return a problem as a page for those who asked for one."""
    try:
        wanted = split_name(request.path)[1]
        return as_page(problem) if chosen_form(wanted) is HTML else problem
    except NotAcceptable:
        return problem
