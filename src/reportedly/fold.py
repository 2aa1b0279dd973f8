"""Which articles and paragraphs are copies: wire stories reprinted, cut, digested, corrected, merged.

A copy repeats long runs of another article's own words. Words are compared, not characters, so that typography, case
and layout do not matter:

- **Meeting.** Articles are taken one after the other. Every run of `SHINGLE` words is looked up in those that earlier
  ones had first, of which every `STEP`-th is kept: whatever two articles share for `SHINGLE + STEP - 1` words is
  found, and each run belongs to one article only, so that the work grows with the number of words and not with the
  number of reprints. (Positions are kept on one side and all are tried on the other, as rsync does; winnowing,
  Schleimer et al. 2003, thins both sides for the same guarantee.)
- **Judging.** What counts is containment, not resemblance (Broder 1997): the share of the shorter article's *own* words
  that lie in shared runs of `RUN` words or more. Reports of one event share names and phrases; whoever repeats a
  dozen words on end, again and again, has copied. Words within quotation marks are nobody's own: two reporters at one
  speech quote the same sentences.
- **Paragraphs** are judged one by one too, so that each paragraph of a merged article has its own first printer. What
  stands in many articles that are no copies of each other (`BOILERPLATE`) speaks for no copying and has no origin.

- **Order.** Articles meet twice: the longest first, and those made of two stories last, to find who belongs together
  whatever their dates; then in the order of printing, to find who was first.

Nothing is stored: all of it is worked out from texts, in time linear in their words.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from itertools import accumulate, chain, pairwise
from typing import Any

from reportedly.model import READABLE

__all__ = ["Copies", "Text", "fold", "text_of"]

#: Words in a shingle, the unit that is looked up.
SHINGLE = 8
#: Every so many shingles of an article are kept for later ones to be looked up in.
STEP = 5
#: Words on end that two articles must share to count as copied: more than names, titles and set phrases make.
RUN = 12
#: The share of the shorter article's own words that must be copied,
COPIED = 0.25
#: and what it must be where an outlet repeats itself after more than so many days: it prints its background again.
COPIED_LATER = 0.5
DAYS = 3
#: The share of a paragraph's words that must be found in an earlier article for that to have printed it first.
SAME = 0.6
#: A paragraph that so many others have, and little else of its article, is nobody's: what outlets append to stories.
BOILERPLATE = 3
#: An article of whose own words so many are in another is in it from end to end.
_WHOLE = 0.75
#: So many of the articles of one story, or of those that one shares words with, are looked at to place a merged one.
_ENOUGH = 12
#: How often they are looked for: once some are known, others stand out.
_ROUNDS = 2
#: With fewer own words than this an article is all quotation, and its quoted words are counted as well.
FEW = 25

_WORD = re.compile(r"[^\W_]+")
#: Quotations by shape; one left open runs to the end of its paragraph, as newspapers print long ones.
#: (The opening mark comes first, and what must stand before it is looked at after: the search is much faster so.)
_QUOTED = re.compile(
    r"[“\"‘'](?:"
    r"(?<=“)[^”]*(?:”|$)"
    r"|(?<=\")(?<![\w.,;!?]\")(?=\S)[^\"]*(?:\"|$)"
    r"|(?<=[‘'])(?<!\w[‘'])(?=\S)[^“”\"]{24,}?[’'](?!\w)"
    r")"
)
_SENTENCE_END = re.compile(r"[.!?][\"”’)]*\s+(?=[\"“‘A-Z])")
#: Texts that come without paragraphs are cut at the first sentence end after so many characters.
_LONG = 400
#: Words of a headline and the first sentences.
_OPENING = 60
#: Characters of a date that is known to the day.
_DAY = len("2020-01-31")
_WIDTH = array("I").itemsize


@dataclass(frozen=True, slots=True)
class Text:
    """What is folded: an article's text, the blocks that belong to the article, and what tells who printed it first.

    `blocks` are half-open offsets in text order; none means that every line counts. `published` is the day (ISO) on
    which it was printed, null where it is not known to the day.
    """

    id: str
    text: str
    blocks: tuple[tuple[int, int], ...] = ()
    published: str | None = None
    outlet: str | None = None
    agency: str | None = None


@dataclass(frozen=True, slots=True)
class Copies:
    """Which articles are copies (`copy_of`, always the first printer, never a chain) and what each one changed.

    `changes`, for every copy: `{"kind": "cut"|"added"|"changed", "span": [s, e]|None, "was": words|None}` in the order
    of the copy, cuts last; worked out when asked for. `printed`: the paragraphs that another article printed first,
    as `(start, end, article)` in text order.
    """

    copy_of: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)
    printed: Mapping[str, tuple[tuple[int, int, str], ...]] = field(default_factory=dict)

    def first(self, article_id: str, at: int) -> str:
        """The article that first printed the paragraph at this offset; the article itself where it is new there."""
        spans = self.printed.get(article_id, ())
        place = bisect_right(spans, at, key=lambda span: span[0]) - 1
        return spans[place][2] if place >= 0 and at < spans[place][1] else article_id


def text_of(reading_plain: Mapping[str, Any]) -> Text:
    """What is folded of a reading given as plain data (`Reading.to_dict()`)."""
    about = reading_plain.get("article") or {}
    blocks = tuple((b["span"][0], b["span"][1]) for b in reading_plain.get("blocks", ()) if b["kind"] in READABLE)
    day = (about.get("published") or {}).get("value") or ""
    published = day if len(day) == _DAY else None
    return Text(reading_plain["id"], reading_plain["text"], blocks, published, about.get("outlet"), about.get("agency"))


def fold(texts: Iterable[Text]) -> Copies:
    """Which of these articles are copies of which; the same texts in the same order give the same answer.

    Who belongs together does not depend on dates, which are often guessed. Of those that do, the one published first
    is the original; of one day's, an agency, then one that credits an agency, then the one that is nearly whole, then
    the one given first. Articles whose day is not known come after those whose day is.
    """
    numbers = defaultdict[str, int](int)
    numbers.default_factory = numbers.__len__
    pages, meetings, mergers = _grouped(
        [replace(_page(text, numbers), given=given) for given, text in enumerate(texts)]
    )
    families = _roots(pages, meetings, mergers, _boilerplate(pages, meetings, _roots(pages, meetings, mergers)))
    key = partial(_printing, mergers=mergers)
    copy_of = _originals(pages, families, key)

    printers = _numbered(sorted(_involved(pages, meetings), key=key))
    met = _meet(printers)
    printed = _printed(printers, met, _boilerplate(printers, met, _roots(printers, met, mergers)))
    by_id = {page.text.id: page.text for page in printers}
    return Copies(
        copy_of, _Changes({copy: (by_id[copy], by_id[original]) for copy, original in copy_of.items()}), printed
    )


def _grouped(pages: list[_Page]) -> tuple[list[_Page], list[list[_Meeting]], frozenset[str]]:
    """The pages that may be copies or have some, whom each of them meets, and the ids of those merged of two stories.

    The longest come first, but merged ones last. So a cut meets what it was cut from, and no merged article stands
    between the stories it is made of.
    """
    mergers = frozenset[str]()
    pages = _numbered(sorted(pages, key=lambda page: -len(page.own)))
    meetings = _meet(pages)
    for _ in range(_ROUNDS):
        found = _mergers(pages, meetings) - mergers
        if not found:
            break
        mergers |= found
        pages = _numbered(
            sorted(_involved(pages, meetings), key=lambda page: (page.text.id in mergers, -len(page.own)))
        )
        meetings = _meet(pages)
    return pages, meetings, mergers


def _involved(pages: Sequence[_Page], meetings: Sequence[Sequence[_Meeting]]) -> list[_Page]:
    """The pages that met another; the rest, most of them as a rule, need not be looked at again."""
    involved = {number for number, met in enumerate(meetings) if met}
    involved |= {meeting.earlier for met in meetings for meeting in met}
    return [pages[number] for number in sorted(involved)]


def _printing(page: _Page, mergers: frozenset[str]) -> tuple[str, bool, int, int]:
    """Sorts pages into the order in which they are taken to have been printed."""
    return page.text.published or "9999", page.text.id in mergers, _remove(page.text), page.given


def _originals(
    pages: Sequence[_Page], families: Mapping[int, int], key: Callable[[_Page], tuple[str, bool, int, int]]
) -> dict[str, str]:
    """Each copy's original: whoever of its family was printed first."""
    members: dict[int, list[_Page]] = {}
    for copy, head in families.items():
        members.setdefault(head, [pages[head]]).append(pages[copy])
    firsts = {head: min(family, key=key).text.id for head, family in members.items()}
    return {
        page.text.id: firsts[head]
        for head, family in members.items()
        for page in family
        if page.text.id != firsts[head]
    }


