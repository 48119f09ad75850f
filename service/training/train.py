"""Trains the reader's network: trees, parts of speech, names, sentence starts and contacts together.

    python train.py SOURCES MINILM OUT [--minutes 60] [--threads 2]

SOURCES is a folder of bare clones (corpora.SOURCES), MINILM one with `model.safetensors` and `tokenizer.json`. OUT gets
`reader.pt` and `figures.json`. The learning rate follows the number of steps, so that a run is the same on any machine
with the same seed, threads aside.
"""

from __future__ import annotations

import argparse
import collections
import json
import random
import time
import zlib
from pathlib import Path
from typing import Any

import corpora
import labels as own
import numpy as np
import torch
from model import Reader
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits, cross_entropy

from parley.reader.network import case_of, spans_of
from parley.reader.tree import best_tree

Example = dict[str, Any]
NAMES = ["O", *(f"{p}-{label}" for label in ("PERSON", "ORG", "LOC") for p in "BI")]
CONVENTIONS = ["uner", "crossner", "wikigold"]  # the first one is shipped, and that of our own labels
TYPES = ["none", *own.TYPES]
ROLES = ["none", *own.ROLES]
_LENGTHS = (16, 24, 32, 48, 64, 96, 144, 200)  # word pieces: batches of few shapes are quicker
_PIECES = 2304  # word pieces in one batch
_HELD_OUT = 12  # one in so many of the labelled texts is measured on, not trained on


def _title(words: list[str]) -> list[str]:
    return [w[:1].upper() + w[1:] if len(w) > 3 or not w.islower() else w for w in words]


class Names:
    """Swaps names of people and places for others, so that no name is learned by heart."""

    def __init__(self, folder: Path) -> None:
        import csv

        def column(file: str, name: str) -> list[list[str]]:
            with (folder / file).open(encoding="utf-8", newline="") as rows:
                return [row[name].split() for row in csv.DictReader(rows) if row[name]]

        self.people = [name for name in column("persons.csv", "name") if 1 < len(name) < 6]
        self.places = column("countries.csv", "name") + column("countries.csv", "capital")

    def swap(self, example: Example, rng: random.Random) -> Example:
        """Return the example with some of its names of people and places exchanged, every mention alike."""
        chosen: dict[str, list[str]] = {}
        words: list[str] = []
        bio: list[str] = []
        moved: list[int] = []  # new index of each old word
        spans = {a: (b, label) for a, b, label in spans_of(example["bio"])}
        i = 0
        while i < len(example["words"]):
            end, label = spans.get(i, (i + 1, "O"))
            old = example["words"][i:end]
            new = old
            if label == "PERSON" and rng.random() < 0.6:
                full = chosen.setdefault(old[-1], rng.choice(self.people))
                new = full if len(old) > 1 else full[-1:]
            elif label == "LOC" and rng.random() < 0.3:
                new = chosen.setdefault(" ".join(old), rng.choice(self.places))
            moved.extend(len(words) + min(k, len(new) - 1) for k in range(len(old)))
            bio.extend("O" if label == "O" else f"{'I' if k else 'B'}-{label}" for k in range(len(new)))
            if label == "O":
                bio[-1] = example["bio"][i]
            words.extend(new)
            i = end
        contacts = [
            (moved[t], type_, status, domestic, self._roles(roles, moved, len(words)))
            for t, type_, status, domestic, roles in example.get("contacts", [])
        ]
        kept = {key: value for key, value in example.items() if key not in ("heads", "deps", "pos")}
        return {**kept, "words": words, "bio": bio, "contacts": contacts}

    @staticmethod
    def _roles(roles: list[tuple[str, int]], moved: list[int], n: int) -> list[tuple[str, int]]:
        last = [*moved[1:], n]
        return sorted({(role, j) for role, k in roles for j in range(moved[k], max(last[k], moved[k] + 1))})


