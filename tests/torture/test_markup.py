"""T19 to T29: web pages, feeds and archives made by strangers, or by enemies."""

from __future__ import annotations

import html
import json
import os
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reportedly import intake
from reportedly.model import Article, Skipped
from torture import inputs
from torture.child import POSIX, Done, run
from torture.conftest import Fed, write
from torture.sound import contents, sound
from torture.test_records import Links

Plain = dict[str, Any]
RULES = ("--reader", "rules")
OPEN_AGAIN = "“Bridge number {} is open again.”"


def read(fed: Fed, id: str, *names: str) -> Done:
    """The files of a case (all, if none is named) read at the shell, within the case's limits."""
    case = inputs.CASES[id]
    done = run("read", *([fed(id) / name for name in names] or [fed(id)]), *RULES, seconds=case.seconds)
    for row in done.rows:
        sound(row)
    return done.within(case.seconds, case.megabytes)


def articles(path: Path, **options: Any) -> list[Article | Skipped]:
    return list(intake.open([str(path)], intake.Options(**options)))


def texts(found: list[Article | Skipped]) -> list[str]:
    return [item.text for item in found if isinstance(item, Article)]


def reasons(found: list[Article | Skipped]) -> list[str]:
    return [f"{Path(item.origin).name}: {item.reason}" for item in found if isinstance(item, Skipped)]


# --- T19, T20: markup -------------------------------------------------------------------------------------------------


def test_fifty_thousand_elements_in_one_another_are_read(fed: Fed) -> None:
    done = read(fed, "T19")
    assert done.code == 0 and len(done.rows) == 2
    for row in done.rows:
        assert OPEN_AGAIN.format(1) in contents(row)
        assert any("nested too deeply" in note for note in row["notes"])


def test_huge_attributes_cost_nothing_and_what_is_lost_is_said(fed: Fed) -> None:
    done = read(fed, "T20")
    assert done.code == 1
    kept = [row for row in done.rows if OPEN_AGAIN.format(1) in contents(row)]
    assert len(kept) == 4, "both with attributes, and what stands before a script or a comment without an end"
    assert not any("number 2" in row["text"] for row in done.rows)
    refused = sorted(Path(said.split(": ")[1]).name for said in done.said)
    assert refused == ["frameset.html", "unclosed_title.html"]
    assert all("no visible text" in said for said in done.said)
    assert any("<title>" in said and "never closed" in said for said in done.said)


def test_text_behind_what_is_never_closed_is_said_to_be_lost(fed: Fed) -> None:
    for name in ("unclosed_script.html", "unclosed_comment.html"):
        (article,) = articles(fed("T20") / name)
        assert isinstance(article, Article)
        assert any("was lost" in note and "never closed" in note for note in article.notes), name


# --- T21: script ------------------------------------------------------------------------------------------------------

#: Attributes in which a browser would run something.
_RUNS = re.compile(r"on\w+\Z", re.IGNORECASE)
_SCHEMES = ("javascript:", "data:", "vbscript:")


@pytest.fixture(scope="module")
def dossier(fed: Fed, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("script")
    assert run("add", folder / "a.db", fed("T21"), "--reader", "rules").within(20, 1500).code == 0
    for suffix in ("html", "md", "json"):
        assert run("brief", folder / "a.db", "-o", folder / f"brief.{suffix}").within(20, 1500).code == 0
    return folder


def test_script_is_text_on_the_page(dossier: Path) -> None:
    raw = (dossier / "brief.html").read_text("utf-8")
    page = Links(raw)
    assert raw.count("<script") == 1, "our own"
    assert not [name for _, name, _ in page.attributes if _RUNS.match(name)]
    assert not [link for link in page.links if link.strip().lower().startswith(_SCHEMES)]
    shown = " ".join(" ".join(page.text).split())
    for bad in inputs.SCRIPTS:
        assert " ".join(bad.split()) in shown, bad
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]+)"', raw)[1])  # type: ignore[index]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    assert {link for link in page.links if not link.startswith("#")} == set()


def test_script_is_text_in_markdown_and_json(dossier: Path) -> None:
    markdown = (dossier / "brief.md").read_text("utf-8")
    assert not re.search(r"(?<!\\)<(?:script|img|svg|a|b)\b", markdown, re.IGNORECASE)
    assert not re.search(r"\]\((?:javascript|data|vbscript):", markdown, re.IGNORECASE)
    plain = json.loads((dossier / "brief.json").read_bytes())
    assert any("<script>alert(1)</script>" in article["text"] for article in plain["articles"])


