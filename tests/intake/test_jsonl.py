"""JSON Lines: every line with text is one article, in order; every other line is named with its number."""

from __future__ import annotations

import hashlib
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportedly import intake
from reportedly.intake import Options, Raw, jsonl
from reportedly.model import Article, Passage, Skipped


def read(data: bytes | str, name: str = "x.jsonl", **options: Any) -> list[Article | Skipped]:
    raw = Raw.of(name, data.encode() if isinstance(data, str) else data)
    return list(jsonl.articles(raw, Options(kind="jsonl", **options)))


def one(line: object, **options: Any) -> Article:
    (article,) = read(json.dumps(line) + "\n", **options)
    assert isinstance(article, Article), article
    return article


def test_the_fields_of_a_line() -> None:
    line = {
        "id": "nyt-1", "text": "Words.", "date": "1962-10-22", "title": "Blockade", "url": "https://example.org/1",
        "outlet": "Daily", "language": "en", "triggers": [[0, 5]], "section": "World", "tags": ["a", {"b": 1}],
    }  # fmt: skip
    article = one(line)
    assert (article.id, article.text, article.given_date, article.title) == (
        "nyt-1",
        "Words.",
        "1962-10-22",
        "Blockade",
    )
    assert (article.url, article.outlet, article.language) == ("https://example.org/1", "Daily", "en")
    assert article.triggers == (Passage(0, 5),)
    assert article.meta == {"section": "World", "tags": ["a", {"b": 1}]}
    assert article.origin == "x.jsonl:line 1"
    assert article.raw == hashlib.sha256(json.dumps(line).encode()).hexdigest()
    assert article.notes == ()


def test_without_an_id_text_and_address_make_one() -> None:
    plain, addressed = one({"text": "Words."}), one({"text": "Words.", "url": "https://example.org/1"})
    assert plain.id != addressed.id
    assert plain.id == one({"text": "Words.", "other": 1}).id


@pytest.mark.parametrize(
    "line",
    [
        "[1, 2]", "7", '"words"', "null", "true", "NaN", "{", "{'text': 'x'}", '{"text": "x"} {"text": "y"}', "words",
        '{"id": "1"}', '{"text": ""}', '{"text": null}', '{"text": 5}', '{"text": ["x"]}', '{"html": ""}',
        '{"html": 3}', '{"html": "<p> </p>"}', '{"text": "x", "score": NaN}', '{"text": "x", "score": 1e999}',
        '{"text": "x", "n": ' + "9" * 5000 + "}", '{"text": "x", "n": ' + "[" * 100 + "]" * 100 + "}",
        "[" * 100_000, '{"text":' * 50_000, '{"text": "x\ty"}',
    ],
)  # fmt: skip
def test_a_bad_line_is_named_and_the_rest_is_read(line: str) -> None:
    before, bad, after = read(f'{{"text": "Before."}}\n\n{line}\n{{"text": "After."}}\n')
    assert isinstance(before, Article) and isinstance(after, Article)
    assert isinstance(bad, Skipped)
    assert bad.origin == "x.jsonl:line 3"
    assert bad.reason.endswith(".")
    assert after.origin == "x.jsonl:line 4"


def test_ids_that_are_no_strings() -> None:
    assert one({"id": 17, "text": "x"}).id == "17"
    assert "number" in one({"id": 17, "text": "x"}).notes[0]
    for value in (None, "", [1], {"a": 1}, True):
        assert one({"id": value, "text": "x"}).id.startswith("a-")


def test_triggers_outside_the_text_are_left_out_and_noted() -> None:
    bad: list[Any] = [[0, 99], [3, 3], [4, 2], [-1, 2], [0.0, 2], ["0", "2"], [0, True], [1, 2, 3], 5, None]
    article = one({"text": "Words.", "triggers": [[0, 5], *bad]})
    assert article.triggers == (Passage(0, 5),)
    assert f"{len(bad)} of {len(bad) + 1} triggers" in article.notes[0]
    assert one({"text": "Words.", "triggers": "all"}).triggers == ()
    assert one({"text": "Words.", "triggers": None}).notes == ()


def test_dates_that_cannot_be_read_are_kept() -> None:
    article = one({"text": "x", "date": "last Monday"})
    assert article.given_date is None and article.meta["date"] == "last Monday" and "last Monday" in article.notes[0]
    assert one({"text": "x", "date": "1962-10-22T10:00:00Z"}, date="1999").given_date == "1962-10-22"
    assert one({"text": "x"}, date="1999").given_date == "1999"


def test_text_of_white_space_is_still_one_article() -> None:
    assert "white space" in one({"text": " \n"}).notes[0]


def test_fields_of_the_wrong_type_go_to_meta() -> None:
    article = one({"text": "x", "title": 5, "url": ["a"]})
    assert article.title is None and article.url is None
    assert article.meta == {"title": 5, "url": ["a"]} and len(article.notes) == 2


def test_columns_can_be_mapped() -> None:
    article = one({"content": "Words.", "source": "Daily", "k": 1}, map={"text": "content", "outlet": "source"})
    assert (article.text, article.outlet, article.meta) == ("Words.", "Daily", {"k": 1})


