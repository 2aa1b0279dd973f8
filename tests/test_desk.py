"""The desk: order, transactions, filters and judgements, with a reader that understands one kind of sentence."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from reportedly import gazetteer
from reportedly.desk import Desk
from reportedly.errors import StoreDamaged, UnknownName, UsageError
from reportedly.model import (
    Article,
    Block,
    Entity,
    Event,
    Factuality,
    Mention,
    Passage,
    Published,
    Reading,
    Skipped,
    Statement,
    hash_id,
)
from reportedly.model import Dated as Period
from reportedly.query import Query, faults
from reportedly.scale import read_all

SENTENCE = re.compile(r"(\w+) (told) (\w+) that (\w+) (never )?(\w+) (\w+)\.")
TYPES = {"shipped": "AID", "shelled": "ASSAULT", "met": "CONSULT"}

FIRST = "Gromyko told Kennedy that Moscow never shipped rockets.\nKennedy told Congress that Cuba met Moscow."
SECOND = "Castro told Radio that Washington shelled Havana."


class Parrot:
    """Reads sentences such as `Gromyko told Kennedy that Moscow shipped rockets.`, and fails on the word BOOM."""

    def __init__(self, version: str = "parrot 1") -> None:
        self.version = version
        self.read_ids: list[str] = []

    def read(self, article: Article) -> Reading:
        self.read_ids.append(article.id)
        if "BOOM" in article.text:
            raise RuntimeError("boom")
        cast: dict[str, list[Passage]] = {}
        statements: list[Statement] = []
        events: list[Event] = []
        rows: list[Factuality] = []
        for m in SENTENCE.finditer(article.text):
            for group in (1, 3, 4, 7):
                cast.setdefault(m[group], []).append(Passage(*m.span(group)))
            content = Passage(m.start(3) + len(m[3]) + 1, m.end(7))
            cue, source = (Passage(*m.span(2)),), (Passage(*m.span(1)),)
            statements.append(
                Statement(
                    hash_id("s", article.id, (*cue, content)), source, cue, (content,), m[1],
                    (Passage(*m.span(3)),), "indirect", "deny" if m[5] else "assert", None, "told", 0.9,
                )
            )  # fmt: skip
            trigger = (Passage(*m.span(6)),)
            id = hash_id("e", article.id, trigger)
            sides = ((m[4], m[7]), ()) if m[6] == "met" else ((m[4],), (m[7],))
            events.append(Event(id, trigger, "plover", TYPES[m[6]], None, (), *sides, m[7], None, None, "verb", 0.5))
            rows.append(Factuality(id, ("author",), "uncommitted", "unknown", "actual", None, "reported"))
            rows.append(Factuality(id, ("author", m[1]), "certain", "-" if m[5] else "+", "actual", None, "told"))
        day = article.given_date or "1962-10-22"
        entities = []
        for name, spans in cast.items():
            hit = gazetteer.country(name, day)
            mentions = tuple(Mention(span, "name") for span in spans)
            entities.append(Entity(name, name, "GPE", hit.code if hit else None, mentions=mentions))
        published = Published(day, day, day, 1.0, "given")
        lines = tuple(Block(Passage(*m.span()), "body") for m in re.finditer(r".+", article.text))
        dated = Article(
            article.id, article.text, article.origin, title=article.title, published=published, blocks=lines
        )
        return Reading(dated, self.version, tuple(entities), (), tuple(statements), tuple(events), tuple(rows))


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def desk(tmp_path: Path, parrot: Parrot) -> Desk:
    made = Desk(tmp_path / "october.db", reader=parrot)
    made.add([Article("a1", FIRST, "a1.txt", title="Two talks"), Article("a2", SECOND, given_date="1962-11-20")])
    return made


def contents(rows: Iterator[dict[str, object]]) -> list[object]:
    return [row["text"] for row in rows]


# --- adding -------------------------------------------------------------------------------------------------------


def test_the_same_article_twice_is_one_article(desk: Desk, parrot: Parrot) -> None:
    again = desk.add([Article("a1", FIRST), Article("a3", SECOND), Article("a3", SECOND)])
    assert (again.added, again.present, again.skipped) == (("a3",), 2, ())
    assert parrot.read_ids == ["a1", "a2", "a3"]


def test_the_same_id_with_another_text_is_refused_by_name(desk: Desk) -> None:
    found = desk.add([Article("a1", "Another text.", "other.txt"), Article("b", "One."), Article("b", "Two.", "b.txt")])
    assert found.added == ("b",)
    assert [(item.origin, item.reason) for item in found.skipped] == [
        ("other.txt", "The id a1 is already in the store with another text."),
        ("b.txt", "The id b is already in the store with another text."),
    ]
    assert desk.store.texts(["a1", "b"]) == {"a1": FIRST, "b": "One."}


def test_an_article_the_reader_fails_on_is_named_and_the_rest_goes_on(
    desk: Desk, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    articles = [Article("b1", "BOOM", "b1.txt"), Skipped("b2.pdf", "It is empty."), Article("b3", SECOND)]
    found = desk.add(articles)
    assert found.added == ("b3",)
    assert [(item.origin, item.reason) for item in found.skipped] == [
        ("b1.txt", "It could not be read: internal error RuntimeError: boom"),
        ("b2.pdf", "It is empty."),
    ]
    assert capfd.readouterr().err == ""
    monkeypatch.setenv("REPORTEDLY_DEBUG", "1")
    desk.add(articles)
    assert "Traceback" in capfd.readouterr().err


def test_stopped_adding_keeps_what_was_read_and_takes_up_the_rest(desk: Desk, parrot: Parrot) -> None:
    articles = [Article(f"c{n}", SECOND) for n in range(40)]

    def interrupted() -> Iterator[Article]:
        for n, article in enumerate(articles):
            if n == 39:
                raise KeyboardInterrupt
            yield article

    seen: list[str] = []

    def stop_at_twenty(name: str) -> None:
        seen.append(name)
        if len(seen) == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        desk.add(articles, on=stop_at_twenty)
    assert desk.store.ids() == ["a1", "a2", *(f"c{n}" for n in range(20))]
    with pytest.raises(KeyboardInterrupt):
        desk.add(interrupted())
    found = desk.add(articles)
    assert found.present + len(found.added) == 40
    assert len(parrot.read_ids) == len(set(parrot.read_ids)) == 42


def test_files_are_read_from_disk(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "wire.txt"
    file.write_text(SECOND, encoding="utf-8")
    found = desk.add(file)
    assert len(found.added) == 1
    assert desk.add([str(file)]).present == 1
    missing = desk.add(str(tmp_path / "none.txt"))
    assert len(missing.skipped) == 1


def test_a_damaged_store_is_found_before_anything_is_read(tmp_path: Path, parrot: Parrot) -> None:
    (tmp_path / "bad.db").write_text("not a database", encoding="utf-8")
    with pytest.raises(StoreDamaged):
        Desk(tmp_path / "bad.db", reader=parrot).add([Article("a1", FIRST)])
    assert parrot.read_ids == []


# --- asking -------------------------------------------------------------------------------------------------------


def test_statement_rows_are_the_readings_objects_and_more(desk: Desk) -> None:
    first = next(desk.statements())
    assert first["article"] == "a1"
    assert first["text"] == "that Moscow never shipped rockets"
    assert (first["name"], first["act"], first["published"]) == ("Gromyko", "deny", "1962-10-22")
    assert {"id", "source", "cue", "content", "speaker", "addressee", "form", "within", "because"} <= first.keys()
    assert "judged" not in first


def test_event_rows_are_one_for_each_holder(desk: Desk) -> None:
    rows = [row for row in desk.events() if row["type"] == "AID"]
    assert [(row["holder"], row["status"]) for row in rows] == [
        (["author"], "uncommitted"),
        (["author", "Gromyko"], "denied"),
    ]
    assert rows[0]["actor_countries"] == ["SUN"]
    assert rows[0]["words"] == "shipped"
    assert rows[0]["text"] == "Gromyko told Kennedy that Moscow never shipped rockets."
    assert [row["status"] for row in desk.events(type="ASSAULT")] == ["alleged", "asserted"]


@pytest.mark.parametrize("name", ["Moscow", "SUN", "Soviet Union", "moscow"])
def test_a_country_is_found_under_any_name(desk: Desk, name: str) -> None:
    assert {row["words"] for row in desk.events(who=name)} == {"shipped", "met"}


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"who": "Washington"}, ["shelled"]),
        ({"who": "USA", "to": "Havana"}, ["shelled"]),
        ({"who": "Havana", "to": "USA"}, []),
        ({"dyad": ("Havana", "Washington")}, ["shelled"]),
        ({"who": "Cuba", "to": "Moscow"}, ["met"]),
        ({"who": "Moscow", "to": "Cuba"}, ["met"]),
        ({"who": "Moscow", "to": "Moscow"}, []),
        ({"type": "aid"}, ["shipped"]),
        ({"place": "Cuba"}, ["shelled"]),
        ({"about": "rocket"}, ["shipped"]),
        ({"about": "ocket"}, []),
        ({"status": "denied"}, ["shipped"]),
        ({"status": "alleged"}, ["met", "shelled"]),
        ({"since": "1962-11"}, ["shelled"]),
        ({"until": "1962-10"}, ["shipped", "met"]),
        ({"since": "1962-10-23", "until": "1962-11-19"}, []),
        ({"who": "Mosc"}, []),
        ({}, ["shipped", "met", "shelled"]),
    ],
)
def test_event_filters(desk: Desk, filters: dict[str, str], words: list[str]) -> None:
    assert list(dict.fromkeys(row["words"] for row in desk.events(**filters))) == words


@pytest.mark.parametrize(
    ("filters", "speakers"),
    [
        ({"who": "kennedy"}, ["Kennedy"]),
        ({"to": "Kennedy"}, ["Gromyko"]),
        ({"to": "Moscow"}, ["Gromyko", "Kennedy"]),
        ({"dyad": ("Kennedy", "Gromyko")}, ["Gromyko"]),
        ({"dyad": ("Castro", "Washington")}, ["Castro"]),
        ({"type": "deny"}, ["Gromyko"]),
        ({"mode": "direct"}, []),
        ({"about": "Havana"}, ["Castro"]),
        ({"since": "1962-11-20"}, ["Castro"]),
    ],
)
def test_statement_filters(desk: Desk, filters: dict[str, str], speakers: list[str]) -> None:
    assert [row["name"] for row in desk.statements(**filters)] == speakers


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        ({}, ["a1", "a2"]),
        ({"who": "Castro"}, ["a2"]),
        ({"dyad": ("Moscow", "Cuba")}, ["a1"]),
        ({"about": "two talks"}, ["a1"]),
        ({"type": "ASSAULT"}, ["a2"]),
        ({"until": "1962-10-22"}, ["a1"]),
    ],
)
def test_article_filters(desk: Desk, filters: dict[str, str], ids: list[str]) -> None:
    assert [row["id"] for row in desk.articles(**filters)] == ids


def test_article_rows(desk: Desk) -> None:
    row = next(desk.articles())
    expected = {"id": "a1", "title": "Two talks", "outlet": None, "agency": None, "published": "1962-10-22"}
    assert expected.items() <= row.items()
    assert (row["copy_of"], row["changes"]) == (None, [])


def test_filters_that_make_no_sense_say_so(desk: Desk) -> None:
    with pytest.raises(UsageError, match="A statement has no status"):
        list(desk.statements(status="denied"))
    with pytest.raises(UsageError, match="No status 'maybe'"):
        Query(status="maybe")
    with pytest.raises(UsageError, match="not a date"):
        Query(since="yesterday")


def test_brief_is_made_from_judged_readings(desk: Desk) -> None:
    rejected = next(desk.statements(who="Gromyko"))["id"]
    assert len(desk.brief(["Gromyko"]).statements) == 1
    desk.judge(rejected, "reject")
    assert desk.brief(["Gromyko"]).statements == ()
    assert {row["article"] for row in desk.brief(["Castro"], since="1962").events} <= {"a2"}


# --- judging ------------------------------------------------------------------------------------------------------


def test_rejected_items_are_left_out(desk: Desk) -> None:
    statement, event = next(desk.statements())["id"], next(desk.events(type="AID"))["id"]
    desk.judge(statement, "reject", why="not a denial", by="me")
    desk.judge(event, "reject")
    assert contents(desk.statements()) == ["that Cuba met Moscow", "that Washington shelled Havana"]
    assert list(desk.events(type="AID")) == []
    desk.judge(statement, "accept")
    back = next(desk.statements())
    assert (back["id"], back["judged"]) == (statement, True)


def test_amended_fields_replace_and_are_found_by_their_new_value(desk: Desk) -> None:
    event = next(desk.events(type="AID"))["id"]
    desk.judge(event, "amend", changes={"type": "COOPERATE", "actors": "Kennedy,Gromyko", "date": "1962-09-01"})
    desk.judge(event, "amend", changes={"certainty": "certain", "polarity": "-"})
    rows = list(desk.events(type="COOPERATE", who="Kennedy", until="1962-09"))
    assert [(row["holders"], row["status"], row["judged"]) for row in rows] == [
        (["author"], "denied", True),
        (["author", "Gromyko"], "denied", True),
    ]
    assert list(desk.events(type="AID")) == []
    desk.judge("Castro", "amend", changes={"country": "CUB", "name": "Fidel Castro"})
    assert [row["name"] for row in desk.statements(who="CUB")] == ["Fidel Castro"]


def test_a_rejected_entity_is_taken_out_of_every_role(desk: Desk) -> None:
    desk.judge("Moscow", "reject")
    desk.judge("Gromyko", "reject")
    rows = list(desk.events(type="AID"))
    assert [(row["actors"], row["holder"]) for row in rows] == [([], ["author"]), ([], ["author", "someone"])]
    assert next(desk.statements())["speaker"] is None


def test_judgements_survive_reading_again(desk: Desk) -> None:
    statement = next(desk.statements())["id"]
    desk.judge(statement, "reject")
    desk.reread()
    assert statement not in [row["id"] for row in desk.statements()]


@pytest.mark.parametrize(
    ("id", "action", "more", "error"),
    [
        ("nobody", "accept", {}, "'nobody'"),
        ("Moscow", "same", {"other": "nobody"}, "'nobody'"),
        ("Moscow", "same", {}, "second id"),
        ("Moscow", "accept", {"other": "Cuba"}, "second id"),
        ("Moscow", "amend", {}, "FIELD=VALUE"),
        ("Moscow", "amend", {"changes": {"colour": "red"}}, "'colour'"),
        ("Moscow", "amend", {"changes": {"kind": "RIVER"}}, "'RIVER'"),
        ("a1", "amend", {"changes": {"title": "x"}}, "Only statements"),
        ("Moscow", "burn", {}, "'burn'"),
    ],
)
def test_judgements_that_make_no_sense_are_refused(
    desk: Desk, id: str, action: str, more: dict[str, object], error: str
) -> None:
    with pytest.raises(UsageError, match=error):
        desk.judge(id, action, **more)  # type: ignore[arg-type]
    assert desk.store.judgements() == []


@pytest.mark.parametrize("value", ["1-0", "0-100000", "x", "0-3,4", "7-9"])
def test_amended_spans_must_cut_words(desk: Desk, value: str) -> None:
    statement = next(desk.statements())["id"]
    with pytest.raises(UsageError, match="stretches of the text"):
        desk.judge(statement, "amend", changes={"content": value})
    desk.judge(statement, "amend", changes={"content": "0-7,13-20"})
    assert next(desk.statements())["text"] == "Gromyko … Kennedy"


# --- reading again, removing, health --------------------------------------------------------------------------------


def test_reread_compares_codings(desk: Desk, parrot: Parrot, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.reread(compare=True).changes == ()
    monkeypatch.setitem(TYPES, "shelled", "COERCE")
    found = Desk(desk.store.path, reader=Parrot("parrot 2")).reread(compare=True)
    assert (found.read, found.skipped) == (2, ())
    assert [(row["article"], row["layer"], row["change"], row["fields"]) for row in found.changes] == [
        ("a2", "events", "changed", {"type": ["ASSAULT", "COERCE"]})
    ]
    assert desk.doctor()["readers"] == {"parrot 2": 2}


def test_reread_keeps_the_old_reading_where_the_new_reader_fails(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(TYPES, "shelled")
    found = desk.reread()
    assert (found.read, [item.reason for item in found.skipped]) == (
        1,
        ["It could not be read: internal error KeyError: 'shelled'"],
    )
    assert [row["type"] for row in desk.events(who="Washington")] == ["ASSAULT", "ASSAULT"]


def test_remove_takes_out_what_is_there(desk: Desk) -> None:
    assert desk.remove(["b1", "a1"], why="withdrawn") == ["a1"]
    assert [row["id"] for row in desk.articles()] == ["a2"]
    assert desk.store.log()[-1]["detail"] == "withdrawn"


def test_doctor_finds_nothing_wrong_with_a_sound_store(desk: Desk) -> None:
    found = desk.doctor()
    assert (found["faults"], found["orphaned_judgements"], found["unread"]) == ([], [], [])
    assert found["tables"]["articles"] == 2


def test_doctor_lists_orphaned_judgements(desk: Desk) -> None:
    statement = next(desk.statements())["id"]
    desk.judge(statement, "accept", by="me")
    desk.remove(["a1"])
    assert [(row["id"], row["by"]) for row in desk.doctor()["orphaned_judgements"]] == [(statement, "me")]


def test_doctor_counts_derived_rows(desk: Desk) -> None:
    with duckdb.connect(str(desk.store.path)) as con:
        con.execute("delete from statements where article = 'a2'")
    assert desk.doctor()["faults"] == ["statements holds 2 rows, not 3"]


def test_faults_are_found() -> None:
    sound = Parrot().read(Article("a", FIRST)).to_dict()
    assert faults(sound) == []
    sound["statements"][0]["content"] = [[3, 3], [0, 8]]
    sound["events"][0]["actors"] = ["nobody"]
    assert len(faults(sound)) == 3


# --- several processes ------------------------------------------------------------------------------------------------


def test_workers_give_the_same_in_the_same_order() -> None:
    texts = [f"In 19{n}, Gandhi said that the salt tax would end." for n in range(30, 36)]
    items = [*(Article(f"w{n}", text) for n, text in enumerate(texts)), Skipped("x", "empty")]
    serial = list(read_all(items))
    assert list(read_all(items, workers=2)) == serial
    assert len(serial) == 7


def test_a_model_that_is_not_installed_is_named_whatever_the_workers() -> None:
    for workers in (1, 2):
        with pytest.raises(UnknownName, match="no_such_model"):
            list(read_all([Article("a", "One.")], model="no_such_model", workers=workers))


# --- claims -------------------------------------------------------------------------------------------------------


THIRD = "Kennedy told Congress that Moscow shipped rockets."


@pytest.fixture
def disputed(desk: Desk) -> Desk:
    desk.add([Article("a3", THIRD, given_date="1962-10-23")])
    return desk


def test_claims_go_across_articles_and_answer_queries(disputed: Desk) -> None:
    (claim,) = disputed.claims(status="disputed")
    assert {row["article"] for row in claim["events"]} == {"a1", "a3"}
    assert [voice["stance"] for voice in claim["voices"]] == ["denies", "asserts"]
    assert list(disputed.claims(who="Moscow", type="AID")) == [claim]
    assert list(disputed.claims(dyad=("Soviet Union", "rockets"), about="shipped")) == [claim]
    for none in ({"who": "Peru"}, {"to": "Moscow", "type": "AID"}, {"type": "COERCE"}, {"until": "1962-10-01"}):
        assert list(disputed.claims(**none)) == []
    with pytest.raises(UsageError, match="is a verdict on claims"):
        list(disputed.events(status="disputed"))
    with pytest.raises(UsageError, match="A claim has a verdict"):
        disputed.claims(status="hedged")


def test_claims_are_kept_until_something_changes(disputed: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    first = list(disputed.claims())
    with monkeypatch.context() as patch:
        patch.setattr("reportedly.weigh.weigh", None)
        assert list(disputed.claims()) == first
    disputed.remove(["a3"])
    assert not list(disputed.claims(status="disputed"))


def test_an_analyst_parts_and_joins_claims(disputed: Desk) -> None:
    (claim,) = disputed.claims(status="disputed")
    one, other = (row["event"] for row in claim["events"])
    disputed.judge(one, "different", other=other)
    assert not list(disputed.claims(status="disputed"))
    two = [row["id"] for row in disputed.claims(type="AID")]
    assert len(two) == 2
    disputed.judge(two[0], "same", other=two[1])
    assert [row["verdict"] for row in disputed.claims(type="AID")] == ["disputed"]
    assert disputed.doctor()["orphaned_judgements"] == []
    with pytest.raises(UsageError, match="judge its events one by one"):
        disputed.judge(two[0], "reject")


def test_a_rejected_event_is_in_no_claim(disputed: Desk) -> None:
    (claim,) = disputed.claims(status="disputed")
    disputed.judge(claim["events"][0]["event"], "reject")
    assert not list(disputed.claims(status="disputed"))


def test_reprints_are_named_with_what_they_changed(desk: Desk) -> None:
    wire = " ".join(
        f"Column {n} of the convoy crossed the bridge at {n} past {word} while engineers watched the river rising."
        for n, word in enumerate("midnight one two three four five six seven".split(), start=2)
    )
    desk.add(
        [Article("w1", wire, given_date="1962-10-24"), Article("w2", wire + " More follows.", given_date="1962-10-25")]
    )
    rows = {row["id"]: row for row in desk.articles()}
    assert rows["w2"]["copy_of"] == "w1"
    assert [change["kind"] for change in rows["w2"]["changes"]] != []
    assert rows["w1"]["copy_of"] is rows["a1"]["copy_of"] is None


def test_the_timeline_tells_each_happening_once_in_order(tmp_path: Path) -> None:
    class Dated(Parrot):
        def read(self, article: Article) -> Reading:
            found = super().read(article)
            day = {"d1": "1962-10-05", "d2": "1962-10-05", "d3": "1962-10-02"}[article.id]
            events = tuple(dataclasses.replace(one, date=Period(day, day)) for one in found.events)
            return dataclasses.replace(found, events=events)

    made = Desk(tmp_path / "dated.db", reader=Dated())
    made.add([Article("d1", THIRD), Article("d2", THIRD + " "), Article("d3", SECOND)])
    rows = list(made.timeline())
    assert [row["date"]["earliest"] for row in rows] == ["1962-10-02", "1962-10-05"]
    assert rows[1]["claim"] in {claim["id"] for claim in made.claims()}
    assert [row["text"] for row in made.timeline(type="ASSAULT")] == [SECOND]


def test_a_manifest_says_what_became_of_each_input(tmp_path: Path) -> None:
    text = (
        "Cairo nationalised the canal on Thursday. London froze Egyptian money at once and called its fleet to Malta."
    )
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "b.txt").write_text(f"Courier\n\n{text}", encoding="utf-8")
    (tmp_path / "c.txt").write_bytes(b"")
    desk = Desk(tmp_path / "d.db", reader="rules")
    rows: list[dict[str, object]] = []
    done = desk.add([tmp_path / name for name in ("a.txt", "b.txt", "c.txt")], body=True, manifest=rows.append)
    assert [(Path(str(row["origin"])).name, row["what"]) for row in rows[:3]] == [
        ("a.txt", "added"), ("b.txt", "added"), ("c.txt", "skipped"),
    ]  # fmt: skip
    assert rows[2]["because"] == "It is empty."
    assert rows[3:] == [{"origin": None, "id": done.added[1], "what": "copy", "because": f"a copy of {done.added[0]}"}]
    assert done.copies == {done.added[1]: done.added[0]}
    again: list[dict[str, object]] = []
    desk.add([tmp_path / "a.txt"], body=True, manifest=again.append)
    assert [(row["id"], row["what"]) for row in again] == [(done.added[0], "present")]
