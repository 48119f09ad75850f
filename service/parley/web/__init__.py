"""The Flask service: the SPARQL endpoint, and the pages beside it.

From requests up, each part on those before it: `http`, `charts`, `answers`, `published`, `protocols`, `selecting`,
`site`, `reviewing`, `dereferencing`; this module puts them together.
"""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable
from importlib import resources as package_files

from flask import Blueprint, Flask, url_for

from parley.administration import Administration
from parley.ask import kinds_of_event
from parley.config import Settings
from parley.editing import Guarded
from parley.iris import Iris
from parley.knowledge import Knowledge
from parley.store.derived.publications import Publications
from parley.store.service.workers import QueryService
from parley.web.answers import names
from parley.web.dereferencing import linked_data
from parley.web.http import (
    access,
    clients,
    encoding,
    headers,
    hosts,
    ignored,
    metrics,
    operation,
    problems,
    slashes,
    versions,
)
from parley.web.http.forwarded import behind_proxies
from parley.web.http.mounted import here, mounted
from parley.web.protocols import admin, explaining, sparql
from parley.web.protocols.repeated import Repeated
from parley.web.published import dumps
from parley.web.reviewing import review
from parley.web.selecting.explorer import Explorer
from parley.web.site import downloads, editor, events, explore, pairs
from parley.web.site.pages import Pages

log = logging.getLogger(__name__)

# Each takes the settings and the queries and returns its routes.
_BLUEPRINTS: tuple[Callable[[Settings, QueryService], Blueprint], ...] = (
    sparql.blueprint,
    explaining.blueprint,
    versions.blueprint,
    operation.blueprint,
)


def create_app(
    settings: Settings, *, queries: QueryService | None = None, administration: Administration | None = None
) -> Flask:
    """Return the service for `settings`; without `queries` it starts its own, which `close_app` ends.

    Where the settings have a token for it, `/admin` takes writes; without `administration`, those that keep to what
    ingestion keeps to.
    """
    app = Flask(__name__)
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.config["MAX_CONTENT_LENGTH"] = 8 * settings.query_max_bytes
    service = queries or QueryService(settings)
    app.extensions["parley.queries"] = service
    app.extensions[dumps.EXTENSION] = Publications(settings.store, settings.base_iri)
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint(settings, service))
    pages = Pages.load(settings, service)
    app.extensions["parley.review"] = reviewed = review.Review.of(pages)
    app.register_blueprint(linked_data.blueprint(settings, pages, reviewed))
    app.register_blueprint(review.blueprint(reviewed))
    app.extensions["parley.pages"] = pages
    app.register_blueprint(explore.blueprint(pages))
    app.register_blueprint(events.blueprint(pages))
    app.register_blueprint(pairs.blueprint(pages))
    app.register_blueprint(editor.blueprint(pages))
    app.register_blueprint(downloads.blueprint(pages))
    app.register_blueprint(names.blueprint(pages.explorer.names, words=kinds_of_event()))
    app.add_template_global(_built, "built")
    app.add_template_filter(here, "here")
    app.add_template_global(pages.explorer.behind, "behind")
    if settings.admin_token:
        if administration is None:
            knowledge = Knowledge(iris=Iris(settings.base_iri), extra_actors=settings.actors)
            administration = Administration(settings, policy=Guarded(knowledge=knowledge))
        app.extensions["parley.administration"] = administration
        app.register_blueprint(admin.blueprint(settings, service, administration))
    problems.register(app)
    app.extensions["parley.metrics"] = figures = metrics.Metrics(service)
    figures.register(app)  # first, so that it sees every request begin
    ignored.register(app)
    slashes.register(app)
    clients.register(app, service)
    access.register(app)
    hosts.register(app, settings)
    headers.register(app, settings)
    encoding.register(app, settings)  # the last one registered is the first to see a response
    outside = mounted(Repeated(app.wsgi_app, queries=service, metrics=figures), settings.base_iri)
    if settings.trusted_proxies:
        outside = behind_proxies(outside, settings.trusted_proxies)
    app.wsgi_app = outside  # type: ignore[assignment, method-assign]
    return app


def _built(name: str) -> str | None:
    """Return the address of a file that the installation has built, None where it has not."""
    there = package_files.files("parley.web").joinpath("static", "built", name).is_file()
    return url_for("static", filename=f"built/{name}") if there else None


def close_app(app: Flask) -> None:
    """End the processes of `app`."""
    publications: Publications = app.extensions[dumps.EXTENSION]
    publications.close()
    reviewed: review.Review = app.extensions["parley.review"]
    reviewed.reports.close()
    pages: Pages = app.extensions["parley.pages"]
    pages.explorer.indexes.close()
    service: QueryService = app.extensions["parley.queries"]
    service.close()
    administration: Administration | None = app.extensions.get("parley.administration")
    if administration is not None:
        administration.close()


def spare_loaded() -> None:
    """Spare what is loaded by now all later searches for garbage: each would hold up every request for 0.1 s and more.

    What refers to itself would stay for good, which of what is loaded is the ontology only, until it changes.
    """
    gc.collect()
    gc.freeze()


def serve(app: Flask, settings: Settings, *, begun: Callable[[], None] = lambda: None) -> None:
    """Serve `app` until SIGTERM or SIGINT; running requests may end, then the workers are gone.

    `begun` is called when it listens.
    """
    from parley.web.http import server

    try:
        listening = server.listen(app, settings, refusal_headers=tuple(headers.security_headers(settings).items()))
        listening.refused = app.extensions["parley.metrics"].refused
        begun()
        log.info("serving=http://%s:%s/ base=%s", settings.host, settings.port, settings.base_iri)
        queries: QueryService = app.extensions["parley.queries"]
        queries.start()
        explorer: Explorer = app.extensions["parley.pages"].explorer
        reviewed: review.Review = app.extensions["parley.review"]

        def load_index() -> None:
            explorer.prepare()
            spare_loaded()

        def load_terms() -> None:
            reviewed.warm()
            spare_loaded()

        explorer.indexes.start(load_index)  # nobody is to wait for it, nor for the terms
        threading.Thread(target=load_terms, name="parley-ontology", daemon=True).start()
        server.run(listening, stop_s=settings.stop_s, stopping=lambda: operation.stop_answering(app))
    finally:
        close_app(app)
        log.info("serving=ended")
