"""Reportedly: who said what, who did what to whom, and on whose word, from news as it is found.

    >>> import reportedly
    >>> reading = reportedly.read("Moscow denied it.", date="1962-10-22")     # doctest: +SKIP
    >>> desk = reportedly.open("my.db")                                       # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportedly.errors import ReportedlyError
from reportedly.model import VERSION as __version__
from reportedly.model import Article, Claim, Dossier, Event, Factuality, Judgement, Passage, Reading, Record, Statement

if TYPE_CHECKING:
    from reportedly.desk import Desk

__all__ = [
    "Article", "Claim", "Dossier", "Event", "Factuality", "Judgement", "Passage", "Reading", "Record",
    "ReportedlyError", "Statement", "__version__", "open", "read",
]  # fmt: skip
