"""The service and its data as a whole: the description in VoID and DCAT, and the page of it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template

from parley.config import Settings
from parley.errors import Overloaded
from parley.model import IRI
from parley.store.derived.publications import Index
from parley.store.disk.snapshots import Snapshot
from parley.store.service.workers import QueryService
from parley.web.answers.rows import Link, path_of
from parley.web.dereferencing.representations import Described
from parley.web.http.versions import Version
from parley.web.published.description import SelfDescription, policy_in_words
from parley.web.published.dumps import publications
from parley.web.site.pages import Pages
from parley.wording import coverage_in_words

_COUNTS_S = 2.0  # how long a description waits for counts that are being made


@dataclass(frozen=True, slots=True)
class Dataset:
    """Describes the newest snapshot, and those that are asked for."""

    settings: Settings
    service: QueryService
    pages: Pages

    def described(self) -> Described:
        """Return the description of service and dataset, with all counts."""
        snapshot = self.service.snapshots.current()
        index = publications().index(snapshot, wait_s=_COUNTS_S)
        return Described(
            iri=IRI(f"{self.settings.base_iri}void#dataset"),
            path="/void",
            rdf=lambda form, version: self.description(version).rdf(form),
            page=lambda: self._page(snapshot, index),
            key=("void", index is None, policy_in_words(self.settings), self.settings.licence),
        )

    def description(self, version: Version) -> SelfDescription:
        """Return what the service says of itself and of a snapshot; without its counts while they are made.

        Raises Overloaded in place of that for a snapshot that was asked for: its description is not to change.
        """
        index = publications().index(version.snapshot, wait_s=_COUNTS_S)
        if index is None and version.asked:
            raise Overloaded("the counts are being made", retry_after_s=5, remedy="try again in 5 s")
        return SelfDescription(self.settings, version.snapshot, index, examples=self._examples())

    def _examples(self) -> tuple[str, ...]:
        found = self.pages.queries.run("example-resources").solutions
        return tuple(row["example"].value for row in found)

    def _page(self, snapshot: Snapshot, index: Index | None) -> str:
        return render_template(
            "dataset.html",
            snapshot=snapshot,
            index=index,
            licence=self.settings.licence,
            policy=policy_in_words(self.settings),
            examples=[
                Link(text=iri.removeprefix(self.settings.base_iri), path=path_of(iri, self.settings.base_iri))
                for iri in self._examples()
            ],
            coverage=coverage_in_words(self.service.coverage()),
        )
