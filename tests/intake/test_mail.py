"""Mails, mailboxes and saved pages: the text is the reader's, what is attached is read too, and no bomb takes long."""

from __future__ import annotations

import base64
import time
import tracemalloc
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import intake
from reportedly.intake import Options, Raw, mail
from reportedly.intake._decode import mend
from reportedly.model import Article, Skipped

SUEZ = "Britain and France said on Monday that their troops would leave Suez."
MOON = "Neil Armstrong stepped on the Moon on Sunday, the agency said."


def read(data: str | bytes, name: str = "x.eml", **options: Any) -> list[Article | Skipped]:
    raw = Raw.of(name, data.encode() if isinstance(data, str) else data, inner=name)
    return list(mail.articles(raw, Options(**options)))


def articles(found: list[Article | Skipped]) -> list[Article]:
    return [item for item in found if isinstance(item, Article)]


def skipped(found: list[Article | Skipped]) -> list[Skipped]:
    return [item for item in found if isinstance(item, Skipped)]


def one(data: str | bytes, **options: Any) -> Article:
    (article,) = read(data, **options)
    assert isinstance(article, Article), article
    return article


HEADERS = (
    "From: Jane Doe <jane@example.org>\r\nTo: desk@example.org\r\nSubject: Troops to leave\r\n"
    "Date: Mon, 3 Dec 1956 23:30:00 -0500 (EST)\r\nMessage-ID: <1@example.org>\r\nMIME-Version: 1.0\r\n"
)


def message(**headers: str) -> EmailMessage:
    """A mail as a program writes it."""
    made = EmailMessage()
    told = {"From": "Jane Doe <jane@example.org>", "Subject": "Troops to leave", "Message-ID": "<1@example.org>"}
    for name, value in {**told, **headers}.items():
        made[name] = value
    return made


# --- one mail ---------------------------------------------------------------------------------------------------------


def test_a_plain_mail() -> None:
    data = f"{HEADERS}\r\n{SUEZ}\r\n\r\n“We go,” he said.\r\n".encode()
    article = one(data)
    assert article.text == f"{SUEZ}\n\n“We go,” he said."
    assert (article.title, article.byline, article.given_date) == ("Troops to leave", "Jane Doe", "1956-12-03")
    assert article.meta == {"from": "jane@example.org", "to": "desk@example.org", "message-id": "<1@example.org>"}
    assert article.origin == "x.eml" and article.url is None and article.notes == ()


def test_line_ends_of_a_saved_mail() -> None:
    assert one(HEADERS.replace("\r\n", "\n") + f"\n{SUEZ}\nTwo.\n").text == f"{SUEZ}\nTwo."


def test_html_goes_before_plain_text() -> None:
    made = message(Date="Mon, 03 Dec 1956 10:00:00 +0000")
    made.set_content("Plain words.")
    made.add_alternative(f"<html><body><p>{SUEZ}</p><p>A &amp; B</p></body></html>", subtype="html")
    article = one(made.as_bytes())
    assert article.text == f"{SUEZ}\n\nA & B" and article.title == "Troops to leave"
    assert article.given_date == "1956-12-03" and article.blocks


def test_html_that_shows_nothing_gives_way_to_the_plain_text() -> None:
    made = message()
    made.set_content(SUEZ)
    made.add_alternative("<html><body><img src='cid:1'></body></html>", subtype="html")
    assert one(made.as_bytes()).text == SUEZ


@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "iso-8859-1", "cp1252", "koi8-r", "utf-8-sig", "iso-2022-jp"])
def test_wrappings_and_charsets(encoding: str, charset: str) -> None:
    text = {"koi8-r": "Министр сказал нет.", "iso-2022-jp": "大臣は否定した。"}.get(
        charset, "Café owners said no = no."
    )
    made = message()
    wire = text.encode(charset)
    body = base64.encodebytes(wire) if encoding == "base64" else wire
    if encoding == "quoted-printable":
        body = b"".join(b"=%02X" % byte for byte in wire)
    made["Content-Type"] = f'text/plain; charset="{charset}"'
    made["Content-Transfer-Encoding"] = encoding
    assert one(made.as_bytes() + body).text == text


def test_latin_1_means_windows() -> None:
    data = HEADERS.encode() + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n\x93We go\x94"
    assert one(data).text == "“We go”"


