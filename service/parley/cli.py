"""The `parley` command. Exit codes: 0 fine, 1 articles refused or violations found, 2 usage, 3 fault.

What a command needs is imported when it runs, so that the command line answers at once.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import os
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from parley.config import Settings, variable
from parley.errors import (
    ArticleError,
    ConfigError,
    NotAcceptable,
    NotFound,
    ParleyError,
    QueryRefused,
    QuerySyntaxError,
    QuestionError,
    StoreError,
)
from parley.iris import Iris
from parley.model import IRI, Article, Located, Report, Term, Violation

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from parley.exports import Selected
    from parley.knowledge import Knowledge
    from parley.pipeline import Ingestion
    from parley.store import Store

log = logging.getLogger(__name__)

FINE, REFUSED, USAGE, FAULT = range(4)

_WARNINGS = 10  # that an ingestion tells of the many that it may find

_OCCURS = "ASK { { ?this ?p ?o } UNION { ?s ?p ?this } }"

# What was typed cannot be used; everything else that Parley raises is a fault of what it works with.
_USAGE_ERRORS = (ConfigError, NotAcceptable, NotFound, QueryRefused, QuestionError, QuerySyntaxError)


class _Told(click.ClickException):
    """An error of Parley as the command line tells it: one line, and the place in the query where there is one."""

    exit_code = FAULT

    def __init__(self, error: ParleyError) -> None:
        super().__init__(str(error))
        self.error = error

    def show(self, file: Any = None) -> None:
        click.echo(f"parley: {self.message}", file=file, err=True)
        if isinstance(self.error, QuerySyntaxError | QueryRefused) and self.error.excerpt:
            click.echo(self.error.excerpt, file=file, err=True)


class _ToldUsage(_Told):
    """An error in what was typed."""

    exit_code = USAGE


class _Listed(click.Command):
    """A command whose first sentence stands whole in the list of all."""

    def get_short_help_str(self, limit: int = 0) -> str:
        return " ".join((self.help or "").partition("\n\n")[0].split()).split(". ")[0].rstrip(".")


class _Commands(_Listed, click.Group):
    """The commands, in the order of their definition; what goes wrong in one becomes an exit code."""

    command_class = _Listed
    group_class = type

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ParleyError as error:
            raise (_ToldUsage if isinstance(error, _USAGE_ERRORS) else _Told)(error) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            log.debug("command=%s failed", ctx.invoked_subcommand, exc_info=True)
            click.echo(
                f"parley: a fault of Parley: {type(error).__name__}: {error} (PARLEY_LOG_LEVEL=DEBUG shows where)",
                err=True,
            )
            ctx.exit(FAULT)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="parley", message="parley %(version)s")
def main() -> None:
    """News articles in, a validated graph of diplomatic events out, and answers with their evidence.

    Settings are PARLEY_* variables, such as PARLEY_STORE; the README lists them.
    """


_paths = click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(path_type=Path))
_published = click.option(
    "--published",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Publication date of every article, whatever the files say.",
)


_FILTERS = {"with_": "actor", "from_": "from"}  # options whose names Python keeps, or that are another of a kind


def _selecting(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that select events; any one of several values of a kind may hold, but all actors."""
    options = (
        (("--actor",), "NAME|IRI", "Who took part, or was represented."),
        (("--with", "with_"), "NAME|IRI", "Who took part as well."),
        (("--place",), "NAME|IRI", "Country, city or venue."),
        (("--type",), "TYPE", "Kind of event, such as meeting or call."),
        (("--status",), "STATUS", "Such as occurred, planned or cancelled."),
        (("--from", "from_"), "DATE", "First day of the period."),
        (("--to",), "DATE", "Last day of the period."),
        (("--where",), "NAME=VALUE", "Any other filter of the pages, such as medium=phone."),
    )
    for names, metavar, text in reversed(options):
        command = click.option(*names, metavar=metavar, multiple=True, help=text)(command)
    return command


# --- articles in ------------------------------------------------------------------------------------------------


