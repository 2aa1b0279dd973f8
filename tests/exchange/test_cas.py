"""UIMA CAS as dkpro-cassis loads it, corrected with it as INCEpTION would, and taken in again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import cassis
import pytest

from reportedly.desk import Desk

Plain = dict[str, Any]


@pytest.fixture
def folder(strange: Desk, tmp_path: Path) -> Path:
    strange.export("cas", tmp_path / "cas")
    return tmp_path / "cas"


def loaded(folder: Path, name: str) -> cassis.Cas:
    with (folder / "TypeSystem.xml").open("rb") as file:
        types = cassis.load_typesystem(file)
    with (folder / f"{name}.xmi").open("rb") as file:
        return cassis.load_cas_from_xmi(file, typesystem=types)


def corrected(folder: Path, change: Callable[[cassis.Cas], None], name: str = "plain") -> None:
    """As an annotation tool: loads, changes, writes another serialisation over the file."""
    cas = loaded(folder, name)
    change(cas)
    cas.to_xmi(folder / f"{name}.xmi")


def only(cas: cassis.Cas, kind: str) -> Any:
    (one,) = cas.select(f"reportedly.{kind}")
    return one


def test_rows_are_those_of_the_verbs(demo: Desk, statements: list[Plain], views: list[Plain], tmp_path: Path) -> None:
    demo.export("cas", tmp_path / "x")
    found: dict[str, list[str]] = {"Article": [], "Statement": [], "Event": []}
    for file in sorted((tmp_path / "x").glob("*.xmi")):
        cas = loaded(tmp_path / "x", file.stem)
        for kind, ids in found.items():
            ids += [one.article if kind == "Article" else one.finding for one in cas.select(f"reportedly.{kind}")]
    assert sorted(found["Article"]) == sorted(demo.store.ids())
    assert sorted(found["Statement"]) == sorted(row["id"] for row in statements for _ in row["content"])
    assert set(found["Event"]) == {row["id"] for row in views}


def test_offsets_cut_the_words_of_every_plane(strange: Desk, folder: Path) -> None:
    """cassis counts in UTF-16 units outside and in code points inside, as we do."""
    name = next(file.stem for file in folder.glob("*.xmi") if file.stem != "plain")
    cas = loaded(folder, name)
    text = strange.store.texts(strange.store.ids())["strange/\U0001f680 1?"]
    assert cas.sofa_string == text.replace("\x00", "\ufffd")
    rows = [row for row in strange.statements() if row["article"] != "plain"]
    spans = sorted((start, end, row["id"]) for row in rows for start, end in row["content"])
    assert sorted((one.begin, one.end, one.finding) for one in cas.select("reportedly.Statement")) == spans
    assert max(start for start, _, _ in spans) > text.index("\U0001f6f0")
    raw = (folder / f"{name}.xmi").read_text(encoding="utf-8")
    last = max(cas.select("reportedly.Statement"), key=lambda one: one.begin)
    assert f'begin="{len(text[: last.begin].encode("utf-16-le")) // 2}"' in raw


def test_links_lead_to_the_parts(strange: Desk, folder: Path) -> None:
    cas = loaded(folder, "plain")
    links = {one.role: one.target for one in only(cas, "Statement").roles.elements}
    assert {role: target.get_covered_text() for role, target in links.items()} == {
        "source": "Moscow", "cue": "denied", "speaker": "Moscow",
    }  # fmt: skip


@pytest.mark.parametrize("rewritten", [False, True])
def test_what_was_not_changed_comes_back_as_nothing(strange: Desk, folder: Path, rewritten: bool) -> None:
    for file in folder.glob("*.xmi") if rewritten else ():
        corrected(folder, lambda cas: None, file.stem)
    done = strange.import_(folder, "cas")
    assert (done.judgements, done.skipped) == ((), ())


def test_a_deleted_annotation_is_a_rejection(strange: Desk, folder: Path) -> None:
    (row,) = strange.statements(about="missiles", type="deny")
    corrected(folder, lambda cas: cas.remove(only(cas, "Statement")))
    done = strange.import_(folder / "plain.xmi", "cas")
    assert [(one.id, one.action) for one in done.judgements] == [(row["id"], "reject")]
    assert done.skipped == ()
    assert not list(strange.statements(about="missiles", type="deny"))


def test_moved_annotations_and_changed_features_are_amendments(strange: Desk, folder: Path) -> None:
    (row,) = strange.statements(about="missiles", type="deny")
    event = next(one for one in strange.events(status="all") if one["article"] == "plain")

    def change(cas: cassis.Cas) -> None:
        said, cue, sent = only(cas, "Statement"), only(cas, "Cue"), only(cas, "Event")
        said.begin, said.end, said.act = 35, 66, "reject"
        cue.begin = 0
        sent.eventType, sent.certainty, sent.contexts = "MOBILIZE", "probable", None
        cuba = next(one for one in cas.select("reportedly.Mention") if one.get_covered_text() == "Cuba")
        cuba.name, cuba.country = "Havana", None
        link = cas.typesystem.get_type("reportedly.Link")(role="actors", target=cuba)
        sent.roles.elements.append(link)

    corrected(folder, change)
    done = strange.import_(folder, "cas")
    cuba = event["recipients"][0]
    assert done.skipped == ()
    assert {one.id: dict(one.changes) for one in done.judgements} == {
        row["id"]: {"act": "reject", "cue": "0-13", "content": "36-65"},
        event["id"]: {
            "type": "MOBILIZE", "certainty": "probable", "contexts": "", "actors": f"{event['actors'][0]},{cuba}",
        },
        cuba: {"name": "Havana", "country": ""},
    }  # fmt: skip
    (now,) = strange.statements(type="reject")
    assert now["text"] == "it had sent missiles to Cuba."
    assert next(strange.events(type="MOBILIZE", status="all"))["recipient_names"] == ["Havana"]
    again = strange.import_(folder, "cas")
    assert (again.judgements, again.skipped) == ((), ())


def test_what_no_judgement_can_say_is_told(strange: Desk, folder: Path) -> None:
    def change(cas: cassis.Cas) -> None:
        for kind in ("Statement", "Event", "Mention", "Cue"):
            cas.add(cas.typesystem.get_type(f"reportedly.{kind}")(begin=14, end=16))

    corrected(folder, change)
    done = strange.import_(folder, "cas")
    assert done.judgements == ()
    assert sorted(item.reason.rpartition("such a mark of ")[2] for item in done.skipped) == [
        "a cue.", "a mention.", "a statement.", "an event.",
    ]  # fmt: skip


def test_an_edited_text_is_refused_by_name(strange: Desk, folder: Path) -> None:
    raw = (folder / "plain.xmi").read_text(encoding="utf-8")
    (folder / "plain.xmi").write_text(raw.replace("Moscow denied", "Moscow halted"), encoding="utf-8")
    done = strange.import_(folder, "cas")
    assert done.judgements == ()
    (item,) = done.skipped
    assert item.origin == "plain.xmi" and "from character 7" in item.reason


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<xmi:XMI",
        b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x a="&b;"/>',
        b'<r:Article xmlns:r="http:///reportedly.ecore" article="x"/>',
        b'<x xmlns:r="http:///reportedly.ecore"><r:Article article="plain"/><r:Cue begin="a" end="99999999999"/></x>',
    ],
)
def test_hostile_files_are_told_by_name(strange: Desk, folder: Path, raw: bytes) -> None:
    (folder / "plain.xmi").write_bytes(raw)
    done = strange.import_(folder, "cas")
    assert done.judgements == ()
    assert [item.origin for item in done.skipped] == ["plain.xmi"]


def test_the_same_store_gives_the_same_bytes(strange: Desk, folder: Path, tmp_path: Path) -> None:
    strange.export("cas", tmp_path / "again")
    for file in folder.iterdir():
        assert (tmp_path / "again" / file.name).read_bytes() == file.read_bytes()
