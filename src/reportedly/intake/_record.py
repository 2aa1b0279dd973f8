"""From the fields of one record - a line, a row, an item - to an article: the fields we know, the rest under `meta`."""

from __future__ import annotations

from typing import Any

from reportedly.intake._decode import no_surrogates
from reportedly.intake._raw import NAMES, Options, freeze
from reportedly.intake.text import as_is, mended
from reportedly.model import Article, Passage, Skipped

__all__ = ["record", "sound"]


def record(origin: str, raw: bytes, fields: dict[str, Any], options: Options, notes: list[str]) -> Article | Skipped:
    """The article of one record, or why there is none. `raw`: the bytes it came from; `fields`: plain data."""
    item = _mapped(fields, options)
    if isinstance(item.get("text"), str) and item["text"]:
        return _of_text(origin, raw, item, options, notes)
    if isinstance(item.get("html"), str) and item["html"]:
        return _of_html(origin, raw, item, options, notes)
    return Skipped(origin, _lacking(item))


def sound(value: Any, notes: list[str]) -> Any:
    """The same data with lone surrogates out of every string."""
    if isinstance(value, str):
        clean, more = no_surrogates(value) if not value.isascii() else (value, [])
        notes += more
        return clean
    if isinstance(value, list):
        return [sound(inner, notes) for inner in value]
    if isinstance(value, dict):
        return {sound(key, notes): sound(inner, notes) for key, inner in value.items()}
    return value


def _mapped(item: dict[str, Any], options: Options) -> dict[str, Any]:
    """Columns under the names we know: `--map text=content`."""
    moved = {name: item.pop(column) for name, column in options.map.items() if column in item}
    return {**item, **moved}


def _lacking(item: dict[str, Any]) -> str:
    for key in ("text", "html"):
        if item.get(key) is not None:
            return f'Its "{key}" is {"empty" if isinstance(item[key], str) else "no string"}.'
    return 'The line lacks a "text".'


def _of_text(origin: str, line: bytes, item: dict[str, Any], options: Options, notes: list[str]) -> Article:
    text, more = as_is(item["text"], options.repair)
    if not text.strip():
        more.append("The text is white space only.")
    if item.get("html"):
        more.append("The line has both text and html; the text was read.")
    known = _known(item, notes + more)
    known["meta"].update(mended(item["text"], text))
    triggers = _triggers(item.get("triggers"), len(text), known["notes"])
    return freeze(text, raw=line, origin=origin, given=_date(item, options), triggers=triggers, **known)


def _of_html(origin: str, line: bytes, item: dict[str, Any], options: Options, notes: list[str]) -> Article | Skipped:
    from reportedly.intake.html import page

    known = _known(item, notes)
    given = _date(item, options)
    article = page(item["html"], raw=line, origin=origin, given=given, **known)
    if article is None:
        return Skipped(origin, 'Its "html" holds no visible text.')
    more: list[str] = []
    triggers = _triggers(item.get("triggers"), len(article.text), more)
    return article.noting(*more, triggers=triggers)


def _known(item: dict[str, Any], notes: list[str]) -> dict[str, Any]:
    """The fields that a line states in so many words, other keys under `meta`, and the notes so far."""
    fields: dict[str, Any] = {"id": _id(item.get("id"), notes)}
    meta = {key: value for key, value in item.items() if key not in NAMES}
    for name in ("title", "url", "outlet", "language"):
        value = item.get(name)
        if isinstance(value, str):
            fields[name] = value.strip() or None
        elif value is not None:
            meta[name] = value
            notes.append(f'Its "{name}" is no string and was not used.')
    return {**fields, "meta": meta, "notes": notes}


def _id(value: object, notes: list[str]) -> str | None:
    """The id as a string. Numbers are ids too, once they are strings."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        notes.append("Its id is a number and was made a string.")
        return str(value)
    if value is not None and not isinstance(value, str):
        notes.append("Its id is neither a string nor a number; one was made from the text.")
    return value if isinstance(value, str) and value else None


def _date(item: dict[str, Any], options: Options) -> object:
    """The date of the line, else the one given for all; one that cannot be read is kept and noted by `freeze`."""
    stated = item.get("date")
    return options.date if stated in (None, "") else stated


def _triggers(value: object, length: int, notes: list[str]) -> tuple[Passage, ...]:
    """The spans at which events are asked for; those outside the text are noted and left out."""
    if value is None:
        return ()
    spans: list[Any] = value if isinstance(value, list) else [value]
    good = tuple(found for span in spans if (found := _span(span, length)))
    if len(good) < len(spans):
        notes.append(f"{len(spans) - len(good)} of {len(spans)} triggers are no spans of the text and were left out.")
    return good


def _span(value: object, length: int) -> Passage | None:
    if not (isinstance(value, list) and len(value) == 2):
        return None
    start, end = value
    whole = type(start) is int and type(end) is int
    return Passage(start, end) if whole and 0 <= start < end <= length else None
