"""What stands at the ends of the copy: dateline, byline and agency credit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from reportedly import gazetteer, shelf
from reportedly.clean.words import ENDED, FUNCTION_WORDS, MONTH, UPPER
from reportedly.model import Block, Passage


def ends_split(
    text: str, blocks: Sequence[Block], agency: str | None, *, whole_page: bool
) -> tuple[list[Block], str | None]:
    """The blocks with datelines, bylines and agency credits as blocks of their own, and the agency of the dateline.

    `agency`: the one that is known already. `whole_page`: bylines and credits stand on lines of their own too.
    """
    out = list(blocks)
    if whole_page:
        _mark_bylines(text, out)
    out, dateline_agency = _dateline_split(text, out)
    agency = agency or dateline_agency
    pattern = credit(agency)
    out = _credit_split(text, out, pattern)
    if whole_page:
        _mark_credits_alone(text, out, pattern)
    return out, agency


def _trimmed(text: str, start: int, end: int) -> Passage:
    part = text[start:end]
    return Passage(start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip()))


# --- bylines --------------------------------------------------------------------------------------------------

_BYLINE = re.compile(
    r"(?:(?:Written |Reported |Story |Words )?(?:By|BY|by)|Author):?\s+"
    r"(?P<name>[^\W\d_a-z][\w.'’-]*(?:,?\s+(?:[^\W\d_a-z][\w.'’-]*|and|AND|de|van|von|der|den|al|el|bin|ibn|&|in|IN|at)){0,9})\s*"
)
#: Papers sign with the post instead of the name ("From our own correspondent", "By a staff reporter in Bonn").
_UNNAMED = re.compile(
    r"(?:from |by )?(?P<name>(?:(?:our|an?) (?:[\w-]+ ){0,2}|(?:staff|special|foreign|own) )"
    r"(?:correspondent|reporter|writer)s?(?:,? (?:in )?[\w-]+){0,3}|(?:staff and )?(?:news )?agencies)",
    re.I,
)


def byline_name(words: str) -> str | None:
    """Who signs: "By Anna Berger" gives Anna Berger, "From our correspondent" gives our correspondent."""
    found = _BYLINE.match(words) or _UNNAMED.fullmatch(words)
    return found["name"].strip(" ,") if found else None


def _mark_bylines(text: str, blocks: list[Block]) -> None:
    """ "By ..." beside the headline or just above the first paragraph."""
    first = next((i for i, block in enumerate(blocks) if block.kind in ("body", "headline")), None)
    if first is None:
        return
    for index in range(max(0, first - 6), min(len(blocks), first + 14)):
        block = blocks[index]
        if block.kind not in ("headline", "caption") and _signs_the_copy(block.span.of(text)):
            blocks[index] = replace(block, kind="byline")


def _signs_the_copy(words: str) -> bool:
    brief = len(words) < 200 and len(words.split()) <= 14
    return brief and not ENDED.search(words[-8:]) and byline_name(words) is not None


# --- datelines ------------------------------------------------------------------------------------------------

_WEEKDAY = r"(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
_DAY = (
    rf"(?i:{MONTH}\.?\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}\s+{MONTH}\.?(?:,?\s+\d{{4}})?"
    rf"|{_WEEKDAY})"
)
#: How far below the top of the copy a dateline with an agency or a date may stand: a standfirst may come first.
_HEAD = 4


@cache
def _agencies() -> dict[str, str]:
    return {row["spelling"]: row["name"] for row in shelf.table("en/clean_agencies.tsv")}


@cache
def _agency_pattern() -> str:
    return "|".join(re.escape(name) for name in sorted(_agencies(), key=len, reverse=True))


@cache
def _dateline_shape() -> re.Pattern[str]:
    """Place, day, agency, mark: each of the first three may be missing."""
    word = rf"(?!(?:{_agency_pattern()}|{_WEEKDAY})\b)[{UPPER}][\w.'’]*(?:-\w{{1,20}}){{0,3}}"
    name = rf"{word}(?: (?:(?:de|da|do|del|al|la|le|el|of|the|on) )?{word}){{0,3}}"
    place = rf"(?P<place>{name}(?:/{name}){{0,2}}(?:,\s*{name}){{0,2}})"
    agency = rf"(?:\((?P<agency>[^()\n]{{2,40}})\)|(?P<bare>{_agency_pattern()}))"
    return re.compile(
        rf"(?:{place})?(?:[,.]?\s*\(?(?P<day>{_DAY})\)?)?[,.]?\s*{agency}?\s*(?P<mark>--+|[–—_:-])(?=\s|$)"
    )


def _dateline(paragraph: str) -> re.Match[str] | None:
    """The dateline that opens a paragraph. Its place is on the map, or a day or an agency stands beside it."""
    found = _dateline_shape().match(paragraph[:160])
    return found if found and paragraph[found.end() :].strip() and _believed(found, paragraph) else None


def _believed(found: re.Match[str], paragraph: str) -> bool:
    place, agency = found["place"], found["agency"]
    if not place:
        return agency in _agencies()
    if place.split(None, 1)[0].lower() in FUNCTION_WORDS:
        return False
    if agency in _agencies():
        return True
    dated = bool(found["day"]) and not found["day"].lower().endswith("day")
    if agency:
        return agency[0].isupper() and not any(map(str.isdigit, agency)) and (dated or _on_the_map(place))
    if dated and found["mark"] != ":":
        return True
    return _on_the_map(place) and (bool(found["bare"] or found["day"]) or _stands_bare(found, paragraph))


def _stands_bare(found: re.Match[str], paragraph: str) -> bool:
    """Whether a place and a mark alone are a dateline, and no subject ("Berlin – the divided city – was quiet")."""
    rest = paragraph[found.end() : found.end() + 400].lstrip().lstrip("\"'“‘(")
    if not rest or not (rest[0].isupper() or rest[0].isdigit()):
        return False
    if found["place"].isupper():
        return True
    sentence_ends = bool(ENDED.search(paragraph[-8:]))
    return sentence_ends if found["mark"] == ":" else found["mark"] != "_" and f" {found['mark']} " not in rest


def _on_the_map(words: str) -> bool:
    """Whether a dateline's words are known as a place: a city, a capital, or anything in a known country or state."""
    parts = re.split(r"\s*[/,]\s*", words)
    if any(gazetteer.place(part) or _is_seat(part) for part in parts):
        return True
    # "BEDFORD, N.H." and "PRETORIA, South Africa": the town is small, what it lies in is not.
    return len(parts) > 1 and (parts[-1].endswith(".") or gazetteer.country(parts[-1]) is not None)


