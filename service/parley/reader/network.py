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
from parley.model import Status, Trigger
from parley.reader.tree import best_tree

_WEIGHTS = Path(__file__).with_name("weights")
_BATCH = 600  # word pieces in one run; more gains nothing on one thread
_LIMIT = 510  # word pieces the encoder has positions for
_TRIGGER = 0.2  # least probability of a trigger that is told
_START = 0.9  # least probability of a sentence that starts inside another

_OUTPUTS = (
    *("arcs", "relation_word", "relation_head", "pos", "names", "start"),
    *("contact", "status", "domestic", "trigger", "argument"),
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
                self._relations: Floats = tensors["relations"].astype(np.float32)
                self._roles: Floats = tensors["roles"].astype(np.float32)
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
        """Parse tokenised sentences; the result has their order."""
        results: list[Parsed | None] = [None] * len(sentences)
        for batch in self._batches(sentences):
            for i, parsed in zip(
                (i for i, _ in batch),
                self._run([sentences[i] for i, _ in batch], [e for _, e in batch]),
                strict=True,
            ):
                results[i] = parsed
        return [r for r in results if r is not None]

    def _batches(self, sentences: Sequence[Sequence[str]]) -> Iterator[list[tuple[int, Any]]]:
        encoded = self._pieces.encode_batch([list(s) for s in sentences], is_pretokenized=True) if sentences else []
        order = sorted(range(len(sentences)), key=lambda i: (len(encoded[i].ids), i))
        batch: list[tuple[int, Any]] = []
        for i in order:
            if batch and len(encoded[i].ids) * (len(batch) + 1) > _BATCH:
                yield batch
                batch = []
            batch.append((i, encoded[i]))
        if batch:
            yield batch

    def _run(self, sentences: list[Sequence[str]], encoded: list[Any]) -> Iterator[Parsed]:
        longest = min(max(len(e.ids) for e in encoded), _LIMIT)
        most = max(len(s) for s in sentences)
        ids = np.zeros((len(sentences), longest), dtype=np.int64)
        mask = np.zeros((len(sentences), longest), dtype=bool)
        first = np.zeros((len(sentences), most), dtype=np.int64)
        case = np.zeros((len(sentences), most), dtype=np.int64)
        for b, (words, e) in enumerate(zip(sentences, encoded, strict=True)):
            n = min(len(e.ids), longest)
            ids[b, :n] = e.ids[:n]
            mask[b, :n] = True
            seen: dict[int, int] = {}
            for k, word in enumerate(e.word_ids[:n]):
                if word is not None:
                    seen.setdefault(word, k)
            first[b, : len(words)] = [seen.get(i, 0) for i in range(len(words))]
            case[b, : len(words)] = [case_of(w) for w in words]
        inputs = {"ids": ids, "mask": mask, "first": first, "case": case}
        out = dict(zip(_OUTPUTS, self._session.run(_OUTPUTS, inputs), strict=True))
        for b, words in enumerate(sentences):
            yield self._decoded(
                {name: values[b, : len(words)] for name, values in out.items()}, out["relation_head"][b]
            )

    def _decoded(self, out: dict[str, Floats], heads: Floats) -> Parsed:
        """Decode the outputs of one sentence; `heads` has a row more, the root first."""
        n = len(out["pos"])
        tree = best_tree(out["arcs"][:, : n + 1])
        scores = np.einsum("ni,lij,nj->nl", out["relation_word"], self._relations, heads[tree], optimize=True)
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
            status = _softmax(out["status"][k])
            roles = _softmax(np.einsum("i,lij,nj->nl", out["trigger"][k], self._roles, out["argument"], optimize=True))
            yield Trigger(
                i=int(k),
                type=self._labels["types"][1 + int(types[k, 1:].argmax())],
                probability=float(1 - types[k, 0]),
                domestic=float(_sigmoid(out["domestic"][k, 0])),
                status=Status(self._labels["statuses"][int(status.argmax())]),
                status_probability=float(status.max()),
                roles=tuple(
                    (int(w), self._labels["roles"][1 + int(roles[w, 1:].argmax())], float(1 - roles[w, 0]))
                    for w in np.flatnonzero(1 - roles[:, 0] >= _TRIGGER)
                ),
            )


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
    found = []
    for i, label in enumerate(first):
        barred: tuple[str, ...] = ()
        if label == "nsubj:pass" and heads[i] not in passive:
            barred = ("nsubj:pass",)
        elif label in ("obl", "obl:agent") and i not in marked:
            barred = ("obl", "obl:agent", "nmod")
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
    yield from spans_of([labels[k] for k in path])


def spans_of(labels: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """Yield first word, end and class of each name in a sequence of BIO labels."""
    start: int | None = None
    for k, label in enumerate([*labels, "O"]):
        if start is not None and not label.startswith("I-"):
            yield start, k, labels[start][2:]
            start = None
        if label.startswith("B-"):
            start = k
