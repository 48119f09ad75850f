"""The best dependency tree under arc scores (Chu and Liu 1965, Edmonds 1967), with exactly one root."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
_NEVER = -1e9
_ROOT = 1e5  # so dear that the best tree has only one


def best_tree(scores: Floats) -> Ints:
    """Return the head of each word (0 for the root, else 1-based) that gives the highest total score.

    `scores` has a row per word and a column per head; column 0 is the root.
    """
    n = len(scores)
    full = np.full((n + 1, n + 1), _NEVER, dtype=np.float64)
    full[1:, :] = scores
    np.fill_diagonal(full, _NEVER)
    # Mostly the best tree of all has one root, and no tree with one is better. Making roots dear from the start would
    # close a cycle at every word.
    result: Ints = _arborescence(full)[1:]
    if np.count_nonzero(result == 0) > 1:
        full[1:, 0] -= _ROOT
        result = _arborescence(full)[1:]
    return result


def _cycle(heads: Ints) -> list[int] | None:
    seen = [0] * len(heads)
    for start in range(1, len(heads)):
        path: list[int] = []
        node = start
        while node > 0 and not seen[node]:
            seen[node] = start
            path.append(node)
            node = int(heads[node])
        if node > 0 and seen[node] == start and node in path:
            return path[path.index(node) :]
    return None


def _arborescence(scores: npt.NDArray[np.float64]) -> Ints:
    heads: Ints = scores.argmax(1).astype(np.int64)
    heads[0] = -1
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    # Contract the cycle to one node, solve the smaller problem, open the cycle where the tree enters it.
    inside = set(cycle)
    rest = [i for i in range(len(scores)) if i not in inside]
    k = len(rest)
    total = sum(scores[i, heads[i]] for i in cycle)
    small = np.full((k + 1, k + 1), _NEVER)
    small[:k, :k] = scores[np.ix_(rest, rest)]
    small[:k, k] = scores[np.ix_(rest, cycle)].max(1)
    loss = scores[cycle] - scores[cycle, heads[cycle]][:, None]
    small[k, :k] = loss[:, rest].max(0) + total
    small[0, :] = _NEVER
    solved = _arborescence(small)
    result: Ints = heads.copy()
    for a, i in enumerate(rest):
        if i:
            head = solved[a]
            result[i] = rest[head] if head < k else cycle[int(scores[i, cycle].argmax())]
    outside = rest[solved[k]]
    result[cycle[int(loss[:, outside].argmax())]] = outside
    return result