@main.command()
@_paths
@_published
@click.option("--jobs", default=1, show_default=True, type=click.IntRange(1, 256), help="Processes that read articles.")
def ingest(paths: tuple[Path, ...], published: dt.datetime | None, jobs: int) -> None:
    """Read articles, keep what conforms, and merge all claims of the store to events.

    PATH is a file or a folder of articles: text, Markdown, HTML, JSON or JSONL, with an articles.csv beside them.
    """
    settings = _settings()
    from parley import pipeline

    knowledge = _knowledge(settings)
    with _store(settings, write=True) as store, _executor(jobs, settings) as executor:
        done = pipeline.ingest(
            _articles(paths, knowledge.iris, published), store, knowledge, executor=executor, told=click.echo
        )
        faults = [result for result in done.results if result.severity == "Violation"]
        others = [result for result in done.results if result.severity != "Violation"]
        located = [*_located((*faults, *others[:_WARNINGS]), store, settings, names=done.files)]
    _prepare_pages(settings, events=done.events)
    _tell_ingestion(done, located, more=len(others[_WARNINGS:]))
    _exit(REFUSED if done.refused_articles or done.refused_claims else FINE)


def _tell_ingestion(done: Ingestion, located: Sequence[Located], *, more: int) -> None:
    for each in located:
        _tell_result(each)
    if more:
        click.echo(f"… and {more} more warning{'' if more == 1 else 's'}; `parley validate store` tells all of them")
    click.echo()
    for noun, number in (
        ("articles", f"{done.articles}, {done.unchanged} unchanged" if done.unchanged else done.articles),
        ("claims", done.claims),
        ("events in all", done.events),
        ("refused articles", len(done.refused_articles)),
        ("refused claims", done.refused_claims),
        ("warnings", done.warnings),
    ):
        click.echo(f"{noun:<18}{number}")
    if done.snapshot is not None:
        click.echo(f"{'snapshot':<18}{done.snapshot.name}")


@main.command()
@_paths
@_published
def extract(paths: tuple[Path, ...], published: dt.datetime | None) -> None:
    """Write what articles say as JSON, one line per article; nothing is stored."""
    settings = _settings()
    from parley.pipeline import claims_of
    from parley.records import article_record

    knowledge = _knowledge(settings)
    failed = False
    for article in _articles(paths, knowledge.iris, published):
        try:
            if isinstance(article, ArticleError):
                raise article
            claims = claims_of(article, knowledge)
        except ParleyError as error:
            failed = True
            click.echo(f"refused {error}", err=True)
            continue
        click.echo(json.dumps(article_record(article, claims), ensure_ascii=False))
    _exit(REFUSED if failed else FINE)


@main.command()
@click.argument("article")
def withdraw(article: str) -> None:
    """Take an article with its text and claims out of the store. ARTICLE is its IRI, or the last part of it."""
    settings = _settings()
    from parley import pipeline

    knowledge = _knowledge(settings)
    iri = IRI(article if article.startswith(knowledge.iris.base) else f"{knowledge.iris.base}article/{article}")
    from parley.store import recorded_base

    if recorded_base(settings.store) is None:
        raise StoreError("there is no store", where=str(settings.store), remedy="make one with `parley ingest`")
    with _store(settings, write=True) as store:
        snapshot = pipeline.withdraw(iri, store, knowledge)
        events = store.ledger.coverage()[0].events
    _prepare_pages(settings, events=events)
    click.echo(f"withdrawn {iri}; snapshot {snapshot.name}")


# --- answers out ------------------------------------------------------------------------------------------------


@main.command()
@click.argument("query", metavar="SPARQL|FILE.rq|-")
@click.option(
    "--format",
    "format_",
    metavar="FORMAT",
    help="table, json, xml, csv or tsv; turtle, ntriples, rdfxml or jsonld for graphs.  "
    "[default: table on a terminal, else csv or turtle]",
)
@click.option("-p", "--param", "params", metavar="NAME=VALUE", multiple=True, help="Value for a competency question.")
def query(query: str, format_: str | None, params: tuple[str, ...]) -> None:
    """Answer a SPARQL query, or a competency question such as those of ontology/questions, from the newest snapshot."""
    settings = _settings()
    from parley.store.service.vocabulary import Vocabulary
    from parley.store.service.workers import QueryService
    from parley.terminal import render_answer, render_coverage

    text, bindings = _bound(_query_text(query), params, settings)
    with QueryService(settings, workers=1) as service:
        checked = service.check(text)
        for term in Vocabulary(service).unknown(checked, service.snapshots.current()):
            click.echo(f"warning {term}", err=True)
        for name, given in bindings.items():
            if given.type == "uri" and not service.query(_OCCURS, bindings={"this": given}).boolean:
                click.echo(f"warning {name}: {given.value} is nowhere in the data; `parley ask` finds names", err=True)
        wanted = format_ or ("table" if sys.stdout.isatty() else None)
        if wanted == "table":
            answer = service.query(checked, bindings=bindings)
            click.echo(render_answer(answer, base=settings.base_iri, width=_width()))
            return
        graph = checked.form in ("CONSTRUCT", "DESCRIBE")
        answer = service.query(checked, bindings=bindings, format=wanted or ("turtle" if graph else "csv"))
    sys.stdout.buffer.write(answer.body)
    sys.stdout.flush()
    click.echo(render_coverage(answer), err=True)


