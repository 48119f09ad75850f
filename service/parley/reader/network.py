"""The network that reads sentences: word pieces in, tree, parts of speech and names out."""

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
from parley.reader.tree import best_tree

_WEIGHTS = Path(__file__).with_name("weights")
_NER = ("O", *(f"{p}-{label}" for label in ("PERSON", "ORG", "LOC", "DATE") for p in "BI"))
_BATCH = 600  # word pieces in one run; more gains nothing on one thread
_LIMIT = 510  # word pieces the encoder has positions for

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One sentence as read: heads are word indices (-1 for the root), names are (first, last, label)."""

    heads: tuple[int, ...]
    deps: tuple[str, ...]
    pos: tuple[str, ...]
    names: tuple[tuple[int, int, str], ...]


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
                str(folder / "joint.int8.onnx"), options, providers=["CPUExecutionProvider"]
            )
            self._label_tensor: Floats = np.load(folder / "label_biaffine.npy")
            self._pieces = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as error:  # onnxruntime raises its own, untyped classes
            raise ExtractionError(
                f"the reader's weights cannot be loaded: {error}",
                where=str(folder),
                remedy="install parley again",
            ) from error
        self._pieces.no_truncation()
        self._pieces.no_padding()
        self._deps: list[str] = labels["deps"]
        self._upos: list[str] = labels["pos"]

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
            case[b, : len(words)] = [_case(w) for w in words]
        arcs, dependents, heads, pos, names = self._session.run(
            None, {"ids": ids, "mask": mask, "first": first, "case": case}
        )
        for b, words in enumerate(sentences):
            n = len(words)
            tree = best_tree(arcs[b, :n, : n + 1])
            scores = np.einsum("ni,lij,nj->nl", dependents[b, :n], self._label_tensor, heads[b][tree], optimize=True)
            labels = scores.argmax(1)
            yield Parsed(
                heads=tuple(int(h) - 1 for h in tree),
                deps=tuple("root" if h == 0 else self._deps[k] for h, k in zip(tree, labels, strict=True)),
                pos=tuple(self._upos[k] for k in pos[b, :n].argmax(1)),
                names=tuple(_names(names[b, :n])),
            )


@cache
def network() -> Network:
    """Return the network of this process, loading it on the first call."""
    return Network()


def _case(word: str) -> int:
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


def _transitions() -> Floats:
    allowed = np.zeros((len(_NER), len(_NER)), dtype=np.float32)
    for i, before in enumerate(_NER):
        for j, after in enumerate(_NER):
            if after.startswith("I-") and before[2:] != after[2:]:
                allowed[i, j] = -1e6
    return allowed


_ALLOWED = _transitions()


def _names(scores: Floats) -> Iterator[tuple[int, int, str]]:
    """Decode the best sequence of labels in which every I- follows its own B- or I-."""
    best = scores[0] + _ALLOWED[0]
    back = []
    for row in scores[1:]:
        through = best[:, None] + _ALLOWED
        back.append(through.argmax(0))
        best = through.max(0) + row
    path = [int(best.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    path.reverse()
    start: int | None = None
    for k, label in enumerate([*path, 0]):
        if start is not None and not (k < len(path) and _NER[label].startswith("I-")):
            yield start, k, _NER[path[start]][2:]
            start = None
        if k < len(path) and _NER[label].startswith("B-"):
            start = k
