"""Labels blocks: what is the article and what is the page around it; language, outlet, agency, byline. Nothing is cut.

A text dump of a web page is a column of lines. Each goes through four questions, each answered in one pass:

    paragraphs   which lines belong together (hard wrap, text nodes), and which were glued by the dumper
    signs        what a paragraph looks like by itself, then among its neighbours (named signs, weighed by a table)
    kinds        headline, dateline, byline, body, caption, related, furniture
    metadata     title, outlet, agency, byline, dateline, language: read off the labelled blocks

The weights in `data/en/clean_weights.tsv` are the log-odds that a sign speaks for the article. They are fitted by
`train/clean.py` and can be read, and changed, by hand.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from reportedly import shelf
from reportedly.model import Article, Block, BlockKind, Passage

__all__ = ["clean"]

# --- words and shapes -------------------------------------------------------------------------------------------

_FUNCTION_WORDS = frozenset(
    "a an the this that these those of in on at by for from with to into over under about after before between against "
    "during through and or but nor so if as than because while when where who whom whose which what how why is are was "
    "were be been being has have had do does did will would can could may might shall should must not no he she it "
    "they we i you his her its their our my your him them us me there here also only just most any all".split()
)
#: A line that stops on one of these goes on in the next.
_LEANING = frozenset(
    "a an the of in on at by for from with to into over under about after before between against during through and or "
    "but as than because while when where who whose which that is are was were be been has have had will would can "
    "could may might his her its their our my your investor called said says".split()
)
_YOU = frozenset("you your yours you're we our us we're i me my i'm".split())
_REPORTING = frozenset("said says told according added announced reported warned confirmed denied statement".split())
#: A full stop after these ends no sentence, so a capital glued to it is a name.
_SHORTENED = frozenset("st mr mrs ms dr gen col lt sen rep gov sgt jr sr no vs co inc ltd corp prof rev hon mt".split())
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
_TRUNCATED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\"'”’)\]]*$")
_INNER_END = re.compile(r"[.!?][\"”’)]?\s+[\"“‘(]?[A-Z0-9]")
_MARKUP = re.compile(r"(?:[#*>+•●▪■◦‣·–—-]{1,6}|o|\d{1,2}[.)]|\[[ x]\])(?=\s)")
_SEPARATOR = re.compile(r"[|»›•·>/\\]|\s[-–—]\s")
_ADDRESS = re.compile(r"https?:|www\.|[\w.]@[\w.]|(?:^|\s)@\w|\.(?:com|org|net|co\.uk)\b")
_UPPER, _LOWER = "A-ZÀ-ÖØ-ÞА-ЯЁ", "a-zß-öø-ÿа-яё"
_GLUED_CASE = re.compile(rf"[{_LOWER}][{_LOWER}.,)][{_UPPER}][{_LOWER}]|\d[{_UPPER}][{_LOWER}]{{2}}")
_GLUED_STOP = re.compile(rf"(?<![{_UPPER}])\b(\w+)[”\")]?[.!?][”\"’)]?(?=[“\"‘(«]?[{_UPPER}][{_LOWER}’' ])")
_BARE_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*\)|!\[[^\n]*\)")
_DATE = re.compile(
    rf"\b{_MONTH}\.?\s+\d{{1,2}}\b|\b\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}\b|\b\d{{1,4}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|"
    rf"\b{_MONTH}\.?,?\s+(?:19|20)\d\d\b|\b\d{{1,2}}:\d\d\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_BY = re.compile(r"(?i:(?:written |posted |reported |words |story )?by:?|author:)\s+(?=[^\W\d_a-z])")
_LONGER_WORD = re.compile(r"\w{4,}")
_WORD_GAP = re.compile(r"\s+")
_EDGES = re.compile(r"^[\W_\d]+|[\W_\d]+$")


def _plain(text: str) -> str:
    """A line as the tables spell it: lower case, single spaces, straight apostrophes, bare of marks at its ends."""
    return _EDGES.sub("", _WORD_GAP.sub(" ", text.lower().replace("’", "'")))


# --- paragraphs: which lines belong together, and which were glued ------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    text: str
    indent: int
    #: whether an empty line stands before it
    gap: bool


def _lines(text: str) -> list[_Line]:
    out: list[_Line] = []
    for found in _LINE.finditer(text):
        stripped = found.group().strip()
        if stripped:
            indent = len(found.group()) - len(found.group().lstrip())
            start = found.start() + indent
            ends = len(_LINE_END.findall(text, out[-1].end, start)) if out else 2
            out.append(_Line(start, start + len(stripped), stripped, indent, ends > 1))
    return out


def _first_word(text: str) -> str:
    return text[:60].split(None, 1)[0]


def _last_word(text: str) -> str:
    return text[-60:].rsplit(None, 1)[-1].lower()


def _wrap_width(lines: Sequence[_Line]) -> int:
    """The column at which the text was hard-wrapped, or 0 where it was not.

    Wrapped text breaks in mid-sentence where the next word would not have fitted.
    """
    lengths = sorted(len(line.text) for line in lines)
    width = lengths[min(len(lengths) - 1, len(lengths) * 98 // 100)] if lengths else 0
    if not 40 <= width <= 100:
        return 0
    full = open_ended = lower = pairs = 0
    for above, below in pairwise(lines):
        if not below.gap:
            pairs += 1
            if _full(above, below, width):
                full += 1
                open_ended += not _ENDED.search(above.text[-8:])
                lower += below.text[0].islower()
    return width if full and full >= 0.5 * pairs and open_ended >= 0.6 * full and lower >= 0.3 * full else 0


def _full(above: _Line, below: _Line, width: int) -> bool:
    return len(above.text) + 1 + len(_first_word(below.text)) > width - 4


def _fragmented(lines: Sequence[_Line]) -> bool:
    """Whether the dumper wrote one text node a line, so that links and emphasis break paragraphs."""
    torn = sum(
        1
        for above, below in pairwise(lines)
        if not below.gap and (below.text[0] in ",.;)" or (below.text[0].islower() and above.text[-1].isalnum()))
    )
    return torn >= 3 and torn >= 0.02 * len(lines)


def _continues(above: str, chained: bool, below: str) -> bool:
    """Whether a text node goes on with the sentence of the node above it. `chained`: the one above already did."""
    if (below[0] in ",.;:)!?%”’" and not below[1:2].isalnum()) or below.startswith(("'s ", "’s ")):
        return True
    if below[-1] in ";{}" or _ENDED.search(above[-8:]) or above[-1] in ":|" or _MARKUP.match(below) or _BY.match(below):
        return False
    long_above = above.count(" ") >= 4
    if below[0].islower() and (long_above or below.count(" ", 0, 80) >= 2):
        return True
    return long_above and (chained or above[-1] == "," or _last_word(above) in _LEANING)


def _paragraphs(text: str) -> list[Passage]:
    """The text's paragraphs: whole lines, runs of wrapped lines or text nodes, and the parts of glued lines."""
    return [part for span in _joined(text) for part in _unglued(text, span)]


