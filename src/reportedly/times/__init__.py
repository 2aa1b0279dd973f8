"""Dates an article; finds and resolves time expressions from text and publication date.

`date` weighs what intake, the masthead, the dateline and the text itself say about the day of publication.
`find` finds the time expressions of the text and resolves them against the day that won.
"""

from __future__ import annotations

from reportedly.times.docdate import date
from reportedly.times.expressions import find

__all__ = ["date", "find"]
