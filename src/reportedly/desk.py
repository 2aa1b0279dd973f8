"""The desk: the flow and a store together, under the verbs of the command line. Holds order and transactions only.

desk = Desk("october.db")
desk.add(["reports/*.html"])
for row in desk.events(who="Moscow", status="denied"): ...
desk.judge(row["id"], "reject", why="the trigger is a noun here")
"""

from __future__ import annotations

import contextlib
import getpass
import importlib.metadata
import os
import platform
import time
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, cast, get_args

from reportedly import exchange, fold, intake, lake, ledger, query, series, shelf, sql, store, weigh
from reportedly.actors import NONE, Actors
from reportedly.errors import StoreBusy, UnknownName, UsageError
from reportedly.flow import Reads, dated
from reportedly.frames import RowList, Rows, sql_shapes
from reportedly.index import Index
from reportedly.index import Rows as Indexed
from reportedly.model import (
    ONTOLOGIES,
    VERSION,
    Action,
    Article,
    Dossier,
    Judgement,
    Published,
    ReaderKind,
    Reading,
    Skipped,
)
from reportedly.query import Query
from reportedly.scale import Body, Siblings, called, read_all
from reportedly.scale.claims import weigh_lake
from reportedly.sources import GRADES, Sources
from reportedly.tell.dossier import assemble
from reportedly.times import Known, Sibling, siblings_of
from reportedly.undisturbed import undisturbed

__all__ = ["Added", "Desk", "Imported", "Reread", "versions"]

#: Articles looked up, loaded or read again at a time.
BATCH = 64
#: A batch of readings is written when it is this large or this old (seconds), whichever comes first: a transaction
#: costs a tenth of a second, and a killed process loses at most one batch.
WRITE_EVERY, WRITE_AFTER = 64, 2.0

#: A store of up to so many articles is weighed as soon as something was added, a larger one when somebody asks.
WEIGHED_AT_ONCE = 2_000

