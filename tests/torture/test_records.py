"""T30 to T38: lines half written, ids twice, fields that are paths, SQL, formulas, escapes, and dates of every kind."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pytest

import reportedly
from reportedly import intake
from reportedly.desk import Desk
from reportedly.errors import ReportedlyError
from reportedly.model import Article, Skipped
from torture import inputs
from torture.child import POSIX, Done, here, run
from torture.conftest import Fed
from torture.sound import contents, sound

Plain = dict[str, Any]
SECONDS, MEGABYTES = 20, 1500
RULES = ("--reader", "rules")
CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def articles(path: Path, **options: Any) -> list[Article | Skipped]:
    return list(intake.open([str(path)], intake.Options(**options)))


Adds = Callable[..., Done]


@pytest.fixture
def added(capsys: pytest.CaptureFixture[str]) -> Adds:
    """Adds files to a store in this process; what the command says."""
    return lambda store, *files: here(capsys, "add", store, *files, *RULES).within(SECONDS, MEGABYTES)


# --- T30: half written ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["half.jsonl", "half_char.jsonl"])
def test_a_cut_line_is_named_and_the_completed_file_adds_just_that_one(
    fed: Fed, added: Adds, tmp_path: Path, name: str
) -> None:
    store = tmp_path / "a.db"
    first = added(store, fed("T30") / name)
    assert first.code == 1
    assert first.text == "3 added, 0 already there, 1 could not be read\n"
    (said,) = first.said
    assert f"{name}:line 4" in said and "not valid JSON" in said
    second = added(store, fed("T30") / "completed.jsonl")
    # The same report stands in the file under another id.
    assert (second.code, second.text) == (0, "1 added (1 of them copies), 3 already there, 0 could not be read\n")
    assert reportedly.open(store).store.ids() == ["first", "middle", "last", "cut"]


def test_the_last_line_needs_no_end(fed: Fed) -> None:
    whole = [article for article in articles(fed("T30") / "no_newline.jsonl") if isinstance(article, Article)]
    assert [article.id for article in whole] == ["first", "middle", "last"]


# --- T31: one id twice ------------------------------------------------------------------------------------------------


def test_an_id_is_one_text_for_ever(fed: Fed, added: Adds, tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    done = added(store, fed("T31") / "same_ids.jsonl")
    assert done.code == 1
    assert done.text == "8 added, 1 already there, 2 could not be read\n"
    assert [re.findall(r"line \d+|The id \S+ is", said) for said in done.said] == [
        ["line 4", "The id d is"],
        ["line 8", "The id 1 is"],
    ]
    desk = reportedly.open(store)
    ids = desk.store.ids()
    assert ids[:5] == ["first", "d", "D", " d ", "1"] and ids[-1] == "last"
    assert desk.store.texts(["d", "1"]) == {"d": inputs.REPORT, "1": inputs.report(33)}
    assert added(store, fed("T31") / "same_ids.jsonl").text.startswith("0 added, 9 already there, 2 ")


# --- T32: lines that are no articles ----------------------------------------------------------------------------------


def test_lines_that_are_no_articles_are_named_with_number_and_reason(fed: Fed) -> None:
    done = run("read", fed("T32"), *RULES).within(SECONDS, MEGABYTES)
    assert done.code == 1
    assert [row["id"] for row in done.rows] == ["first", "k", "bom", "last"]
    assert done.rows[1]["text"] == "Mr Eden said no."
    assert len(done.said) == len(inputs.NO_ARTICLES)
    for number, (said, (_, reason)) in enumerate(zip(done.said, inputs.NO_ARTICLES, strict=True), 2):
        assert f"bad_lines.jsonl:line {number}:" in said and reason in said, said
        assert len(said) < 400, "a reason is a sentence, not the line"


# --- T33: ids like paths ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def paths(fed: Fed, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("paths") / "a.db", reader="rules")
    assert desk.add([fed("T33")]).skipped == ()
    return desk


class Links(HTMLParser):
    """The targets of a page's links, and its ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids = Counter[str]()
        self.links: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            self.attributes.append((tag, name, value or ""))
            if name == "id":
                self.ids[value or ""] += 1
            elif name in ("href", "src", "action", "xlink:href"):
                self.links.add(value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_no_id_leads_out_of_a_folder_and_every_link_leads_somewhere(paths: Desk, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    before = {path: path.stat().st_size for path in paths.store.path.parent.iterdir()}
    for suffix in ("html", "md", "json"):
        done = run("brief", paths.store.path, "-o", out / f"brief.{suffix}", cwd=out).within(SECONDS, MEGABYTES)
        assert done.code == 0
        inside = [path for path in done.written if Path(path).is_absolute() and out in Path(path).parents]
        assert {Path(path).name for path in inside} <= {f"brief.{suffix}", f"brief.{suffix}.part"}
    assert sorted(path.name for path in out.iterdir()) == ["brief.html", "brief.json", "brief.md"]
    assert {path: path.stat().st_size for path in paths.store.path.parent.iterdir()} == before
    page = Links((out / "brief.html").read_text("utf-8"))
    assert len(page.links) > len(inputs.PATHLIKE)
    assert {link for link in page.links if link.startswith("#")} == page.links
    assert {link[1:] for link in page.links} <= page.ids.keys()
    assert max(page.ids.values()) == 1


def test_no_two_ids_become_one(paths: Desk) -> None:
    given = {id for id in inputs.PATHLIKE if id}
    rows = run("articles", paths.store.path, "--format", "jsonl").within(SECONDS, MEGABYTES).rows
    assert given <= {row["id"] for row in rows}
    assert len(rows) == len(inputs.PATHLIKE) + 2
    statements = list(paths.statements())
    assert {row["article"] for row in statements} == set(paths.store.ids())
    assert len({row["id"] for row in statements}) == len(statements)


def test_ids_like_options_can_be_named(fed: Fed, added: Adds, tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    added(store, fed("T33"))
    done = run("remove", store, "--why", "a test", "--", "-rf", "--help", "../../x", cwd=tmp_path)
    assert done.within(SECONDS, MEGABYTES).text == "3 removed\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


# --- T34: names like SQL ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def names(fed: Fed, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("names") / "a.db", reader="rules")
    assert desk.add([fed("T34")]).skipped == ()
    return desk


def _tables(desk: Desk) -> list[tuple[object, ...]]:
    with duckdb.connect(str(desk.store.path), read_only=True) as con:
        return con.execute("select table_name, column_count from duckdb_tables() order by 1").fetchall()


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("statements", "who to about type mode status since"),
        ("events", "who place"),
        ("articles", "about"),
        ("claims", "who"),
        ("ledger", "who"),
        ("timeline", "who"),
    ],
)
def test_every_search_gives_a_result_or_a_plain_message(names: Desk, verb: str, fields: str) -> None:
    before = _tables(names)
    for name in inputs.SQL_NAMES:
        for field in fields.split():
            try:
                list(getattr(names, verb)(**{field: name}))
            except ReportedlyError as error:
                assert not re.search("sql|syntax|parser|catalog|binder", str(error), re.IGNORECASE), error
    assert _tables(names) == before


def test_names_are_stored_and_found_as_they_stand(names: Desk) -> None:
    assert names.doctor()["faults"] == []
    for number, name in enumerate(inputs.SQL_NAMES):
        (kept,) = names.store.articles([f"q{number}"])
        assert (kept[0].title, kept[0].outlet, kept[0].meta["author"]) == (f"{name} denies it", name.strip(), name)
        if re.search(r"\w", name):
            assert f"q{number}" in {row["id"] for row in names.articles(about=name)}, name
    assert {row["article"] for row in names.statements(who="O'Brien")} == {"q1"}
    assert {row["article"] for row in names.statements(who="NULL")} == {"q6"}


def test_searches_at_the_shell_are_no_sql_either(names: Desk) -> None:
    for name in inputs.SQL_NAMES[:3]:
        done = run("statements", names.store.path, "--who", name, "--about", name, "--format", "jsonl")
        assert done.within(SECONDS, MEGABYTES).code == 0
    done = run("judge", names.store.path, "x'; DROP TABLE articles;--", "reject").within(SECONDS, MEGABYTES)
    assert done.code == 2 and len(done.said) == 1
    assert len(names.store.ids()) == len(inputs.SQL_NAMES) + 2


# --- T35: formulas ----------------------------------------------------------------------------------------------------

#: What a spreadsheet takes for the beginning of a formula, as the case has it.
FORMULA = re.compile("[\"'“”‘’]?[=+\\-@\t\r\n＝＋－＠]")


@pytest.mark.parametrize("verb", ["articles", "statements"])
def test_no_cell_begins_like_a_formula_and_none_is_changed_otherwise(
    fed: Fed, added: Adds, tmp_path: Path, verb: str
) -> None:
    store = tmp_path / "a.db"
    added(store, fed("T35"))
    table = run(verb, store, "--format", "csv").within(SECONDS, MEGABYTES)
    plain = run(verb, store, "--format", "jsonl").within(SECONDS, MEGABYTES).rows
    header, *rows = csv.reader(io.StringIO(table.text, newline=""), strict=True)
    assert len(rows) == len(plain) > 10, "line ends within cells are quoted"
    assert {len(row) for row in rows} == {len(header)}
    guarded = 0
    for row, exact in zip(rows, plain, strict=True):
        for name, cell in zip(header, row, strict=True):
            value = exact.get(name)
            if not isinstance(value, str):
                continue
            assert cell in (value, f"'{value}")
            assert not FORMULA.match(cell) or cell == f"'{value}"
            guarded += cell != value
    assert guarded > 10
    titles = {row["title"] for row in plain} if verb == "articles" else set()
    assert verb != "articles" or {name.strip() for name in inputs.FORMULAS} <= titles


def test_rows_read_in_again_are_the_strings_that_there_were(fed: Fed, tmp_path: Path) -> None:
    names = ["id", "title", "text"]
    given = [article for article in articles(fed("T35") / "formulas.jsonl") if isinstance(article, Article)]
    from reportedly.tables import safe_cell

    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(names)
    writer.writerows([safe_cell(one.id), safe_cell(one.title), safe_cell(one.text)] for one in given)
    (tmp_path / "again.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    again = [article for article in articles(tmp_path / "again.csv") if isinstance(article, Article)]
    assert [(one.id, one.title, one.text) for one in again] == [(one.id, one.title, one.text) for one in given]


# --- T36: dates -------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def dated(fed: Fed) -> dict[str, Plain]:
    done = run("read", fed("T36"), *RULES).within(SECONDS, MEGABYTES)
    assert done.code == 0
    return {row["id"]: sound(row) for row in done.rows}


@pytest.mark.parametrize(("number", "date", "day"), [(n, *row) for n, row in enumerate(inputs.DATES)])
def test_a_date_is_read_or_kept_and_said(dated: dict[str, Plain], number: int, date: object, day: str | None) -> None:
    row = dated[f"d{number}"]
    published = row["article"]["published"]
    assert published["value"] == day
    if day is None:
        assert row["article"]["meta"]["date"] == date
        assert any("was not used" in note for note in row["notes"])
        assert [(time["earliest"], time["latest"]) for time in row["times"]] == [(None, None)] * 2
        assert all("X" in time["value"] for time in row["times"])
    else:
        assert all(time["earliest"] for time in row["times"])


def test_a_date_of_two_readings_is_marked_so(dated: dict[str, Plain]) -> None:
    number = next(n for n, (date, _) in enumerate(inputs.DATES) if date == "03/04/1956")
    assert "may be 1956-04-03 or 1956-03-04" in dated[f"d{number}"]["notes"][0]


def test_a_date_to_come_is_flagged(dated: dict[str, Plain]) -> None:
    number = next(n for n, (date, _) in enumerate(inputs.DATES) if date == "2190-06-01")
    assert "lies in the future" in dated[f"d{number}"]["notes"][0]
    assert not any("future" in note for id, row in dated.items() for note in row["notes"] if id != f"d{number}")


# --- T37: escapes -----------------------------------------------------------------------------------------------------


def test_no_title_moves_the_cursor_or_forges_a_line(fed: Fed, added: Adds, tmp_path: Path) -> None:
    store = tmp_path / "a.db"
    done = added(store, fed("T37"))
    assert done.text == "5 added, 0 already there, 0 could not be read\n"
    for argv in (["articles", store], ["statements", store], ["brief", store]):
        shown = run(*argv, env={"COLUMNS": "400"}).within(SECONDS, MEGABYTES)
        assert not CONTROLS.search(shown.text), argv
        assert not any(line.startswith("1956-11-05 INFO") for line in shown.text.splitlines())
    table = run("articles", store, env={"COLUMNS": "400"}).text
    assert "\\x1b]0;pwned\\x07" in table
    assert "ok 1956-11-05 INFO all 99 articles added" in table, "on one line"


@pytest.mark.skipif(not POSIX, reason="no such names of files here")
def test_no_name_of_a_file_does_either(tmp_path: Path) -> None:
    bad = ("red\x1b[31m.txt", "line\nreportedly: all is well.txt", "bell\x07.txt", "\u202egpj.txt", b"\xff\xfe.txt")
    for name in bad:
        (tmp_path / os.fsdecode(name)).write_bytes(b"")
    done = run("read", tmp_path, "missing\x1b[2J.txt", *RULES)
    assert done.within(SECONDS, MEGABYTES).code == 1
    assert len(done.said) == len(bad) + 1
    assert not CONTROLS.search(done.err) and "\u202e" not in done.err
    assert all(said.startswith("reportedly: ") for said in done.said)
    assert not any(said.startswith("reportedly: all is well") for said in done.said)


# --- T38: tables ------------------------------------------------------------------------------------------------------


def test_good_rows_of_a_bad_table_are_kept_and_bad_ones_named(fed: Fed) -> None:
    found = articles(fed("T38") / "bad.csv")
    kept = {article.id: article for article in found if isinstance(article, Article)}
    assert list(kept) == ["first", "ragged", "big", "nul", "last"]
    assert (kept["first"].text, kept["last"].text) == (inputs.FIRST, inputs.LAST)
    assert len(kept["big"].text) > 131_072 and kept["nul"].text == "a\x00b said so."
    assert "2 of 3 cells" in kept["ragged"].notes[0]
    (refused,) = (item for item in found if isinstance(item, Skipped))
    assert refused.origin.endswith("bad.csv:line 9") and "not closed" in refused.reason


@pytest.mark.parametrize("name", ["semicolons.csv", "wide.csv"])
def test_other_marks_and_other_widths_are_told_apart(fed: Fed, name: str) -> None:
    (article,) = articles(fed("T38") / name)
    assert isinstance(article, Article)
    assert (article.id, article.text) == ("first", inputs.FIRST)


def test_a_table_without_a_header_asks_which_column_is_the_text(fed: Fed) -> None:
    path = fed("T38") / "no_header.csv"
    (refused,) = articles(path)
    assert isinstance(refused, Skipped) and "--map text=" in refused.reason
    (article,) = articles(path, map={"text": "2"})
    assert isinstance(article, Article) and article.text == inputs.FIRST


def test_a_table_is_read_at_the_shell(fed: Fed) -> None:
    done = run("read", *(fed("T38") / name for name in ("semicolons.csv", "wide.csv")), *RULES, seconds=SECONDS)
    assert done.within(SECONDS, MEGABYTES).code == 0
    assert [contents(row) for row in done.rows] == [["“Bridge number 1 is open again.”", "that money was missing"]] * 2
    assert json.dumps(done.rows[0]["text"]) == json.dumps(inputs.FIRST)
