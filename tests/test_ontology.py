"""PLOVER as data: order, types, modes, operators, crosswalk."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from reportedly import ontology, shelf
from reportedly.errors import BadOntology, UnknownName
from reportedly.ontology import Code

PLOVER = ontology.load("plover")
CODES = [Code(kind.name, mode) for kind in PLOVER.types for mode in (None, *kind.modes)]
EVENTS = Path(__file__).parent / "cases" / "en" / "events.txt"
#: Ids of twin events hash this order: a type may be added behind these, none may move.
ORDER = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN "
    "PROTEST SANCTION MOBILIZE COERCE ASSAULT"
).split()


def test_order_is_the_files_and_starts_at_one() -> None:
    assert [type.name for type in PLOVER.types][: len(ORDER)] == ORDER
    assert [PLOVER.order(name) for name in ORDER] == list(range(1, 17))
    assert PLOVER.order(None) == 0
    with pytest.raises(KeyError):
        PLOVER.order("FIGHT")


def test_quads() -> None:
    quads = {quad: [t.name for t in PLOVER.types if t.quad == quad] for quad in ("VC", "MC", "VF", "MF")}
    assert quads["VC"] == ["AGREE", "CONSULT", "SUPPORT", "CONCEDE"]
    assert quads["MC"] == ["COOPERATE", "AID", "RETREAT"]
    assert quads["VF"] == ["REQUEST", "ACCUSE", "REJECT", "THREATEN"]
    assert quads["MF"] == ["PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"]


def test_cooperation_is_above_zero_and_conflict_below() -> None:
    assert all((t.intensity > 0) == t.quad.endswith("C") and -10 <= t.intensity <= 10 for t in PLOVER.types)


def test_recipients_are_required_where_the_manual_says() -> None:
    assert [t.name for t in PLOVER.types if t.recipient_required] == ["COOPERATE", "AID", "SANCTION"]


def test_thirty_seven_contexts_and_twenty_five_sectors() -> None:
    assert len(PLOVER.contexts) == len(set(PLOVER.contexts)) == 37
    assert len(PLOVER.sectors) == 25


def test_codes_are_written_and_read_back() -> None:
    assert Code.parse("COERCE-martial-law") == Code("COERCE", "martial-law")
    assert str(Code("COERCE", "martial-law")) == "COERCE-martial-law"
    assert str(Code.parse("AID")) == "AID"
    assert PLOVER.allows(Code("ASSAULT", "aerial"))
    assert not PLOVER.allows(Code("AID", "aerial"))
    assert not PLOVER.allows(Code("FIGHT"))


@pytest.mark.parametrize(
    ("operator", "inner", "outer"),
    [
        ("future", "CONSULT", "AGREE"),
        ("future", "AID", "AGREE"),
        ("future", "RETREAT-withdraw", "CONCEDE"),
        ("future", "RETREAT-release", "AGREE"),
        ("future", "ASSAULT-aerial", "THREATEN-violence"),
        ("refuse", "CONSULT", "REJECT-meet"),
        ("refuse", None, "REJECT"),
        ("request", "RETREAT", "REQUEST-yield"),
        ("request", "PROTEST", "REQUEST-change"),
        ("threaten", "COERCE-arrest", "THREATEN-arrest"),
        ("stop", "AID", "SANCTION-discontinue"),
        ("stop", None, None),
        ("vow", None, None),
    ],
)
def test_operators(operator: str, inner: str | None, outer: str | None) -> None:
    assert PLOVER.under(operator, Code.parse(inner) if inner else None) == (Code.parse(outer) if outer else None)


def test_cameo_crosswalk_keeps_to_the_manual() -> None:
    assert len(PLOVER.cameo) == 256
    assert PLOVER.cameo["057"] == (Code("SUPPORT"), ("diplomatic",))
    assert PLOVER.cameo["163"][0] == Code("SANCTION", "discontinue")
    assert PLOVER.cameo["116"][0] == Code("SANCTION", "convict")
    assert {code.type for code, _ in PLOVER.cameo.values()} == set(ORDER)


# --- meanings, modes, conventions


def test_contexts_types_and_modes_say_what_they_mean() -> None:
    assert tuple(PLOVER.context_meanings) == PLOVER.contexts
    assert all(PLOVER.context_meanings.values()) and all(kind.meaning for kind in PLOVER.types)
    assert set(PLOVER.modes) == {str(code) for code in CODES if code.mode}
    assert all(mode.meaning for mode in PLOVER.modes.values())


def test_a_mode_is_as_hostile_as_its_type_give_or_take() -> None:
    for code in CODES:
        whole, part = PLOVER.intensity(Code(code.type)), PLOVER.intensity(code)
        assert whole is not None and part is not None and -10 <= part <= 10
        assert whole * part > 0 and abs(whole - part) <= 2, code
    assert PLOVER.intensity(Code("THREATEN", "violence")) == -7.0


def test_manual_is_whole() -> None:
    """What the manual lists, by type: a mode lost from the file would be lost from no other list."""
    modes = {kind.name: len(kind.modes) for kind in PLOVER.types if kind.modes}
    assert modes == {
        "CONSULT": 4, "RETREAT": 6, "REQUEST": 4, "ACCUSE": 3, "REJECT": 4, "THREATEN": 6, "PROTEST": 7, "SANCTION": 4,
        "MOBILIZE": 4, "COERCE": 10, "ASSAULT": 15,
    }  # fmt: skip


def test_every_convention_has_its_sentence_among_the_cases() -> None:
    lines = EVENTS.read_text(encoding="utf-8").splitlines()
    plain = {re.sub(r"\[([^\]]*?) -> [^\]]*\]", r"\1", line.removeprefix("known: ")) for line in lines}
    names = [convention.name for convention in PLOVER.conventions]
    assert len(names) == len(set(names)) >= 12
    for convention in PLOVER.conventions:
        assert convention.says and convention.example in plain, convention


def test_what_people_are_counted_stands_with_the_code() -> None:
    assert PLOVER.counted(Code("PROTEST", "demo")) == ("subj", "by", "of")
    assert PLOVER.counted(Code("RETREAT", "release")) == ("obj", "of")
    assert PLOVER.counted(Code("RETREAT")) == PLOVER.counted(Code("AGREE")) == ()


# --- older versions, CAMEO there and back


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("FIGHT", "ASSAULT"), ("FIGHT-heavy-weapons", "ASSAULT-heavy-weapons"),
        ("FIGHT-assassinate", "ASSAULT-targeted"), ("DEMAND", "REQUEST"),
        ("DEMAND-meet", "REQUEST-meet"), ("DISAPPROVE", "ACCUSE-disapprove"),
        ("INVESTIGATE", "ACCUSE-investigate"), ("YIELD", "CONCEDE"), ("YIELD-withdraw", "RETREAT-withdraw"),
        ("PROTEST-strike-hun", "PROTEST-hunger"), ("PROTEST-strike-gen", "PROTEST-strike"),
        ("PROTEST-demo-org", "PROTEST-demo"), ("PROTEST-demo-spon", "PROTEST-demo"),
        ("PROTEST-riot-org", "PROTEST-riot"), ("PROTEST-riot-spon", "PROTEST-riot"),
        ("COERCE-confiscate", "COERCE-seize"), ("COERCE-detain", "COERCE-arrest"), ("COERCE-ban", "COERCE-restrict"),
        ("COERCE-destroy", "ASSAULT-destroy"), ("CONSULT-host", "CONSULT-visit"),
        ("THREATEN-political", "THREATEN"), ("THREATEN-curfew", "THREATEN-restrict"),
        ("THREATEN-martial-law", "THREATEN-restrict"), ("COERCE-curfew", "COERCE-curfew"), ("AID", "AID"),
    ],
)  # fmt: skip
def test_older_codes_have_a_modern_one(old: str, new: str) -> None:
    assert str(PLOVER.modern(old)) == new
    assert PLOVER.modern(Code.parse(old)) == PLOVER.modern(old)


def test_older_codes_are_none_of_ours() -> None:
    assert not [old for old in PLOVER.older if PLOVER.allows(Code.parse(old))]
    for nobodys in ("SULK", "AID-sulk", "FIGHT-sulk"):
        with pytest.raises(UnknownName, match=nobodys):
            PLOVER.modern(nobodys)


def test_from_cameo() -> None:
    assert PLOVER.from_cameo("057") == PLOVER.from_cameo("57") == (Code("SUPPORT"), ("diplomatic",))
    with pytest.raises(UnknownName, match=r"leaves out plain public statements \(01\)"):
        PLOVER.from_cameo("010")
    with pytest.raises(UnknownName, match=r"leaves out appeals \(02\)"):
        PLOVER.from_cameo("0211")
    with pytest.raises(UnknownName, match="no entry for the CAMEO code '999'"):
        PLOVER.from_cameo("999")


@pytest.mark.parametrize(
    ("code", "contexts", "best"),
    [
        ("AGREE", (), "030"), ("AGREE", ("military",), "0312"), ("AID", ("economic",), "071"),
        ("CONSULT-visit", (), "042"), ("CONSULT-phone", (), "041"), ("SANCTION-discontinue", ("economic",), "163"),
        ("SANCTION-convict", ("legal",), "116"), ("COERCE-arrest", (), "173"), ("ASSAULT-aerial", ("military",), "195"),
        ("THREATEN-violence", (), "138"), ("THREATEN-violence", ("cbrn",), "1385"), ("PROTEST-strike", (), "143"),
        ("PROTEST-demo", ("rights_freedoms",), "1413"), ("RETREAT-release", (), "0841"), ("CONCEDE", (), "080"),
        ("ACCUSE-allege", (), "112"), ("ACCUSE-allege", ("human_rights",), "1122"),
    ],
)  # fmt: skip
def test_to_cameo(code: str, contexts: tuple[str, ...], best: str) -> None:
    choices = PLOVER.to_cameo(Code.parse(code), contexts)
    assert choices[0].code == best, choices[:3]
    assert len({choice.code for choice in choices}) == len(choices)
    assert all(choice.because for choice in choices)


def test_choices_say_what_is_ambiguous() -> None:
    best, *others = PLOVER.to_cameo(Code("AGREE"), ("military",))
    assert best.exact and best.because == "no better than 0332, 0356"
    assert "also possible, of" in others[0].because
    assert PLOVER.to_cameo(Code("ASSAULT", "aerial"))[0].because.startswith("CAMEO has no code of its own")
    assert "MOBILIZE-weapons has no code" in PLOVER.to_cameo(Code("MOBILIZE", "weapons"))[0].because
    with pytest.raises(UnknownName, match="AID-sulk"):
        PLOVER.to_cameo(Code("AID", "sulk"))


def test_round_trips() -> None:
    """How much survives: the figures of docs/ontology.md."""
    there_and_back = {cameo: PLOVER.to_cameo(*PLOVER.cameo[cameo]) for cameo in PLOVER.cameo}
    assert all(cameo in {choice.code for choice in found} for cameo, found in there_and_back.items())
    assert sum(found[0].code == cameo for cameo, found in there_and_back.items()) == 162
    best = {code: PLOVER.cameo[PLOVER.to_cameo(code)[0].code][0] for code in CODES}
    assert len(CODES) == 83
    assert sum(back == code for code, back in best.items()) == 62
    assert [str(code) for code, back in best.items() if back.type != code.type] == ["RETREAT-resign"]
    page = (Path(__file__).parents[1] / "docs" / "ontology.md").read_text(encoding="utf-8")
    for figure in ("256 of 256", "162 of 256", "62 of 83", "82 of 83"):
        assert figure in page, figure


def test_the_docs_have_the_tables_as_they_are() -> None:
    page = (Path(__file__).parents[1] / "docs" / "ontology.md").read_text(encoding="utf-8")
    for row in (*code_rows(), *note_rows(), *context_rows(), *older_rows()):
        assert f"{row}\n" in page, row


def test_every_departure_from_the_published_table_is_noted() -> None:
    """Codes whose row here is not the published one, and others that are doubtful as published."""
    ours = "0333 055 073 0811 0812 082 0842 085 0863 1033 116 1223 132 1321 1322 1623 163 1712 1722 175 185 186 200 201"
    ours += " 202 203"
    assert set(ours.split()) <= set(PLOVER.cameo_notes)
    assert {"042", "043", "105", "111", "112", "124", "143", "195"} <= set(PLOVER.cameo_notes)


# --- the tables of docs/ontology.md


def code_rows() -> list[str]:
    """Code, intensity, meaning, the CAMEO codes that lead to it, the one that it leads to."""
    rows = []
    for code in CODES:
        meaning = PLOVER.modes[str(code)].meaning if code.mode else f"**{PLOVER.get(code.type).meaning}**"
        leading = " ".join(cameo for cameo, (to, _) in PLOVER.cameo.items() if to == code) or "-"
        best = PLOVER.to_cameo(code)[0]
        back = best.code if best.exact else f"{best.code} ({PLOVER.cameo[best.code][0]})"
        rows.append(f"| {code} | {PLOVER.intensity(code)} | {meaning} | {leading} | {back} |")
    return rows


def note_rows() -> list[str]:
    return [f"| {cameo} | {PLOVER.cameo[cameo][0]} | {note} |" for cameo, note in sorted(PLOVER.cameo_notes.items())]


def context_rows() -> list[str]:
    return [f"| {name} | {meaning} |" for name, meaning in PLOVER.context_meanings.items()]


def older_rows() -> list[str]:
    return [f"| {old} | {new} |" for old, new in PLOVER.older.items()]


def test_unknown_scheme_is_named() -> None:
    with pytest.raises(UnknownName, match="plover"):
        ontology.load("nosuch")


def test_a_scheme_that_contradicts_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shelf.text("ontology", "plover.toml").replace('AID = "REJECT-assist"', 'AID = "REJECT-sulk"', 1)
    monkeypatch.setattr(shelf, "text", lambda shelf, name: text)
    with pytest.raises(BadOntology, match="REJECT-sulk"):
        ontology._of_shelf.__wrapped__("plover")
