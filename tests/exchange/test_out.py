"""Where exports go: whole under their names, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportedly import cli
from reportedly.desk import Desk
from reportedly.errors import UnknownName, UsageError
from reportedly.exchange import Out


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_gets_its_name_when_all_is_in_it(tmp_path: Path) -> None:
    with Out(tmp_path / "x.tsv", "form", ".tsv", ("events",)) as out:
        out.text().write("words")
        assert "x.tsv" not in names(tmp_path)
    assert names(tmp_path) == ["x.tsv"]
    assert (tmp_path / "x.tsv").read_text() == "words"


@pytest.mark.parametrize("tables", [("events",), ("events", "mentions")])
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_nothing_is_left_of_what_was_stopped(
    tmp_path: Path, tables: tuple[str, ...], error: type[BaseException]
) -> None:
    (tmp_path / "x.tsv").write_text("before")
    with pytest.raises(error), Out(tmp_path / "x.tsv", "form", ".tsv", tables) as out:
        for table in tables:
            out.text(table).write("half")
        raise error
    assert names(tmp_path) == ["x.tsv"]
    assert (tmp_path / "x.tsv").read_text() == "before"


def test_several_tables_go_to_a_folder_which_they_may_replace(tmp_path: Path) -> None:
    for words in ("once", "again"):
        with Out(tmp_path / "x", "form", ".tsv", ("events", "mentions")) as out:
            out.text("events").write(words)
            out.binary("mentions").write(words.encode())
            out.step("a")
    assert names(tmp_path) == ["x"]
    assert names(tmp_path / "x") == ["events.tsv", Out.NAMED, "mentions.tsv"]
    assert (tmp_path / "x" / "mentions.tsv").read_text() == "again"


def test_a_folder_that_was_stopped_leaves_the_earlier_one(tmp_path: Path) -> None:
    with Out(tmp_path / "x", "form") as out:
        (out.folder() / "a.txt").write_text("before")
    with pytest.raises(ValueError), Out(tmp_path / "x", "form") as out:
        (out.folder() / "a.txt").write_text("half")
        raise ValueError
    assert names(tmp_path) == ["x"]
    assert (tmp_path / "x" / "a.txt").read_text() == "before"


def test_several_tables_lie_beside_a_file_that_is_named(tmp_path: Path) -> None:
    with Out(tmp_path / "x.csv", "form", ".csv", ("events", "mentions")) as out:
        out.text("events")
        out.text("mentions")
    assert names(tmp_path) == ["x.csv", "x.mentions.csv"]


def test_a_file_goes_into_a_folder_that_is_there(tmp_path: Path) -> None:
    with Out(tmp_path, "form", ".tsv", ("events",)) as out:
        out.text()
    assert names(tmp_path) == ["form.tsv"]


def test_folders_of_others_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.doc").write_text("years of work")
    with pytest.raises(UsageError, match="other things in it"), Out(tmp_path, "form") as out:
        out.folder()
    assert names(tmp_path) == ["thesis.doc"]


def test_what_cannot_be_is_said(tmp_path: Path, demo: Desk) -> None:
    with pytest.raises(UsageError, match="no folder"), Out(tmp_path / "no" / "x", "form"):
        pass
    with pytest.raises(UsageError, match="several tables"), Out("-", "form", ".csv", ("a", "b")) as out:
        out.text("a")
    with pytest.raises(UsageError, match="folder of files"), Out("-", "form") as out:
        out.folder()
    with pytest.raises(UnknownName, match="csv"):
        demo.export("nonsense", tmp_path / "x")


def test_an_export_can_be_of_what_was_asked(tmp_path: Path, demo: Desk) -> None:
    asked = ["--dyad", "USA", "CUB"]
    assert cli.main(["export", str(demo.store.path), "--to", "csv", "-o", str(tmp_path / "x"), *asked]) == 0
    rows = (tmp_path / "x" / "events.csv").read_text().count("\n") - 1
    assert 0 < rows == len(list(demo.events(dyad=("USA", "CUB")))) < len(list(demo.events()))
