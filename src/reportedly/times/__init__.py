"""Dates an article; finds and resolves time expressions from text and publication date.

`date` weighs what intake, the masthead, the dateline and the text itself say about the day of publication.
What other articles of a store tell about it comes in as `Sibling`s (`siblings_of`).
`find` finds the time expressions of the text and resolves them against the day that won.
"""

from __future__ import annotations

from reportedly.times.docdate import date
from reportedly.times.expressions import find
from reportedly.times.siblings import Known, Sibling, siblings_of

__all__ = ["Known", "Sibling", "date", "find", "siblings_of"]
