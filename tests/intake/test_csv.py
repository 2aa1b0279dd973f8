"""Tables as text: each row is one article, in order; each row that is none is named with its line."""

from __future__ import annotations

import csv as standard
import hashlib
import io
import json
import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportedly import intake, shelf
from reportedly.intake import Options, Raw, csv
from reportedly.intake._rows import Dialect, Row, lines, rows
from reportedly.model import Article, Passage, Skipped
from reportedly.tables import safe_cell

SUEZ = "Egypt nationalised the canal on Thursday. “It is ours,” Nasser said."
PLAIN = "Ships turned back."
FLEET = "The fleet sailed for Malta, the Admiralty said."


def read(data: bytes | str, name: str = "x.csv", **options: Any) -> list[Article | Skipped]:
    raw = Raw.of(name, data.encode() if isinstance(data, str) else data, inner=name)
    return list(csv.articles(raw, Options(**options)))


def good(found: list[Article | Skipped]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def lost(found: list[Article | Skipped]) -> list[tuple[str, str]]:
    return [(item.origin, item.reason) for item in found if isinstance(item, Skipped)]


def one(data: bytes | str, **options: Any) -> Article:
    (article,) = read(data, **options)
    assert isinstance(article, Article), article
    return article


def table(*cells: list[str], **form: Any) -> str:
    out = io.StringIO()
    standard.writer(out, **form).writerows(cells)
    return out.getvalue()


# --- fields ----------------------------------------------------------------------------------------------------------


def test_the_fields_of_a_row() -> None:
    header = ["id", "text", "date", "title", "url", "outlet", "language", "section", "triggers", ""]
    cells = [
        "t-1",
        SUEZ,
        "1956-07-27",
        " Canal seized ",
        "https://example.org/1",
        "Times",
        "en",
        "World",
        "[[6, 18]]",
        "x",
    ]
    article = one(table(header, cells))
    assert (article.id, article.text, article.given_date, article.title) == ("t-1", SUEZ, "1956-07-27", "Canal seized")
    assert (article.url, article.outlet, article.language) == ("https://example.org/1", "Times", "en")
    assert article.triggers == (Passage(6, 18),)
    assert article.meta == {"section": "World", "column 10": "x"}
    assert article.origin == "x.csv:line 2"
    assert article.raw == hashlib.sha256(table(cells).strip().encode()).hexdigest()
    assert article.notes == ()


def test_common_names_and_what_is_left_of_them() -> None:
    article = one("Headline,Body,Pub Date,Source,Summary\nCanal seized,All of it.,1956-07-27,Daily,Short.\n")
    assert (article.title, article.text, article.given_date, article.outlet) == (
        "Canal seized", "All of it.", "1956-07-27", "Daily",
    )  # fmt: skip
    assert article.meta == {"Summary": "Short."}


def test_what_the_user_says_rules() -> None:
    data = "text,content,date,day\nThe lead.,The whole.,1956,1956-07-27\n"
    article = one(data, map={"text": "content", "date": "DAY"})
    assert (article.text, article.given_date) == ("The whole.", "1956-07-27")
    assert article.meta == {"text (column)": "The lead.", "date (column)": "1956"}
    assert one(data, map={"text": "text+content"}).text == "The lead.\n\nThe whole."
    assert one(data, map={"text": "2"}).text == "The whole."
    # A column that this table does not have: another table of the same command has it.
    assert one(data, map={"text": "body"}).text == "The lead."


def test_columns_of_one_name_are_both_kept() -> None:
    assert one("text,tag,tag\nWords.,a,b\n").meta == {"tag": "a", "tag (column 3)": "b"}


def test_markup_and_cut_texts() -> None:
    article = one('id,content\n1,"<p>Troops landed &amp; dug in.</p>"\n')
    assert article.text == "Troops landed & dug in." and "read as a page" in article.notes[0]
    assert one('id,html\n1,"<p>Troops &amp; tanks.</p>"\n').text == "Troops & tanks."
    assert one('id,text\n1,"<p>As it is.</p>"\n').text == "<p>As it is.</p>"
    assert "cut off" in one("id,content\n1,Troops landed… [+1204 chars]\n").notes[0]


LAYOUTS = {
    "old Media Cloud": (
        "stories_id,publish_date,title,url,language,ap_syndicated,themes,media_id,media_name,media_url,story_text",
        ["17", "1956-07-27 10:00:00", "Canal seized", "https://example.org/1", "en", "f", "", "2", "Times", "x", SUEZ],
        {"id": "17", "outlet": "Times", "given_date": "1956-07-27"},
    ),
    "new Media Cloud": (
        "id,indexed_date,language,media_name,media_url,publish_date,title,url,text",
        ["a9", "1956-08-01", "en", "example.org", "x", "1956-07-27", "Canal seized", "https://example.org/1", SUEZ],
        {"id": "a9", "outlet": "example.org", "given_date": "1956-07-27"},
    ),
    "Event Registry": (
        "uri,lang,isDuplicate,date,time,dateTime,dateTimePub,url,title,body,source.title,sentiment",
        ["8", "eng", "False", "1956-07-28", "1", "1956-07-28T01:00:00Z", "1956-07-27T23:00:00Z", "https://example.org/1",
         "Canal seized", SUEZ, "Times", "-0.1"],
        {"id": "8", "outlet": "Times", "given_date": "1956-07-27", "language": "en"},
    ),
    "Factiva": (
        "AN,HD,BY,WC,PD,SN,SC,LA,CY,LP,TD",
        ["TMS0001", "Canal seized", "A. Reporter", "90", "27 July 1956", "Times", "TMS", "English", "c", "Lead.", SUEZ],
        {"id": "TMS0001", "outlet": "Times", "given_date": "1956-07-27", "language": "en", "text": f"Lead.\n\n{SUEZ}"},
    ),
    "Factiva snapshot": (
        "an,title,snippet,body,publication_datetime,source_name,language_code",
        ["TMS1", "Canal seized", "", SUEZ, "1563235200000", "Times", "en"],
        {"id": "TMS1", "outlet": "Times", "given_date": "2019-07-16"},
    ),
    "Guardian": (
        "id,webTitle,webUrl,webPublicationDate,bodyText",
        ["world/1", "Canal seized", "https://example.org/1", "1956-07-27T10:00:00Z", SUEZ],
        {"id": "world/1", "given_date": "1956-07-27", "url": "https://example.org/1"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_exports_that_people_have(name: str) -> None:
    header, cells, expected = LAYOUTS[name]
    article = one(table(header.split(","), cells))
    assert article.title == "Canal seized"
    for key, value in {"text": SUEZ, **expected}.items():
        assert getattr(article, key) == value, key
    assert sum(name.split()[-1] in note for note in article.notes) == 1
    # Nothing of the row is lost: what is no field is in meta under its own name.
    known = {article.title, article.text, article.id, article.url, article.outlet, article.language}
    kept = {*article.meta.values(), *known}
    dated = {
        "publish_date",
        "dateTimePub",
        "PD",
        "publication_datetime",
        "webPublicationDate",
        "LP",
        "TD",
        "lang",
        "LA",
    }
    for column, cell in zip(header.split(","), cells, strict=True):
        assert not cell or cell in kept or column in dated, column
    if name == "Factiva":
        assert "LP and TD" in article.notes[0]


def test_every_field_of_the_layouts_is_one_of_ours() -> None:
    columns = set(shelf.table("layouts.tsv")[0]) - {"name", "needs", "clock"}
    assert columns == intake.NAMES - {"triggers"}
    assert shelf.table("layouts.tsv")[-1]["needs"] == ""


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20240115T093000Z", "2024-01-15"),
        ("15 January 2024", "2024-01-15"),
        ("Jan 15, 2024 9:30 AM", "2024-01-15"),
        ("Mon, 15 Jan 2024 09:30:00 +0000", "2024-01-15"),
        ("2024-01-15 09:30:00", "2024-01-15"),
        ("2024/1/15", "2024-01-15"),
        ("2024-01", "2024-01"),
        ("01/05/2024", None),
        ("01/15/2024", None),
        ("15-Jan-24", None),
        ("1705311000", None),
        ("yesterday", None),
    ],
)
def test_dates(written: str, day: str | None) -> None:
    article = one(table(["text", "date"], ["Words.", written]))
    assert article.given_date == day
    if day is None:
        assert article.meta["date"] == written and "not used" in article.notes[0]


@pytest.mark.parametrize(
    ("written", "code"),
    [("eng", "en"), ("English", "en"), ("EN", "en"), ("en-US", "en"), ("en_GB", "en"), ("ger", "de"), ("Deutsch", None),
     ("Chinese (Simplified)", "zh"), ("que", "que"), ("und", None), ("unknown", None)],
)  # fmt: skip
def test_languages(written: str, code: str | None) -> None:
    article = one(table(["text", "language"], ["Words.", written]))
    assert article.language == code
    if code is None:
        assert article.meta == {"language (column)": written} and "language" in article.notes[0]


# --- tables without texts --------------------------------------------------------------------------------------------

GDELT = "\ufeffURL,MobileURL,Date,Title\n" + "".join(
    f"https://example.org/{n},,1956-07-27 10:00:00,Canal seized {n}\n" for n in range(50)
)


def test_addresses_without_texts_are_one_reason() -> None:
    (reason,) = lost(read(GDELT))
    assert reason == ("x.csv", "It has titles and addresses but no texts; fetch them with --fetch.")
    (reason,) = lost(read("url\nhttps://example.org/1,2\n"))
    assert reason[1] == "It has addresses but no texts; fetch them with --fetch."


def test_addresses_with_what_is_known_of_them() -> None:
    found = list(csv.addresses(Raw.of("x.csv", GDELT.encode()), Options()))
    assert len(found) == 50
    # When an address was seen is not when the article was published.
    assert found[3] == ("https://example.org/3", {"title": "Canal seized 3", "Date": "1956-07-27 10:00:00"})


def test_addresses_of_rows_that_lack_their_text() -> None:
    data = "url,text,date\nhttps://example.org/1,Here.,1956\nHTTP://example.org/2,,1957\nfile:///etc/passwd,,\n,,1958\n"
    first, second, third = csv.addresses(Raw.of("x.csv", data.encode()), Options())
    assert first == ("HTTP://example.org/2", {"date": "1957"})
    assert isinstance(second, Skipped) and second.origin == "x.csv:line 4" and "file:///etc" in second.reason
    assert isinstance(third, Skipped) and third.origin == "x.csv:line 5"
    (none,) = csv.addresses(Raw.of("x.csv", b"text\nWords.\n"), Options())
    assert isinstance(none, Skipped) and "--map url" in none.reason


def test_no_column_is_known() -> None:
    (reason,) = lost(read("alpha,beta\na,b\nc,d\n"))
    assert reason[0] == "x.csv" and "alpha, beta" in reason[1] and "--map text=COLUMN" in reason[1]


def test_no_header() -> None:
    data = f'1956-07-27,"{SUEZ}"\n1956-07-28,"{FLEET}"\n'
    (reason,) = lost(read(data))
    assert "no header" in reason[1] and "2 'Egypt nationalised" in reason[1] and "--map text=NUMBER" in reason[1]
    first, second = good(read(data, map={"text": "2", "date": "1"}))
    assert (first.text, first.given_date, first.origin) == (SUEZ, "1956-07-27", "x.csv:line 1")
    assert (second.text, second.origin) == (FLEET, "x.csv:line 2")


def test_one_column_of_texts() -> None:
    data = "Egypt nationalised the canal, Nasser said.\nThe fleet sailed, the Admiralty said.\n"
    assert "no header" in lost(read(data))[0][1]
    assert [item.text for item in good(read(data, map={"text": "1"}))] == data.splitlines()
    assert [item.text for item in good(read(f"text\n{data}"))] == data.splitlines()


def test_a_first_line_taken_for_names_is_said_to_be() -> None:
    skipped, article = read("What,When\nWords.,1956\n", map={"text": "1", "date": "2"})
    assert isinstance(skipped, Skipped) and not skipped.lost and skipped.origin == "x.csv:line 1"
    assert isinstance(article, Article) and (article.text, article.given_date) == ("Words.", "1956")


def test_names_that_come_again() -> None:
    found = read("\ufefftext,date\nOne.,1956\n\ufefftext,date\nTwo.,1957\n")
    assert [item.text for item in good(found)] == ["One.", "Two."]
    assert [item.lost for item in found if isinstance(item, Skipped)] == [False]


def test_a_table_of_names_alone() -> None:
    assert lost(read("id,text\n")) == [("x.csv", "It holds no rows.")]
    assert lost(read("\n \n")) == [("x.csv", "It holds no rows.")]


# --- how a file is written -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quoting", [standard.QUOTE_MINIMAL, standard.QUOTE_ALL])
def test_delimiters_and_line_ends(mark: str, end: str, quoting: int) -> None:
    texts = ["He said, “no”; then left | at once.", 'She said "no"\nand\twent.', "", "Last."]
    cells = [["id", "text", "date"], *([str(n), text, "1956"] for n, text in enumerate(texts))]
    found = read(table(*cells, delimiter=mark, lineterminator=end, quoting=quoting))
    assert [item.text for item in good(found)] == [text for text in texts if text]
    assert [reason for _, reason in lost(found)] == ['Its "text" is empty.']
    expected = {"\r": [2, 3, 5], "\n": [2, 3, 6], "\r\n": [2, 3, 6]}[end]
    assert [item.origin for item in good(found)] == [f"x.csv:line {line}" for line in expected]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_encodings(encoding: str) -> None:
    found = read(table(["id", "text", "größe"], ["1", "Genève: “rien”, a-t-il dit.\nFin.", "5"]).encode(encoding))
    (article,) = good(found)
    assert article.text == "Genève: “rien”, a-t-il dit.\nFin." and article.id == "1"
    assert article.meta == {"größe": "5"}
    assert [note for note in article.notes if "cp1252" in note] == list(article.notes)
    assert bool(article.notes) == (encoding == "cp1252")


def test_an_encoding_that_is_given_or_stated() -> None:
    data = "id;text\n1;Министр заявил: «нет».\n".encode("cp1251")
    assert one(data, encoding="cp1251").text == "Министр заявил: «нет»."
    raw = Raw.of("x.csv", data, charset="cp1251")
    (article,) = csv.articles(raw, Options())
    assert isinstance(article, Article) and article.text == "Министр заявил: «нет»." and article.notes == ()


def test_a_row_in_another_encoding_than_the_rest() -> None:
    first, second, third = good(
        read("text,id\nGenève.,1\n".encode() + "Zürich.,2\n".encode("cp1252") + b"Oslo \xff.,3\n")
    )
    assert (first.text, second.text, third.text) == ("Genève.", "Zürich.", "Oslo \ufffd.")
    assert first.notes == () and "cp1252" in second.notes[0] and "byte 5" in third.notes[0]


def test_delimiters_inside_letters_of_another_encoding() -> None:
    # The second byte of these Japanese letters is that of "|" in ASCII.
    article = one("id|text\n1|ポーポー。\n".encode("shift_jis"), encoding="shift_jis")
    assert article.text == "ポーポー。"


def test_ways_of_writing_quotation_marks() -> None:
    assert one('id,text\n1,"He said \\"no\\", then left."\n').text == 'He said "no", then left.'
    assert one('id, text\n1, "He said, no."\n').text == "He said, no."
    assert one('id,text\n1,a 12" gun\n').text == 'a 12" gun'
    article = one('id,text\n1,"He said "no" and left."\n')
    assert article.text == 'He said "no" and left.' and "not doubled" in article.notes[0]
    assert one("sep=;\r\nid;text\r\n1;Words, words.\r\n").text == "Words, words."


def test_tables_with_tabs_that_quote_nothing() -> None:
    found = good(read('id\ttext\tdate\n1\t"We stay," he said.\t1956\n2\t"We go\t1957\n3\tThe "end".\t1958\n'))
    assert [item.text for item in found] == ['"We stay," he said.', '"We go', 'The "end".']
    assert [item.given_date for item in found] == ["1956", "1957", "1958"]
    assert "not closed" in found[1].notes[0]


@pytest.mark.parametrize("name", ["x.tsv", "x.TAB"])
def test_endings_of_tables_with_tabs(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("id\ttext, in full\ttext\n1\tnone\tWords, words.\n")
    (article,) = intake.open([str(tmp_path / name)])
    assert isinstance(article, Article) and article.text == "Words, words."
    (article,) = intake.open([str(tmp_path / name)], Options(kind="tsv"))
    assert isinstance(article, Article) and article.id == "1"


@pytest.mark.parametrize("data", ["id;text\n1;Words.\n", "Title\tURL\tBody\nT\thttps://example.org\tWords.\n"])
def test_a_header_tells_a_table_without_an_ending(tmp_path: Path, data: str) -> None:
    (tmp_path / "input").write_text(data)
    (article,) = intake.open([str(tmp_path / "input")])
    assert isinstance(article, Article) and article.text == "Words."


@pytest.mark.parametrize(
    "head",
    [b"Text, in short, was agreed on.\nBody and title.\n", b'{"id": "1", "text": "A"}\n', b"text\nWords.\n", b"id,text",
     b"<p>id,text\n", b"name,age\na,5\n", b"\n\n", b"Dateline, Geneva\n"],
)  # fmt: skip
def test_what_is_no_table(head: bytes) -> None:
    assert not csv.sniff(head)


# --- what breaks a file ----------------------------------------------------------------------------------------------


def test_a_file_with_everything_wrong_in_it() -> None:
    data = (
        f'id,text,date\ns1,"{SUEZ}",1956\n'
        f'r1,short\nr2,one,two,three,4\nbig,"{"x " * 500_000}",1956\nn,"a\x00b",1956\n'
        f'only-an-id\nopen,"never closed,1956\ns2,"{FLEET}",1957\n,,\nr3,trailing,1956,,\n'
    )
    found = read(data)
    assert {item.id: len(item.text) for item in good(found)} == {
        "s1": len(SUEZ), "r1": 5, "big": 1_000_000, "n": 3, "s2": len(FLEET), "r3": 8,
    }  # fmt: skip
    assert [origin for origin, _ in lost(found)] == ["x.csv:line 4", "x.csv:line 7", "x.csv:line 8"]
    assert [item.origin for item in good(found)][-2:] == ["x.csv:line 9", "x.csv:line 11"]
    reasons = [reason for _, reason in lost(found)]
    assert "5 cells for 3 columns" in reasons[0] and "1 of 3 cells and no text" in reasons[1]
    assert "opens" in reasons[2] and "not closed" in reasons[2]
    assert "2 of 3 cells" in good(found)[1].notes[0]
    assert standard.field_size_limit() == 131_072


def test_an_open_quotation_mark_costs_its_line_and_the_pieces_of_its_cell() -> None:
    data = f'id,text,date\n1,"Nasser said:\n\nthe canal, he said, is ours\nit is ours, now\n2,{PLAIN},1956\n'
    found = read(data)
    assert [(item.id, item.text) for item in good(found) if item.given_date] == [("2", PLAIN)]
    assert lost(found)[0][0] == "x.csv:line 2"
    # Pieces with fewer cells than a row has are no articles.
    assert "x.csv:line 5" in dict(lost(found)) and "left open" in dict(lost(found))["x.csv:line 5"]


def test_an_open_quotation_mark_in_the_second_line_of_a_row() -> None:
    data = 'id,title,text\n1,"Two\nlines","open\n2,T,Words.\n'
    (article,) = good(read(data))
    assert article.origin == "x.csv:line 4"
    assert lost(read(data)) == [
        (
            "x.csv:line 3",
            "A quotation mark opens a cell and is not closed; the line was left out. "
            "The row that began in line 2 is lost with it.",
        ),
    ]


def test_what_is_larger_than_an_article_may_be() -> None:
    row = f"2,{PLAIN},1956\n"
    for large in ("x" * 3000, '"' + "x " * 3000 + '"', '"' + "x\n" * 3000 + '"', '"' + "x\n" * 3000):
        found = read(f"id,text,date\n1,{large},1956\n{row}", limit=2000)
        assert good(found)[-1].text == PLAIN
        assert lost(found)[0][0] == "x.csv:line 2"
        assert all(len(item.text) < 2000 for item in good(found))


@pytest.mark.parametrize(
    "line",
    ['a,""b,1956\n', 'a,"b,1956\n', '"', 'a,"\n', '"a\n', ',"",\n', '"""\n', 'a,"b"c",d\n', '\\"\n', 'a,"b\\"\n', "\r"],
)  # fmt: skip
def test_many_of_them_take_linear_time(line: str) -> None:
    def steps(count: int) -> int:
        done = 0

        def counted(frame: Any, event: str, arg: Any) -> None:
            nonlocal done
            done += event in ("call", "c_call")

        sys.setprofile(counted)
        try:
            for _ in read("id,text,date\n" + line * count + 'z,"x,1956\n', limit=5000):
                pass
        finally:
            sys.setprofile(None)
        return done

    assert steps(4000) < 3 * steps(2000)


def test_more_columns_than_a_table_has() -> None:
    (reason,) = lost(read("," * 20_000 + "\nx,y\n"))
    assert "20001 columns" in reason[1]


def test_what_came_before_a_break_is_kept() -> None:
    class Breaking(io.RawIOBase):
        def __init__(self) -> None:
            self.parts = [b"id,text\n1,One.\n", b"2,Two.\n3,Th"]

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            if not self.parts:
                raise ValueError("cut short")
            part = self.parts.pop(0)
            buffer[: len(part)] = part
            return len(part)

    kept = []
    with pytest.raises(ValueError, match="cut short"):
        for item in csv.articles(Raw.streamed("x.csv", Breaking()), Options()):
            kept.append(item)
    assert [item.text for item in kept if isinstance(item, Article)] == ["One.", "Two."]


def test_a_binary_file_by_that_name(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (found,) = intake.open([str(tmp_path / "x.csv")])
    assert isinstance(found, Skipped) and "binary" in found.reason


def test_a_long_file_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = standard.writer(file)
        writer.writerow(["id", "text"])
        writer.writerows([n, f"{SUEZ}\n" * 100] for n in range(600))
    tracemalloc.start()
    count = sum(isinstance(item, Article) for item in intake.open([str(path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 600
    assert peak < path.stat().st_size / 4


# --- our own tables come back ---------------------------------------------------------------------------------------


@given(st.lists(st.text("ab=+-@\t\r\n＝'\"“”‘’, ;", min_size=1), min_size=1, max_size=4))
def test_our_own_export_gives_the_strings_back(texts: list[str]) -> None:
    guarded = [safe_cell(text) for text in texts]
    data = table(["id", "text"], *([str(n), text] for n, text in enumerate(guarded)), lineterminator="\n")
    assert [item.text for item in good(read(data))] == texts


def test_what_was_taken_off_is_said() -> None:
    article = one("id,text\n1,'=SUM(A1)\n")
    assert article.text == "=SUM(A1)" and "spreadsheets" in article.notes[0]
    assert one("id,text\n1,'Tis said.\n").notes == ()


# --- the rows against the standard reader ---------------------------------------------------------------------------

CELLS = st.lists(
    st.sampled_from(["a", '"', ",", "\n", "\r\n", " ", "é", "\x00", "\u2028", "\\", "\t"]), max_size=8
).map("".join)


def split(data: str, dialect: Dialect = Dialect(), limit: int = 1 << 20) -> list[Row]:  # noqa: B008
    source = lines(io.StringIO(data, newline=dialect.ends), dialect, limit)
    return list(rows(source, dialect, limit))


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), max_size=5), st.booleans())
def test_whatever_the_standard_writer_writes_is_read(cells: list[list[str]], quoted: bool) -> None:
    data = table(*cells, quoting=standard.QUOTE_ALL if quoted else standard.QUOTE_MINIMAL)
    found = split(data, Dialect(newline="\r\n"))
    # A row of blank cells alone looks like an empty line, or like one of delimiters.
    expected = [row for row in cells if table(row).strip()]
    widest = max([len(row) for row in expected[:1]], default=0)
    if all(len(row) <= widest for row in expected):
        assert [row.cells for row in found] == expected
        assert [row.fault for row in found] == [""] * len(found)
        at = 0
        for row in found:
            at = data.index(row.text, at)
            assert data.count("\n", 0, at) + 1 == row.line
            at += len(row.text)


@given(st.text(st.sampled_from('ab",\n\r;\t\\ '), max_size=60), st.sampled_from([*",;\t", None]), st.booleans())
def test_no_text_is_lost_in_silence(data: str, mark: str | None, backslash: bool) -> None:
    found = split(data, Dialect(mark, backslash=backslash), limit=40)
    covered = {line for row in found for line in range(row.line, row.line + row.text.count("\n") + 1)}
    for number, line in enumerate(data.split("\n"), 1):
        assert number in covered or not line.strip(), (number, line)
    assert [row.line for row in found] == sorted({row.line for row in found})


@settings(deadline=None)  # other programs may have the processor
@given(st.binary(max_size=200), st.sampled_from(["", "id,text\n", "text\n", "id\ttext\n"]))
def test_no_bytes_raise(data: bytes, header: str) -> None:
    for item in read(header.encode() + data):
        assert isinstance(item, Article | Skipped)
        if isinstance(item, Article):
            item.text.encode("utf-8")
            json.dumps(dict(item.meta), allow_nan=False).encode("utf-8")


def test_every_layout_is_described() -> None:
    described = (Path(__file__).parents[2] / "docs" / "inputs.md").read_text(encoding="utf-8")
    for row in shelf.table("layouts.tsv"):
        assert not row["name"] or f"| {row['name']} |" in described
