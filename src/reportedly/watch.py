"""Watching: looks at feeds and folders again and again, takes what is new into a store, and tells what it means.

for look in watch(Desk("october.db"), ["https://www.example.org/feed.xml", "incoming/"], who=["Moscow"]):
    for row in look.news: ...

What was taken already is known by the store alone - by an article's id, and for the items of feeds by their address -
so watching may be stopped at any moment and goes on where it was. A feed that fails is named and tried again next time.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from reportedly import fetch, fold, intake, ledger, query
from reportedly.desk import Desk
from reportedly.errors import StoreBusy, UsageError
from reportedly.intake import Options
from reportedly.lang import sentence_around
from reportedly.model import AUTHOR, Article, Skipped
from reportedly.query import Query

__all__ = ["KINDS", "Look", "Watch", "watch"]

Plain = dict[str, Any]
Row = Mapping[str, Any]
Told = Callable[[str], None]

#: What can be new: somebody said or did something, two voices contradict each other now, a verdict came out
#: otherwise, what was foretold came or its time is over.
KINDS = ("statement", "event", "dispute", "verdict", "met", "overdue")
#: Articles, and items of a feed, looked up in the store at a time.
BATCH, FEED = 64, 1_000
#: A file that changed less than so many seconds ago may still be written.
SETTLED = 1.0


@dataclass(frozen=True, slots=True)
class Look:
    """What came of one look: ids of new articles, how many of these are copies, what could not be read, and the news.

    A row of news is `{"kind": one of KINDS, "id": the finding's, "who": those of the watched it is about, "says": it in
    a line, "quote": {"article", "span", "text"}, "because", "article", "published", "outlet", "title", "url"}`.
    """

    added: tuple[str, ...] = ()
    copies: int = 0
    skipped: tuple[Skipped, ...] = ()
    news: tuple[Plain, ...] = ()


def watch(
    desk: Desk,
    sources: Sequence[str | os.PathLike[str]],
    *,
    every: float = 15.0,
    once: bool = False,
    sleep: Callable[[float], None] = time.sleep,
    on: Told | None = None,
    **how: Any,
) -> Iterator[Look]:
    """Looks at feeds (files or URLs) and folders every so many minutes, for ever or `once`. `how`: as in `Watch`.

    A store that another process holds is waited for till the next look; other errors of the store are raised.
    """
    watched = Watch(desk, sources, **how)
    while True:
        begun = time.monotonic()
        try:
            yield watched.look(on)
        except StoreBusy as error:
            if once:
                raise
            yield Look(skipped=(Skipped(str(desk.store.path), str(error)),))
        if once:
            return
        sleep(max(1.0, every * 60 - (time.monotonic() - begun)))


class Watch:
    """Sources under watch. `who` are the watched actors (names, countries, codes, as in `Query`); nobody is everybody.

    `full`: follow a feed's item to its page where the feed has only a summary; if not said, for feeds at URLs. URLs are
    fetched whatever `options` say. `body`, `workers`, `by`: as in `Desk.add`.
    """

    def __init__(
        self,
        desk: Desk,
        sources: Sequence[str | os.PathLike[str]],
        *,
        who: Sequence[str] = (),
        full: bool | None = None,
        options: Options | None = None,
        body: bool = False,
        workers: int = 1,
        by: str | None = None,
    ) -> None:
        self.desk = desk
        self.sources = [os.fspath(source) for source in sources]
        if "-" in self.sources:
            raise UsageError("Standard input cannot be watched; name a feed or a folder.")
        self.who = tuple(who)
        self._full = full
        self._options = dataclasses.replace(options or Options(), fetch=True)
        self._adding: dict[str, Any] = {"body": body, "workers": workers, "by": by}
        #: Files as they were when they were last read: nothing but a saving of time.
        self._seen: dict[Path, tuple[int, int]] = {}
        #: What was said to be wrong at the last look, so that it is said once and not at every look.
        self._wrong: frozenset[Skipped] = frozenset()
        self._known: _Known | None = None
        #: Names of items that this look has met.
        self._begun: set[str] = set()

    def look(self, on: Told | None = None) -> Look:
        """Takes in what is new and says what it means. Raises the store's errors."""
        self._begun.clear()
        done = self.desk.add(self._items(), on=on, **self._adding)
        wrong = frozenset(done.skipped)
        skipped = tuple(item for item in dict.fromkeys(done.skipped) if item not in self._wrong)
        self._wrong = wrong
        if not done.added:
            return Look(skipped=skipped)
        before, self._known = self._known or _Known(), _Known.of(self.desk)
        copies = sum(id in self._known.copies.copy_of for id in done.added)
        return Look(done.added, copies, skipped, tuple(_news(before, self._known, done.added, self.who)))

    # --- what is new --------------------------------------------------------------------------------------------

    def _items(self) -> Iterator[Article | Skipped]:
        """What the sources hold and the store does not."""
        for source in self.sources:
            found = self._of_feed(source) if intake.is_url(source) else self._on_disk(source)
            for item in found:
                if isinstance(item, Article) and self._known is None:
                    # What was known before the first new article goes in.
                    self._known = _Known.of(self.desk)
                yield item

    def _on_disk(self, source: str) -> Iterator[Article | Skipped]:
        if os.path.isdir(source):  # noqa: PTH112 (any string, also one that is no path)
            files = sorted(path for path in Path(source).rglob("*") if not _hidden(path, source) and path.is_file())
            for path, state in self._changed(files):
                yield from self._unknown(intake.open([str(path)], self._options))
                self._seen[path] = state
        elif os.path.isfile(source):  # noqa: PTH113
            for path, state in self._changed([Path(source)]):
                yield from self._of_feed(source)
                self._seen[path] = state
        else:
            yield from intake.open([source], self._options)

    def _changed(self, files: Iterable[Path]) -> Iterator[tuple[Path, tuple[int, int]]]:
        """The files that are new or other than they were, but for those that are being written at this moment."""
        new = {path: state for path in files if (state := _state(path)) and state != self._seen.get(path)}
        if any(abs(time.time() - changed / 1e9) < SETTLED for changed, _ in new.values()):
            time.sleep(SETTLED)
        for path, state in new.items():
            if _state(path) == state:
                yield path, state

    def _unknown(self, items: Iterable[Article | Skipped]) -> Iterator[Article | Skipped]:
        """Those that are not in the store word for word."""
        for batch in _batches(items, BATCH):
            there = self.desk.store.texts([item.id for item in batch if isinstance(item, Article)])
            for item in batch:
                if not (isinstance(item, Article) and there.get(item.id) == item.text):
                    yield item

    # --- feeds --------------------------------------------------------------------------------------------------

    def _of_feed(self, source: str) -> Iterator[Article | Skipped]:
        """The new items of a feed, each as its page where that has more; a page that is no feed is its own item."""
        online = intake.is_url(source)
        full = online if self._full is None else self._full
        for batch in _batches(_polled(source, self._options) if online else intake.open([source], self._options), FEED):
            links = Counter(item.url for item in batch if isinstance(item, Article))
            items = list(self._unknown(batch))
            # Where several items lead to one page, that page is none of them.
            names = [_names(item, source, links) for item in items]
            there = self.desk.store.known([name for some in names for name in some]) | self._begun
            for item, known_by in zip(items, names):
                if there.isdisjoint(known_by):
                    # A feed may tell an item twice, and two feeds the same one.
                    there.update(known_by)
                    yield self._whole(item) if full and _is_summary(item, known_by) else item
            self._begun |= there

    def _whole(self, item: Article | Skipped) -> Article | Skipped:
        """The page that an item leads to; the item itself where the page will never be had, or has no more."""
        assert isinstance(item, Article) and item.url is not None
        options = dataclasses.replace(self._options, kind=None, date=item.given_date or self._options.date)
        try:
            page = next(iter(intake.from_web(item.url, options)))
        except fetch.NotFetched as error:
            if not error.lasting:
                return Skipped(item.url, f"{error.reason} (An item of {item.origin}; it is tried again.)")
            return item.noting(f"Its page was not fetched. {error.reason}")
        if isinstance(page, Skipped):
            return item.noting(f"Its page was not read. {page.reason}")
        if _words(page) < _words(item):
            return item.noting("Its page has fewer words than the feed.")
        kept = {name: getattr(page, name) or getattr(item, name) for name in ("title", "outlet", "byline", "language")}
        return page.noting(meta={**item.meta, **page.meta}, **kept)


