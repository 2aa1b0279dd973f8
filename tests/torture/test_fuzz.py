"""Hostile bytes of every format: whatever goes in, articles and reasons come out, and every offset holds.

Good files of each format are cut, spliced, doubled and scribbled on, the same way in every run. That the whole reading
holds over hostile texts is tried in `test_offsets`.
"""

from __future__ import annotations

import io
from email.message import EmailMessage
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from reportedly.clean import clean
from reportedly.intake import Options, Raw, _formats
from reportedly.intake._decode import decode
from reportedly.model import Article, Skipped
from reportedly.times import date
from torture import inputs

#: What one file may give; a mutation never makes many more of them.
LIMIT = 200_000
BOUNDED = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


# --- good files, and what is done to them -----------------------------------------------------------------------------


def _mail() -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = (
        "Desk <desk@courier.example>",
        "Bridge",
        "Mon, 05 Nov 1956 10:00 +0000",
    )
    made.set_content(inputs.REPORT)
    made.add_alternative(inputs.page("Bridge", inputs.FIRST), subtype="html")
    made.add_attachment(inputs.LAST.encode(), maintype="text", subtype="plain", filename="../../last.txt")
    return bytes(made)


def _pdf() -> bytes:
    """One page with a line of text; readers mend its table of places."""
    words = b"BT /F1 12 Tf 72 720 Td (Mr Eden said on Monday that the bridge was open.) Tj ET"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(words), words),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )  # fmt: skip
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (number, part) for number, part in enumerate(parts, 1))
    return b"%PDF-1.4\n" + body + b"trailer\n<< /Root 1 0 R /Size 6 >>\n%%EOF\n"


@cache
def seeds() -> dict[str, tuple[bytes, ...]]:
    """Good and bad files by the ending of their names."""

    def of(*ids: str) -> dict[str, bytes]:
        files = {name: data for id in ids for name, data in inputs.CASES[id].make().items()}
        return {name: data for name, data in files.items() if len(data) < 50_000}

    def ending(files: dict[str, bytes], suffix: str) -> tuple[bytes, ...]:
        return tuple(data for name, data in files.items() if name.endswith(suffix))

    texts = of("T03", "T04", "T05", "T06", "T07", "T08", "T09", "T10", "T11", "T39", "T40", "T42")
    lines = of("T10", "T30", "T31", "T32", "T34", "T35", "T36", "T37", "T41")
    packed = of("T27", "T28", "T29")
    small_csv = inputs.CASES["T38"].make()
    return {
        "txt": ending(texts, ".txt"),
        "html": (*ending(of("T05", "T20", "T21"), ".html"), inputs.page("Bridge", inputs.REPORT).encode()),
        "jsonl": ending(lines, ".jsonl"),
        "json": (b"[" + inputs.line("a").encode() + b",\n" + inputs.line("b").encode() + b"]",),
        "rss": ending(of("T22", "T24"), ".rss"),
        "csv": tuple(data for data in small_csv.values() if len(data) < 50_000),
        "tsv": (small_csv["wide.csv"],),
        "eml": (_mail(),),
        "gz": ending(packed, ".jsonl.gz"),
        "zip": ending(packed, ".zip"),
        "warc": ending(packed, ".warc"),
        "warc.gz": ending(packed, ".warc.gz"),
        "pdf": (_pdf(),),
        "parquet": (b"PAR1" + bytes(range(256)) + b"PAR1",),
        "": (*ending(texts, ".txt"), *ending(packed, ".zip"), _pdf(), _mail()),
    }


_SCRIBBLES = st.sampled_from(
    (b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"PK\x03\x04", b"\r\n", b"\r", b'"', b"<", b">",
     b"]]>", b"&#x0;", b"&#55296;", b"<!--", b"<![CDATA[", b"\\ud800", b"{", b"[" * 80, b",", b";", b"\xed\xa0\x80",
     b"-1", b"99999999999999999999", b"\xc2", b"\xe2\x80", b"\x80", b"=\r\n", b"=?utf-8?b?", b"%PDF-", b"endobj",
     b"WARC/1.0")
) | st.binary(min_size=1, max_size=6)  # fmt: skip


@st.composite
def hostile(draw: st.DrawFn, suffix: str) -> bytes:
    """A good file of that ending after up to six things done to it."""
    data = draw(st.sampled_from(seeds()[suffix]))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(data)))
        end = at + draw(st.integers(0, 40))
        how = draw(st.sampled_from(("cut", "drop", "insert", "double", "flip", "end")))
        if how == "cut":
            data = data[:at]
        elif how == "drop":
            data = data[:at] + data[end:]
        elif how == "double":
            data = data[:end] + data[at:end] * 2 + data[end:]
        elif how == "flip":
            data = data[:at] + bytes(byte ^ 0x55 for byte in data[at:end]) + data[end:]
        else:
            scribble = draw(_SCRIBBLES)
            data = data + scribble if how == "end" else data[:at] + scribble + data[at:]
    return data


