"""PDFs, written here letter by letter: columns in order, paragraphs whole, heads and feet told, nothing lost."""

from __future__ import annotations

import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import clean, intake
from reportedly.intake import Options, Raw, _pdf_hyphens, _pdf_pages, pdf
from reportedly.intake._formats import read
from reportedly.intake._pdf_pages import Page, Pdf, Piece
from reportedly.model import BLOCK_KINDS, Article, Skipped

# --- a writer of PDFs ------------------------------------------------------------------------------------------------

WIDTH, HEIGHT = 595, 842
#: A picture of one grey point, drawn as large as it is told.
PICTURE = "q {w} 0 0 {h} {x} {y} cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"


def show(x: float, down: float, words: str, size: float = 10, font: str = "C", ink: str = "0 g 0 Tr") -> str:
    """Words at a place, counted from the top left. `font`: C Courier, B its bold, I its italic, H Helvetica."""
    safe = words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"{ink} BT /{font} {size} Tf {x} {HEIGHT - down} Td ({safe}) Tj ET\n"


def set_in_lines(x: float, down: float, paragraphs: Iterable[str], wide: int, size: float = 10, indent: int = 3) -> str:
    """Paragraphs in a column of so many letters, the first line of each set in; Courier's letters are all as wide."""
    out = ""
    for words in paragraphs:
        for number, line in enumerate(textwrap.wrap(" " * indent + words, wide, drop_whitespace=True)):
            shift = len(line) - len(line.lstrip())
            out += show(x + 0.6 * size * shift, down, line.strip(), size)
            down += 1.2 * size
            assert number < 200
    return out


def written(*pages: str, info: str = "", trailer: str = "", rotate: int = 0) -> bytes:
    """A PDF with a page for each string of drawing commands."""
    fonts = {"C": "Courier", "B": "Courier-Bold", "I": "Courier-Oblique", "H": "Helvetica", "X": "Courier"}
    ligatures = "/Differences [1 /fi /fl /ffi]"
    unnamed = "/Differences [97 /g1 /g2 /g3 /g4 /g5]"
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", f"<< {info} >>"]
    named = []
    for name, font in fonts.items():
        spelled = unnamed if name == "X" else ligatures
        encoding = f"<< /Type /Encoding /BaseEncoding /WinAnsiEncoding {spelled} >>"
        objects.append(f"<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding {encoding} >>")
        named.append(f"/{name} {len(objects)} 0 R")
    leaves = []
    for drawn in pages:
        length = len(drawn.encode("cp1252", "replace"))
        objects.append(f"<< /Length {length} >>\nstream\n{drawn}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Rotate {rotate} "
            f"/Contents {len(objects)} 0 R /Resources << /Font << {' '.join(named)} >> >> >>"
        )
        leaves.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Count {len(leaves)} /Kids [{' '.join(leaves)}] >>"
    data, places = b"%PDF-1.4\n", []
    for number, inner in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{inner}\nendobj\n".encode("cp1252", "replace")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end += f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R /Info 3 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode()


def item(data: bytes, name: str = "paper.pdf", **options: Any) -> Article | Skipped:
    (found,) = read(Raw.of(name, data), Options(**options), pdf)
    return found


def article(*pages: str, **about: Any) -> Article:
    found = item(written(*pages, **about))
    assert isinstance(found, Article), found
    return found


def kept(found: Article, *kinds: str) -> list[str]:
    return [block.span.of(found.text) for block in found.blocks if block.kind in kinds]


def reason(data: bytes) -> str:
    found = item(data)
    assert isinstance(found, Skipped), found
    return found.reason


SUEZ = [
    "Egypt nationalised the Suez Canal Company in July 1956, after the offer to pay for a dam at Aswan was withdrawn.",
    "Israeli forces crossed into Sinai on 29 October, and aircraft from Britain and France bombed airfields that week.",
    "The General Assembly met in emergency session and called for a ceasefire, and President Eisenhower told his "
    "advisers that he would not support the operation.",
    "Lester Pearson of Canada proposed a force to secure and supervise the end of hostilities. It landed in November.",
]