def _polled(source: str, options: Options) -> Iterator[Article | Skipped]:
    try:
        yield from intake.from_web(source, options, recheck=True)
    except fetch.NotFetched as error:
        yield Skipped(source, error.reason)


def _names(item: Article | Skipped, source: str, links: Mapping[str | None, int]) -> list[str]:
    """What an item of a feed is known by besides its id: its name in the feed, and its address, as the feed has it and
    as it would be asked for. None for what is no item of a feed: the article has an id of its own, or is the page."""
    if isinstance(item, Skipped) or source in (item.url, item.origin) or item.id != intake.id_of(item.text, item.url):
        return []
    names = [str(item.meta["guid"])] if "guid" in item.meta else []
    if item.url and links[item.url] == 1:
        names.append(item.url)
        with contextlib.suppress(fetch.NotFetched):
            names.append(fetch.check(item.url).url)
    return names


def _is_summary(item: Article | Skipped, known_by: Sequence[str]) -> bool:
    """Whether intake found that the feed has no more than a summary of a page of its own."""
    return (
        isinstance(item, Article)
        and item.url in known_by
        and any(note.startswith("The feed has only") for note in item.notes)
    )


def _words(article: Article) -> int:
    """How many characters of copy an article has; a text without blocks is all copy."""
    spans = [block.span for block in article.blocks if block.kind in ("headline", "body", "caption")]
    return sum(span.end - span.start for span in spans) if article.blocks else len(article.text.strip())


