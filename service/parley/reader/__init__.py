"""Text to `Document`: sentences, tokens, parts of speech, dependency tree and names, with exact offsets.

`read` is pure once the weights are loaded, which happens on the first call. The network (weights/) is a MiniLM
encoder with joint heads for parts of speech, dependencies and names, run by onnxruntime on one thread.
"""

from __future__ import annotations

from parley.model import Document, Name, Sentence, Token
from parley.reader.lemmas import lemma
from parley.reader.network import Parsed, network
from parley.reader.segment import Piece, segment, truecased

__all__ = ["read"]


def read(text: str) -> Document:
    """Read `text` paragraph by paragraph; offsets of the result refer to exactly `text`."""
    pieces = segment(text)
    words = truecased(pieces)
    return _document(text, pieces, network().parse(words))


def _document(text: str, pieces: list[Piece], parsed: list[Parsed]) -> Document:
    tokens: list[Token] = []
    sentences: list[Sentence] = []
    names: list[Name] = []
    for number, (piece, tree) in enumerate(zip(pieces, parsed, strict=True)):
        base = len(tokens)
        for k, (start, end) in enumerate(piece.offsets):
            word = text[start:end]
            tokens.append(
                Token(
                    i=base + k,
                    text=word,
                    start=start,
                    end=end,
                    lemma=lemma(word, tree.pos[k]),
                    pos=tree.pos[k],
                    head=base + (k if tree.heads[k] < 0 else tree.heads[k]),
                    dep=tree.deps[k],
                    sentence=number,
                )
            )
        names.extend(Name(first=base + a, last=base + b, label=label) for a, b, label in tree.names)
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
    below: list[list[int]] = [[] for _ in tokens]
    for token in tokens:
        if token.head != token.i:
            below[token.head].append(token.i)
    return Document(
        text=text,
        tokens=tuple(tokens),
        sentences=tuple(sentences),
        names=tuple(names),
        children=tuple(tuple(b) for b in below),
    )
