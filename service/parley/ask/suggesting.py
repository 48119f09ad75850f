"""Reads questions in plain words; where one is not understood, says why and suggests others that are."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from parley.ask.grammar import LONGEST_SLOT, Form, Match, wording
from parley.ask.names import Candidate, Known
from parley.ask.reading import Asked, Reading, instead, joined
from parley.errors import QuestionError
from parley.questions import IRI_TYPES, Question

_EXAMPLES_SHOWN = 4


def examples() -> tuple[str, ...]:
    """Return one question for each form that is understood."""
    return tuple(form.example for form in wording().forms)


def kinds_of_event() -> tuple[str, ...]:
    """Return the words for kinds of event that questions are understood with: nouns and verbs."""
    words = (
        word for group in wording().groups.values() for form in ("noun", "past", "base") for word in group.get(form, ())
    )
    return tuple(sorted(set(words)))


def ask(question: str, *, known: Known, today: dt.date, questions: Mapping[str, Question]) -> Reading:
    """Read a question in words.

    Names are looked up in `known`; "last month" is relative to `today`. Raises QuestionError that names the words which
    were not understood, and says what is.
    """
    return _Misread(question, known=known, today=today, questions=questions).reading()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Guess:
    """A form that fits but for names that nobody bears."""

    form: Form
    unknown: tuple[str, ...]


class _Misread(Asked):
    """A question that may be misspelt or not understood: what is like it is suggested."""

    def reading(self) -> Reading:
        """Return the first reading in which every name is known; raises QuestionError."""
        if not self.words:
            nearest = self._understood(examples())
            raise QuestionError("nothing was asked", nearest=nearest, remedy=_try(nearest))
        if reading := self.as_it_is():
            return reading
        guesses = [
            _Guess(form=form, unknown=unknown)
            for form, match in self._matches(strict=False)
            if (unknown := self._unknown(form, match)) and not any(map(self._begins_as_no_name, unknown))
        ]
        if guesses and (error := self._nobody(min(guesses, key=_unknown_words))):
            raise error
        raise self._not_understood()

    def _unknown(self, form: Form, match: Match) -> tuple[str, ...]:
        question = self.questions[form.question]
        return tuple(
            joined(self.tokens[first:last])
            for name, (first, last) in match.slots.items()
            if (type_ := question.parameter(name).type) in IRI_TYPES and not self._candidates(type_, first, last)
        )

    def _nobody(self, guess: _Guess) -> QuestionError | None:
        """Return the error of names that nobody bears, None where a known name only has strange words behind it."""
        words = guess.unknown[0]
        if state := next((each for each in self._known_as(words) if each.kind == "country"), None):
            return QuestionError(
                f"no event in the store is told to have been in “{words}”",
                where=f"“{self.text}”",
                nearest=self._understood([instead(self.text, words, state.label)])
                or self._understood([f"Contacts of {state.label}"]),
                remedy=f"ask about {state.label}",
            )
        near = self._near(words)
        parts = words.split()
        named = any(self._known_as(" ".join(parts[:i])) for i in range(1, len(parts)))
        if named and not near and self._strange_words():
            return None
        nearest = self._understood(self._corrected({words: name}, guess.unknown[1:]) for name in near)
        others = [f"Contacts of {name}" for name in near] or self._about_the_named()
        nearest = nearest or self._suggested(others, guess.form.example)
        return QuestionError(
            "nobody and no place in the store is named " + " or ".join(f"“{each}”" for each in guess.unknown),
            where=f"“{self.text}”",
            nearest=nearest,
            remedy=f"did you mean {' or '.join(near)}?" if near else _try(nearest),
        )

    def _begins_as_no_name(self, words: str) -> bool:
        """Say whether words begin with one that forms are made of, and not written as a name."""
        *_, tried = self._names_in(words)
        first = tried.split()[0]
        return _is_no_name(first, self.text) and first.casefold() in self.wording.vocabulary()

    def _near(self, words: str) -> tuple[str, ...]:
        """Return the names nearest to words."""
        return self.known.near([*self._names_in(words)][-1])

    def _corrected(self, names: dict[str, str], unknown: Sequence[str]) -> str:
        """Return the question with names in place of words, and the nearest ones in place of `unknown` ones."""
        text = self.text
        for words in unknown:
            names |= {words: near[0]} if (near := self._near(words)) else {}
        for words, name in names.items():
            text = instead(text, words, name)
        return text

    def _understood(self, texts: Iterable[str], *, named: bool = True) -> tuple[str, ...]:
        """Return the first of these questions that are understood, or of those that name nobody."""
        readings = ((text, self._reading_of(text)) for text in dict.fromkeys(texts))
        found = (text for text, reading in readings if reading and (named or not reading.slots))
        return tuple(islice(found, _EXAMPLES_SHOWN))

    def _reading_of(self, text: str) -> Reading | None:
        asked = Asked(text, known=self.known, today=self.today, questions=self.questions)
        try:
            return asked.as_it_is() if asked.words else None
        except QuestionError:  # of its period
            return None

    def _known_as(self, words: str) -> tuple[Candidate, ...]:
        """Return whoever and whatever bears a name, in whatever part of a question."""
        return next((found for tried in self._names_in(words) if (found := self.known.find(tried))), ())

    def _likest(self) -> list[str]:
        """Return the examples, those first that look most like the question."""
        likeness = difflib.SequenceMatcher(autojunk=False)
        likeness.set_seq2(self.text.casefold())

        def alike(example: str) -> float:
            likeness.set_seq1(example.casefold())
            return likeness.ratio()

        return sorted(dict.fromkeys(examples()), key=lambda each: (-alike(each), each))

    def _suggested(self, about: Iterable[str], *more: str) -> tuple[str, ...]:
        """Return questions about somebody, then others: those that name nobody, or any where there is none."""
        named = self._understood(about)
        return (*named, *self._understood([*more, *self._likest()], named=not named))[:_EXAMPLES_SHOWN]

    def _not_understood(self) -> QuestionError:
        nearest = self._suggested(self._about_the_named())
        strange = self._strange_words()
        said = f"the words {', '.join(strange)} were not understood" if strange else "this wording was not understood"
        return QuestionError(said, where=f"“{self.text}”", nearest=nearest, remedy=_try(nearest))

    def _about_the_named(self) -> Iterator[str]:
        """Yield questions about those whom the words name, in the period that they tell."""
        vocabulary, found, i = self.wording.vocabulary(), list[Candidate](), 0
        while i < len(self.words):
            ends = () if self.words[i] in vocabulary else self._ends(i)
            end = next((j for j in ends if self._candidates("actor", i, j)), i)
            if end > i:
                found.append(self._candidates("actor", i, end)[0])
            i = max(end, i + 1)
        when = f" {self.period.text}" if self.period else ""
        named = [each.label for each in found if each.events] or [each.label for each in found]
        match list(dict.fromkeys(named))[:2]:
            case [one, other]:
                yield f"Contacts of {one} and {other}{when}"
                yield f"What is planned between {one} and {other}{when}?"
            case [one]:
                yield f"Contacts of {one}{when}"
                yield f"What is planned for {one}{when}?"

    def _ends(self, first: int) -> range:
        """Return where a name that begins at a word may end, the farthest first."""
        return range(min(len(self.words), first + LONGEST_SLOT), first, -1)

    def _strange_words(self) -> list[str]:
        """Return the words that stand in no form and in no known name."""
        vocabulary, strange, i = self.wording.vocabulary(), list[str](), 0
        while i < len(self.words):
            named = next((j for j in self._ends(i) if self._known_as(joined(self.tokens[i:j]))), None)
            if named:
                i = named
                continue
            if self.words[i] not in vocabulary and self.words[i] not in (",", "'s"):
                strange.append(f"“{self.tokens[i]}”")
            i += 1
        return strange


def _unknown_words(guess: _Guess) -> int:
    return sum(len(words.split()) for words in guess.unknown)


def _is_no_name(word: str, text: str) -> bool:
    return word.islower() or text.startswith(word + " ")


def _try(questions: Sequence[str]) -> str:
    return "try " + " or ".join(f"“{each}”" for each in questions[:_EXAMPLES_SHOWN])
