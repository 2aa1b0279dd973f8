"""Silver labels for the head of names: what the unmodified spaCy pipeline takes for names, made consistent.

Three corrections within a document: a name written several times gets the kind that most of its places have; the
surname of a person named in full is a person's; and a place that the pipeline passed over gets the name's kind if it
saw the name at least twice elsewhere. Run with the environment of the program, not that of training.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from reportedly.model import Article, Block, Passage
from reportedly.reading import Reader

#: OntoNotes labels by the kind that we give them; dates, sums and ordinals are no names.
KINDS = {kind: kind for kind in ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT")}
KINDS |= dict.fromkeys(("PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "OTHER")

READER: list[Reader] = []


def labelled(text: str) -> list[list[Any]]:
    """[start, end, kind] of each name, in text order."""
    if not READER:
        READER.append(Reader(kind="rules"))
    blocks = tuple(Block(Passage(m.start(), m.end()), "body") for m in re.finditer(r"\S(?:[^\n]*\S)?", text))
    page = READER[0].page(Article("silver", text, blocks=blocks))
    found = {(ent.start_char, ent.end_char): KINDS[ent.label_] for ent in page.doc.ents if ent.label_ in KINDS}
    return [[*span, kind] for span, kind in sorted(consistent(text, found).items())]


def consistent(text: str, found: dict[tuple[int, int], str]) -> dict[tuple[int, int], str]:
    """The corrections of the module's docstring."""
    votes: dict[str, Counter[str]] = {}
    for (start, end), kind in found.items():
        votes.setdefault(text[start:end], Counter())[kind] += 1
    best = {name: min(kinds, key=lambda kind: (-kinds[kind], kind)) for name, kinds in votes.items()}
    surnames = {name.split()[-1] for name, kind in best.items() if kind == "PERSON" and " " in name}
    best |= dict.fromkeys((name for name in best if name in surnames), "PERSON")
    out = {span: best[text[span[0] : span[1]]] for span in found}
    taken = [False] * (len(text) + 1)
    for start, end in found:
        taken[start:end] = [True] * (end - start)
    for name, kinds in sorted(votes.items(), key=lambda item: (-len(item[0]), item[0])):
        if sum(kinds.values()) < 2 or not name[0].isupper():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if not any(taken[match.start() : match.end()]):
                out[match.span()] = best[name]
                taken[match.start() : match.end()] = [True] * len(name)
    return out