class Batcher:
    """Makes tensors of examples, padded to one of few lengths."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self.tokenizer = tokenizer

    def batches(self, examples: list[Example], rng: random.Random) -> list[list[Example]]:
        """Return the examples in batches of like length, shuffled."""
        by_length: dict[int, list[Example]] = collections.defaultdict(list)
        encoded = self.tokenizer.encode_batch([e["words"] for e in examples], is_pretokenized=True)
        for example, pieces in zip(examples, encoded, strict=True):
            length = next((n for n in _LENGTHS if len(pieces.ids) <= n), None)
            if length:
                by_length[length].append(example)
        found = []
        for length, members in sorted(by_length.items()):
            rng.shuffle(members)
            size = _PIECES // length
            found.extend(members[k : k + size] for k in range(0, len(members), size))
        rng.shuffle(found)
        return found

    def tensors(self, examples: list[Example]) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return ids, mask, first piece of each word, case, and which words are present."""
        encoded = self.tokenizer.encode_batch([e["words"] for e in examples], is_pretokenized=True)
        longest = max(len(e.ids) for e in encoded)
        pieces = next((n for n in _LENGTHS if longest <= n), longest)
        count, most = len(examples), max(len(e["words"]) for e in examples)
        ids = torch.zeros(count, pieces, dtype=torch.long)
        mask = torch.zeros(count, pieces, dtype=torch.bool)
        first, case = torch.zeros(count, most, dtype=torch.long), torch.zeros(count, most, dtype=torch.long)
        present = torch.zeros(count, most, dtype=torch.bool)
        for b, (e, example) in enumerate(zip(encoded, examples, strict=True)):
            ids[b, : len(e.ids)] = torch.tensor(e.ids)
            mask[b, : len(e.ids)] = True
            where: dict[int, int] = {}
            for k, word in enumerate(e.word_ids):
                if word is not None:
                    where.setdefault(word, k)
            n = len(example["words"])
            first[b, :n] = torch.tensor([where.get(i, 0) for i in range(n)])
            case[b, :n] = torch.tensor([case_of(w) for w in example["words"]])
            present[b, :n] = True
        return ids, mask, first, case, present


def _padded(examples: list[Example], key: str, most: int, index: dict[str, int] | None = None) -> Tensor:
    rows = torch.full((len(examples), most), -100, dtype=torch.long)
    for b, example in enumerate(examples):
        if key not in example:
            continue
        values = example[key] if index is None else [index[v] for v in example[key]]
        rows[b, : len(values)] = torch.tensor(values)
    return rows


def _joined(examples: list[Example], rng: random.Random, share: float) -> list[Example]:
    """Return the examples, some of them joined with their successor: the head for sentence starts learns on these."""
    found, skip = [], False
    for example, following in zip(examples, [*examples[1:], None], strict=True):
        if skip:
            skip = False
            continue
        same = following is not None and following["document"] == example["document"]
        n = len(example["words"])
        if same and n + len(following["words"]) <= 90 and rng.random() < share:
            shifted = [h + n if h else 0 for h in following["heads"]]
            both = {k: example[k] + following[k] for k in ("words", "deps", "pos")}
            found.append({**both, "heads": example["heads"] + shifted, "starts": [0, n]})
            skip = True
        else:
            found.append({**example, "starts": [0]})
    return found


