#!/usr/bin/env python3
"""Coverage-guided fuzzing of intake and cleaning: bytes that reach new lines of our code are kept and changed further.

    python bench/fuzz.py [--only html,eml,...] [--seconds 600] [--seed 1] [--keep FOLDER]

It begins with the good and bad files of `tests/torture/test_fuzz.py`, by the ending of their names, and asks of each
input what that test asks: articles and reasons come out, blocks stand in order, offsets hold, nothing else is raised.
What is counted is each line of `reportedly.intake`, `clean` and `times` with how often it ran (1, 2-3, 4-7, ... times),
as AFL does (M. Zalewski). Seconds are the processor's, for each ending. An input that fails, or takes more than two
seconds, is written to FOLDER with the error, cut down as far as it still fails in the same place. The exit code is 1
if there is one.

PDF and Parquet are read in a process of their own or by compiled code: there only what surrounds them is seen.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from reportedly.clean import clean  # noqa: E402
from reportedly.intake import Options, Raw, _formats  # noqa: E402
from reportedly.model import Article, Skipped  # noqa: E402
from reportedly.times import date  # noqa: E402
from torture.test_fuzz import LIMIT, checked, seeds  # noqa: E402

#: Code whose lines are counted.
WATCHED = tuple(str(ROOT / "src" / "reportedly" / room) for room in ("intake", "clean", "times"))
#: Inputs do not grow beyond this, and take no longer than this.
LARGEST, SLOWEST = 60_000, 2.0
#: Pieces that mean something to one format or another.
TOKENS: tuple[bytes, ...] = (
    b"\x00", b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\x1f\x8b", b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02", b"\xc2",
    b"\xe2\x80", b"\xed\xa0\x80", b"\xe2\x80\x9c", b"\xe2\x80\x94", b"\xc3\xa9", b"\xe5\x8c\x97",
    b"\r\n", b"\n\n", b"\t", b"=\r\n", b"Transfer-Encoding: chunked\r\n", b"LONDON, Nov. 5 ", b"By ",
    *b"""" ' < > </ /> <!-- --> ]]> &#x0; &#55296; &amp; <![CDATA[ <script> </script> <article> <title> <table><td> <p>
    href= <time datetime= \\ud800 { } [ ] : , ; -1 0 99999999999999999999 =?utf-8?b? ?= %PDF- endobj stream WARC/1.0
    Content-Length: Content-Type: charset= boundary= multipart/mixed encoding= <rss> <item> <entry> <guid>
    <pubDate> <!DOCTYPE <!ENTITY 1956-11-05 (AP)""".split(),
)  # fmt: skip


class Coverage:
    """Which lines of the watched code ran, and how often in powers of two, while a function was called."""

    def __init__(self) -> None:
        self._known: dict[CodeType, bool] = {}
        self._hits: Counter[tuple[CodeType, int]] = Counter()

    def of(self, call: Callable[[], None]) -> frozenset[tuple[CodeType, int, int]]:
        """What ran; errors are the caller's."""
        self._hits.clear()
        sys.settrace(self._enter)
        try:
            call()
        finally:
            sys.settrace(None)
        return frozenset((code, line, min(count.bit_length(), 8)) for (code, line), count in self._hits.items())

    def _enter(self, frame: FrameType, event: str, arg: object) -> Any:
        code = frame.f_code
        if code not in self._known:
            self._known[code] = code.co_filename.startswith(WATCHED)
        return self._line if self._known[code] else None

    def _line(self, frame: FrameType, event: str, arg: object) -> Any:
        if event == "line":
            self._hits[frame.f_code, frame.f_lineno] += 1
        return self._line


def judged(suffix: str, data: bytes) -> None:
    """Reads one input as a file with that ending would be, and raises where a promise is broken."""
    name = f"a.{suffix}" if suffix else "input"
    found = list(_formats.read(Raw.of(name, data, inner=name if suffix else ""), Options(limit=LIMIT)))
    assert found, "nothing came out, and no reason"
    for item in found:
        if isinstance(item, Skipped):
            assert item.origin and item.reason[:1].isupper() and item.reason.endswith((".", "?", ")")), item.reason
            assert len(item.reason) < 1000, "a reason of that length"
        elif isinstance(item, Article):
            checked(item)
            ready = date(clean(item))
            assert ready.text == item.text, "cleaning changed the text"
            checked(ready)