def test_the_page_of_a_mail_names_its_encoding_where_the_mail_does_not() -> None:
    page = "<html><head><meta charset='windows-1251'></head><body><p>Министр сказал нет.</p></body></html>"
    assert (
        one(HEADERS.encode() + b"Content-Type: text/html\r\n\r\n" + page.encode("cp1251")).text == "Министр сказал нет."
    )


def test_mojibake_is_mended_with_a_note() -> None:
    broken = "“We go,” said Café owners.".encode().decode("cp1252", "replace").replace("\ufffd", "\x9d")
    for kind, body in (("plain", broken), ("html", f"<p>{broken}</p>")):
        article = one(f"{HEADERS}Content-Type: text/{kind}; charset=utf-8\r\n\r\n{body}")
        assert article.text == "“We go,” said Café owners."
        assert any("ojibake" in note and "mended" in note for note in article.notes)


def test_flowed_text_is_joined() -> None:
    body = "The House debated \r\nSuez until \r\nmidnight.\r\n\r\n> It was \r\n> late.\r\n From here on.\r\n"
    body += "-- \r\nJane\r\n"
    article = one(f"{HEADERS}Content-Type: text/plain; format=flowed\r\n\r\n{body}")
    assert article.text == "The House debated Suez until midnight.\n\n> It was late.\nFrom here on.\n-- \nJane"
    joined = one(f"{HEADERS}Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\nmid \r\nnight")
    assert joined.text == "midnight"


def test_headers_in_letters_of_all_kinds() -> None:
    headers = "From: =?utf-8?q?J=C3=BCrgen?= Doe <j@example.org>\r\nSubject: =?utf-8?b?Q2Fmw6k=?=\r\n closed\r\n"
    article = one(f"Received: x\r\n{headers}\r\n{SUEZ}")
    assert (article.byline, article.title) == ("Jürgen Doe", "Café closed")
    plain = one(f"Received: x\r\nFrom: j@example.org\r\nSubject: Café\r\n\r\n{SUEZ}")
    assert (plain.byline, plain.title, plain.meta["from"]) == (None, "Café", "j@example.org")


def test_dates_that_cannot_be_read_are_kept() -> None:
    article = one(f"Received: x\r\nDate: Foo, 99 Bar 1956\r\n\r\n{SUEZ}", date="1999")
    assert article.given_date is None and article.meta["date"] == "Foo, 99 Bar 1956" and article.notes
    assert one(f"Received: x\r\n\r\n{SUEZ}", date="1999").given_date == "1999"


def test_texts_of_a_mail_in_several_pieces_are_one_text() -> None:
    made = message()
    made.make_mixed()
    for text in (SUEZ, MOON):
        part = EmailMessage()
        part.set_content(text)
        made.attach(part)
    assert one(made.as_bytes()).text == f"{SUEZ}\n\n{MOON}"
    page = EmailMessage()
    page.set_content("<p>A &amp; B.</p>", subtype="html")
    made.attach(page)
    assert one(made.as_bytes()).text == f"{SUEZ}\n\n{MOON}\n\nA & B."


# --- what is attached -------------------------------------------------------------------------------------------------


def test_attachments_of_known_formats_are_inputs_and_pictures_are_passed_over() -> None:
    made = message()
    made.set_content(SUEZ)
    made.add_attachment(f"<html><body><p>{MOON}</p></body></html>".encode(), "text", "html", filename="moon.html")
    made.add_attachment(b'{"text": "One."}\n{"text": "Two."}\n', "application", "json", filename="x.jsonl")
    made.add_attachment(b"\x89PNG....", "image", "png", filename="photo.png")
    made.add_attachment(b"GIF89a..", "application", "octet-stream", filename="photo.gif")
    made.add_attachment(b"PK\x03\x04....", "application", "octet-stream", filename="speech.docx")
    found = read(made.as_bytes())
    assert [article.text for article in articles(found)] == [SUEZ, MOON, "One.", "Two."]
    assert [article.origin for article in articles(found)][1:3] == ["x.eml/moon.html", "x.eml/x.jsonl:line 1"]
    lost, passed = skipped(found)
    assert lost.origin == "x.eml/speech.docx" and lost.lost
    assert passed.reason == "Passed over: 2 pictures." and not passed.lost


def test_inline_pictures_are_passed_over() -> None:
    made = message()
    made.set_content(f"<p>{SUEZ}</p><img src='cid:1'>", subtype="html")
    made.add_related(b"\x89PNG", "image", "png", cid="<1>")
    article, passed = read(made.as_bytes())
    assert isinstance(article, Article) and article.text == SUEZ
    assert isinstance(passed, Skipped) and passed.reason == "Passed over: 1 picture." and not passed.lost


