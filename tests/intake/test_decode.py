"""From bytes to characters: what is certain, what is guessed and said so, what is lost one for one."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly.intake._decode import decode, is_binary, mend, mojibake, no_surrogates, usable

PRESS = "Le président s’est rendu à Genève : « un succès », dit-il — 12 €."


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_marks_decide_and_are_taken_off(mark: bytes, encoding: str) -> None:
    assert decode(mark + PRESS.encode(encoding), "cp1252") == (PRESS, [])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_wide_encodings_without_a_mark_are_told_by_their_zero_bytes(encoding: str) -> None:
    assert decode(PRESS.encode(encoding)) == (PRESS, [])


def test_utf8_comes_before_what_is_declared_and_after_what_the_user_says() -> None:
    assert decode("Genève".encode(), declared="cp1252") == ("Genève", [])
    assert decode("Genève".encode(), "cp1252") == ("GenÃ¨ve", [])


def test_the_declared_encoding_is_used_where_utf8_fails() -> None:
    assert decode("Минск".encode("cp1251"), declared="windows-1251") == ("Минск", [])
    assert decode("東京".encode("iso2022_jp"), declared="iso-2022-jp") == ("東京", [])


def test_a_guess_is_named() -> None:
    text, notes = decode(PRESS.encode("cp1252"))
    assert text == PRESS
    assert notes == ["It is no UTF-8 and states no other encoding; it was read as cp1252."]


def test_a_guess_by_letters() -> None:
    russian = "Министр иностранных дел прибыл в Минск на переговоры. " * 20
    assert decode(russian.encode("cp1251"))[0] == russian


@pytest.mark.parametrize(
    ("data", "text", "place"),
    [
        (b"The treaty \xff\xfe\xff stands.", "The treaty \ufffd\ufffd\ufffd stands.", "11"),
        ("Genève, Zürich".encode() + b"\xe2\x80 end", "Genève, Zürich\ufffd\ufffd end", "16"),
        (b"\xc3\xa9t\xc3\xa9 \xed\xa0\x80 x", "été \ufffd\ufffd\ufffd x", "6"),
    ],
)
def test_each_lost_byte_is_one_replacement_and_the_place_is_named(data: bytes, text: str, place: str) -> None:
    found, notes = decode(data)
    assert found == text
    assert f"byte {place}" in notes[0]


def test_with_an_encoding_given_lost_bytes_are_one_for_one_too() -> None:
    assert decode(b"caf\xe9 noir", "utf-8")[0] == "caf\ufffd noir"
    assert decode("ab".encode("utf-16-le") + b"\x00\xd8", "utf-16-le")[0] == "ab\ufffd"


def test_nothing_else_is_touched() -> None:
    text = "One\r\ntwo\rthree\n\x00four\x85e\u0301 \u2028end\ufeff"
    assert decode(text.encode()) == (text, [])


@given(st.text(st.characters(codec="utf-8")))
def test_any_text_comes_back(text: str) -> None:
    assert decode(text.encode(), "utf-8")[0] == text.removeprefix("\ufeff")


@given(st.binary(max_size=300))
def test_any_bytes_decode(data: bytes) -> None:
    text, notes = decode(data)
    text.encode("utf-8")
    assert len(text) <= len(data)
    assert all(isinstance(note, str) for note in notes)


@given(st.binary(max_size=300), st.sampled_from(["shift_jis", "utf-16", "gb18030", "cp1252", "iso2022_jp", "big5"]))
def test_any_bytes_decode_in_any_encoding(data: bytes, encoding: str) -> None:
    decode(data, encoding)[0].encode("utf-8")


def test_lone_surrogates() -> None:
    assert no_surrogates("a\ud800b\udfff") == ("a\ufffdb\ufffd", ["2 lone surrogates became U+FFFD."])
    assert no_surrogates("plain \U0001f600") == ("plain \U0001f600", [])


@pytest.mark.parametrize("text", ["“Never,” he said.", "Genève", "naïve café", "für – 5 €", "Минск", "\U0001f600"])
def test_mojibake_is_mended(text: str) -> None:
    broken = "".join(
        chr(b) if b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else bytes([b]).decode("cp1252") for b in text.encode()
    )
    assert mojibake(broken)
    assert mend(broken) == text
    assert not mojibake(text)


@pytest.mark.parametrize("text", ["L’ÉLYSÉE «À VOIR»", "SÃO PAULO", "Â la carte", "CAFÉ»", "5 Å", "ÎLE", "Ñandú"])
def test_honest_capitals_are_no_mojibake(text: str) -> None:
    assert not mojibake(text)


def test_names_of_encodings() -> None:
    assert usable("Latin-1") == "iso8859-1"
    assert usable("UTF8") == "utf-8"
    assert all(usable(name) is None for name in ("base64", "punycode", "utf-7", "", "no\x00ne", "x" * 1000))


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"%PDF-1.7", True),
        (b"PK\x03\x04....", True),
        (bytes(range(256)) * 4, True),
        (b"\x00" * 100, True),
        (b"words with one \x00 zero byte among them", False),
        ("Минск".encode("cp1251") * 20, False),
        ("wide words".encode("utf-16-le"), False),
        (b"\x1b[1mbold\x1b[0m terminal text", False),
    ],
)
def test_what_is_no_text(data: bytes, binary: bool) -> None:
    assert is_binary(data) is binary