# --- columns and paragraphs ------------------------------------------------------------------------------------------


def test_one_column_with_a_headline() -> None:
    found = article(show(50, 80, "Canal company seized", 24) + set_in_lines(50, 120, SUEZ, 75))
    assert kept(found, "headline") == ["Canal company seized"]
    assert kept(found, "body") == SUEZ
    assert found.title == "Canal company seized"
    assert found.text == "\n\n".join(["Canal company seized", *SUEZ])


def test_paragraphs_told_by_white_between_them() -> None:
    down, drawn = 100.0, ""
    for words in SUEZ:
        drawn += set_in_lines(50, down, [words], 60, indent=0)
        down += 12 * len(textwrap.wrap(words, 60)) + 6
    assert kept(article(drawn), "body") == SUEZ


def test_paragraphs_told_by_a_word_that_would_have_fitted() -> None:
    assert kept(article(set_in_lines(50, 100, SUEZ, 50, indent=0)), "body") == SUEZ


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_under_a_headline(columns: int) -> None:
    wide = 84 // columns - 3
    lines = [line for words in SUEZ * 3 for line in textwrap.wrap("   " + words, wide)]
    deep = -(-len(lines) // columns)
    drawn = show(50, 90, "Canal company seized as crisis grows", 20)
    for column in range(columns):
        for row, line in enumerate(lines[column * deep : (column + 1) * deep]):
            shift = len(line) - len(line.lstrip())
            drawn += show(50 + column * (wide + 3) * 6 + 6 * shift, 130 + 12 * row, line.strip())
    found = article(drawn)
    assert kept(found, "body") == SUEZ * 3
    assert kept(found, "headline") == ["Canal company seized as crisis grows"]


def test_columns_drawn_row_by_row_and_at_different_heights() -> None:
    left = textwrap.wrap(" ".join(SUEZ), 38)
    right = textwrap.wrap(" ".join(reversed(SUEZ)), 38)
    drawn = "".join(
        show(50, 100 + 12 * row, one) + show(300, 104 + 12 * row, two)
        for row, (one, two) in enumerate(zip(left, right))
    )
    assert article(drawn).text.startswith(" ".join(left)[:300])


def test_a_headline_over_two_of_three_columns() -> None:
    drawn = show(50, 80, "Troops land at dawn", 22)
    for column, words in enumerate(SUEZ[:3]):
        top = 80 if column == 2 else 110
        drawn += set_in_lines(50 + 175 * column, top, [words] * 2, 26)
    body = kept(article(drawn), "headline", "body")
    assert body == ["Troops land at dawn", *(words for words in SUEZ[:3] for _ in range(2))]


def test_wide_gaps_between_words_are_no_columns() -> None:
    rows = ["Government representatives said", "administrative procedures would", "permanent emigration arrangements"]
    drawn = ""
    for row, words in enumerate(rows * 2):
        for number, word in enumerate(words.split()):
            drawn += show(50 + number * 130 + 11 * row * (number == 1), 100 + 12 * row, word)
    drawn += set_in_lines(50, 172, SUEZ, 70, indent=0)
    assert kept(article(drawn), "body")[0].startswith(" ".join(rows * 2))


def test_a_last_word_far_from_the_others_is_no_column() -> None:
    """Set to both edges, above lines that are short: nothing but the word stands at the right."""
    drawn = show(50, 88, SUEZ[0][:20]) + show(50, 100, "He reported that advance") + show(280, 100, "units")
    drawn += show(50, 112, "would land at Abu Suweir.") + show(50, 136, "In the harbour", 10, "B")
    drawn += set_in_lines(50, 160, SUEZ, 45)
    assert "advance units would land at Abu Suweir." in article(drawn).text


def test_a_paragraph_over_two_pages_is_whole_and_heads_and_feet_come_after_it() -> None:
    lines = [line for words in SUEZ * 6 for line in textwrap.wrap("   " + words, 70)]
    pages, deep = [], 17
    for page in range(4):
        drawn = show(50, 40, "The Evening Courier") + show(440, 40, "5 November 1956")
        for row, line in enumerate(lines[page * deep : (page + 1) * deep]):
            drawn += show(50 + 6 * (len(line) - len(line.lstrip())), 80 + 12 * row, line.strip())
        pages.append(drawn + show(290, 810, str(page + 17)))
    found = article(*pages)
    assert kept(found, "body") == SUEZ * 6
    head = "The Evening Courier\t5 November 1956"
    assert kept(found, "furniture") == [head, "17", head, "18", head, "19", head, "20"]
    cut = next(words for words in kept(found, "body") if lines[deep - 1].strip() in words and lines[deep] in words)
    assert found.text.index(cut) < found.text.index("17")


def test_words_that_stand_twice_at_one_height_are_no_running_head() -> None:
    pages = [set_in_lines(50, 60, ["Peace.", *SUEZ[:2]], 70), set_in_lines(50, 60, ["Peace.", *SUEZ[2:]], 70)]
    assert kept(article(*pages), "furniture") == []


def test_a_page_that_is_there_three_times_is_read_three_times() -> None:
    assert kept(article(*[set_in_lines(50, 200, SUEZ, 70)] * 3), "body") == SUEZ * 3


def test_a_page_number_alone_on_a_single_page() -> None:
    found = article(set_in_lines(50, 100, SUEZ, 70) + show(290, 810, "- 12 -"))
    assert kept(found, "furniture") == ["- 12 -"] and kept(found, "body") == SUEZ


def test_a_large_first_letter_belongs_to_its_word() -> None:
    words = SUEZ[0][1:]
    first, second, *rest = textwrap.wrap(words, 40)
    drawn = show(50, 112, "E", 28) + show(69, 100, first) + show(69, 112, second)
    drawn += "".join(show(50, 124 + 12 * row, line) for row, line in enumerate(rest))
    drawn += set_in_lines(50, 124 + 12 * len(rest), SUEZ[1:], 43)
    assert kept(article(drawn), "body") == SUEZ


def test_tables_are_read_in_rows() -> None:
    rows = [("Month", "Ships", "Dues"), ("October", "1,245", "9,800"), ("November", "12", "90"), ("December", "0", "0")]
    drawn = set_in_lines(50, 80, SUEZ[:2], 70)
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            drawn += show(80 + 120 * column, 160 + 14 * row, words)
    body = kept(article(drawn), "body")
    assert body == [*SUEZ[:2], *("\t".join(cells) for cells in rows)]


def test_lists_keep_their_items() -> None:
    drawn = set_in_lines(50, 80, ["The committee asked for three things, in this order:"], 70, indent=0)
    for row, words in enumerate(("a ceasefire", "a force of the United Nations", "that the canal be cleared")):
        drawn += show(50, 100 + 12 * row, "\u2022 " + words)
    assert kept(article(drawn), "body")[1:] == [
        "• a ceasefire", "• a force of the United Nations", "• that the canal be cleared"
    ]  # fmt: skip


def test_a_page_on_its_side_and_words_across_it() -> None:
    upright = set_in_lines(50, 100, SUEZ, 70)
    turned = "q 0 1 -1 0 842 0 cm " + upright + " Q " + "BT /C 9 Tf 20 20 Td (Printed in London) Tj ET"
    found = article(turned, rotate=90)
    assert kept(found, "body") == SUEZ and kept(found, "furniture") == ["Printed in London"]


# --- what blocks are -------------------------------------------------------------------------------------------------


def test_captions_notes_and_marks() -> None:
    drawn = set_in_lines(50, 80, SUEZ[:2], 70) + PICTURE.format(x=50, y=HEIGHT - 300, w=200, h=120)
    drawn += show(50, 310, "Smoke rises over the harbour at Port Said on Monday.", 8)
    drawn += show(50, 350, "He resigned on Monday.") + show(183, 346, "1", 6) + show(194, 350, "He kept his silence.")
    drawn += show(50, 780, "1 Minutes of the meeting of 26 July 1956, page 4.", 7)
    found = article(drawn)
    assert kept(found, "caption") == ["Smoke rises over the harbour at Port Said on Monday."]
    assert kept(found, "furniture") == ["1 Minutes of the meeting of 26 July 1956, page 4."]
    assert kept(found, "body")[2:] == ["He resigned on Monday.¹ He kept his silence."]


def test_the_name_of_the_paper_is_no_headline() -> None:
    drawn = show(80, 80, "The Evening Courier", 34) + show(200, 110, "Monday, 5 November 1956")
    drawn += show(50, 150, "Troops land at Port Said", 20) + show(50, 170, "By Anna Keller", 10, "I")
    found = article(drawn + set_in_lines(50, 200, SUEZ, 70))
    assert kept(found, "headline") == ["Troops land at Port Said"]
    assert kept(found, "furniture") == ["The Evening Courier", "Monday, 5 November 1956"]
    labelled = clean.clean(found)
    assert kept(labelled, "byline") == ["By Anna Keller"] and labelled.byline == "Anna Keller"


def test_a_headline_of_two_lines_and_one_in_bold_only() -> None:
    drawn = show(50, 80, "Troops land at Port Said as", 20) + show(50, 102, "ceasefire call grows", 20)
    assert article(drawn + set_in_lines(50, 140, SUEZ, 70)).title == "Troops land at Port Said as ceasefire call grows"
    drawn = show(50, 80, "Troops land at Port Said", 10, "B")
    assert article(drawn + set_in_lines(50, 110, SUEZ, 70)).title == "Troops land at Port Said"


def test_a_page_that_a_browser_printed() -> None:
    drawn = show(20, 20, "10/11/1989, 3:04 PM", 8) + show(250, 20, "Wall falls - The Evening Courier", 8)
    drawn += (
        show(50, 80, "Wall falls", 20) + set_in_lines(50, 120, SUEZ, 70) + show(50, 400, "Sign up for our newsletter")
    )
    found = article(drawn + show(20, 830, "https://courier.example/1989/11/10/wall", 8) + show(550, 830, "1/1", 8))
    assert found.url == "https://courier.example/1989/11/10/wall"
    assert found.evidence == (("url", found.url),)
    assert kept(found, "body") == SUEZ
    assert "Sign up for our newsletter" in kept(found, "furniture")


# --- what is mended --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "elsewhere", "text"),
    [
        ("the govern-", "ment fell", "", "the government fell"),
        ("the govern-", "ment fell", "govern-ment govern-ment government", "the govern-ment fell"),
        ("a well-", "known judge", "", "a well-known judge"),
        ("a well-", "known judge", "wellknown", "a wellknown judge"),
        ("so-", "called rebels", "", "so-called rebels"),
        ("a long-", "range bomber", "long-range", "a long-range bomber"),
        ("anti-", "American riots", "", "anti-American riots"),
        ("US-", "led talks", "", "US-led talks"),
        ("in Wash-", "ington today", "", "in Washington today"),
        ("the Soviet-", "trained pilots", "Soviet tanks", "the Soviet-trained pilots"),
        ("THE GOVERN-", "MENT FELL", "", "THE GOVERNMENT FELL"),
        ("state-of-the-", "art", "the", "state-of-the-art"),
        ("the vice-presi-", "dent said", "", "the vice-president said"),
        ("the Sinai cam\u00ad", "paign", "", "the Sinai campaign"),
        ("Bud\u2010", "apest", "", "Budapest"),
        ("from 1914-", "1918", "", "from 1914-1918"),
        ("he said -", "twice", "", "he said - twice"),
        ("it fell\u2014", "at last", "", "it fell\u2014at last"),
        ("1914\u2013", "18", "", "1914\u201318"),
        ("and/", "or", "", "and/or"),
        ("苏伊士", "运河", "", "苏伊士运河"),
        ("two", "words", "", "two words"),
    ],
)
def test_words_divided_at_the_end_of_a_line(before: str, after: str, elsewhere: str, text: str) -> None:
    words = _pdf_hyphens.Words.of([elsewhere, before, after])
    start, _ = _pdf_hyphens.join(before, after, words)
    assert start + after == text


