"""What merging remembers from one ingestion to the next, so as not to look at everything again: `ledger.sqlite`.

The ledger holds nothing that the stored graphs do not tell. It says of which state of the store it speaks; where that
is not the present one, or where it is missing, it is written anew from the graphs.

article   what merging needs to know of an article
claim     the claims, each with its event, the claim it was joined to, the medium it cites and the claim it is part of
event     the events, each with the one that most of its claims are part of
key       under which keys (as numbers) an event is found, and under which it looks for others or is held against plans
outline   of plans and of what took place, what decides whether the two fit
rival     events whose claims fitted one another
uses      actors and places that an event names, the period that it lies in and the diaries that it stands in
actor, place   how claims describe them, with the number of claims
"""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from parley.errors import StoreError
from parley.merge import ArticleInfo, Named, Outline, Placed, key_number, outline_keys
from parley.model import IRI, Actor, ActorKind, Claim, Coverage, Place, PublishedBasis
from parley.store.disk.claims import claim_from_text, claim_to_text

_FORMAT = "5"
_NOTED, _SOUGHT, _PLANNED, _HELD = 1, 2, 3, 4
_MANY = 400  # values of one query
_SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE article (
  iri TEXT PRIMARY KEY, publisher TEXT, published INTEGER, basis TEXT, fingerprint TEXT, claims INTEGER
) WITHOUT ROWID;
CREATE INDEX article_published ON article (published);
CREATE TABLE publisher (name TEXT PRIMARY KEY, articles INTEGER, telling INTEGER) WITHOUT ROWID;
CREATE TABLE claim (
  iri TEXT PRIMARY KEY, article TEXT, event TEXT, joined_to TEXT, cited TEXT, part_of TEXT, record TEXT
);
CREATE INDEX claim_article ON claim (article);
CREATE INDEX claim_event ON claim (event);
CREATE INDEX claim_cited ON claim (cited) WHERE cited IS NOT NULL;
CREATE INDEX claim_part_of ON claim (part_of) WHERE part_of IS NOT NULL;
CREATE TABLE event (id INTEGER PRIMARY KEY, iri TEXT UNIQUE, whole TEXT);
CREATE TABLE key (key INTEGER, kind INTEGER, event INTEGER, PRIMARY KEY (key, kind, event)) WITHOUT ROWID;
CREATE INDEX key_event ON key (event);
CREATE TABLE outline (event INTEGER PRIMARY KEY, type TEXT, first INTEGER, last INTEGER, participants TEXT);
CREATE TABLE rival (event TEXT, other TEXT, PRIMARY KEY (event, other)) WITHOUT ROWID;
CREATE TABLE uses (event TEXT, node TEXT, PRIMARY KEY (event, node)) WITHOUT ROWID;
CREATE INDEX uses_node ON uses (node);
CREATE TABLE actor (
  iri TEXT, label TEXT, kind TEXT, party TEXT, claims INTEGER, PRIMARY KEY (iri, label, kind, party)
) WITHOUT ROWID;
CREATE INDEX actor_party ON actor (party);
CREATE TABLE person (
  name TEXT, iri TEXT, party TEXT, office TEXT, claims INTEGER, PRIMARY KEY (name, iri, party, office)
) WITHOUT ROWID;
CREATE TABLE place (iri TEXT, record TEXT, inside TEXT, claims INTEGER, PRIMARY KEY (iri, record)) WITHOUT ROWID;
CREATE INDEX place_inside ON place (inside);
CREATE TABLE count (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
"""

_OUTLINES = (
    "SELECT DISTINCT iri, kind, type, first, last, participants"
    " FROM key JOIN outline ON outline.event = key.event JOIN event ON event.id = key.event"
)


class Ledger:
    """The ledger in `file`, written in one transaction, `disagree` to `agree`; implements `parley.merge.Memory`."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._opened: sqlite3.Connection | None = None

    # --- which state it speaks of ------------------------------------------------------------------------------------

    def agrees_with(self, state: str) -> bool:
        """Say whether the ledger speaks of this state of the store and of the knowledge that events are made with."""
        if not self._file.exists():
            return False
        try:
            return self._meta("format") == _FORMAT and self._meta("state") == state
        except sqlite3.DatabaseError:
            return False

    def clear(self) -> None:
        """Begin an empty ledger."""
        self.close()
        for file in (self._file, self._file.with_name(self._file.name + "-journal")):
            file.unlink(missing_ok=True)
        self._db.executescript(_SCHEMA)
        self._set_meta("format", _FORMAT)
        self._db.commit()

    def disagree(self) -> None:
        """Say that the ledger speaks of no state, until `agree` keeps this with all that follows.

        Cut short, that is lost: the ledger speaks of the former state, which the store is no longer in.
        """
        self._set_meta("state", "")

    def agree(self, state: str) -> None:
        """Keep what was written, and say of which state it speaks."""
        self._set_meta("state", state)
        self._db.commit()

    def close(self) -> None:
        """Give the file back; what was not kept is lost."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    @property
    def _db(self) -> sqlite3.Connection:
        if self._opened is None:
            try:
                self._opened = sqlite3.connect(self._file)
            except sqlite3.Error as error:
                raise StoreError(f"the ledger cannot be opened: {error}", where=str(self._file)) from error
        return self._opened

    def _meta(self, name: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, name: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # --- articles and claims -----------------------------------------------------------------------------------------

    def claims_of(self, article: IRI) -> list[Claim]:
        """Return the claims of an article."""
        return [
            claim_from_text(r) for (r,) in self._db.execute("SELECT record FROM claim WHERE article = ?", (article,))
        ]

    def put_article(self, info: ArticleInfo, *, claims: int) -> None:
        """Add an article, which must not be there."""
        published = info.published.toordinal() if info.published else None
        self._db.execute(
            "INSERT INTO article VALUES (?, ?, ?, ?, ?, ?)",
            (info.iri, info.publisher, published, info.published_basis.value, info.fingerprint, claims),
        )
        self._count("articles", 1)
        self._count("undated", published is None)
        self._count("claims", claims)
        self._count_publisher(info.publisher, 1, claims)

    def drop_article(self, article: IRI) -> None:
        """Take an article out, if it is there; its claims are taken out by `drop_claims`."""
        row = self._db.execute("SELECT publisher, published, claims FROM article WHERE iri = ?", (article,)).fetchone()
        if row is None:
            return
        publisher, published, claims = row
        self._db.execute("DELETE FROM article WHERE iri = ?", (article,))
        self._count("articles", -1)
        self._count("undated", -(published is None))
        self._count("claims", -claims)
        self._count_publisher(publisher, -1, claims)

    def _count(self, name: str, change: int) -> None:
        if change:
            self._db.execute(
                "INSERT INTO count VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET number = number + ?2",
                (name, int(change)),
            )

    def _count_publisher(self, name: str | None, sign: int, claims: int) -> None:
        if name:
            self._db.execute(
                "INSERT INTO publisher VALUES (?1, ?2, ?3) "
                "ON CONFLICT (name) DO UPDATE SET articles = articles + ?2, telling = telling + ?3",
                (name, sign, sign * bool(claims)),
            )
            self._db.execute("DELETE FROM publisher WHERE articles = 0")

    def publishers(self, *, telling: bool) -> set[str]:
        """Return the publishers of all articles, with `telling` only of those that make a claim."""
        return {n for (n,) in self._db.execute("SELECT name FROM publisher WHERE telling > 0 OR NOT ?", (telling,))}

    def articles_known(self) -> Iterator[IRI]:
        """Yield the IRI of every article."""
        yield from (IRI(iri) for (iri,) in self._db.execute("SELECT iri FROM article ORDER BY iri"))

    def coverage(self) -> tuple[Coverage, set[str]]:
        """Return what the articles cover, with the voices left to be counted, and the names of the publishers."""
        number = dict(self._db.execute("SELECT name, number FROM count"))
        first, last = self._db.execute(
            "SELECT (SELECT min(published) FROM article WHERE published IS NOT NULL),"
            " (SELECT max(published) FROM article)"
        ).fetchone()
        coverage = Coverage(
            articles=number.get("articles", 0),
            claims=number.get("claims", 0),
            events=number.get("events", 0),
            undated_articles=number.get("undated", 0),
            published_from=None if first is None else dt.date.fromordinal(first),
            published_to=None if last is None else dt.date.fromordinal(last),
        )
        return coverage, self.publishers(telling=False)

    def add_claim(self, claim: Claim, *, cited: str | None) -> None:
        """Add a claim, not yet in an event."""
        self._db.execute(
            "INSERT INTO claim (iri, article, cited, part_of, record) VALUES (?, ?, ?, ?, ?)",
            (claim.iri, claim.article, cited, claim.part_of, claim_to_text(claim)),
        )

    def drop_claims(self, claims: Collection[IRI]) -> None:
        """Take claims out."""
        self._db.executemany("DELETE FROM claim WHERE iri = ?", [(claim,) for claim in claims])

    def citing(self, voices: Collection[str]) -> set[IRI]:
        """Return the events with a claim that cites one of these media."""
        return {IRI(r[0]) for r in self._rows("SELECT event FROM claim WHERE cited IN ({})", voices) if r[0]}

    # --- events ------------------------------------------------------------------------------------------------------

    def events_of(self, claims: Collection[IRI]) -> set[IRI]:
        """Return the events that hold these claims."""
        return {IRI(r[0]) for r in self._rows("SELECT event FROM claim WHERE iri IN ({})", claims) if r[0]}

    def event_of(self, claim: IRI) -> IRI | None:
        """Return the event that holds a claim."""
        row = self._db.execute("SELECT event FROM claim WHERE iri = ?", (claim,)).fetchone()
        return IRI(row[0]) if row and row[0] else None

    def with_rivals(self, events: Collection[IRI]) -> set[IRI]:
        """Return these events, their rivals, the rivals of those and so on."""
        found, new = set(events), set(events)
        while new:
            new = {IRI(r[0]) for r in self._rows("SELECT other FROM rival WHERE event IN ({})", new)} - found
            found |= new
        return found

    def near(self, *, sought: Collection[int], noted: Collection[int]) -> set[IRI]:
        """Return the events that are found under a key of `sought`, and those that look under a key of `noted`."""
        found: set[IRI] = set()
        query = "SELECT DISTINCT iri FROM key JOIN event ON event.id = key.event WHERE kind = ? AND key IN ({})"
        for keys, kind in ((sought, _NOTED), (noted, _SOUGHT)):
            found.update(IRI(r[0]) for r in self._rows(query, keys, kind))
        return found

    def placed(self, events: Collection[IRI]) -> list[Placed]:
        """Return the claims of these events."""
        query = "SELECT record, event, joined_to FROM claim WHERE event IN ({})"
        return [
            Placed(claim=claim_from_text(record), event=IRI(event), joined_to=None if other is None else IRI(other))
            for record, event, other in self._rows(query, events)
        ]

    def infos(self, articles: Collection[IRI]) -> dict[IRI, ArticleInfo]:
        """Return what merging needs to know of these articles."""
        query = "SELECT iri, publisher, published, basis, fingerprint FROM article WHERE iri IN ({})"
        return {
            IRI(iri): ArticleInfo(
                iri=IRI(iri),
                publisher=publisher,
                published=None if published is None else dt.date.fromordinal(published),
                published_basis=PublishedBasis(basis),
                fingerprint=fingerprint,
            )
            for iri, publisher, published, basis, fingerprint in self._rows(query, articles)
        }

    def drop_events(self, events: Collection[IRI]) -> None:
        """Take events out with their keys and rivals; their claims stay, in no event."""
        ids = [(r[0],) for r in self._rows("SELECT id FROM event WHERE iri IN ({})", events)]
        self._db.executemany("DELETE FROM key WHERE event = ?", ids)
        self._db.executemany("DELETE FROM outline WHERE event = ?", ids)
        self._db.executemany("DELETE FROM event WHERE id = ?", ids)
        names = [(event,) for event in events]
        self._db.executemany("DELETE FROM rival WHERE event = ?", names)
        self._db.executemany("DELETE FROM uses WHERE event = ?", names)
        self._db.executemany("UPDATE claim SET event = NULL, joined_to = NULL WHERE event = ?", names)
        self._count("events", -len(ids))

    def add_event(
        self,
        event: IRI,
        *,
        claims: Iterable[tuple[IRI, IRI | None]],
        noted: Iterable[int],
        sought: Iterable[int],
        uses: Iterable[IRI],
        outline: Outline | None,
    ) -> None:
        """Add an event: its claims, each with the one it was joined to, its keys, what it uses, and its outline."""
        number = self._db.execute("INSERT INTO event (iri) VALUES (?)", (event,)).lastrowid
        self._db.executemany(
            "UPDATE claim SET event = ?, joined_to = ? WHERE iri = ?",
            [(event, other, claim) for claim, other in claims],
        )
        keys = [(key, kind, number) for kind, some in ((_NOTED, noted), (_SOUGHT, sought)) for key in some]
        if outline is not None:
            kind = _PLANNED if outline.planned else _HELD
            keys += [(key_number(key), kind, number) for key in outline_keys(outline)]
            first = None if outline.first is None else outline.first.toordinal()
            participants = json.dumps(sorted(outline.participants))
            row = number, outline.type, first, outline.last.toordinal(), participants
            self._db.execute("INSERT INTO outline VALUES (?, ?, ?, ?, ?)", row)
        self._db.executemany("INSERT OR IGNORE INTO key VALUES (?, ?, ?)", keys)
        self._db.executemany("INSERT INTO uses VALUES (?, ?)", [(event, node) for node in set(uses)])
        self._count("events", 1)

    def add_rivals(self, pairs: Iterable[tuple[IRI, IRI]]) -> None:
        """Say of pairs of events that they are rivals."""
        both = [pair for a, b in pairs for pair in ((a, b), (b, a))]
        self._db.executemany("INSERT OR IGNORE INTO rival VALUES (?, ?)", both)

    # --- what became of plans ----------------------------------------------------------------------------------------

    def outlines(self, events: Collection[IRI]) -> list[Outline]:
        """Return the outlines of those of these events that have one."""
        query = f"{_OUTLINES} WHERE kind IN (?, ?) AND iri IN ({{}})"
        return _outlines(self._rows(query, events, _PLANNED, _HELD))

    def outlines_near(self, outline: Outline) -> list[Outline]:
        """Return what took place where it may be what was planned, or the plans that it may have been."""
        kind = _HELD if outline.planned else _PLANNED
        last = outline.last.toordinal()
        first = outline.first.toordinal() if outline.first else 0
        query = f"{_OUTLINES} WHERE kind = ? AND coalesce(first, 0) <= ? AND last >= ? AND key IN ({{}})"
        return _outlines(self._rows(query, {key_number(key) for key in outline_keys(outline)}, kind, last, first))

    # --- what is part of what ----------------------------------------------------------------------------------------

    def wholes_told(self, event: IRI) -> list[IRI]:
        """Return, for each claim of an event that is part of another claim, the event that holds that other."""
        query = (
            "SELECT w.event FROM claim c JOIN claim w ON w.iri = c.part_of WHERE c.event = ? AND w.event IS NOT NULL"
        )
        return [IRI(r[0]) for r in self._db.execute(query, (event,))]

    def parts_of(self, claims: Collection[IRI]) -> set[IRI]:
        """Return the events with a claim that is part of one of these claims."""
        return {IRI(r[0]) for r in self._rows("SELECT event FROM claim WHERE part_of IN ({})", claims) if r[0]}

    def whole_of(self, event: IRI) -> IRI | None:
        """Return the event that most claims of `event` are part of, as last kept."""
        row = self._db.execute("SELECT whole FROM event WHERE iri = ?", (event,)).fetchone()
        return IRI(row[0]) if row and row[0] else None

    def set_whole(self, event: IRI, whole: IRI | None) -> None:
        """Keep which event most claims of `event` are part of."""
        self._db.execute("UPDATE event SET whole = ? WHERE iri = ?", (whole, event))

    # --- whom claims name ---------------------------------------------------------------------------------------------

    def name(self, named: Iterable[Named], *, times: int) -> None:
        """Count people as claims name them (`times` 1), or take that back (-1)."""
        self._db.executemany(
            "INSERT INTO person VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (name, iri, party, office) DO UPDATE SET claims = claims + ?5",
            [(each.name, each.iri, each.party or "", each.office, times) for each in named],
        )

    def named(self, names: Collection[str]) -> list[Named]:
        """Return the people of these names, in each state and office that a claim tells of them."""
        query = "SELECT name, iri, party, office FROM person WHERE claims > 0 AND name IN ({})"
        return [
            Named(name=name, iri=IRI(iri), party=IRI(party) if party else None, office=office)
            for name, iri, party, office in self._rows(query, names)
        ]

    def events_using(self, nodes: Collection[IRI]) -> set[IRI]:
        """Return the events that use one of these."""
        return {IRI(r[0]) for r in self._rows("SELECT event FROM uses WHERE node IN ({})", nodes)}

    # --- how claims describe actors and places -----------------------------------------------------------------------

    def describe(self, actors: Iterable[Actor], places: Iterable[tuple[Place, IRI | None]], *, times: int) -> None:
        """Count descriptions by one claim (`times` 1) or take them back (-1); places come with the one they lie in."""
        self._db.executemany(
            "INSERT INTO actor VALUES (?1, ?2, ?3, ?4, ?5) "
            "ON CONFLICT (iri, label, kind, party) DO UPDATE SET claims = claims + ?5",
            [(a.iri, a.label, a.kind.value, a.party or "", times) for a in actors],
        )
        self._db.executemany(
            "INSERT INTO place VALUES (?1, ?2, ?3, ?4) ON CONFLICT (iri, record) DO UPDATE SET claims = claims + ?4",
            [(p.iri, _place_to_text(p), inside, times) for p, inside in places],
        )

    def actors(self, iris: Collection[IRI], *, gone: bool = False) -> list[Actor]:
        """Return every description of these actors, with `gone` those that no claim has any more as well."""
        query = "SELECT iri, label, kind, party FROM actor WHERE claims > ? AND iri IN ({})"
        rows = self._rows(query, iris, -1 if gone else 0)
        return [Actor(iri=IRI(i), label=n, kind=ActorKind(k), party=IRI(p) if p else None) for i, n, k, p in rows]

    def places(self, iris: Collection[IRI], *, gone: bool = False) -> list[Place]:
        """Return every description of these places, with `gone` those that no claim has any more as well."""
        query = "SELECT record FROM place WHERE claims > ? AND iri IN ({})"
        return [_place_from_text(r[0]) for r in self._rows(query, iris, -1 if gone else 0)]

    def places_inside(self, iris: Collection[IRI]) -> set[IRI]:
        """Return the places that lie in one of these."""
        return {IRI(r[0]) for r in self._rows("SELECT iri FROM place WHERE claims > 0 AND inside IN ({})", iris)}

    def members_of(self, parties: Collection[IRI]) -> set[IRI]:
        """Return the actors that a claim describes as of one of these parties."""
        return {IRI(r[0]) for r in self._rows("SELECT iri FROM actor WHERE claims > 0 AND party IN ({})", parties)}

    def used(self, nodes: Collection[IRI]) -> set[IRI]:
        """Return those of `nodes` that an event uses."""
        # One row of each, not all those of the many events that use it.
        query = "SELECT 1 FROM uses WHERE node = ? LIMIT 1"
        return {node for node in nodes if self._db.execute(query, (node,)).fetchone()}

    def nodes_of(self, events: Collection[IRI]) -> set[IRI]:
        """Return the actors, places, periods and diaries that these events use."""
        return {IRI(r[0]) for r in self._rows("SELECT node FROM uses WHERE event IN ({})", events)}

    def _rows(self, query: str, values: Collection[object], *first: object) -> Iterator[tuple[Any, ...]]:
        listed = sorted(values)  # type: ignore[type-var]
        for i in range(0, len(listed), _MANY):
            some = listed[i : i + _MANY]
            with closing(self._db.execute(query.format(",".join("?" * len(some))), [*first, *some])) as found:
                yield from found.fetchall()


def _outlines(rows: Iterable[tuple[Any, ...]]) -> list[Outline]:
    found = {
        IRI(iri): Outline(
            event=IRI(iri),
            planned=kind == _PLANNED,
            type=type_,
            participants=frozenset(IRI(each) for each in json.loads(participants)),
            first=None if first is None else dt.date.fromordinal(first),
            last=dt.date.fromordinal(last),
        )
        for iri, kind, type_, first, last, participants in rows
    }
    return list(found.values())


def _place_to_text(place: Place) -> str:
    return json.dumps(
        [place.iri, place.label, place.kind, place.country, place.country_label, place.latitude, place.longitude],
        ensure_ascii=False,
    )


def _place_from_text(text: str) -> Place:
    iri, label, kind, country, country_label, latitude, longitude = json.loads(text)
    return Place(
        iri=IRI(iri),
        label=label,
        kind=kind,
        country=None if country is None else IRI(country),
        country_label=country_label,
        latitude=latitude,
        longitude=longitude,
    )