# --- T22, T23: entities -----------------------------------------------------------------------------------------------


def test_entities_that_swell_are_refused_before_they_do(fed: Fed) -> None:
    done = read(fed, "T22")
    assert (done.code, done.out) == (1, b"")
    assert len(done.said) == 2
    assert all("DOCTYPE, line 2" in said and "refused" in said for said in done.said)


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and what was said to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        done = threading.Event()

        def listen() -> None:
            while not done.is_set():
                try:
                    with server.accept()[0] as talk:
                        heard.append(talk.recv(100))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        yield server.getsockname()[1], heard
        done.set()
        thread.join()


def test_no_file_is_read_and_nobody_asked_for_an_entity(tmp_path: Path, listener: tuple[int, list[bytes]]) -> None:
    port, heard = listener
    secret = tmp_path / "secret.txt"
    if POSIX:
        # Whoever opened it would wait for ever, whatever library it was: the run would not end in time.
        os.mkfifo(secret)
    else:
        secret.write_text("THE SECRET", encoding="utf-8")
    write(inputs.foreign(secret.as_uri(), f"http://127.0.0.1:{port}"), tmp_path / "in")
    done = run("read", tmp_path / "in", *RULES, seconds=6).within(20, 1500)
    assert done.code == 1
    assert heard == []
    assert "THE SECRET" not in done.text
    refused = {Path(said.split(": ")[1]).name for said in done.said}
    assert {"xxe_file.rss", "xxe_http.rss", "ext_dtd.rss", "param.rss"} <= refused
    assert inputs.FIRST in [row["text"] for row in done.rows], "the feed without a document type"


# --- T24: feeds -------------------------------------------------------------------------------------------------------


def test_a_broken_feed_keeps_its_good_items_and_names_the_line(fed: Fed) -> None:
    found = articles(fed("T24") / "broken.rss")
    assert texts(found) == [inputs.FIRST, inputs.LAST]
    (reason,) = reasons(found)
    assert reason.startswith("broken.rss:item 2:") and "at line 7" in reason


def test_no_items_and_no_feed_are_said(fed: Fed) -> None:
    assert reasons(articles(fed("T24") / "no_items.rss")) == ["no_items.rss: The feed has no items."]
    (reason,) = reasons(articles(fed("T24") / "html.rss"))
    assert "web page" in reason
    done = read(fed, "T24")
    assert done.code == 1 and len(done.rows) == 7


def test_wrong_dates_relative_links_and_ids_given_twice(fed: Fed) -> None:
    found = [item for item in articles(fed("T24") / "dates.rss") if isinstance(item, Article)]
    assert [article.text for article in found] == [
        inputs.FIRST, inputs.report(11), inputs.report(12), inputs.report(13), inputs.LAST,
    ]  # fmt: skip
    assert any("could not be read" in note for note in found[1].notes)
    assert found[1].meta["date"] == "Foo, 99 Bar 1956 99:99"
    assert (found[2].url, found[2].given_date) == ("https://courier.example/relative", "1956-11-05")
    assert len({article.id for article in found}) == 5


# --- T25, T26: bombs --------------------------------------------------------------------------------------------------


def test_a_gzip_bomb_is_left_at_the_limit(fed: Fed) -> None:
    done = read(fed, "T25")
    assert done.code == 1
    assert [row["text"] for row in done.rows] == [inputs.FIRST, inputs.LAST], "the lines around it"
    assert len(done.said) == 2
    assert all("more than 20 MB" in said and "--limit" in said for said in done.said)
    alone = run("read", fed("T25") / "bomb.html.gz", *RULES)
    assert alone.within(20, 200).code == 1, "never whole in memory"


def test_a_zip_bomb_is_left_at_the_limit_at_any_depth(fed: Fed) -> None:
    done = read(fed, "T26", "bomb.zip", "nested.zip")
    assert done.code == 1
    assert [row["text"] for row in done.rows].count(inputs.FIRST) == 3
    assert inputs.LAST in [row["text"] for row in done.rows]
    assert all("bomb.txt" in said and "more than 20 MB" in said for said in done.said)


def test_of_too_many_members_the_first_are_read_and_that_is_said(fed: Fed) -> None:
    found = articles(fed("T26") / "members.zip")
    kept = len(texts(found))
    assert 0 < kept < 20_000
    (reason,) = reasons(found)
    assert "20000 members" in reason and str(kept) in reason