Input = str | os.PathLike[str] | Article | Skipped
Plain = dict[str, Any]
Told = Callable[[str], None]
Listed = Callable[[Plain], None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Added:
    """What came of adding: the ids of new articles, how many were there already, and what gave no article.

    `copies`: new articles that are copies, each with the article it is a copy of; not looked for in a store of more
    than `WEIGHED_AT_ONCE` articles.
    """

    added: tuple[str, ...]
    present: int
    skipped: tuple[Skipped, ...]
    copies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reread:
    """What came of reading again: how many articles, which codings changed (if asked), and what could not be read."""

    read: int
    changes: tuple[Mapping[str, Any], ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of taking corrections in: the judgements kept, and what could not be taken, one by one."""

    judgements: tuple[Judgement, ...]
    skipped: tuple[Skipped, ...]


class Desk:
    """A store at work. Opening is free: the file is touched by the verbs, one operation at a time.

    `reader` is what reads articles: a `reading.Reader` of that kind for `model`, `ontologies` and `actors` of your own
    (`actors.load`), or a reader of your own.
    `wait` is how many seconds a verb waits for a store that another process holds. Verbs raise the store's errors
    (`StoreBusy`, `StoreDamaged`, `StoreTooNew`), `UnknownName` for what is not there, `UsageError` for what makes no
    sense.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        reader: Reads | ReaderKind = "encoder",
        model: str | None = None,
        ontologies: Sequence[str] = ONTOLOGIES,
        actors: Actors = NONE,
        wait: float = 3.0,
    ) -> None:
        self._lake = lake.Lake(path) if lake.is_lake(path) else None
        #: A lake is asked as a store is; what would change it is refused.
        self.store = cast(store.Store, self._lake) if self._lake else store.Store(path, wait)
        self._reader = reader
        self._model = model
        self._ontologies = tuple(ontologies)
        self._actors = actors

    # --- taking in ----------------------------------------------------------------------------------------------

    def add(
        self,
        inputs: Iterable[Input] | Input,
        *,
        options: intake.Options | None = None,
        body: bool = False,
        workers: int = 1,
        by: str | None = None,
        on: Told | None = None,
        manifest: Listed | None = None,
        naming: Sequence[str] = (),
    ) -> Added:
        """Reads inputs (files, folders, globs, `-`, or articles in hand) into the store.

        A lake (`code`) among them is taken as it was read, or of it only the articles that name all of `naming`.

        Stopped at any moment, what was read is kept, and adding the same inputs again takes up what is missing. The
        same article twice is one article. An id that is in the store with another text is refused by name.

        `manifest` is told what became of each input, as it is certain: "origin", "id", "what" (added, present,
        skipped, passed over, copy), "because".
        """
        taker = _Taker(self.store, by or _user(), body, on, manifest)
        lakes, others = _parted(inputs)
        if naming and not lakes:
            raise UsageError("Whom articles name is known before they are read in a lake only; there is none.")
        with taker:
            for one in lakes:
                _take_lake(one, taker, naming)
            with contextlib.closing(self._read(taker.new(_articles(others, options)), body, workers)) as found:
                for item in found:
                    taker.take(item)
        if len(self.store.ids()) > WEIGHED_AT_ONCE:
            return taker.result({})
        if self.store.claims(VERSION) is None:
            self._settle(self._siblings(), workers)
            # So that the first question need not wait for it.
            self._weighed()
        return taker.result(self._copies(reading for reading, _ in self._judged(None)).copy_of)

    def reread(self, *, compare: bool = False, workers: int = 1, on: Told | None = None) -> Reread:
        """Reads all articles again with this version. `compare`: says which codings and verdicts changed, each one."""
        count, changes, skipped = 0, list[Plain](), list[Skipped]()
        before = {claim["id"]: claim for claim in self._weighed()} if compare else {}
        with contextlib.closing(self._again(workers, on)) as found:
            for batch in _batches(found, WRITE_EVERY):
                readings = [item for item in batch if isinstance(item, Reading)]
                changes += self._changes(readings) if compare else []
                self.store.rederive(readings)
                count += len(readings)
                skipped += [item for item in batch if isinstance(item, Skipped)]
        changes += _verdicts(before, {claim["id"]: claim for claim in self._weighed()}) if compare else []
        return Reread(count, tuple(changes), tuple(skipped))

    def _again(self, workers: int, on: Told | None) -> Generator[Reading | Skipped]:
        """All articles read again, each with the `body` mark it was taken in with and what is known of its day."""
        with contextlib.closing(self._kept(self.store.ids(), self._siblings(), workers)) as found:
            for item in found:
                if on:
                    on(called(item))
                yield item

    def _kept(self, wanted: Sequence[str], siblings: Siblings, workers: int) -> Generator[Reading | Skipped]:
        """These articles of the store read again."""
        bodies: dict[str, bool] = {}

        def kept() -> Iterator[Article]:
            for ids in _batches(wanted, BATCH):
                for article, body in self.store.articles(ids):
                    bodies[article.id] = body
                    yield article

        yield from self._read(kept(), lambda article: bodies.pop(article.id), workers, siblings)

    # --- what articles tell about each other's day

    def _siblings(self) -> dict[str, tuple[Sibling, ...]]:
        """For each article without a sure day, those of the store that tell something about it."""
        known, texts = list[Known](), list[fold.Text]()
        for ids in _batches(self.store.ids(), BATCH):
            for reading in self.store.readings(ids):
                about = reading["article"]
                known.append(Known(reading["id"], about["url"], Published.from_dict(about["published"])))
                texts.append(fold.text_of(reading))
        return siblings_of(known, fold.fold(texts).copy_of)

    def _settle(self, siblings: Siblings, workers: int) -> None:
        """Reads again the articles whose day comes out otherwise with these siblings than it was kept."""
        changed = list[str]()
        for ids in _batches(list(siblings), BATCH):
            stored = {one["id"]: one["article"]["published"] for one in self.store.readings(ids)}
            for article, body in self.store.articles(ids):
                made = dated(article, body=body, siblings=siblings.get(article.id, ())).published
                if article.id in stored and made != Published.from_dict(stored[article.id]):
                    changed.append(article.id)
        if changed:
            found = self._kept(changed, siblings, workers)
            self.store.rederive([item for item in found if isinstance(item, Reading)])

    def _changes(self, readings: Sequence[Reading]) -> list[Plain]:
        before = {reading["id"]: reading for reading in self.store.readings([one.article.id for one in readings])}
        return [change for one in readings for change in _compared(before.get(one.article.id), one.to_dict())]

    def _read(
        self, items: Iterable[Article | Skipped], body: Body, workers: int, siblings: Siblings = MappingProxyType({})
    ) -> Generator[Reading | Skipped]:
        return read_all(
            items, body=body, siblings=siblings, model=self._model, workers=workers, reader=self._reader,
            ontologies=self._ontologies, actors=self._actors,
        )  # fmt: skip

    def remove(self, ids: Iterable[str], *, by: str | None = None, why: str = "") -> list[str]:
        """Takes out articles and all derived from them, and logs it; returns the ids of those that were there."""
        ids = list(ids)
        helped = [
            one for one, siblings in self._siblings().items()
            if one not in ids and any(sibling.article in ids for sibling in siblings)
        ]  # fmt: skip
        gone = self.store.remove(ids, by or _user(), why)
        if helped:
            # Their day must not rest on what is no longer there.
            siblings = self._siblings()
            self._settle({one: siblings.get(one, ()) for one in helped}, workers=1)
        return gone

    # --- asking -------------------------------------------------------------------------------------------------

    def statements(self, asked: Query | None = None, **filters: Any) -> Rows:
        """The statements that answer a query, in the order of adding and of the text. `filters`: as in `Query`."""
        wanted = asked or Query(**filters)
        return Rows("statements", lambda: self._rows(query.statement_rows, wanted))

    def events(self, asked: Query | None = None, **filters: Any) -> Rows:
        """The events that answer a query, one row for each holder of a view on them."""
        wanted = asked or Query(**filters)
        return Rows("events", lambda: self._rows(query.event_rows, wanted))

    def facts(self, asked: Query | None = None, *, copies: bool = False, **filters: Any) -> Rows:
        """The events that answer a query as what is counted, one row an event (`query.event_facts`). `copies`: also
        those in words that another article of the store printed first."""
        wanted = asked or Query(**filters)
        return Rows("facts", lambda: self._fact_rows(wanted, copies))

    def _fact_rows(self, asked: Query, copies: bool) -> Iterator[Plain]:
        if not copies and self._is_large():
            raise UsageError(f"{self.store.path} is too large to leave out copies; count them too (--copies).")
        known = fold.Copies() if copies else self._copies(reading for reading, _ in self._judged(None))

        def rows(reading: Plain, wanted: Query, rulings: Mapping[str, query.Ruling]) -> list[Plain]:
            return query.event_facts(reading, wanted, rulings, _repeated(known, reading))

        return self._rows(rows, asked)

    def counts(
        self, fields: Sequence[str], asked: Query | None = None, *, copies: bool = False, **filters: Any
    ) -> RowList:
        """How many events have each value of the fields (`series.FIELDS`), in how many articles."""
        return RowList("counts", series.counts(self.facts(asked, copies=copies, **filters), fields))

    def series(self, by: str = "month", asked: Query | None = None, *, copies: bool = False, **filters: Any) -> RowList:
        """Events by month, quarter or year, with quad counts and intensity (`series.COLUMNS`)."""
        wanted = asked or Query(**filters)
        return RowList("series", series.series(self.facts(wanted, copies=copies), by, wanted.since, wanted.until))

    def articles(self, asked: Query | None = None, **filters: Any) -> Rows:
        """The articles that answer a query, each with the one it is a copy of, if it is, and what differs."""
        wanted = asked or Query(**filters)
        return Rows("articles", lambda: self._article_rows(wanted))

    def _article_rows(self, asked: Query) -> Iterator[Plain]:
        if self._lake and self._is_large():
            first = self._lake.copies() if self._lake.weighed(VERSION) else {}
            yield from ({**row, "copy_of": first.get(row["id"])} for row in self._rows(_article_rows, asked))
            return
        copies = self._copies(reading for reading, _ in self._judged(None))
        for row in self._rows(_article_rows, asked):
            changes = [dict(change) for change in copies.changes.get(row["id"], ())]
            yield {**row, "copy_of": copies.copy_of.get(row["id"]), "changes": changes}

    def claims(self, asked: Query | None = None, **filters: Any) -> Rows:
        """What is claimed across articles, with the voices for and against, oldest first. `status` is a verdict."""
        wanted = asked or Query(**filters)
        query.claim_rows([], wanted)  # refuses what makes no sense, at once
        return Rows("claims", lambda: self._claim_rows(wanted))

    def _claim_rows(self, asked: Query) -> Iterator[Plain]:
        people = [[one] for one in asked.people()]
        answers = (query.claim_rows(some, asked) for some in _batches(self._claims(*people), BATCH))
        yield from self._graded(chain.from_iterable(answers))

    def _claims(self, *groups: Sequence[str]) -> Iterable[Plain]:
        """The claims of all readings; of a lake only those in which, for each of these groups, one of it is named."""
        if self._lake is None or not self._is_large():
            return self._weighed()
        if not self._lake.weighed(VERSION):
            weigh_lake(self._lake, os.cpu_count() or 1)
        return self._lake.claims_naming(*map(_meant, groups))

    def _is_large(self) -> bool:
        """Whether there is more than can be gone through for every question."""
        return self._lake is not None and self._lake.count() > WEIGHED_AT_ONCE

    def _check_asked(self, people: Sequence[str], how: str = "--who or --dyad") -> None:
        if not people and self._is_large():
            raise UsageError(f"{self.store.path} holds more than {WEIGHED_AT_ONCE:,} articles: say about whom ({how}).")

    def ledger(self, asked: Query | None = None, **filters: Any) -> Rows:
        """What was foretold by whom, on which condition and for when, and what came of it. `type` is the kind, `status`
        the state (`ledger.KINDS`, `ledger.STATES`)."""
        wanted = asked or Query(**filters)
        query.ledger_rows([], wanted)  # refuses what makes no sense, at once
        return Rows("ledger", lambda: query.ledger_rows(self._foretold(wanted), wanted))

    def _foretold(self, asked: Query) -> list[Plain]:
        """The ledger; of a large lake, of those articles and claims that name who is asked for."""
        large = self._is_large()
        self._check_asked(asked.people())
        claims = self._claims(*([one] for one in asked.people()))
        readings = [reading for reading, _ in self._judged(self._naming(asked) if large else None)]
        return ledger.entries(readings, claims, self._copies(readings))

    def timeline(self, asked: Query | None = None, **filters: Any) -> Rows:
        """What happened when: the dated events that answer a query, each happening once, in order of time."""
        wanted = asked or Query(**filters)
        return Rows("timeline", lambda: self._timeline_rows(wanted))

    def _timeline_rows(self, asked: Query) -> list[Plain]:
        self._check_asked(asked.people())
        claims = self._claims(*([one] for one in asked.people()))
        claim_of = {one["event"]: claim["id"] for claim in claims for one in claim["events"]}
        return query.timeline_rows(self.events(asked), claim_of)

    def sql(
        self, query: str, *, limit: int = sql.LIMIT, seconds: float = sql.SECONDS, memory: int = sql.MEMORY
    ) -> RowList:
        """What one SQL query that only reads gives (docs/tables.md has tables and views), run at once.

        `.cut` says whether there were more than `limit` rows. `seconds` and `memory` (megabytes) are the most that it
        may take. Raises `UsageError` for what does anything but read, is mistaken, or takes more.
        """
        found = sql.select(self.store, query, limit=limit, seconds=seconds, memory=memory)
        return RowList("sql", found.rows, sql_shapes(found.columns, found.rows), cut=found.cut)

    def brief(
        self,
        who: Sequence[str] = (),
        *,
        about: str | None = None,
        dyad: tuple[str, str] | None = None,
        **period: str | None,
    ) -> Dossier:
        """What is known about somebody or something, who says so and who denies it: ready for an output of `tell/`.

        `dyad`: two, and only what articles and claims that name both say of either. `period`: `since` and `until`, ISO
        dates.
        """
        asked = Query(**period)  # type: ignore[arg-type]
        who = (*who, *(dyad or ()))
        self._check_asked(who, "WHO or --dyad")
        groups = [[one] for one in dyad] if dyad else [who] if who else []
        with undisturbed():
            claims = list(self._graded(self._claims(*groups)))
            articles = set.intersection(*(self._concerning(one) or set() for one in groups)) if groups else None
            if articles is not None:
                claims = [claim for claim in claims if all(_speaks_on(claim, one) for one in groups)]
                articles |= {article for claim in claims for voice in claim["voices"] for article in voice["articles"]}
            readings = [reading for reading, _ in self._judged(articles)]
            copies = self._copies(readings)
            return assemble(
                (Reading.from_dict(reading) for reading in readings), tuple(who), about, asked.since, asked.until,
                claims=claims, copies=copies, foretold=ledger.entries(readings, claims, copies),
                behind=self._behind(readings),
            )  # fmt: skip

    def _weighed(self) -> list[Plain]:
        """The claims of the whole store, weighed when something has changed since; kept if the file is free."""
        kept = self.store.claims(VERSION)
        if kept is not None:
            return kept
        stamp = self.store.stamp()
        with undisturbed():
            readings = [reading for reading, _ in self._judged(None)]
            known = Sources.from_rows(self.store.sources())
            made = weigh.weigh(readings, self._copies(readings), self.store.judgements(), sources=known)
        claims = [claim.to_dict() for claim in made]
        with contextlib.suppress(StoreBusy):
            self.store.keep_claims(claims, VERSION, stamp)
        return claims

    def _behind(self, readings: Iterable[Plain]) -> dict[str, Plain]:
        """By article: what the user knows of its outlet or agency, and his grade of it."""
        known, grades = Sources.from_rows(self.store.sources()), self._letters()
        return {reading["id"]: known.behind(reading["article"], grades) for reading in readings}

    def _letters(self) -> dict[str, str]:
        """The user's grade of each source, by its name in lower case."""
        return {one["source"].casefold(): one["grade"] for one in self.store.grades()}

    def _graded(self, claims: Iterable[Plain]) -> Iterator[Plain]:
        """Claims with the user's grade beside each voice that he graded, by its name or its outlet's."""
        known, grades = Sources.from_rows(self.store.sources()), self._letters()

        def beside(voice: Plain) -> Plain:
            names = (voice["holder"], voice["origin"]) if voice["author"] else (voice["holder"],)
            return {**voice, "grade": known.grade(names, grades)}

        return ({**claim, "voices": [beside(voice) for voice in claim["voices"]]} for claim in claims)

    def _copies(self, readings: Iterable[Plain]) -> fold.Copies:
        return fold.fold(fold.text_of(reading) for reading in readings)

    def _rows(self, rows: Callable[..., Iterable[Plain]], asked: Query) -> Iterator[Plain]:
        for reading, rulings in self._judged(self._naming(asked)):
            yield from rows(reading, asked, rulings)

    def _judged(self, ids: Collection[str] | None) -> Iterator[tuple[Plain, Mapping[str, query.Ruling]]]:
        """Readings with judgements applied, a batch at a time; the file is free while the caller looks at them."""
        rulings = query.settled(self.store.judgements())
        wanted = [id for id in self.store.ids() if ids is None or id in ids]
        for batch in _batches(wanted, BATCH):
            for reading in self._standing(batch, rulings):
                yield reading, rulings

    def _standing(self, ids: Sequence[str], rulings: Mapping[str, query.Ruling]) -> Iterator[Plain]:
        """The readings of some articles as judgements leave them."""
        return (one for one in (query.judged(reading, rulings) for reading in self.store.readings(ids)) if one)

    def _naming(self, asked: Query) -> set[str] | None:
        """The articles that name everybody asked for, so that no others need be looked at; None for all."""
        names = asked.people()
        return set.intersection(*(self._concerning([name]) or set() for name in names)) if names else None

    def _concerning(self, who: Sequence[str]) -> set[str] | None:
        """The articles that name any of these, and those with a judgement, which may have changed a name."""
        if not who:
            return None
        if self._lake:
            return self._lake.naming(_meant(who))
        found = {article for article, *named in self.store.cast() if any(query.means(one, *named) for one in who)}
        return found | set(self.store.holders_of([one.id for one in self.store.judgements()]).values())

    # --- taking elsewhere, and back -----------------------------------------------------------------------------

    def export(
        self,
        to: str,
        path: str | os.PathLike[str],
        asked: Query | None = None,
        *,
        on: Told | None = None,
        **filters: Any,
    ) -> int:
        """Writes the record, or what answers a query, in a form of `exchange/` ("gdelt", "jsonld", ...): rows written.

        Files get their names when all is in them (`exchange.Out`). Raises `UnknownName` for a form that is not there.
        """
        form = shelf.load("exchange", to)
        wanted = asked or Query(**filters)
        told = exchange.Told(
            self.store.path.stem, wanted, lambda: self._judged(self._naming(wanted)), lambda: self.claims(wanted),
            lambda: self._copies(reading for reading, _ in self._judged(None)).copy_of, self.store.judgements,
            self.claims, lambda: self.timeline(wanted),
        )  # fmt: skip
        with exchange.Out(path, to, form.suffix, form.tables, on or (lambda name: None)) as out:
            return int(form.write(told, out))

    def import_(
        self, path: str | os.PathLike[str], kind: str, *, by: str | None = None, why: str = "", accept: bool = False
    ) -> Imported:
        """Keeps what somebody corrected in an annotation tool as his judgements. `kind` is the form ("brat", "cas",
        "jsonl") that `path` came back in; `accept`: what he left as it was is accepted.

        What the record says already is not said again, so the same file twice changes nothing. Raises `UsageError` for
        a form that does not come back, or a path with nothing in it.
        """
        form = shelf.load("exchange", kind)
        if not hasattr(form, "corrections"):
            back = [name for name in shelf.names("exchange") if hasattr(shelf.load("exchange", name), "corrections")]
            raise UsageError(f"Nothing comes back in the form {kind}; there are: {', '.join(back)}.")
        if not Path(path).exists():
            raise UsageError(f"There is nothing at {path}.")
        given = self.store.judgements()
        ruled = query.settled(given)

        def reading(id: str) -> Plain | None:
            return next(iter(self.store.readings([id])), None)

        skipped, made = list[Skipped](), dict[str, Judgement]()
        reason, who, at = why or f"corrected in {kind}: {Path(path).name}", by or _user(), _now()
        for one in form.corrections(Path(path), exchange.Kept(reading, given)):
            if isinstance(one, Skipped):
                skipped.append(one)
            elif one.id in made:
                skipped.append(Skipped(one.where, "It was corrected before in the same import; this was not taken."))
            elif one.action != "accept" or (accept and one.id not in ruled):
                made[one.id] = Judgement(one.id, one.action, None, dict(one.changes), reason, who, at)
        if made:
            self.store.judge(*made.values())
        return Imported(tuple(made.values()), tuple(skipped))

    # --- many rows at once --------------------------------------------------------------------------------------

    def index(self, *, claims: bool = True) -> Index:
        """The derived file in which pages and searches are answered (`STORE.index`), up to what is committed now.

        Claims are those weighed last; in a store of more than `WEIGHED_AT_ONCE` articles they are not weighed for it.
        `claims=False` leaves them (and ledger and copies, which one article may change for all) for the next time.
        """
        made = Index(self.store.path.with_name(f"{self.store.path.name}.index"))
        marks = made.marks()
        changed = self.store.changed(int(marks.get("changed", 0)))
        judgements = self.store.judgements()
        seen = int(marks.get("judged", 0))
        ruled = self.store.holders_of([one.id for one in judgements[seen:]]) if judgements[seen:] else {}
        rulings = query.settled(judgements)
        for batch in _batches(dict.fromkeys([*(id for id, _ in changed), *ruled.values()]), BATCH):
            made.put(batch, list(self._indexed(batch, rulings)))
        if changed:
            made.mark(changed=changed[-1][1])
        if len(judgements) != seen:
            made.put_judgements(judgements, judged=len(judgements))
        if claims:
            # (Taken before: what changes meanwhile is weighed the next time.)
            stamp = f"{VERSION} {self.store.stamp()}"
            if stamp != marks.get("weighed"):
                self._index_claims(made, stamp)
        return made

    def weighed(self) -> bool:
        """Whether claims need not be weighed anew: nothing has changed since somebody did."""
        return self.store.weighed(VERSION)

    def _indexed(self, ids: Sequence[str], rulings: Mapping[str, query.Ruling]) -> Iterator[Indexed]:
        for reading in self._standing(ids, rulings):
            facts = query.event_facts(reading, Query(status="all"), rulings)
            quads = {one["id"]: (one["quad"], one["intensity"]) for one in facts}
            about = query.article_row(reading, Query(), rulings)
            assert about is not None  # nothing was asked
            yield Indexed(
                about, reading, query.statement_rows(reading, Query(), rulings),
                query.event_rows(reading, Query(), rulings), quads,
            )  # fmt: skip

    def _index_claims(self, made: Index, stamp: str) -> None:
        """Claims, ledger and copies, which one article may change for all."""
        claims = self.store.claims(VERSION)
        if claims is None and len(self.store.ids()) > WEIGHED_AT_ONCE:
            made.put_whole([], [], {}, weighed=stamp)
            return
        claims = list(self._graded(claims if claims is not None else self._weighed()))
        readings = [reading for reading, _ in self._judged(None)]
        copies = self._copies(readings)
        made.put_whole(claims, ledger.entries(readings, claims, copies), copies.copy_of, weighed=stamp)

    # --- judging ------------------------------------------------------------------------------------------------

    def judge(
        self,
        id: str,
        action: str,
        *,
        other: str | None = None,
        changes: Mapping[str, str] | None = None,
        why: str = "",
        by: str | None = None,
    ) -> Judgement:
        """Keeps an analyst's judgement on an id for ever: accept, reject, amend (with `changes`), same or different
        (with `other`; a claim's id stands for its first account), or withdraw, after which what was judged of the id
        (of the two, with `other`) before counts no more. Raises `UnknownName` for an id, or a field, that is not there.
        """
        _check_action(action, other, changes or {})
        there = self._there(id, other)
        for one in (id, other):
            if one is not None and one not in there:
                raise UnknownName(f"No statement, event, entity, claim or article {one!r} in {self.store.path}.")
        if id.startswith("c-") and not other:
            raise UsageError("A claim can be judged same as or different from another; judge its events one by one.")
        if changes:
            (reading,) = self.store.readings([there[id]])
            query.checked(reading, id, changes)
        made = Judgement(id, cast(Action, action), other, dict(changes or {}), why, by or _user(), _now())
        self.store.judge(made)
        return made

    def _there(self, *ids: str | None) -> dict[str, str]:
        """Of these ids those that are there, each with its article."""
        meant = {one: weigh.account_id(one) for one in ids if one}
        found = self.store.holders_of([id for accounts in meant.values() for id in accounts])
        return {one: found[id] for one, accounts in meant.items() for id in accounts if id in found}

    # --- sources ------------------------------------------------------------------------------------------------

    def know(self, known: Sources) -> None:
        """Keeps what is known of outlets: from now on it decides which voices are independent."""
        self.store.keep_sources(one.to_dict() for one in known.outlets)

    def grade(self, source: str, grade: str, *, why: str = "", by: str | None = None) -> None:
        """Keeps your grade of a source (`sources.GRADES`), named as voices are. It is shown and changes nothing."""
        if grade.upper() not in GRADES:
            raise UsageError(f"{grade!r} is no grade; there are: {', '.join(f'{k} {v}' for k, v in GRADES.items())}.")
        if not source.strip():
            raise UsageError("Name the source that you grade.")
        self.store.grade(source.strip(), grade.upper(), why, by or _user(), _now())

    def grades(self) -> list[Plain]:
        """The grade that stands for each source, by name, with who gave it, when and why."""
        return sorted(
            {one["source"].casefold(): one for one in self.store.grades()}.values(), key=lambda one: one["source"]
        )

    # --- health -------------------------------------------------------------------------------------------------

    def doctor(self) -> Plain:
        """Versions, counts, and what is wrong: offsets that cut no words, articles without a reading or read by
        another version, judgements whose id is gone."""
        health = self.store.health()
        rows: Counter[str] = Counter()
        faults: list[str] = []
        for batch in _batches(self.store.ids(), BATCH):
            for reading in self.store.readings(batch):
                faults += query.faults(reading)
                rows.update({name: len(reading[name]) for name in _TABLES})
        faults += [f"{name} holds {health['tables'][name]} rows, not {rows[name]}" for name in _uneven(health, rows)]
        judgements = self.store.judgements()
        there = self._there(*(id for one in judgements for id in (one.id, one.other)))
        orphans = [one for one in judgements if one.id not in there or (one.other and one.other not in there)]
        return {
            "store": str(self.store.path),
            **health,
            "readers": self.store.readers(),
            "unread": self.store.unread(),
            "faults": faults,
            "orphaned_judgements": [
                {"id": one.id, "action": one.action, "by": one.by, "at": one.at} for one in orphans
            ],
            "skipped": [{"origin": item.origin, "reason": item.reason} for item in self.store.skipped()],
        }


#: Derived tables called as the lists of a reading that their rows come from.
_TABLES = ("entities", "times", "statements", "events", "factuality")


def _uneven(health: Plain, rows: Mapping[str, int]) -> list[str]:
    """The derived tables that hold other rows than the readings."""
    return [name for name in _TABLES if health["tables"][name] != rows[name]]


def versions() -> dict[str, str | None]:
    """Versions of the program and of what its results depend on; None for what is not installed."""
    from reportedly import lang

    model = lang.load("en").model
    return {
        "reportedly": VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "spacy": _version_of("spacy"),
        model: _version_of(model),
        "duckdb": store.database_version(),
        "onnxruntime": _version_of("onnxruntime"),
        "encoder": shelf.digest("en/encoder"),
    }


def _version_of(package: str) -> str | None:
    try:
        return importlib.metadata.version(package.replace("_", "-"))
    except importlib.metadata.PackageNotFoundError:
        return None


def _repeated(copies: fold.Copies, reading: Plain) -> Callable[[int], bool]:
    """Whether an offset of an article lies in words that another one printed first.

    A copy's own headline says once more what the copied words say, so it counts as repeated too.
    """
    id = reading["id"]
    copied = id in copies.copy_of
    headlines = [block["span"] for block in reading["blocks"] if copied and block["kind"] == "headline"]
    return lambda at: copies.first(id, at) != id or any(start <= at < end for start, end in headlines)


def _meant(who: Sequence[str]) -> lake.Meant:
    """Whoever any of these names means."""
    return lake.Meant(
        lambda name: any(query.named(one, name) for one in who),
        lambda day: frozenset().union(*(query.codes(one, day) for one in who)),
    )


def _speaks_on(claim: Plain, who: Sequence[str]) -> bool:
    """Whether any of these is an actor in a claim, or speaks on it."""
    return any(query.claim_rows([claim], Query(who=one)) for one in who)


def _article_rows(reading: Plain, asked: Query, rulings: Mapping[str, query.Ruling]) -> list[Plain]:
    row = query.article_row(reading, asked, rulings)
    return [row] if row else []


def _check_action(action: str, other: str | None, changes: Mapping[str, str]) -> None:
    if action not in get_args(Action):
        raise UsageError(f"No judgement {action!r}; there are: {', '.join(get_args(Action))}.")
    if action != "withdraw" and (action in ("same", "different")) != (other is not None):
        raise UsageError("`same` and `different` take a second id, and only they (and their `withdraw`) do.")
    if (action == "amend") != bool(changes):
        raise UsageError("`amend` takes FIELD=VALUE, and only it does.")


# --- adding -----------------------------------------------------------------------------------------------------


class _Taker:
    """Puts readings into a store a few at a time; what is in hand when it is left, for whatever reason, is put too."""

    def __init__(self, into: store.Store, by: str, body: bool, on: Told | None, manifest: Listed | None) -> None:
        self._store = into
        self._by = by
        self._body = body
        self._on = on or (lambda name: None)
        self._list = manifest or (lambda row: None)
        self._as_taken: dict[str, Article] = {}
        self._ready: list[tuple[Article, bool, Reading]] = []
        self._missed: list[Skipped] = []
        self._written = time.monotonic()
        self._added: list[str] = []
        self._skipped: list[Skipped] = []
        self._present = 0

    def __enter__(self) -> _Taker:
        # Says at once, not after an hour's reading, that a store is damaged, too new or busy.
        self._store.put([])
        return self

    def __exit__(self, *error: object) -> None:
        self._put()

    def new(self, items: Iterable[Article | Skipped]) -> Iterator[Article | Skipped]:
        """Of all items those that the store has not; each id once."""
        begun: dict[str, int] = {}
        for batch in _batches(items, BATCH):
            there = self._store.texts([item.id for item in batch if isinstance(item, Article)])
            for item in batch:
                if isinstance(item, Skipped):
                    yield item
                elif item.id in there or item.id in begun:
                    yield from self._known(item, there.get(item.id), begun.get(item.id))
                else:
                    begun[item.id] = hash(item.text)
                    self._as_taken[item.id] = item
                    yield item

    def _known(self, item: Article, text: str | None, begun: int | None) -> Iterator[Skipped]:
        same = text == item.text if text is not None else begun == hash(item.text)
        if same:
            self._present += 1
            self._on(called(item))
            self._list({"origin": item.origin, "id": item.id, "what": "present", "because": "in the store already"})
        else:
            yield Skipped(called(item), f"The id {item.id} is already in the store with another text.")

    def take(self, item: Reading | Skipped, body: bool | None = None) -> None:
        """`body`: the mark, where it is not that of all."""
        if isinstance(item, Skipped):
            self._missed.append(item)
        else:
            taken = self._as_taken.pop(item.article.id)
            self._ready.append((taken, self._body if body is None else body, item))
        self._on(called(item))
        if len(self._ready) >= WRITE_EVERY or time.monotonic() - self._written > WRITE_AFTER:
            self._put()

    def _put(self) -> None:
        ready, missed = self._ready, self._missed
        self._ready, self._missed = [], []
        if ready or missed:
            self._store.put(ready, self._by, [item for item in missed if item.lost])
        for article, _, _ in ready:
            self._list({"origin": article.origin, "id": article.id, "what": "added", "because": None})
        for item in missed:
            what = "skipped" if item.lost else "passed over"
            self._list({"origin": item.origin, "id": None, "what": what, "because": item.reason})
        self._added += [article.id for article, _, _ in ready]
        self._skipped += missed
        self._written = time.monotonic()

    def result(self, copy_of: Mapping[str, str]) -> Added:
        """`copy_of`: for each copy in the store what it is a copy of."""
        copies = {id: copy_of[id] for id in self._added if id in copy_of}
        for id, first in copies.items():
            self._list({"origin": None, "id": id, "what": "copy", "because": f"a copy of {first}"})
        return Added(tuple(self._added), self._present, tuple(self._skipped), copies)


def _parted(inputs: Iterable[Input] | Input) -> tuple[list[lake.Lake], Iterable[Input]]:
    """Lakes, and what is to be read. (Inputs that come one by one, as a generator gives them, are no lakes.)"""
    given = [inputs] if isinstance(inputs, str | os.PathLike | Article | Skipped) else inputs
    if not isinstance(given, Sequence):
        return [], given
    lakes = [one for one in given if isinstance(one, str | os.PathLike) and lake.is_lake(one)]
    return [lake.Lake(one) for one in lakes], [one for one in given if one not in lakes]


def _take_lake(source: lake.Lake, taker: _Taker, naming: Sequence[str]) -> None:
    """What a lake has read, without reading it again."""
    meant = [source.naming(_meant([one])) for one in naming]
    wanted = set.intersection(*meant) if meant else None
    for ids in _batches((id for id in source.ids() if wanted is None or id in wanted), BATCH):
        articles = source.articles(ids)
        bodies = {article.id: body for article, body in articles}
        readings = {reading["id"]: reading for reading in source.readings(ids)}
        for item in taker.new(article for article, _ in articles):
            read = item if isinstance(item, Skipped) else Reading.from_dict(readings[item.id])
            taker.take(read, None if isinstance(item, Skipped) else bodies[item.id])


def _articles(given: Iterable[Input], options: intake.Options | None) -> Iterator[Article | Skipped]:
    """Articles in hand as they are; anything else is a path, a pattern or `-` for intake."""
    named: list[str] = []
    opened = options or intake.Options()
    for item in given:
        if isinstance(item, Article | Skipped):
            yield from intake.open(named, opened) if named else ()
            named.clear()
            yield item
        else:
            named.append(os.fspath(item))
    if named:
        yield from intake.open(named, opened)


# --- comparing --------------------------------------------------------------------------------------------------

_KEYS: dict[str, Callable[[Plain], str]] = {
    "entities": lambda row: str(row["id"]),
    "times": lambda row: "{}-{}".format(*row["span"]),
    "statements": lambda row: str(row["id"]),
    "events": lambda row: str(row["id"]),
    "factuality": lambda row: f"{row['event']} {' > '.join(row['holder'])}",
}


def _compared(before: Plain | None, after: Plain) -> Iterator[Plain]:
    """What changed between two readings of an article, item by item."""
    for layer, key in _KEYS.items():
        old = {key(row): row for row in before[layer]} if before else {}
        new = {key(row): row for row in after[layer]}
        for id in dict.fromkeys((*old, *new)):
            if old.get(id) != new.get(id):
                yield {"article": after["id"], "layer": layer, "id": id, **_change(old.get(id), new.get(id))}


def _verdicts(before: Mapping[str, Plain], after: Mapping[str, Plain]) -> Iterator[Plain]:
    """The claims that came, went, or have another verdict."""
    for id in dict.fromkeys((*before, *after)):
        old, new = before.get(id), after.get(id)
        rows = [None if one is None else {name: one[name] for name in ("verdict", "because")} for one in (old, new)]
        if (old or {}).get("verdict") != (new or {}).get("verdict"):
            told = (new or old or {})["events"] + (new or old or {})["statements"]
            yield {"article": told[0]["article"], "layer": "claims", "id": id, **_change(*rows)}


def _change(old: Plain | None, new: Plain | None) -> Plain:
    if old is None or new is None:
        return {"change": "new" if old is None else "gone", "fields": {}}
    fields = {name: [old.get(name), new.get(name)] for name in new if old.get(name) != new.get(name)}
    return {"change": "changed", "fields": fields}


# --- small things -----------------------------------------------------------------------------------------------


def _batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def _user() -> str:
    # A container's user may have no name.
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
