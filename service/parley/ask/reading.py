"""Reads a question in plain words as a competency question with its parameters, and tells how it was read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from parley.ask.grammar import Element, Form, Match, Maybe, Slot, Word, matches, wording
from parley.ask.names import VIA, Candidate, Known, plain
from parley.ask.periods import Period, find_period
from parley.errors import QuestionError
from parley.model import Term
from parley.questions import IRI_TYPES, Question

_TOKEN = re.compile(r"[^\W_](?:[\w.&’'\-]*[^\W_])?\.?|[’']s\b|[,&]")
_ENDINGS: Mapping[str, Element] = {
    "place": Maybe(elements=(Word(any_of=frozenset(("in", "at", "inside"))), Slot(name="place"))),
    "topic": Maybe(elements=(Word(any_of=frozenset(("about", "regarding", "concerning"))), Slot(name="topic"))),
}
"""What may end any pattern of a question that has such a parameter."""
_NUMBERS = {w: str(n) for n, w in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_WHETHER = ("did", "has", "have", "will", "is", "are")
_COUNTS = (["how", "many"], ["how", "often"], ["how", "frequently"])
_RUNNERS_UP = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotReading:
    """Whom or what the words of one parameter were taken for, and who else they could mean, the likeliest first."""

    name: str
    words: str
    chosen: Candidate
    runners_up: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a question was read.

    `example` shows the form that it has, `values` are the parameters as text, `bindings` the same as RDF terms, to be
    bound to the variables of `question.sparql`. `whether` says that yes or no was asked, `counts` that a number was.
    `unheeded` are words that would leave something out of the answer which is in it.
    """

    text: str
    question: Question
    example: str
    slots: tuple[SlotReading, ...]
    period: Period | None
    values: Mapping[str, str]
    bindings: Mapping[str, Term]
    whether: bool = False
    counts: bool = False
    unheeded: tuple[str, ...] = ()

    @property
    def sparql(self) -> str:
        """Return the query with the values written into it, for people; what runs is the query with its bindings."""
        return self.question.filled(self.bindings)


@cache
def labels_query() -> str:
    """Return the SPARQL query whose solutions are the names of a NameIndex."""
    return (files(__package__) / "labels.rq").read_text(encoding="utf-8")


@cache
def offices_query() -> str:
    """Return the SPARQL query whose solutions are the offices of a NameIndex and who held them."""
    return (files(__package__) / "offices.rq").read_text(encoding="utf-8")


@cache
def mentioned_query() -> str:
    """Return the SPARQL query whose solutions say in how many events each of the named stands."""
    return (files(__package__) / "mentioned.rq").read_text(encoding="utf-8")


