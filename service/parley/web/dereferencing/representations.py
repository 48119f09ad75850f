"""How what we know of something is sent: in the format that suits the client, with the headers that lead on from it.

Things of the world (events, actors, places) are no documents, so their IRIs answer 303 with the address of one; what is
a document answers 200, and says in Content-Location which of its forms that is. Each form has an address of its own:
`.html`, `.ttl`, `.jsonld`, `.nt`, `.rdf`. Clients without a preference (`*/*`, no header) get Turtle: browsers always
name HTML, so it is programs that have none, and data are what they come for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from parley.config import Settings
from parley.errors import NotFound
from parley.model import IRI
from parley.store.disk.snapshots import Snapshots
from parley.store.processes.formats import GRAPHS, Format
from parley.vocab import ONTOLOGY
from parley.web.http.mounted import here
from parley.web.http.negotiate import HTML, choose
from parley.web.http.versions import PARAMETER, Version, mark, unchanged, version_of
from parley.web.site.pages import revalidated

FORMS = (*GRAPHS, HTML)
FRAMED, COMPACTED = "http://www.w3.org/ns/json-ld#framed", "http://www.w3.org/ns/json-ld#compacted"
"""What JSON-LD is said to be (JSON-LD 1.1, section 6.1): a tree of the thing described, or its nodes one by one."""
TEXT = Format(name="text", media_type="text/plain", extension="txt")
_BY_EXTENSION = {form.extension: form for form in (*FORMS, TEXT)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is to be sent: a description of `iri`, at `path` and the addresses below it.

    `rdf` makes it in a graph format from a version of the store, `page` for people (None where there is nothing to
    show), `text` is the thing itself where that is a text that may be served. `key` is what else it depends on, for
    caches; `query` what follows its path in every address. `profile` is what `rdf` makes JSON-LD as, `relations` are
    more links: relation and target.
    """

    iri: IRI
    path: str
    rdf: Callable[[Format, Version], bytes]
    page: Callable[[], str | None]
    key: tuple[object, ...]
    thing: bool = False
    preferred: Format = FORMS[0]
    text: Callable[[], str] | None = None
    query: str = ""
    profile: str = FRAMED
    relations: tuple[tuple[str, str], ...] = ()

    @property
    def forms(self) -> tuple[Format, ...]:
        """Return the formats, first the one for clients that have no preference."""
        others = (*((TEXT,) if self.text else ()), *FORMS)
        return (self.preferred, *(form for form in others if form != self.preferred))


def split_name(name: str) -> tuple[str, Format | None]:
    """Return a name without its suffix, and the format that the suffix stands for: ("x", Turtle) of "x.ttl"."""
    stem, _, extension = name.rpartition(".")
    form = _BY_EXTENSION.get(extension)
    return (stem, form) if stem and form else (name, None)


def chosen_form(wanted: Format | None, forms: tuple[Format, ...] = FORMS) -> Format:
    """Return the format of the current request: that of the suffix, else what it accepts; raises NotAcceptable."""
    return wanted or choose(request.headers.get("Accept"), forms, what="this resource")


def represent(what: Described, wanted: Format | None, settings: Settings, snapshots: Snapshots) -> AnyResponse:
    """Return the answer to the current request for a description, in the format of its suffix or what it accepts."""
    form = chosen_form(wanted, what.forms)
    response: AnyResponse
    if what.thing and wanted is None:
        query = f"?{request.query_string.decode('ascii', 'replace')}" if request.query_string else ""
        response = redirect(f"{address(what, form)}{query}", 303)
        response.headers["Cache-Control"] = "no-cache"
    elif form is HTML:
        response = _page(what, snapshots)
    elif form is TEXT:
        if what.text is None:
            raise NotFound(f"{what.iri} is not served as text", remedy=f"there are {_listed(what)}")
        response = revalidated(Response(what.text(), content_type=TEXT.content_type))
    else:
        response = _data(what, form, snapshots)
    if wanted is None:
        response.vary.add("Accept")
        if not what.thing:
            response.headers["Content-Location"] = address(what, form)
    else:
        response.vary.discard("Accept")
    _lead_on(response, what, form, settings)
    return response


def address(what: Described, form: Format) -> str:
    """Return the path of a description in one format."""
    return here(f"{what.path}.{form.extension}{what.query}")


def _listed(what: Described) -> str:
    return ", ".join(f".{form.extension}" for form in what.forms)


def _page(what: Described, snapshots: Snapshots) -> AnyResponse:
    asked = request.args.get(PARAMETER)
    if asked is not None and version_of(snapshots, asked).snapshot != snapshots.current():
        raise NotFound(
            f"pages show the newest snapshot, not {asked[:40]!r}",
            remedy=f"leave it out, or ask for data: {', '.join(f'.{form.extension}' for form in GRAPHS)}",
        )
    content = what.page()
    if content is None:
        raise NotFound(f"nothing is known of {what.iri}")
    return revalidated(Response(content, content_type=HTML.content_type))


def _data(what: Described, form: Format, snapshots: Snapshots) -> Response:
    version = version_of(snapshots, request.args.get(PARAMETER))
    key = (*what.key, form.name)
    if response := unchanged(version, *key):
        return response
    content_type = f'{form.content_type};profile="{what.profile}"' if form.name == "jsonld" else form.content_type
    return mark(Response(what.rdf(form, version), content_type=content_type), version, *key)


def _lead_on(response: AnyResponse, what: Described, form: Format, settings: Settings) -> None:
    """Say in Link headers (RFC 8288) what this is about, its other forms, its vocabulary, profile and licence."""
    links = [f'<{what.iri}>; rel="describes"'] if not what.thing or response.status_code != 303 else []
    if response.status_code == 303:
        links.append(f'<{response.headers["Location"]}>; rel="describedby"; type="{form.media_type}"')
    links += [
        f'<{address(what, other)}>; rel="alternate"; type="{other.media_type}"'
        for other in what.forms
        if other is not form
    ]
    links += [
        f'<{here("/ontology")}>; rel="describedby"',
        f'<{ONTOLOGY}>; rel="profile"',
        f'<{settings.licence}>; rel="license"',
        f'<{here("/void#dataset")}>; rel="http://rdfs.org/ns/void#inDataset"',
    ]
    links += [f'<{here(target)}>; rel="{relation}"' for relation, target in what.relations]
    for link in links:
        response.headers.add("Link", link)
