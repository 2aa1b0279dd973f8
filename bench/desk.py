"""How quick the desk in the browser is on a large store: `python bench/desk.py --articles 100000`.

Articles, statements (ten an article), events and claims are generated as records and put into the index, so nothing is
read. Every page is then asked for over HTTP on one core: median and 95th percentile in milliseconds, and of the work
(processor time). With `--adding` a small store is added to by itself and while it is served to an analyst who asks a
page a second, in turns: how long pages take meanwhile and at rest, and how long the adding takes.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from starlette.testclient import TestClient

from reportedly import gazetteer
from reportedly.desk import Desk
from reportedly.index import Index, Rows
from reportedly.model import Article
from reportedly.web import create_app

WORDS = (
    "missile border talks embargo treaty troops harbour election minister parliament budget ship reactor envoy tanks "
    "sanctions ceasefire prisoner grain pipeline railway aircraft inspector blockade coup strike refugee summit bank "
    "quarantine ambassador province militia convoy tribunal customs island garrison canal fleet delegation visa"
).split()
ACTS = ("assert", "deny", "accuse", "promise", "demand", "warn", "praise", "reject")
TYPES = ("CONSULT", "AID", "ASSAULT", "REQUEST", "THREATEN", "AGREE", "REJECT", "COERCE", "PROTEST")
QUADS = {
    "CONSULT": "VC", "AID": "MC", "ASSAULT": "MF", "REQUEST": "VF", "THREATEN": "VF", "AGREE": "VC", "REJECT": "VF",
    "COERCE": "MF", "PROTEST": "MF",
}  # fmt: skip
STATES = (
    "USA",
    "RUS",
    "CHN",
    "GBR",
    "FRA",
    "DEU",
    "IRN",
    "ISR",
    "EGY",
    "IND",
    "PAK",
    "JPN",
    "KOR",
    "PRK",
    "UKR",
    "TUR",
)
VERDICTS = ("single-voiced", "single-voiced", "corroborated", "disputed")
BATCH = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--rounds", type=int, help="20 of each page, or 5 of adding")
    parser.add_argument("--adding", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.adding:
            _while_adding(Path(folder), asked.rounds or 5)
        else:
            _large(Path(folder), asked.articles, asked.rounds or 20)


def _large(folder: Path, size: int, rounds: int) -> None:
    desk = Desk(folder / "large.db", reader="rules")
    desk.add([Article("seed", "Nothing happened in Vienna on Sunday.", given_date="1990-01-01")])
    index = desk.index()
    began = time.monotonic()
    _fill(index, size)
    print(f"indexed {size:,} articles in {time.monotonic() - began:.0f} s, {index.path.stat().st_size >> 20} MB")
    print(index.counts())
    with TestClient(create_app(desk), base_url="http://localhost") as client:
        _ask(client, _paths(client), rounds)


def _paths(client: TestClient) -> list[str]:
    article = client.get("/api/articles", params={"limit": 1}).json()["rows"][0]["id"]
    claim = client.get("/api/claims", params={"limit": 1}).json()["rows"][0]["id"]
    return [
        "/", "/search", "/search?words=missile", "/search?words=missile+treaty+harbour", '/search?words="border+talks"',
        "/search?words=embargo&by=USA&to=RUS&since=1995&until=1999", "/search?words=grain&kind=statement&type=deny",
        "/search?who=Iran&kind=event", "/search?unsure=1&order=unsure", "/claims", "/claims?status=disputed",
        "/claims?who=Egypt", "/articles", "/articles?words=pipeline", "/actors", "/actor/USA", "/dyad?a=USA&b=Russia",
        "/data/series?by=USA&to=RUS", "/data/network?who=USA", "/data/places?who=USA", "/foretold", "/check", "/audit",
        f"/article/{article}", f"/claim/{claim}", "/api/search?words=troops",
    ]  # fmt: skip


def _ask(client: TestClient, paths: list[str], rounds: int) -> None:
    everything: list[float] = []
    for path in paths:
        times, works = [], []
        for _ in range(rounds):
            used = time.process_time()
            times.append(_timed(client, path))
            works.append((time.process_time() - used) * 1000)
        everything += times
        print(f"{statistics.median(times):8.0f} ms  95 %: {_late(times):6.0f} ms  work: "
              f"{statistics.median(works):6.0f} ms  {path}")  # fmt: skip
    print(f"{statistics.median(everything):8.0f} ms  95 %: {_late(everything):6.0f} ms  all")


def _late(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * 0.95))]


# --- generated records ------------------------------------------------------------------------------------------


def _fill(index: Index, size: int) -> None:
    chance = random.Random(1)
    for start in range(0, size, BATCH):
        some = [_rows(chance, n) for n in range(start, min(start + BATCH, size))]
        index.put([one.article["id"] for one in some], some)
    index.put_whole(_claims(chance, size), _ledger(chance, size), {})


def _rows(chance: random.Random, n: int) -> Rows:
    day = f"{chance.randint(1990, 2010)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    entities = [_entity(chance, n, k) for k in range(6)]
    sentences = [" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(10)]
    text, spans, at = "", [], 0
    for sentence in sentences:
        spans.append([at, at + len(sentence)])
        text += sentence + "\n\n"
        at = len(text)
    statements = [_statement(chance, n, k, span, entities, text, day) for k, span in enumerate(spans)]
    events = [_event(chance, n, k, spans[k], entities, text, day) for k in range(6)]
    about = {
        "id": f"g{n}", "title": " ".join(chance.choices(WORDS, k=6)).capitalize(), "outlet": f"Outlet {n % 40}",
        "agency": None, "published": day, "copy_of": None, "changes": [], "url": None, "language": "en",
    }  # fmt: skip
    published = {"value": day, "earliest": day, "latest": day, "because": "given", "rejected": [], "confidence": 1.0}
    reading = {
        "format": "reportedly/1", "id": f"g{n}", "text": text,
        "article": {**about, "byline": None, "dateline": None, "published": published},
        "blocks": [{"span": span, "kind": "body"} for span in spans], "entities": entities, "times": [],
        "statements": statements, "events": events, "factuality": [], "notes": [],
    }  # fmt: skip
    return Rows(about, reading, statements, events, {e["id"]: (QUADS[e["type"]], 1.0) for e in events})


def _entity(chance: random.Random, n: int, k: int) -> dict[str, Any]:
    code = chance.choice(STATES)
    person = k > 1
    name = (
        f"{chance.choice(WORDS).capitalize()} {chance.choice(WORDS).capitalize()}{chance.randint(1, 400)}"
        if person
        else None
    )
    return {
        "id": f"n{n}-{k}", "name": name or gazetteer.country_name(code) or code, "kind": "PERSON" if person else "GPE",
        "country": code, "sector": "GOV", "office": "minister" if person else None, "affiliation": None,
        "wikidata": None, "because": "generated", "mentions": [{"span": [k * 3, k * 3 + 2], "form": "name"}],
    }  # fmt: skip


def _statement(
    chance: random.Random, n: int, k: int, span: list[int], entities: list[Any], text: str, day: str
) -> dict[str, Any]:
    speaker = chance.choice(entities)
    return {
        "id": f"s-{n}-{k}", "source": [], "cue": [[span[0], span[0] + 5]], "content": [span],
        "speaker": speaker["id"],
        "addressee": [], "form": "indirect", "act": chance.choice(ACTS), "within": None, "because": "generated",
        "confidence": round(chance.random(), 3), "article": f"g{n}", "text": text[slice(*span)],
        "name": speaker["name"],
        "country": speaker["country"], "published": day,
    }  # fmt: skip


def _event(
    chance: random.Random, n: int, k: int, span: list[int], entities: list[Any], text: str, day: str
) -> dict[str, Any]:
    actor, recipient = chance.sample(entities, 2)
    return {
        "id": f"e-{n}-{k}", "trigger": [[span[0], span[0] + 6]], "ontology": "plover", "type": chance.choice(TYPES),
        "mode": None, "contexts": [], "actors": [actor["id"]], "recipients": [recipient["id"]], "place": None,
        "time": None, "date": {"earliest": day, "latest": day}, "because": "generated", "article": f"g{n}",
        "confidence": round(chance.random(), 3), "text": text[slice(*span)], "holder": ["author"],
        "holders": ["author"], "status": chance.choice(("asserted", "alleged", "denied", "predicted")),
        "certainty": "certain", "polarity": "+", "frame": "actual", "value": 2.0, "status_because": "generated",
        "auxiliary": [], "words": text[span[0] : span[0] + 6], "actor_names": [actor["name"]],
        "actor_countries": [actor["country"]], "recipient_names": [recipient["name"]],
        "recipient_countries": [recipient["country"]], "place_name": None, "published": day,
    }  # fmt: skip


def _claims(chance: random.Random, size: int) -> Iterator[dict[str, Any]]:
    for n in range(size):
        code = chance.choice(STATES)
        day = f"{chance.randint(1990, 2010)}-{chance.randint(1, 12):02}-10"
        yield {
            "id": f"c-{n}-0", "type": chance.choice(TYPES), "summary": " ".join(chance.choices(WORDS, k=8)),
            "kind": "event", "date": {"earliest": day, "latest": day}, "verdict": chance.choice(VERDICTS),
            "because": "generated", "events": [{"article": f"g{n}", "event": f"e-{n}-0"}], "statements": [],
            "voices": [_voice(code, n, day)],
            "parties": {"actors": [{"name": gazetteer.country_name(code), "country": code}], "recipients": []},
            "place": None, "joined": [], "mode": None,
        }  # fmt: skip


def _voice(code: str, n: int, day: str) -> dict[str, Any]:
    return {
        "origin": "x", "holder": gazetteer.country_name(code), "country": code, "stance": "asserts", "since": day,
        "articles": [f"g{n}"], "quote": {"article": f"g{n}", "span": [0, 20], "text": "generated words"}, "via": [],
        "positions": [], "reprints": 0, "author": False, "grade": None,
    }  # fmt: skip


def _ledger(chance: random.Random, size: int) -> Iterator[dict[str, Any]]:
    for n in range(size // 2):
        code = chance.choice(STATES)
        yield {
            "id": f"l-{n}", "kind": chance.choice(("promise", "threat")), "holder": gazetteer.country_name(code),
            "condition": None, "window": {"earliest": None, "latest": None}, "state": chance.choice(("open", "met")),
            "claim": None, "quote": {"article": f"g{n}", "span": [0, 20], "text": "generated words"},
            "said": f"{chance.randint(1990, 2010)}-01-01", "country": code, "to": [], "articles": [f"g{n}"],
            "because": "generated", "met": None,
        }  # fmt: skip


# --- while another process adds ---------------------------------------------------------------------------------

#: Articles in the store before, and articles added to it.
BEFORE, ADDED = 400, 400
#: Seconds between an analyst's requests.
PACE = 1.0
_ASKED = ("/", "/search?words=harbour", "/claims", "/articles", "/actor/SUN", "/foretold", "/check")
_ADD = """
import sys, time
from reportedly.desk import Desk
from reportedly.model import Article
path, prefix, size = sys.argv[1], sys.argv[2], int(sys.argv[3])
texts = [
    f"Minister Smith{n} denied on Monday that the fleet had left harbour {n}. Moscow accused London of a blockade. "
    f"“We shall answer in kind,” a spokesman told reporters in Vienna on day {n}."
    for n in range(size)
]
given = [Article(f"{prefix}{n}", text, given_date="1990-01-02") for n, text in enumerate(texts)]
def waited():
    try:
        with open("/proc/thread-self/schedstat") as file:
            return int(file.read().split()[1]) / 1e9
    except OSError:
        return 0.0
