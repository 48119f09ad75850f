"""The README says what the code does: its settings, commands, targets, files, and every answer that it shows.

`python tests/test_docs.py` renews the settings and the answers in the README.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import Run, Seeds
from parley import cli
from parley.config import settings_table
from parley.knowledge import Knowledge
from parley.model import Article, Claim
from parley.store.service.workers import QueryService
from parley.web import create_app

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
_SHOWN = re.compile(r"^```console\n\$ (parley [^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SETTINGS = re.compile(r"(?<=^\| variable \| default \| what \|\n\|---\|---\|---\|\n)(?:\|.*\n)*", re.MULTILINE)
WIDTH = "100"


def settings_rows() -> str:
    """Return the rows of the table of settings."""
    return "".join(f"| `{name}` | {default} | {text} |\n" for name, default, text in settings_table())


def renewed(text: str, run: Callable[[list[str]], str]) -> str:
    """Return a README with its settings and answers as `run` gives them."""

    def answer(block: re.Match[str]) -> str:
        output = run(shlex.split(block[1])[1:]).strip("\n")
        return f"```console\n$ {block[1]}\n{output}\n```"

    return _SHOWN.sub(answer, _SETTINGS.sub(lambda _: settings_rows(), text))


@pytest.fixture(scope="module")
def text() -> str:
    return README.read_text(encoding="utf-8")


def test_the_table_of_settings_is_that_of_the_code(text: str) -> None:
    found = _SETTINGS.search(text)
    assert found is not None
    assert found[0] == settings_rows()


def test_every_address_in_the_readme_is_one_of_the_service(text: str, seed_queries: QueryService) -> None:
    settings = replace(seed_queries.settings, admin_token="a-token-of-many-letters")
    routes = create_app(settings, queries=seed_queries).url_map.bind("127.0.0.1")
    addresses = [path for line in text.splitlines() for path in re.findall(r"`(/[^`?#]*)[^`]*`", line)]
    assert len(addresses) > 20
    assert [path for path in addresses if path != "/admin" and not routes.test(path)] == []


@pytest.fixture
def remembered(seeds: Seeds, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the sample articles have the claims that they were found to have before."""
    claims = {mapped.article.iri: mapped.claims for mapped in seeds.mapped.values()}

    def claims_of(article: Article, knowledge: Knowledge) -> tuple[Claim, ...]:
        return claims[article.iri]

    monkeypatch.setattr("parley.pipeline.claims_of", claims_of)


@pytest.mark.whole
def test_every_answer_is_the_real_one(
    text: str, parley: Run, seed_store: Path, remembered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(words: list[str]) -> str:
        result = parley(*words, store=seed_store, COLUMNS=WIDTH)
        assert result.exit_code == 0, result.output
        return str(result.stdout)

    monkeypatch.chdir(ROOT)
    assert len(_SHOWN.findall(text)) >= 4
    assert renewed(text, run) == text


def test_every_command_is_there_and_takes_the_options_shown(text: str) -> None:
    lines = [line for line in re.findall(r"^(?:\$ )?(?:\w+=\S+ )*parley (.*)$", text, re.MULTILINE) if line]
    shown = set()
    for line in lines:
        words = shlex.split(line.partition(" > ")[0], comments=True)
        command = cli.main.commands[words[0]]
        shown.add(words[0])
        options = {flag for param in command.params for flag in param.opts if flag.startswith("-")}
        assert {word for word in words[1:] if word.startswith("-")} <= options, line
    named = set(re.findall(r"`parley ([a-z]+)", text))
    assert named <= set(cli.main.commands)
    assert set(cli.main.commands) == shown | named


def test_every_target_of_make_is_there(text: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)", text, re.MULTILINE))
    assert named == {"run", "demo", "test", "weights", "lock", "clean"}
    assert named <= targets
    assert set(re.findall(r"^# make ([a-z]+) ", makefile, re.MULTILINE)) == named


def test_every_address_named_is_one_of_the_service(text: str, seed_queries: QueryService) -> None:
    addresses = {found for found in re.findall(r"`(/[\w./-]*)", text) if not found.startswith(("/admin", "/backups"))}
    known = create_app(seed_queries.settings, queries=seed_queries).url_map.bind("localhost")
    assert len(addresses) > 20
    assert [address for address in sorted(addresses) if not known.test(address)] == []


def test_every_file_and_folder_named_is_there(text: str) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    named = re.findall(r"(?<![\w/])((?:ontology|shapes|seeds|tests|service)/[\w./-]*)", text)
    assert len(links) > 5
    assert [path for path in (*links, *named) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("LICENSE", "Apache License"),
        ("NOTICE", "MiniLM"),
        ("ontology/LICENSE", "CC BY 4.0"),
        ("shapes/LICENSE", "CC BY 4.0"),
        ("service/parley/reader/weights/README.md", "CC BY-SA 4.0"),
        ("seeds/articles/README.md", "rights of these five articles stay with their publishers"),
        ("seeds/actors/README.md", "licence"),
    ],
)
def test_everything_has_its_licence(file: str, words: str) -> None:
    assert words in (ROOT / file).read_text(encoding="utf-8")


def test_the_weights_are_those_that_are_described() -> None:
    folder = ROOT / "service" / "parley" / "reader" / "weights"
    rows = re.findall(r"^\| `([\w.]+)` \| ([\d,]+) \| `([0-9a-f]{64})` \|", (folder / "README.md").read_text(), re.M)
    assert {name for name, _, _ in rows} == {file.name for file in folder.iterdir()} - {"README.md"}
    for name, size, digest in rows:
        content = (folder / name).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (int(size.replace(",", "")), digest)


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(
        "|".join(("py" + r"pi\.org", "python" + "hosted", "npm" + r"js\.org", "registry" + r"\.npm")), re.I
    )
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    files = [ROOT / name for name in tracked if not name.endswith((".onnx", ".npz", "tokenizer.json"))]
    assert {ROOT / "requirements.lock", ROOT / "requirements-test.lock"} <= set(files)
    assert [file.name for file in files if file.is_file() and hosts.search(file.read_text(errors="replace"))] == []


def _renew() -> None:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PARLEY_")}
    with tempfile.TemporaryDirectory() as folder:
        environment = {**clean, "PARLEY_STORE": f"{folder}/store", "COLUMNS": WIDTH}

        def run(words: list[str]) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "parley", *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
            )
            if done.returncode:
                raise SystemExit(f"{' '.join(words)}: exit code {done.returncode}")
            return done.stdout

        run(["ingest", "seeds/articles"])
        README.write_text(renewed(README.read_text(encoding="utf-8"), run), encoding="utf-8")


if __name__ == "__main__":
    _renew()
