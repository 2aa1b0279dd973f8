"""Plain text: one file is one article, and an offset into it is an offset into the user's own copy."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from reportedly import intake
from reportedly.intake import Options, Raw, iso_date, text
from reportedly.model import Article, Skipped


def read(data: bytes, **options: object) -> Article:
    (article,) = text.articles(Raw.of("x.txt", data), Options(**options))  # type: ignore[arg-type]
    assert isinstance(article, Article)
    return article


def test_the_text_is_only_decoded() -> None:
    words = "  GENEVA\r\n\r\nDelegates e\u0301 met.\x00\n\n"
    article = read(words.encode())
    assert article.text == words
    assert article.blocks == () and article.notes == ()
    assert article.raw == hashlib.sha256(words.encode()).hexdigest()


def test_mojibake_is_noted_and_left() -> None:
    article = read("He said â€œneverâ€\u009d in GenÃ¨ve.".encode())
    assert article.text == "He said â€œneverâ€\u009d in GenÃ¨ve."
    assert "3 places" in article.notes[0] and "--repair" in article.notes[0]


def test_repair_mends_it_and_says_so() -> None:
    article = read("He said â€œneverâ€\u009d in GenÃ¨ve.".encode(), repair=True)
    assert article.text == "He said “never” in Genève."
    assert article.notes == ("Mojibake (UTF-8 read as Windows-1252) was mended in 3 places.",)
    given = "He said â€œneverâ€\u009d in GenÃ¨ve."
    places = [(article.text[a:b], given[c:d]) for a, b, c, d in article.meta["mended"]]
    assert places == [("“", "â€œ"), ("”", "â€\u009d"), ("è", "Ã¨")]


def test_an_encoding_given_rules() -> None:
    assert read("Минск".encode("cp866"), encoding="cp866").text == "Минск"


@pytest.mark.parametrize("blank", ["\u200b \n", "\ufeff", "\u00a0\u2003\t", "\u202a\u202c", "\x00\x00 "])
def test_what_nobody_sees_is_no_text(blank: str) -> None:
    (found,) = text.articles(Raw.of("x.txt", blank.encode() * 40), Options())
    assert isinstance(found, Skipped) and "white space" in found.reason


def test_bytes_of_which_none_is_text_are_refused() -> None:
    (found,) = text.articles(Raw.of("x.txt", b"\xff" * 100), Options())
    assert isinstance(found, Skipped) and "--encoding" in found.reason
    assert read(b"\xff" * 100, encoding="latin-1").text == "ÿ" * 100


@pytest.mark.parametrize("suffix", [".txt", ".text", ".md", ".TXT"])
def test_endings(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_text("<p>is text here</p>")
    (article,) = intake.open([str(path)])
    assert isinstance(article, Article) and article.text == "<p>is text here</p>"


@pytest.mark.parametrize(
    ("given", "day"),
    [
        ("1962-10-22", "1962-10-22"),
        ("1962-10", "1962-10"),
        ("1962", "1962"),
        ("1962-10-22T23:59:00-05:00", "1962-10-22"),
        ("1962-10-22 19:00:00 +0000", "1962-10-22"),
        ("1962-10-22T19:00Z", "1962-10-22"),
        ("19621022", "1962-10-22"),
        (" 1962-10-22 ", "1962-10-22"),
        (1962, "1962"),
        ("1962-13-01", None),
        ("1962-02-30", None),
        ("22 October 1962", None),
        ("10/22/62", None),
        ("1962-10-22abc", None),
        ("", None),
        (True, None),
        (10**20, None),
        (["1962"], None),
        ("१९६२", None),
    ],
)
def test_dates(given: object, day: str | None) -> None:
    assert iso_date(given) == day


def test_a_date_that_cannot_be_read_is_kept_and_noted() -> None:
    article = read(b"Words.", date="22 October 1962")
    assert article.given_date is None
    assert article.meta == {"date": "22 October 1962"}
    assert "22 October 1962" in article.notes[0]


def test_a_date_is_taken() -> None:
    assert read(b"Words.", date="1962-10-22").given_date == "1962-10-22"