@main.command()
@click.argument("question", nargs=-1, required=True, metavar="QUESTION...")
@click.option("--sparql", is_flag=True, help="Show the query as well.")
def ask(question: tuple[str, ...], sparql: bool) -> None:
    """Answer a question in plain words, such as "who met Xi Jinping in March 2023?".

    The answer begins with how the question was read and ends with what was searched.
    """
    settings = _settings()
    from parley import ask as asking
    from parley.questions import read_questions
    from parley.resources import data_folder
    from parley.store.service.workers import QueryService

    with QueryService(settings, workers=1) as service:
        counted = service.query(asking.mentioned_query()).solutions
        events = {row["iri"].value: int(row["events"].value) for row in counted}
        reading = asking.ask(
            " ".join(question),
            known=asking.NameIndex(
                service.query(asking.labels_query()).solutions,
                events,
                offices=service.query(asking.offices_query()).solutions,
            ),
            today=_today(),
            questions=read_questions(data_folder("ontology") / "questions"),
        )
        answer = service.query(reading.question.sparql, bindings=reading.bindings)
    click.echo(asking.render_answer(reading, answer, base=settings.base_iri, width=_width(), sparql=sparql))


def _query_text(query: str) -> str:
    if query == "-":
        return sys.stdin.read()
    if not query.endswith(".rq") or set(query) & set("{}\n"):
        return query
    try:
        return Path(query).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise click.BadParameter(f"{query}: {error}", param_hint="FILE.rq") from error


def _bound(text: str, params: Sequence[str], settings: Settings) -> tuple[str, dict[str, Term]]:
    """Return the query of `text` and its bindings: those of a competency question, which begins with `#+`."""
    values = {}
    for each in params:
        name, equals, value = each.partition("=")
        if not equals:
            raise click.BadParameter(f"{each!r} is not NAME=VALUE", param_hint="--param")
        values[name] = value
    if not text.startswith("#+"):
        if values:
            raise click.BadParameter("the query takes no values, as it does not begin with '#+ title: …'")
        return text, {}
    from parley.questions import parse_question

    question = parse_question(text, key="query")
    return question.sparql, question.bind(values, base=settings.base_iri, today=_today())


def _today() -> dt.date:
    return dt.datetime.now(dt.UTC).date()


def _width() -> int:
    return min(shutil.get_terminal_size((110, 24)).columns, 140)


@main.command()
def serve() -> None:
    """Answer over HTTP: pages, the SPARQL endpoint, linked data."""
    settings = _settings()
    from parley.web import create_app
    from parley.web import serve as serve_until_ended

    def tell() -> None:
        at = f"http://{f'[{settings.host}]' if ':' in settings.host else settings.host}:{settings.port}"
        click.echo(f"{at + '/':<32}questions and events")
        click.echo(f"{at + '/sparql':<32}the SPARQL endpoint")
        click.echo(f"{at + '/readyz':<32}whether it can answer; Ctrl-C ends it")
        if settings.base_iri != f"{at}/":
            click.echo(f"{settings.base_iri:<32}what the IRIs begin with")

    serve_until_ended(create_app(settings), settings, begun=tell)


# --- checking ---------------------------------------------------------------------------------------------------


@main.command()
@click.argument("paths", nargs=-1, metavar="[PATH... | store]", type=click.Path(path_type=Path))
def validate(paths: tuple[Path, ...]) -> None:
    """Hold the store, or what is not in it yet, against the shapes.

    Without PATH, or with the word store, every stored graph and quotation is validated again. PATH is a file or folder
    of articles, or of own actors (.csv, .ttl, .nt); nothing is stored.
    """
    settings = _settings()
    conforms = True
    if not paths or paths == (Path("store"),):
        from parley.audit import audit

        with _store(settings, write=False) as store:
            for name, report in audit(store, _knowledge(settings)):
                located = _located(report.results, store, settings)
                conforms &= _tell_report(name.removeprefix(settings.base_iri), report, located)
    else:
        for path in paths:
            conforms &= _validate_actors(path, settings) if _holds_actors(path) else _validate_articles(path, settings)
    _exit(FINE if conforms else REFUSED)


