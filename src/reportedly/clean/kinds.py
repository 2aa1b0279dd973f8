"""Kinds: headline, body, caption, related, furniture."""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportedly.clean.signs import Line, innocent
from reportedly.clean.words import MARKUP, TRUNCATED, content_words, plain
from reportedly.model import BlockKind

#: What parts the steps of a path through the site.
_STEP = re.compile(r"\s*[>»›|•·]\s*|\s[/\\]\s")
_BARE_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*\)|!\[[^\n]*\)")
#: Log-odds given to every line without a mark of furniture where the text is an article by itself; wire copy and
#: corpora have short lines ("Total dead: 10") that on a web page would be a menu's.
_BENEFIT = 3.0
#: Log-odds that make up for what a mistake costs: a paragraph lost is worse than a line of furniture read.
_DOUBT = 0.5


def _article_lines(lines: Sequence[Line]) -> list[bool]:
    """Whether each line belongs to the article."""
    benefit = _BENEFIT * _article_by_itself(lines)
    sure = [i for i, line in enumerate(lines) if line.score > 0 and line.ended and line.words > 12]
    copy = range(sure[0], sure[-1]) if sure else range(0)
    inside = [
        line.score + (_doubt(line) if i in copy or line.words > 12 else 0.0) + (benefit if innocent(line) else 0.0) > 0
        for i, line in enumerate(lines)
    ]
    first = next((i for i, line in enumerate(lines) if inside[i] and line.words > 12), len(lines))
    inside = [here and not _is_surely_out(lines[i], i < first) for i, here in enumerate(inside)]
    return _with_prose_between(lines, inside)


def _doubt(line: Line) -> float:
    """What speaks for a line beforehand; not for a few words that open like a button, and against its wording."""
    if line.whole is not None:
        return -_DOUBT
    brief = line.words <= 6 and any(name.startswith("opens with wording") for name in line.signs)
    return 0.0 if brief else _DOUBT


#: How many lines of a related list, an advertisement or the like may part two paragraphs of one article.
_GAP = 8


def _with_prose_between(lines: Sequence[Line], inside: Sequence[bool]) -> list[bool]:
    """Paragraphs of full sentences with the article close above and below them are the article's as well."""
    above, below = _steps_from_article(lines, inside), _steps_from_article(lines[::-1], inside[::-1])[::-1]
    return [here or (above[i] <= _GAP and below[i] <= _GAP and _is_prose(lines[i])) for i, here in enumerate(inside)]


def _steps_from_article(lines: Sequence[Line], inside: Sequence[bool]) -> list[int]:
    """For each line how many lines ago the last paragraph of the article stood."""
    out, steps = [], len(lines) + _GAP
    for line, here in zip(lines, inside):
        out.append(steps)
        steps = 1 if here and line.ended and line.words > 12 else steps + 1
    return out


def _is_prose(line: Line) -> bool:
    sentences = line.ended and line.words >= 15 and not TRUNCATED.search(line.text[-12:])
    return sentences and innocent(line) and line.signs["share of function words"] >= 0.25


def _is_surely_out(line: Line, at_top: bool) -> bool:
    """Code, lines the outlet repeats from page to page, bare links, and dates above the copy: never the article's."""
    code = line.signs.get("marks of program code", 0.0) > 0.6 and any(char in line.text for char in "{}")
    if code or "known from other pages of the outlet" in line.signs:
        return True
    if _BARE_LINK.fullmatch(line.text):
        return True
    return at_top and (_only_a_date(line) or _is_trail(line))


def _is_trail(line: Line) -> bool:
    """A path through the site ("Archive > 1962 > October") or a menu in one line ("Home | World | Sport")."""
    steps = _STEP.split(line.text[:200])
    arrows = any(mark in line.text for mark in ">»›")
    brief = all(len(step.split()) <= 4 for step in steps)
    return brief and not line.ended and line.words <= 30 and len(steps) >= (2 if arrows else 3)


def _only_a_date(line: Line) -> bool:
    dated = "date or clock in a short line" in line.signs and line.signs["share of digits"] > 0.1
    return dated and line.words <= 8 and not line.ended


def _article_by_itself(lines: Sequence[Line]) -> float:
    """How far the text is an article with no page around it, 0 to 1: by the share of its words in plain sentences."""
    words = sum(line.words for line in lines)
    told = sum(line.words for line in lines if line.ended and line.words >= 5 and innocent(line))
    guilty = sum(not innocent(line) for line in lines)
    if len(lines) <= 3 and not guilty:
        return 1.0
    # Hardly a word of furniture on it: lists and crossheads may take a third of the text.
    asked = 0.6 if guilty <= 0.03 * len(lines) else 0.8
    return max(0.0, min(1.0, (told / max(words, 1) - asked) / 0.1))


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
    copy = content_words(" ".join(lines[i].text[:1500] for i in paragraphs[:12]))
    plains = [plain(line.text[:300]) for line in lines[: paragraphs[0] + 1]]
    best, best_worth = None, 0.0
    for index in range(max(0, paragraphs[0] - 80), paragraphs[0]):
        line = lines[index]
        if not _could_head(line):
            continue
        worth = _headline_worth(line, plains[index], plains, plain(title or ""))
        words = content_words(line.text)
        worth += 2.5 * len(words & copy) / max(len(words), 2) - 0.02 * (paragraphs[0] - index)
        worth += 1.5 if index and lines[index - 1].text in ("#", "##") else 0.0
        if worth > best_worth + (0.4 if best is not None else 0.8):
            best, best_worth = index, worth
    if best is None:
        return None
    # A page repeats its headline; the one nearest the copy is the article's.
    return max(index for index, words in enumerate(plains) if words == plains[best])


