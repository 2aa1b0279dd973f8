"""Adds many articles in small transactions with a reader of its own, and is killed while it does.

    adder.py STORE FIRST LAST      adds the articles of these numbers; says "begun" when it starts

What takes long here is writing, so that a process killed at any moment is killed in the middle of it.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2] / "src")

from reportedly import desk
from reportedly.errors import ReportedlyError
from reportedly.model import Article, Block, Entity, Mention, Passage, Reading, Statement, hash_id

__all__ = ["EACH", "Short", "adding", "article", "exported", "killed"]

#: Articles that a round adds: a few transactions.
EACH = 20


class Short:
    """Reads "NAME said WORDS." and nothing else."""

    def read(self, article: Article) -> Reading:
        text = article.text.rstrip()
        cue = text.index(" said ") + 1
        source, said, content = Passage(0, cue - 1), Passage(cue, cue + 4), Passage(cue + 5, len(text))
        who = Entity("e1", source.of(text), "PERSON", mentions=(Mention(source, "name"),))
        id = hash_id("s", article.id, (said, content))
        found = Statement(
            id, (source,), (said,), (content,), "e1", (), "indirect", "assert", None, "said", 0.9
        )  # fmt: skip
        blocks = (Block(Passage(0, len(text)), "body"),)
        about = Article(article.id, article.text, article.origin, blocks=blocks, published=article.published)
        return Reading(about, "short", (who,), (), (found,))


def article(number: int) -> Article:
    return Article(f"n{number}", f"Harker said that bridge {number} of {number * 7} was open again.", f"{number}.txt")


def adding(store: Path, first: int, last: int, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """A process that has begun to add these articles. `before` runs in it first, where there is `fork`."""
    words = [sys.executable, str(Path(__file__)), str(store), str(first), str(last)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=before)
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    return process


def killed(store: Path, rounds: int) -> Iterator[int]:
    """Kills so many processes, each while it adds further articles; yields after each how many it should have added.

    The moments are spread over the time that a round takes undisturbed.
    """
    chance = random.Random(1956)
    begun = time.monotonic()
    with adding(store.with_name("measured.db"), 0, EACH) as process:
        process.communicate()
    whole = time.monotonic() - begun
    for number in range(1, rounds + 1):
        with adding(store, 0, number * EACH) as process:
            time.sleep(chance.uniform(0, whole))
            process.kill()
            process.communicate()
        yield number * EACH


def exported(store: Path) -> list[str]:
    """All that a store tells, line by line."""
    made = desk.Desk(store, reader=Short(), wait=20)
    layers = (made.articles(), made.statements(), made.claims(), made.ledger())
    return [json.dumps(row, ensure_ascii=False) for rows in layers for row in rows]


if __name__ == "__main__":
    store, first, last = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    desk.WRITE_EVERY = 5
    print("begun", flush=True)
    made = desk.Desk(store, reader=Short(), wait=20)
    try:
        print(len(made.add([article(number) for number in range(first, last)]).added), flush=True)
    except ReportedlyError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
