"""PLOVER as data: order, types, modes, operators, crosswalk."""

from __future__ import annotations

import pytest

from reportedly import ontology, shelf
from reportedly.errors import UnknownName
from reportedly.ontology import Code

PLOVER = ontology.load("plover")
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


def test_unknown_scheme_is_named() -> None:
    with pytest.raises(UnknownName, match="plover"):
        ontology.load("nosuch")


def test_a_scheme_that_contradicts_itself_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    text = shelf.text("ontology", "plover.toml").replace('AID = "REJECT-assist"', 'AID = "REJECT-sulk"', 1)
    monkeypatch.setattr(shelf, "text", lambda shelf, name: text)
    with pytest.raises(ValueError, match="REJECT-sulk"):
        ontology.load.__wrapped__("plover")