class Asked:
    """One question on its way to a reading."""

    def __init__(self, text: str, *, known: Known, today: dt.date, questions: Mapping[str, Question]) -> None:
        self.text = " ".join(text.split())
        self.known = known
        self.today = today
        self.questions = questions
        self.wording = wording()
        self.looked_up: dict[tuple[str, str], tuple[Candidate, ...]] = {}
        self.widened: tuple[str, ...] = ()
        tokens = self._in_other_words(self._without_openings(_tokens(self.text)))
        found = find_period([_lower(token) for token in tokens], today=today)
        words = joined(tokens[found.first : found.last]) if found else ""
        self.period = replace(found.period, text=words) if found else None
        self.tokens = tokens[: found.first] + tokens[found.last :] if found else tokens
        self.words = [_lower(token) for token in self.tokens]

    def _without_openings(self, tokens: list[str]) -> list[str]:
        while length := self.wording.opening([_lower(token) for token in tokens]):
            tokens = tokens[length:]
        return tokens

    def _in_other_words(self, tokens: list[str]) -> list[str]:
        for words, others in (*self.wording.instead.items(), *self.wording.widened.items()):
            length = len(words.split())
            if " ".join(_lower(token) for token in tokens[:length]) == words:
                if words in self.wording.widened:
                    self.widened = (" ".join(words.split()[1:]),)
                return [*others.split(), *tokens[length:]]
        return tokens

    def as_it_is(self) -> Reading | None:
        """Return the first reading in which every name is known."""
        for form, match in self._matches(strict=True):
            return self._read(form, match)
        return None

    def _matches(self, *, strict: bool) -> Iterator[tuple[Form, Match]]:
        for form in self.wording.forms:
            question = self.questions.get(form.question)
            if question is None or (form.bare and not strict):
                continue

            def accepts(name: str, first: int, last: int, question: Question = question) -> bool:
                return self._accepts(question, name, first, last, strict=strict)

            taken = {each.name for each in question.parameters} & set(_ENDINGS)
            for pattern in form.patterns:
                ending = tuple(_ENDINGS[name] for name in sorted(taken) if f"<{name}>" not in pattern)
                elements = self.wording.compiled(form, pattern, ending=ending)
                for match in matches(elements, self.words, accepts=accepts):
                    if not strict or self._different(question, match):
                        yield form, match

    def _different(self, question: Question, match: Match) -> bool:
        """Say whether the actors that a question names are each another one."""
        spans = [span for name, span in match.slots.items() if question.parameter(name).type == "actor"]
        chosen = [self._candidates("actor", *span)[0].iri for span in spans]
        return len(chosen) == len(set(chosen))

    def _accepts(self, question: Question, name: str, first: int, last: int, *, strict: bool) -> bool:
        type_ = question.parameter(name).type
        if self.words[first] == "'s":
            return False
        if type_ == "integer":
            return last == first + 1 and _number(self.words[first]) is not None
        if not strict:
            return True
        if type_ == "text":
            return not self._is_slip(self.tokens[first:last])
        return bool(self._candidates(type_, first, last))

    def _is_slip(self, tokens: Sequence[str]) -> bool:
        """Say whether words are written as a name and are all but one that is known."""
        written = joined([token for token in tokens if _lower(token) not in self.wording.articles])
        return written.istitle() and not self.known.find(written) and bool(self.known.near(written))

    def _candidates(self, type_: str, first: int, last: int) -> tuple[Candidate, ...]:
        words = joined(self.tokens[first:last])
        if (type_, words) not in self.looked_up:
            self.looked_up[type_, words] = self._look_up(type_, words)
        return self.looked_up[type_, words]

    def _look_up(self, type_: str, words: str) -> tuple[Candidate, ...]:
        for tried in self._names_in(words):
            found = self.known.find(tried)
            if type_ in ("place", "destination"):
                hosts = type_ == "destination"
                fits = any(each.is_somewhere or (hosts and each.kind not in ("place", "country")) for each in found)
                found = tuple(each for each in found if fits and (hosts or each.kind in ("place", "country")))
                found = tuple(sorted(found, key=lambda each: (VIA.index(each.via), each.kind != "country")))
            else:
                found = tuple(each for each in found if each.kind != "place")
            if found:
                return self._in_office(found)
        return ()

    def _in_office(self, found: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
        """Return those who bear a name, before those who held its office in the period asked for, before the others."""
        if self.period is None:
            return found
        start, end = self.period.start, self.period.end
        return tuple(sorted(found, key=lambda each: each.via == "office" and not each.in_office(start, end)))

    def _names_in(self, words: str) -> Iterator[str]:
        """Yield the words, then without an article, then without a title."""
        yield words
        for article in self.wording.articles:
            if words.casefold().startswith(article + " "):
                words = words[len(article) + 1 :]
                yield words
        titles = sorted(self.wording.titles, key=len, reverse=True)
        while title := next((each for each in titles if words.casefold().startswith(each + " ")), None):
            words = words[len(title) + 1 :]
            yield words

    def _read(self, form: Form, match: Match) -> Reading:
        question = self.questions[form.question]
        values, slots = dict(form.values), list[SlotReading]()
        for name, (first, last) in match.slots.items():
            type_ = question.parameter(name).type
            words = joined(self.tokens[first:last])
            if type_ in IRI_TYPES:
                chosen, *others = self._candidates(type_, first, last)
                slots.append(SlotReading(name=name, words=words, chosen=chosen, runners_up=_others(chosen, others)))
                values[name] = chosen.iri
            elif type_ == "integer":
                values[name] = _number(words.casefold()) or words
            else:
                values[name] = next(reversed([*self._names_in(words)][:2]))
        if match.group and form.binds_form:
            values["form"] = match.group
        values |= self._days(question)
        return Reading(
            text=self.text,
            question=question,
            example=form.example,
            slots=tuple(slots),
            period=self.period,
            values=values,
            bindings=question.bind(values, base="", today=self.today),
            whether=self.words[0] in _WHETHER,
            counts=self.words[:2] in _COUNTS,
            unheeded=(*self.widened, *self._unheeded(form, match, values)),
        )

    def _unheeded(self, form: Form, match: Match, values: Mapping[str, str]) -> Iterator[str]:
        """Yield the words outside the slots that leave out what the answer has."""
        taken = {i for span in (*match.slots.values(), match.verb) for i in range(*span)}
        loose = match.group not in (None, "spoke", "contact") and not form.binds_form and len(form.verbs) > 1
        if loose and "form" not in values:
            yield joined(self.tokens[slice(*match.verb)])
        for i, word in enumerate(self.words):
            if i not in taken and "which" not in values and self.wording.narrows(word):
                yield word

    def _days(self, question: Question) -> dict[str, str]:
        if self.period is None:
            return {}
        if not {"from", "to"} <= {each.name for each in question.parameters}:
            raise QuestionError(
                f"the question “{question.title}” is not asked for a period",
                where=f"“{self.period.text}”",
                nearest=(" ".join(instead(self.text, self.period.text, "").split()).replace(" ?", "?"),),
                remedy="ask it without one",
            )
        days = {"from": self.period.start, "to": self.period.end}
        return {name: day.isoformat() for name, day in days.items() if day}


def _tokens(text: str) -> list[str]:
    """Return the words of a question; a possessive 's is a word of its own, a full stop stays in "U.S." only."""
    found = []
    for token in _TOKEN.findall(text):
        word = token[:-1] if token.endswith(".") and token.count(".") == 1 else token
        stem = re.fullmatch(r"(.+)([’']s)", word)
        found += [stem[1], stem[2]] if stem else [word]
    return found


def _lower(token: str) -> str:
    return token.casefold().replace("’", "'")


def joined(tokens: Sequence[str]) -> str:
    """Return words as they are written: a possessive and a comma stand close to the one before."""
    return re.sub(r" (?=[’']s\b|,)", "", " ".join(tokens))


def _number(word: str) -> str | None:
    return word if word.isdecimal() and word.isascii() else _NUMBERS.get(word)


def _others(chosen: Candidate, others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the first candidates of other names: a country and the place of its name are one thing to ask for."""
    named = {plain(each.label): each for each in reversed(others) if plain(each.label) != plain(chosen.label)}
    return tuple(each for each in others if named.get(plain(each.label)) == each)[:_RUNNERS_UP]


def instead(text: str, words: str, others: str) -> str:
    """Return a question with other words in place of some of it, with a capital at its beginning."""
    text = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", lambda _: others, text)
    return text[:1].upper() + text[1:]