def test_what_was_mended_is_said() -> None:
    lines = ["The govern-", "ment met the of\x01cials and the well-", "known judge of the \x01nal court."]
    found = article("".join(show(50, 100 + 12 * row, words, font="H") for row, words in enumerate(lines)))
    assert found.text == "The government met the officials and the well-known judge of the final court.".replace(
        "ffi", "ffi"
    )
    assert "2 ligatures were written out as letters." in found.notes
    assert "1 word was divided at the end of a line put together; 1 kept the hyphen there." in found.notes


def test_letters_that_the_font_does_not_tell() -> None:
    found = article(set_in_lines(50, 100, SUEZ, 70) + show(50, 400, "abcde", font="X"))
    assert "\ufffd" * 5 in found.text
    assert "5 letters were not told by the fonts of the PDF and became U+FFFD." in found.notes
    assert "text recognition" in reason(written(show(50, 400, "abcde cab", font="X")))


# --- what nobody sees -------------------------------------------------------------------------------------------------


def test_hidden_words_are_kept_apart_and_said() -> None:
    drawn = set_in_lines(50, 100, SUEZ, 70)
    drawn += show(50, 500, "Without ink", ink="0 g 3 Tr") + show(50, 520, "White on white", ink="1 g 0 Tr")
    drawn += show(900, 540, "Off the page")
    drawn += f"0 0 0.4 rg 40 {HEIGHT - 620} 300 40 re f\n" + show(50, 600, "White on blue can be read.", ink="1 g 0 Tr")
    found = article(drawn)
    assert kept(found, "furniture") == ["Without ink", "White on white", "Off the page"]
    assert kept(found, "body") == [*SUEZ, "White on blue can be read."]
    assert any(note.startswith("37 letters were not to be seen") for note in found.notes)