# --- texts as words ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, order=True)
class _Passage:
    """A paragraph: where it stands among the characters and among the words of its article."""

    start: int
    end: int
    first: int
    last: int

    @property
    def words(self) -> tuple[int, int]:
        return self.first, self.last

    @property
    def size(self) -> int:
        return self.last - self.first


@dataclass(frozen=True, slots=True)
class _Page:
    """A text as word numbers (`raw`, packed), `own[i]` = 1 where a word is not quoted, and its paragraphs.

    `top` is the first line of the text, whatever it was taken for; `given` its place among the texts; `serial` the
    number of its first paragraph among those of all pages.
    """

    text: Text
    raw: bytes
    own: bytes
    passages: tuple[_Passage, ...]
    top: bytes = b""
    given: int = 0
    serial: int = 0

    @property
    def size(self) -> int:
        """How many words count: its own, or all of them when hardly any are."""
        return self.own.count(1)

    @property
    def headline(self) -> bytes:
        """Its first paragraph."""
        return self.raw[: self.passages[0].last * _WIDTH]

    def shingles(self) -> list[bytes]:
        return _shingled(self.raw, SHINGLE)


def _shingled(raw: bytes, size: int) -> list[bytes]:
    """All runs of so many words."""
    return [raw[i : i + size * _WIDTH] for i in range(0, len(raw) - size * _WIDTH + 1, _WIDTH)]


