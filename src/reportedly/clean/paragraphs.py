"""Paragraphs: which lines belong together (hard wrap, text nodes), and which were glued by the dumper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from reportedly.clean.copy import credit
from reportedly.clean.wording import whole_kind
from reportedly.clean.words import BY, ENDED, FUNCTION_WORDS, LOWER, MARKUP, UPPER
from reportedly.model import Passage

#: A line that stops on one of these goes on in the next.
_LEANING = frozenset(
    "a an the of in on at by for from with to into over under about after before between against during through and or "
    "but as than because while when where who whose which that is are was were be been has have had will would can "
    "could may might his her its their our my your investor called said says".split()
)
#: A full stop after these ends no sentence, so a capital glued to it is a name.
_SHORTENED = frozenset("st mr mrs ms dr gen col lt sen rep gov sgt jr sr no vs co inc ltd corp prof rev hon mt".split())
_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_LINE_END = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_GLUED_STOP = re.compile(rf"(?<![{UPPER}])\b(\w+)[”\")]?[.!?][”\"’)]?(?=[“\"‘(«]?[{UPPER}][{LOWER}’' ])")


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
                open_ended += not ENDED.search(above.text[-8:])
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


def _continues(above: str, chained: bool, below: str, after: str) -> bool:
    """Whether a text node goes on with the sentence of the nodes above it.

    `above`: the paragraph so far; `chained`: it is several nodes already; `after`: the node that follows.
    """
    if _hangs_on(below):
        return True
    if below[-1] in ";{}" or _closed(above, below) or above[-1] in ":|" or MARKUP.match(below) or BY.match(below):
        return False
    leaning = _last_word(above) in _LEANING
    goes_on = below[0].islower()
    if goes_on and len(below) < 30 and FUNCTION_WORDS.issuperset(below.split()):
        return True
    # A link or a name within a sentence: what comes next goes on in small letters or with a comma.
    bridge = _is_name(below) and (after[:1].islower() or _hangs_on(after))
    if not leaning and whole_kind(below) is not None:
        return False
    if goes_on and (above.count(" ") >= 2 or below.count(" ", 0, 80) >= 2 or (len(above) == 1 and above.isupper())):
        return True
    if leaning and (bridge or goes_on):
        return True
    long_above = above.count(" ") >= 4
    return long_above and (leaning or above[-1] == "," or bridge or (chained and below.count(" ", 0, 80) >= 4))


def _closed(above: str, below: str) -> bool:
    """Whether a sentence ends above; "the U.S." before a small letter ends none."""
    shortened = below[0].islower() and re.search(r"\b\w\.\w\.$", above[-5:])
    return bool(ENDED.search(above[-8:])) and not shortened


def _is_name(node: str) -> bool:
    """Whether a text node is a few words with a capital first, none of which opens or breaks off a sentence."""
    words = node[:80].lower().split()
    return node[0].isalpha() and len(words) <= 6 and not {words[0], words[-1]} & FUNCTION_WORDS


def _hangs_on(node: str) -> bool:
    """Whether a text node opens with the mark that ends or parts what stands before it."""
    return (node[:1] in set(",.;:)!?”’") and not node[1:2].isalnum()) or node.startswith(("'s ", "’s "))


def paragraphs(text: str) -> list[Passage]:
    """The text's paragraphs: whole lines, runs of wrapped lines or text nodes, and the parts of glued lines."""
    return [part for span in joined(text) for part in _unglued(text, span)]


def joined(text: str) -> list[Passage]:
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
                after = lines[index + 1] if index + 1 < len(lines) else None
                joins = _continues(so_far, chained, line.text, "" if after is None or after.gap else after.text)
        if joins:
            spans[-1] = Passage(spans[-1].start, line.end)
        else:
            spans.append(Passage(line.start, line.end))
        chained = joins
    return spans


def _unglued(text: str, span: Passage) -> Iterator[Passage]:
    """The parts of a line in which the dumper forgot the breaks ("... the end.The next ..."), and its list mark."""
    start, end = span
    mark = MARKUP.match(text, start, end)
    credited = end - start < 40 and credit().fullmatch(span.of(text))
    if mark and not credited and text[mark.end() : end].strip() and text[end - 1] not in "-–—":
        yield Passage(start, mark.end())
        start = _skip_white(text, mark.end())
    cuts = []
    if end - start > 60:
        cuts = [
            found.end()
            for found in _GLUED_STOP.finditer(text, start, end)
            if found.group(1).lower() not in _SHORTENED and found.end() < end
        ]
    for cut in sorted({*cuts, *_glued_items(text, start, end), end}):
        yield Passage(start, cut)
        start = cut


#: How many items of a menu are glued at least, and how many characters the longest of them has.
_ITEMS, _ITEM = 5, 40
_GLUED_ITEM = re.compile(rf"(?<=[{LOWER}\d)])(?<!\bMc)(?<!\bMac)(?=[{UPPER}][{LOWER}])")


def _enumerates(words: str) -> bool:
    """Whether a sentence counts names ("DuPont, DuBois and LaSalle"); menus have no commas."""
    return "," in words or " and " in words


def _glued_items(text: str, start: int, end: int) -> Iterator[int]:
    """Where the items of a menu end that the dumper wrote without a gap ("HomeWorldSportCulture")."""
    here: list[int] = []
    for found in _GLUED_ITEM.finditer(text, start + 1, end):
        if here and (found.start() - here[-1] > _ITEM or _enumerates(text[here[-1] : found.start()])):
            if len(here) >= _ITEMS - 1:
                yield from here
            here = []
        here.append(found.start())
    if len(here) >= _ITEMS - 1:
        yield from here


def _skip_white(text: str, at: int) -> int:
    while text[at].isspace():
        at += 1
    return at
