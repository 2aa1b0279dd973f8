"""The public face: two functions and the nouns, and nothing heavy until it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import reportedly
from reportedly.errors import UnknownName, UsageError

TEXT = "Nixon said on Friday that he would visit Peking."


def test_all_names_are_there_in_order() -> None:
    assert reportedly.__all__ == sorted(reportedly.__all__)
    assert all(hasattr(reportedly, name) for name in reportedly.__all__)


@pytest.mark.parametrize("code", ["import reportedly", "from reportedly import cli; cli.main(['--help'])"])
def test_nothing_heavy_is_loaded_early(code: str) -> None:
    heavy = "{'spacy', 'duckdb', 'rich', 'lxml', 'trafilatura', 'numpy', 'jinja2'}"
    check = f"import sys\n{code}\nassert not {heavy} & set(sys.modules), sorted({heavy} & set(sys.modules))"
    subprocess.run([sys.executable, "-c", check], check=True, stdout=subprocess.DEVNULL)


def test_read_gives_a_reading_of_the_text_as_given() -> None:
    reading = reportedly.read(TEXT, date="1971-07-16", body=True, title="A visit")
    assert reading.article.text == TEXT
    assert reading.article.published.value == "1971-07-16"
    assert reading.article.title == "A visit"
    assert [span.of(TEXT) for one in reading.statements for span in one.source] == ["Nixon"]
    assert reportedly.read(TEXT, date="1971-07-16", body=True, title="A visit") == reading


def test_lone_surrogates_become_one_replacement_each() -> None:
    assert reportedly.read("a \ud83d\ude00 b \udc00", body=True).article.text == "a \ufffd\ufffd b \ufffd"


def test_read_takes_an_article_in_hand() -> None:
    article = reportedly.Article("mine", TEXT, given_date="1971-07-16")
    assert reportedly.read(article, body=True).article.id == "mine"


@pytest.mark.parametrize("text", ["", " ", "\x00", "“" * 500, "a" * 5000])
def test_any_text_gives_a_reading(text: str) -> None:
    assert reportedly.read(text, body=True).article.text == text


def test_mistakes_are_named() -> None:
    with pytest.raises(UsageError, match="not a date"):
        reportedly.read(TEXT, date="Friday")
    with pytest.raises(UnknownName, match="no_such_model"):
        reportedly.read(TEXT, model="no_such_model")


def test_open_gives_a_desk_that_reads_into_a_store(tmp_path: Path) -> None:
    desk = reportedly.open(tmp_path / "my.db")
    assert not (tmp_path / "my.db").exists()
    desk.add([reportedly.Article("mine", TEXT, given_date="1971-07-16")], body=True)
    assert [row["name"] for row in desk.statements()] != []