def test_a_mail_within_a_mail() -> None:
    inner = message(Subject="Inner")
    inner.set_content(MOON)
    made = message()
    made.set_content(SUEZ)
    made.add_attachment(inner)
    outer, forwarded = articles(read(made.as_bytes()))
    assert (outer.title, forwarded.title, forwarded.text) == ("Troops to leave", "Inner", MOON)


def test_a_mail_with_nothing_but_an_attachment_loses_nothing() -> None:
    made = message()
    made.set_content("")
    made.add_attachment(MOON.encode(), "text", "plain", filename="../../moon.txt")
    reason, article = read(made.as_bytes())
    assert isinstance(reason, Skipped) and reason.reason == "The mail holds no text." and not reason.lost
    assert isinstance(article, Article) and article.text == MOON


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("no headers here, just words\nand more", "It is no mail"),
        (f"{HEADERS}\r\n  \r\n", "no text"),
        (f"{HEADERS}Content-Type: multipart/encrypted; boundary=b\r\n\r\n--b\r\n\r\n--b--", "encrypted"),
    ],
)
def test_mails_without_a_text_say_so(data: str, words: str) -> None:
    assert words in skipped(read(data))[0].reason and skipped(read(data))[0].lost


@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/mixed; boundary=b"])
def test_a_mail_whose_parts_were_taken_out_is_plain_text(kind: str) -> None:
    article = one(f"{HEADERS}Content-Type: {kind}\r\n\r\n{SUEZ}")
    assert article.text == SUEZ and "read as plain text" in article.notes[0]


def test_a_text_that_begins_without_an_empty_line() -> None:
    assert one(f"{HEADERS}{SUEZ}\r\n\r\nTwo.").text == f"{SUEZ}\n\nTwo."
    inner = f"--b\r\nContent-Type: text/plain\r\n{SUEZ}\r\n--b\r\n{MOON} he said: no.\r\n--b--"
    article = one(f"{HEADERS}Content-Type: multipart/mixed; boundary=b\r\n\r\n{inner}")
    assert article.text == f"{SUEZ}\n\n{MOON} he said: no."


def test_texts_that_have_names_are_read_once() -> None:
    made = message()
    made.make_mixed()
    part = EmailMessage()
    part.set_content(SUEZ)
    part["Content-Disposition"] = 'inline; filename="suez.txt"'
    made.attach(part)
    assert one(made.as_bytes()).text == SUEZ


def test_a_mail_that_breaks_off() -> None:
    made = message()
    made.set_content(SUEZ)
    made.add_attachment(MOON.encode(), "text", "plain", filename="moon.txt")
    whole = made.as_bytes()
    found = read(whole[: whole.rindex(b"--===")])
    assert [article.text for article in articles(found)] == [SUEZ, MOON]
    assert "breaks off" in skipped(found)[0].reason


def test_a_mail_over_the_limit() -> None:
    (no,) = intake_read(f"{HEADERS}\r\n{'x' * 200}".encode(), limit=100)
    assert isinstance(no, Skipped) and "--limit" in no.reason


def intake_read(data: bytes, name: str = "x.eml", **options: Any) -> list[Article | Skipped]:
    from reportedly.intake._formats import read as read_any

    return list(read_any(Raw.of(name, data, inner=name), Options(**options)))


# --- mailboxes --------------------------------------------------------------------------------------------------------


def mailbox(*bodies: str) -> str:
    lead = "From jane@example.org Mon Dec  3 10:00:00 1956\n"
    return "\n".join(f"{lead}{HEADERS.replace(chr(13), '')}\n{body}\n" for body in bodies)


def test_a_mailbox(tmp_path: Path) -> None:
    for name in ("x.mbox", "x"):
        (tmp_path / name).write_text(mailbox(SUEZ, f"{MOON}\n\n>From here on.\nFrom me, at 10:00 in 1956"))
        first, second = intake.open([str(tmp_path / name)])
        assert isinstance(first, Article) and isinstance(second, Article)
        assert first.text == SUEZ and first.origin.endswith(f"{name}:mail 1")
        assert second.text == f"{MOON}\n\nFrom here on.\nFrom me, at 10:00 in 1956"


