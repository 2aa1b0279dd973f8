"""The answer in five lines: who they are to each other, what stands, what is disputed, what is wanted, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from reportedly.model import Entity
from reportedly.query import means
from reportedly.tell.sections.claims import best_quote, folded, voice_line
from reportedly.tell.sections.files import OFFICIAL, File, Wanted
from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import TYPES, Part, Row, capital, count, joined, line, listed, many, the, uncited

__all__ = ["answer"]

#: Items told in one line of the answer.
_MOST = 2
#: Kinds of wishes told in the fourth line, in this order.
_VOICED = ("offers", "has", "wants", "warns", "promises", "intends", "fears", "can")


def answer(findings: Findings, dispute: Row, parties: Sequence[Row], expected: Sequence[Row]) -> list[dict[str, Any]]:
    """Five lines `{"topic", "parts": [line, ...]}`; a line with nothing to tell says so."""
    rows = (
        ("Who they are", _who(findings), "Nobody is named."),
        ("What stands", _stands(findings), "The record holds no claim that anybody asserts."),
        ("What is disputed", _disputed(findings, dispute), "Nothing here is said by one and denied by another today."),
        ("Offered, wanted, threatened, promised", _wanted(parties), "No offer, demand, warning or promise was found."),
        ("What is expected next", _next(expected), "Nobody speaks of what is to come."),
    )
    return [{"topic": topic, "items": items or [line(nothing)]} for topic, items, nothing in rows]


# --- who they are -----------------------------------------------------------------------------------------------


def _who(findings: Findings) -> list[list[Part]]:
    asked = findings.wanted.who or _foremost(findings)
    lines = [_person_or_country(who, findings) for who in asked]
    ties = _ties(findings)
    return [*lines[:4], *([ties] if ties else [])]


def _foremost(findings: Findings) -> tuple[str, ...]:
    """Where nobody is asked for: the two parties that speak and act most."""
    names: Counter[str] = Counter()
    for row in findings.statements:
        names.update([row["party"]] if row["party"] else [])
    for row in findings.events:
        names.update((*row["by"], *row["to"]))
    return tuple(sorted(names, key=lambda name: (-names[name], name))[:2])


def _person_or_country(who: str, findings: Findings) -> list[Part]:
    """Who is meant, and who speaks or acts for it in what capacity, in the articles' own words where they say it."""
    people: dict[str, tuple[int, File, Entity]] = {}
    for file in findings.files.values():
        date = file.article.published.earliest
        for entity in file.entities.values():
            if entity.kind == "PERSON" and _speaks_for(entity) and means(who, date, entity.name, entity.country):
                before = people.get(entity.name)
                number = len(entity.mentions) + (before[0] if before else 0)
                people[entity.name] = (number, before[1] if before else file, before[2] if before else entity)
    best = sorted(people, key=lambda name: (-people[name][0], name))[:_MOST]
    told = [_in_capacity(*people[name][1:]) for name in best]
    if not told:
        return _named_only(who, findings)
    apart = [] if best == [who] else [f"{capital_word(the(who))}: "]
    return line(*apart, joined(told), ".")


def _named_only(who: str, findings: Findings) -> list[Part]:
    """Somebody of whom the articles do not say who he is, with the first place that names him."""
    asked = Wanted((who,), None, None, None)
    named = [(file, ids) for file in findings.files.values() if (ids := file.meant(asked))]
    if not named:
        return line(f"{the(who)}: not named.")
    file, ids = named[0]
    first = min((m.span for id in ids for m in file.entities[id].mentions), default=None)
    cited = [{**file.quote(*first), "shown": True}] if first else []
    return line(f"{the(who)}: named in {count(len(named), 'article')}, without an office ", cited, ".")


def capital_word(words: str) -> str:
    return words[:1].upper() + words[1:]


def _speaks_for(entity: Entity) -> bool:
    """Whether somebody holds an office, or is described, and is not merely a private person of a country."""
    return _held(entity) is not None and (entity.country is None or entity.sector in OFFICIAL or bool(entity.office))


def _held(entity: Entity) -> str | None:
    return entity.affiliation or entity.office


def _in_capacity(file: File, entity: Entity) -> list[Part]:
    """ "Kim Jong Un, “North Korean leader”" where the article says so, else by the office held on the day."""
    said = entity.affiliation
    at = file.article.text.find(said) if said else -1
    if said and at >= 0:
        return line(f"{entity.name}, ", file.quote(at, at + len(said)))
    return line(f"{entity.name} ({_held(entity)})")


def _ties(findings: Findings) -> list[Part]:
    """What the record holds between those asked for: by type, each time with its date and place in the articles."""
    if len(findings.wanted.who) < 2:
        return []
    shared = [c for c in findings.claims if c["kind"] == "event" and _between(findings, c) and best_quote(c)]
    shared.sort(key=lambda claim: ((claim["date"] or {}).get("earliest") or "9999", claim["id"]))
    by_type: dict[str, list[Row]] = {}
    for claim in shared:
        by_type.setdefault(TYPES.get(claim["type"], claim["type"].casefold()), []).append(claim)
    order = sorted(by_type, key=lambda label: (-len(by_type[label]), label))[:4]
    told = [_times(label, by_type[label]) for label in order]
    if not told:
        return []
    first = f"Between them the record holds {count(len(shared), 'claim')}: "
    return line(first, joined(told), ".")