def _hidden(path: Path, folder: str) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _state(path: Path) -> tuple[int, int] | None:
    """When a file changed and how large it is; None where it is gone."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _batches(items: Iterable[Article | Skipped], size: int) -> Iterator[list[Article | Skipped]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


# --- what it means --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What a store knew at one moment."""

    readings: Mapping[str, Plain] = field(default_factory=dict)
    claims: Sequence[Plain] = ()
    entries: Sequence[Plain] = ()
    copies: fold.Copies = field(default_factory=fold.Copies)
    #: By statement or event: the verdict on the claim that rests on it.
    verdicts: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, desk: Desk) -> _Known:
        ids = desk.store.ids() if desk.store.path.exists() else []
        if not ids:
            return cls()
        rulings = query.settled(desk.store.judgements())
        standing = (query.judged(reading, rulings) for reading in desk.store.readings(ids))
        readings = {reading["id"]: reading for reading in standing if reading}
        claims = list(desk.claims())
        copies = fold.fold(fold.text_of(reading) for reading in readings.values())
        entries = ledger.entries(list(readings.values()), claims, copies)
        verdicts = {account: claim["verdict"] for claim in claims for account in _accounts(claim)}
        return cls(readings, claims, entries, copies, verdicts)


def _accounts(claim: Row) -> list[str]:
    """The events and statements that a claim rests on."""
    rows = (*claim["events"], *claim.get("statements", ()))
    return [row.get("event") or row["statement"] for row in rows]


def _news(before: _Known, after: _Known, added: Sequence[str], who: Sequence[str]) -> Iterator[Plain]:
    """What is new about the watched: first what new articles say, then what it does to what was known."""
    asked = [Query(**{side: one}) for one in who for side in ("who", "to")] or [Query()]  # type: ignore[arg-type]
    for id in added:
        if id in after.readings:
            yield from _said(after, after.readings[id], asked)
    for claim in after.claims:
        if row := _turned(before, after, claim, frozenset(added)):
            yield from _about(row, query.claim_rows, claim, asked, after)
    states = {entry["id"]: entry["state"] for entry in before.entries}
    for entry in after.entries:
        if entry["state"] in ("met", "overdue") and states.get(entry["id"]) != entry["state"]:
            yield from _about(_due(entry), query.ledger_rows, entry, asked, after)


def _about(
    row: Plain,
    rows: Callable[[Iterable[Plain], Query], list[Plain]],
    found: Plain,
    asked: Iterable[Query],
    after: _Known,
) -> Iterator[Plain]:
    """The row, if what it tells of answers to any of the questions."""
    answered = [one for one in asked if rows([found], one)]
    if answered:
        yield _whose(row, answered, after)


def _whose(row: Plain, answered: Iterable[Query], after: _Known) -> Plain:
    """A row of news with those of the watched it is about, and with its article."""
    about = after.readings[row["quote"]["article"]]["article"]
    shown = {name: about[name] for name in ("outlet", "title", "url")}
    watched = list(dict.fromkeys(name for one in answered if (name := one.who or one.to)))
    order = ("kind", "id", "says", "quote", "because")
    where = {"article": row["quote"]["article"], "published": about["published"]["value"]}
    return {**{name: row[name] for name in order}, "who": watched, **where, **shown}


