"""Reportedly: who said what, who did what to whom, and on whose word, from news as it is found.

>>> import reportedly
>>> reading = reportedly.read("Moscow denied that it had sent missiles to Cuba.", date="1962-10-22", body=True)
>>> [(one.act, one.content[0].of(reading.article.text)) for one in reading.statements]
[('deny', 'that it had sent missiles to Cuba')]
>>> desk = reportedly.open("my.db")  # nothing is touched before something is added or asked
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from reportedly.errors import ReportedlyError, UsageError
from reportedly.model import ONTOLOGIES as _USUAL
from reportedly.model import VERSION as __version__
from reportedly.model import Article, Claim, Dossier, Event, Factuality, Judgement, Passage, Reading, Record, Statement

if TYPE_CHECKING:
    from reportedly.desk import Desk
    from reportedly.model import ReaderKind

__all__ = [
    "Article", "Claim", "Dossier", "Event", "Factuality", "Judgement", "Passage", "Reading", "Record",
    "ReportedlyError", "Statement", "__version__", "open", "read",
]  # fmt: skip


def read(
    text: str | Article,
    *,
    date: str | None = None,
    title: str | None = None,
    url: str | None = None,
    outlet: str | None = None,
    body: bool = False,
    model: str | None = None,
    reader: ReaderKind = "encoder",
    ontologies: Sequence[str] = _USUAL,
    actors: str | os.PathLike[str] | None = None,
) -> Reading:
    """Reads one text (or an article in hand) and returns what was found in it. No store, no files.

    `date`: when it was published, ISO; it anchors relative times. `body`: the text is a clean article body, so nothing
    in it is furniture. `model`: another installed spaCy pipeline. `reader`: "rules" leaves the encoder out.
    `ontologies`: what is coded: names, or paths of files of your own (docs/adding.md). `actors`: a file of your own
    actors. Offsets are into `reading.article.text`, which is the text as given (only a lone surrogate becomes U+FFFD,
    one for one).

    Raises `UsageError` for a date that is none or actors that cannot be used, `UnknownName` for a pipeline or ontology
    that is not there and `BadOntology` for one that cannot be used.
    """
    from reportedly import actors as own_actors
    from reportedly import intake
    from reportedly.flow import read_one
    from reportedly.reading import Reader

    if date is not None and intake.iso_date(date) is None:
        raise UsageError(f"{date!r} is not a date: write YYYY-MM-DD, YYYY-MM or YYYY.")
    if isinstance(text, str):
        whole = re.sub(r"[\ud800-\udfff]", "\ufffd", text)
        text = intake.freeze(whole, raw=whole.encode(), given=date, title=title, url=url, outlet=outlet)
    own = own_actors.load(actors) if actors is not None else own_actors.NONE
    return read_one(text, Reader(model=model, kind=reader, ontologies=ontologies, actors=own), body=body)


def open(
    path: str | os.PathLike[str],
    *,
    model: str | None = None,
    reader: ReaderKind = "encoder",
    ontologies: Sequence[str] = _USUAL,
    actors: str | os.PathLike[str] | None = None,
    wait: float = 3.0,
) -> Desk:
    """A desk at the store of that path, which `add` makes if it is not there. See `reportedly.desk.Desk`."""
    from reportedly import actors as own_actors
    from reportedly.desk import Desk

    own = own_actors.load(actors) if actors is not None else own_actors.NONE
    return Desk(path, model=model, reader=reader, ontologies=ontologies, actors=own, wait=wait)


def _give_looks() -> None:
    """A reading and a dossier show themselves in notebooks, which ask any value for `_repr_html_`.

    Done here since the nouns know the standard library only; what draws them is loaded when the first one is shown.
    """

    def reading(self: Reading) -> str:
        from reportedly.frames import show_reading

        return show_reading(self)

    def dossier(self: Dossier) -> str:
        from reportedly.frames import show_dossier

        return show_dossier(self)

    setattr(Reading, "_repr_html_", reading)  # noqa: B010
    setattr(Dossier, "_repr_html_", dossier)  # noqa: B010


_give_looks()