def _joined(text: str) -> list[Passage]:
    """Whole lines, and runs of wrapped lines or text nodes."""
    lines = _lines(text)
    width, fragmented = _wrap_width(lines), _fragmented(lines)
    spans: list[Passage] = []
    chained = False
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else None
        joins = False
        if above is not None and not line.gap:
            if width:
                joins = _full(above, line, width) and line.indent <= above.indent + 1
            if not joins and (fragmented or width):
                so_far = text[max(spans[-1].start, above.end - 400) : above.end]
                joins = _continues(so_far, chained, line.text) and _whole_kind(line.text) is None
        if joins:
            spans[-1] = Passage(spans[-1].start, line.end)
        else:
            spans.append(Passage(line.start, line.end))
        chained = joins
    return spans


def _unglued(text: str, span: Passage) -> Iterator[Passage]:
    """The parts of a line in which the dumper forgot the breaks ("... the end.The next ..."), and its list mark."""
    start, end = span
    mark = _MARKUP.match(text, start, end)
    credit = end - start < 40 and _credit().fullmatch(span.of(text))
    if mark and not credit and text[mark.end() : end].strip() and text[end - 1] not in "-–—":
        yield Passage(start, mark.end())
        start = _skip_white(text, mark.end())
    if end - start > 60:
        for found in _GLUED_STOP.finditer(text, start, end):
            if found.group(1).lower() not in _SHORTENED and found.end() < end:
                yield Passage(start, found.end())
                start = found.end()
    yield Passage(start, end)


