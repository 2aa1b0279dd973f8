"""The docs cannot rot: every verb, option, noun, shelf item and public name is described; the README runs."""

from __future__ import annotations

import argparse
import doctest
import importlib
import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import reportedly
from reportedly import cli, model, shelf

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def commands() -> dict[str, argparse.ArgumentParser]:
    """The parsers of all verbs."""
    for action in cli.build_parser()._actions:
        if isinstance(action, argparse._SubParsersAction):
            return dict(action.choices)
    raise AssertionError("the command line has no verbs")


HERE = sorted(commands())


def page(verb: str) -> str:
    return (DOCS / "verbs" / f"{verb}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", HERE)
def test_each_verb_has_a_page_with_all_its_options(verb: str) -> None:
    text = page(verb)
    assert text.startswith(f"# {verb}\n")
    for action in commands()[verb]._actions:
        for option in action.option_strings:
            if option not in ("-h", "--help") and not (option.startswith("--") and len(action.option_strings) > 1):
                assert re.search(rf"`{re.escape(option)}\b", text) or f"{option}`" in text, f"{verb}: {option}"


def test_no_page_describes_a_verb_that_is_not_there() -> None:
    assert sorted(path.stem for path in (DOCS / "verbs").glob("*.md")) == HERE


def test_contract_names_every_verb() -> None:
    contract = (DOCS / "contract.md").read_text(encoding="utf-8")
    for verb in commands():
        assert re.search(rf"\b{verb}\b", contract), verb


def test_every_noun_is_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    for name in model.__all__:
        if isinstance(getattr(model, name), type):
            assert f"**{name}**" in glossary, name


def test_every_closed_list_is_in_the_glossary() -> None:
    glossary = (DOCS / "glossary.md").read_text(encoding="utf-8")
    for word in (*model.ACTS, *model.BLOCK_KINDS):
        assert re.search(rf"\b{word}\b", glossary), word


@pytest.mark.parametrize("kind", ["intake", "tell", "lang", "ontology", "exchange"])
def test_every_shelf_item_is_named(kind: str) -> None:
    adding = (DOCS / "adding.md").read_text(encoding="utf-8")
    for name in shelf.names(kind):
        if name != "dossier":  # assembles; is no output
            assert f"`{name}`" in adding, f"{kind}: {name}"


def test_public_names_exist_and_are_sorted() -> None:
    assert list(reportedly.__all__) == sorted(reportedly.__all__)
    for name in reportedly.__all__:
        assert getattr(reportedly, name) is not None


EXAMPLES = sorted(
    path
    for path in (ROOT / "src").rglob("*.py")
    if re.search(r"^ *>>> (?!.*\+SKIP)", path.read_text(encoding="utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_in_docstrings_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
    found = doctest.testmod(importlib.import_module(name))
    assert found.attempted
    assert not found.failed


def test_links_inside_the_docs_lead_somewhere() -> None:
    for path in (ROOT / "README.md", *DOCS.rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"


def test_readme_python_blocks_run(capsys: pytest.CaptureFixture[str]) -> None:
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})
    assert "deny" in capsys.readouterr().out


def test_readme_commands_are_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lines after the two install commands run on the demo corpus, as written."""
    monkeypatch.chdir(tmp_path)
    demo = ROOT / "src" / "reportedly" / "data" / "demo"
    (tmp_path / "articles").mkdir()
    for file in demo.iterdir():
        if file.suffix in (".txt", ".html", ".jsonl"):
            (tmp_path / "articles" / file.name).write_bytes(file.read_bytes())
    lines = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[2:] for line in block.splitlines()]
    assert lines
    served: list[str] = []
    monkeypatch.setattr("reportedly.web.serve", lambda desk, *given: served.append(desk.index().path.name))
    for line in lines:
        assert line.startswith("reportedly ")
        assert cli.main(shlex.split(line)[1:]) == 0, line
    assert (tmp_path / "dossier.html").stat().st_size > 5_000
    assert served == ["war.db.index"]


def test_ontology_of_your_own_codes_as_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The file and the command of docs/adding.md, on the sentence below them."""
    adding = (DOCS / "adding.md").read_text(encoding="utf-8")
    section = adding.partition("## An ontology of your own, in one file")[2]
    (tmp_path / "strikes.toml").write_text(re.findall(r"```toml\n(.*?)```", section, re.DOTALL)[0], encoding="utf-8")
    (command,) = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    (sentence,) = re.findall(r'^reads "([^"]+)"', section, re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    stdin = io.TextIOWrapper(io.BytesIO(sentence.encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert cli.main(shlex.split(command)[1:]) == 0
    reading = json.loads(capsys.readouterr().out)
    known = {entity["id"]: entity for entity in reading["entities"]}
    (event,) = [event for event in reading["events"] if event["ontology"] == "strikes"]
    assert [known[id]["name"] for id in event["actors"]] == ["3,000 dockers"]
    assert [known[id]["sector"] for id in event["recipients"]] == ["GOV"]
    assert (event["type"], known[event["place"]]["name"]) == ("STRIKE", "Gdansk")
    assert event["quantity"] == {"low": 3000, "high": 3000, "about": True, "span": [0, 10]}
    assert event["date"] == {"earliest": "1980-01-01", "latest": "1980-12-31"}
    assert "/ strikes " in reading["reader"]
    assert all(f"`{column}`" in section for column in ("needs", "code", "roles", "confidence", "quantity"))


def test_readme_install_commands_are_the_two_and_run_here() -> None:
    install, test = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)[:2]
    assert "reportedly demo" in install
    assert "-m pytest" in test
    assert sys.version_info >= (3, 11)


def test_the_reference_is_what_the_code_says() -> None:
    done = subprocess.run([sys.executable, "bench/reference.py", "--check"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_page_is_in_the_sites_menu_and_it_builds_without_a_warning(tmp_path: Path) -> None:
    menu = re.findall(r": (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(menu) == sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    shutil.copytree(DOCS, tmp_path / "docs")
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    made = subprocess.run(
        [sys.executable, "-m", "zensical", "build", "-f", "mkdocs.yml", "--strict"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert made.returncode == 0, made.stdout
    site = tmp_path / "site"
    assert set(menu) <= {path.relative_to(site).with_suffix(".md").as_posix() for path in site.rglob("*.html")}


def test_the_citation_file_names_this_version() -> None:
    assert f"version: {reportedly.__version__}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