def test_a_scan_with_recognised_text_is_read_and_said() -> None:
    lines = set_in_lines(50, 100, SUEZ, 70).replace("0 g 0 Tr", "0 g 3 Tr")
    found = article(PICTURE.format(x=0, y=0, w=WIDTH, h=HEIGHT) + lines)
    assert kept(found, "body") == SUEZ
    assert found.notes == ("Page 1 is a scan; the text is what a program made out in the picture, with its errors.",)


# --- what cannot be read ---------------------------------------------------------------------------------------------

SCAN = PICTURE.format(x=0, y=0, w=WIDTH, h=HEIGHT)
LOCK = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O (01234567890123456789012345678901) "
    "/U (01234567890123456789012345678901) >> /ID [(0123456789012345) (0123456789012345)]"
)


def test_reasons() -> None:
    whole = written(set_in_lines(50, 100, SUEZ, 70))
    assert (
        reason(written(SCAN, SCAN)) == "The PDF holds pictures of pages and no text; it needs text recognition first."
    )
    assert reason(written(whole[:0].decode(), "")) == "The pages of the PDF are empty."
    assert reason(written(show(50, 100, "x"), trailer=LOCK)) == (
        "The PDF is locked with a password; save a copy without one."
    )
    for data in (whole[:300], b"%PDF-1.7\nnothing", b"%PDF-", b"junk"):
        assert reason(data) == "The PDF is damaged and could not be read."


