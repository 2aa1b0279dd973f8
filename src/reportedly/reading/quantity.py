"""How many: the number that a noun phrase gives of the people it speaks of, as an interval with its words.

"At least 12" has no upper end, "up to 40" no lower one, "dozens" are two dozen or more, "some 30" are about 30. Of "two
soldiers and a nurse" the numbers are added up. Nouns that are no people ("12 tanks") are not counted.

    quantity = quantity.find(page, roles, match.frame, ontology.counted(code))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reportedly import shelf
from reportedly.model import Passage, Quantity
from reportedly.reading.page import Page
from reportedly.reading.parse import Token
from reportedly.reading.roles import Frame, Roles

__all__ = ["find", "of", "people"]

#: Words before a head that may belong to its number: "between thirty and at least one hundred and twenty of the".
BACK = 12
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
#: Numbers of people on this earth that a newspaper may mean.
_MOST = 1e10


@dataclass(slots=True)
class _Count:
    """What has been read of one phrase: `low` and `high` as in `Quantity`."""

    low: int | None
    high: int | None
    about: bool
    first: Token
    last: Token


@cache
def _words(language: str) -> Mapping[str, Mapping[str, int]]:
    """kind -> word -> value."""
    found: dict[str, dict[str, int]] = {}
    for row in shelf.table(f"{language}/quantities.tsv"):
        found.setdefault(row["kind"], {}).update(dict.fromkeys(row["words"].split(), int(row["value"] or 0)))
    return found


def people(language: str) -> frozenset[str]:
    """Nouns of people besides those who act in politics: passengers, babies, engineers."""
    return frozenset(_words(language)["person"])


def find(
    page: Page, roles: Roles, frame: Frame, slots: Iterable[str], people: frozenset[str] = frozenset()
) -> Quantity | None:
    """How many people stand in the first of a frame's slots that gives a number of them; None where none does.

    `people`: further nouns that are counted.
    """
    for slot in slots:
        # Parsers hang "between 30 and 40 people" on the verb, as the object of "between".
        for tokens in (frame.get(slot), frame.get("between") if slot == "obj" else []):
            found = of(page, roles, tokens, people)
            if found:
                return found
    return None


def of(page: Page, roles: Roles, tokens: Iterable[Token], people: frozenset[str] = frozenset()) -> Quantity | None:
    """How many people the noun phrases with these heads speak of, added up; None where they give no number."""
    known = _words(page.language.code)
    heads = [token for token in tokens if _is_counted(token, roles, known, people)]
    counts = [_phrase(token, roles, known, people) for token in heads]
    told = [count for count in counts if count]
    if not told:
        return None
    # "12 soldiers and villagers": nobody says how many villagers.
    open_ended = len(told) < len(heads)
    low, high = _sum([count.low for count in told]), _sum([count.high for count in told])
    span = Passage(told[0].first.idx, max(count.last.idx + len(count.last) for count in told))
    return Quantity(low, None if open_ended else high, any(count.about for count in told), span)


def _sum(ends: list[int | None]) -> int | None:
    known = [end for end in ends if end is not None]
    return sum(known) if len(known) == len(ends) else None


def _is_counted(
    token: Token, roles: Roles, known: Mapping[str, Mapping[str, int]], people: frozenset[str], reach: int = 3
) -> bool:
    """Whether a head is a number or a noun of people: "the [12]", "[dozens] of villagers", "[Allende]"."""
    word, lemma = token.lower_, token.lemma_.lower()
    if lemma in roles.people or lemma in people or {word, lemma} & {*known["person"], *known["counted"]}:
        return not _of_things(token, roles, known, people, reach)
    alone = word in known["each"] and token.pos_ in ("DET", "PRON")  # "wounded [another]"
    if alone or word in known["none"] or _is_person(token, roles) or _is_people(token, roles):
        return True
    numeral = token.pos_ == "NUM" or _value(token, known) is not None or lemma in roles.words["quantity"]
    return numeral and not _of_things(token, roles, known, people, reach)


def _of_things(
    token: Token, roles: Roles, known: Mapping[str, Mapping[str, int]], people: frozenset[str], reach: int
) -> bool:
    """ "Dozens of tanks", "12 percent": what a number or a crowd counts is no people."""
    lemma = token.lemma_.lower()
    numeral = token.pos_ == "NUM" or _value(token, known) is not None or lemma in roles.words["quantity"]
    of = [part for part in roles.frame(token).slots.get("of", []) if part.i > token.i] if numeral else []
    return bool(of) and (reach == 0 or not any(_is_counted(part, roles, known, people, reach - 1) for part in of[:2]))


def _is_person(token: Token, roles: Roles) -> bool:
    id = roles.cast.at(token) if token.pos_ == "PROPN" else None
    return id is not None and roles.cast.get(id).kind == "PERSON"


def _is_people(token: Token, roles: Roles) -> bool:
    """ "5,000 [Kurds]"."""
    id = roles.cast.at(token)
    plural = "Plur" in token.morph.get("Number", [])
    return plural and id is not None and roles.cast.get(id).kind in ("NORP", "GPE") and token.pos_ != "PRON"


def _phrase(head: Token, roles: Roles, known: Mapping[str, Mapping[str, int]], people: frozenset[str]) -> _Count | None:
    """The number of one noun phrase: from its words up to the head, else from the nouns that a crowd is made of."""
    window = _window(head, known)
    found = _read(window, known)
    if found:
        return found
    if head.lower_ in known["none"]:
        return _Count(0, 0, False, head, head)
    made_of = [part for part in roles.frame(head).slots.get("of", []) if part.i > head.i]
    if head.lemma_.lower() in roles.words["quantity"] and made_of:
        return _phrase(made_of[0], roles, known, people) if made_of[0].i != head.i else None
    return _one(head, window, roles, known)


def _one(head: Token, window: list[Token], roles: Roles, known: Mapping[str, Mapping[str, int]]) -> _Count | None:
    """Nobody, or a single person: "a soldier", "the ambassador", "Allende"."""
    nobody = next((token for token in window if token.lower_ in known["none"]), None)
    if nobody is not None:
        return _Count(0, 0, False, nobody, head)
    if _is_person(head, roles) or (head.lower_ in known["each"] and head.pos_ in ("DET", "PRON")):
        return _Count(1, 1, False, head, head)
    single = "Sing" in head.morph.get("Number", []) and head.pos_ == "NOUN"
    if not single or head.lemma_.lower() in known["crowd"]:
        return None
    article = next((token for token in window if token.lower_ in known["each"]), head)
    return _Count(1, 1, False, article, head)


def _window(head: Token, known: Mapping[str, Mapping[str, int]]) -> list[Token]:
    """The words of a noun phrase up to its head, and those of its number that the parser hung elsewhere; where the head
    is itself a number or part of one, the words that go on with it ("hundreds of thousands")."""
    doc, start, end = head.doc, head.left_edge.i, head.i + 1
    numeric = {word for kind in ("number", "scale", "vague", "between") for word in known[kind]}
    while start > 0 and head.i - start < BACK and (doc[start - 1].lower_ in numeric or doc[start - 1].like_num):
        start -= 1
    while end + 1 < len(doc) and doc[end].lower_ == "of" and doc[end + 1].lower_ in known["vague"]:
        end += 2
    return [doc[i] for i in range(max(start, head.i - BACK), end)]


def _value(token: Token, known: Mapping[str, Mapping[str, int]]) -> float | None:
    """What a number word or figure is worth by itself; a scale by itself is worth one of it."""
    word = token.lower_
    if _DIGITS.fullmatch(word):
        return float(word.replace(",", ""))
    for kind in ("number", "vague", "few", "scale"):
        if word in known[kind]:
            return float(known[kind][word])
    return 0.5 if word == "half" else None


def _read(window: list[Token], known: Mapping[str, Mapping[str, int]]) -> _Count | None:
    """The first number of a run of words, with what stands around it: "between 30 and 40", "more than two dozen"."""
    at = next((i for i, token in enumerate(window) if _starts(window, i, known)), None)
    if at is None:
        return None
    value, end, open_ended = _number(window, at, known)
    before = [token.lower_ for token in window[:at]]
    about = any(word in known["about"] for word in before)
    first = next((i for i, token in enumerate(window[:at]) if _bounds(token, known)), at)
    second = _second(window, end, known)
    if second:
        upper, end = second
        return _Count(_whole(value), _whole(upper), about, window[first], window[end - 1])
    low, high = _ends(before, value, known, window[at].lower_, open_ended)
    few = window[at].lower_ in known["few"]
    return _Count(low, high, about or few, window[first], window[end - 1])


def _ends(
    before: list[str], value: float, known: Mapping[str, Mapping[str, int]], word: str, open_ended: bool
) -> tuple[int | None, int | None]:
    """Lower and upper end by the words before a number: "at least", "more than", "up to", "fewer than"."""
    number = _whole(value)
    turned = any(negator in before for negator in known["none"])
    says = {kind: any(one in known[kind] for one in before) for kind in ("least", "more", "most", "fewer")}
    if says["least"] or (turned and says["fewer"]):
        return number, None
    if says["most"] or (turned and says["more"]):
        return None, number
    if says["more"]:
        return number + 1, None
    if says["fewer"]:
        return None, number - 1
    return number, None if open_ended else number


def _bounds(token: Token, known: Mapping[str, Mapping[str, int]]) -> bool:
    kinds = ("least", "more", "most", "fewer", "about", "between", "none")
    return any(token.lower_ in known[kind] for kind in kinds) or token.lower_ in known["edge"]


def _starts(window: list[Token], i: int, known: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether a number begins here: no age ("12-year-old"), no "no one"."""
    token = window[i]
    if _value(token, known) is None:
        return False
    aged = i + 2 < len(window) and window[i + 1].text == "-" and _value(window[i + 2], known) is None
    nobody = i > 0 and window[i - 1].lower_ in known["none"] and token.lower_ in known["number"]
    return not aged and not nobody


