"""What is expected next, by whom, on what condition: claims and statements about what is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from reportedly.ledger import condition
from reportedly.model import Passage
from reportedly.tell.sections.claims import best_quote, folded, sides_of, voice_line, who_and_when
from reportedly.tell.sections.files import File
from reportedly.tell.sections.findings import Findings
from reportedly.tell.sections.wording import TYPES, Part, Row, flat, line, listed, said_to, the

__all__ = ["expected"]

#: Acts that speak of what is to come, and how a line says it.
_ACTS = ("predict", "warn", "threaten", "promise", "intend")
_FRAMES = {"predicted": "expected", "conditional": "on a condition", "requested": "asked for"}
#: Words that put what is said into the future: "will", "is set to", or "would" and the like after a condition.
_FUTURE = re.compile(
    r"\b(?:will|won[’']t|shall)\b|[’']ll\b|\b(?:is|are|be) (?:set|due|going|expected|likely|bound) to\b"
    r"|\b(?:if|unless|once)\b.*\b(?:would|could|might|may)\b",
    re.IGNORECASE | re.DOTALL,
)


def expected(findings: Findings) -> list[dict[str, Any]]:
    """Lines, the weightier first: claims with the verdict expected, then what else is said of the future."""
    # A wish or a fear is no happening to come: it is told of its party.
    claims = [claim for claim in findings.claims if claim["verdict"] == "expected" and claim["kind"] != "state"]
    told = {one["event"] for claim in findings.claims for one in claim["events"] if claim["verdict"] != "open"}
    told |= {one["statement"] for claim in claims for one in claim["statements"]}
    denied = {id for file in findings.files.values() for id in file.unsaid}
    left = [row for row in findings.statements if row["id"] not in told | denied]
    spoken = [row for row in left if row["content"] and _foretells(row)]
    coming = [row for row in findings.events if row["id"] not in told and _frame(row)]
    lines = [_of_claim(claim, findings) for claim in claims]
    lines += [_of_statement(row, findings) for row in spoken]
    lines += [_of_event(row, findings) for row in coming]
    return [*_once(sorted(lines, key=_order)), *_came(findings)]


def _came(findings: Findings) -> Iterator[dict[str, Any]]:
    """What was foretold in these articles and has been reported since, with the words of the report."""
    concerned = {claim["id"] for claim in findings.claims}
    for row in findings.foretold:
        quote, met = row["quote"], row["met"]
        if met is None or row["claim"] not in concerned or not {quote["article"], met["article"]} <= {*findings.files}:
            continue
        words, report = (findings.files[one["article"]].quote(*one["span"]) for one in (quote, met))
        yield {
            "kind": "met",
            "past": False,
            "named": True,
            "label": f"{row['kind']}, since reported",
            "head": "",
            "parts": line(f"{the(row['holder'])}: ", words, " Reported since: ", report),
            "voices": [],
            "condition": None,
            "because": row["because"],
            "joined": [],
            "coded": [],
            "asked": 0,
            "confidence": 1.0,
            "number": words["number"],
            "span": words["span"],
        }


def _once(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Lines whose words no line before them has quoted already."""
    kept: list[dict[str, Any]] = []
    quoted: dict[str, list[list[int]]] = {}
    for one in lines:
        parts = [part for part in one["parts"] if "quote" in part]
        if not any(_overlap(part["span"], span) for part in parts for span in quoted.get(part["article"], ())):
            kept.append(one)
            for part in parts:
                quoted.setdefault(part["article"], []).append(part["span"])
    return kept