def test_a_long_mailbox_is_not_held_and_a_mail_too_long_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.mbox"
    body = "The House debated Suez until midnight.\n" * 500
    path.write_text(mailbox(SUEZ, "x" * 200_000, *[body] * 200, MOON))
    tracemalloc.start()
    found = list(intake.open([str(path)], Options(limit=100_000)))
    del found[2:-1]
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    first, no, last = found
    assert isinstance(first, Article) and isinstance(last, Article) and last.text == MOON
    assert isinstance(no, Skipped) and no.origin.endswith(":mail 2") and "--limit" in no.reason
    assert peak < 2 * path.stat().st_size


# --- saved pages ------------------------------------------------------------------------------------------------------

PAGE = f"<html><head><title>Suez | Daily</title></head><body><h1>Troops to leave</h1><p>{SUEZ}</p></body></html>"
SAVED = (
    "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/suez\r\n"
    "Subject: =?utf-8?Q?Suez?=\r\nDate: Tue, 2 Jan 2024 10:00:00 -0000\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/related;\r\n\ttype="text/html";\r\n\tboundary="--b----"\r\n\r\n\r\n'
    "----b----\r\nContent-Type: text/html\r\nContent-ID: <frame-1@mhtml.blink>\r\n"
    "Content-Transfer-Encoding: quoted-printable\r\nContent-Location: https://example.org/suez\r\n\r\n{page}\r\n"
    "----b----\r\nContent-Type: text/css\r\nContent-Location: cid:css-1@mhtml.blink\r\n\r\nbody {{ }}\r\n"
    "----b----\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n"
    "Content-Location: https://example.org/a.png\r\n\r\niVBORw0KGgo=\r\n"
    "----b----\r\nContent-Type: text/html\r\nContent-ID: <frame-2@mhtml.blink>\r\n\r\n<p>Buy now!</p>\r\n"
    "----b------\r\n"
)


@pytest.mark.parametrize("name", ["x.mht", "x.mhtml", "x", "x.eml"])
def test_a_page_saved_by_a_browser(name: str) -> None:
    data = SAVED.format(page=PAGE.replace("=", "=3D")).encode()
    article, passed = intake_read(data, name)
    assert isinstance(article, Article) and article.text == f"Troops to leave\n\n{SUEZ}"
    assert (article.title, article.url, article.byline) == ("Troops to leave", "https://example.org/suez", None)
    # the hour of saving is no date of publication
    assert article.given_date is None and article.meta == {"saved": "Tue, 2 Jan 2024 10:00:00 -0000"}
    assert isinstance(passed, Skipped) and not passed.lost
    assert passed.reason == "Passed over: 1 frame, 1 picture, 1 style sheet."


def test_the_page_that_the_start_names_is_the_page() -> None:
    data = SAVED.format(page="<p>Frame.</p>").replace('type="text/html";', 'start="<frame-2@mhtml.blink>";', 1)
    article = articles(read(data, "x.mht"))[0]
    assert article.text == "Buy now!"


def test_a_page_saved_by_an_older_browser() -> None:
    data = (
        b"From: <Saved by Windows Internet Explorer 8>\r\nSubject: Suez\r\nDate: Tue, 2 Jan 2024 10:00:00 +0100\r\n"
        b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=windows-1252\r\n"
        b"Content-Location: file:///C:/temp/suez.htm\r\n\r\n"
    ) + f"<p>{SUEZ} “We go.”</p>".encode("cp1252")
    article = one(data)
    assert article.text == f"{SUEZ} “We go.”" and article.title == "Suez" and article.url is None


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("MIME-Version: 1.0\r\nContent-Type: image/png\r\n\r\nx", "no web page"),
        ("MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p> </p>", "no visible text"),
    ],
)
def test_saved_pages_that_are_none(data: str, words: str) -> None:
    assert words in skipped(read(data, "x.mht"))[0].reason


# --- hostile mails ----------------------------------------------------------------------------------------------------

DEEP = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n" for n in range(3000))
NASTY = ("(", ",", '"', "<", "=?utf-8?q?a?= ", "a@", "a;b=c;", "; x*0*=a'b'c", "=?utf-8?b?", "\u00e9", '";')


