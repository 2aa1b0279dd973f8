"""The command line as scripts and people meet it: exit codes, streams, files, formats."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from reportedly import cli, tables
from reportedly.model import Article, Entity, Event, Factuality, Mention, Passage, Reading, Statement, hash_id

TEXT = "Brezhnev said détente would go on.\n"


class Parrot:
    """Reads `NAME said WORDS`: one statement, and one event on the last word."""

    def read(self, article: Article) -> Reading:
        if "BOOM" in article.text:
            raise RuntimeError("boom")
        if article.text.count(" ") < 2:
            return Reading(article, "parrot")
        text = article.text.rstrip()
        name, cue = text.split()[:2]
        content = Passage(text.index(cue) + len(cue) + 1, len(text))
        source = Passage(0, len(name))
        entity = Entity("e1", name, "PERSON", "SUN", mentions=(Mention(source, "name"),))
        cue_span = Passage(len(name) + 1, content.start - 1)
        id = hash_id("s", article.id, (cue_span, content))
        said = Statement(id, (source,), (cue_span,), (content,), "e1", (), "indirect", "assert", None, "said", 0.5)
        trigger = Passage(text.rindex(" ") + 1, len(text))
        event = Event("v1", (trigger,), "plover", "AID", None, (), ("e1",), (), None, None, None, "word", 0.5)
        rows = (Factuality("v1", ("author",), "certain", "+", "actual", None, "plain"),)
        return Reading(article, "parrot", (entity,), (), (said,), (event,), rows)


@pytest.fixture(autouse=True)
def parrot(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("reportedly.scale.work.Making.reader", lambda making: Parrot())
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(TEXT, encoding="utf-8")


def run(capsys: pytest.CaptureFixture[str], *argv: object) -> tuple[int, str, str]:
    code = cli.main([str(word) for word in argv])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def lines(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.split("\n") if line]


def shell(*argv: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "reportedly.cli", *argv], capture_output=True, check=False, **more)


# --- usage --------------------------------------------------------------------------------------------------------


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    verbs = "demo read add reread remove brief statements events claims ledger timeline articles judge grade resolve"
    more = "watch export import serve sql mcp code score schema doctor"
    assert code == 0
    assert all(f"\n    {verb}" in out for verb in f"{verbs} {more}".split())


@pytest.mark.parametrize(
    "argv",
    [
        "", "fly", "read", "read a.txt --colour", "read a.txt --workers 0", "read a.txt --workers x",
        "read a.txt --date Friday", "read a.txt --map text", "read a.txt --as epubs", "read a.txt --encoding klingon",
        "read a.txt --reader oracle", "read a.txt --actors x", "read a.txt --sources x",
        "read a.txt -o none/out.jsonl", "statements none.db", "add none/a.db a.txt", "score a.txt a.txt",
        "brief none.db -o x.pdf", "brief none.db -o x.doc", "doctor none.db", "demo -o a.txt", "resolve",
    ],
)  # fmt: skip
def test_usage_is_exit_code_two_with_a_sentence(capsys: pytest.CaptureFixture[str], argv: str) -> None:
    code, out, err = run(capsys, *argv.split())
    assert (code, out) == (2, "")
    assert err.strip() and "Traceback" not in err
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt"]


# --- read ---------------------------------------------------------------------------------------------------------


def test_read_gives_one_line_a_reading_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    Path("b.jsonl").write_text('{"id": "b1", "text": "Ford said yes."}\n{"id": "b2", "text": "\U0001d54f \\u2028"}\n')
    code, out, err = run(capsys, "read", "b.jsonl", "a.txt")
    assert (code, err) == (0, "")
    assert [row["id"] for row in lines(out)][:2] == ["b1", "b2"]
    assert lines(out)[2]["text"] == TEXT
    assert lines(out)[0]["format"] == "reportedly/1"


def test_what_cannot_be_read_is_named_and_the_rest_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    Path("boom.txt").write_text("BOOM")
    Path("empty.txt").write_text("")
    code, out, err = run(capsys, "read", "none.txt", "boom.txt", "empty.txt", "a.txt")
    assert code == 1
    assert len(lines(out)) == 1
    said = err.splitlines()
    assert [line.split(":")[1].strip() for line in said] == ["none.txt", "boom.txt", "empty.txt"]
    assert said[1] == "reportedly: boom.txt: It could not be read: internal error RuntimeError: boom"


def test_output_takes_its_place_whole(capsys: pytest.CaptureFixture[str]) -> None:
    Path("out.jsonl").write_text("before")
    assert run(capsys, "read", "a.txt", "-o", "out.jsonl")[:2] == (0, "")
    raw = Path("out.jsonl").read_bytes()
    assert b"d\xc3\xa9tente" in raw
    assert b"\r" not in raw.replace(b"\\r", b"")
    assert len(lines(raw.decode())) == 1
    assert not Path("out.jsonl.part").exists()


def test_stopped_reading_keeps_its_part(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    Path("out.jsonl").write_text("before")
    Path("stop.txt").write_text("Ford said stop.")

    def stop(self: Parrot, article: Article) -> Reading:
        if "stop" in article.text:
            raise KeyboardInterrupt
        return Reading(article, "parrot")

    monkeypatch.setattr(Parrot, "read", stop)
    code, _, err = run(capsys, "read", "a.txt", "stop.txt", "-o", "out.jsonl")
    assert code == 130
    assert "out.jsonl.part" in err and "Stopped" in err
    assert Path("out.jsonl").read_text() == "before"
    assert len(lines(Path("out.jsonl.part").read_text(encoding="utf-8"))) == 1


def test_a_device_is_written_to_and_never_replaced(capsys: pytest.CaptureFixture[str]) -> None:
    if not Path("/dev/null").is_char_device():
        pytest.skip("no such device here")
    assert run(capsys, "read", "a.txt", "-o", "/dev/null")[0] == 0
    assert Path("/dev/null").is_char_device()


def test_options_of_intake_are_passed_on(capsys: pytest.CaptureFixture[str]) -> None:
    Path("c.jsonl").write_text('{"id": "c1", "text": "Ford said yes."}\n')
    code, out, _ = run(capsys, "read", "c.jsonl", "--as", "text", "--date", "1975-08-01", "--body")
    assert code == 0
    (row,) = lines(out)
    assert row["text"].startswith('{"id"')
    assert row["article"]["published"]["value"] == "1975-08-01"


# --- a store ------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(capsys: pytest.CaptureFixture[str]) -> str:
    Path("b.txt").write_text("Ford said =HYPERLINK() \x1b[31m was aid\n", encoding="utf-8")
    assert run(capsys, "add", "my.db", "a.txt", "b.txt", "--date", "1975-08-01", "--body")[0] == 0
    return "my.db"


def test_add_counts_and_names(capsys: pytest.CaptureFixture[str], store: str) -> None:
    code, out, err = run(capsys, "add", store, "a.txt", "none.txt")
    assert (code, out) == (1, "0 added, 1 already there, 1 could not be read\n")
    assert err.startswith("reportedly: none.txt: ")


def test_rows_for_programs(capsys: pytest.CaptureFixture[str], store: str) -> None:
    code, out, _ = run(capsys, "statements", store, "--who", "Brezhnev", "--format", "jsonl")
    assert code == 0
    (row,) = lines(out)
    assert row["text"] == "détente would go on."
    (event,) = lines(run(capsys, "events", store, "--about", "détente", "--format", "jsonl")[1])
    assert (event["holder"], event["status"]) == (["author"], "asserted")
    assert len(lines(run(capsys, "articles", store, "--until", "1975", "--format", "jsonl")[1])) == 2
    assert run(capsys, "articles", store, "--until", "1974", "--format", "jsonl")[1] == ""


def test_spreadsheets_get_no_formulas(capsys: pytest.CaptureFixture[str], store: str) -> None:
    out = run(capsys, "statements", store, "--who", "Ford", "--format", "csv")[1]
    header, row = csv.reader(io.StringIO(out))
    cells = dict(zip(header, row, strict=True))
    assert cells["text"].startswith("'=HYPERLINK()")
    assert cells["source"] == "[[0, 4]]"
    assert cells["confidence"] == "0.5"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=", "\n=", "＝1", '"=1"', "“+1”"])
def test_cells_that_begin_like_formulas_are_text(text: str) -> None:
    assert tables.safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["a=1", "", "“yes”", -1.5, None, True])
def test_other_cells_stay(value: object) -> None:
    assert tables.safe_cell(value) == value


def test_line_ends_within_a_cell_end_no_row(capsys: pytest.CaptureFixture[str]) -> None:
    Path("r.jsonl").write_text('{"id": "r", "text": "Ford said yes.", "title": "one\\rtwo\\n\\"three\\""}\n')
    assert run(capsys, "add", "my.db", "r.jsonl", "--body")[0] == 0
    header, row = csv.reader(io.StringIO(run(capsys, "articles", "my.db", "--format", "csv")[1], newline=""))
    assert dict(zip(header, row, strict=True))["title"] == 'one\rtwo\n"three"'


def test_tables_carry_no_control_characters(capsys: pytest.CaptureFixture[str], store: str) -> None:
    out = run(capsys, "statements", store)[1]
    assert "\x1b" not in out
    assert "\\x1b[31m" in out
    assert run(capsys, "statements", store, "--who", "Nobody")[1] == "Nothing found.\n"


def test_judge_and_remove(capsys: pytest.CaptureFixture[str], store: str) -> None:
    id = lines(run(capsys, "statements", store, "--who", "Ford", "--format", "jsonl")[1])[0]["id"]
    assert run(capsys, "judge", store, id, "amend", "act=promise", "--why", "he did", "--by", "me")[0] == 0
    (row,) = lines(run(capsys, "statements", store, "--type", "promise", "--format", "jsonl")[1])
    assert row["judged"] is True
    assert run(capsys, "judge", store, id, "same")[0] == 2
    assert run(capsys, "judge", store, id, "amend", "act")[0] == 2
    assert run(capsys, "judge", store, "nobody", "accept")[0] == 2
    assert run(capsys, "remove", store, row["article"], "--why", "withdrawn")[:2] == (0, "1 removed\n")
    code, out, err = run(capsys, "remove", store, row["article"])
    assert (code, out) == (1, "0 removed\n")
    assert err == f"reportedly: {row['article']}: There is no article of that id in my.db.\n"
    (health,) = lines(run(capsys, "doctor", store, "--format", "jsonl")[1])
    assert [one["id"] for one in health["orphaned_judgements"]] == [id]


def test_reread_lists_changes(capsys: pytest.CaptureFixture[str], store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(capsys, "reread", store)[:2] == (0, "2 read again\n")
    monkeypatch.setattr(Parrot, "read", lambda self, article: Reading(article, "newer"))
    out = run(capsys, "reread", store, "--compare", "--format", "jsonl")[1]
    assert {(row["layer"], row["change"]) for row in lines(out)} == {
        (layer, "gone") for layer in ("entities", "statements", "events", "factuality", "claims")
    }


@pytest.mark.parametrize("suffix", [".md", ".html", ".json"])
def test_brief_writes_what_the_ending_says(capsys: pytest.CaptureFixture[str], store: str, suffix: str) -> None:
    assert run(capsys, "brief", store, "Brezhnev", "-o", f"brief{suffix}")[:2] == (0, "")
    text = Path(f"brief{suffix}").read_text(encoding="utf-8")
    assert "Brezhnev" in text and "détente" in text
    assert "\x1b" not in text or suffix == ".json"
    assert "Brezhnev" in run(capsys, "brief", store)[1]


def test_a_damaged_store_is_exit_code_three(capsys: pytest.CaptureFixture[str]) -> None:
    Path("bad.db").write_text("no database")
    for argv in (["articles", "bad.db"], ["add", "bad.db", "a.txt"], ["doctor", "bad.db"], ["brief", "bad.db"]):
        code, _, err = run(capsys, *argv)
        assert code == 3
        assert err.startswith("reportedly: The store is damaged and was left as it is.")
    assert Path("bad.db").read_text() == "no database"


def test_resolve_schema_doctor_score(capsys: pytest.CaptureFixture[str]) -> None:
    rows = lines(run(capsys, "resolve", "Kremlin", "the dog", "--format", "jsonl")[1])
    assert [list(row) for row in rows] == [["text", "name", "country", "sector", "office", "because"]] * 2
    assert (rows[0]["country"], rows[1]["country"]) == ("RUS", None)
    assert json.loads(run(capsys, "schema")[1])["properties"]["format"] == {"const": "reportedly/1"}
    assert "duckdb" in run(capsys, "doctor")[1]
    run(capsys, "read", "a.txt", "-o", "out.jsonl")
    (scores,) = lines(run(capsys, "score", "out.jsonl", "out.jsonl", "--format", "jsonl")[1])
    assert scores["statements"]["f1"] == 1
    assert "statements" in run(capsys, "score", "out.jsonl", "out.jsonl")[1]


def test_demo_runs_twice(capsys: pytest.CaptureFixture[str]) -> None:
    first = run(capsys, "demo", "-o", "there")
    page = Path("there/dossier.html").read_bytes()
    assert first[0] == 0 and "The dossier:" in first[1]
    assert run(capsys, "demo", "-o", "there") == first
    assert Path("there/dossier.html").read_bytes() == page
    assert sorted(path.name for path in Path("there").iterdir()) == ["demo.db", "dossier.html"]


# --- events as numbers --------------------------------------------------------------------------------------------


@pytest.fixture
def wire(capsys: pytest.CaptureFixture[str]) -> str:
    """A report, its reprint under another name, and one of two months later with the words of its own."""
    said = "that the talks on grain would go on in spring once both sides had looked at each other's figures again"
    later = "nothing of the sort had been agreed and that whoever had told the papers so was dreaming of some other aid"
    rows = [
        {"id": "w1", "text": f"Brezhnev said {said} with aid", "date": "1975-08-01", "outlet": "Meridian"},
        {"id": "w2", "text": f"Brezhnev said {said} with aid", "date": "1975-08-02", "outlet": "The Courier"},
        {"id": "w3", "text": f"Ford said {later}", "date": "1975-10-05", "outlet": "Halyard"},
    ]
    Path("wire.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    assert run(capsys, "add", "war.db", "wire.jsonl", "--body")[0] == 0
    return "war.db"


def test_counts_leave_copies_out_unless_asked(capsys: pytest.CaptureFixture[str], wire: str) -> None:
    assert len(lines(run(capsys, "events", wire, "--format", "jsonl")[1])) == 3
    assert lines(run(capsys, "events", wire, "--count", "type,outlet", "--format", "jsonl")[1]) == [
        {"type": "AID", "outlet": "Halyard", "events": 1, "articles": 1},
        {"type": "AID", "outlet": "Meridian", "events": 1, "articles": 1},
    ]
    (row,) = lines(run(capsys, "events", wire, "--count", "quad", "--copies", "--format", "jsonl")[1])
    assert row == {"quad": "MC", "events": 3, "articles": 3}
    out = run(capsys, "events", wire, "--count", "month", "--type", "MC")[1]
    assert out.endswith(
        "n = 2 events in 2 articles, by the articles' own word (asserted, alleged, hedged); copies left out.\n"
    )


def test_a_series_has_empty_months(capsys: pytest.CaptureFixture[str], wire: str) -> None:
    code, out, _ = run(capsys, "events", wire, "--series", "month", "--format", "csv")
    assert code == 0
    header, *rows = csv.reader(io.StringIO(out))
    assert header == (
        "period events VC MC VF MF mean_intensity sum_intensity net_cooperation articles dated_by_article".split()
    )
    assert [(row[0], row[1]) for row in rows] == [("1975-08", "1"), ("1975-09", "0"), ("1975-10", "1")]
    assert rows[1] == ["1975-09", "0", "0", "0", "0", "0", "", "0.0", "0", "0", "0"]
    assert "1975-09" in run(capsys, "events", wire, "--series", "month")[1]
    bounded = run(capsys, "events", wire, "--series", "year", "--since", "1974", "--until", "1975", "--format", "jsonl")
    assert [(row["period"], row["events"]) for row in lines(bounded[1])] == [("1974", 0), ("1975", 2)]


def test_options_may_be_named_again(capsys: pytest.CaptureFixture[str], wire: str) -> None:
    asked = ["events", wire, "--format", "jsonl", "--actor", "SUN"]
    assert len(lines(run(capsys, *asked, "--type", "ASSAULT", "--type", "vc,aid")[1])) == 3
    assert run(capsys, *asked, "--type", "ASSAULT", "--type", "VC")[1] == ""
    assert len(lines(run(capsys, *asked, "--status", "denied", "--status", "asserted")[1])) == 3
    assert run(capsys, *asked, "--status", "denied")[1] == ""


def test_the_plot_is_written_beside_the_rows(capsys: pytest.CaptureFixture[str], wire: str) -> None:
    out = run(capsys, "events", wire, "--plot", "a.svg", "--who", "SUN", "--format", "jsonl")[1]
    assert [row["period"] for row in lines(out)] == ["1975-08", "1975-09", "1975-10"]
    drawing = Path("a.svg").read_text(encoding="utf-8")
    assert "Events by month: who SUN" in drawing and "n = 2 events" in drawing
    code, _, err = run(capsys, "events", wire, "--plot", "b.svg", "--who", "FRA")
    assert code == 2 and "Nothing to draw" in err and not Path("b.svg").exists()


@pytest.mark.parametrize(
    "argv",
    [
        "--count colour", "--count ,", "--series week", "--series month --count type", "--count type --plot a.svg",
        "--plot a.png", "--copies", "--directed", "--status perhaps", "--status disputed", "--since Friday",
    ],
)  # fmt: skip
def test_counting_what_makes_no_sense_is_refused(capsys: pytest.CaptureFixture[str], wire: str, argv: str) -> None:
    code, out, err = run(capsys, "events", wire, *argv.split())
    assert (code, out) == (2, "")
    assert err.startswith("reportedly: ")


def test_the_examples_of_its_page_run(capsys: pytest.CaptureFixture[str], wire: str) -> None:
    page = Path(__file__).parents[1] / "docs" / "verbs" / "events.md"
    found = [line.split()[1:] for line in page.read_text("utf-8").splitlines() if line.startswith("      reportedly ")]
    assert len(found) > 5
    for argv in found:
        assert run(capsys, *argv)[0] == 0, argv
    assert Path("quarters.svg").exists()


# --- a process of its own -----------------------------------------------------------------------------------------


def test_output_is_utf8_whatever_the_locale() -> None:
    env = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = shell("resolve", "Côte d’Ivoire", "--format", "jsonl", env=env)
    assert done.returncode == 0
    assert json.loads(done.stdout.decode("utf-8"))["text"] == "Côte d’Ivoire"


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_signals_end_it_cleanly(number: str, code: int) -> None:
    # A test run in a shell's background inherits an ignored SIGINT, which a program rightly keeps ignoring.
    start = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from reportedly.cli import main; sys.stderr.write('!'); sys.stderr.flush(); sys.exit(main(['read', '-']))"
    )
    with subprocess.Popen([sys.executable, "-c", start], stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None and process.stderr.read(1) == b"!"
        time.sleep(1.0)
        process.send_signal(getattr(signal, number))
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert err == b"reportedly: Stopped; what was done stays done.\n"


@pytest.mark.skipif(os.name != "posix", reason="pipes and signals as POSIX has them")
def test_a_closed_pipe_is_no_traceback() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-m", "reportedly.cli", "schema"], stdout=write_end, stderr=subprocess.PIPE, check=False
    )
    os.close(write_end)
    assert (done.returncode, done.stderr) == (141, b"")


def test_an_internal_error_is_one_line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reportedly.cli.schema", lambda: 1 / 0)
    code, _, err = run(capsys, "schema")
    assert code == 1
    assert err.startswith("reportedly: Internal error ZeroDivisionError") and err.count("\n") == 1
    monkeypatch.setenv("REPORTEDLY_DEBUG", "1")
    assert "Traceback" in run(capsys, "schema")[2]