def _between(findings: Findings, claim: Row) -> bool:
    """Whether two of those asked for are parties to a claim."""
    people = [(one["name"], one.get("country")) for side in claim["parties"].values() for one in side]
    return len({who for name, country in people for who in findings.wanted.named(name, country)}) > 1


def _times(label: str, claims: Sequence[Row]) -> list[Part]:
    parts: list[Part] = line(f"{label} ")
    for n, claim in enumerate(claims[:4]):
        when = claim["when"] if claim["date"] else "undated"
        flag = "" if claim["verdict"] in ("corroborated", "single-voiced", "overtaken") else f", {claim['verdict']}"
        quote = best_quote(claim) or {}
        parts = line(parts, f"{'; ' if n > 4 else ', ' if n else '('}{when}{flag} ", {**quote, "shown": True})
    return line(parts, f", {len(claims) - 4} more)" if len(claims) > 4 else ")")


# --- what stands, what is disputed ------------------------------------------------------------------------------


def _stands(findings: Findings) -> list[list[Part]]:
    order = {"corroborated": 0, "overtaken": 0, "single-voiced": 1}
    held = [claim for claim in findings.claims if claim["verdict"] in order and best_quote(claim)]
    held.sort(key=lambda claim: (-findings.asked(claim), order[claim["verdict"]], *_size(claim)))
    alone = bool(held) and all(claim["verdict"] == "single-voiced" for claim in held)
    return [*([line("Nothing is corroborated; each on one voice:")] if alone else []), *map(_claim, held[:_MOST])]


def _size(claim: Row) -> tuple[Any, ...]:
    voices = sum(voice["stance"] == "asserts" for voice in claim["voices"])
    articles = {article for voice in claim["voices"] for article in voice["articles"]}
    last = (claim["date"] or {}).get("latest") or "0000"
    return (-voices, claim["kind"] != "event", -len(articles), _backwards(last), claim["id"])


def _backwards(day: str) -> tuple[int, ...]:
    """A key by which the later day comes first."""
    return tuple(-int(number) for number in day.split("-"))


def _claim(claim: Row) -> list[Part]:
    """ "“...”: so say the United States and AFP"."""
    quote = best_quote(claim)
    names = list(dict.fromkeys(voice["name"] for voice in claim["voices"] if voice["stance"] == "asserts"))
    verb = "says" if len(names) == 1 and not many(names[0]) else "say"
    return line(quote or "", f" So {verb} {listed(map(the, names))}.")


def _disputed(findings: Findings, dispute: Row) -> list[list[Part]]:
    rows = {claim["id"]: claim for claim in findings.claims}
    lines = [_contested(rows[one["claim"]]) for one in dispute["open"][:_MOST]]
    lines += [line(capital(turn["parts"]), ".") for one in dispute["ended"][:1] for turn in one["turns"][:1]]
    return lines


def _contested(claim: Row) -> list[Part]:
    quote = best_quote(claim)
    # Those who say so and those who deny it, before those who only think it possible or to come.
    voices = sorted(folded(claim["voices"]), key=lambda voice: voice["stance"] in ("hedges", "expects"))[:3]
    said = [voice_line(voice, [quote] if quote else [], claim) for voice in voices]
    told = [uncited(one) for one in said]
    return line(quote or "", " ", capital(joined(told)), ".")


# --- what is wanted, what is next -------------------------------------------------------------------------------


def _wanted(parties: Sequence[Row]) -> list[list[Part]]:
    """For each of the first parties the first thing of each kind, its own word before others'; then who warns them."""
    asked = [one for one in parties if one["asked"]]
    lines = [told for party in (asked or parties)[:3] for told in _voiced(party, _VOICED)[: 3 if asked else 2]]
    others = [one for one in parties if not one["asked"]] if asked else []
    return [*lines, *(told for party in others for told in _voiced(party, ("warns",))[:1])][:7]


def _voiced(party: Row, kinds: Sequence[str]) -> list[list[Part]]:
    rows = {row["kind"]: row for row in party["kinds"]}
    told = [(rows[kind]["title"], (*rows[kind]["own"], *rows[kind]["others"])[0]) for kind in kinds if kind in rows]
    return [_of_party(the(party["party"]), title, item) for title, item in told]


def _of_party(name: str, title: str, item: Row) -> list[Part]:
    # A statement says itself who spoke and how.
    return line("" if item["told"] == "statement" else f"{name} {title}: ", item["parts"])


def _next(expected: Sequence[Row]) -> list[list[Part]]:
    lines = []
    for row in expected[: _MOST + 1]:
        who = [uncited(voice["parts"]) for voice in row["voices"][:2]]
        words = capital(row["parts"])
        lines.append(line(words, " ", capital(joined(who)), ".") if who else words)
    return lines
