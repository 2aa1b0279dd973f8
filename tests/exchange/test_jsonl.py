"""JSON Lines as Prodigy and Doccano read and write them, corrected and taken in again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from reportedly.desk import Desk

Plain = dict[str, Any]


@pytest.fixture
def file(strange: Desk, tmp_path: Path) -> Path:
    strange.export("jsonl", tmp_path / "x.jsonl")
    return tmp_path / "x.jsonl"


def rows(path: Path) -> list[Plain]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def rewritten(path: Path, changed: list[Plain]) -> Path:
    # With escapes, as other programs write.
    path.write_text("".join(f"{json.dumps(row)}\n" for row in changed), encoding="utf-8")
    return path


def plain(changed: list[Plain]) -> Plain:
    return next(row for row in changed if row["article"] == "plain")


def span(row: Plain, part: str, n: int = 0) -> Plain:
    found: Plain = [one for one in row["spans"] if one["part"] == part][n]
    return found


def test_rows_are_those_of_the_verbs(demo: Desk, statements: list[Plain], views: list[Plain], tmp_path: Path) -> None:
    demo.export("jsonl", tmp_path / "x.jsonl")
    found = rows(tmp_path / "x.jsonl")
    assert [row["id"] for row in found] == demo.store.ids()
    ids = [(one["finding"], one["part"]) for row in found for one in row["spans"]]
    assert {id for id, part in ids if part == "content"} == {row["id"] for row in statements}
    assert {id for id, part in ids if part == "trigger"} == {row["id"] for row in views}
    said = [one for row in found for one in row["spans"] if one["part"] == "content" and "act" in one]
    assert [(one["finding"], one["act"], one["speaker"]) for one in said] == [
        (row["id"], row["act"], row["speaker"]) for row in statements
    ]


def test_offsets_cut_the_words_and_both_forms_say_the_same(strange: Desk, file: Path) -> None:
    texts = strange.store.texts(strange.store.ids())
    told = list(strange.statements())
    cut: dict[str, list[str]] = {}
    for row in rows(file):
        assert row["text"] == texts[row["article"]]
        assert row["label"] == sorted([one["start"], one["end"], one["label"]] for one in row["spans"])
        for one in row["spans"]:
            if one["part"] == "content":
                cut.setdefault(one["finding"], []).append(row["text"][one["start"] : one["end"]])
    assert {id: " … ".join(words) for id, words in cut.items()} == {one["id"]: one["text"] for one in told}


@pytest.mark.parametrize("again", [False, True])
def test_what_was_not_changed_comes_back_as_nothing(strange: Desk, file: Path, again: bool) -> None:
    done = strange.import_(rewritten(file, rows(file)) if again else file, "jsonl")
    assert (done.judgements, done.skipped) == ((), ())


def test_spans_that_were_deleted_moved_or_changed(strange: Desk, file: Path) -> None:
    changed = rows(file)
    row = plain(changed)
    said, cue, sent = span(row, "content"), span(row, "cue"), span(row, "trigger")
    (cuba,) = (one for one in row["spans"] if row["text"][one["start"] : one["end"]] == "Cuba")
    said |= {"start": 36, "act": "reject", "speaker": cuba["finding"]}
    cue["start"] = 0
    sent |= {"recipients": [], "type": "MOBILIZE", "date": "1962-10-22", "contexts": ["military", "legal"]}
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert done.skipped == ()
    assert {one.id: dict(one.changes) for one in done.judgements} == {
        said["finding"]: {"content": "36-64", "cue": "0-13", "act": "reject", "speaker": cuba["finding"]},
        sent["finding"]: {
            "recipients": "", "type": "MOBILIZE", "date": "1962-10-22", "contexts": "military,legal",
        },
    }  # fmt: skip
    again = strange.import_(file, "jsonl")
    assert (again.judgements, again.skipped) == ((), ())
    (now,) = strange.statements(type="reject")
    assert (now["name"], now["cue"]) == ("Cuba", [[0, 13]])


def test_a_deleted_span_is_a_rejection(strange: Desk, file: Path) -> None:
    changed = rows(file)
    row = plain(changed)
    sent = span(row, "trigger")
    row["spans"].remove(sent)
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert [(one.id, one.action) for one in done.judgements] == [(sent["finding"], "reject")]
    assert done.skipped == ()
    assert sent["finding"] not in [one["id"] for one in strange.events(status="all")]


def test_prodigys_spans_drawn_anew_have_only_a_label(strange: Desk, file: Path) -> None:
    changed = rows(file)
    row = plain(changed)
    said, cue = span(row, "content"), span(row, "cue")
    row["spans"] = [one for one in row["spans"] if one not in (said, cue)]
    row["spans"] += [
        {"start": 43, "end": 64, "token_start": 8, "token_end": 11, "label": "reject"},
        {"start": 7, "end": 16, "token_start": 1, "token_end": 2, "label": "cue"},
    ]
    row["answer"] = "accept"
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert done.skipped == ()
    assert {one.id: dict(one.changes) for one in done.judgements} == {
        said["finding"]: {"content": "43-64", "cue": "7-16", "act": "reject"}
    }


def test_doccanos_labels(strange: Desk, file: Path) -> None:
    """Doccano has an id of its own, keeps other keys, and gives labels back without any id."""
    changed = rows(file)
    row = plain(changed)
    said, sent, cue = span(row, "content"), span(row, "trigger"), span(row, "cue")
    for n, one in enumerate(changed):
        one["id"] = 700 + n
    labels = {tuple(label) for label in row["label"]}
    labels -= {(31, 64, "deny"), (43, 47, "AID"), (7, 13, "cue"), (0, 6, "source")}
    labels |= {(31, 64, "reject"), (43, 56, "AID"), (7, 16, "cue"), (18, 25, "THREATEN-violence")}
    row["label"] = sorted(map(list, labels))
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert {one.id: dict(one.changes) for one in done.judgements} == {
        said["finding"]: {"act": "reject", "cue": "7-16", "source": ""},
        sent["finding"]: {"trigger": "43-56"},
    }
    (item,) = done.skipped
    assert "cannot add such a mark of an event" in item.reason
    assert cue["finding"] == said["finding"]


def test_doccanos_entities_where_it_dropped_our_spans(strange: Desk, file: Path) -> None:
    changed = rows(file)
    for row in changed:
        labels = row.pop("label")
        del row["spans"]
        row["entities"] = [
            {"id": n, "start_offset": start, "end_offset": end, "label": "MOBILIZE" if label == "AID" else label}
            for n, (start, end, label) in enumerate(labels)
        ]
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert done.skipped == ()
    assert {tuple(one.changes.items()) for one in done.judgements} == {(("type", "MOBILIZE"),)}
    assert len(done.judgements) == 3


def test_what_no_judgement_can_say_is_told(strange: Desk, file: Path) -> None:
    changed = rows(file)
    row = plain(changed)
    span(row, "mention")["kind"] = "PLANET"
    row["spans"] += [
        {"start": 14, "end": 16, "label": "deny"},
        {"start": 14, "end": 16, "label": "cue", "finding": "s-not-there", "part": "cue"},
    ]
    done = strange.import_(rewritten(file, changed), "jsonl")
    assert done.judgements == ()
    reasons = " ".join(item.reason for item in done.skipped)
    assert len(done.skipped) == 3
    assert "of a statement" in reasons and "s-not-there" in reasons and "PLANET" in reasons


@pytest.mark.parametrize(
    "line",
    [
        "{", "[]", "1", '{"text": 1}', '{"text": "x", "spans": 3}', '{"text": "x", "spans": [{"start": "a"}]}',
        '{"article": "nobody", "text": "x", "spans": [], "told": "0-0"}', "[" * 100_000,
        '{"article": "plain", "text": "Moscow", "spans": [], "told": "0-0"}',
    ],
)  # fmt: skip
def test_hostile_lines_are_told_by_number_and_the_rest_is_taken(strange: Desk, file: Path, line: str) -> None:
    changed = rows(file)
    span(plain(changed), "content")["act"] = "reject"
    rewritten(file, changed)
    file.write_text(f"{line}\n{file.read_text()}")
    done = strange.import_(file, "jsonl")
    assert [dict(one.changes) for one in done.judgements] == [{"act": "reject"}]
    assert [item.origin for item in done.skipped] == ["x.jsonl: line 1"]


def test_the_same_store_gives_the_same_bytes(strange: Desk, file: Path, tmp_path: Path) -> None:
    strange.export("jsonl", tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == file.read_bytes()
