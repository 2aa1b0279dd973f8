"""Which column of a table holds which of our fields: by `--map`, by a known export's header, by common names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any

from reportedly import shelf
from reportedly.intake._raw import NAMES
from reportedly.intake._stamp import day_of

__all__ = ["Layout", "by_number", "familiar", "recognise", "telling"]

#: Fields that the tables of layouts name; `triggers` is ours alone.
_FIELDS = ("id", "text", "html", "date", "title", "url", "outlet", "language")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table's columns become fields. `fields`: the columns of each; the cells of several are joined.

    `name` is the export's where it is known; `given` the fields whose column the user named himself.
    """

    name: str
    columns: tuple[str, ...]
    fields: Mapping[str, tuple[str, ...]]
    given: frozenset[str] = frozenset()
    clock: str = ""

    @property
    def has_text(self) -> bool:
        return "text" in self.fields or "html" in self.fields

    def lacking(self) -> str:
        """Why no article can come of a table without a column of texts."""
        if "url" in self.fields:
            titles = "titles and " if "title" in self.fields else ""
            return f"It has {titles}addresses but no texts; fetch them with --fetch."
        return f"None of its columns is known to hold texts: {listed(self.columns)}. Say which one: --map text=COLUMN."

    def item(self, row: Mapping[str, Any], notes: list[str]) -> dict[str, Any]:
        """The fields of one row as plain data, and every other cell that holds something under its column's name."""
        used = {column for columns in self.fields.values() for column in columns}
        item = {_beside(name): value for name, value in row.items() if name not in used and value not in (None, "")}
        for name, columns in self.fields.items():
            value = _joined([row.get(column) for column in columns])
            if value not in (None, "") or name == "text":
                item.update(_FORM.get(name, _as_it_is)(name, value, self, notes))
        if self.name:
            notes.append(f"The row was read as one of a {self.name}{self._said()}.")
        return item

    def _said(self) -> str:
        """The columns that a text was put together from; where it is one column, that needs no words."""
        columns = self.fields.get("text", ())
        return f", its text put together from {' and '.join(columns)}" if len(columns) > 1 else ""


def recognise(columns: Sequence[str], wanted: Mapping[str, str]) -> Layout:
    """The layout of a table with those columns. `wanted`: what `--map` says, a name, a number, or several with `+`."""
    named = {_folded(column): column for column in reversed(columns)}
    row = next(row for row in _table() if set(row.needs) <= named.keys())
    fields = {name: found for name, words in wanted.items() if (found := _named(words, columns, named))}
    given = frozenset(fields)
    taken = {column for found in fields.values() for column in found}
    for name in _FIELDS:
        for choices in (row.fields[name], _table()[-1].fields[name]):
            found = next((found for choice in choices if (found := _all_of(choice, named, taken))), ())
            if name not in fields and found:
                fields[name] = found
            if choices == ["-"]:
                break
    if "triggers" in named and "triggers" not in fields:
        fields["triggers"] = (named["triggers"],)
    return Layout(row.name, tuple(columns), fields, given, row.clock)


def familiar(columns: Iterable[str]) -> int:
    """How many of those names are among the common ones, or tell a known export."""
    return sum(_folded(column) in _words() for column in columns)


def telling(columns: Sequence[str]) -> bool:
    """Whether a first line is so surely a header of ours that no file ending is needed to say so."""
    layout = recognise(columns, {})
    return familiar(columns) > 1 and max(map(len, columns)) < 60 and (
        layout.has_text or {"title", "url"} <= layout.fields.keys()
    )  # fmt: skip


def by_number(columns: Sequence[str], wanted: Mapping[str, str]) -> bool:
    """Whether `--map` names a column by its number, as one does where there is no header."""
    folded = {_folded(column) for column in columns}
    parts = (part for words in wanted.values() for part in words.split("+"))
    return any(part.strip().isdecimal() and _folded(part) not in folded for part in parts)


def listed(names: Sequence[str], most: int = 12) -> str:
    """Names for a sentence, not too many of them."""
    words = ", ".join(name if len(name) <= 40 else f"{name[:37]}..." for name in names[:most])
    return words if len(names) <= most else f"{words} and {len(names) - most} more"


# --- the table ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    name: str
    needs: list[str]
    clock: str
    fields: dict[str, list[str]] = field(default_factory=dict)


@cache
def _table() -> list[_Known]:
    return [
        _Known(row["name"], row["needs"].split(), row["clock"], {name: row[name].split("|") for name in _FIELDS})
        for row in shelf.table("layouts.tsv")
    ]


@cache
def _words() -> frozenset[str]:
    choices = (choice for row in _table() for choices in row.fields.values() for choice in choices)
    needs = (need for row in _table() for need in row.needs)
    return frozenset(part for choice in (*choices, *needs, "triggers") for part in choice.split("+")) - {"", "-"}


