"""Two articles and claims on them, built by hand: London alleges in July what Cairo denies, and owns to in August."""

from __future__ import annotations

import dataclasses
from types import SimpleNamespace
from typing import Any

from reportedly.model import (
    Article,
    Block,
    Dated,
    Dossier,
    Entity,
    Event,
    Factuality,
    Mention,
    Passage,
    Published,
    Reading,
    Statement,
)
from reportedly.tell.dossier import assemble

JULY = "Menu\n\nLondon said that Cairo had supplied rifles to the rebels. Cairo denied it. <script>alert(1)</script>"
AUGUST = (
    "“We sent the rifles,” Cairo said on Friday. London warned that it would act if Cairo sends more. "
    "Cairo wants a seat at the talks, an official said."
)


def span(text: str, words: str) -> Passage:
    start = text.index(words)
    return Passage(start, start + len(words))


def statement(text: str, id: str, source: str, cue: str, content: str, speaker: str | None, act: str) -> Statement:
    found = ((span(text, source),), (span(text, cue),), (span(text, content),))
    form = "direct" if content.startswith("“") else "indirect"
    return Statement(id, *found, speaker, (), form, act, None, f"verb “{cue}”", 0.9)  # type: ignore[arg-type]


def event(text: str, id: str, words: str, type: str, actors: tuple[str, ...], **more: Any) -> Event:
    base = Event(
        id, (span(text, words),), "plover", type, None, (), actors, (), None, None, None, f"verb “{words}”", 0.8
    )
    return dataclasses.replace(base, **more)


def entities(text: str, *more: Entity) -> tuple[Entity, ...]:
    named = (("uk", "United Kingdom", "GBR", "London"), ("eg", "Egypt", "EGY", "Cairo"))
    return (
        *(
            Entity(id, name, "GPE", code, mentions=(Mention(span(text, word), "name"),))
            for id, name, code, word in named
        ),
        *more,
    )


def july(rifles: str = "rifles") -> Reading:
    """London alleges what Cairo denies; the writer stays out of it."""
    text = JULY.replace("rifles", rifles)
    article = Article(
        "a-1",
        text,
        title="Rifles <b>& rebels</b>",
        url="javascript:alert(1)",
        blocks=(Block(Passage(0, 4), "furniture"), Block(Passage(6, len(text)), "body")),
        published=Published("1956-07-01", "1956-07-01", "1956-07-01", 1.0, "given with the text"),
    )
    rebels = Entity("re", "rebels", "ORG", mentions=(Mention(span(text, "the rebels"), "nominal"),))
    said = statement(text, "s-1", "London", "said", f"that Cairo had supplied {rifles} to the rebels", "uk", "assert")
    aid = event(
        text, "e-1", "supplied", "AID", ("eg",), recipients=("re",), date=Dated("1956-06-01", "1956-06-30")
    )  # fmt: skip
    rows = (
        Factuality("e-1", ("author",), "uncommitted", "unknown", "actual", 1.0, "only reported"),
        Factuality("e-1", ("author", "uk"), "certain", "+", "actual", None, "said"),
        Factuality("e-1", ("author", "eg"), "certain", "-", "actual", None, "denied"),
    )
    return Reading(article, "test", entities(text, rebels), (), (said,), (aid,), rows)


