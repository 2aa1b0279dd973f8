"""`--ontology` from the command line into a store and out of it; readings stored before there were quantities."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import reportedly
from reportedly import cli
from reportedly.model import ONTOLOGIES, Article, Reading

TEXT = "German troops killed 642 villagers in Oradour in June 1944. Britain condemned the massacre."
OTHER = "Soviet troops killed two students and a teacher in Tbilisi in 1989."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = cli.main(words)
    said = capsys.readouterr()
    return code, said.out, said.err


def test_read_codes_one_more(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "read", "a.txt", "--body", "--ontology", "deaths")
    reading = json.loads(out)
    assert code == 0
    assert [event["type"] for event in reading["events"]][:2] == ["ASSAULT", "KILLED"]
    assert reading["events"][1]["quantity"] == {"low": 642, "high": 642, "about": False, "span": [21, 24]}


def test_workers_give_the_same_bytes(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("read", "a.txt", "b.txt", "--body", "--reader", "rules", "--ontology", "deaths")
    assert run(capsys, *words) == run(capsys, *words, "--workers", "2")


def test_a_store_knows_and_rereading_without_it_forgets(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def types() -> set[str]:
        rows = run(capsys, "events", "s.db", "--format", "jsonl")[1].splitlines()
        return {json.loads(row)["type"] for row in rows}

    assert run(capsys, "add", "s.db", "a.txt", "b.txt", "--body", "--ontology", "deaths")[0] == 0
    assert "KILLED" in types()
    doctor = run(capsys, "doctor", "s.db", "--format", "jsonl")[1]
    assert "/ deaths " in doctor
    assert run(capsys, "reread", "s.db")[0] == 0
    assert "KILLED" not in types()
    code, out, _ = run(capsys, "reread", "s.db", "--ontology", "deaths", "--compare", "--format", "jsonl")
    assert code == 0 and {json.loads(row)["change"] for row in out.splitlines()} == {"new"}
    assert "KILLED" in types()
    assert run(capsys, "claims", "s.db")[0] == run(capsys, "brief", "s.db", "-o", "d.md")[0] == 0


@pytest.mark.parametrize("workers", ["1", "2"])
@pytest.mark.parametrize(
    ("named", "says"),
    [
        ("nosuch", "No ontology 'nosuch'; there are: deaths, plover, states."),
        ("nosuch.toml", "nosuch.toml could not be read: No such file or directory."),
        ("bad.toml", "bad.toml, rules.en, row 1 ('kill'): it codes 'KILED', which is no type"),
    ],
)
def test_faults_are_sentences(
    folder: Path, capsys: pytest.CaptureFixture[str], named: str, says: str, workers: str
) -> None:
    rules = "lemma\tpos\tneeds\tcode\troles\tconfidence\nkill\tv\tobj\tKILED\tsubj > obj\t0.9"
    type = '[[types]]\nname = "KILLED"\nmeaning = "died"'
    (folder / "bad.toml").write_text(f'name = "bad"\nversion = "1"\n{type}\n[rules]\nen = """\n{rules}\n"""')
    code, _, err = run(capsys, "read", "a.txt", "--reader", "rules", "--ontology", named, "--workers", workers)
    assert code == 2 and says in err and "Traceback" not in err


def test_python_says_the_same() -> None:
    reading = reportedly.read(OTHER, body=True, ontologies=(*ONTOLOGIES, "deaths"))
    (event,) = [event for event in reading.events if event.ontology == "deaths"]
    assert event.quantity is not None and event.quantity.low == 3
    assert Reading.from_dict(reading.to_dict()).events == reading.events


def test_a_reading_stored_before_there_were_quantities_is_still_one() -> None:
    data = reportedly.read(Article("a", TEXT), body=True).to_dict()
    for event in data["events"]:
        del event["quantity"]
    assert all(event.quantity is None for event in Reading.from_dict(data).events)
    import jsonschema

    jsonschema.validate(data, reportedly.model.schema())
