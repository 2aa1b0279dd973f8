"""A store of generated articles with readings, claims and a ledger: large, and quickly there, since nothing is read."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reportedly import gazetteer
from reportedly.desk import Desk
from reportedly.model import VERSION, Article, Reading

__all__ = ["made"]

WORDS = (
    "missile border talks embargo treaty troops harbour election minister parliament budget ship reactor envoy tanks "
    "sanctions ceasefire prisoner grain pipeline railway aircraft inspector blockade strike refugee summit bank"
).split()
ACTS = ("assert", "deny", "accuse", "promise", "demand", "warn", "praise", "reject")
TYPES = ("CONSULT", "AID", "ASSAULT", "REQUEST", "THREATEN", "AGREE", "REJECT", "COERCE", "PROTEST")
STATES = ("USA", "SUN", "CHN", "GBR", "FRA", "IRN", "EGY", "IND", "PAK", "JPN")
#: Sentences, each with a statement and an event, in an article.
SENTENCES = 3


def made(path: Path, size: int) -> Desk:
    """A store of so many articles, indexed."""
    desk, chance = Desk(path, reader="rules", wait=10), random.Random(1962)
    pairs = [_article(chance, n) for n in range(size)]
    for start in range(0, size, 500):
        desk.store.put([(article, True, reading) for article, reading in pairs[start : start + 500]])
    desk.store.keep_claims(list(_claims(chance, [reading for _, reading in pairs])), VERSION, desk.store.stamp())
    desk.index()
    return desk


def _article(chance: random.Random, n: int) -> tuple[Article, Reading]:
    day = f"{chance.randint(1955, 1985)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    entities = [_entity(chance, n, k) for k in range(4)]
    text, spans = "", list[list[int]]()
    for _ in range(SENTENCES):
        sentence = " ".join(chance.choices(WORDS, k=12)).capitalize() + "."
        spans.append([len(text), len(text) + len(sentence)])
        text += sentence + "\n\n"
    title, outlet = " ".join(chance.choices(WORDS, k=5)).capitalize(), f"Outlet {n % 40}"
    published = {"value": day, "earliest": day, "latest": day, "confidence": 1.0, "because": "given", "span": None,
                 "masthead": None, "rejected": []}  # fmt: skip
    about = {"title": title, "outlet": outlet, "agency": None, "byline": None, "dateline": None, "url": None,
             "language": "en", "published": published}  # fmt: skip
    events = [_event(chance, n, k, span, entities, day) for k, span in enumerate(spans)]
    reading = {
        "format": "reportedly/1", "id": f"g{n}", "reader": "generated", "text": text, "article": about,
        "blocks": [{"span": span, "kind": "body"} for span in spans], "entities": entities, "times": [],
        "statements": [_statement(chance, n, k, span, entities) for k, span in enumerate(spans)], "events": events,
        "factuality": [_view(chance, event["id"]) for event in events], "notes": [],
    }  # fmt: skip
    return Article(f"g{n}", text, title=title, outlet=outlet, given_date=day), Reading.from_dict(reading)


def _entity(chance: random.Random, n: int, k: int) -> dict[str, Any]:
    code = chance.choice(STATES)
    person = k > 1
    name = f"{chance.choice(WORDS)} {chance.choice(WORDS)}".title() if person else gazetteer.country_name(code)
    return {
        "id": f"n-{n}-{k}", "name": name, "kind": "PERSON" if person else "GPE", "country": code, "sector": "GOV",
        "office": "minister" if person else None, "affiliation": None, "wikidata": None, "because": "generated",
        "mentions": [{"span": [k * 3, k * 3 + 2], "form": "name"}],
    }  # fmt: skip


def _statement(chance: random.Random, n: int, k: int, span: list[int], entities: list[Any]) -> dict[str, Any]:
    return {
        "id": f"s-{n}-{k}", "source": [], "cue": [[span[0], span[0] + 4]], "content": [[span[0] + 5, span[1]]],
        "speaker": chance.choice(entities)["id"], "addressee": [], "form": "indirect", "act": chance.choice(ACTS),
        "within": None, "because": "generated", "confidence": round(chance.random(), 3),
    }  # fmt: skip


def _event(chance: random.Random, n: int, k: int, span: list[int], entities: list[Any], day: str) -> dict[str, Any]:
    actor, recipient = chance.sample(entities, 2)
    return {
        "id": f"e-{n}-{k}", "trigger": [[span[0], span[0] + 4]], "ontology": "plover", "type": chance.choice(TYPES),
        "mode": None, "contexts": [], "actors": [actor["id"]], "recipients": [recipient["id"]], "place": None,
        "time": None, "date": {"earliest": day, "latest": day}, "because": "generated",
        "confidence": round(chance.random(), 3),
    }  # fmt: skip


def _view(chance: random.Random, event: str) -> dict[str, Any]:
    certainty, polarity = chance.choice((("certain", "+"), ("certain", "-"), ("possible", "+")))
    return {"event": event, "holder": ["author"], "certainty": certainty, "polarity": polarity, "frame": "actual",
            "value": None, "because": "generated"}  # fmt: skip


def _claims(chance: random.Random, readings: list[Reading]) -> Iterator[dict[str, Any]]:
    """A claim an article, on its first event: said by one government and denied by another in every third."""
    for n, reading in enumerate(readings):
        event = reading.events[0]
        quote = {"article": f"g{n}", "span": [5, 25], "text": reading.article.text[5:25]}
        day = reading.article.given_date
        stances = ("asserts", "denies") if n % 3 == 0 else ("asserts",)
        yield {
            "id": f"c-{n}-0", "type": event.type, "summary": f"“{reading.article.text[:40]}”", "kind": "event",
            "date": {"earliest": day, "latest": day}, "verdict": "disputed" if n % 3 == 0 else "single-voiced",
            "because": "generated", "events": [{"article": f"g{n}", "event": event.id}], "statements": [],
            "voices": [_voice(code, stance, quote, day) for code, stance in zip(chance.sample(STATES, 2), stances)],
            "parties": {"actors": [], "recipients": []}, "place": None, "joined": [], "mode": None,
        }  # fmt: skip


def _voice(code: str, stance: str, quote: dict[str, Any], day: str | None) -> dict[str, Any]:
    name = gazetteer.country_name(code)
    return {
        "origin": name, "holder": name, "country": code, "stance": stance, "since": day, "via": [], "reprints": 0,
        "articles": [quote["article"]], "quote": quote, "positions": [], "author": False, "grade": None,
    }  # fmt: skip