def _holds_actors(path: Path) -> bool:
    endings = {".csv", ".ttl", ".nt"}
    if path.is_dir():
        names = [file.name for file in path.iterdir() if file.is_file() and not file.name.startswith(".")]
        return "articles.csv" not in names and any(Path(name).suffix in endings for name in names)
    return path.suffix in endings


def _validate_actors(path: Path, settings: Settings) -> bool:
    from parley.knowledge import Knowledge
    from parley.pipeline import validate_actors

    report = validate_actors(Knowledge(iris=Iris(settings.base_iri), extra_actors=path))
    return _tell_report(str(path), report, (Located(result=result) for result in report.results))


def _validate_articles(path: Path, settings: Settings) -> bool:
    from parley.pipeline import map_article
    from parley.validate import locate

    knowledge, conforms = _knowledge(settings), True
    for article in _articles([path], knowledge.iris, None):
        if isinstance(article, ArticleError):
            conforms = False
            click.echo(f"refused {article}")
            continue
        mapped, name = map_article(article, knowledge), article.file or article.iri
        graphs, names = {article.iri: mapped.graph + mapped.report_graph}, {article.iri: name}
        located = locate(mapped.report.results, base=settings.base_iri, graph_of=graphs.__getitem__, names=names)
        conforms &= _tell_report(name, mapped.report, located)
    return conforms


def _tell_report(name: str, report: Report, located: Iterable[Located]) -> bool:
    """Write a report and say whether nothing is wrong in it."""
    faults = sum(result.severity == "Violation" for result in report.results)
    others = len(report.results) - faults
    conforms = report.conforms and not faults
    click.echo(f"{name}: {'conforms' if conforms else 'violates'} violations={faults} warnings={others}")
    for each in located:
        _tell_result(each, indent="  ")
    return conforms


def _located(
    results: Iterable[Violation], store: Store, settings: Settings, *, names: Mapping[IRI, str] | None = None
) -> Iterator[Located]:
    """Return where results lie that concern stored articles; `names` are the files of those that have one."""
    from parley.pipeline import kept_of
    from parley.validate import locate

    iris = Iris(settings.base_iri)
    return locate(results, base=iris.base, graph_of=lambda article: kept_of(article, store, iris), names=names or {})


def _tell_result(located: Located, *, indent: str = "") -> None:
    from parley.terminal import render_result

    click.echo(textwrap.indent(render_result(located, width=_width() - len(indent)), indent))