# --- what must hold ---------------------------------------------------------------------------------------------------


def checked(article: Article) -> None:
    """Blocks in order, apart and within the text; the text can be stored and written."""
    text = article.text
    text.encode("utf-8")
    spans = [block.span for block in article.blocks]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    assert all(0 <= span.start < span.end <= len(text) for span in article.triggers)
    assert article.id and article.raw


def fed(name: str, data: bytes, **options: object) -> list[Article | Skipped]:
    raw = Raw.of(name or "input", data, inner=name)
    return list(_formats.read(raw, Options(limit=LIMIT, **options)))  # type: ignore[arg-type]


@pytest.mark.parametrize("suffix", sorted(seeds()))
def test_whatever_goes_in_articles_and_reasons_come_out(suffix: str) -> None:
    @BOUNDED
    @given(hostile(suffix))
    def holds(data: bytes) -> None:
        found = fed(f"a.{suffix}" if suffix else "", data)
        assert found, "nothing is lost without a word"
        for item in found:
            if isinstance(item, Skipped):
                assert item.origin and item.reason[:1].isupper() and item.reason.endswith((".", "?", ")"))
                assert len(item.reason) < 1000
                continue
            checked(item)
            ready = date(clean(item))
            assert ready.text == item.text and ready.id == item.id
            checked(ready)
            assert all(span.of(ready.text) == span.of(ready.text).strip() for span in (b.span for b in ready.blocks))

    holds()


@BOUNDED
@given(st.binary(max_size=300), st.sampled_from(sorted(seeds())))
def test_noise_is_refused_or_read(data: bytes, suffix: str) -> None:
    for item in fed(f"a.{suffix}" if suffix else "", data):
        if isinstance(item, Article):
            checked(item)


_TEXTS = st.lists(
    st.sampled_from(("Mr Eden said no. ", "“", "é", "Минск", "北京", "\U0001f600", "\r\n", "\x00", "\ufffd")),
    max_size=20,
).map("".join)


def _one_for_one(data: bytes, text: str, encoding: str, unit: int) -> bool:
    """Whether every character stands for its own bytes, and each U+FFFD for one unit that is none."""
    at = 0
    replaced = "\ufffd".encode(encoding)
    for character in text:
        own = character.encode(encoding)
        if data.startswith(own, at):
            at += len(own)
        elif character == "\ufffd" and not data.startswith(replaced, at):
            at += unit
        else:
            return False
    return len(data) <= at < len(data) + unit


@pytest.mark.parametrize(("encoding", "unit"), [("utf-8", 1), ("utf-16-le", 2), ("utf-16-be", 2), ("utf-32-le", 4)])
def test_bytes_become_characters_one_for_one(encoding: str, unit: int) -> None:
    @settings(BOUNDED, max_examples=150)
    @given(_TEXTS, st.binary(max_size=7), st.integers(0, 80))
    @example("ab", b"\xff", 1)
    def holds(words: str, bad: bytes, at: int) -> None:
        data = words.encode(encoding)
        at = at // unit * unit
        data = data[:at] + bad + data[at:]
        if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
            data = b"a".ljust(unit, b"\x00") + data if encoding != "utf-16-be" else b"\x00a" + data
        text, notes = decode(data, encoding)
        assert _one_for_one(data, text, encoding, unit)
        lost = text.count("\ufffd") > data.count("\ufffd".encode(encoding))
        assert bool(notes) >= lost, "what was lost is said"

    holds()


@BOUNDED
@given(_TEXTS)
def test_what_was_decoded_can_be_found_again(words: str) -> None:
    """Text in any of the usual encodings, told by itself: the same characters, or a note that it was guessed."""
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        text, notes = decode(words.encode(encoding))
        assert text == words or not words.isprintable() or notes or not words


def test_the_checks_can_fail() -> None:
    assert not _one_for_one(b"a\xffb", "a\ufffdc", "utf-8", 1)
    assert not _one_for_one(b"a\xff\xffb", "a\ufffdb", "utf-8", 1)
    assert _one_for_one(b"a\xff\xffb", "a\ufffd\ufffdb", "utf-8", 1)
    with pytest.raises(UnicodeEncodeError):
        checked(Article("a", "\ud800", raw="x"))
    assert io.BytesIO(_pdf()).read(5) == b"%PDF-"