def _is_seat(words: str) -> bool:
    hit = gazetteer.country(words)
    at_sea = words.upper().startswith(("ABOARD ", "UNITED NATIONS"))
    return at_sea or (hit is not None and hit.how == "capital")


def _dateline_split(text: str, blocks: Sequence[Block]) -> tuple[list[Block], str | None]:
    """The first dateline at the head of the copy as a block of its own, and the agency it names."""
    bodies = [i for i, block in enumerate(blocks) if block.kind == "body"][:_HEAD]
    for index in bodies:
        start, end = blocks[index].span
        found = _dateline(text[start:end])
        if found and (index == bodies[0] or found["agency"] or found["day"]):
            parts = [Block(_trimmed(text, start, start + found.end()), "dateline")]
            parts.append(Block(_trimmed(text, start + found.end(), end), "body"))
            return [*blocks[:index], *parts, *blocks[index + 1 :]], _agency_named(found)
    return list(blocks), None


def _agency_named(found: re.Match[str]) -> str | None:
    spelled = found["agency"] or found["bare"]
    return _agencies().get(spelled, spelled) if spelled else None


def dateline_place(words: str) -> str | None:
    """The place that a dateline names."""
    found = _dateline_shape().match(words[:160])
    return found["place"] if found else None


# --- credits --------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def credit(agency: str | None = None) -> re.Pattern[str]:
    """Agencies named by themselves or after a sentence's end; `agency`: one more name that counts as such."""
    known = _agency_pattern() + (f"|{re.escape(agency)}" if agency and agency not in _agencies() else "")
    names = rf"(?:{known})(?:\s*[/,&]\s*(?:{known}))*"
    return re.compile(
        rf"(?:^|(?<=[.!?”\"’)])\s*)(?P<credit>(?:[-–—]+\s*)?[(\[]?(?:With inputs from |With reports from |Source: )?"
        rf"(?P<agency>{names})[)\]]?\.?)$"
    )


def credited_agency(words: str) -> str | None:
    """The agency that a credit names first, by the name it is recorded under."""
    found = credit().search(words)
    return _agencies()[re.split(r"\s*[/,&]\s*", found["agency"])[0]] if found else None


def _credit_split(text: str, blocks: Sequence[Block], pattern: re.Pattern[str]) -> list[Block]:
    """The credit that ends one of the last two paragraphs as a block of its own."""
    last = [i for i, block in enumerate(blocks) if block.kind == "body"][-2:]
    return [
        part
        for i, block in enumerate(blocks)
        for part in (_without_credit(text, block, pattern) if i in last else (block,))
    ]


def _without_credit(text: str, block: Block, pattern: re.Pattern[str]) -> Iterator[Block]:
    start, end = block.span
    tail_at = max(start, end - 80)
    found = pattern.search(text[tail_at:end])
    if found and tail_at + found.start("credit") > start:
        yield Block(_trimmed(text, start, tail_at + found.start("credit")), "body")
        yield Block(_trimmed(text, tail_at + found.start("credit"), end), "byline")
    else:
        yield block


def _mark_credits_alone(text: str, blocks: list[Block], pattern: re.Pattern[str]) -> None:
    """An agency's name on a line of its own below the copy is its credit."""
    in_copy = False
    for index, block in enumerate(blocks):
        length = block.span.end - block.span.start
        if in_copy and length < 40 and block.kind in ("body", "furniture") and pattern.fullmatch(block.span.of(text)):
            blocks[index] = block = replace(block, kind="byline")
        in_copy = block.kind in ("body", "dateline", "headline")