began, queued, used = time.monotonic(), waited(), time.process_time()
Desk(path, reader="rules", wait=10).add(given, body=True)
wall = time.monotonic() - began
print(wall, wall - (waited() - queued), time.process_time() - used)
"""


def _while_adding(folder: Path, rounds: int) -> None:
    """The same store is added to by itself and while it is served to an analyst who asks a page a second, in turns
    that change places, since other work on the machine comes and goes. What is told are medians of the rounds' ratios.
    """
    base = folder / "base.db"
    _added(base, "before-", BEFORE)
    Desk(base).index()
    rest: list[float] = []
    busy: list[float] = []
    ratios: list[list[float]] = []
    for n in range(rounds):
        alone, served = list[float](), list[float]()
        for turn in (n % 2, 1 - n % 2):
            path = _copied(base, folder / f"{n}-{turn}.db")
            if turn:
                served = _added_while_served(path, rest, busy)
            else:
                alone = _added(path, "more-", ADDED)
        ratios.append([b / a for a, b in zip(alone, served, strict=True)])
        print(f"round {n + 1}: alone {_seconds(alone)}, served {_seconds(served)} (clock, without waiting for a core, "
              "own work)", flush=True)  # fmt: skip
    print(f"pages: median {statistics.median(busy):.0f} ms, {statistics.median(busy) / statistics.median(rest):.2f} "
          f"times that at rest; 95 % {_late(busy):.0f} ms, {_late(busy) / _late(rest):.2f} times")  # fmt: skip
    clock, unqueued, work = (statistics.median(some) for some in zip(*ratios, strict=True))
    print(f"adding: {clock:.2f} times as long by the clock, {unqueued:.2f} without waiting for a core, {work:.2f} "
          "times its own work")  # fmt: skip


def _seconds(times: list[float]) -> str:
    return " / ".join(f"{one:.1f}" for one in times) + " s"


def _copied(base: Path, path: Path) -> Path:
    for ending in ("", ".index"):
        shutil.copy(f"{base}{ending}", f"{path}{ending}")
    return path


def _added(path: Path, prefix: str, size: int) -> list[float]:
    """What adding takes in a process of its own, in seconds: by the clock, without waiting for a core, of work."""
    asked = [sys.executable, "-c", _ADD, str(path), prefix, str(size)]
    done = subprocess.run(asked, capture_output=True, text=True, check=True)
    return [float(one) for one in done.stdout.split()[-3:]]


def _added_while_served(path: Path, rest: list[float], busy: list[float]) -> list[float]:
    """As `_added`, with a desk open on the store in a third process; how long its pages take goes into the lists."""
    with _served(path) as client:
        for asked in _ASKED * 2:
            client.get(asked)
        for asked in _ASKED * 2:
            rest.append(_timed(client, asked))
            time.sleep(PACE)  # (what has slept a while waits longer for a core, here as there)
        taken: list[list[float]] = []
        adding = threading.Thread(target=lambda: taken.append(_added(path, "more-", ADDED)))
        adding.start()
        asked_in_turn = itertools.cycle(_ASKED)
        while adding.is_alive():
            busy.append(_timed(client, next(asked_in_turn)))
            adding.join(PACE)
    return taken[0]


@contextlib.contextmanager
def _served(path: Path) -> Iterator[httpx.Client]:
    """`reportedly serve` in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    main = "import sys; from reportedly.cli import main; raise SystemExit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", main, "serve", str(path), "--reader", "rules", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            for _ in range(300):
                with contextlib.suppress(httpx.TransportError):
                    client.get("/static/desk.css")
                    break
                time.sleep(0.1)
            yield client
    finally:
        server.terminate()
        server.wait(30)


def _timed(client: httpx.Client, path: str) -> float:
    began = time.perf_counter()
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