def _said(after: _Known, reading: Plain, asked: Sequence[Query]) -> Iterator[Plain]:
    """What a new article says, in the order of its text, but for the words that another one printed first."""
    found: dict[str, tuple[int, Plain, list[Query]]] = {}
    for one in asked:
        rows = [_statement(reading, row) for row in query.statement_rows(reading, one, {})]
        events = [row for row in query.event_rows(reading, one, {}) if row["ontology"] != "states"]
        rows += [_event(reading, row) for row in events if row["holder"] == [AUTHOR]]
        for row in rows:
            at = row["quote"]["span"][0]
            if after.copies.first(reading["id"], at) == reading["id"]:
                found.setdefault(row["id"], (at, row, []))[2].append(one)
    for _, row, answered in sorted(found.values(), key=lambda one: (one[0], KINDS.index(one[1]["kind"]), one[1]["id"])):
        yield _whose(row, answered, after)


def _statement(reading: Plain, row: Plain) -> Plain:
    spans = row["content"] or row["cue"]
    says = f"{row['name'] or 'somebody'}: {row['act']}"
    return {
        "kind": "statement", "id": row["id"], "says": says, "quote": _quote(reading, spans[0][0], spans[-1][1]),
        "because": row["because"],
    }  # fmt: skip


def _event(reading: Plain, row: Plain) -> Plain:
    kind = "-".join(filter(None, (row["type"] or row["words"], row["mode"])))
    sides = " > ".join(filter(None, (", ".join(row["actor_names"]), ", ".join(row["recipient_names"]))))
    return {
        "kind": "event", "id": row["id"], "says": f"{kind} {sides}".strip() + f" ({row['status']})",
        "quote": _sentence(reading, row["trigger"]), "because": row["because"],
    }  # fmt: skip


def _sentence(reading: Plain, spans: Sequence[Sequence[int]]) -> Plain:
    """The sentence around some words."""
    blocks = [block["span"] for block in reading["blocks"]]
    return _quote(reading, *sentence_around(reading["text"], blocks, spans[0][0], spans[-1][1]))


def _quote(reading: Plain, start: int, end: int) -> Plain:
    """Words of an article and where they stand, without the white space around them."""
    words = reading["text"][start:end]
    start, end = end - len(words.lstrip()), start + len(words.rstrip())
    return {"article": reading["id"], "span": [start, end], "text": reading["text"][start:end]}


def _turned(before: _Known, after: _Known, claim: Plain, added: frozenset[str]) -> Plain | None:
    """What is new about a claim: that it is disputed now, or has another verdict than its accounts had."""
    old = list(dict.fromkeys(before.verdicts[one] for one in _accounts(claim) if one in before.verdicts))
    now = claim["verdict"]
    if now in old or not (old or now == "disputed"):
        return None
    was = f", was {' and '.join(old)}" if old else ""
    says = f"{now}{was}: {claim['summary']}"
    quote = _latest(claim, added) or _first(after, claim)
    kind = "dispute" if now == "disputed" else "verdict"
    return {"kind": kind, "id": claim["id"], "says": says, "quote": quote, "because": claim["because"]}


def _latest(claim: Row, added: frozenset[str]) -> Plain | None:
    """The words that a claim turned on: those of a new article, a denial first, then the latest; None where nobody
    takes a position."""
    told = [position for voice in claim["voices"] for position in voice["positions"]]

    def telling(one: Row) -> tuple[bool, bool, str]:
        return one["quote"]["article"] in added, one["stance"] == "denies", one["since"] or ""

    return dict(max(told, key=telling)["quote"]) if told else None


def _first(after: _Known, claim: Row) -> Plain:
    """The words of a claim's first account."""
    row = next(iter((*claim["events"], *claim.get("statements", ()))))
    reading = after.readings[row["article"]]
    account = _accounts(claim)[0]
    found = next(one for layer in ("events", "statements") for one in reading[layer] if one["id"] == account)
    return _sentence(reading, found.get("trigger") or found["content"] or found["cue"])


def _due(entry: Plain) -> Plain:
    """An entry of the ledger that was met, in the words that say so, or that is overdue, in its own."""
    says = f"{entry['kind']} of {entry['holder']}, made {entry['said'] or 'at a time not known'}: {entry['state']}"
    return {
        "kind": entry["state"], "id": entry["id"], "says": says, "quote": entry["met"] or entry["quote"],
        "because": entry["because"],
    }  # fmt: skip