class Trainer:
    """Holds the network, its labels and the losses of the tasks."""

    def __init__(self, minilm: Path, labels: dict[str, list[str]]) -> None:
        self.labels = labels
        self.index = {kind: {label: k for k, label in enumerate(values)} for kind, values in labels.items()}
        tokenizer = Tokenizer.from_file(str(minilm / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self.batcher = Batcher(tokenizer)
        self.network = Reader(minilm, labels)

    def _words(self, examples: list[Example]) -> tuple[Tensor, Tensor]:
        ids, mask, first, case, present = self.batcher.tensors(examples)
        with torch.autocast("cpu", torch.bfloat16):
            x = self.network.encoder(ids, mask)
        x = torch.gather(x.float(), 1, first[..., None].expand(-1, -1, x.shape[-1]))
        return self.network.drop(torch.cat([x, self.network.case(case)], -1)), present

    def parse_loss(self, examples: list[Example]) -> Tensor:
        """Return the loss of trees, parts of speech and sentence starts."""
        x, present = self._words(examples)
        starts = torch.zeros_like(present, dtype=torch.float)
        for b, example in enumerate(examples):
            starts[b, example["starts"]] = 1
        loss = binary_cross_entropy_with_logits(self.network.start(x)[..., 0][present], starts[present])
        return self._tree_loss(examples, x, present) + 0.5 * loss

    def _tree_loss(self, examples: list[Example], x: Tensor, present: Tensor) -> Tensor:
        """Return the loss of trees and parts of speech; sentences without a tree add nothing."""
        n = x.shape[1]
        arcs, word, head = self.network.tree(x, present)
        heads = _padded(examples, "heads", n)
        relations = self.network.label(word, head, heads.clamp(min=0))
        pos = self.network.pos(x)
        return (
            cross_entropy(arcs.flatten(0, 1), heads.flatten())
            + cross_entropy(relations.flatten(0, 1), _padded(examples, "deps", n, self.index["deps"]).flatten())
            + 0.5 * cross_entropy(pos.flatten(0, 1), _padded(examples, "pos", n, self.index["pos"]).flatten())
        )

    def name_loss(self, examples: list[Example]) -> Tensor:
        """Return the loss of names, each corpus by its own convention."""
        x, _ = self._words(examples)
        convention = torch.tensor([self.index["conventions"][e["convention"]] for e in examples])
        scores = self.network.names(x + self.network.convention(convention)[:, None])
        wanted = _padded(examples, "bio", x.shape[1], self.index["names"])
        return 2 * cross_entropy(scores.flatten(0, 1), wanted.flatten())

    def contact_loss(self, examples: list[Example]) -> Tensor:
        """Return the loss of names, triggers, their status and the roles of the words around them."""
        x, present = self._words(examples)
        n = x.shape[1]
        names = self.network.names(x + self.network.convention.weight[0])
        loss = 2 * cross_entropy(names.flatten(0, 1), _padded(examples, "bio", n, self.index["names"]).flatten())
        types = torch.where(present, 0, -100)
        where: list[tuple[int, int]] = []
        status: list[int] = []
        domestic: list[float] = []
        roles: list[Tensor] = []
        for b, example in enumerate(examples):
            for trigger, type_, told, inside, words in example["contacts"]:
                types[b, trigger] = self.index["types"][type_]
                where.append((b, trigger))
                status.append(self.index["statuses"][told])
                domestic.append(float(inside))
                row = torch.where(present[b], 0, -100)
                for role, word in words:
                    row[word] = ROLES.index(role)
                roles.append(row)
        loss = loss + 2 * cross_entropy(self.network.contact(x).flatten(0, 1), types.flatten())
        if any("heads" in example for example in examples):
            loss = loss + self._tree_loss(examples, x, present)
        if where:
            rows, columns = (torch.tensor(side) for side in zip(*where, strict=True))
            told = x[rows, columns]
            loss = loss + 0.5 * cross_entropy(self.network.status(told), torch.tensor(status))
            inside_one = self.network.domestic(told)[:, 0]
            loss = loss + 0.5 * binary_cross_entropy_with_logits(inside_one, torch.tensor(domestic))
            triggers, arguments = self.network.sides(x)
            scores = self.network.role(triggers[rows, columns], arguments[rows])
            loss = loss + 2 * cross_entropy(scores.flatten(0, 1), torch.stack(roles).flatten())
        return loss

    @torch.no_grad()
    def parsed(self, examples: list[Example]) -> list[Example]:
        """Return the examples with the trees and parts of speech that the network reads in them."""
        found: dict[int, Example] = {}
        for chosen, x, present in self._batches(examples):
            arcs, word, head = self.network.tree(x, present)
            trees = torch.zeros(present.shape, dtype=torch.long)
            for b, example in enumerate(chosen):
                n = len(example["words"])
                trees[b, :n] = torch.from_numpy(best_tree(arcs[b, :n, : n + 1].numpy()))
            relations, pos = self.network.label(word, head, trees).argmax(-1), self.network.pos(x).argmax(-1)
            for b, example in enumerate(chosen):
                n = len(example["words"])
                heads = trees[b, :n].tolist()
                deps = [self.labels["deps"][k] if h else "root" for h, k in zip(heads, relations[b, :n], strict=True)]
                tags = [self.labels["pos"][k] for k in pos[b, :n]]
                found[id(example)] = {**example, "heads": heads, "deps": deps, "pos": tags}
        return [found[id(example)] for example in examples]

    # --- measuring ----------------------------------------------------------------------------------------------

    @torch.no_grad()
    def _batches(self, examples: list[Example]) -> Any:
        self.network.eval()
        order = sorted(range(len(examples)), key=lambda i: len(examples[i]["words"]))
        for k in range(0, len(order), 24):
            chosen = [examples[i] for i in order[k : k + 24]]
            ids, mask, first, case, present = self.batcher.tensors(chosen)
            yield chosen, self.network.words(ids, mask, first, case), present

    def parse_figures(self, examples: list[Example]) -> dict[str, float]:
        """Return the shares of right parts of speech, arcs and labelled arcs, marks of punctuation left out, in %."""
        count = collections.Counter[str]()
        for example, read in zip(examples, self.parsed(examples), strict=True):
            for k, wanted in enumerate(example["heads"]):
                count["words"] += 1
                count["pos"] += read["pos"][k] == example["pos"][k]
                if example["pos"][k] == "PUNCT":
                    continue
                right = read["heads"][k] == wanted
                count["arcs"] += 1
                count["uas"] += right
                count["las"] += right and read["deps"][k] == example["deps"][k]
        return {
            "UPOS": round(100 * count["pos"] / count["words"], 2),
            "UAS": round(100 * count["uas"] / count["arcs"], 2),
            "LAS": round(100 * count["las"] / count["arcs"], 2),
        }

    @torch.no_grad()
    def name_figures(self, examples: list[Example]) -> dict[str, list[float]]:
        """Return precision, recall and F1 of exact spans per class, in %."""
        count = collections.Counter[tuple[str, str]]()
        for chosen, x, _ in self._batches(examples):
            best = self.network.names(x + self.network.convention.weight[0]).argmax(-1)
            for b, example in enumerate(chosen):
                wanted = set(spans_of(example["bio"]))
                found = set(spans_of([NAMES[k] for k in best[b, : len(example["words"])].tolist()]))
                for kind, spans in (("right", wanted & found), ("found", found), ("gold", wanted)):
                    for span in spans:
                        count[kind, span[2]] += 1
        return {
            label: [
                round(100 * count["right", label] / max(1, count["found", label]), 1),
                round(100 * count["right", label] / max(1, count["gold", label]), 1),
                round(200 * count["right", label] / max(1, count["found", label] + count["gold", label]), 1),
            ]
            for label in ("PERSON", "ORG", "LOC")
        }

    @torch.no_grad()
    def contact_figures(self, examples: list[Example]) -> dict[str, Any]:
        """Return how well triggers are found, and of gold triggers type, status and the roles of words, in %."""
        count = collections.Counter[str]()
        for chosen, x, _ in self._batches(examples):
            types, status = self.network.contact(x).argmax(-1), self.network.status(x).argmax(-1)
            domestic = self.network.domestic(x)[..., 0] > 0
            triggers, arguments = self.network.sides(x)
            for b, example in enumerate(chosen):
                n = len(example["words"])
                gold = {c[0]: c for c in example["contacts"]}
                found = {k for k in range(n) if types[b, k] > 0}
                count["trigger right"] += len(found & set(gold))
                count["trigger found"] += len(found)
                count["trigger gold"] += len(gold)
                for k, (_, type_, told, inside, words) in gold.items():
                    count["type"] += TYPES[types[b, k]] == type_
                    count["status"] += own.STATUSES[status[b, k]] == told
                    count["domestic"] += bool(domestic[b, k]) == inside
                    roles = self.network.role(triggers[b, k][None], arguments[b][None])[0, :n].argmax(-1)
                    told_roles = {(ROLES[r], j) for j, r in enumerate(roles.tolist()) if r}
                    count["role right"] += len(told_roles & set(words))
                    count["role found"] += len(told_roles)
                    count["role gold"] += len(set(words))
        total = max(1, count["trigger gold"])
        return {
            "trigger F1": round(200 * count["trigger right"] / max(1, count["trigger found"] + total), 1),
            "triggers": count["trigger gold"],
            **{k: round(100 * count[k] / total, 1) for k in ("type", "status", "domestic")},
            "role F1 of words": round(200 * count["role right"] / max(1, count["role found"] + count["role gold"]), 1),
        }


def main() -> None:
    """Train and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sources", type=Path)
    parser.add_argument("minilm", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--epochs", type=float, default=9)
    parser.add_argument("--rate", type=float, default=3e-4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", type=Path, help="network to go on from")
    parser.add_argument("--contacts", type=int, default=2, help="how often an epoch has the labelled sentences")
    parser.add_argument("--steps", type=int, help="stop after so many steps, in place of --epochs")
    parser.add_argument("--freeze-words", action="store_true", help="leave the vectors of word pieces as they are")
    parser.add_argument("--end-rate", type=float, default=0.01, help="share of the rate at the last step")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    np.random.seed(options.seed)
    rng = random.Random(options.seed)  # noqa: S311 -- nothing secret
    options.out.mkdir(parents=True, exist_ok=True)

    sources = corpora.Sources(options.sources)
    here = Path(__file__).parent
    names = Names(here.parents[1] / "seeds" / "actors")
    news = [e for e in corpora.gum(sources, "dev", "test") if e["document"].startswith("GUM_news")]
    aside = {e["document"] for e in news}
    parse = [e for part in ("train", "dev", "test") for e in corpora.ewt(sources, part)]
    parse += [e for e in corpora.gum(sources, "train", "dev", "test") if e["document"] not in aside]
    named = [{**e, "convention": c} for c, members in corpora.names(sources).items() for e in members]
    labelled = [e for path in sorted((here / "labels").glob("*.txt")) for e in own.examples(own.read_labels(path))]
    held = [e for e in labelled if zlib.crc32(e["text"].encode()) % _HELD_OUT == 0]
    contacts = [e for e in labelled if zlib.crc32(e["text"].encode()) % _HELD_OUT]
    labels = {
        "deps": sorted({d for e in parse for d in e["deps"]}),
        "pos": sorted({p for e in parse for p in e["pos"]}),
        "names": NAMES,
        "conventions": CONVENTIONS,
        "types": TYPES,
        "statuses": list(own.STATUSES),
        "roles": ["participant" if role == "part" else role for role in ROLES],
    }
    trainer = Trainer(options.minilm, labels)
    if options.resume:
        trainer.network.load_state_dict(torch.load(options.resume)["state"], strict=False)
        # What the first pass reads in the labelled sentences is kept to, so that the heads for contacts do not bend
        # the reading of just the words that tell them.
        contacts = trainer.parsed(contacts)
    print(f"{len(parse)} trees, {len(named)} sentences with names, {len(contacts)} labelled ones, {len(held)} held out")

    def jobs() -> list[tuple[str, list[Example]]]:
        """Return the batches of one epoch."""
        made = []
        augmented = []
        for e in _joined(parse, rng, 0.12):
            chance = rng.random()
            title = chance < 0.04 and len(e["words"]) < 25
            augmented.append({**e, "words": _title(e["words"])} if title else e)
        made += [("parse", b) for b in trainer.batcher.batches(augmented, rng)]
        swapped = [names.swap(e, rng) if rng.random() < 0.5 else e for e in named]
        made += [("names", b) for b in trainer.batcher.batches(swapped, rng)]
        for _ in range(options.contacts):
            swapped = [names.swap(e, rng) if rng.random() < 0.5 else e for e in contacts]
            made += [("contacts", b) for b in trainer.batcher.batches(swapped, rng)]
        rng.shuffle(made)
        return made

    trainer.network.encoder.words.weight.requires_grad_(not options.freeze_words)
    encoder = [p for p in trainer.network.encoder.parameters() if p.requires_grad]
    ours = {id(p) for p in encoder}
    heads = [p for p in trainer.network.parameters() if p.requires_grad and id(p) not in ours]
    optimizer = torch.optim.AdamW([{"params": encoder}, {"params": heads}], weight_decay=0.01, fused=True)
    losses = {"parse": trainer.parse_loss, "names": trainer.name_loss, "contacts": trainer.contact_loss}
    queue = jobs()
    steps = options.steps or int(len(queue) * options.epochs)
    began, running = time.time(), collections.defaultdict(list)
    for step in range(steps):
        if not queue:
            queue = jobs()
        scale = min(1.0, step / 200) * (1 - (1 - options.end_rate) * step / steps)
        optimizer.param_groups[0]["lr"] = options.rate * scale
        optimizer.param_groups[1]["lr"] = 6 * options.rate * scale
        kind, batch = queue.pop()
        trainer.network.train()
        loss = losses[kind](batch)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trainer.network.parameters(), 1.0)
        optimizer.step()
        running[kind].append(loss.item())
        if step % 100 == 99:
            means = " ".join(f"{k} {sum(v) / len(v):.3f}" for k, v in sorted(running.items()))
            print(f"step {step + 1} of {steps}, {(time.time() - began) / 60:.1f} min: {means}", flush=True)
            running.clear()
        if step % 250 == 249:
            torch.save({"state": trainer.network.state_dict(), "labels": labels}, options.out / "reader.pt")
    torch.save({"state": trainer.network.state_dict(), "labels": labels}, options.out / "reader.pt")
    figures = {
        "PUD news": trainer.parse_figures(corpora.pud(sources)[0]),
        "GUM news": trainer.parse_figures(news),
        "PUD news names": trainer.name_figures(corpora.pud_names(sources)[0]),
        "PUD Wikipedia names": trainer.name_figures(corpora.pud_names(sources)[1]),
        "own names": trainer.name_figures(held) if held else {},
        "own contacts": trainer.contact_figures(held) if held else {},
        "minutes": round((time.time() - began) / 60, 1),
        "steps": steps,
    }
    (options.out / "figures.json").write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
