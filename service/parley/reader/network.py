"""The network that reads sentences: word pieces in, tree, parts of speech, names and triggers of contacts out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from parley.errors import ExtractionError
from parley.model import Trigger
from parley.reader.tree import best_tree

_WEIGHTS = Path(__file__).with_name("weights")
_LIMIT = 510  # word pieces the encoder has positions for
_TRIGGER = 0.2  # least probability of a trigger that is told
_START = 0.9  # least probability of a sentence that starts inside another

_OUTPUTS = (
    *("arcs", "relation_word", "relation_head", "pos", "names", "start"),
    *("contact", "domestic", "trigger", "argument"),
)

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One sentence as read, by word indices: -1 is the head of the root, names are (first, last, label).

    `starts` are the words inside at which another sentence seems to begin.
    """

    heads: tuple[int, ...]
    deps: tuple[str, ...]
    pos: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]
    starts: tuple[int, ...] = ()
    triggers: tuple[Trigger, ...] = ()


class Network:
    """The joint reader; one instance per process, one thread."""

    def __init__(self, folder: Path = _WEIGHTS) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        try:
            labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = 1
            options.inter_op_num_threads = 1
            options.log_severity_level = 3
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "reader.int8.onnx"), options, providers=["CPUExecutionProvider"]
            )
            with np.load(folder / "tensors.npz") as tensors:
                self._relations = _Bilinear(tensors["relations"])
                self._roles = _Bilinear(tensors["roles"])
            self._pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # onnxruntime raises its own, untyped classes
            raise ExtractionError(
                f"the reader's weights cannot be loaded: {error}",
                where=str(folder),
                remedy="install parley again",
            ) from error
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._labels: dict[str, list[str]] = labels
        self._allowed = _transitions(labels["names"])

    def parse(self, sentences: Sequence[Sequence[str]]) -> list[Parsed]:
        """Parse tokenised sentences, each by itself.

        The network rounds by the largest value that it meets: sentences read together would change each other.
        """
        encoded = self._pieces.encode_batch([list(s) for s in sentences], is_pretokenized=True) if sentences else []
        return [self._read(words, pieces) for words, pieces in zip(sentences, encoded, strict=True)]

    def _read(self, words: Sequence[str], pieces: Any) -> Parsed:
        n = min(len(pieces.ids), _LIMIT)
        first: dict[int, int] = {}
        for k, word in enumerate(pieces.word_ids[:n]):
            if word is not None:
                first.setdefault(word, k)
        inputs = {
            "ids": np.array([pieces.ids[:n]], dtype=np.int64),
            "mask": np.ones((1, n), dtype=bool),
            "first": np.array([[first.get(i, 0) for i in range(len(words))]], dtype=np.int64),
            "case": np.array([[case_of(w) for w in words]], dtype=np.int64),
        }
        results = self._session.run(_OUTPUTS, inputs)
        return self._decoded({name: values[0] for name, values in zip(_OUTPUTS, results, strict=True)})

    def _decoded(self, out: dict[str, Floats]) -> Parsed:
        """Decode the outputs of one sentence; among heads the root comes first."""
        tree = best_tree(out["arcs"])
        scores = self._relations.pairwise(out["relation_word"], out["relation_head"][tree])
        labels = self._labels
        return Parsed(
            heads=tuple(int(h) - 1 for h in tree),
            deps=_relations([int(h) - 1 for h in tree], scores, labels["deps"]),
            pos=tuple(labels["pos"][k] for k in out["pos"].argmax(1)),
            names=tuple(_names(out["names"], self._allowed, labels["names"])),
            starts=tuple(int(k) for k in np.flatnonzero(_sigmoid(out["start"][:, 0]) > _START) if k > 0),
            triggers=tuple(self._triggers(out)),
        )

    def _triggers(self, out: dict[str, Floats]) -> Iterator[Trigger]:
        """Yield the words that are likely enough to tell a contact."""
        types = _softmax(out["contact"])
        for k in np.flatnonzero(1 - types[:, 0] >= _TRIGGER):
            roles = _softmax(self._roles.of_one(out["trigger"][k], out["argument"]))
            yield Trigger(
                i=int(k),
                type=self._labels["types"][1 + int(types[k, 1:].argmax())],
                probability=float(1 - types[k, 0]),
                domestic=float(_sigmoid(out["domestic"][k, 0])),
                roles=tuple(
                    (int(w), self._labels["roles"][1 + int(roles[w, 1:].argmax())], float(1 - roles[w, 0]))
                    for w in np.flatnonzero(1 - roles[:, 0] >= _TRIGGER)
                ),
            )