@pytest.mark.parametrize(
    "data",
    [
        HEADERS + DEEP + SUEZ,
        f"{HEADERS}Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\n" * 300_000,
        f"{HEADERS}Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + f"--b\r\nContent-Type: {'(' * 900}\r\n\r\n" * 4_000,
        f"{HEADERS}\r\n" + "\r\n" * 3_000_000,
        f"{HEADERS}Content-Type: text/plain; format=flowed\r\n\r\n" + "x \r\n" * 300_000,
        f"{HEADERS}Content-Type: text/plain; format=flowed\r\n\r\n" + ">" * 300_000,
        HEADERS + "X: y\r\n" * 300_000,
        "Received: x\r\n" + "".join(f"X{n}: y\r\n" for n in range(100_000)),
        *(f"Received: x\r\n{h}: {n * 5000}\r\n\r\n{SUEZ}" for h in ("From", "Subject", "Content-Type") for n in NASTY),
        "From a 10:00 1956\n\n" * 100_000,
    ],
    ids=[str(n) for n in range(9 + 3 * len(NASTY))],
)
def test_bombs_end_quickly(data: str) -> None:
    start = time.perf_counter()
    for name in ("x.eml", "x.mbox", "x.mht"):
        assert intake_read(data.encode(), name)
    assert time.perf_counter() - start < 15


def test_depth_and_number_of_parts_have_a_limit_that_is_said() -> None:
    assert "nested more than 20 deep" in skipped(read(HEADERS + DEEP))[-1].reason
    many = "".join(f"--b\r\n\r\n{n}\r\n" for n in range(3000))
    found = read(f"{HEADERS}Content-Type: multipart/mixed; boundary=b\r\n\r\n{many}--b--")
    assert articles(found)[0].text.startswith("0\n\n1\n\n2")
    assert skipped(found)[0].reason == "It has more than 2000 parts; the others were not read."


def test_mails_within_mails_end() -> None:
    data = SUEZ
    for _ in range(30):
        data = f"{HEADERS}Content-Type: message/rfc822\r\n\r\n{data}"
    found = read(data)
    assert "archives deep" in skipped(found)[-1].reason


# --- telling mails ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "is_mail"),
    [
        (HEADERS, True),
        (mailbox(SUEZ), True),
        (SAVED, True),
        ("Received: by x\r\n\tfor y\r\n", True),
        ("From: the desk\nTo: all\n\nWords.", False),
        ("Headline: a day in Suez\nBy Jane Doe\nMessage-ID: x", False),
        ("Words about mail.\nMIME-Version: 1.0\n", False),
        (" folded\nReceived: x\n", False),
        ("", False),
    ],
)
def test_sniffing(head: str, is_mail: bool) -> None:
    assert mail.sniff(head.encode()) is is_mail


# --- properties -------------------------------------------------------------------------------------------------------

LETTERS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80)


@given(st.lists(LETTERS, min_size=1, max_size=4), st.sampled_from(["quoted-printable", "base64", "8bit"]))
def test_any_plain_text_comes_back(lines: list[str], encoding: str) -> None:
    """What a program writes is what we read; what looks like mojibake is mended, as in all that we render."""
    text = "\n".join(lines)
    made = message()
    made.set_content(text, cte=encoding)
    found = read(made.as_bytes())
    if not mend(text).strip() or text.startswith("\ufeff"):
        return
    assert [article.text for article in articles(found)] == [mend(text)]


PIECES = st.sampled_from(
    ["From: a@b\r\n", "Subject: =?utf-8?q?x?=\r\n", "Content-Type: multipart/mixed; boundary=b\r\n", "\r\n", "--b\r\n",
     "--b--\r\n", "Content-Type: multipart/alternative; boundary=c\r\n", "--c\r\n", "Content-Type: text/html\r\n",
     "<p>x</p>", "Content-Type: message/rfc822\r\n", "Content-Transfer-Encoding: base64\r\n", "AAAA=", "\n", "é",
     "words ", "Content-Disposition: attachment; filename*=utf-8''a%20b.html\r\n", "From x 10:00 1956\n", ":",
     "\x00",
     "Content-Type: x/y; a*=\r\n", "Content-Type: multipart/related; start=<1>; boundary=b\r\n", "Content-ID: <1>\r\n",
     "Date: x\r\n", " "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=30), st.sampled_from(["x.eml", "x.mbox", "x.mht"]))
def test_nothing_raises(pieces: list[str], name: str) -> None:
    for item in read("Received: x\r\n" + "".join(pieces), name):
        if isinstance(item, Article):
            item.text.encode("utf-8")
            assert item.text.strip()
        else:
            assert item.reason[0].isupper() and item.reason.endswith(".")


@given(st.binary(max_size=300), st.sampled_from(["x.eml", "x.mbox", "x.mht"]))
def test_no_bytes_raise(data: bytes, name: str) -> None:
    assert read(data, name)
    assert read(b"Received: x\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + data, name)