def _numbered(pages: Sequence[_Page]) -> list[_Page]:
    """The pages with their paragraphs numbered through."""
    serials = accumulate((len(page.passages) for page in pages), initial=0)
    return [replace(page, serial=serial) for page, serial in zip(pages, serials)]


def _remove(text: Text) -> int:
    """How far from the source an article is by what it says: an agency itself 0, with a credit 1, without 2."""
    if text.agency and text.outlet and text.agency.casefold() == text.outlet.casefold():
        return 0
    return 1 if text.agency else 2


def _page(text: Text, numbers: Mapping[str, int]) -> _Page:
    """A text's words as numbers, which of them are its own, and its paragraphs. `numbers` gives every word its own."""
    words, own, passages = array("I"), bytearray(), list[_Passage]()
    for start, end in text.blocks or _lines(text.text):
        block, begun, first = text.text[start:end], 0, len(words)
        ends = _ends(block)
        for at, until, mine in _voices(block, ends):
            found = _WORD.findall(block[at:until].lower())
            words.extend(map(numbers.__getitem__, found))
            own.extend(mine * len(found))
            if until in ends:
                passages.append(_Passage(start + begun, start + until, first, len(words)))
                begun, first = until, len(words)
    if own.count(1) < FEW:
        own = bytearray(b"\x01" * len(own))
    line = text.text.lstrip()[:_LONG].partition("\n")[0]
    top = array("I", map(numbers.__getitem__, _WORD.findall(line.lower())))
    return _Page(text, words.tobytes(), bytes(own), tuple(passages), top.tobytes())


def _lines(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in re.finditer(r"[^\n]+", text))


def _ends(block: str) -> list[int]:
    """Where the paragraphs of a block end: at its end, or, in a whole article on one line, after some sentences too."""
    ends = list[int]()
    if len(block) > 2 * _LONG:
        for match in _SENTENCE_END.finditer(block):
            if match.end() - (ends[-1] if ends else 0) >= _LONG and len(block) - match.end() >= _LONG:
                ends.append(match.end())
    return [*ends, len(block)]


def _voices(block: str, ends: Sequence[int]) -> Iterator[tuple[int, int, bytes]]:
    """A block in stretches that are the writer's own words (1) or quoted ones (0), cut at the ends of paragraphs."""
    quoted = [match.span() for match in _QUOTED.finditer(block)]
    cuts = sorted({0, *ends, *chain.from_iterable(quoted)})
    for start, end in pairwise(cuts):
        within = bisect_right(quoted, (start, len(block)))
        yield start, end, b"\x00" if within and start < quoted[within - 1][1] else b"\x01"


