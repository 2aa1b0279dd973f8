"""Inputs: what a word of the command line stands for, in which order, and what is said of those that give nothing."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from reportedly import intake
from reportedly.errors import NotInThisVersion, UnknownName
from reportedly.intake import Options
from reportedly.model import Article, Skipped

WORDS = "The Senate ratified the treaty on Tuesday."


def read(*inputs: object, **options: object) -> list[Article | Skipped]:
    return list(intake.open([str(item) for item in inputs], Options(**options)))  # type: ignore[arg-type]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [item.reason for item in found if isinstance(item, Skipped)]


def names(found: list[Article | Skipped]) -> list[str]:
    return [Path(item.origin).name for item in found]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.txt").write_text("Second. " + WORDS)
    (tmp_path / "a.txt").write_text("First. " + WORDS)
    (tmp_path / ".hidden.txt").write_text("Never read.")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "c.txt").write_text("Third. " + WORDS)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "d.txt").write_text("Never read.")
    return tmp_path


def test_a_folder_is_read_whole_in_order_without_hidden_files(folder: Path) -> None:
    assert names(read(folder)) == ["a.txt", "b.txt", "c.txt"]


def test_arguments_keep_their_order_and_a_file_named_twice_is_read_once(folder: Path) -> None:
    found = read(folder / "b.txt", folder / "a.txt", folder, folder / "sub" / ".." / "b.txt")
    assert names(found) == ["b.txt", "a.txt", "c.txt"]


def test_globs(folder: Path) -> None:
    assert names(read(folder / "*.txt")) == ["a.txt", "b.txt"]
    assert names(read(folder / "**" / "*.txt")) == ["a.txt", "b.txt", "c.txt"]
    assert reasons(read(folder / "*.none")) == ["No file matches."]


def test_a_name_with_brackets_is_that_file_and_no_pattern(tmp_path: Path) -> None:
    (tmp_path / "report[1].txt").write_text(WORDS)
    assert names(read(tmp_path / "report[1].txt")) == ["report[1].txt"]


def test_bad_inputs_are_named_with_a_reason_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "blank.txt").write_text(" \n\t\n")
    (tmp_path / "blank.html").write_text(" \n")
    (tmp_path / "blank.jsonl").write_text("\n\n")
    (tmp_path / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (tmp_path / "noise").write_bytes(bytes((i * 7919 + (i * i) % 251) % 256 for i in range(4000)))
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text(WORDS)
    given = ("missing.txt", "empty.txt", "blank.txt", "blank.html", "blank.jsonl", "picture.txt", "noise", "folder")
    found = read(*(tmp_path / name for name in given), tmp_path / "good.txt")
    assert names(found) == [*given, "good.txt"]
    assert isinstance(found[-1], Article)
    assert len(reasons(found)) == len(given)
    assert all(reason.endswith(".") and reason[0].isupper() for reason in reasons(found))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read anything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "secret.txt"
    path.write_text(WORDS)
    path.chmod(0)
    assert reasons(read(path)) == ["It may not be read: permission is denied."]


def test_a_file_that_fails_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(WORDS)
    (tmp_path / "b.txt").write_text(WORDS)
    true_open = Path.open

    def failing(self: Path, *args: object, **kwargs: object) -> object:
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied")
        return true_open(self, *args, **kwargs)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", failing)
    found = read(tmp_path)
    assert reasons(found) == ["It may not be read: permission is denied."]
    assert isinstance(found[1], Article)


@pytest.mark.parametrize("name", ["", "a\x00b", "x" * 5000, "[", "~nobody/none"])
def test_hostile_names_are_skipped(name: str) -> None:
    assert len(reasons(read(name))) == 1


def test_an_empty_name_is_not_the_working_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    assert len(read("")) == 1


def test_an_address_is_not_fetched() -> None:
    found = read("https://www.example.org/news/1")
    reason = "Fetching is off; add --fetch, or save the page and name the file."
    assert found == [Skipped("https://www.example.org/news/1", reason)]


@pytest.mark.parametrize(
    ("name", "word"),
    [("a.docx", "Word"), ("a.epub", "EPUB"), ("a.xlsx", "Excel")],
)
def test_formats_of_later_versions_are_named(tmp_path: Path, name: str, word: str) -> None:
    (tmp_path / name).write_bytes(b"anything")
    (reason,) = reasons(read(tmp_path / name))
    assert reason.startswith(word) and "not read in this version" in reason


def test_a_pdf_under_another_name_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    (tmp_path / "report").write_bytes(b"%PDF-1.4 ...")
    assert "PDF" in reasons(read(tmp_path / "report"))[0]


def test_as_names_the_format(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("<p>The treaty was ratified &amp; sealed.</p>")
    (article,) = read(tmp_path / "page.txt", kind="html")
    assert isinstance(article, Article) and article.text == "The treaty was ratified & sealed."


def test_wrong_options_raise_before_anything_is_read() -> None:
    with pytest.raises(UnknownName, match="html"):
        intake.open(["x"], Options(kind="papyrus"))
    with pytest.raises(NotInThisVersion):
        intake.open(["x"], Options(kind="docx"))
    for encoding in ("klingon", "rot13", "punycode"):
        with pytest.raises(UnknownName):
            intake.open(["x"], Options(encoding=encoding))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"Plain words about a treaty.", "Plain words about a treaty."),
        (b"\n<!DOCTYPE html><title>T</title><p>Marked up.</p>", "Marked up."),
        (b'{"id": "1", "text": "A line."}\n', "A line."),
        (b"[AP] Delegates met in Geneva.", "[AP] Delegates met in Geneva."),
        ("\ufeff<html><body>Wide page</body></html>".encode("utf-16-le"), "Wide page"),
    ],
)
def test_without_an_ending_the_first_bytes_tell(tmp_path: Path, data: bytes, text: str) -> None:
    (tmp_path / "input").write_bytes(data)
    (article,) = read(tmp_path / "input")
    assert isinstance(article, Article) and article.text == text


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.BytesIO(b'{"text": "One."}\n{"text": ""}\n{"text": "Two."}\n')
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(stream))
    found = read("-", "-")
    assert [item.text for item in found if isinstance(item, Article)] == ["One.", "Two."]
    assert [item.origin for item in found] == ["stdin:line 1", "stdin:line 2", "stdin:line 3"]
    assert not stream.closed


def test_empty_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert reasons(read("-")) == ["It is empty."]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_a_pipe_in_a_folder_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reasons(read(tmp_path)) == ["It is not a regular file."]


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(WORDS)
    try:
        (tmp_path / "round").symlink_to(tmp_path, target_is_directory=True)
    except OSError:
        pytest.skip("no links here")
    assert names(read(tmp_path)) == ["a.txt"]


def test_the_id_is_of_the_text_and_not_of_the_path(tmp_path: Path) -> None:
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / f"{place}.txt").write_text(WORDS)
    first, second = read(tmp_path)
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.id == second.id and first.origin != second.origin
    assert first.id.startswith("a-") and len(first.id) == 18


def test_two_runs_give_the_same(folder: Path) -> None:
    assert read(folder) == read(folder)


def test_no_parser_is_loaded_by_the_room_itself() -> None:
    import subprocess

    code = (
        "import sys, reportedly.intake; print(sorted({'lxml', 'trafilatura', 'charset_normalizer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
