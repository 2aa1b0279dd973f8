"""What is known and on whose word, and what is disputed: the claims, each with the voices that speak to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import TYPES, Part, Row, count, flat, graded_as, line, listed, moment, stance, the

__all__ = ["best_quote", "disputed", "folded", "known", "ranked", "sides_of", "voice_line", "who_and_when"]

#: Verdicts told in "what is known", and how each is headed.
_KNOWN = {
    "corroborated": "Two independent voices or more say so, and none denies it today",
    "single-voiced": "On one voice only",
    "overtaken": "Expected, then reported",
    "denied": "Denied, and held by nobody else",
    "withdrawn": "Taken back by whoever held it",
    "open": "Left open: nobody takes a position",
}
_SIDES = {"asserts": "Say so", "hedges": "Hold it possible", "expects": "Expect it", "denies": "Deny it"}


def known(findings: Findings) -> list[dict[str, Any]]:
    """Claims by verdict, each group the weightier first."""
    groups = []
    for verdict, title in _KNOWN.items():
        claims = [claim for claim in findings.claims if claim["verdict"] == verdict]
        if claims:
            lines = [_told(claim) for claim in ranked(claims, findings)]
            groups.append({"verdict": verdict, "title": title, "claims": lines})
    return groups


def disputed(findings: Findings) -> dict[str, Any]:
    """`open`: claims asserted and denied today, side by side; `ended`: those where a voice changed what it says."""
    claims = [claim for claim in findings.claims if claim["verdict"] == "disputed"]
    turned = [claim for claim in findings.claims if claim["verdict"] != "disputed" and _turns(claim)]
    return {
        "open": [{**_told(claim), "sides": _sides(claim)} for claim in ranked(claims, findings, True)],
        "ended": [{**_told(claim), "turns": _turns(claim)} for claim in ranked(turned, findings, True)],
    }


def ranked(claims: Iterable[Row], findings: Findings, asked_first: bool = False) -> list[Row]:
    """The weightier first: more voices, then more of those asked for, then more articles, then the earlier.

    `asked_first`: those that involve more of those asked for before all.
    """
    return sorted(claims, key=lambda claim: (-findings.asked(claim) * asked_first, *_weight(claim, findings)))


def _weight(claim: Row, findings: Findings) -> tuple[Any, ...]:
    first = (claim["date"] or {}).get("earliest") or (claim["date"] or {}).get("latest") or "9999"
    voices = sum(voice["stance"] in ("asserts", "denies") for voice in claim["voices"])
    articles = {article for voice in claim["voices"] for article in voice["articles"]}
    return (-voices, -findings.asked(claim), claim["kind"] == "said", -len(articles), first, claim["id"])


def _told(claim: Row) -> dict[str, Any]:
    quote = best_quote(claim)
    shown = [] if quote is None else [quote]
    return {
        "claim": claim["id"],
        "verdict": claim["verdict"],
        "type": claim["type"],
        "label": TYPES.get(claim["type"], claim["type"].casefold()),
        "date": claim["date"],
        "when": claim["when"],
        "head": who_and_when(claim),
        "parts": line(*shown) if shown else line(flat(claim["summary"])),
        "voices": [
            {"parts": voice_line(voice, shown, claim), "stance": voice["stance"]} for voice in folded(claim["voices"])
        ],
        "because": claim["because"],
        "joined": claim["joined"],
        "coded": claim["coded"],
    }


def who_and_when(claim: Row) -> str:
    """ "North Korea → Russia · 2022": the parties, the place and the period of a claim."""
    actors, recipients = (_names(claim["parties"][side]) for side in ("actors", "recipients"))
    sides = sides_of(listed(actors), listed(recipients))
    place = f"in {claim['place']}" if claim["place"] else ""
    date = claim["when"] if claim["date"] else ""
    return " · ".join(filter(None, (sides, place, date)))


def sides_of(actors: str, recipients: str) -> str:
    """ "Egypt → rebels", or "→ rebels" where nobody is said to act."""
    return f"{actors} → {recipients}".strip() if recipients else actors


def _names(people: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(flat(one["name"]) for one in people))


def folded(voices: Iterable[Row]) -> list[Row]:
    """Voices of one name that say the same, shown as one with the words of the first: "officials, in 3 articles"."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for n, voice in enumerate(voices):
        # Whoever changed what he says keeps a line of his own.
        key = (voice["name"], voice["stance"], *voice["via"], n if len(voice["positions"]) > 1 else -1)
        if key in rows:
            before = rows[key]
            both = list(dict.fromkeys((*before["articles"], *voice["articles"])))
            rows[key] = {**before, "articles": both, "reprints": before["reprints"] + voice["reprints"]}
        else:
            rows[key] = dict(voice)
    return list(rows.values())


