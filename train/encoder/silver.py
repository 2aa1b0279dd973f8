"""Silver labels for the head of names: what the unmodified spaCy pipeline takes for names, made consistent.

    PYTHONPATH=src python -m train.encoder.silver TEXTS.jsonl -o SILVER.jsonl [--limit N]

Each line of TEXTS is kept, with "names": [[start, end, kind], ...] added. Three corrections within a document: a
name written several times gets the kind that most of its places have; the surname of a person named in full is a
person's; and a place that the pipeline passed over gets the name's kind if it saw the name at least twice elsewhere.
Run with the environment of the program, not that of training.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from reportedly.model import Article, Block, Passage
from reportedly.reading import Reader

#: OntoNotes labels by the kind that we give them; dates, sums and ordinals are no names.
KINDS = {kind: kind for kind in ("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP", "EVENT")}
KINDS |= dict.fromkeys(("PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE"), "OTHER")

READER: list[Reader] = []


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", type=Path)
    parser.add_argument("-o", "--out", type=Path, required=True)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with options.texts.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines][: options.limit]
    with ProcessPoolExecutor(options.workers) as pool, options.out.open("w", encoding="utf-8") as out:
        for row, names in zip(rows, pool.map(labelled, (row["text"] for row in rows), chunksize=8)):
            out.write(json.dumps({"id": str(row.get("id") or row.get("url")), **row, "names": names}) + "\n")


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


if __name__ == "__main__":
    main()