def test_lone_surrogates_anywhere() -> None:
    (article,) = read('{"id": "\\ud800", "text": "a\\udc00b \\ud83d\\ude00", "k\\ud800": "\\ud800"}\n')
    assert isinstance(article, Article)
    assert article.text == "a\ufffdb \U0001f600" and article.id == "\ufffd" and article.meta == {"k\ufffd": "\ufffd"}
    assert any("surrogate" in note for note in article.notes)


def test_bytes_that_are_not_utf8_are_lost_one_for_one() -> None:
    (article,) = read(b'{"text": "caf\xe9 \xff\xfe."}\n')
    assert isinstance(article, Article) and article.text == "caf\ufffd \ufffd\ufffd."
    assert "byte 13" in article.notes[0]
    (article,) = read('{"text": "café"}\n'.encode("cp1252"), encoding="cp1252")
    assert isinstance(article, Article) and article.text == "café"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_encodings_of_the_file(encoding: str) -> None:
    found = read('{"text": "Genève."}\r\n{"text": "Two\\n."}\n'.encode(encoding))
    assert [item.text for item in found if isinstance(item, Article)] == ["Genève.", "Two\n."]


def test_only_line_feeds_end_lines() -> None:
    (article,) = read('{"text": "a\u2028b\u0085c"}')
    assert isinstance(article, Article) and article.text == "a\u2028b\u0085c"


def test_a_line_of_markup() -> None:
    page = "<title>T</title><h1>Blockade lifted</h1><p>Ships turned back &amp; left.</p>"
    article = one({"id": "1", "html": page, "date": "1962-10-24", "outlet": "Daily", "triggers": [[17, 22]], "k": 1})
    assert article.text == "Blockade lifted\n\nShips turned back & left."
    assert article.triggers[0].of(article.text) == "Ships"
    assert (article.id, article.outlet, article.given_date, article.meta) == ("1", "Daily", "1962-10-24", {"k": 1})
    assert article.blocks[0].kind == "headline"


def test_text_goes_before_markup() -> None:
    article = one({"text": "Words.", "html": "<p>Other.</p>"})
    assert article.text == "Words." and "both" in article.notes[0]


@pytest.mark.parametrize(
    "data",
    [
        '[{"text": "One."}, {"text": "Two."}]',
        '[\n  {"text": "One."},\n  {\n    "text": "Two."\n  }\n]\n',
        '{"text": "One."}\n{"text": "Two."}\n',
    ],
)
def test_json_files_of_lists_or_of_lines(tmp_path: Path, data: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(data)
    assert [item.text for item in intake.open([str(path)]) if isinstance(item, Article)] == ["One.", "Two."]


def test_a_json_file_of_one_object(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('{\n "id": "1",\n "text": "One."\n}\n')
    (article,) = intake.open([str(path)])
    assert isinstance(article, Article) and article.id == "1" and article.origin == str(path)


def test_a_first_line_that_is_a_list_costs_only_itself() -> None:
    bad, good = read('[1, 2]\n{"text": "Words."}\n')
    assert isinstance(bad, Skipped) and isinstance(good, Article)


def test_what_follows_a_list_is_not_passed_over_in_silence(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"text": "One."}]\n{"text": "Two."}\n')
    one, rest = intake.open([str(path)])
    assert isinstance(one, Article) and isinstance(rest, Skipped)


def test_a_list_that_breaks_off(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text('[{"text": "One."}, 5, {"text": "Tw')
    one, two, three = intake.open([str(path)])
    assert isinstance(one, Article) and isinstance(two, Skipped) and isinstance(three, Skipped)
    assert three.origin.endswith(":item 3")


@given(st.lists(st.text(st.characters(exclude_categories=()), min_size=1), max_size=5), st.booleans())
def test_any_text_comes_back_as_it_is(texts: list[str], ascii_only: bool) -> None:
    lines = [json.dumps({"id": str(n), "text": text}, ensure_ascii=ascii_only) for n, text in enumerate(texts)]
    data = "\n".join(lines).encode("utf-8", "surrogatepass" if ascii_only else "replace")
    # what the file holds, read by the standard library
    truth = [json.loads(line)["text"] for line in data.decode().split("\n") if line]
    found = read(data)
    if not texts:
        assert isinstance(found[0], Skipped)
        return
    assert [item.id for item in found if isinstance(item, Article)] == [str(n) for n in range(len(texts))]
    for item, text in zip(found, truth, strict=True):
        assert isinstance(item, Article)
        assert item.text == "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


_KEYS = st.sampled_from(["id", "text", "html", "date", "triggers", "url"])
_SCALARS = st.none() | st.booleans() | st.floats() | st.integers() | st.text()


@given(st.recursive(_SCALARS, lambda inner: st.lists(inner) | st.dictionaries(_KEYS, inner), max_leaves=8))
def test_no_line_raises(value: Any) -> None:
    for item in read(json.dumps(value)):
        assert isinstance(item, Article | Skipped)
        if isinstance(item, Article):
            item.text.encode("utf-8")
            json.dumps(dict(item.meta), allow_nan=False).encode("utf-8")


def test_a_long_file_is_not_held(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("w") as file:
        for n in range(500):
            file.write(json.dumps({"id": str(n), "text": "Words " * 1000}) + "\n")
    tracemalloc.start()
    count = sum(1 for _ in intake.open([str(path)]))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 500
    assert peak < path.stat().st_size / 4
