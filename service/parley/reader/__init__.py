"""Text to `Document`: sentences, tokens, parts of speech, dependency tree, names and triggers, with exact offsets.

`read` is pure once the weights are loaded, which happens on the first call. The network (weights/) is a MiniLM
encoder with joint heads for parts of speech, dependencies, names and triggers of contacts, run by onnxruntime on one
thread.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parley.model import Document, Name, Sentence, Token, Trigger, children_of
from parley.reader.lemmas import is_past_form, titled_lemma
from parley.reader.network import Parsed, network
from parley.reader.segment import Piece, sections, segment, truecased

__all__ = ["read", "reread", "sections"]


def read(text: str) -> Document:
    """Read `text` paragraph by paragraph; offsets of the result refer to exactly `text`."""
    pieces = segment(text)
    words = truecased(pieces)
    parsed = network().parse(words)
    if any(p.starts for p in parsed):
        pieces, parsed = _parted(pieces, words, parsed)
    return _document(text, pieces, parsed)


def _parted(
    pieces: list[Piece], words: Sequence[Sequence[str]], parsed: list[Parsed]
) -> tuple[list[Piece], list[Parsed]]:
    """Cut pieces in which the network saw further sentences start, and parse those again."""
    parts: list[tuple[Piece, Sequence[str], Parsed | None]] = []
    for piece, shown, tree in zip(pieces, words, parsed, strict=True):
        cuts = [0, *tree.starts, len(shown)]
        for a, b in pairwise(cuts):
            part = replace(piece, words=piece.words[a:b], offsets=piece.offsets[a:b])
            parts.append((part, shown[a:b], None if tree.starts else tree))
    again = iter(network().parse([shown for _, shown, tree in parts if tree is None]))
    return [piece for piece, _, _ in parts], [next(again) if tree is None else tree for _, _, tree in parts]


def reread(doc: Document, names: Sequence[tuple[range, range]]) -> Document:
    """Parse again with long names shortened: of the tokens of each name, only the second range is shown.

    "German Chancellor Olaf Scholz and Kenyan President William Ruto met" hides its subjects behind titles; "Olaf Scholz
    and William Ruto met" does not. The words left out hang on the last word shown; tokens and offsets stay the same.
    """
    hidden = {i: shown[-1] for name, shown in names for i in name if i not in shown}
    chosen = [s for s in doc.sentences if any(i in hidden for i in range(s.first, s.last))]
    shown = [[i for i in range(s.first, s.last) if i not in hidden] for s in chosen]
    tokens = list(doc.tokens)
    named = {i for _, shown in names for i in shown}
    for places, parsed in zip(shown, network().parse([[tokens[i].text for i in p] for p in shown]), strict=True):
        for k, i in enumerate(places):
            pos = "PROPN" if i in named and tokens[i].text[:1].isupper() else _pos(parsed, k, tokens[i].text)
            tokens[i] = replace(
                tokens[i],
                head=i if parsed.heads[k] < 0 else places[parsed.heads[k]],
                dep=parsed.deps[k],
                pos=pos,
                lemma=titled_lemma(
                    tokens[i].text,
                    pos,
                    before=tokens[i - 1].text if i else "",
                    behind=tokens[i + 1].text if i + 1 < len(tokens) else "",
                ),
            )
    for i, kept in hidden.items():
        tokens[i] = replace(tokens[i], head=kept, dep="flat")
    return replace(doc, tokens=tuple(tokens), children=children_of(tokens))


def _document(text: str, pieces: list[Piece], parsed: list[Parsed]) -> Document:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[Name] = []
    triggers: list[Trigger] = []
    for number, (piece, tree) in enumerate(zip(pieces, parsed, strict=True)):
        base = len(tokens)
        for k, (start, end) in enumerate(piece.offsets):
            word = text[start:end]
            pos = _pos(tree, k, word)
            before = text[slice(*piece.offsets[k - 1])] if k else ""
            behind = text[slice(*piece.offsets[k + 1])] if k + 1 < len(piece.offsets) else ""
            tokens.append(
                Token(
                    i=base + k,
                    text=word,
                    start=start,
                    end=end,
                    lemma=titled_lemma(word, pos, before=before, behind=behind),
                    pos=pos,
                    head=base + (k if tree.heads[k] < 0 else tree.heads[k]),
                    dep=tree.deps[k],
                    sentence=number,
                )
            )
        names.extend(Name(first=base + a, last=base + b, label=label) for a, b, label in tree.names)
        triggers.extend(
            replace(t, i=base + t.i, roles=tuple((base + k, role, p) for k, role, p in t.roles)) for t in tree.triggers
        )
        sentences.append(
            Sentence(
                first=base,
                last=len(tokens),
                start=piece.offsets[0][0],
                end=piece.offsets[-1][1],
                paragraph=piece.paragraph,
                heading=piece.heading,
            )
        )
    return Document(
        text=text,
        tokens=tuple(tokens),
        sentences=tuple(sentences),
        names=tuple(names),
        triggers=tuple(triggers),
        children=children_of(tokens),
    )


def _pos(parsed: Parsed, k: int, word: str) -> str:
    """Return the part of speech; what has a subject and neither article nor "be" is no noun: "A met B", "A hosts B"."""
    if parsed.pos[k] != "NOUN" or parsed.deps[k] != "root" or not (is_past_form(word) or word.lower().endswith("s")):
        return parsed.pos[k]
    below = {parsed.deps[j].partition(":")[0] for j, head in enumerate(parsed.heads) if head == k}
    return "VERB" if "nsubj" in below and not below & {"cop", "det", "amod", "nummod"} else "NOUN"