class _Bilinear:
    """Scores pairs of vectors by label: `word · L[label] · other`."""

    def __init__(self, tensor: Any) -> None:
        # One small product per label is done in place; a single large one would wake threads for less than they cost.
        self._of_label: Floats = np.ascontiguousarray(tensor, dtype=np.float32)

    def pairwise(self, words: Floats, others: Floats) -> Floats:
        """Return the scores of each word with the one other at its place: a row per word, a column per label."""
        result: Floats = np.einsum("lwo,wo->wl", words @ self._of_label, others)
        return result

    def of_one(self, word: Floats, others: Floats) -> Floats:
        """Return the scores of one word with each other: a row per other, a column per label."""
        result: Floats = others @ (word @ self._of_label).T
        return result


@cache
def network() -> Network:
    """Return the network of this process, loading it on the first call."""
    return Network()


def case_of(word: str) -> int:
    """Return the class of capitalisation that the network was trained with."""
    if word.isdigit():
        return 4
    if word.islower():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 5
    if word[:1].isupper():
        return 3
    return 6 if any(c.isalpha() for c in word) else 0


def _relations(heads: Sequence[int], scores: Floats, labels: Sequence[str]) -> tuple[str, ...]:
    """Return the best relation of each word that its neighbours in the tree allow.

    A passive subject needs a passive auxiliary beside it, an oblique noun a preposition below it; an object has none.
    """
    first = ["root" if h < 0 else labels[k] for h, k in zip(heads, scores.argmax(1), strict=True)]
    marked = {h for h, label in zip(heads, first, strict=True) if label == "case"}
    passive = {h for h, label in zip(heads, first, strict=True) if label == "aux:pass"}
    headed = {h for h, label in zip(heads, first, strict=True) if label == "nsubj"}
    found = []
    for i, label in enumerate(first):
        barred: tuple[str, ...] = ()
        if label == "nsubj:pass" and heads[i] not in passive:
            barred = ("nsubj:pass",)
        elif label in ("obl", "obl:agent") and i not in marked:
            barred = ("obl", "obl:agent", "nmod", *(("nsubj",) if heads[i] in headed else ()))
        elif label in ("obj", "iobj") and i in marked:
            barred = ("obj", "iobj", "nsubj")
        if barred:
            row = np.where(np.isin(np.array(labels), barred), -np.inf, scores[i])
            label = labels[int(row.argmax())]
        found.append(label)
    return tuple(found)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    result: Floats = powers / powers.sum(-1, keepdims=True)
    return result


def _sigmoid(scores: Any) -> Any:
    return 1 / (1 + np.exp(-np.clip(scores, -30, 30)))


def _transitions(labels: Sequence[str]) -> Floats:
    """Return the costs of one BIO label after another: I- follows only its own B- or I-."""
    allowed = np.zeros((len(labels), len(labels)), dtype=np.float32)
    for i, before in enumerate(labels):
        for j, after in enumerate(labels):
            if after.startswith("I-") and before[2:] != after[2:]:
                allowed[i, j] = -1e6
    return allowed


def _names(scores: Floats, allowed: Floats, labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Decode the best sequence of labels in which every I- follows its own B- or I-."""
    alone = [0, *scores.argmax(1)]  # after an O, as at the beginning
    if not allowed[alone[:-1], alone[1:]].any():
        return spans_of([labels[k] for k in alone[1:]])  # the best of each are the best sequence
    best = scores[0] + allowed[0]
    back = []
    for row in scores[1:]:
        through = best[:, None] + allowed
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    path.reverse()
    return spans_of([labels[k] for k in path])


def spans_of(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first word, end and class of each name in a sequence of BIO labels."""
    start: int | None = None
    for k, label in enumerate([*labels, "O"]):
        if start is not None and not label.startswith("I-"):
            yield start, k, labels[start][2:]
            start = None
        if label.startswith("B-"):
            start = k
