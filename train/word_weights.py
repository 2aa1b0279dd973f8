"""How much a word tells about what a sentence is about: document frequencies of word stems in English news.

    python train/word_weights.py DATA_FOLDER

DATA_FOLDER holds `statements/polnear.train.jsonl` and `unlabelled/guardian_conflict.jsonl`, unpacked. Writes
`data/en/word_weights.tsv`: a stem and its inverse document frequency ln(N / df), paragraphs as documents, for the
commonest stems; every other word weighs as much as the rarest listed. No text can be read back from it.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import snowballstemmer

OUT = Path(__file__).parents[1] / "src" / "reportedly" / "data" / "en" / "word_weights.tsv"
FILES = ("statements/polnear.train.jsonl", "unlabelled/guardian_conflict.jsonl")
LISTED = 4000
HEADER = """\
# Stems of English news words and how much they tell: ln(paragraphs / paragraphs with the stem). Unlisted: the last.
# Origin: counted by train/word_weights.py in PolNeAR (training part, US political news 2015-16) and 219 articles of The
# Guardian on Syria and Iraq; stems by Snowball. Licence of the counts: that of Reportedly. Date: 2026-11-24.
stem\tweight
"""


def paragraphs(folder: Path) -> Iterator[str]:
    for name in FILES:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            yield from (part for part in re.split(r"\n\s*\n|\n", json.loads(line)["text"]) if part.strip())


def main(folder: Path) -> None:
    stem = snowballstemmer.stemmer("english").stemWord
    seen = [{stem(word) for word in re.findall(r"[^\W\d_]+", text.casefold())} for text in paragraphs(folder)]
    counts = Counter(word for words in seen for word in words)
    common = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:LISTED]
    rows = "".join(f"{word}\t{math.log(len(seen) / count):.2f}\n" for word, count in common)
    OUT.write_text(HEADER + rows, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