def test_pages_that_are_pictures_among_pages_of_text() -> None:
    found = article(set_in_lines(50, 100, SUEZ, 70), SCAN, SCAN)
    assert found.notes == (
        "Pages 2, 3 are without text; where there is a picture of text, it needs text recognition first.",
    )


def test_scans_with_a_stamp_only() -> None:
    pages = [SCAN + show(200, 830, "Scanned by the city archive", 7) for _ in range(3)]
    assert "no text but heads, feet and notes" in reason(written(*pages))


def test_a_damaged_table_of_contents_is_mended_by_the_library() -> None:
    data = written(set_in_lines(50, 100, SUEZ, 70))
    found = item(data.replace(b"startxref", b"startxxxx"))
    assert isinstance(found, Article) and kept(found, "body") == SUEZ


def test_limits() -> None:
    data = written(set_in_lines(50, 100, SUEZ * 2, 70))
    found = item(data, limit=500)
    assert isinstance(found, Skipped) and "--limit" in found.reason
    found = item(data, limit=100)  # the file itself is larger than ten times that
    assert isinstance(found, Skipped) and "--limit" in found.reason
    assert isinstance(item(data, limit=2000), Article)


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf_pages, "MOST_PAGES", 2)
    assert reason(written("", "", "")) == "The PDF has 3 pages; at most 2 are read of one file."


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import os; os.abort()", "The PDF broke the program"),
        ('print(\'{"pages": 2, "about": {}, "attachments": 0}\', flush=True); import os; os._exit(3)', "Page 1 of"),
        ("print('{\"pages\"', end=''); import os; os._exit(0)", "The PDF broke the program"),
    ],
)
def test_what_breaks_the_reading_process_breaks_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, words: str
) -> None:
    (tmp_path / "broken.py").write_text(program)
    monkeypatch.setattr(_pdf_pages, "_PROGRAM", tmp_path / "broken.py")
    assert reason(written(show(50, 100, "x")) + b" " * 200_000).startswith(words)


