"""Corrections meet the record: judgements kept, what others judged meanwhile left alone, twice as good as once."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from reportedly import cli, shelf
from reportedly.desk import Desk
from reportedly.errors import UnknownName, UsageError
from reportedly.exchange import Correction, Kept, Told
from reportedly.model import Skipped

from .conftest import ODD_ID, told_to

Plain = dict[str, Any]
TOOLS = ("brat", "cas", "jsonl")


def given(desk: Desk, form: str, tmp_path: Path) -> Path:
    path = tmp_path / f"given-{form}"
    desk.export(form, path)
    return path


def changed(path: Path, act: str) -> Path:
    """The file with the act of the only denial of its article in another word."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]
    for row in lines:
        for span in row["spans"]:
            if row["article"] == "plain" and "act" in span:
                span["act"] = act
    path.write_text("".join(f"{json.dumps(row)}\n" for row in lines), encoding="utf-8")
    return path


def denial(desk: Desk) -> Plain:
    return next(row for row in desk.statements() if row["article"] == "plain")


@pytest.mark.parametrize("form", TOOLS)
def test_the_demo_goes_out_and_back_unchanged(own: Desk, form: str, tmp_path: Path) -> None:
    path = given(own, form, tmp_path)
    done = own.import_(path, form)
    assert (done.judgements, done.skipped) == ((), ())


@pytest.mark.parametrize("form", TOOLS)
def test_what_was_left_may_be_accepted_once(strange: Desk, form: str, tmp_path: Path) -> None:
    path = given(strange, form, tmp_path)
    strange.judge(denial(strange)["id"], "amend", changes={"act": "reject"})
    done = strange.import_(path, form, by="mira", accept=True)
    assert {(one.action, one.by) for one in done.judgements} == {("accept", "mira")}
    assert denial(strange)["id"] not in {one.id for one in done.judgements}
    assert denial(strange)["act"] == "reject"
    assert {row["id"] for row in strange.events(status="all")} <= {one.id for one in done.judgements}
    assert strange.import_(path, form, accept=True).judgements == ()


@pytest.mark.parametrize("form", TOOLS)
def test_what_was_judged_before_goes_out_judged(strange: Desk, form: str, tmp_path: Path) -> None:
    row = denial(strange)
    strange.judge(row["id"], "amend", changes={"act": "reject", "source": "", "speaker": ""})
    strange.judge(next(iter(strange.events(status="all")))["id"], "reject")
    path = given(strange, form, tmp_path)
    done = strange.import_(path, form)
    assert (done.judgements, done.skipped) == ((), ())
    assert denial(strange)["act"] == "reject"


@pytest.mark.parametrize("form", TOOLS)
def test_a_question_chooses_articles_and_takes_nothing_out_of_them(strange: Desk, form: str, tmp_path: Path) -> None:
    strange.export(form, tmp_path / "asked", who="Kennedy")
    done = strange.import_(tmp_path / "asked", form)
    assert (done.judgements, done.skipped) == ((), ())


def test_what_others_judged_since_the_export_stands(strange: Desk, tmp_path: Path) -> None:
    path = changed(given(strange, "jsonl", tmp_path), "confirm")
    row = denial(strange)
    strange.judge(row["id"], "amend", changes={"act": "reject", "form": "mixed"}, by="noor")
    done = strange.import_(path, "jsonl", by="mira")
    assert done.judgements == ()
    (item,) = done.skipped
    assert "'reject'" in item.reason and "'confirm'" in item.reason
    assert denial(strange)["act"] == "reject"
    strange.judge(row["id"], "reject", by="noor")
    done = strange.import_(path, "jsonl", by="mira")
    assert done.judgements == () and len(done.skipped) == 1


