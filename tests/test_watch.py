"""Watching: what is new is taken once, whatever fails is named and tried again, and what it means is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from reportedly import cli, fetch
from reportedly import watch as watching
from reportedly.desk import Desk
from reportedly.errors import StoreBusy, UsageError
from reportedly.intake import Options
from reportedly.model import Article
from reportedly.reading import Reader
from reportedly.store import Store
from reportedly.watch import Look, Watch, watch
from served import Site, guest

PROMISED = "Moscow said on Monday that it would withdraw its troops from Hungary by 30 October 1956.\n"
DENIED = "The Soviet foreign minister, Dmitri Shepilov, denied that Soviet tanks had fired on the crowd in Budapest.\n"
FIRED = "Soviet tanks fired on the crowd in Budapest on Thursday, the United States said."
WITHDREW = "Soviet troops withdrew from Hungary on Tuesday, Nagy said."
ELSEWHERE = "Britain attacked Egypt on Wednesday, Cairo said."
LONG = " ".join(f"Delegates of {n} countries met in New York on Sunday to speak about Hungary." for n in range(20, 60))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(kind="rules")


@pytest.fixture
def desk(tmp_path: Path, reader: Reader) -> Desk:
    return Desk(tmp_path / "october.db", reader=reader)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "SETTLED", 0.0)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made, shared = Site(), guest()
    monkeypatch.setattr(fetch, "shared", lambda: shared)
    yield made
    made.server.shutdown()
    made.server.server_close()


def item(n: object, words: str, day: str = "29 Oct 1956", link: str = "https://courier.example/{}") -> str:
    return (
        f"<item><title>Item {n}</title><link>{link.format(n)}</link><guid isPermaLink='false'>g{n}</guid>"
        f"<pubDate>{day} 10:00:00 GMT</pubDate><description>{words}</description></item>"
    )


def feed(*items: str) -> str:
    return (
        f'<?xml version="1.0"?><rss version="2.0"><channel><title>The Courier</title>{"".join(items)}</channel></rss>'
    )


def texts(desk: Desk) -> list[str]:
    ids = desk.store.ids()
    known = desk.store.texts(ids)
    return [known[id].strip() for id in ids]


def told(look: Look) -> list[tuple[str, str]]:
    return [(row["kind"], row["says"]) for row in look.news]


# --- what is taken ------------------------------------------------------------------------------------------------


def test_a_folder_that_gains_a_file(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(PROMISED)
    (folder / ".hidden.txt").write_text(ELSEWHERE)
    watched = Watch(desk, [folder], options=Options(date="1956-10-29"))
    assert len(watched.look().added) == 1
    assert watched.look() == Look()
    (folder / "sub" / "b.txt").write_text(DENIED)
    second = watched.look()
    assert len(second.added) == 1 and second.skipped == ()
    assert texts(desk) == [PROMISED.strip(), DENIED.strip()]
    # State is the store alone: a new watcher finds nothing new.
    assert Watch(desk, [folder]).look() == Look()


def test_a_file_that_changes_is_read_again(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps({"id": "a", "text": PROMISED}) + "\n")
    watched = Watch(desk, [folder])
    watched.look()
    with (folder / "a.jsonl").open("a") as file:
        file.write(json.dumps({"id": "b", "text": DENIED}) + "\n")
    assert watched.look().added == ("b",)


def test_a_file_that_is_being_written_is_left_for_the_next_look(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(PROMISED[:30])
    monkeypatch.setattr(watching, "SETTLED", 5.0)

    def meanwhile(seconds: float) -> None:
        assert seconds == 5.0
        if (folder / "a.txt").read_text() != PROMISED:
            (folder / "a.txt").write_text(PROMISED)

    monkeypatch.setattr(time, "sleep", meanwhile)
    watched = Watch(desk, [folder])
    assert watched.look() == Look()
    assert len(watched.look().added) == 1
    assert texts(desk) == [PROMISED.strip()]


def test_a_feed_file_that_gains_an_item(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(item(1, FIRED)))
    watched = Watch(desk, [path])
    assert len(watched.look().added) == 1
    # The first item is told in other words now; it was taken.
    path.write_text(feed(item(1, f"{FIRED} More soon."), item(2, WITHDREW)))
    assert len(watched.look().added) == 1
    assert Watch(desk, [path]).look() == Look()
    assert texts(desk) == [FIRED, WITHDREW]


def test_items_that_all_lead_to_one_page_are_each_taken(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "feed.xml"
    shared = "https://courier.example/live"
    path.write_text(feed(item(1, FIRED, link=shared), item(2, WITHDREW, link=shared)))
    assert len(Watch(desk, [path]).look().added) == 2
    path.write_text(feed(*(item(n, words, link=shared) for n, words in enumerate((FIRED, WITHDREW, ELSEWHERE), 1))))
    assert len(Watch(desk, [path]).look().added) == 1
    assert Watch(desk, [path]).look() == Look()


def test_two_feeds_tell_one_item(desk: Desk, tmp_path: Path) -> None:
    for name in ("a.xml", "b.xml"):
        (tmp_path / name).write_text(feed(item(1, f"{FIRED} ({name})")))
    assert len(Watch(desk, [tmp_path / "a.xml", tmp_path / "b.xml"]).look().added) == 1


def test_lines_with_ids_of_their_own_are_no_items_of_a_feed(desk: Desk, tmp_path: Path) -> None:
    url = "https://courier.example/1"
    rows = [{"id": str(n), "text": f"{words} ({n})", "url": url} for n, words in enumerate((FIRED, WITHDREW))]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert Watch(desk, [tmp_path / "a.jsonl"]).look().added == ("0", "1")


def test_what_fails_is_named_once_and_tried_again(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "b.xml").write_text(feed(item(1, FIRED)))
    watched = Watch(desk, [tmp_path / "a.xml", tmp_path / "b.xml"])
    first = watched.look()
    assert len(first.added) == 1
    assert [item.reason for item in first.skipped] == ["There is no such file or folder."]
    assert watched.look() == Look()
    (tmp_path / "a.xml").write_text("<rss><channel>")
    assert [item.origin for item in watched.look().skipped] == [str(tmp_path / "a.xml")]
    (tmp_path / "a.xml").write_text(feed(item(2, WITHDREW)))
    assert len(watched.look().added) == 1
    (tmp_path / "a.xml").unlink()
    assert len(watched.look().skipped) == 1


def test_stopped_watching_keeps_what_was_read(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(feed(item(1, FIRED), item(2, WITHDREW)))
    read = Reader.read

    def stopped(self: Reader, article: Article) -> Any:
        if WITHDREW in article.text:
            raise KeyboardInterrupt
        return read(self, article)

    with monkeypatch.context() as patched:
        patched.setattr(Reader, "read", stopped)
        with pytest.raises(KeyboardInterrupt):
            Watch(desk, [path]).look()
    assert texts(desk) == [FIRED]
    assert len(Watch(desk, [path]).look().added) == 1


# --- what it means ------------------------------------------------------------------------------------------------


def test_what_is_new_about_the_watched(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(PROMISED + "\n" + DENIED)
    path = tmp_path / "feed.xml"
    watched = Watch(desk, [tmp_path / "a.txt", path], who=["Moscow", "Nagy"], options=Options(date="1956-10-29"))
    path.write_text(feed(item(0, ELSEWHERE)))
    first = watched.look()
    assert {kind for kind, _ in told(first)} == {"statement", "event"}
    assert ("statement", "Dmitri Shepilov: deny") in told(first)
    assert not any("United Kingdom" in says for _, says in told(first))
    path.write_text(feed(item(0, ELSEWHERE), item(1, FIRED), item(2, WITHDREW, "31 Oct 1956")))
    second = watched.look()
    kinds = [row["kind"] for row in second.news]
    assert kinds[-3:] == ["dispute", "verdict", "met"]
    by_kind = {row["kind"]: row for row in second.news}
    assert by_kind["dispute"]["says"].startswith("disputed, was denied: ")
    assert by_kind["dispute"]["quote"]["text"] in FIRED
    assert by_kind["verdict"]["says"].startswith("overtaken, was ")
    assert by_kind["met"]["says"] == "promise of Soviet Union, made 1956-10-29: met"
    assert by_kind["met"]["quote"]["text"] in WITHDREW
    spoken = next(row for row in second.news if row["says"] == "Nagy: assert")
    assert spoken["who"] == ["Moscow", "Nagy"]
    assert (spoken["outlet"], spoken["url"], spoken["published"]) == (
        "The Courier", "https://courier.example/2", "1956-10-31",
    )  # fmt: skip
    kept = desk.store.texts(desk.store.ids())
    for row in second.news:
        assert set(row) == {
            "kind", "id", "who", "says", "quote", "because", "article", "published", "outlet", "title", "url",
        }  # fmt: skip
        start, end = row["quote"]["span"]
        assert kept[row["article"]][start:end] == row["quote"]["text"] != ""
        assert row["kind"] in watching.KINDS and row["because"] and row["article"] == row["quote"]["article"]


def test_nobody_watched_is_everybody(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_text(feed(item(0, ELSEWHERE), item(1, FIRED)))
    says = [says for _, says in told(Watch(desk, [tmp_path / "feed.xml"]).look())]
    assert any("United Kingdom" in one for one in says) and any("Soviet" in one for one in says)


def test_a_watcher_that_begins_late_knows_what_was_known(desk: Desk, tmp_path: Path) -> None:
    """A verdict that stands already is no news; one that turns with the first new article is."""
    desk.add([Article("a", DENIED, given_date="1956-10-29"), Article("b", WITHDREW, given_date="1956-10-31")])
    (tmp_path / "feed.xml").write_text(feed(item(1, FIRED)))
    news = Watch(desk, [tmp_path / "feed.xml"]).look().news
    assert [row["says"].partition(":")[0] for row in news if row["kind"] in ("dispute", "verdict", "met")] == [
        "disputed, was denied"
    ]
    assert all(row["article"] not in ("a", "b") for row in news)


def test_a_reprint_is_no_news(desk: Desk, tmp_path: Path) -> None:
    wire = "\n\n".join(f"{words} It was the {n}th day." for n, words in enumerate((FIRED, WITHDREW, ELSEWHERE), 4))
    desk.add([Article("a", wire, given_date="1956-10-29")])
    (tmp_path / "b.txt").write_text(wire + "\n\nCairo asked for help.\n")
    look = Watch(desk, [tmp_path / "b.txt"], options=Options(date="1956-10-30")).look()
    assert look.copies == len(look.added) == 1
    assert {row["quote"]["text"] for row in look.news if row["kind"] in ("statement", "event")} <= {
        "Cairo asked for help.", "for help", "help",
    }  # fmt: skip


def test_what_an_analyst_rejected_is_no_news(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(FIRED)
    watched = Watch(desk, [tmp_path / "a.txt", tmp_path / "b.txt"])
    (first,) = watched.look().added
    desk.judge(first, "reject")
    (tmp_path / "b.txt").write_text(WITHDREW)
    assert {row["article"] for row in watched.look().news} == set(desk.store.ids()) - {first}


# --- from the web -------------------------------------------------------------------------------------------------


def page(words: str) -> tuple[int, dict[str, str], bytes]:
    html = (
        f"<html><head><title>x</title></head><body><article><h1>Told in full</h1><p>{words}</p></article></body></html>"
    )
    return 200, {"Content-Type": "text/html; charset=utf-8"}, html.encode()


def served(*items: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "application/rss+xml", "Cache-Control": "max-age=900"}, feed(*items).encode()


def test_an_item_with_only_a_summary_is_followed_to_its_page(desk: Desk, site: Site) -> None:
    site.pages |= {
        "/feed": served(item(1, FIRED, link=site.url("/{}")), item(2, LONG, link=site.url("/{}"))),
        "/1": (302, {"Location": "/full"}, b""),
        "/full": page(f"{FIRED} {LONG}"),
    }
    watched = Watch(desk, [site.url("/feed")])
    (first, second) = watched.look().added
    known = {article.id: article for article, _ in desk.store.articles([first, second])}
    assert (known[first].url, known[first].title) == (site.url("/full"), "Told in full")
    assert known[first].meta["asked_url"] == site.url("/1") and known[first].meta["guid"] == "g1"
    assert (known[first].given_date, known[first].outlet) == ("1956-10-29", "The Courier")
    assert known[second].text == LONG and known[second].url == site.url("/2")
    # Asked for again though it is fresh, and nothing is taken or fetched twice.
    site.asked.clear()
    assert watched.look() == Look()
    assert Watch(desk, [site.url("/feed")]).look() == Look()
    assert site.paths == ["/feed", "/feed"]


def test_full_can_be_said(desk: Desk, site: Site, tmp_path: Path) -> None:
    site.pages |= {"/feed": served(item(1, FIRED, link=site.url("/{}"))), "/1": page(LONG), "/2": page(LONG + FIRED)}
    Watch(desk, [site.url("/feed")], full=False).look()
    assert texts(desk) == [FIRED]
    (tmp_path / "feed.xml").write_text(feed(item(2, WITHDREW, link=site.url("/{}"))))
    Watch(desk, [tmp_path / "feed.xml"], full=True).look()
    assert LONG in texts(desk)[1]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        ((404, {}, b""), "Its page was not fetched. There is no such page any more"),
        ((403, {}, b""), "Its page was not fetched. news.example does not give it to everybody"),
        ((302, {"Location": "http://127.0.0.2/"}, b""), "Its page was not fetched. 127.0.0.2 is no public address"),
        ((200, {"Content-Type": "text/html"}, b"<html></html>"), "Its page was not read. "),
        (page("Log in to read on."), "Its page has fewer words than the feed."),
    ],
)
def test_where_the_page_cannot_be_had_the_feeds_words_are_taken(
    desk: Desk, site: Site, answer: object, note: str
) -> None:
    site.pages |= {"/feed": served(item(1, FIRED, link=site.url("/{}"))), "/1": answer}
    (id,) = Watch(desk, [site.url("/feed")]).look().added
    ((article, _),) = desk.store.articles([id])
    assert article.text == FIRED
    assert any(one.startswith(note) for one in article.notes), article.notes


def test_a_page_that_fails_for_now_is_tried_again(desk: Desk, site: Site) -> None:
    site.pages |= {"/feed": served(item(1, FIRED, link=site.url("/{}")), item(2, LONG)), "/1": (503, {}, b"")}
    watched = Watch(desk, [site.url("/feed")])
    first = watched.look()
    assert len(first.added) == 1
    assert [(one.origin, "tried again" in one.reason) for one in first.skipped] == [(site.url("/1"), True)]
    assert watched.look() == Look()
    site.pages["/1"] = page(LONG + FIRED)
    assert len(watched.look().added) == 1


def test_a_feed_that_fails_does_not_stop_the_others(desk: Desk, site: Site) -> None:
    site.pages["/feed"] = served(item(1, LONG))
    inside = "http://10.0.0.1/feed"
    look = Watch(desk, [site.url("/none"), inside, "file:///etc/passwd", site.url("/feed")]).look()
    assert len(look.added) == 1
    assert [one.origin for one in look.skipped] == [site.url("/none"), inside, "file:///etc/passwd"]


def test_a_page_under_watch_is_taken_anew_when_its_words_change(desk: Desk, site: Site) -> None:
    site.pages["/live"] = page(FIRED)
    watched = Watch(desk, [site.url("/live")])
    assert len(watched.look().added) == 1
    assert watched.look() == Look()
    site.pages["/live"] = page(WITHDREW)
    assert len(watched.look().added) == 1


# --- again and again ----------------------------------------------------------------------------------------------


def test_it_looks_every_so_often(desk: Desk, tmp_path: Path) -> None:
    slept: list[float] = []
    (tmp_path / "a.txt").write_text(FIRED)
    looks = list(islice(watch(desk, [tmp_path], every=2, sleep=slept.append), 3))
    assert [len(look.added) for look in looks] == [1, 0, 0]
    assert len(slept) == 2 and all(100 < one <= 120 for one in slept)
    assert len(list(watch(desk, [tmp_path], once=True, sleep=slept.append))) == 1
    assert len(slept) == 2


def test_a_busy_store_is_waited_for(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(FIRED)
    put = Store.put
    busy = [True, False]

    def sometimes(self: Store, *given: Any, **more: Any) -> None:
        if busy and busy.pop(0):
            raise StoreBusy(f"({self.path})")
        put(self, *given, **more)

    monkeypatch.setattr(Store, "put", sometimes)
    first, second = islice(watch(desk, [tmp_path / "a.txt"], sleep=lambda seconds: None), 2)
    assert "another process" in first.skipped[0].reason and len(second.added) == 1
    busy[:] = [True]
    with pytest.raises(StoreBusy):
        list(watch(desk, [tmp_path / "a.txt"], once=True))


def test_standard_input_is_not_watched(desk: Desk) -> None:
    with pytest.raises(UsageError, match="Standard input"):
        Watch(desk, ["-"])


# --- at the shell -------------------------------------------------------------------------------------------------


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reader: Reader) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("reportedly.scale.work.Making.reader", lambda making: reader)
    Path("in").mkdir()
    Path("in/a.txt").write_text(FIRED)


def run(capsys: pytest.CaptureFixture[str], *argv: str) -> tuple[int, str, str]:
    code = cli.main(argv)
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.mark.usefixtures("shell")
def test_once_at_the_shell(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(
        capsys, "watch", "w.db", "in", "none.xml", "--once", "--date", "1956-10-29", "--who", "Moscow", "Nagy"
    )
    assert code == 1
    assert "1 new articles; " in out and "about Moscow, Nagy" in out and "ASSAULT" in out
    assert err == "reportedly: none.xml: There is no such file or folder.\n"
    assert run(capsys, "watch", "w.db", "in", "--once", "--format", "jsonl") == (0, "", "")
    Path("in/b.txt").write_text(WITHDREW)
    code, out, err = run(capsys, "watch", "w.db", "in", "--once", "--format", "jsonl", "--full", "--date", "1956-10-31")
    rows = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (0, "") and {row["quote"]["text"] for row in rows} <= {
        WITHDREW,
        WITHDREW.removesuffix(", Nagy said."),
    }
    code, out, _ = run(capsys, "watch", "w.db", "in", "--once")
    assert code == 0 and "0 new articles; 0 things new" in out


@pytest.mark.usefixtures("shell")
@pytest.mark.parametrize("argv", ["watch w.db", "watch w.db in --every 0", "watch w.db in --every nan", "watch w.db -"])
def test_usage(capsys: pytest.CaptureFixture[str], argv: str) -> None:
    code, out, err = run(capsys, *argv.split())
    assert (code, out) == (2, "") and err
    assert not Path("w.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(("number", "code"), [("SIGINT", 130), ("SIGTERM", 143)])
def test_signals_end_it_cleanly(tmp_path: Path, number: str, code: int) -> None:
    (tmp_path / "in").mkdir()
    start = (
        "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); from reportedly import cli; "
        "sys.exit(cli.main(['watch', 'w.db', 'in', '--every', '1', '--reader', 'rules']))"
    )
    with subprocess.Popen([sys.executable, "-c", start], stderr=subprocess.PIPE, cwd=tmp_path) as process:
        for _ in range(200):
            if (tmp_path / "w.db").exists():
                break
            time.sleep(0.1)
        time.sleep(1.0)
        process.send_signal(getattr(signal, number))
        _, err = process.communicate(timeout=20)
    assert process.returncode == code
    assert err == b"reportedly: Stopped; what was done stays done.\n"
    assert Desk(tmp_path / "w.db").doctor()["faults"] == []