def _skip_white(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at


# --- signs: what a paragraph looks like by itself ------------------------------------------------------------------


@cache
def _phrases(match: str) -> dict[str, str]:
    """The wordings of furniture that are matched in one way ("line", "start", "inside"), and their kinds."""
    return {row["phrase"]: row["kind"] for row in shelf.table("en/furniture.tsv") if row["match"] == match}


@cache
def _openings() -> dict[str, list[tuple[str, str]]]:
    """The wordings that open a line of furniture, by their first three characters; longest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for phrase, kind in sorted(_phrases("start").items(), key=lambda item: (-len(item[0]), item[0])):
        out.setdefault(phrase[:3], []).append((phrase, kind))
    return out


def _opening_kind(lowered: str) -> str | None:
    for phrase, kind in _openings().get(lowered[:3], ()):
        if lowered.startswith(phrase) and not lowered[len(phrase) - 1 : len(phrase) + 1].isalpha():
            return kind
    return None


def _inner_kind(lowered: str) -> str | None:
    return next((kind for phrase, kind in _phrases("inside").items() if phrase in lowered), None)


def _whole_kind(text: str) -> str | None:
    return _phrases("line").get(_plain(text)) if len(text) < 80 else None


@dataclass(slots=True)
class Line:
    """A paragraph under judgement: its words, its signs by name with their strength, its log-odds for the article."""

    span: Passage
    text: str
    words: int
    ended: bool
    #: the kind of furniture heading or wording the whole line is, else None
    whole: str | None
    signs: dict[str, float]
    own: float = 0.0
    score: float = 0.0

    @property
    def mass(self) -> float:
        """How much article text stands here, in words, at most 60."""
        return min(self.words, 60) / (1 + math.exp(-self.own))


def _line_at(text: str, span: Passage, repeats: Counter[str], seen: Collection[str]) -> Line:
    words_here = span.of(text)
    bare = words_here
    tokens = bare.split()
    count = len(tokens) if bare.isascii() else max(len(tokens), sum(1 for char in bare[:400] if char >= "\u2e80") // 2)
    ended = bool(_ENDED.search(bare[-8:]))
    line = Line(span, bare, count, ended, _whole_kind(bare), {"always": 1.0})
    _wording_signs(line, bare.lower().replace("’", "'"))
    _shape_signs(line, tokens)
    plain = _plain(bare) if len(bare) < 400 else bare
    if repeats[plain] > 1:
        line.signs["stands on the page more than once"] = 1.0
    if plain in seen or bare in seen:
        line.signs["known from other pages of the outlet"] = 1.0
    return line


_LENGTHS = (
    (2, "1-2 words"),
    (5, "3-5 words"),
    (10, "6-10 words"),
    (17, "11-17 words"),
    (30, "18-30 words"),
    (60, "31-60 words"),
)


def _length_name(words: int) -> str:
    return next((name for limit, name in _LENGTHS if words <= limit), "over 60 words")


def _wording_signs(line: Line, lowered: str) -> None:
    signs = line.signs
    brief = "" if line.words <= 14 else " (long line)"
    # One such wording among a thousand words says little.
    dilution = min(1.0, 120 / max(line.words, 1))
    if line.whole:
        signs[f"is wording: {line.whole}"] = 1.0
    elif opening := _opening_kind(lowered):
        signs[f"opens with wording: {opening}{brief}"] = dilution
    if inner := _inner_kind(lowered[:2000]):
        signs[f"holds wording: {inner}{brief}"] = dilution
    if line.words <= 12 and _DATE.search(line.text):
        signs["date or clock in a short line"] = 1.0
    if line.words <= 12 and _BY.match(line.text):
        signs["by somebody"] = 1.0
    if _ADDRESS.search(line.text[:2000]):
        signs["web address or handle" + brief] = dilution


def _shape_signs(line: Line, tokens: Sequence[str]) -> None:
    signs, text, total = line.signs, line.text, max(len(tokens), 1)
    signs[_length_name(line.words)] = 1.0
    signs[_ending(line)] = 1.0
    lowered = [token.strip("\"'“”‘’.,;:!?()").lower() for token in tokens[:200]]
    seen_tokens = max(len(lowered), 1)
    signs["share of function words"] = sum(word in _FUNCTION_WORDS for word in lowered) / seen_tokens
    signs["share of you, we, I"] = min(4 * sum(word in _YOU for word in lowered) / seen_tokens, 1.0)
    signs["share of small letters first"] = sum(token[0].islower() for token in tokens) / total
    signs["share of digits"] = sum(char.isdigit() for char in text[:400]) / min(len(text), 400)
    if any(word in _REPORTING for word in lowered):
        signs["word of reporting"] = 1.0
    if total >= 3 and sum(token[0].isupper() for token in tokens) >= 0.8 * total:
        signs["nearly every word has a capital"] = 1.0
    if text.isupper() and total >= 2:
        signs["all capitals"] = 1.0
    if inner := len(_INNER_END.findall(text[:2000])):
        signs["sentences within"] = min(inner, 3) / 3
    if separators := len(_SEPARATOR.findall(text[:400])):
        signs["separators"] = min(separators, 4) / 4
    if glued := len(_GLUED_CASE.findall(text[:1000])):
        signs["words glued"] = min(1.0, glued / 3, 10 * glued / line.words)
    if text[0] in '"“‘«„':
        signs["opens with a quotation mark"] = 1.0
    if not any(char.isalpha() for char in text[:200]):
        signs["no letter"] = 1.0
    if code := sum(text.count(char, 0, 2000) for char in "{};=<>_"):
        signs["marks of program code"] = min(1.0, 25 * code / min(len(text), 2000))


def _ending(line: Line) -> str:
    long = " after 12 words or more" if line.words >= 12 else ""
    if _TRUNCATED.search(line.text[-12:]):
        return "breaks off with dots" + long
    if line.ended:
        return ("ends as a question" if line.text.rstrip('"”’)')[-1:] == "?" else "ends as a sentence") + long
    return ("ends with a colon" if line.text[-1] == ":" else "ends without a stop") + long


# --- signs among neighbours ----------------------------------------------------------------------------------------

_HEADINGS = frozenset({"related", "tail"})


def _smoothed(values: Sequence[float], keep: float) -> list[float]:
    """For each place the sum of the values before it, each place further away counting `keep` times as much."""
    out, sum_so_far = [], 0.0
    for value in values:
        out.append(sum_so_far)
        sum_so_far = (sum_so_far + value) * keep
    return out


def _densest(lines: Sequence[Line]) -> tuple[int, int]:
    """The run of lines with the most article words, less a fine for each line that is none (Kadane's algorithm)."""
    best, best_run, sum_here, start = 0.0, (0, 0), 0.0, 0
    for index, line in enumerate(lines):
        sure = 1 / (1 + math.exp(-line.own))
        fine = 6.0 + (14.0 if line.whole in _HEADINGS else 0.0)
        sum_here += line.mass - (1 - sure) * fine
        if sum_here > best:
            best, best_run = sum_here, (start, index + 1)
        if sum_here < 0:
            sum_here, start = 0.0, index + 1
    return best_run


def _neighbour_signs(lines: Sequence[Line]) -> list[dict[str, float]]:
    """What speaks for each line among its neighbours; its own signs and log-odds come along."""
    masses = [line.mass for line in lines]
    back = masses[::-1]
    near = list(zip(_smoothed(masses, 0.5), _smoothed(back, 0.5)[::-1]))
    far = list(zip(_smoothed(masses, 0.9), _smoothed(back, 0.9)[::-1]))
    first, last = _densest(lines)
    share = sum(masses[first:last]) / (sum(masses) or 1.0)
    mostly_article = (sum(masses) / (sum(min(line.words, 60) for line in lines) or 1)) ** 2
    shared = _shared_words(lines, first, last)
    out = []
    under_heading = 0.0
    for index, line in enumerate(lines):
        size = _size_name(line.words)
        signs = {f"itself: {name}": strength for name, strength in line.signs.items()}
        signs |= {"always": 1.0, "by itself": max(-6.0, min(6.0, line.own))}
        signs |= _nearness(near[index], far[index]) | _adjoining(lines, index)
        signs |= _place_in_run(index, first, last, size)
        signs["share of the article in the densest run"] = share if first <= index < last else -share
        signs["the page is mostly article"] = signs[f"mostly article, {size}"] = mostly_article
        signs[f"words shared with the densest run, {size}"] = shared[index]
        if under_heading:
            signs[f"under a heading of other articles, {size}" + ("" if line.ended else ", no stop")] = under_heading
        under_heading = _heading_memory(under_heading, line)
        out.append(signs)
    return out


def _size_name(words: int) -> str:
    return "short" if words <= 10 else "middling" if words <= 25 else "long"


def _nearness(near: tuple[float, float], far: tuple[float, float]) -> dict[str, float]:
    out = {}
    for name, pair, scale in (("near", near, 3.0), ("far", far, 5.0)):
        low, high = sorted((math.log1p(pair[0]), math.log1p(pair[1])))
        out[f"article {name} on both sides"] = low / scale
        out[f"article {name} on one side"] = high / scale
    return out


def _adjoining(lines: Sequence[Line], index: int) -> dict[str, float]:
    places = (("line before", index - 1), ("line after", index + 1))
    return {name: max(-4.0, min(4.0, lines[at].own)) / 4 for name, at in places if 0 <= at < len(lines)}


def _place_in_run(index: int, first: int, last: int, size: str) -> dict[str, float]:
    if first <= index < last:
        return {f"in the densest run, {size}": 1.0}
    side, distance = ("before", first - index) if index < first else ("after", index - last + 1)
    return {f"{side} the densest run": 1 - 1 / distance, f"{side} the densest run, {size}": 1.0}


def _shared_words(lines: Sequence[Line], first: int, last: int) -> list[float]:
    """For each line the share of its longer words that stand in other lines of the run; other stories share few."""
    words = [_content_words(line.text[:1000]) for line in lines]
    counts = Counter(word for i in range(first, last) if lines[i].own > 0 for word in words[i])
    out = []
    for index, here in enumerate(words):
        own = 1 if first <= index < last and lines[index].own > 0 else 0
        out.append(sum(counts[word] > own for word in here) / max(len(here), 3))
    return out


def _content_words(text: str) -> set[str]:
    return {word.lower() for word in _LONGER_WORD.findall(text)} - _FUNCTION_WORDS


def _heading_memory(memory: float, line: Line) -> float:
    if line.whole in _HEADINGS or any(name.endswith(": related") for name in line.signs if name.startswith("opens")):
        return 1.0
    return memory * (0.35 if line.words > 20 and line.ended else 0.85) if memory > 0.05 else 0.0


# --- judgement -----------------------------------------------------------------------------------------------------


@cache
def _weights(stage: str) -> dict[str, float]:
    rows = shelf.table("en/clean_weights.tsv")
    return {row["sign"]: float(row["weight"]) for row in rows if row["stage"] == stage}


def _odds(signs: dict[str, float], weights: dict[str, float]) -> float:
    return sum(strength * weights.get(name, 0.0) for name, strength in signs.items())


def _judged(text: str, seen: Collection[str]) -> list[Line]:
    """The text's paragraphs with their log-odds of being article text."""
    spans = _paragraphs(text)
    repeats = Counter(_plain(span.of(text)) for span in spans if span.end - span.start < 400)
    lines = [_line_at(text, span, repeats, seen) for span in spans]
    for line in lines:
        line.own = _odds(line.signs, _weights("itself"))
    for line, signs in zip(lines, _neighbour_signs(lines)):
        line.score = _odds(signs, _weights("neighbours"))
    return lines


# --- kinds ---------------------------------------------------------------------------------------------------------


#: Log-odds given to every line without a mark of furniture where the text is an article by itself; wire copy and
#: corpora have short lines ("Total dead: 10") that on a web page would be a menu's.
_BENEFIT = 6.0


def _article_lines(lines: Sequence[Line]) -> list[bool]:
    """Whether each line belongs to the article."""
    benefit = _BENEFIT * _article_by_itself(lines)
    inside = [line.score + (benefit if _innocent(line) else 0.0) > 0 for line in lines]
    first = next((i for i, line in enumerate(lines) if inside[i] and line.words > 12), len(lines))
    return [here and not _is_surely_out(lines[i], i < first) for i, here in enumerate(inside)]


def _is_surely_out(line: Line, at_top: bool) -> bool:
    """Code, lines the outlet repeats from page to page, bare links, and dates above the copy: never the article's."""
    code = line.signs.get("marks of program code", 0.0) > 0.6 and any(char in line.text for char in "{}")
    if code or "known from other pages of the outlet" in line.signs:
        return True
    if _BARE_LINK.fullmatch(line.text):
        return True
    return at_top and _only_a_date(line)


def _only_a_date(line: Line) -> bool:
    dated = "date or clock in a short line" in line.signs and line.signs["share of digits"] > 0.1
    return dated and line.words <= 8 and not line.ended


#: Signs that are furniture's even in wire copy. A clock time is not: live reports put one above each entry.
_GUILTY = ("is wording", "opens with wording", "holds wording", "web address", "words glued", "marks of", "known from")


def _innocent(line: Line) -> bool:
    running_text = line.words > 60 and line.signs["share of function words"] > 0.3
    return running_text or not any(
        strength > 0.25 and name.startswith(_GUILTY) for name, strength in line.signs.items()
    )


def _article_by_itself(lines: Sequence[Line]) -> float:
    """How far the text is an article with no page around it, 0 to 1: by the share of its words in plain sentences."""
    words = sum(line.words for line in lines)
    plain = sum(line.words for line in lines if line.ended and line.words >= 5 and _innocent(line))
    guilty = sum(not _innocent(line) for line in lines)
    if len(lines) <= 3 and not guilty:
        return 1.0
    # Hardly a word of furniture on it: lists and crossheads may take a third of the text.
    asked = 0.6 if guilty <= 0.03 * len(lines) else 0.8
    return max(0.0, min(1.0, (plain / max(words, 1) - asked) / 0.1))


def _main_run(lines: Sequence[Line], inside: Sequence[bool]) -> tuple[int, int]:
    """The stretch of lines that holds most of the article: stray paragraphs above and below it are left out."""
    best, best_run, sum_here, start = 0.0, (0, 0), 0.0, 0
    for index, line in enumerate(lines):
        sum_here += min(line.words, 60) if inside[index] else -4.0
        if sum_here > best:
            best, best_run = sum_here, (start, index + 1)
        if sum_here < 0:
            sum_here, start = 0.0, index + 1
    return best_run


def _headline(lines: Sequence[Line], inside: Sequence[bool], title: str | None) -> int | None:
    """The line that is the article's headline.

    It stands above the first paragraph, has no full stop, shares words with the copy, and may be repeated on the page.
    """
    start, end = _main_run(lines, inside)
    paragraphs = [i for i in range(start, end) if inside[i] and (lines[i].ended or lines[i].words > 25)]
    if not paragraphs:
        return None
    copy = _content_words(" ".join(lines[i].text[:1500] for i in paragraphs[:12]))
    plains = [_plain(line.text[:300]) for line in lines[: paragraphs[0] + 1]]
    best, best_worth = None, 0.0
    for index in range(max(0, paragraphs[0] - 80), paragraphs[0]):
        line = lines[index]
        if not _could_head(line):
            continue
        worth = _headline_worth(line, plains[index], plains, _plain(title or ""))
        words = _content_words(line.text)
        worth += 2.5 * len(words & copy) / max(len(words), 2) - 0.02 * (paragraphs[0] - index)
        worth += 1.5 if index and lines[index - 1].text in ("#", "##") else 0.0
        if worth > best_worth + (0.4 if best is not None else 0.8):
            best, best_worth = index, worth
    return best


def _could_head(line: Line) -> bool:
    barred = ("opens with wording", "by somebody", "web address", "words glued", "no letter")
    dated = "date or clock in a short line" in line.signs and line.signs["share of digits"] > 0.1
    code = "{" in line.text
    return (
        2 <= line.words <= 35
        and not line.whole
        and not dated
        and not code
        and not any(n.startswith(barred) for n in line.signs)
    )


def _headline_worth(line: Line, plain: str, plains: Sequence[str], known: str) -> float:
    """How much a line looks like a headline, by its shape and its repetitions; from about -2 to 8."""
    worth = 0.6 if 5 <= line.words <= 18 else -0.6 if line.words <= 3 else 0.0
    worth -= 1.2 if line.ended and line.text.rstrip("\"'”’)")[-1:] == "." else 0.0
    worth -= 0.8 if _TRUNCATED.search(line.text[-12:]) or line.text[-1] == ":" else 0.0
    if known and len(plain) > 7 and (plain == known or plain in known or known in plain):
        worth += 4.0
    worth += 0.5 if plains.count(plain) > 1 else 0.0
    if len(plain) > 7 and any(other.startswith(plain) and len(other) > len(plain) for other in plains[:8]):
        worth += 1.5
    return worth


def _kinds(lines: Sequence[Line], title: str | None) -> list[BlockKind]:
    """The kind of each line. Exactly one headline; its repetitions are furniture."""
    inside = _article_lines(lines)
    headline = _headline(lines, inside, title)
    kinds: list[BlockKind] = [_kind_of(line, here) for line, here in zip(lines, inside)]
    _mark_related(lines, kinds)
    if headline is not None:
        _mark_headline(lines, kinds, headline)
    _mark_bylines(lines, kinds)
    return kinds


def _kind_of(line: Line, inside: bool) -> BlockKind:
    if (
        not inside
        or not any(char.isalnum() for char in line.text)
        or _MARKUP.fullmatch(line.text + " ", 0, len(line.text))
    ):
        return "related" if "opens with wording: related" in line.signs else "furniture"
    return "caption" if "opens with wording: media" in line.signs else "body"


def _mark_related(lines: Sequence[Line], kinds: list[BlockKind]) -> None:
    """A heading such as "Related stories" and the headlines under it, as far as they look like headlines."""
    open_list = 0
    for index, line in enumerate(lines):
        if line.whole == "related" and kinds[index] != "body":
            kinds[index], open_list = "related", 12
        elif open_list and _like_a_headline(line):
            kinds[index], open_list = "related", open_list - 1
        elif "no letter" not in line.signs:
            open_list = 0


def _like_a_headline(line: Line) -> bool:
    sentence = line.ended and line.text.rstrip("\"'”’)")[-1:] in ".!"
    wording = line.whole or any(name.startswith(("opens with wording", "by somebody")) for name in line.signs)
    return 3 <= line.words <= 28 and not sentence and not wording and line.text[-1] != ":"


def _mark_headline(lines: Sequence[Line], kinds: list[BlockKind], headline: int) -> None:
    plain = _plain(lines[headline].text[:300])
    for index, line in enumerate(lines):
        other = _plain(line.text[:300])
        again = other == plain or (index < headline and other.startswith(plain) and len(other) < len(plain) + 60)
        cut_short = _TRUNCATED.search(line.text[-12:]) and _ends_in_opening_of(other, plain)
        if again or (index < headline and cut_short):
            kinds[index] = "furniture"
    kinds[headline] = "headline"


def _ends_in_opening_of(breadcrumb: str, headline: str) -> bool:
    """Whether a breadcrumb trail ends in the headline's first words ("Home News Ministers agree on...")."""
    at = breadcrumb.find(headline[:15])
    return at >= 0 and headline.startswith(breadcrumb[at:])


_BYLINE = re.compile(
    r"(?:(?:Written |Reported |Story |Words )?(?:By|BY|by)|Author):?\s+"
    r"(?P<name>[^\W\d_a-z][\w.'’-]*(?:,?\s+(?:[^\W\d_a-z][\w.'’-]*|and|AND|de|van|von|der|den|al|el|bin|ibn|&|in|IN|at)){0,9})\s*"
)


def _mark_bylines(lines: Sequence[Line], kinds: list[BlockKind]) -> None:
    """ "By ..." beside the headline or just above the first paragraph."""
    body = [i for i, kind in enumerate(kinds) if kind in ("body", "headline")]
    if not body:
        return
    for index in range(max(0, body[0] - 6), min(len(lines), body[0] + 14)):
        if lines[index].words <= 14 and not lines[index].ended and _BYLINE.match(lines[index].text):
            kinds[index] = "byline"


# --- what stands at the ends of the copy: dateline and agency credit --------------------------------------------------


@cache
def _agencies() -> dict[str, str]:
    return {row["spelling"]: row["name"] for row in shelf.table("en/clean_agencies.tsv")}


@cache
def _agency_pattern() -> str:
    return "|".join(re.escape(name) for name in sorted(_agencies(), key=len, reverse=True))


_CAPITALS = r"[A-Z][A-Z.'’]+(?:[ -][A-Z][A-Z.'’]+){0,3}"
_PLACE = r"[A-Z][\w.'’]+(?:[ -][A-Z][\w.'’]+){0,3}"


@cache
def _datelines() -> tuple[re.Pattern[str], ...]:
    """Forms of a dateline, surest first: with an agency, with a date, in capitals, a bare place before a dash."""
    dash, agency = r"\s*(?:--+|[–—:-])(?=\s)", rf"\((?P<agency>{_agency_pattern()})\)"
    place = rf"(?P<place>{_PLACE}(?:/{_PLACE})?(?:,\s*{_PLACE})?)"
    day = rf"(?i:{_MONTH}\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{_MONTH}\.?(?:\s+\d{{4}})?)"
    capitals = rf"(?P<place>{_CAPITALS}(?:/{_CAPITALS})?(?:,\s*{_PLACE})?)"
    return (
        re.compile(rf"(?:{place}(?:,?\s*{day})?[,.]?\s*)?{agency}{dash}"),
        re.compile(rf"{place},?\s*{day}\s*(?:--+|[–—-])(?=\s)"),
        re.compile(rf"{capitals}\s*(?:--+|[–—]|-(?=\s)|:(?=\s))(?=\s*\S)"),
        re.compile(r"(?P<place>[A-Z][a-z]+(?: [A-Z][a-z]+)?)\s(?:--|[–—])\s(?=[“\"‘]?[A-Z][a-z’']*\s)"),
    )


def _dateline(words: str, first: bool) -> re.Match[str] | None:
    """The dateline that a paragraph opens with. Only the first paragraph may open with a bare place."""
    patterns = _datelines() if first else _datelines()[:2]
    return next((found for pattern in patterns if (found := pattern.match(words[:160]))), None)


@cache
def _credit() -> re.Pattern[str]:
    names = rf"(?:{_agency_pattern()})(?:\s*[/,&]\s*(?:{_agency_pattern()}))*"
    return re.compile(
        rf"(?:^|(?<=[.!?”\"’)])\s*)(?P<credit>(?:[-–—]+\s*)?[(\[]?(?:With inputs from |With reports from |Source: )?"
        rf"(?P<agency>{names})[)\]]?\.?)$"
    )


def _split_copy(text: str, block: Block, first: bool, last: bool) -> Iterator[Block]:
    """A body paragraph with the dateline at its start and the agency credit at its end as blocks of their own."""
    start, end = block.span
    opening = _dateline(text[start : min(end, start + 160)], first)
    if opening and text[start + opening.end() : end].strip():
        yield Block(_trimmed(text, start, start + opening.end()), "dateline")
        start += opening.end()
    tail_at = max(start, end - 80)
    closing = _credit().search(text[tail_at:end]) if last else None
    if closing and (tail_at + closing.start("credit") > start):
        yield Block(_trimmed(text, start, tail_at + closing.start("credit")), "body")
        yield Block(_trimmed(text, tail_at + closing.start("credit"), end), "byline")
    else:
        yield Block(_trimmed(text, start, end), "body")


def _trimmed(text: str, start: int, end: int) -> Passage:
    part = text[start:end]
    return Passage(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


def _copy_split(text: str, blocks: Sequence[Block]) -> list[Block]:
    bodies = [i for i, block in enumerate(blocks) if block.kind == "body"]
    out: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind == "body":
            out.extend(_split_copy(text, block, index == bodies[0], index in bodies[-2:]))
        else:
            out.append(block)
    return out


# --- metadata and language -------------------------------------------------------------------------------------------


def _outlet(article: Article, blocks: Sequence[Block]) -> str | None:
    """The outlet named after the headline in the page's title line ("Headline - Outlet")."""
    headline = next((b.span.of(article.text) for b in blocks if b.kind == "headline"), None)
    if not headline or blocks[0].kind != "furniture":
        return None
    top = blocks[0].span.of(article.text)[:400]
    found = re.fullmatch(r"\s*[-–—|:•]\s*(?P<name>[^\W\d_][^|–—]{1,40}?)\s*", top[len(headline) :])
    return found["name"] if found and top.startswith(headline) else None


def _byline_name(article: Article, blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        if block.kind == "byline" and (found := _BYLINE.match(block.span.of(article.text))):
            return found["name"].strip(" ,")
    return None


def _agency(article: Article, blocks: Sequence[Block]) -> str | None:
    """The agency credited: in the dateline, at the end of the copy, or on a line of its own."""
    for block in blocks:
        words = block.span.of(article.text)
        found = None
        if block.kind == "dateline":
            found = _datelines()[0].match(words + " ")
        elif block.kind == "byline":
            found = _credit().search(words)
        if found:
            return _agencies()[re.split(r"\s*[/,&]\s*", found["agency"])[0]]
    return None


def _dateline_place(article: Article, blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        if block.kind == "dateline" and (found := _dateline(block.span.of(article.text) + " X y", True)):
            return found["place"]
    return None


@cache
def _identifier() -> Callable[[str], tuple[str, float]]:
    """py3langid's classifier, loaded at first need (it takes half a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    identifier.set_languages(_NEWS_LANGUAGES)
    return identifier.classify  # type: ignore[no-any-return]


_NEWS_LANGUAGES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk kn ko ku "
    "ky lt lv mk ml mn mr ms mt ne nl no pa pl ps pt ro ru si sk sl sq sr sv sw ta te th tl tr uk ur uz vi zh"
).split()


def _language(words: str) -> str | None:
    """The language of a text, or None where it is too short to tell. Plainly English text asks no classifier."""
    sample = words[:4000]
    tokens = [token.strip("\"'“”‘’.,;:!?()").lower() for token in sample.split()]
    english = sum(token in _FUNCTION_WORDS for token in tokens)
    ascii_share = sum(char < "\x80" for char in sample) / max(len(sample), 1)
    if english >= 0.25 * len(tokens) and english >= 2 and ascii_share > 0.9:
        return "en"
    if sum(char.isalpha() for char in sample) < 40:
        return "en" if english and ascii_share > 0.9 else None
    return _identifier()(sample)[0]


def _with_language(article: Article, words: str) -> Article:
    found = _language(words)
    if article.language is None:
        return replace(article, language=found or "en" if words.isascii() else found)
    given = article.language.replace("_", "-").split("-")[0].lower()
    if found and found != given and len(words) >= 200:
        note = f"the text was given as {given!r} but looks like {found!r}; the language given was kept"
        return article.noting(note, language=given)
    return replace(article, language=given)


# --- the whole -------------------------------------------------------------------------------------------------------


def clean(article: Article, seen: Collection[str] = (), *, body: bool = False) -> Article:
    """The article with its blocks labelled and its language, title, outlet, agency, byline and dateline filled in.

    Fields and blocks that are there already are kept; datelines and agency credits are still split off.
    `seen`: lines met on other pages of the outlet. `body`: the text is a clean article body and nothing is furniture.
    Every stretch of the text that is not white space lies in exactly one block.
    """
    text = article.text
    if body:
        blocks = [Block(span, "body") for span in _joined(text)]
    elif article.blocks:
        blocks = list(article.blocks)
    else:
        lines = _judged(text, seen)
        blocks = [Block(line.span, kind) for line, kind in zip(lines, _kinds(lines, article.title))]
    blocks = _credits_alone(text, _copy_split(text, blocks)) if not body else _copy_split(text, blocks)
    return _described(replace(article, blocks=tuple(blocks)), noted=not body)


def _credits_alone(text: str, blocks: Sequence[Block]) -> list[Block]:
    """An agency's name on a line of its own below the copy is its credit."""
    out, in_copy = [], False
    for block in blocks:
        length = block.span.end - block.span.start
        if in_copy and length < 40 and block.kind in ("body", "furniture") and _credit().fullmatch(block.span.of(text)):
            block = replace(block, kind="byline")
        in_copy = block.kind in ("body", "dateline", "headline")
        out.append(block)
    return out


def _described(article: Article, noted: bool) -> Article:
    text, blocks = article.text, article.blocks
    copy = " ".join(b.span.of(text)[:2000] for b in blocks[:400] if b.kind in ("body", "headline", "caption"))
    title = next((_WORD_GAP.sub(" ", b.span.of(text)) for b in blocks if b.kind == "headline"), None)
    article = replace(
        _with_language(article, copy or text[:4000]),
        title=article.title or title,
        outlet=article.outlet or _outlet(article, blocks),
        agency=article.agency or _agency(article, blocks),
        byline=article.byline or _byline_name(article, blocks),
        dateline=article.dateline or _dateline_place(article, blocks),
    )
    return article.noting(*_notes(blocks)) if noted else article


def _notes(blocks: Iterable[Block]) -> list[str]:
    counts = Counter(block.kind for block in blocks)
    parts = [
        f"{number} {one if number == 1 else many}"
        for number, one, many in (
            (counts["related"], "line of related headlines", "lines of related headlines"),
            (counts["furniture"], "line of page furniture", "lines of page furniture"),
        )
        if number
    ]
    alone = sum(counts[kind] for kind in ("related", "furniture")) == 1
    return [f"{' and '.join(parts)} {'is' if alone else 'are'} labelled and not read"] if parts else []