def test_a_reading_that_does_not_end_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "slow.py").write_text("import time; time.sleep(60)")
    monkeypatch.setattr(_pdf_pages, "_PROGRAM", tmp_path / "slow.py")
    monkeypatch.setattr(_pdf_pages, "PATIENCE", 0.2)
    assert "took too long" in reason(written(show(50, 100, "x")) + b" " * 200_000)


# --- what the file says of itself -------------------------------------------------------------------------------------


def test_the_day_a_file_was_made_is_no_day_of_publication() -> None:
    info = "/Title (The closing of the canal) /Author (rsmith) /CreationDate (D:20190305120000+01'00')"
    found = article(set_in_lines(50, 100, SUEZ, 70), info=info)
    assert found.meta == {
        "pdf_title": "The closing of the canal", "pdf_author": "rsmith", "pdf_created": "2019-03-05", "pdf_pages": 1
    }  # fmt: skip
    assert found.given_date is None and found.evidence == () and found.byline is None
    assert found.title == "The closing of the canal"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ("Wall falls in Berlin - The Courier", "Wall falls in Berlin"),
        ("Microsoft Word - Report on the canal", "Report on the canal"),
        ("Microsoft Word - report final.doc", None),
        ("front page.indd", None),
        ("untitled", None),
        ("Untitled document 3", None),
        ("about:blank", None),
        ("Slide 1", None),
        ("Suez", None),
        ("", None),
    ],
)
def test_titles_that_can_be_one(stated: str, title: str | None) -> None:
    assert pdf._title(stated) == title


def test_the_title_of_the_file_tells_the_headline() -> None:
    drawn = show(50, 80, "SPECIAL ISSUE", 30) + show(50, 120, "The closing of the canal", 16)
    found = article(drawn + set_in_lines(50, 160, SUEZ, 70), info="/Title (The closing of the canal)")
    assert kept(found, "headline") == ["The closing of the canal"]