def test_fields_that_nobody_else_touched_are_taken(strange: Desk, tmp_path: Path) -> None:
    path = changed(given(strange, "jsonl", tmp_path), "confirm")
    strange.judge(denial(strange)["id"], "amend", changes={"form": "mixed"}, by="noor")
    done = strange.import_(path, "jsonl", by="mira")
    assert [(dict(one.changes), one.by) for one in done.judgements] == [({"act": "confirm"}, "mira")]
    assert (denial(strange)["act"], denial(strange)["form"]) == ("confirm", "mixed")


@pytest.mark.parametrize("told", ["", "0-0", "99-0123456789abcdef", "-1-x", "x"])
def test_an_article_that_was_read_again_since_is_refused(strange: Desk, tmp_path: Path, told: str) -> None:
    path = changed(given(strange, "jsonl", tmp_path), "confirm")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    path.write_text("".join(f"{json.dumps({**row, 'told': told})}\n" for row in lines))
    done = strange.import_(path, "jsonl")
    assert done.judgements == ()
    assert len(done.skipped) == 2
    assert all("export it again" in item.reason for item in done.skipped)


def test_an_article_that_comes_twice_is_taken_once(strange: Desk, tmp_path: Path) -> None:
    path = changed(given(strange, "jsonl", tmp_path), "confirm")
    path.write_text(path.read_text() * 2)
    done = strange.import_(path, "jsonl")
    assert len(done.judgements) == 1
    assert [item.reason for item in done.skipped] == ["It was corrected before in the same import; this was not taken."]


def test_what_does_not_come_back_is_said(strange: Desk, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="brat, cas, jsonl"):
        strange.import_(tmp_path, "csv")
    with pytest.raises(UnknownName):
        strange.import_(tmp_path, "nonsense")
    for form in TOOLS:
        with pytest.raises(UsageError):
            strange.import_(tmp_path / "not-there", form)
    (tmp_path / "empty").mkdir()
    for form in ("brat", "cas"):
        with pytest.raises(UsageError, match="There are no"):
            strange.import_(tmp_path / "empty", form)


def test_the_verb(strange: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = changed(given(strange, "jsonl", tmp_path), "confirm")
    store = str(strange.store.path)
    command = ["import", store, "--from", "jsonl", str(path), "--by", "mira", "--why", "read again"]
    assert cli.main(command) == 0
    assert "1 amended, 0 rejected, 0 accepted; 0 could not be taken" in capsys.readouterr().out
    (made,) = strange.store.judgements()
    assert (made.by, made.why) == ("mira", "read again")
    assert cli.main(["statements", store, "--type", "confirm", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["judged"]
    path.write_text(f"{{\n{path.read_text()}")
    assert cli.main([*command, "--accept"]) == 1
    told = capsys.readouterr()
    assert "line 1" in told.err and "1 could not be taken" in told.out
    assert cli.main(["import", store, "--from", "csv", str(path)]) == 2


@pytest.mark.parametrize("form", TOOLS)
def test_odd_fields_and_parts_in_pieces_go_out_and_back(odd: Told, form: str, tmp_path: Path) -> None:
    """Names with tabs, quotation marks, NUL; a source in two pieces that two statements share, one within the other."""
    ((reading, rulings),) = odd.readings()
    (said,) = reading["statements"]
    said = {**said, "source": [[0, 4], [9, 13]]}
    inner = {**said, "id": "s-odd-1", "within": "s-odd", "content": [[14, 21], [25, 32]]}
    whole = {**reading, "statements": [said, inner]}
    told_to(form, replace(odd, readings=lambda: iter([(whole, rulings)])), tmp_path / "x")
    found = list(shelf.load("exchange", form).corrections(tmp_path / "x", Kept({ODD_ID: whole}.get)))
    assert [one for one in found if isinstance(one, Skipped) or one.action != "accept"] == []
    assert {one.id for one in found if isinstance(one, Correction)} == {
        *(row["id"] for layer in ("entities", "events") for row in reading[layer]), "s-odd", "s-odd-1",
    }  # fmt: skip