@main.command()
@click.argument("gold", metavar="GOLD.json", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--details", is_flag=True, help="List what was missed, false or wrong, with the sentences.")
@click.option("--json", "json_file", metavar="FILE", type=click.Path(path_type=Path), help="Write all of it as JSON.")
@click.option("--min-f1", type=click.FloatRange(0, 1), help="Exit with 1 where F1 of contacts is lower.")
@click.option("--min-recall", type=click.FloatRange(0, 1), help="Exit with 1 where recall of contacts is lower.")
def evaluate(
    gold: Path,
    folder: Path,
    details: bool,
    json_file: Path | None,
    min_f1: float | None,
    min_recall: float | None,
) -> None:
    """Measure what is found in the articles of FOLDER against gold."""
    settings = _settings()
    from parley.articles import load_gold
    from parley.corpus import Told, events_told, info_of
    from parley.evaluate import evaluate as compare
    from parley.evaluate import render_text
    from parley.pipeline import claims_of
    from parley.records import article_record
    from parley.voices import fingerprint_of

    wanted, knowledge = load_gold(gold), _knowledge(settings)
    predicted, told, refused = {}, list[Told](), False
    for article in _articles([folder], knowledge.iris, None, exclude=[gold]):
        if isinstance(article, ArticleError):
            refused = True
            click.echo(f"refused {article}", err=True)
        else:
            claims = claims_of(article, knowledge)
            predicted[article.file or article.iri] = article_record(article, claims)["events"]
            told.append(Told(info=info_of(article, fingerprint=fingerprint_of(article.text)), claims=claims))
    result = compare(
        wanted,
        predicted,
        contact_types=_contact_types(knowledge),
        aliases=knowledge.reference.other_names(),
        merged={claim: event.iri for event in events_told(told, knowledge) for claim in event.claims},
    )
    click.echo(render_text(result, details=details))
    if json_file is not None:
        _write(json_file, json.dumps(result.to_json(), ensure_ascii=False, indent=1).encode() + b"\n")
    score = result.contacts
    short = [
        name
        for name, least, value in (("F1", min_f1, score.f1), ("recall", min_recall, score.recall))
        if least is not None and (value or 0) < least
    ]
    for name in short:
        click.echo(f"too low: {name} of contacts", err=True)
    _exit(REFUSED if short or refused else FINE)


def _contact_types(knowledge: Knowledge) -> list[str]:
    return [notation for notation in knowledge.types.notations if knowledge.types.is_contact(notation)]


# --- the store as a whole ---------------------------------------------------------------------------------------


@main.command()
@click.option("--base", metavar="IRI", help="Start of the instance IRIs in a dump, in place of the store's.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["nquads", "trig", "csv", "parquet", "graphml"]),
    default="nquads",
    show_default=True,
    help="How it is written.",
)
@click.option(
    "-o", "--output", metavar="FILE|FOLDER", type=click.Path(path_type=Path), help="Where to write it; tables need one."
)
@_selecting
def export(base: str | None, format_: str, output: Path | None, **wanted: Any) -> None:
    """Write the newest snapshot. Texts stay behind; quotations are in it.

    nquads (canonical) and trig are dumps of everything. csv and parquet are a FOLDER of tables of events, participants,
    claims and dyads, with their codebook; graphml is the network of who met whom. Both may be of selected events.
    """
    settings = _settings()
    if format_ in ("csv", "parquet", "graphml") and base is not None:
        raise click.UsageError("--base is for dumps, nquads and trig")
    if format_ in ("nquads", "trig") and any(wanted.values()):
        raise click.UsageError("a dump has everything; select events for csv, parquet and graphml")
    if format_ == "graphml":
        _export_network(settings, output, wanted)
    elif format_ not in ("csv", "parquet"):
        _export_dump(settings, format_, output, base)
    elif output is None:
        raise click.UsageError(f"{format_} is a folder of tables: name it with -o FOLDER")
    else:
        _export_tables(settings, format_, output, wanted)


def _export_dump(settings: Settings, format_: str, output: Path | None, base: str | None) -> None:
    if base is not None:
        base = Settings.from_environment({"PARLEY_BASE_IRI": base}).base_iri
    with _store(settings, write=False) as store, _output(output) as target:
        store.dump(target, format=format_, new_base=base)


def _export_tables(settings: Settings, format_: str, folder: Path, wanted: dict[str, Any]) -> None:
    from parley.exports import Tables, write_folder

    with _store(settings, write=False) as store:
        selected = _selected(store, wanted)
        origin = selected.origin(snapshot=store.snapshot.name, sha256=store.sha256())
        for file in write_folder(Tables(selected.subset(), format=format_, origin=origin), folder):
            click.echo(f"{folder / file.path}  {file.rows} rows")
    click.echo(f"{folder / 'codebook.md'}  snapshot {origin.snapshot}, sha256 {origin.sha256}")


def _export_network(settings: Settings, output: Path | None, wanted: dict[str, Any]) -> None:
    from parley.exports import network

    with _store(settings, write=False) as store:
        selected = _selected(store, wanted)
        origin = selected.origin(snapshot=store.snapshot.name, sha256=store.sha256())
        content = b"".join(network(selected.subset(), origin=origin))
    _put(output, content)


@main.command()
@_selecting
@click.option(
    "-o", "--output", metavar="FILE.md|FILE.docx", type=click.Path(path_type=Path), help="Where to write it.  "
    "[default: Markdown to standard output]",
)  # fmt: skip
def brief(output: Path | None, **wanted: Any) -> None:
    """Write a chronology of the selected events: a line per event, with its sentences and sources as footnotes."""
    settings = _settings()
    from parley.exports import write_brief

    format_ = output.suffix.removeprefix(".") if output else "md"
    with _store(settings, write=False) as store:
        content = write_brief(_selected(store, wanted), format=format_, snapshot=store.snapshot)
    _put(output, content)


def _selected(store: Store, wanted: dict[str, Any]) -> Selected:
    """Return the selection of the options; an actor or place may be given by its name."""
    from parley.exports import Selected
    from parley.resources import load_event_types
    from parley.selection import FILTERS, Selection

    iris = Iris(store.base_iri)
    named: dict[str, Callable[[str], IRI]] = {"actor": iris.actor, "party": iris.actor, "place": iris.place}
    found = [(_FILTERS.get(o, o), value) for o, values in wanted.items() if o != "where" for value in values]
    for pair in wanted["where"]:
        name, equals, value = pair.partition("=")
        if not equals or name not in FILTERS:
            known = ", ".join(FILTERS)
            raise click.BadParameter(f"{pair!r} is not NAME=VALUE; names are {known}", param_hint="--where")
        found.append((name, value))
    given = [(name, named[name](value) if name in named and "/" not in value else value) for name, value in found]
    types = load_event_types()
    selection = Selection.read(given, base=store.base_iri, types=types)
    return Selected(selection=selection, ask=store.values, base=store.base_iri, types=types)


@main.group(context_settings={"help_option_names": ["-h", "--help"]})
def ontology() -> None:
    """Look after the ontology."""


@ontology.command("check")
@click.option(
    "--root",
    metavar="FOLDER",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder that holds ontology/ and shapes/, in place of those that came with Parley.",
)
@click.option("--all", "everything", is_flag=True, help="Tell the checks that passed and the notes, too.")
def check_ontology(root: Path | None, everything: bool) -> None:
    """Look for pitfalls in the ontology, and hold it and the shapes against the shapes for them.

    Exit code 1 where there are errors; warnings and notes leave it 0.
    """
    from parley.resources import load_reviewed
    from parley.review import Level, check

    report = check(load_reviewed(root=root))
    for result in report.results:
        if everything or (result.findings and result.level is not Level.NOTE):
            click.echo(f"{result.state} {result.key}: {result.name} ({result.source})")
            for finding in result.findings:
                click.echo(f"  {finding.label}: {finding.said}")
    states = ", ".join(f"{report.count(state)} {state}" for state in ("passed", *Level))
    click.echo(f"version {report.version}: {len(report.results)} checks, {states}")
    _exit(REFUSED if report.count(Level.ERROR) else FINE)


@main.command()
def dumps() -> None:
    """Make the dumps of the newest snapshot ahead, which the service else makes when it is first asked for them.

    They stand beside the snapshot, and are deleted with it.
    """
    settings = _settings()
    from parley.store.derived.publications import Publications

    index = Publications(settings.store, settings.base_iri).make()
    for file in index.files:
        click.echo(f"{file.sha256}  {index.snapshot}/{file.name}  {file.bytes}")
    click.echo(f"{index.canonical_hash}  RDFC-1.0 of {index.quads} quads")


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def backup(folder: Path) -> None:
    """Copy the newest snapshot and all texts to a new FOLDER. It may run while others write."""
    from parley.store import copy_store

    settings = _settings()
    click.echo(f"{folder}: snapshot {copy_store(settings.store, folder).name}")


@main.command()
@click.argument("source", metavar="FOLDER|FILE.nq", type=click.Path(exists=True, path_type=Path))
def restore(source: Path) -> None:
    """Make the store from a backup, or from an export in N-Quads; there must be no store yet.

    An export holds no texts: articles have their quotations, but no page with the full text.
    """
    settings = _settings(store=source if source.is_dir() else None)
    from parley.store import building, copy_store, recorded_base

    if source.is_dir():
        base = recorded_base(source)
        if base not in (None, settings.base_iri):
            raise ConfigError(
                f"the backup was made for {base}, not for {settings.base_iri}",
                where=str(source),
                remedy="leave PARLEY_BASE_IRI unset",
            )
        snapshot = copy_store(source, settings.store)
        _prepare_pages(settings)
        click.echo(f"{settings.store}: snapshot {snapshot.name}")
        return
    from parley.store.disk.dumps import load_dump

    graphs = load_dump(source.read_bytes(), where=str(source))
    if not graphs:
        raise StoreError("there is no graph in it", where=str(source), remedy="give a file that `parley export` wrote")
    foreign = next((name for name in graphs if not name.startswith(settings.base_iri)), None)
    if foreign is not None:
        raise ConfigError(
            f"the graph {foreign} is not below {settings.base_iri}",
            where=str(source),
            remedy="set PARLEY_BASE_IRI to the base that it was exported with",
        )
    if recorded_base(settings.store) is not None:
        raise ConfigError(
            "there is a store already", where=str(settings.store), remedy="set PARLEY_STORE to a new folder"
        )
    with building(settings.store) as place, _store(replace(settings, store=place), write=True) as store:
        store.replace(graphs)
        name = store.publish().name
    _prepare_pages(settings)
    click.echo(f"{settings.store}: snapshot {name}")


# --- what commands share ----------------------------------------------------------------------------------------


def _settings(*, store: Path | None = None) -> Settings:
    """Return the settings of the environment, with logging set up by them.

    The base is that of the store, or of the one in `store`, unless another is named: a store keeps its base.
    """
    from parley.store import recorded_base

    settings = Settings.from_environment(os.environ)
    if recorded := recorded_base(store or settings.store):
        given = {name: text for name, text in os.environ.items() if text.strip()}
        settings = Settings.from_environment({variable("base_iri"): recorded, **given})
    _begin_logging(settings.log_level)
    return settings


def _begin_logging(level: str) -> None:
    logging.basicConfig(level=level, format="%(asctime)s level=%(levelname)s logger=%(name)s %(message)s")


def _knowledge(settings: Settings) -> Knowledge:
    from parley.knowledge import Knowledge

    return Knowledge(iris=Iris(settings.base_iri), extra_actors=settings.actors)


def _store(settings: Settings, *, write: bool) -> Store:
    from parley.store import open_store

    return open_store(
        settings.store,
        base_iri=settings.base_iri,
        write=write,
        snapshots_kept=settings.snapshots_kept,
        lock_wait_s=settings.lock_wait_s,
    )


def _prepare_pages(settings: Settings, *, events: int | None = None) -> None:
    """Make the index that the pages of a large store are answered from, where there is not even a former one."""
    from parley.resources import load_event_types
    from parley.store.derived.indexes import SMALL, Indexes

    if events is not None and events <= SMALL:
        return  # the service makes it as soon as it starts
    indexes = Indexes(settings.store, settings.base_iri, load_event_types())
    try:
        indexes.prepare()
    except StoreError as error:  # what was asked for is done, and the service tries again
        click.echo(f"{error}", err=True)
    finally:
        indexes.close()


def _articles(
    paths: Sequence[Path], iris: Iris, published: dt.datetime | None, *, exclude: Iterable[Path] = ()
) -> Iterator[Article | ArticleError]:
    from parley.articles import read_articles

    return read_articles(paths, iris=iris, published=published.date() if published else None, exclude=list(exclude))


@contextmanager
def _executor(jobs: int, settings: Settings) -> Iterator[Executor | None]:
    if jobs == 1:
        yield None
        return
    import multiprocessing

    from parley.store.processes.lifeline import lifeline

    # The store that this process writes has threads of its own, which a fork would break.
    spawn = multiprocessing.get_context("spawn")
    begun = lifeline(), settings.log_level
    with ProcessPoolExecutor(jobs, mp_context=spawn, initializer=_begin_worker, initargs=begun) as executor:
        yield executor


def _begin_worker(line: Connection, level: str) -> None:
    """Let a process that reads articles end with this one, without a word on Ctrl-C, and log as it does."""
    import signal

    from parley.store.processes.lifeline import tie

    tie(line)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _begin_logging(level)


@contextmanager
def _output(file: Path | None) -> Iterator[IO[bytes]]:
    """Open a file to be written, or standard output."""
    if file is None:
        yield sys.stdout.buffer
        sys.stdout.flush()
        return
    try:
        with file.open("wb") as output:
            yield output
    except OSError as error:
        raise ParleyError(f"cannot be written: {error.strerror}", where=str(file)) from error


def _put(output: Path | None, content: bytes) -> None:
    """Write to a file, or to standard output where there is none."""
    if output is not None:
        _write(output, content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()


def _write(file: Path, content: bytes) -> None:
    try:
        file.write_bytes(content)
    except OSError as error:
        raise ParleyError(f"cannot be written: {error.strerror}", where=str(file)) from error


def _exit(code: int) -> None:
    click.get_current_context().exit(code)
