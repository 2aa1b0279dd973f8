"""A demo store, and its rows as the verbs list them."""

from __future__ import annotations

import importlib.resources
import shutil
from pathlib import Path
from typing import Any

import pytest

from reportedly import shelf
from reportedly.desk import Desk
from reportedly.exchange import Out, Page, Told
from reportedly.model import Article
from reportedly.query import Query, timeline_rows

Plain = dict[str, Any]


@pytest.fixture(scope="session")
def _read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("exchange") / "demo.db"
    articles = importlib.resources.files("reportedly").joinpath("data", "demo")
    Desk(path).add([str(articles.joinpath("*"))])
    return path


@pytest.fixture(scope="session")
def demo(_read_once: Path) -> Desk:
    """For reading only."""
    return Desk(_read_once)


@pytest.fixture
def own(_read_once: Path, tmp_path: Path) -> Desk:
    """A copy for tests that judge."""
    return Desk(shutil.copy(_read_once, tmp_path / "own.db"))


@pytest.fixture(scope="session")
def statements(demo: Desk) -> list[Plain]:
    return list(demo.statements())


@pytest.fixture(scope="session")
def views(demo: Desk) -> list[Plain]:
    """Events, one row a holder."""
    return list(demo.events(status="all"))


@pytest.fixture(scope="session")
def texts(demo: Desk) -> dict[str, str]:
    """The text of each article, by id."""
    return demo.store.texts(demo.store.ids())


#: Names as the web has them: what ends a cell, a line or a string somewhere, marks that XML and iCalendar keep for
#: themselves, letters from right to left with their marks, and one outside the first plane.
ODD = ('Rock\t"n"\nRoll', "\u202bאבא אבן\u202c; ירושלים", "Nul\x00\x0b<&>'", '"Quoted" 🛰️ União, S.A.; \\N')
ODD_ID = 'odd\t"id" <1>; é🛰️'


def _odd_reading() -> Plain:
    """A reading by hand: two events and a statement between parties of odd names."""
    text, spans = "", []
    for name in ODD:
        spans.append([len(text), len(text) + len(name)])
        text += f"{name} "
    trigger, cue = [len(text), len(text) + 7], [len(text) + 8, len(text) + 12]
    text += "met\t🛰️ʼ said\r\n\u2028the end."
    entities = [
        {
            "id": f"n-{n}", "name": name, "kind": "PERSON", "country": ("ISR", "SUN", None, "EUR")[n], "sector": "GOV",
            "office": name, "affiliation": None, "wikidata": None, "because": "by hand",
            "mentions": [{"span": spans[n], "form": "name"}],
        }
        for n, name in enumerate(ODD)
    ]  # fmt: skip
    event = {
        "id": "e-odd-0", "trigger": [trigger], "ontology": "plover", "type": "CONSULT", "mode": None, "contexts": [],
        "actors": ["n-0", "n-1", "n-2"], "recipients": [], "place": "n-3", "time": None,
        "date": {"earliest": "1973-10-06", "latest": "1973-10-25"}, "because": 'by "hand"', "confidence": 0.5,
        "quantity": None, "given": False,
    }  # fmt: skip
    threat = {**event, "id": "e-odd-1", "type": "THREATEN", "mode": "violence", "actors": ["n-3"], "recipients": []}
    held = {"certainty": "certain", "polarity": "+", "frame": "actual", "value": None, "because": "by hand"}
    return {
        "format": "reportedly/1", "id": ODD_ID, "reader": "by hand", "text": text,
        "article": {
            "title": ODD[0], "outlet": ODD[2], "agency": None, "byline": None, "dateline": None,
            "url": "https://example.org/?a=1&b=\"2\"", "language": "he",
            "published": {
                "value": "1973-11", "earliest": "1973-11-01", "latest": "1973-11-30", "confidence": 1.0,
                "because": "given", "span": None, "masthead": None, "rejected": [],
            },
        },
        "blocks": [{"span": [0, len(text)], "kind": "body"}], "entities": entities, "times": [],
        "statements": [
            {
                "id": "s-odd", "source": [spans[0]], "cue": [cue], "content": [[spans[1][0], spans[3][1]]],
                "speaker": "n-0", "addressee": [], "form": "indirect", "act": "warn", "within": None,
                "because": "by hand", "confidence": 0.5,
            }
        ],
        "events": [event, threat],
        "factuality": [
            {"event": "e-odd-0", "holder": ["author"], **held},
            {"event": "e-odd-1", "holder": ["author"], **held, "polarity": "-"},
            {"event": "e-odd-1", "holder": ["author", "n-2"], **held},
        ],
        "notes": [],
    }  # fmt: skip


@pytest.fixture(scope="session")
def odd() -> Told:
    """What a store with that one article tells."""
    reading = _odd_reading()
    page = Page(reading, Query(), {})
    return Told(
        "odd", Query(), lambda: iter([(reading, {})]), lambda: iter(()), dict, list, lambda: iter(()),
        lambda: iter(timeline_rows(page.views, {})),
    )  # fmt: skip


def told_to(form: str, told: Told, path: Path) -> int:
    """Writes what is told in a form; how many rows."""
    module = shelf.load("exchange", form)
    with Out(path, form, module.suffix, module.tables) as out:
        return int(module.write(told, out))


#: Ours: what breaks offsets (signs outside of the first plane, from right to left, in two parts), lines, and files.
STRANGE = (
    "WASHINGTON, Oct. 22, 1962 \U0001f680\n\nPresident Kennedy said on Monday that the Soviet Union had sent missiles "
    'to Cuba \U0001f6f0\ufe0f. "We will\tnot accept \u05e9\u05dc\u05d5\u05dd\n\nat any\x00price," Kennedy said.\n\n'
    "\u202bמוסקבה\u202c \U0001f1f7\U0001f1fa Moscow denied that it had sent \U0001f680 rockets to Havana. "
    "Foreign Minister Gromyko accused Washington of piracy, and Cuba's Castro said cafe\u0301s would stay open.\r\n"
)


@pytest.fixture(scope="session")
def _strange_read_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("strange") / "strange.db"
    articles = [
        Article("strange/\U0001f680 1?", STRANGE, title="\U0001f680", given_date="1962-10-22"),
        Article("plain", "Moscow denied on Oct. 23, 1962 that it had sent missiles to Cuba.\n"),
    ]
    Desk(path).add(articles, body=True)
    return path


@pytest.fixture
def strange(_strange_read_once: Path, tmp_path: Path) -> Desk:
    """A store of its own with two articles, one of them with everything that is hard to keep."""
    return Desk(shutil.copy(_strange_read_once, tmp_path / "strange.db"))
