"""Words for what the record holds: dates, names in a row, stances, types. No word here is chosen by chance.

A line of the dossier is a list of parts: `{"text"}` is ours, `{"quote", "article", "number", "span"}` is the article's,
cut from its frozen text, so that `text[start:end] == quote`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reportedly.model import Dated
from reportedly.sources import GRADES

__all__ = [
    "Part",
    "Row",
    "TYPES",
    "capital",
    "count",
    "flat",
    "graded_as",
    "joined",
    "line",
    "many",
    "listed",
    "moment",
    "plain",
    "quotation",
    "said_to",
    "shown",
    "stance",
    "the",
    "uncited",
    "when",
]

Part = dict[str, Any]
Row = Mapping[str, Any]

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

#: How a voice stands to a claim: one today, several today, and then.
_STANCES = {
    "asserts": ("says so", "say so", "said so"),
    "hedges": ("holds it likely or possible", "hold it likely or possible", "held it likely or possible"),
    "denies": ("denies it", "deny it", "denied it"),
    "expects": ("expects it", "expect it", "expected it"),
}
#: The same for an article that speaks in its own name.
_REPORTED = {
    "asserts": ("reports it as fact", "reports it as fact", "reported it as fact"),
    "hedges": ("thinks it likely or possible", "thinks it likely or possible", "thought it likely or possible"),
    "denies": ("says it is not so", "says it is not so", "said it was not so"),
    "expects": ("speaks of it as to come", "speaks of it as to come", "spoke of it as to come"),
}
#: What those who expect a thing did to say so, by the type of what was said.
_FORESEEN = {
    "warn": ("warns of it", "warn of it", "warned of it"),
    "threaten": ("threatens it", "threaten it", "threatened it"),
    "promise": ("promises it", "promise it", "promised it"),
    "intend": ("intends it", "intend it", "intended it"),
}
#: Nouns that stand for several people, whole name or last word of one.
_PEOPLE = frozenset(
    "activists aides allies analysts authorities colleagues commanders countries critics diplomats doctors experts "
    "fighters forces investigators lawyers leaders lawmakers men militants ministers observers officials opponents "
    "people police prosecutors protesters rebels reports residents soldiers sources supporters troops witnesses "
    "women".split()
)
#: Ends of words that look like a plural's and are none.
_ONE = ("ss", "us", "is", "news", "'s", "’s")


def stance(voice: Row, claim: Row | None = None, then: bool = False) -> str:
    """How a voice stands to a claim, in words that agree with its name: "analysts say so"."""
    words = _REPORTED if voice["author"] else _STANCES
    how = words[voice["stance"]]
    if claim and claim["verdict"] == "expected" and voice["stance"] == "denies":
        how = ("says that it will not be", "say that it will not be", "said that it would not be")
    elif claim and voice["stance"] == "expects" and not voice["author"]:
        how = _FORESEEN.get(claim["type"], how)
    return how[2 if then else int(many(voice["name"]))]


def many(name: str) -> bool:
    """Whether a name stands for several: "experts", "US officials"."""
    last = name.rpartition(" ")[2]
    return last.casefold() in _PEOPLE or (last.islower() and last.endswith("s") and not last.endswith(_ONE))


#: What a type is called in a sentence; a scheme we do not know shows its own code.
TYPES = {
    "AGREE": "agreement to act",
    "CONSULT": "meeting or talks",
    "SUPPORT": "support",
    "CONCEDE": "concession",
    "COOPERATE": "cooperation",
    "AID": "aid or supply",
    "RETREAT": "withdrawal or release",
    "REQUEST": "request or demand",
    "ACCUSE": "accusation",
    "REJECT": "refusal or denial",
    "THREATEN": "threat or warning",
    "PROTEST": "protest",
    "SANCTION": "sanction or cut",
    "MOBILIZE": "military movement",
    "COERCE": "coercion",
    "ASSAULT": "attack",
    "HAVE": "possession",
    "CAN": "ability",
    "WANT": "wish",
    "OFFER": "offer",
    "INTEND": "intention",
    "FEAR": "fear",
    "assert": "statement",
    "confirm": "statement",
    "deny": "denial",
    "accuse": "accusation",
    "believe": "belief",
    "predict": "prediction",
    "warn": "warning",
    "threaten": "threat",
    "promise": "promise",
    "intend": "intention",
}

_WITH_ARTICLE = re.compile(
    r"^United |^White House$|^Kremlin$|\b(?:Union|Republic|Emirates|Nations|Netherlands|Philippines)$"
)


#: Marks that steer the direction of writing: shown as a visible code, so that no name can be displayed reversed.
_STEERING = {code: f"⟨U+{code:04X}⟩" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)}


def shown(text: str) -> str:
    """Text for the eye: control and direction marks made visible; nothing else touched."""
    if text.isprintable() and not _STEERS.search(text):
        return text
    visible = (
        chr(0x2400 + ord(c)) if ord(c) < 32 and c not in "\n\t" else "␡" if unicodedata.category(c) == "Cc" else c
        for c in text
    )
    return "".join(c if c in "\n\t" else _STEERING.get(ord(c), c) for c in visible)


_STEERS = re.compile("[" + "".join(map(chr, _STEERING)) + "]")


def flat(words: str) -> str:
    """Line breaks shown as spaces; the words themselves are untouched."""
    # Most words need nothing done, and a long page has tens of thousands of stretches.
    return words if words.isprintable() and "  " not in words else re.sub(r"\s+", " ", words)


def the(name: str) -> str:
    """A name as it stands inside a sentence: "the United States", "North Korea"."""
    if many(name) and " " not in name:
        return name.casefold()
    return f"the {name}" if _WITH_ARTICLE.search(name) else name


def graded_as(grade: str) -> str:
    """ "graded B by you: usually reliable"."""
    return f"graded {grade} by you: {GRADES[grade]}"


#: Verbs of saying that take the one addressed as their object: "told AFP", but "said to AFP".
_TELLING = re.compile(
    r"\b(?:told|tells?|telling|asked|asks|assured|warned|informed|reminded|urged|promised)$", re.IGNORECASE
)


def said_to(row: Row) -> str:
    """A statement's cue with the one addressed: "told AFP", "said to the United States"."""
    if not row["to"]:
        return str(row["cue"])
    return f"{row['cue']}{' ' if _TELLING.search(row['cue']) else ' to '}{listed(the(name) for name in row['to'])}"


