"""Writes docs/reference.md from the code: every public name with its signature and its docstring.

python bench/reference.py            writes it
python bench/reference.py --check    says whether it is what the code says (a test does this)
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import inspect
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "reference.md"

#: heading -> what introduces it, and the names under it ("module:name").
PARTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "Reading and opening": ("`import reportedly`: two functions.", ("reportedly:read", "reportedly:open")),
    "The desk": ("What `reportedly.open` gives. Each verb of the command line is a method.", ("reportedly.desk:Desk",)),
    "What is asked": ("", ("reportedly.query:Query",)),
    "Rows": (
        "What the verbs of the desk give. Frames need an extra: `pip install \"reportedly[pandas]\"`.",
        ("reportedly.frames:Rows", "reportedly.frames:RowList"),
    ),
    "What adding, reading again and taking corrections in give": (
        "", ("reportedly.desk:Added", "reportedly.desk:Reread", "reportedly.desk:Imported"),
    ),
    "The nouns": (
        "Frozen values; `to_dict` gives the plain data of the [contract](contract.md).",
        tuple(
            f"reportedly.model:{name}"
            for name in (
                "Article", "Passage", "Block", "Published", "Entity", "Mention", "TimeExpression", "Statement", "Event",
                "Factuality", "Reading", "Record", "Claim", "Judgement", "Dossier", "Skipped",
            )
        ),
    ),
    "Reading without a store": (
        "", ("reportedly.reading:Reader", "reportedly.flow:read_one", "reportedly.intake:open"),
    ),
    "Forms of export": (
        "", tuple(f"reportedly.exchange:{name}" for name in ("Told", "Page", "Out", "Correction")),
    ),
    "Errors": ("All are `ReportedlyError`; `exit_code` is that of the command line.", ("reportedly.errors:*",)),
}  # fmt: skip


def page() -> str:
    lines = [
        "# Reference", "",
        "Made from the code by `python bench/reference.py`; types are as in the source.",
        "Names that are not here are not promised.",
    ]  # fmt: skip
    for heading, (words, names) in PARTS.items():
        lines += ["", f"## {heading}", *(["", words] if words else [])]
        for name in names:
            lines += described(name)
    return "\n".join(lines) + "\n"


def described(name: str) -> Iterator[str]:
    """The lines on one name, or on all public classes of a module."""
    module, _, wanted = name.partition(":")
    found = importlib.import_module(module)
    for one in found.__all__ if wanted == "*" else (wanted,):
        thing = getattr(found, one)
        yield from ("", f"### {one}", "", *code(signature(one, thing)), *told(thing))
        if inspect.isclass(thing):
            for member, function in methods(thing):
                yield from ("", f"#### {one}.{member}", "", *code(signature(member, function)), *told(function))


def methods(thing: type) -> Iterator[tuple[str, Any]]:
    ours = [base for base in thing.__mro__ if base.__module__.startswith("reportedly.")]
    for name, member in {name: member for base in reversed(ours) for name, member in vars(base).items()}.items():
        is_made = dataclasses.is_dataclass(thing) and name in ("to_dict", "from_dict")
        function = getattr(member, "__func__", member)
        if not name.startswith("_") and inspect.isfunction(function) and (function.__doc__ or is_made):
            yield name, function


def signature(name: str, thing: Any) -> str:
    if inspect.isclass(thing) and issubclass(thing, Exception):
        return f"class {name}({thing.__bases__[0].__name__})"
    made = inspect.signature(thing)
    gives = "" if made.return_annotation in (inspect.Signature.empty, "None") else f" -> {made.return_annotation}"
    shown = list(parameters(made))
    one = f"{name}({', '.join(shown)}){gives}"
    # One parameter a line, as in the source.
    return one if len(one) <= 100 else f"{name}(\n    " + ",\n    ".join(shown) + f",\n){gives}"


def parameters(made: inspect.Signature) -> Iterator[str]:
    starred = False
    for one in made.parameters.values():
        if one.kind is one.KEYWORD_ONLY and not starred:
            starred = True
            yield "*"
        starred |= one.kind is one.VAR_POSITIONAL
        if one.name != "self":
            yield f"{_STARS.get(one.kind, '')}{one.name}{_typed(one)}"


_STARS = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}


def _typed(one: inspect.Parameter) -> str:
    kind = "" if one.annotation is one.empty else f": {one.annotation}"
    if one.default is one.empty:
        return kind
    plain = isinstance(one.default, str | int | float | tuple | None | bool)
    return f"{kind} = {one.default!r}" if plain else f"{kind} = ..."


def code(words: str) -> list[str]:
    return ["```python", *words.splitlines(), "```"]


def told(thing: Any) -> list[str]:
    words = inspect.cleandoc(thing.__doc__ or "")
    if inspect.isclass(thing) and dataclasses.is_dataclass(thing) and words.startswith(f"{thing.__name__}("):
        words = ""
    return ["", *fenced(line.rstrip() for line in words.splitlines())] if words else []


def fenced(lines: Iterable[str]) -> Iterator[str]:
    """Examples, from `>>>` to the next empty line, as code."""
    within = False
    for line in lines:
        if line.startswith(">>>") and not within:
            within = True
            yield "```pycon"
        if within and not line:
            within = False
            yield "```"
        yield line
    if within:
        yield "```"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    made = page()
    if parser.parse_args().check:
        same = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        print("docs/reference.md is what the code says" if same else "docs/reference.md is old: run bench/reference.py")
        return int(not same)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
