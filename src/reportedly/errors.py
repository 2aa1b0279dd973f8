"""Everything that can go wrong, as one tree. A class's docstring is the sentence shown to the person.

ReportedlyError
├── UsageError            exit 2   the words of the command are off
│   ├── NotInThisVersion           a form that comes later
│   ├── NotInstalled               a library that only this needs
│   ├── UnknownName                no such language, ontology, format, id or model
│   └── BadOntology                an ontology's file contradicts itself
├── InputError            exit 1   an input could not be read; the others were
└── StoreError            exit 3   the store could not be used
    ├── StoreBusy
    ├── StoreDamaged
    └── StoreTooNew
"""

from __future__ import annotations

__all__ = [
    "BadOntology",
    "InputError",
    "NotInThisVersion",
    "NotInstalled",
    "ReportedlyError",
    "StoreBusy",
    "StoreDamaged",
    "StoreError",
    "StoreTooNew",
    "UnknownName",
    "UsageError",
]


class ReportedlyError(Exception):
    """Something went wrong."""

    exit_code = 1

    def __init__(self, detail: str = "") -> None:
        self.detail = detail
        super().__init__(detail)

    def __str__(self) -> str:
        sentence = (type(self).__doc__ or "").strip()
        return f"{sentence} {self.detail}".strip()


class UsageError(ReportedlyError):
    """That command cannot be carried out as written."""

    exit_code = 2


class NotInThisVersion(UsageError):
    """That is not in this version."""


class NotInstalled(UsageError):
    """That needs a library that is not installed."""

    def __init__(self, library: str = "", extra: str = "") -> None:
        super().__init__(f'({library}) It comes with: pip install "reportedly[{extra}]"')


class UnknownName(UsageError):
    """There is nothing of that name."""


class BadOntology(UsageError):
    """That ontology cannot be used."""


class InputError(ReportedlyError):
    """An input could not be read."""

    exit_code = 1


class StoreError(ReportedlyError):
    """The store could not be used."""

    exit_code = 3


class StoreBusy(StoreError):
    """The store is held by another process; try again in a moment."""


class StoreDamaged(StoreError):
    """The store is damaged and was left as it is."""


class StoreTooNew(StoreError):
    """The store was written by a newer version of Reportedly; update the program to open it."""