def _could_head(line: Line) -> bool:
    barred = ("opens with wording", "by somebody", "web address", "words glued", "no letter")
    dated = "date or clock in a short line" in line.signs and line.signs["share of digits"] > 0.1
    return (
        2 <= line.words <= 35
        and not line.whole
        and not dated
        and "{" not in line.text
        and not _is_trail(line)
        and not any(n.startswith(barred) for n in line.signs)
    )


def _headline_worth(line: Line, here: str, plains: Sequence[str], known: str) -> float:
    """How much a line looks like a headline, by its shape and its repetitions; from about -2 to 8."""
    worth = 0.6 if 5 <= line.words <= 18 else -0.6 if line.words <= 3 else 0.0
    worth -= 1.2 if line.ended and line.text.rstrip("\"'”’)")[-1:] == "." else 0.0
    worth -= 0.8 if TRUNCATED.search(line.text[-12:]) or line.text[-1] == ":" else 0.0
    if known and len(here) > 7 and (here == known or here in known or known in here):
        worth += 4.0
    worth += 0.5 if plains.count(here) > 1 else 0.0
    if len(here) > 7 and any(other.startswith(here) and len(other) > len(here) for other in plains[:8]):
        worth += 1.5
    return worth


def block_kinds(lines: Sequence[Line], title: str | None) -> list[BlockKind]:
    """The kind of each line. Exactly one headline; its repetitions are furniture."""
    inside = _article_lines(lines)
    headline = _headline(lines, inside, title)
    kinds: list[BlockKind] = [_kind_of(line, here) for line, here in zip(lines, inside)]
    _mark_related(lines, kinds)
    if headline is not None:
        _mark_headline(lines, kinds, headline)
    _mark_between(lines, kinds)
    return kinds


def _kind_of(line: Line, inside: bool) -> BlockKind:
    if (
        not inside
        or not any(char.isalnum() for char in line.text)
        or MARKUP.fullmatch(line.text + " ", 0, len(line.text))
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
            if open_list and index and kinds[index] == "body" and _is_crosshead(lines[index - 1]):
                kinds[index - 1] = "body"
            open_list = 0


def _mark_between(lines: Sequence[Line], kinds: list[BlockKind]) -> None:
    """A line of marks ("___", "* * *") or a few words with the article right above and below are the article's."""
    for index in range(1, len(lines) - 1):
        line = lines[index]
        if kinds[index] == "furniture" and kinds[index - 1] == kinds[index + 1] == "body":
            few = line.words <= 12 and line.score > _SURELY_OUT and innocent(line)
            if few or not any(map(str.isalpha, line.text)):
                kinds[index] = "body"


#: Log-odds below which not even the article on both sides makes a line the article's.
_SURELY_OUT = -2.5


def _is_crosshead(line: Line) -> bool:
    """Whether a line right above a paragraph, below a list of other headlines, is the paragraph's own: it asks."""
    return line.words <= 10 and line.text.rstrip("\"'”’)")[-1:] == "?"


def _like_a_headline(line: Line) -> bool:
    sentence = line.ended and line.text.rstrip("\"'”’)")[-1:] in ".!"
    wording = line.whole or any(name.startswith(("opens with wording", "by somebody")) for name in line.signs)
    return 3 <= line.words <= 28 and not sentence and not wording and line.text[-1] != ":"


def _mark_headline(lines: Sequence[Line], kinds: list[BlockKind], headline: int) -> None:
    wanted = plain(lines[headline].text[:300])
    for index, line in enumerate(lines):
        other = plain(line.text[:300])
        again = other == wanted or (index < headline and other.startswith(wanted) and len(other) < len(wanted) + 60)
        cut_short = TRUNCATED.search(line.text[-12:]) and _ends_in_opening_of(other, wanted)
        if again or (index < headline and cut_short):
            kinds[index] = "furniture"
    kinds[headline] = "headline"


def _ends_in_opening_of(breadcrumb: str, headline: str) -> bool:
    """Whether a breadcrumb trail ends in the headline's first words ("Home News Ministers agree on...")."""
    at = breadcrumb.find(headline[:15])
    return at >= 0 and headline.startswith(breadcrumb[at:])