# --- who shares what with whom ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Meeting:
    """What a page shares with an earlier one, word by word (1 or 0).

    `copied`: own words in runs of `RUN` or more; `found`: words in shared runs of any length; `where`: by paragraph,
    the one (its serial) of the earlier page that most of it was met in.
    """

    earlier: int
    copied: bytes
    found: bytes
    where: Mapping[int, int]


def _meet(pages: Sequence[_Page]) -> list[list[_Meeting]]:
    """For each page the earlier pages that it shares a paragraph or a good part of its words with."""
    printed: dict[bytes, int] = {}
    owner = array("I")
    meetings = []
    for number, page in enumerate(pages):
        shingles = page.shingles()
        hits = [(at, serial) for at, serial in enumerate(map(printed.get, shingles)) if serial is not None]
        meetings.append(_meetings(page, shingles, hits, owner, pages) if hits else [])
        owner.extend([number] * len(page.passages))
        for place, passage in enumerate(page.passages):
            for shingle in shingles[passage.first : passage.last : STEP]:
                printed.setdefault(shingle, page.serial + place)
    return meetings


def _meetings(
    page: _Page,
    shingles: Sequence[bytes],
    hits: Sequence[tuple[int, int]],
    owner: Sequence[int],
    pages: Sequence[_Page],
) -> list[_Meeting]:
    """The page compared word for word with the one that printed most of it, then with whom the rest is from, if any."""
    places = _places(page)
    met = list[_Meeting]()
    while hits:
        votes: dict[int, Counter[tuple[int, int]]] = {}
        for at, serial in hits:
            votes.setdefault(owner[serial], Counter())[places[at], serial] += 1
        worthy = [earlier for earlier in votes if _worth(page, pages[earlier], votes[earlier])]
        if not worthy:
            break
        most = max(worthy, key=lambda earlier: (votes[earlier].total(), -earlier))
        met.append(_compare(page, shingles, pages[most], most, votes[most]))
        hits = [(at, serial) for at, serial in hits if owner[serial] != most and not met[-1].found[at]]
    return met


def _places(page: _Page) -> list[int]:
    """For each word the paragraph it stands in."""
    return [place for place, passage in enumerate(page.passages) for _ in range(passage.size)]


def _worth(page: _Page, earlier: _Page, votes: Counter[tuple[int, int]]) -> bool:
    """Whether the hits, one in `STEP` shingles, may amount to a copied article or a copied paragraph."""
    if votes.total() * STEP >= COPIED / 2 * min(page.size, earlier.size):
        return True
    by_place = Counter[int]()
    for (place, _), count in votes.items():
        by_place[place] += count
    return any(count * STEP >= SAME / 2 * page.passages[place].size for place, count in by_place.items())


def _compare(
    page: _Page, shingles: Sequence[bytes], earlier: _Page, number: int, votes: Counter[tuple[int, int]]
) -> _Meeting:
    theirs = set(earlier.shingles())
    copied, found = bytearray(len(page.own)), bytearray(len(page.own))
    for start, end in _runs([at for at, shingle in enumerate(shingles) if shingle in theirs]):
        found[start:end] = b"\x01" * (end - start)
        if end - start >= RUN and not _signature(page, earlier, start, end):
            copied[start:end] = page.own[start:end]
    ranked = sorted(votes.items(), key=lambda item: (item[1], -item[0][1]))
    return _Meeting(number, bytes(copied), bytes(found), {place: serial for (place, serial), _ in ranked})


def _signature(page: _Page, earlier: _Page, start: int, end: int) -> bool:
    """Whether a run is how both articles end and little of either: what an outlet sets under its stories."""
    ends = end == len(page.own) and page.raw[-SHINGLE * _WIDTH :] == earlier.raw[-SHINGLE * _WIDTH :]
    return ends and 2 * (end - start) < min(len(page.own), len(earlier.own))