def best_quote(claim: Row) -> Part | None:
    """The shortest quotation of those who hold the claim, but not so short that it says nothing.

    A quotation with the very words that the claim is summed up by goes first.
    """
    order = {"asserts": 0, "hedges": 1, "expects": 2, "denies": 3}
    quotes = [(order.get(voice["stance"], 4), voice["quote"]) for voice in claim["voices"] if voice["quote"]]
    if not quotes:
        words: Part | None = claim["words"]
        return words
    best = min(rank for rank, _ in quotes)
    held: list[Part] = [quote for rank, quote in quotes if rank == best]
    core = claim["summary"].partition("“")[2].rstrip("”")[:30]
    return min(held, key=lambda quote: (core not in flat(quote["quote"]), *_fitness(quote)))


def _fitness(quote: Part) -> tuple[bool, int, int, int]:
    size = len(quote["quote"])
    return (size < 25, size, quote["number"], quote["span"][0])


def voice_line(voice: Row, shown: Sequence[Part] = (), claim: Row | None = None) -> list[Part]:
    """Who says so, in how many articles, since when, in whose words; quotations already `shown` are only cited."""
    quote = voice["quote"]
    via = f", according to {listed(the(flat(name)) for name in reversed(voice['via']))}" if voice["via"] else ""
    turns = [step["stance"] for step in voice["positions"]]
    # A voice that goes to and fro between foreseeing and reporting has not changed its mind.
    course = _turned(set(turns)) or len(turns) == 2
    says = _course(voice) if course else [{"text": stance(voice, claim)}]
    articles = f", in {count(len(voice['articles']), 'article')}" if len(voice["articles"]) > 1 else ""
    reprints = f"; {count(voice['reprints'], 'reprint')} not counted" if voice["reprints"] else ""
    told = [] if quote is None or course else _in_whose_words(voice, quote, quote in shown)
    graded = f" ({graded_as(voice['grade'])})" if voice.get("grade") else ""
    return line(the(flat(voice["name"])), graded, " ", says, via, articles, reprints, told)


def _in_whose_words(voice: Row, quote: Part, shown: bool) -> list[Part]:
    if not shown:
        return [{"text": ": "}, quote]
    # The words shown are then those of the denial itself, and not of what is denied.
    return [{"text": ", in these words " if voice["stance"] == "denies" else " "}, {**quote, "shown": True}]


def _course(voice: Row) -> list[Part]:
    """ "denied it on 23 October 1962 (“...”), acknowledged it on 28 October 1962 (“...”)"."""
    parts: list[Part] = []
    before = None
    for step in voice["positions"]:
        if step["stance"] == before:
            continue
        said = (
            "acknowledged it"
            if (before, step["stance"]) == ("denies", "asserts")
            else stance({**voice, **step}, then=True)
        )
        since = f" {moment(step['since'])}" if step["since"] else ""
        words = [" (", step["quote"], ")"] if step["quote"] else []
        parts = line(parts, ", then " if parts else "", f"{said}{since}", *words)
        before = step["stance"]
    return parts


def _sides(claim: Row) -> list[dict[str, Any]]:
    """Each side's own words, those who say so first."""
    sides = []
    for side, title in _SIDES.items():
        voices = folded(voice for voice in claim["voices"] if voice["stance"] == side)
        if voices:
            sides.append({"stance": side, "title": title, "voices": [{"parts": voice_line(one)} for one in voices]})
    return sides


def _turned(stances: set[str]) -> bool:
    return "denies" in stances and bool(stances & {"asserts", "hedges"})


def _turns(claim: Row) -> list[dict[str, Any]]:
    """The voices that did not always say the same, each with its course."""
    turned = [voice for voice in claim["voices"] if _turned({step["stance"] for step in voice["positions"]})]
    return [{"parts": voice_line(voice)} for voice in turned]
