"""Where results lie, for people: the article by its name, and the sentence, in place of the IRI of a node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from rdflib import Graph, Literal, URIRef
from rdflib.term import Node

from parley.iris import event_or_claim
from parley.model import IRI, Located, Violation
from parley.vocab import OA, PARLEY


def locate(
    results: Iterable[Violation], *, base: str, graph_of: Callable[[IRI], Graph], names: Mapping[IRI, str]
) -> Iterator[Located]:
    """Yield the results with where they lie.

    `graph_of` returns what is known of an article: its graph, and that of the report on it, which has what was refused.
    `names` are names of articles; the others are called by their titles and IRIs, these without `base`.
    """
    graphs: dict[IRI, Graph] = {}
    for result in results:
        article = IRI(result.focus_node.partition("#")[0])
        if not article.startswith(f"{base}article/"):
            yield Located(result=result)
            continue
        if article not in graphs:
            graphs[article] = graph_of(article)
        graph = graphs[article]
        yield Located(
            result=result,
            article=names.get(article) or _name(graph, article, base),
            quote=_quote(graph, result.focus_node, base),
        )


def _name(graph: Graph, article: IRI, base: str) -> str:
    title, last = graph.value(URIRef(article), PARLEY.title), article.removeprefix(base)
    return last if title is None else f"“{' '.join(str(title).split())}” ({last})"


def _quote(graph: Graph, node: IRI, base: str) -> str:
    """Return the first quotation of the claim that a node is or belongs to, or that the node itself is."""
    found = event_or_claim(node, base=base)
    claim = URIRef(found[1] if found else node)
    evidence = sorted(graph.objects(claim, PARLEY.evidence), key=lambda each: _start(graph, each))
    quotes = [exact for each in (*evidence, claim) for exact in sorted(map(str, graph.objects(each, OA.exact)))]
    return " ".join(quotes[0].split()) if quotes else ""


def _start(graph: Graph, evidence: Node) -> int:
    start = graph.value(evidence, OA.start)
    return int(start) if isinstance(start, Literal) else 0