def _overlap(one: list[int], other: list[int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _foretells(row: Row) -> bool:
    """Whether a statement speaks of what is to come, by its act or by its words."""
    return row["act"] in _ACTS or (row["act"] == "assert" and any(_FUTURE.search(words) for words in row["content"]))


def _order(item: Row) -> tuple[Any, ...]:
    """What is not past yet, concerns more of those asked for, is some source's word, was said last, is surer."""
    said = (-item["number"], item["condition"] is None, -round(item["confidence"], 1), item["span"])
    return (item["past"], -item["asked"], not item["named"], item["kind"] != "expected", *said)


def _frame(row: Row) -> str | None:
    """The frame that some holder of the event sees it in, if none holds it as happened."""
    statuses = [view["status"] for view in row["views"]]
    if row["ontology"] == "states" or {"asserted", "alleged", "denied"} & set(statuses):
        return None
    return next((status for status in statuses if status in _FRAMES), None)


def _past(date: Row | None, findings: Findings) -> bool:
    """Whether the time for it was over when the last article was published."""
    days = [file.article.published.latest or "" for file in findings.files.values()]
    return bool(date and date["latest"] and date["latest"] < max(days))


def _of_claim(claim: Row, findings: Findings) -> dict[str, Any]:
    quote = best_quote(claim)
    return {
        "kind": "expected",
        "past": _past(claim["date"], findings),
        "named": any(not voice["author"] for voice in claim["voices"]),
        "label": TYPES.get(claim["type"], claim["type"].casefold()),
        "head": who_and_when(claim),
        "parts": line(quote) if quote else line(flat(claim["summary"])),
        "voices": [{"parts": voice_line(voice, [quote] if quote else [], claim)} for voice in folded(claim["voices"])],
        "condition": _condition(findings.files[quote["article"]], *quote["span"]) if quote else None,
        "because": claim["because"],
        "joined": claim["joined"],
        "coded": claim["coded"],
        "asked": findings.asked(claim),
        "confidence": 1.0,
        "number": quote["number"] if quote else 0,
        "span": quote["span"] if quote else [0, 0],
    }


def _future_words(row: Row, file: File) -> list[Part]:
    """The quotation of a statement; where only its words speak of the future, the sentence that does."""
    if row["act"] not in _ACTS:
        for start, end in row["spans"][-len(row["content"]) :]:
            found = _FUTURE.search(file.article.text, start, end)
            if found:
                sentence = file.sentence(*found.span())
                return [file.quote(max(start, sentence.start), min(end, sentence.end))]
    return list(row["quotes"])


def _of_statement(row: Row, findings: Findings) -> dict[str, Any]:
    words = _future_words(row, findings.files[row["article"]])
    first, last = words[-1]["span"]
    source = the(row["speaker"] or row["source"] or "someone unnamed")
    return {
        "kind": row["act"],
        "past": False,
        "named": True,
        "label": {"warn": "warning", "threaten": "threat", "promise": "promise", "intend": "intention"}.get(
            row["act"], "prediction"
        ),
        "head": "",
        "parts": line(f"{source} ({said_to(row)}): ", words),
        "voices": [],
        "condition": _condition(findings.files[row["article"]], first, last),
        "because": row["because"],
        "joined": [],
        "coded": [],
        "asked": findings.asked(row),
        "confidence": row["confidence"],
        "number": row["number"],
        "span": [first, last],
    }


def _of_event(row: Row, findings: Findings) -> dict[str, Any]:
    frame = _frame(row) or ""
    views = [view for view in row["views"] if view["status"] == frame]
    own = [view["who"] for view in views if len(view["holder"]) > 1]
    who = f"{_FRAMES[frame]} by {listed(map(the, own or ['the article']))}: "
    return {
        "kind": frame,
        "past": _past(row["date"], findings),
        "named": bool(own),
        "label": TYPES.get(row["type"], row["type"].casefold()),
        "head": sides_of(listed(row["actors"]), listed(row["recipients"])),
        "parts": line(who, row["quotes"]),
        "voices": [],
        "condition": _condition(findings.files[row["article"]], *row["sentence"]),
        "because": views[0]["because"] if views else row["because"],
        "joined": [],
        "coded": [],
        "asked": findings.asked(row),
        "confidence": row["confidence"],
        "number": row["number"],
        "span": row["trigger"][0],
    }


def _condition(file: File, first: int, last: int) -> Part | None:
    """The words of the condition in the sentence that holds a stretch, if it has one."""
    sentence: Passage = file.sentence(first, last)
    found = condition(file.article.text, sentence.start, sentence.end)
    return file.quote(*found) if found else None
