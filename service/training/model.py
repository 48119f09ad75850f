"""The network of the reader: a MiniLM encoder with heads for trees, parts of speech, names, sentence starts, contacts.

Shapes: B sentences, T word pieces, N words, R relations. Word vectors are those of the first piece of each word.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

HIDDEN = 384
_HEADS = 12
_CASES = 8  # classes of capitalisation
_CASE = 24


class Dropout(nn.Module):
    """Sets a share of the values to zero while training.

    The mask is a stretch of a long random one, at random: drawing fresh numbers runs on one core only and takes a fifth
    of the time of a step.
    """

    pools: ClassVar[dict[tuple[float, torch.dtype], Tensor]] = {}

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Return `x`, masked and scaled while training."""
        if not self.training:
            return x
        key = (self.share, x.dtype)
        if key not in self.pools:
            kept = torch.rand(1 << 23) >= self.share
            self.pools[key] = (kept / (1 - self.share)).to(x.dtype)
        pool = self.pools[key]
        start = int(torch.randint(len(pool) - x.numel(), (1,)))
        return x * pool[start : start + x.numel()].view_as(x)


class Layer(nn.Module):
    """One transformer layer of BERT."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(HIDDEN, HIDDEN) for _ in range(4))
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.up, self.down = nn.Linear(HIDDEN, 4 * HIDDEN), nn.Linear(4 * HIDDEN, HIDDEN)
        self.last = nn.LayerNorm(HIDDEN, 1e-12)
        self.drop = Dropout(0.1)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return `x` (B, T, hidden) after attention over the pieces that `mask` (B, 1, 1, T) allows."""
        b, t, _ = x.shape
        query, key, value = (
            part(x).view(b, t, _HEADS, -1).transpose(1, 2) for part in (self.query, self.key, self.value)
        )
        scores = (query @ key.transpose(-1, -2)) * (HIDDEN // _HEADS) ** -0.5
        attended = scores.masked_fill(~mask, -1e4).softmax(-1) @ value
        x = self.norm(x + self.drop(self.out(attended.transpose(1, 2).reshape(b, t, HIDDEN))))
        return self.last(x + self.drop(self.down(functional.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM-L6 as published, all of it trained on; positions stay as they are."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        given = {k.removeprefix("bert."): v.float() for k, v in load_file(folder / "model.safetensors").items()}
        self.words = nn.Embedding.from_pretrained(given["embeddings.word_embeddings.weight"].clone(), freeze=False)
        self.register_buffer("positions", given["embeddings.position_embeddings.weight"].clone())
        self.register_buffer("kind", given["embeddings.token_type_embeddings.weight"][0].clone())
        self.norm = nn.LayerNorm(HIDDEN, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(6))
        self.drop = Dropout(0.1)
        self._copy(self.norm, given, "embeddings.LayerNorm")
        parts = {
            "query": "attention.self.query",
            "key": "attention.self.key",
            "value": "attention.self.value",
            "out": "attention.output.dense",
            "norm": "attention.output.LayerNorm",
            "up": "intermediate.dense",
            "down": "output.dense",
            "last": "output.LayerNorm",
        }
        for n, layer in enumerate(self.layers):
            for own, theirs in parts.items():
                self._copy(getattr(layer, own), given, f"encoder.layer.{n}.{theirs}")

    @staticmethod
    def _copy(module: nn.Module, given: dict[str, Tensor], name: str) -> None:
        module.weight.data = given[f"{name}.weight"].clone()
        module.bias.data = given[f"{name}.bias"].clone()

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Return a vector per piece (B, T, hidden)."""
        x = self.drop(self.norm(self.words(ids) + self.positions[: ids.shape[1]] + self.kind))
        for layer in self.layers:
            x = layer(x, mask[:, None, None, :])
        return x


def _project(size: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(size, out), nn.GELU(), Dropout(0.25))


def _one(x: Tensor) -> Tensor:
    return torch.cat([x, x.new_ones(*x.shape[:-1], 1)], -1)


class Reader(nn.Module):
    """All heads over one encoder."""

    def __init__(self, folder: Path, labels: dict[str, list[str]], *, arc: int = 192, pair: int = 64) -> None:
        super().__init__()
        self.encoder = Encoder(folder)
        self.case = nn.Embedding(_CASES, _CASE)
        size = HIDDEN + _CASE
        self.root = nn.Parameter(torch.zeros(size))
        self.drop = Dropout(0.2)
        self.arc_word, self.arc_head = _project(size, arc), _project(size, arc)
        self.label_word, self.label_head = _project(size, pair), _project(size, pair)
        self.arcs = nn.Parameter(torch.randn(arc + 1, arc) * 0.02)
        self.relations = nn.Parameter(torch.randn(len(labels["deps"]), pair + 1, pair + 1) * 0.02)
        self.pos = nn.Linear(size, len(labels["pos"]))
        # Corpora mark names by conventions of their own; each has a vector, the shipped network has the one of `uner`.
        self.convention = nn.Embedding(len(labels["conventions"]), size)
        nn.init.zeros_(self.convention.weight)
        self.names = nn.Sequential(_project(size, 128), nn.Linear(128, len(labels["names"])))
        self.start = nn.Linear(size, 1)
        self.contact = nn.Sequential(_project(size, 128), nn.Linear(128, len(labels["types"])))
        self.status = nn.Sequential(_project(size, 96), nn.Linear(96, len(labels["statuses"])))
        self.domestic = nn.Sequential(_project(size, 48), nn.Linear(48, 1))
        self.trigger, self.argument = _project(size, pair), _project(size, pair)
        self.roles = nn.Parameter(torch.randn(len(labels["roles"]), pair + 1, pair + 1) * 0.02)

    def words(self, ids: Tensor, mask: Tensor, first: Tensor, case: Tensor) -> Tensor:
        """Return a vector per word (B, N, hidden + case)."""
        x = self.encoder(ids, mask).float()
        x = torch.gather(x, 1, first[..., None].expand(-1, -1, x.shape[-1]))
        return self.drop(torch.cat([x, self.case(case)], -1))

    def tree(self, x: Tensor, present: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return scores of arcs (B, N, N + 1; head 0 is the root) and the two sides of the label scores."""
        heads = torch.cat([self.root.expand(x.shape[0], 1, -1), x], 1)
        arcs = _one(self.arc_word(x)) @ self.arcs @ self.arc_head(heads).transpose(1, 2)
        allowed = torch.cat([present.new_ones(x.shape[0], 1), present], 1)
        arcs = arcs.masked_fill(~allowed[:, None, :], -1e4)
        return arcs, _one(self.label_word(x)), _one(self.label_head(heads))

    def label(self, word: Tensor, head: Tensor, heads: Tensor) -> Tensor:
        """Return scores of relations (B, N, R) of each word to the head given in `heads` (B, N)."""
        chosen = torch.gather(head, 1, heads[..., None].expand(-1, -1, head.shape[-1]))
        return torch.einsum("bni,lij,bnj->bnl", word, self.relations, chosen)

    def sides(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Return the two sides of the role scores: words as triggers and as parts of arguments (B, N, pair + 1)."""
        return _one(self.trigger(x)), _one(self.argument(x))

    def role(self, trigger: Tensor, argument: Tensor) -> Tensor:
        """Return scores of roles (K, N, roles) for K triggers, each with the words of its sentence."""
        return torch.einsum("ki,lij,knj->knl", trigger, self.roles, argument)

    def forward(self, ids: Tensor, mask: Tensor, first: Tensor, case: Tensor) -> tuple[Tensor, ...]:
        """Return everything that decoding needs, by the convention of names that is shipped."""
        x = self.words(ids, mask, first, case)
        present = first >= 0  # all words: padding is cut away by whoever decodes
        arcs, word, head = self.tree(x, present)
        trigger, argument = self.sides(x)
        names = self.names(x + self.convention.weight[0])
        return (
            arcs, word, head, self.pos(x), names, self.start(x),
            self.contact(x), self.status(x), self.domestic(x), trigger, argument,
        )  # fmt: skip