def _folded(name: str) -> str:
    return re.sub(r"[\s_-]+", "_", name.strip().strip("\ufeff").casefold())


def _all_of(choice: str, named: Mapping[str, str], taken: set[str]) -> tuple[str, ...]:
    """The columns of a choice, those of `lp+td` that are there; none that the user gave to another field."""
    found = (named.get(part, "") for part in choice.split("+"))
    return tuple(column for column in found if column and column not in taken)


def _named(words: str, columns: Sequence[str], named: Mapping[str, str]) -> tuple[str, ...]:
    """The columns that the user means; none where one is not there."""
    found = _one(words, columns, named)
    if found or "+" not in words:
        return (found,) if found else ()
    parts = [_one(part, columns, named) for part in words.split("+")]
    return tuple(part for part in parts if part) if all(parts) else ()


def _one(word: str, columns: Sequence[str], named: Mapping[str, str]) -> str | None:
    if word in columns:
        return word
    if (found := named.get(_folded(word))) is not None:
        return found
    number = int(word) if word.strip().isdecimal() and len(word) < 7 else 0
    return columns[number - 1] if 0 < number <= len(columns) else None


# --- the cells ------------------------------------------------------------------------------------------------------


def _beside(name: str) -> str:
    """The name of a column that is kept beside the fields, told from a field of that name."""
    return f"{name} (column)" if name in NAMES else name


def _joined(values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    return "\n\n".join(value for value in values if isinstance(value, str) and value.strip())


_Found = dict[str, Any]


def _as_it_is(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    return {name: value}


#: Whoever writes markup into a column called "content" means a page.
_MARKUP = re.compile(r"\s*<(?:!doctype html|html|head|body|article|div|p|h[1-6])\b[^<>]*>", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.\.\.)?\s*\[\+\d+ chars\]\s*\Z")


def _text(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    column = layout.fields["text"][0]
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        value = "\n\n".join(value)
        notes.append(f'"{column}" is a list; its parts were joined by blank lines.')
    if not isinstance(value, str):
        return {"text": value}
    if _CUT.search(value[-40:]):
        notes.append("The text is cut off: what it was exported from gives the beginning only.")
    if "text" not in layout.given and _folded(column) != "text" and _MARKUP.match(value[:400]):
        notes.append(f'What stands under "{column}" begins with markup and was read as a page.')
        return {"html": value}
    return {"text": value}


_SLASHED = re.compile(r"(\d{4})[/.](\d\d?)[/.](\d\d?)(?=\Z|[ T])", re.ASCII)


def _date(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    """The day where it is written so that it can be read in one way only, else what stands there."""
    words = str(value).strip()
    if layout.clock == "ms" and re.fullmatch(r"\d{11,13}", words, re.ASCII):
        return {"date": datetime.fromtimestamp(int(words) / 1000, UTC).date().isoformat()}
    if slashed := _SLASHED.match(words):
        words = "-".join([slashed[1], slashed[2].zfill(2), slashed[3].zfill(2)])
    # A year of two digits may be of any century: there are archives.
    day = day_of(words) if isinstance(value, str) and re.search(r"\d{4}", words, re.ASCII) else None
    return {"date": day or value}


def _language(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    """The code of a language that stands there as three letters or by its English name; others as they are."""
    if not isinstance(value, str):
        return {"language": value}
    words = re.sub(r"\s*\(.*\)\s*\Z|\s+-.*\Z", "", value.strip().casefold()[:60], flags=re.DOTALL)
    code = _languages().get(re.split("[-_]", words)[0]) or _languages().get(words)
    if code or re.fullmatch(r"(?!und|mul|mis|zxx)[a-z]{2,3}(?:[-_]\w+)?", words):
        return {"language": code or words}
    notes.append(f"The language {value[:40]!r} is none we know and was not used.")
    return {f"{layout.fields['language'][0]} (column)": value}


@cache
def _languages() -> dict[str, str]:
    return {
        word.casefold(): row["code"]
        for row in shelf.table("languages.tsv")
        for word in (row["code"], *row["three"].split("|"), *row["names"].split("|"))
    }


def _source(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    """An outlet; an object written out as one cell (`{'title': ...}`) is kept beside the fields."""
    if isinstance(value, str) and not value.lstrip().startswith("{"):
        return {"outlet": value}
    return {_beside(layout.fields["outlet"][0]): value}


def _id(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    """A table of numbers is no surprise, as a number in a line of JSON is."""
    return {"id": str(value) if isinstance(value, int) and not isinstance(value, bool) else value}


def _triggers(name: str, value: Any, layout: Layout, notes: list[str]) -> _Found:
    try:
        return {"triggers": json.loads(value) if isinstance(value, str) else value}
    except (ValueError, RecursionError):
        return {"triggers": value}


_FORM = {"id": _id, "text": _text, "date": _date, "language": _language, "outlet": _source, "triggers": _triggers}