def listed(names: Iterable[str], most: int = 6) -> str:
    """ "a", "a and b", "a, b and c"; beyond `most` the rest is counted."""
    items = list(names)
    if len(items) > most:
        items = [*items[: most - 1], f"{len(items) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1]))) if items else ""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """ "1 article", "3 articles"."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def line(*items: str | Part | Sequence[Part]) -> list[Part]:
    """Parts in a row; strings become text, neighbouring texts one."""
    parts: list[Part] = []
    for item in items:
        for part in [{"text": item}] if isinstance(item, str) else [item] if isinstance(item, Mapping) else item:
            if "text" in part and parts and "text" in parts[-1]:
                parts[-1] = {"text": parts[-1]["text"] + part["text"]}
            elif part.get("text") != "":
                parts.append(part)
    return parts


def joined(lines: Iterable[Sequence[Part]], joint: str = "; ") -> list[Part]:
    """Lines in a row, with a joint between them."""
    parts: list[Part] = []
    for n, one in enumerate(lines):
        parts = line(parts, joint if n else "", one)
    return parts


def capital(parts: Sequence[Part]) -> list[Part]:
    """A line that begins like a sentence, where its first word is ours."""
    first, *rest = parts or [{"text": ""}]
    return [{**first, "text": first["text"][:1].upper() + first["text"][1:]}, *rest] if "text" in first else [*parts]


def uncited(parts: Iterable[Part]) -> list[Part]:
    """A line that follows the words it rests on: what is only cited there is not cited again."""
    kept = [part for part in parts if not part.get("shown")]
    last = kept[-1:] and "text" in kept[-1] and kept[-1]["text"].endswith(" ")
    return [*kept[:-1], {"text": kept[-1]["text"].rstrip()}] if last else kept


def plain(parts: Iterable[Part]) -> str:
    """A line without its links: quoted words between quotation marks; what is only cited is left out."""
    return "".join(part["text"] if "text" in part else quotation(part) for part in parts).strip()


def quotation(part: Row) -> str:
    """Quoted words for the eye: between double marks, so that double marks inside become single ones."""
    if part.get("shown"):
        return ""
    words = flat(part["quote"] + (" […]" if part.get("cut") else "")).replace("“", "‘").replace("”", "’")
    return "“" + re.sub(r'"([^"]*)"', r"‘\1’", words).replace('"', "’") + "”"


def moment(since: str | None) -> str:
    """ "on 23 October 1962", "in October 1962", or nothing where it is not known."""
    if not since:
        return ""
    if len(since) == 10:
        return f"on {_day(since)}"
    return f"in {_MONTHS[int(since[5:7]) - 1]} {since[:4]}" if len(since) == 7 else f"in {since}"


def when(date: Dated | None) -> str:
    """A period in words, at its own granularity: "22 October 1962", "July 2023", "2019", "the 1980s", "after ..."."""
    if date is None or not (date.earliest or date.latest):
        return "undated"
    if not date.latest:
        return f"from {_day(date.earliest or '')} on"
    if not date.earliest:
        return f"by {_day(date.latest)}"
    return _whole(date.earliest, date.latest) or f"{_day(date.earliest)} to {_day(date.latest)}"


def _whole(first: str, last: str) -> str | None:
    """The name of the period two days enclose exactly, if it has one."""
    if first == last:
        return _day(first)
    year, end = first[:4], last[:4]
    if first.endswith("-01-01") and last.endswith("-12-31"):
        if year == end:
            return year
        return f"the {year}s" if year.endswith("0") and int(end) == int(year) + 9 else f"{year} to {end}"
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:]) >= 28:
        return f"{_MONTHS[int(first[5:7]) - 1]} {year}"
    return None


def _day(day: str) -> str:
    if len(day) != 10:
        return day
    return f"{int(day[8:])} {_MONTHS[int(day[5:7]) - 1]} {day[:4]}"