def _number(window: list[Token], at: int, known: Mapping[str, Mapping[str, int]]) -> tuple[float, int, bool]:
    """The number that begins at a word, where it ends, and whether it is the least of what the word may mean."""
    total, current, i = 0.0, _value(window[at], known) or 0.0, at + 1
    open_ended = window[at].lower_ in known["vague"]
    while i < len(window):
        word = window[i].lower_
        nearer = window[i + 1].lower_ if i + 1 < len(window) else ""
        if word in known["scale"]:
            total, current = _scaled(total, current, known["scale"][word])
        elif word == "of" and nearer in known["vague"]:
            # "Hundreds of thousands": the second word is a scale, not another two of it.
            current, open_ended = current * known["vague"][nearer] / 2, True
            i += 1
        elif word in known["number"] and current >= 20 and known["number"][word] < 10:
            current += known["number"][word]
        elif word == "and" and current >= 100 and nearer in known["number"]:
            total, current = total + current, float(known["number"][nearer])
            i += 1
        elif not (word in ("-", "a") and (nearer in known["number"] or nearer in known["scale"])):
            break
        i += 1
    return total + current, i, open_ended


def _scaled(total: float, current: float, scale: int) -> tuple[float, float]:
    return (0.0, (total + current) * scale) if scale >= 1000 else (total, current * scale)


def _second(window: list[Token], end: int, known: Mapping[str, Mapping[str, int]]) -> tuple[float, int] | None:
    """The upper end of "30 to 40", "two or three", "between 30 and 40", and where it ends."""
    if end + 1 >= len(window) or window[end].lower_ not in known["to"]:
        return None
    at = next((i for i in range(end + 1, min(end + 3, len(window))) if _value(window[i], known) is not None), None)
    if at is None or (window[end].lower_ == "and" and not any(t.lower_ in known["between"] for t in window[:end])):
        return None
    value, behind, _ = _number(window, at, known)
    return value, behind


def _whole(value: float) -> int:
    return int(min(value, _MOST))