def changed(chance: random.Random, data: bytes, others: list[bytes]) -> bytes:
    """An input after one to eight things done to it."""
    made = bytearray(data)
    for _ in range(1 << chance.randrange(4)):
        at, length = chance.randrange(len(made) + 1), min(1 << chance.randrange(10), 600)
        how = chance.randrange(8)
        if how == 0:
            del made[at : at + length]
        elif how == 1:
            made[at:at] = made[at : at + length] * chance.choice((1, 1, 2, 16))
        elif how == 2 and made:
            made[at % len(made)] ^= 1 << chance.randrange(8)
        elif how == 3:
            made[at:at] = chance.choice(TOKENS)
        elif how == 4:
            token = chance.choice(TOKENS)
            made[at : at + len(token)] = token
        elif how == 5 and made:
            made[at % len(made)] = chance.randrange(256)
        elif how == 6:
            other = chance.choice(others)
            start = chance.randrange(len(other) + 1)
            made[at:at] = other[start : start + length]
        else:
            del made[at:]
            other = chance.choice(others)
            made += other[chance.randrange(len(other) + 1) :]
    return bytes(made[:LARGEST])


class Fuzz:
    """One format's run: the inputs that reached something new, and those that failed."""

    def __init__(self, suffix: str, chance: random.Random) -> None:
        self.suffix, self._chance, self._coverage = suffix, chance, Coverage()
        self._seen: set[tuple[CodeType, int, int]] = set()
        self.corpus: list[bytes] = []
        self.failures: dict[str, tuple[bytes, str]] = {}
        self.tried = 0

    def run(self, seconds: float) -> None:
        end = time.process_time() + seconds
        for data in seeds()[self.suffix]:
            self.attempt(data, keep=True)
        while time.process_time() < end:
            # Half of the time one of the last that were kept: where something new was found there is more.
            recent = self.corpus[-20:] if self._chance.random() < 0.5 else self.corpus
            self.attempt(changed(self._chance, self._chance.choice(recent), self.corpus))

    def attempt(self, data: bytes, keep: bool = False) -> None:
        self.tried += 1
        begun = time.process_time()
        try:
            reached = self._coverage.of(lambda: judged(self.suffix, data))
        except Exception as error:
            place = _place(error)
            if place not in self.failures:
                self.failures[place] = (self._smaller(data, place), traceback.format_exc())
            return
        # Counting lines makes everything some ten times slower: what looks slow is read again without.
        if time.process_time() - begun > SLOWEST and (took := _seconds(self.suffix, data)) > SLOWEST:
            self.failures.setdefault(f"slow {len(self.failures)}", (data, f"{took:.1f} s for {len(data)} bytes"))
        if keep or not reached <= self._seen:
            self._seen |= reached
            self.corpus.append(data)

    def _smaller(self, data: bytes, place: str) -> bytes:
        """A part of the input that fails in the same place, by leaving out ever smaller pieces, for ten seconds."""
        end, size = time.process_time() + 10, len(data) // 2
        while size and time.process_time() < end:
            for at in range(0, len(data), size):
                less = data[:at] + data[at + size :]
                if time.process_time() > end:
                    break
                if _fails(self.suffix, less) == place:
                    data = less
                    break
            else:
                size //= 2
        return data

    def __str__(self) -> str:
        lines = len({(code, line) for code, line, _ in self._seen})
        return f"{self.tried} inputs, {len(self.corpus)} kept, {lines} lines reached, {len(self.failures)} failures"


def _fails(suffix: str, data: bytes) -> str | None:
    try:
        judged(suffix, data)
    except Exception as error:
        return _place(error)
    return None


def _seconds(suffix: str, data: bytes) -> float:
    begun = time.process_time()
    judged(suffix, data)
    return time.process_time() - begun


def _place(error: BaseException) -> str:
    """The kind of an error, and the line of ours in which it came up."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "reportedly" in frame.filename]
    return " ".join([type(error).__name__, *(f"{Path(one.filename).name}:{one.lineno}" for one in frames[-1:])])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="endings of names, with commas")
    parser.add_argument("--seconds", type=float, default=600, help="for each ending")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, default=Path("fuzz"), help="where failing inputs are written")
    args = parser.parse_args()
    bad = 0
    for suffix in args.only.split(",") if args.only else sorted(seeds()):
        fuzz = Fuzz(suffix, random.Random(f"{args.seed} {suffix}"))
        fuzz.run(args.seconds)
        bad += len(fuzz.failures)
        print(f"{suffix or 'no ending':10} {fuzz}", flush=True)
        for place, (data, told) in fuzz.failures.items():
            args.keep.mkdir(parents=True, exist_ok=True)
            stem = args.keep / f"{suffix or 'none'}-{hashlib.sha256(data).hexdigest()[:10]}"
            stem.with_suffix(".bin").write_bytes(data)
            stem.with_suffix(".txt").write_text(f"{place}\n{told}", "utf-8")
            print(f"    {place}: {stem}.bin", flush=True)
    return int(bool(bad))


if __name__ == "__main__":
    sys.exit(main())
