"""The dossier as Markdown, every line with the article and offsets of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

from reportedly.model import Dossier
from reportedly.tell.sections.wording import capital, count, flat, listed, quotation, shown, the

__all__ = ["suffix", "write"]

suffix = ".md"

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~&])")
#: Lines of a list at most; what is more is counted, and is in the JSON.
_MOST = 60

Row = Mapping[str, Any]


def write(dossier: Dossier, file: IO[str]) -> None:
    """Writes the dossier; article text is escaped, so that it cannot become markup."""
    file.writelines(line + "\n" for line in _lines(dossier))


def _lines(dossier: Dossier) -> Iterator[str]:
    about = f" about “{_plain(dossier.about)}”" if dossier.about else ""
    yield f"# {_plain(', '.join(dossier.subject)) or 'Everything in the record'}{about}: what is known, on whose word"
    yield ""
    numbers = (("article", dossier.articles), ("statement", dossier.statements), ("event", dossier.events))
    counted = [count(len(rows), noun) for noun, rows in (*numbers, ("claim", dossier.claims))]
    yield f"{', '.join(counted)}. Numbers in brackets are the article and the offsets of the words in its text."
    for title, lines in (
        ("The answer in five lines", _answer(dossier)),
        ("What is known, and on whose word", _known(dossier)),
        ("What is disputed", _disputed(dossier)),
        ("What each party offers, wants, warns of, promises", _parties(dossier)),
        ("What happened when", _timeline(dossier)),
        ("What is expected next, by whom, on what condition", _expected(dossier)),
        ("Who spoke, in what capacity, how often", _speakers(dossier)),
        ("What the machine was unsure of", _unsure(dossier)),
        ("Sources", _sources(dossier)),
    ):
        yield from ("", f"## {title}", "")
        yield from list(lines) or ["Nothing."]


# --- sections -----------------------------------------------------------------------------------------------------


def _answer(dossier: Dossier) -> Iterator[str]:
    for row in dossier.answer:
        yield f"- **{row['topic']}**"
        yield from (f"  - {_line(capital(item))}" for item in row["items"])


def _known(dossier: Dossier) -> Iterator[str]:
    for group in dossier.known:
        yield from ("", f"### {group['title']} ({len(group['claims'])})", "")
        for claim in _most(group["claims"]):
            yield f"- {_head(claim)}{_line(claim['parts'])}"
            yield from (f"  - {_line(capital(voice['parts']))}" for voice in claim["voices"])
            yield from _why(claim)
        yield from _rest(group["claims"])


def _disputed(dossier: Dossier) -> Iterator[str]:
    for claim in _most(dossier.disputed.get("open", ())):
        yield f"- {_head(claim)}{_line(claim['parts'])}"
        for side in claim["sides"]:
            yield f"  - **{side['title']}**"
            yield from (f"    - {_line(capital(voice['parts']))}" for voice in side["voices"])
        yield from _why(claim)
    yield from _rest(dossier.disputed.get("open", ()))
    for n, claim in enumerate(_most(dossier.disputed.get("ended", ()))):
        yield from ("", "### Positions that changed", "") if n == 0 else ()
        yield f"- {_head(claim)}{_line(claim['parts'])}"
        yield from (f"  - {_line(capital(turn['parts']))}" for turn in claim["turns"])
    yield from _rest(dossier.disputed.get("ended", ()))


def _parties(dossier: Dossier) -> Iterator[str]:
    for party in _most(dossier.parties):
        yield from ("", f"### {_plain(party['party'])}", "")
        for kind in party["kinds"]:
            for items, whose in ((kind["own"], "by its own word"), (kind["others"], "as others say")):
                if items:
                    yield f"- **{kind['title']}**, {whose}"
                    yield from (f"  - {_line(capital(item['parts']))}" for item in _most(items))
                    yield from _rest(items, "  ")
    yield from _rest(dossier.parties)


def _timeline(dossier: Dossier) -> Iterator[str]:
    entries = dossier.timeline.get("entries", ())
    for background, title in ((True, "Background"), (False, "The period of the news")):
        rows = [entry for entry in entries if entry["background"] == background]
        if rows:
            yield from ("", f"### {title}", "")
        for row in _most(rows):
            status = "" if row["look"] == "told" else f", {row['status']}"
            yield f"- {_plain(row['when'])}: {_head(row, status)}{_line(row['parts'])}"
        yield from _rest(rows)
    undated = dossier.timeline.get("undated", ())
    yield from ("", "### Without a date of their own, by the day first reported", "") if undated else ()
    for row in _most(undated):
        yield f"- {_plain(row['when'])}: {_head(row)}{_line(row['parts'])}"
    yield from _rest(undated)


def _expected(dossier: Dossier) -> Iterator[str]:
    for row in _most(dossier.expected):
        yield f"- {_head(row)}{_line(capital(row['parts']))}"
        yield from (f"  - {_line(capital(voice['parts']))}" for voice in row["voices"])
        if row["past"]:
            yield "  - The time for it was over when the last article was published."
        if row["condition"]:
            yield f"  - On the condition: {_line([row['condition']])}"
    yield from _rest(dossier.expected)


def _speakers(dossier: Dossier) -> Iterator[str]:
    for row in _most(dossier.speakers):
        capacity = f" ({_plain(row['capacity'])})" if row["capacity"] else ""
        acts = ", ".join(f"{act} {number}" for act, number in row["acts"])
        to = f"; to {_plain(listed(row['to']))}" if row["to"] else ""
        yield f"- **{_plain(row['name'])}**{capacity}, {count(row['count'], 'statement')}: {acts}{to}"
        yield from (f"  - {said['act']}: {_line(said['parts'])}" for said in _most(row["statements"]))
        yield from _rest(row["statements"], "  ")
    yield from _rest(dossier.speakers)
    for n, link in enumerate(_most(dossier.network.get("links", ()))):
        yield from ("", "### Who spoke to whom, of whom, and acted on whom", "") if n == 0 else ()
        said = {"to": "spoke to", "of": "spoke of", "on": "acted on"}[link["kind"]]
        yield f"- {_plain(the(link['from']))} {said} {_plain(the(link['to']))}: {count(link['count'], 'time')}"


def _unsure(dossier: Dossier) -> Iterator[str]:
    for group in dossier.unsure:
        yield from ("", f"### {group['title']} ({len(group['lines'])})", "")
        for row in _most(group["lines"]):
            yield f"- {_line(capital(row['parts']))} {_plain(row['because'])}".rstrip()
        yield from _rest(group["lines"])


def _sources(dossier: Dossier) -> Iterator[str]:
    for article in dossier.articles:
        outlet = f"{_plain(article['outlet'])}, " if article["outlet"] else ""
        agency = f"agency {_plain(article['agency'])}, " if article["agency"] else ""
        outlet += f"{_plain(article['behind'])}, " if article["behind"] else ""
        published = article["published"]
        yield (
            f"- \\[{article['number']}\\] {_plain(article['title'])}. {outlet}{agency}published {published['words']}: "
            + _plain(published["because"])
        )
        yield from (f"  - not {_plain(no['value'])}: {_plain(no['because'])}" for no in published["rejected"])
        if article["copy_of"]:
            yield f"  - a reprint of \\[{article['copy_of']['number']}\\], not counted as a voice of its own"


# --- lines --------------------------------------------------------------------------------------------------------


def _most(rows: Sequence[Any]) -> Sequence[Any]:
    return rows[:_MOST]


def _rest(rows: Sequence[Any], indent: str = "") -> Iterator[str]:
    if len(rows) > _MOST:
        yield f"{indent}- and {len(rows) - _MOST} more, the least weighty; the JSON has all"


def _head(row: Row, status: str = "") -> str:
    sides = f", {_plain(row['head'])}" if row["head"] else ""
    return f"{_plain(row['label'])}{status}{sides}: "


def _why(claim: Row) -> Iterator[str]:
    if claim["because"]:
        yield f"  - why: {_plain(claim['because'])}"


def _line(parts: Iterable[Row]) -> str:
    return "".join(_plain(part["text"]) if "text" in part else _quoted(part) for part in parts)


def _quoted(part: Row) -> str:
    start, end = part["span"]
    words = f"{_plain(quotation(part))} " if not part.get("shown") else ""
    return f"{words}\\[{part['number']}: {start}-{end}\\]"


def _plain(words: str) -> str:
    """Words with line breaks as spaces and Markdown's own marks escaped."""
    return _SPECIAL.sub(r"\\\1", shown(flat(words)))
