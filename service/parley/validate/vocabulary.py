"""Vocabularies against shapes: an ontology against the shapes of terms, and shapes against the shapes of SHACL itself.

Both take seconds, since pySHACL parses the query of a target or constraint anew for each node that it looks at.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources as package_files

import pyshacl
from pyshacl.errors import ReportableRuntimeError, ShapeLoadError, ValidationFailure
from rdflib import SH, Graph

from parley.errors import ShapesError
from parley.model import IRI, Violation
from parley.validate.results import in_order, local_name


def vocabulary_results(graph: Graph, shapes: Graph) -> tuple[Violation, ...]:
    """Return what an ontology breaks of shapes whose targets may be queries; raises ShapesError."""
    return _results(graph, shapes)


def meta_results(shapes: Graph) -> tuple[Violation, ...]:
    """Return what shapes break of SHACL-SHACL, the shapes that the standard gives for shapes; raises ShapesError."""
    text = package_files.files("pyshacl").joinpath("assets", "shacl-shacl.ttl").read_text("utf-8")
    return _results(shapes, Graph().parse(data=text, format="turtle"))


def _results(graph: Graph, shapes: Graph) -> tuple[Violation, ...]:
    try:
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, advanced=True, inplace=True)
    except (ReportableRuntimeError, ShapeLoadError, ValidationFailure) as error:
        raise ShapesError(f"the shapes cannot be used: {error}") from error
    if not isinstance(report, Graph):
        raise ShapesError(f"the shapes cannot be used: {report!r}")
    return in_order(_violations(report))


def _violations(report: Graph) -> Iterator[Violation]:
    for result in report.objects(predicate=SH.result):
        path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
        yield Violation(
            focus_node=IRI(str(report.value(result, SH.focusNode))),
            severity=local_name(report.value(result, SH.resultSeverity)),
            shape=IRI(str(report.value(result, SH.sourceShape))),
            message=min((str(each) for each in report.objects(result, SH.resultMessage)), default=""),
            path=IRI(str(path)) if path is not None else None,
            value=str(value) if value is not None else None,
        )