def august() -> Reading:
    """Cairo owns to it; London warns under a condition; an unnamed official says what Cairo wants."""
    text = AUGUST
    article = Article(
        "a-2",
        text,
        title="Cairo owns to rifles",
        outlet="The Courier",
        blocks=(Block(Passage(0, len(text)), "body"),),
        published=Published("1956-08-03", "1956-08-03", "1956-08-03", 1.0, "given with the text"),
    )
    statements = (
        statement(text, "s-2", "Cairo", "said", "“We sent the rifles,”", "eg", "assert"),
        statement(text, "s-3", "London", "warned", "that it would act if Cairo sends more", "uk", "warn"),
        statement(text, "s-4", "an official", "said.", "Cairo wants a seat at the talks", None, "assert"),
    )
    sent = event(text, "e-2", "sent", "AID", ("eg",), date=Dated("1956-06-01", "1956-06-30"))
    wants = event(text, "e-3", "wants", "WANT", ("eg",), ontology="states", confidence=0.4)
    rows = (
        Factuality("e-2", ("author",), "uncommitted", "unknown", "actual", 1.0, "only reported"),
        Factuality("e-2", ("author", "eg"), "certain", "+", "actual", None, "said"),
        Factuality("e-3", ("author",), "uncommitted", "unknown", "actual", 1.0, "only reported"),
        Factuality("e-3", ("author", "someone"), "certain", "+", "actual", None, "said"),
    )
    return Reading(article, "test", entities(text), (), statements, (sent, wants), rows, ("a line was doubted",))


def quote(reading: Reading, words: str) -> dict[str, Any]:
    found = span(reading.article.text, words)
    return {"article": reading.article.id, "span": [*found], "text": words}


def voice(name: str, code: str | None, stance: str, *positions: tuple[str, str, Any], **more: Any) -> dict[str, Any]:
    steps = [{"stance": how, "since": since, "quote": where} for how, since, where in positions]
    return {
        "origin": "The Courier", "holder": name, "country": code, "stance": stance, "since": steps[-1]["since"],
        "articles": list(dict.fromkeys(step["quote"]["article"] for step in steps)), "quote": steps[-1]["quote"],
        "via": [], "positions": steps, "reprints": 0, "author": False, **more,
    }  # fmt: skip


def claim(verdict: str, *voices: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The claim that Egypt supplied the rebels in June, with voices as given."""
    return {
        "id": "c-1", "type": "AID", "kind": "event", "summary": "Egypt → rebels: “supplied rifles to the rebels”",
        "date": {"earliest": "1956-06-01", "latest": "1956-06-30"}, "verdict": verdict,
        "because": "so the voices stand", "events": [{"article": "a-1", "event": "e-1"}],
        "statements": [], "voices": list(voices),
        "place": None,
        "parties": {
            "actors": [{"name": "Egypt", "country": "EGY"}], "recipients": [{"name": "rebels", "country": None}],
        },
        "joined": ["both speak of rifles"], **more,
    }  # fmt: skip


def london() -> dict[str, Any]:
    return voice(
        "United Kingdom", "GBR", "asserts", ("asserts", "1956-07-01", quote(july(), "Cairo had supplied rifles"))
    )


def cairo_denies() -> dict[str, Any]:
    return voice("Egypt", "EGY", "denies", ("denies", "1956-07-01", quote(july(), "Cairo denied it")))


def cairo_owns_to_it() -> dict[str, Any]:
    steps = (
        ("denies", "1956-07-01", quote(july(), "Cairo denied it")),
        ("asserts", "1956-08-03", quote(august(), "“We sent the rifles,”")),
    )
    return voice("Egypt", "EGY", "asserts", *steps, reprints=1)


def warned() -> dict[str, Any]:
    foreseen = ("expects", "1956-08-03", quote(august(), "that it would act if Cairo sends more"))
    return claim(
        "expected", voice("United Kingdom", "GBR", "expects", foreseen), id="c-2", type="warn", kind="said", date=None,
        events=[], statements=[{"article": "a-2", "statement": "s-3"}], parties={"actors": [], "recipients": []},
    )  # fmt: skip


def told(*who: str, claims: Any = None, **asked: Any) -> Dossier:
    """The dossier of both articles; by default Cairo has owned to it and London warns."""
    default = [claim("corroborated", london(), cairo_owns_to_it()), warned()]
    copies = SimpleNamespace(copy_of={"a-2": "a-1"}, changes={"a-2": [{"was": "x", "is": "y"}]})
    return assemble(
        [august(), july()], who, claims=default if claims is None else claims, copies=copies, **asked
    )  # fmt: skip
