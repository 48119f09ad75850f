"""The labelled texts in `labels/`: sentences with names, contacts, their arguments and their status.

`labels/README.md` documents the format. A text is read into `Sentence` values with offsets into the bare sentence;
`examples` aligns them with words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

TYPES = ("meeting", "call", "visit", "conference", "negotiation", "mediation", "message", "contact")
STATUSES = (
    "occurred",
    "ongoing",
    "planned",
    "requested",
    "refused",
    "cancelled",
    "postponed",
    "denied",
    "not_held",
    "hypothetical",
)
ROLES = ("part", "host", "visitor", "initiator", "addressee", "mediator", "chair", "absent", "place", "date")
NAMES = {"P": "PERSON", "O": "ORG", "L": "LOC"}
_MEDIA = frozenset({"in_person", "phone", "video", "letter", "unknown"})
_OPENING = re.compile(r"\[(?P<arg>[a-z]+\d*) |\{(?P<trigger>[a-z]+\d*) |<(?P<name>[POL]) ")
_CLOSING = {"]": "arg", "}": "trigger", ">": "name"}


class LabelError(ValueError):
    """A line that breaks the format; the message has the file and the line."""


@dataclass(slots=True, kw_only=True)
class Contact:
    """One contact that a sentence tells: its trigger and arguments are ids of spans of the sentence."""

    trigger: str
    type: str
    status: str
    roles: list[tuple[str, str]]
    domestic: bool


@dataclass(slots=True, kw_only=True)
class Sentence:
    """A bare sentence with its spans (kind, id or name class, start, end) in code points, half-open."""

    text: str
    spans: list[tuple[str, str, int, int]]
    contacts: list[Contact] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Text:
    """One labelled text."""

    id: str
    published: str
    note: str
    sentences: list[Sentence] = field(default_factory=list)


def read_labels(path: Path) -> list[Text]:
    """Return the texts of a file; raise LabelError at the first line that breaks the format."""
    texts: list[Text] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        where = f"{path.name}:{number}"
        if line.startswith("## "):
            parts = [part.strip() for part in line[3:].split("|")]
            if len(parts) != 3:
                raise LabelError(f"{where}: a header is `## ID | DATE | NOTE`")
            texts.append(Text(id=parts[0], published=parts[1], note=parts[2]))
        elif line.startswith("S ") and texts:
            text, spans = _bare(line[2:].strip(), where)
            texts[-1].sentences.append(Sentence(text=text, spans=spans))
        elif line.startswith("E ") and texts and texts[-1].sentences:
            sentence = texts[-1].sentences[-1]
            sentence.contacts.append(_contact(line[2:].split(), sentence, where))
        elif line.strip():
            raise LabelError(f"{where}: a line begins with `## `, `S ` or `E `: {line[:40]!r}")
    return texts


def _bare(line: str, where: str) -> tuple[str, list[tuple[str, str, int, int]]]:
    """Return the sentence without its marks, and the spans that they enclosed."""
    kept: list[str] = []
    spans: list[tuple[str, str, int, int]] = []
    open_: list[tuple[str, str, int]] = []
    i = 0
    while i < len(line):
        char = line[i]
        if char in "[{<":
            found = _OPENING.match(line, i)
            if found is None:
                raise LabelError(f"{where}: {line[i : i + 20]!r} opens nothing")
            kind = str(found.lastgroup)
            open_.append((kind, found[kind], len(kept)))
            i = found.end()
        elif char in _CLOSING:
            if not open_ or open_[-1][0] != _CLOSING[char]:
                raise LabelError(f"{where}: {char} closes nothing before {line[i : i + 20]!r}")
            kind, name, start = open_.pop()
            spans.append((kind, name, start, len(kept)))
            i += 1
        else:
            kept.append(char)
            i += 1
    if open_:
        raise LabelError(f"{where}: {open_[-1][1]} is not closed")
    return "".join(kept), spans


def _contact(words: list[str], sentence: Sentence, where: str) -> Contact:
    triggers = {name for kind, name, _, _ in sentence.spans if kind == "trigger"}
    arguments = {name for kind, name, _, _ in sentence.spans if kind == "arg"}
    if len(words) < 3 or words[0] not in triggers or words[1] not in TYPES or words[2] not in STATUSES:
        raise LabelError(f"{where}: an event is `E TRIGGER TYPE STATUS ROLE=ARGUMENT …`")
    roles: list[tuple[str, str]] = []
    for word in words[3:]:
        key, _, value = word.partition("=")
        if word == "domestic" or (key == "medium" and value in _MEDIA):
            continue
        if key not in ROLES or not set(value.split(",")) <= arguments:
            raise LabelError(f"{where}: {word} names no role or no argument of the sentence")
        roles.extend((key, argument) for argument in value.split(","))
    return Contact(trigger=words[0], type=words[1], status=words[2], roles=roles, domestic="domestic" in words)


@cache
def _tokenizer() -> Any:
    import spacy

    return spacy.blank("en").tokenizer


def examples(texts: list[Text]) -> Iterator[dict[str, Any]]:
    """Yield one training example per sentence: words, names as BIO labels, and contacts by word index."""
    for text in texts:
        for sentence in text.sentences:
            tokens = [t for t in _tokenizer()(sentence.text) if not t.is_space]
            where = [(t.idx, t.idx + len(t.text)) for t in tokens]

            def words_of(start: int, end: int, where: list[tuple[int, int]] = where) -> list[int]:
                return [k for k, (a, b) in enumerate(where) if a < end and start < b]

            bio = ["O"] * len(tokens)
            for kind, name, start, end in sentence.spans:
                if kind == "name":
                    for n, k in enumerate(words_of(start, end)):
                        bio[k] = f"{'I' if n else 'B'}-{NAMES[name]}"
            places = {name: words_of(a, b) for kind, name, a, b in sentence.spans if kind != "name"}
            contacts = [
                (
                    places[c.trigger][0],
                    c.type,
                    c.status,
                    c.domestic,
                    [(role, k) for role, argument in c.roles for k in places[argument]],
                )
                for c in sentence.contacts
                if places[c.trigger]
            ]
            if tokens:
                yield {"text": text.id, "words": [t.text for t in tokens], "bio": bio, "contacts": contacts}