def _runs(matches: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of words from the positions of matching shingles: neighbouring shingles make one run."""
    runs = list[tuple[int, int]]()
    for at in matches:
        if runs and at == runs[-1][1] - SHINGLE + 1:
            runs[-1] = (runs[-1][0], at + SHINGLE)
        else:
            runs.append((at, at + SHINGLE))
    return runs


def _mergers(pages: Sequence[_Page], meetings: Sequence[Sequence[_Meeting]]) -> frozenset[str]:
    """The articles that put two stories together, and so cannot be the source of both, whatever their dates say."""
    partners: dict[int, list[tuple[_Page, int]]] = {}
    for number, page in enumerate(pages):
        for meeting in meetings[number]:
            other = pages[meeting.earlier]
            if _copied(page, other, _evidence(page, other, meeting)):
                words = meeting.copied.count(1)
                partners.setdefault(number, []).append((other, words))
                partners.setdefault(meeting.earlier, []).append((page, words))
    return frozenset(pages[number].text.id for number, others in partners.items() if _merges(others[:_ENOUGH]))


def _merges(partners: Sequence[tuple[_Page, int]]) -> bool:
    """Whether two of those an article shares words with are different stories, one of which goes on where it does not.

    (Two cuts of one article may have nothing in common either, but both are in it from end to end.)
    """
    pages = [page for page, _ in partners]
    return any(words < _WHOLE * one.size and any(_strangers(one, other) for other in pages) for one, words in partners)


def _strangers(one: _Page, other: _Page) -> bool:
    """Whether two pages are different stories: neither headline is from the other's opening, no run of words shared."""
    if _filed(one.headline, [other]) or _filed(other.headline, [one]):
        return False
    return frozenset(one.shingles()).isdisjoint(other.shingles())


# --- what that makes them ---------------------------------------------------------------------------------------


def _evidence(page: _Page, earlier: _Page, meeting: _Meeting, nobodys: frozenset[int] = frozenset()) -> float:
    """The share of the shorter one's own words that were copied, nobody's paragraphs left out."""
    words = meeting.copied.count(1)
    for place, serial in meeting.where.items():
        if serial in nobodys:
            words -= meeting.copied.count(1, *page.passages[place].words)
    return words / max(1, min(page.size, earlier.size))


def _copied(page: _Page, earlier: _Page, evidence: float) -> bool:
    """Whether that is enough to call one a copy of the other."""
    return evidence >= (COPIED_LATER if _again(page.text, earlier.text) else COPIED)


def _again(one: Text, other: Text) -> bool:
    """Whether both are one outlet's, of different times: newsrooms print their own background again."""
    if not (one.published and other.published) or not one.outlet or one.outlet != other.outlet:
        return False
    return abs((date.fromisoformat(one.published) - date.fromisoformat(other.published)).days) > DAYS


def _roots(
    pages: Sequence[_Page],
    meetings: Sequence[list[_Meeting]],
    mergers: frozenset[str],
    nobodys: frozenset[int] = frozenset(),
) -> dict[int, int]:
    """Each copy's original: the one it copied most from. A copy of a copy must share as much with the original.

    A meeting with an original that was only met through its copies is added to the page's meetings.
    """
    roots: dict[int, int] = {}
    families: dict[int, list[_Page]] = {}
    for number, page in enumerate(pages):
        met = {meeting.earlier: meeting for meeting in meetings[number]}
        close = [e for e, m in met.items() if _copied(page, pages[e], _evidence(page, pages[e], m, nobodys))]
        scores = dict[int, float]()
        for earlier in close:
            root = roots.get(earlier, earlier)
            evidence = _evidence(page, pages[earlier], met[earlier], nobodys)
            if root != earlier and (evidence < _WHOLE or pages[earlier].text.id in mergers):
                if root not in met:
                    met[root] = _compare(page, page.shingles(), pages[root], root, Counter())
                    meetings[number].append(met[root])
                evidence = _evidence(page, pages[root], met[root], nobodys)
            if _copied(page, pages[root], evidence):
                scores[root] = max(evidence, scores.get(root, 0))
        if scores:
            filed = _filed_under(page, {root: families.get(root, [pages[root]]) for root in scores})
            root = max(scores, key=lambda root: (root in filed, scores[root], -root))
            families.setdefault(root, [pages[root]]).append(page)
            roots[number] = root
    return roots


def _filed_under(page: _Page, stories: Mapping[int, Sequence[_Page]]) -> set[int]:
    """Of several stories those that the page's headline is from: what is made of two has the headline of one.

    The headline is the first line of the text, even where that was not taken for one, else the first paragraph.
    """
    if len(stories) > 1:
        for headline in (page.top, page.headline):
            if filed := {root for root, family in stories.items() if _filed(headline, family)}:
                return filed
    return set()


def _filed(headline: bytes, family: Sequence[_Page]) -> bool:
    """Whether most words of a headline are from the opening of one of these."""
    words = _shingled(headline, 1)
    openings = (frozenset(_shingled(other.raw[: _OPENING * _WIDTH], 1)) for other in family[:_ENOUGH])
    return any(2 * sum(word in opening for word in words) > len(words) for opening in openings)


def _boilerplate(
    pages: Sequence[_Page], meetings: Sequence[Sequence[_Meeting]], families: Mapping[int, int]
) -> frozenset[int]:
    """Paragraphs (serials of their first printing) that stand in many articles which are no copies of each other."""
    holders: dict[int, set[int]] = {}
    for number, page in enumerate(pages):
        for meeting in meetings[number]:
            earlier = pages[meeting.earlier]
            if _copied(page, earlier, _evidence(page, earlier, meeting)):
                continue
            for place, serial in meeting.where.items():
                if _same(meeting, page.passages[place]):
                    holders.setdefault(serial, set()).add(families.get(number, number))
    return frozenset(serial for serial, roots in holders.items() if len(roots) >= BOILERPLATE)


def _same(meeting: _Meeting, passage: _Passage) -> bool:
    """Whether most of a paragraph's words were found in the earlier page."""
    return meeting.found.count(1, *passage.words) >= SAME * max(1, passage.size)


def _printed(
    pages: Sequence[_Page], meetings: Sequence[Sequence[_Meeting]], nobodys: frozenset[int]
) -> dict[str, tuple[tuple[int, int, str], ...]]:
    """For each article its paragraphs that another one printed first, in text order."""
    printed: dict[str, tuple[tuple[int, int, str], ...]] = {}
    known: dict[int, int] = {}
    for number, page in enumerate(pages):
        if origins := _origins(page, meetings[number], pages, nobodys, known):
            known |= {page.serial + place: origin for place, origin in origins.items()}
            spans = sorted((page.passages[place], origin) for place, origin in origins.items())
            printed[page.text.id] = tuple((span.start, span.end, pages[origin].text.id) for span, origin in spans)
    return printed


def _origins(
    page: _Page,
    meetings: Sequence[_Meeting],
    pages: Sequence[_Page],
    nobodys: frozenset[int],
    known: Mapping[int, int],
) -> dict[int, int]:
    """The paragraphs that another page printed first, with the page; `known` holds those of earlier pages, by serial.

    From a page that this one copied, whatever resembles it is taken to come; from another, only what has enough own
    words on end, so that a quotation alone proves nothing. The oldest page that has a paragraph is asked first.
    """
    origins: dict[int, int] = {}
    for meeting in sorted(meetings, key=lambda meeting: meeting.earlier):
        earlier = pages[meeting.earlier]
        copied = _copied(page, earlier, _evidence(page, earlier, meeting, nobodys))
        threes = frozenset(_shingled(earlier.raw, 3)) if copied else frozenset[bytes]()
        for place, passage in enumerate(page.passages):
            serial = meeting.where.get(place, -1)
            if place in origins or serial in nobodys:
                continue
            enough = copied or meeting.copied.count(1, *passage.words) >= RUN
            if (enough and _same(meeting, passage)) or _near(page, passage, threes):
                origins[place] = known.get(serial, meeting.earlier)
    return origins


def _near(page: _Page, passage: _Passage, threes: frozenset[bytes]) -> bool:
    """Whether most of a paragraph's runs of three words are among these."""
    if not threes:
        return False
    runs = _shingled(page.raw[passage.first * _WIDTH : passage.last * _WIDTH], 3)
    return bool(runs) and sum(run in threes for run in runs) >= SAME * len(runs)


# --- what a copy changed ----------------------------------------------------------------------------------------


class _Changes(Mapping[str, tuple[Mapping[str, Any], ...]]):
    """The changes of every copy, each worked out when it is asked for."""

    def __init__(self, pairs: Mapping[str, tuple[Text, Text]]) -> None:
        self._pairs = pairs

    def __getitem__(self, copy: str) -> tuple[Mapping[str, Any], ...]:
        return _changes(*self._pairs[copy])

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence: its words in lower case, where each stands, and the number of its block."""

    words: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    block: int

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters from one word to before another."""
        return self.spans[first][0], self.spans[last - 1][1]

    def runs(self) -> set[tuple[str, ...]]:
        """Its runs of three words, or the whole of it where it is shorter."""
        return set(zip(self.words, self.words[1:], self.words[2:])) or {self.words}


def _sentences(text: Text) -> list[_Sentence]:
    """The sentences of the blocks. They are compared, not paragraphs, as every outlet sets paragraphs its own way."""
    sentences = []
    for number, (start, end) in enumerate(text.blocks or _lines(text.text)):
        ends = [match.end() for match in _SENTENCE_END.finditer(text.text, start, end)]
        for begin, until in zip((start, *ends), (*ends, end)):
            spans = tuple(match.span() for match in _WORD.finditer(text.text, begin, until))
            if spans:
                sentences.append(_Sentence(tuple(text.text[s:e].lower() for s, e in spans), spans, number))
    return sentences


def _changes(copy: Text, original: Text) -> tuple[Mapping[str, Any], ...]:
    """Sentence by sentence what was added and changed, then what was cut; neighbours in one block as one change."""
    theirs, changes, kept = _sentences(original), list[tuple[int, Mapping[str, Any]]](), set[int]()
    places: dict[tuple[str, ...], int] = {}
    for place, sentence in enumerate(theirs):
        for run in sorted(sentence.runs()):
            places.setdefault(run, place)
    mine, added = _sentences(copy), list[int]()
    for number, sentence in enumerate(mine):
        nearest = _nearest(sentence, places)
        if nearest is None:
            added.append(number)
        else:
            kept.add(nearest)
            changes += _edits(sentence, theirs[nearest], original.text)
    for start, end in _stretches(mine, added):
        changes.append((start, {"kind": "added", "span": [start, end], "was": None}))
    changes.sort(key=lambda change: change[0])
    for start, end in _stretches(theirs, [place for place in range(len(theirs)) if place not in kept]):
        changes.append((start, {"kind": "cut", "span": None, "was": original.text[start:end]}))
    return tuple(change for _, change in changes)


def _nearest(sentence: _Sentence, places: Mapping[tuple[str, ...], int]) -> int | None:
    """The sentence of the original that most of this one's runs of words stand in, where at least half of them do."""
    runs = sorted(sentence.runs())
    votes = Counter(places[run] for run in runs if run in places)
    best = max(votes, key=lambda place: (votes[place], -place), default=None)
    return best if best is not None and 2 * votes[best] >= len(runs) else None


def _edits(sentence: _Sentence, old: _Sentence, text: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """What differs between a sentence and its original, with the place in the copy."""
    if sentence.words == old.words:
        return
    steps = SequenceMatcher(None, old.words, sentence.words, autojunk=False).get_opcodes()
    for step, was_from, was_to, first, last in steps:
        if step == "equal":
            continue
        was = text[slice(*old.span(was_from, was_to))] if was_to > was_from else None
        span = [*sentence.span(first, last)] if last > first else None
        kind = "cut" if span is None else "added" if was is None else "changed"
        yield sentence.spans[min(first, len(sentence.spans) - 1)][0], {"kind": kind, "span": span, "was": was}


def _stretches(sentences: Sequence[_Sentence], chosen: Sequence[int]) -> list[tuple[int, int]]:
    """The characters of the chosen sentences, neighbours in one block taken together."""
    stretches, last = list[tuple[int, int]](), -2
    for number in chosen:
        sentence = sentences[number]
        start, end = sentence.span(0, len(sentence.words))
        if number == last + 1 and sentences[last].block == sentence.block:
            stretches[-1] = (stretches[-1][0], end)
        else:
            stretches.append((start, end))
        last = number
    return stretches