# --- T27: names that lead out -----------------------------------------------------------------------------------------


def test_nothing_is_unpacked_anywhere(fed: Fed, tmp_path: Path) -> None:
    there = tmp_path / "deep" / "down"
    there.mkdir(parents=True)
    (there / "slip.zip").write_bytes((fed("T27") / "slip.zip").read_bytes())
    done = run("add", "a.db", "slip.zip", *RULES, cwd=there).within(20, 1500)
    assert done.code == 0
    assert sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")) == [
        "deep", "deep/down", "deep/down/a.db", "deep/down/slip.zip",
    ]  # fmt: skip
    assert not [path for path in done.written if "evil" in path]
    assert not list(Path("/tmp").glob("evil*")) and not list(Path.cwd().glob("evil*"))


def test_members_are_read_by_content_and_odd_names_are_shown_escaped(fed: Fed) -> None:
    found = articles(fed("T27") / "slip.zip")
    numbers = {int(number) for text in texts(found) for number in re.findall(r"Bridge report (\d+)", text)}
    assert numbers == {1, 2, *range(20, 20 + len(inputs.SLIPPING)), 40, 41, 42, 43}
    (reason,) = reasons(found)
    assert "1 link" in reason
    assert not any("root:" in text for text in texts(found)), "no link was followed"
    for item in found:
        assert item.origin.isprintable(), item.origin


# --- T28, T29: archives cut and lying ---------------------------------------------------------------------------------


def lost(found: list[Article | Skipped]) -> bool:
    """Whether the exit status is not 0."""
    return any(item.lost for item in found if isinstance(item, Skipped))


def bridges(found: list[Article | Skipped]) -> list[int]:
    numbers = (re.search(r"Bridge report (\d+)", text) for text in texts(found))
    return [int(number[1]) for number in numbers if number]


@pytest.mark.parametrize(
    ("name", "bad", "kept", "said"),
    [
        ("truncated.jsonl.gz", True, range(20, 41), "cut short at byte"),
        ("junk.jsonl.gz", True, range(3, 4), "What follows byte"),
        ("members.jsonl.gz", False, range(3, 4), ""),
        ("crc.jsonl.gz", True, range(3, 4), "does not fit its check sum"),
        ("fake.jsonl.gz", False, range(3, 4), "not packed by gzip"),
    ],
)
def test_what_was_whole_in_a_gzip_file_is_kept(fed: Fed, name: str, bad: bool, kept: range, said: str) -> None:
    path = fed("T28") / name
    found = articles(path)
    assert lost(found) == bad
    whole = texts(found)
    assert len(whole) in kept and whole[0] == inputs.FIRST
    told = " ".join(reasons(found))
    assert said in told and len(reasons(found)) == bool(said)
    if name == "truncated.jsonl.gz":
        assert f"cut short at byte {path.stat().st_size}" in told
        assert f"Articles read before that: {len(whole)}" in told


@pytest.mark.parametrize(
    ("name", "bad", "numbers", "said"),
    [
        (
            "mixed.warc",
            True,
            [1, 3, 4, 2],
            ["record 9: It could not", "1 metadata", "1 revisit record", "picture"],
        ),
        ("truncated.warc.gz", True, [1], ["cut short at byte", "1 request record"]),
        ("bad_length.warc", False, [1, 1, 2], ["record 4: It states", "the next record is at byte"]),
        ("negative_length.warc", False, [1, 1, 2], ["record 4: It states no length"]),
        ("good.warc.gz", False, [1, 2], ["1 request record"]),
    ],
)
def test_good_answers_in_a_web_archive_are_kept(
    fed: Fed, name: str, bad: bool, numbers: list[int], said: list[str]
) -> None:
    found = articles(fed("T29") / name)
    assert lost(found) == bad
    assert bridges(found) == numbers
    told = " ".join(reasons(found))
    assert all(words in told for words in said), told


def test_archives_are_read_at_the_shell_within_the_limits(fed: Fed) -> None:
    case = inputs.CASES["T29"]
    names = ["truncated.jsonl.gz", "crc.jsonl.gz"]
    done = run("read", *(fed("T28") / name for name in names), fed("T29"), *RULES, seconds=case.seconds)
    assert done.within(case.seconds, case.megabytes).code == 1
    assert len(done.rows) > 40
    assert [name for name in names if not any(name in said for said in done.said)] == []
