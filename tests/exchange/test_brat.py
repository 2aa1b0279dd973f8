"""brat's folders: as brat reads them, corrected in a text editor as brat would, and taken in again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reportedly.desk import Desk
from reportedly.exchange import Out

Plain = dict[str, Any]
_SPANS = re.compile(r"(T\d+)\t(\S+) ([\d ;]+)\t(.*)")


@pytest.fixture
def folder(strange: Desk, tmp_path: Path) -> Path:
    strange.export("brat", tmp_path / "brat")
    return tmp_path / "brat"


def plain(folder: Path) -> Path:
    return folder / "plain.ann"


def edit(file: Path, *changes: tuple[str, str]) -> None:
    """Each change as a regular expression that has to be there once."""
    text = file.read_text(encoding="utf-8")
    for pattern, new in changes:
        text, times = re.subn(pattern, new, text, flags=re.MULTILINE)
        assert times == 1, pattern
    file.write_text(text, encoding="utf-8")


def statement(desk: Desk) -> Plain:
    (row,) = desk.statements(about="missiles", type="deny")
    return row


def event(desk: Desk) -> Plain:
    return next(row for row in desk.events(status="all") if row["article"] == "plain")


def test_rows_are_those_of_the_verbs(demo: Desk, statements: list[Plain], views: list[Plain], tmp_path: Path) -> None:
    demo.export("brat", tmp_path / "x")
    text = "".join(file.read_text(encoding="utf-8") for file in sorted((tmp_path / "x").glob("*.ann")))
    assert sorted(re.findall(r"id=(s-\w+)", text)) == sorted(row["id"] for row in statements)
    assert sorted(re.findall(r"id=(e-\w+)", text)) == sorted({row["id"] for row in views})
    assert set(re.findall(r"article=([^;]+)", text)) == set(demo.store.ids())


def test_offsets_cut_the_words_line_by_line(folder: Path) -> None:
    """What brat checks: the words beside the offsets are those in the text, and none runs over the end of a line."""
    checked, discontinuous = 0, 0
    for file in folder.glob("*.ann"):
        text = file.with_suffix(".txt").read_bytes().decode()
        for found in filter(None, map(_SPANS.fullmatch, file.read_text(encoding="utf-8").split("\n"))):
            pieces = [tuple(map(int, piece.split())) for piece in found[3].split(";")]
            assert " ".join(text[start:end] for start, end in pieces) == found[4]
            assert not re.search(r"[\x00-\x1f]", found[4])
            checked += 1
            discontinuous += len(pieces) > 1
    assert checked > 30
    assert discontinuous >= 1


def test_the_configuration_has_every_type_relation_and_value(folder: Path) -> None:
    sections = dict(re.findall(r"\[(\w+)\]\n((?:.+\n)*)", (folder / "annotation.conf").read_text(encoding="utf-8")))
    types = set(sections["entities"].split("\n"))
    relations = {line.partition("\t")[0] for line in sections["relations"].splitlines()}
    values = {
        name: set(allowed.split("|"))
        for name, allowed in re.findall(r"^(\w+)\tArg:\S+, Value:(.*)$", sections["attributes"], re.MULTILINE)
    }
    assert "states-CAN" in types
    for file in folder.glob("*.ann"):
        for line in file.read_text(encoding="utf-8").splitlines():
            kind, _, said = line.partition("\t")
            words = said.split()
            if kind[0] == "T":
                assert words[0] in types
            elif kind[0] == "R":
                assert words[0] in relations
            elif kind[0] == "A":
                assert words[2] in values[words[0]]


def test_what_was_not_changed_comes_back_as_nothing(strange: Desk, folder: Path) -> None:
    done = strange.import_(folder, "brat")
    assert (done.judgements, done.skipped) == ((), ())


def test_a_deleted_mark_is_a_rejection(strange: Desk, folder: Path) -> None:
    row, other = statement(strange), event(strange)
    (name,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={row['id']}", plain(folder).read_text())
    lines = [line for line in plain(folder).read_text().splitlines() if not re.search(rf"\b{name}\b", line)]
    plain(folder).write_text("".join(f"{line}\n" for line in lines))
    done = strange.import_(folder, "brat", by="mira")
    assert [(one.id, one.action, one.by) for one in done.judgements] == [(row["id"], "reject", "mira")]
    assert done.skipped == ()
    assert row["id"] not in [one["id"] for one in strange.statements()]
    assert event(strange)["id"] == other["id"]


def test_moved_retyped_and_relinked_marks_are_amendments(strange: Desk, folder: Path) -> None:
    row, done_by = statement(strange), event(strange)
    (cuba,) = {id for one in [done_by] for id in one["recipients"]}
    text = plain(folder).read_text()
    (said,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={row['id']}", text)
    (sent,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={done_by['id']}", text)
    (there,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={cuba}", text)
    edit(
        plain(folder),
        (rf"^{said}\tContent .*$", f"{said}\tContent 36 64\tit had sent missiles to Cuba"),
        (rf"^(A\d+\tAct {said}) deny$", r"\1 reject"),
        (rf"^(R\d+\tSpeaker Arg1:{said} Arg2:)T\d+$", rf"\g<1>{there}"),
        (rf"^{sent}\tAID ", f"{sent}\tMOBILIZE "),
        (rf"^(A\d+\tPolarity {sent}) unknown$", r"\1 -"),
        (rf"^R\d+\tRecipient Arg1:{sent} Arg2:T\d+\n", ""),
        (rf"(AnnotatorNotes {sent}\t.*)contexts=military; date=$", r"\1contexts=military,legal; date=1962-10-22.."),
    )
    done = strange.import_(folder, "brat", why="read again")
    assert done.skipped == ()
    assert {one.id: dict(one.changes) for one in done.judgements} == {
        row["id"]: {"content": "36-64", "act": "reject", "speaker": cuba},
        done_by["id"]: {
            "type": "MOBILIZE", "polarity": "-", "recipients": "", "contexts": "military,legal", "date": "1962-10-22..",
        },
    }  # fmt: skip
    (now,) = strange.statements(type="reject")
    assert (now["content"], now["name"], now["text"]) == ([[36, 64]], "Cuba", "it had sent missiles to Cuba")
    then = event(strange)
    assert (then["type"], then["recipients"], then["contexts"]) == ("MOBILIZE", [], ["military", "legal"])
    assert then["date"] == {"earliest": "1962-10-22", "latest": None}
    again = strange.import_(folder, "brat")
    assert (again.judgements, again.skipped) == ((), ())


def test_a_mark_drawn_anew_where_one_was_is_that_one(strange: Desk, folder: Path) -> None:
    """Deleting and drawing again is how a mark is moved; what the new one does not say stays."""
    row = statement(strange)
    text = plain(folder).read_text()
    (said,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={row['id']}", text)
    lines = [line for line in text.splitlines() if not re.search(rf"\b{said}\b", line)]
    plain(folder).write_text("\n".join([*lines, "T99\tContent 43 64\tsent missiles to Cuba", ""]))
    done = strange.import_(folder, "brat")
    assert [(one.id, dict(one.changes)) for one in done.judgements] == [(row["id"], {"content": "43-64"})]
    assert done.skipped == ()


def test_a_pronoun_that_is_somebody_else_changes_both_and_who_acted(strange: Desk, folder: Path) -> None:
    text = plain(folder).read_text()
    (it,) = re.findall(r"^(T\d+)\tGPE 36 38", text, re.MULTILINE)
    (cuba,) = re.findall(r"id=(n-\w+); name=Cuba", text)
    edit(plain(folder), (rf"(AnnotatorNotes {it}\tid=)n-\w+", rf"\g<1>{cuba}"))
    done = strange.import_(folder, "brat")
    assert [dict(one.changes) for one in done.judgements] == [
        {"mentions": "0-6"}, {"mentions": "36-38,60-64"}, {"actors": cuba},
    ]  # fmt: skip
    (reading,) = (one for one, _ in strange._judged({"plain"}))
    (entity,) = (one for one in reading["entities"] if one["id"] == cuba)
    assert entity["mentions"][0] == {"span": [36, 38], "form": "pronoun"}


def test_what_no_judgement_can_say_is_told_one_by_one(strange: Desk, folder: Path) -> None:
    with plain(folder).open("a", encoding="utf-8") as file:
        file.write("T90\tAID 21 25\t1962\nT91\tCue 18 19\t2\nE1\tAID:T90\n#90\tAnnotatorNotes T5\tis this right?\n")
        file.write("T92\tContent 900 990\tnowhere\nR90\tfriend Arg1:T2 Arg2:T4\nA90\tColour T5 red\nnonsense\n")
    done = strange.import_(folder, "brat")
    assert done.judgements == ()
    told = [f"{item.origin} {item.reason}" for item in done.skipped]
    for words in ("E1", "is this right", "T92", "friend", "Colour", "nonsense", "T90", "T91"):
        assert [one for one in told if words in one], words
    assert len(told) == 8
    assert all("plain.ann" in item.origin for item in done.skipped)


def test_an_impossible_value_is_told_and_the_rest_of_the_file_taken(strange: Desk, folder: Path) -> None:
    row, other = statement(strange), event(strange)
    text = plain(folder).read_text()
    (said,) = re.findall(rf"AnnotatorNotes (T\d+)\tid={row['id']}", text)
    edit(plain(folder), (rf"^A\d+\tAct {said} deny\n", ""), (r"^(T\d+)\tAID ", r"\1\tREQUEST "))
    done = strange.import_(folder, "brat")
    assert [(one.id, dict(one.changes)) for one in done.judgements] == [(other["id"], {"type": "REQUEST"})]
    (item,) = done.skipped
    assert row["id"] in item.origin


def test_an_edited_text_is_refused_by_name(strange: Desk, folder: Path) -> None:
    (folder / "plain.txt").write_text("Moscow admitted on Oct. 23, 1962 that it had sent missiles to Cuba.\n")
    plain(folder).write_text("")
    with plain(folder).open("a") as file:
        file.write("T1\tArticle 0 6\tMoscow\n#1\tAnnotatorNotes T1\tarticle=plain; told=0-0\n")
    done = strange.import_(folder, "brat")
    assert done.judgements == ()
    (item,) = done.skipped
    assert item.origin == "plain.ann"
    assert "from character 7" in item.reason


def test_what_is_damaged_is_told(strange: Desk, folder: Path) -> None:
    (folder / "plain.txt").unlink()
    (folder / "lost.ann").write_text("T1\tCue 0 1\tx\n")
    (folder / "lost.txt").write_text("x")
    done = strange.import_(folder, "brat")
    assert done.judgements == ()
    assert [item.origin for item in done.skipped] == ["lost.ann", "plain.ann"]


def test_the_same_store_gives_the_same_bytes(strange: Desk, folder: Path, tmp_path: Path) -> None:
    strange.export("brat", tmp_path / "again")
    for file in folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
    assert (folder / Out.NAMED).exists()