def test_a_pdf_is_known_by_its_name_and_by_its_first_bytes(tmp_path: Path) -> None:
    data = written(set_in_lines(50, 100, SUEZ, 70))
    for name in ("report.pdf", "report", "report.txt"):
        (tmp_path / name).write_bytes(data)
        (found,) = intake.open([str(tmp_path / name)], Options(date="1956-11-05"))
        assert isinstance(found, Article) and kept(found, "body") == SUEZ
        assert found.given_date == "1956-11-05" and len(found.raw) == 64
    assert pdf.sniff(b"\n%PDF-1.4") and not pdf.sniff(b"The PDF") and not pdf.sniff(b"")


def test_two_runs_give_the_same() -> None:
    data = written(show(50, 80, "Canal seized", 20) + set_in_lines(50, 120, SUEZ, 70))
    assert item(data) == item(data)


# --- nothing is lost --------------------------------------------------------------------------------------------------

_WORDS = st.one_of(
    st.sampled_from(
        ["govern-", "ment", "The Evening Courier", "12", "well-", "of\u00ad", "Page 3 of 9", "• item", "A"]
    ),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp", "Zs")), min_size=1, max_size=12),
)
_PIECES = st.builds(
    Piece,
    _WORDS,
    st.floats(-50, 600),
    st.floats(0, 600),
    st.integers(0, 70).map(lambda row: row * 12.0),
    st.sampled_from([6.0, 8.0, 10.0, 10.0, 10.0, 24.0]),
    st.booleans(),
    st.booleans(),
    st.booleans(),
    st.booleans(),
).map(lambda piece: replace(piece, x1=max(piece.x1, piece.x0 + 1)))
_PAGES = st.lists(st.lists(_PIECES, max_size=40), min_size=1, max_size=3)


def letters(text: str) -> Counter[str]:
    """The letters of a text; hyphens and spaces may go, small raised numbers are numbers."""
    plain = unicodedata.normalize("NFKC", text)
    return Counter(letter for letter in plain if letter not in "-\u2010\u00ad" and not letter.isspace())


@settings(max_examples=200, deadline=None)
@given(_PAGES, st.booleans())
def test_blocks_of_any_page_are_whole_ordered_and_apart_and_nothing_is_lost(
    drawn: list[list[Piece]], pictures: bool
) -> None:
    images = ((50.0, 100.0, 300.0, 200.0),) if pictures else ()
    sheets = [
        Page(n, 595, 842, tuple(pieces), aside=("Across",), images=images, drawn=True)
        for n, pieces in enumerate(drawn, 1)
    ]
    found = pdf._article(Pdf(tuple(sheets), {}, 0), b"", Raw.of("x.pdf", b""), Options())
    if isinstance(found, Skipped):
        return
    covered, at = set[int](), 0
    for block in found.blocks:
        words = block.span.of(found.text)
        assert block.span.start >= at and words and words == words.strip() and "\n" not in words
        assert block.kind in BLOCK_KINDS
        at = block.span.end
        covered.update(range(*block.span))
    assert all(letter.isspace() for n, letter in enumerate(found.text) if n not in covered)
    shown = "".join(piece.text for sheet in sheets for piece in sheet.pieces) + "Across" * len(sheets)
    assert letters(found.text) == letters(shown)
    assert sum(block.kind == "headline" for block in found.blocks) <= 1


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=40)), min_size=1, max_size=30))
def test_damage_anywhere_gives_an_article_or_a_reason(damage: list[tuple[float, bytes]]) -> None:
    data = bytearray(written(set_in_lines(50, 100, SUEZ, 70), SCAN, info="/Title (The canal)"))
    for share, noise in damage:
        at = int(share * len(data))
        data[at : at + len(noise)] = noise
    assert isinstance(item(bytes(data)), Article | Skipped)
