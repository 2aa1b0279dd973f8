"""Zip files: every member is read as what its name, or its first bytes, say it is, in the order of the archive.

A member's name is only ever shown and asked for its ending; nothing is unpacked to disk under it, and links are passed
over. WACZ, the zip form of web archives, is read for the WARC files in it.
"""

from __future__ import annotations

import contextlib
import re
import tempfile
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from reportedly.intake import _formats, _inflate
from reportedly.intake._directory import ZIP, Contents, Entry, Member
from reportedly.intake._endings import ENDINGS
from reportedly.intake._inflate import DOUBT, Broken, Pieces
from reportedly.intake._passed import Passed, kind_of_name
from reportedly.intake._raw import Options, Raw, shown
from reportedly.model import Article, Skipped

__all__ = ["MEMBERS", "articles", "magic", "sniff", "suffixes"]

suffixes = ENDINGS["zip"]
magic = ZIP

#: The most members that are read, the first ones of the archive.
MEMBERS = 10_000

_WEB_ARCHIVE = re.compile(r"archive/[^/]+\.(?:warc|warc\.gz)\Z", re.IGNORECASE)
#: Files that are zip archives inside and one document to people.
_DOCUMENTS = {
    "[Content_Types].xml": "an Office document (Word, Excel)", "META-INF/container.xml": "an EPUB book",
    "META-INF/manifest.xml": "an OpenDocument file", "META-INF/MANIFEST.MF": "a Java program",
}  # fmt: skip


def sniff(head: bytes) -> bool:
    """Never: the first bytes as text say nothing; `magic` tells."""
    return False


def articles(raw: Raw, options: Options) -> Iterator[Article | Skipped]:
    """What the members hold."""
    try:
        with _seekable(raw, options) as file:
            yield from _Archive(raw, file, options).articles()
    except Broken as error:
        yield Skipped(raw.name, f"It could not be read as a zip file: {error}.")


@contextlib.contextmanager
def _seekable(raw: Raw, options: Options) -> Iterator[BinaryIO]:
    """The archive as a file that can be read at any place. A stream is copied: small ones in memory, others to a
    nameless file that is gone when we are done."""
    if raw.path is not None:
        with raw.path.open("rb") as file:
            yield file
        return
    with raw.open() as stream, tempfile.SpooledTemporaryFile(max_size=options.limit) as copy:
        while piece := stream.read(1 << 20):
            copy.write(piece)
            if copy.tell() > _inflate.TOTAL:
                raise Broken(f"a stream of more than {_inflate.TOTAL >> 30} GB cannot be; save it, and name the file")
        yield copy  # type: ignore[misc]


class _Archive:
    """One zip file while it is read."""

    def __init__(self, raw: Raw, file: BinaryIO, options: Options) -> None:
        self._raw, self._file, self._options = raw, file, options
        self._passed = Passed("Passed over")
        self._encrypted: list[str] = []

    def articles(self) -> Iterator[Article | Skipped]:
        contents, listed, damage = Contents(self._file), list[Entry](), ""
        try:
            listed.extend(islice(contents, MEMBERS))
        except Broken as error:
            damage = f"Not all of it was read: {error}. Members listed before that: {len(listed)}."
        if document := next((_DOCUMENTS[entry.name] for entry in listed if entry.name in _DOCUMENTS), None):
            yield Skipped(self._raw.name, f"It is {document}, which is not read in this version.")
            return
        yield from self._members(listed)
        if damage or not listed:
            yield Skipped(self._raw.name, damage or "It holds nothing.")
        elif contents.count > len(listed) == MEMBERS:
            words = f"Of its {contents.count} members the first {MEMBERS} were read"
            yield Skipped(self._raw.name, f"{words}; unpack it and name the folder to have all of them.")

    def _members(self, listed: list[Entry]) -> Iterator[Article | Skipped]:
        web = self._is_web_archive(listed)
        for number, entry in enumerate(listed):
            if _inflate.exhausted(self._raw):
                words = f"so much inflated that nothing after it was read: {len(listed) - number} members are left"
                yield Skipped(self._raw.name, f"Of what lies in it {words}.")
                break
            if entry.folder:
                continue
            if kind := _kind(entry, web):
                self._passed.add(kind)
            elif entry.encrypted:
                self._encrypted.append(shown(entry.name))
            else:
                yield from self._member(entry)
        yield from self._passed.said(self._raw.name)
        if self._encrypted:
            words = f"{len(self._encrypted)}, the first of them {self._encrypted[0]}"
            yield Skipped(self._raw.name, f"Members that cannot be read without a password: {words}.")

    def _is_web_archive(self, listed: list[Entry]) -> bool:
        names = {entry.name for entry in listed}
        return any(map(_WEB_ARCHIVE.match, names)) and (self._raw.suffix == ".wacz" or "datapackage.json" in names)

    def _member(self, entry: Entry) -> Iterator[Article | Skipped]:
        origin = f"{self._raw.name}/{shown(entry.name)}"
        if entry.method_unread:
            yield Skipped(origin, f"It is packed by {entry.method_unread}, which is not read in this version.")
            return
        kept, doubt = 0, ""
        try:
            member = Member(self._file, entry, self._raw)
            for item in self._inside(self._raw.within(entry.name, Pieces(member.pieces()))):
                kept += isinstance(item, Article)
                doubt = " They could not be checked." if member.doubt and kept else ""
                yield item.noting(DOUBT) if member.doubt and isinstance(item, Article) else item
            if member.misfit:
                yield Skipped(origin, "Its data does not fit its check sum; it was read.")
        except Broken as error:
            yield Skipped(origin, f"It was not read to its end: {error}. Articles read before that: {kept}.{doubt}")

    def _inside(self, raw: Raw) -> Iterator[Article | Skipped]:
        known = any(raw.suffix in module.suffixes for module in _formats.formats().values())
        for item in _formats.read(raw, *_formats.within(self._options)):
            if isinstance(item, Skipped) and item.reason == _formats.BINARY and not known:
                self._passed.add("binary file")
            else:
                yield item


def _kind(entry: Entry, web: bool) -> str | None:
    """What kind of thing a member is, if it is none that an article could be in."""
    if entry.link:
        return "link"
    if web and not _WEB_ARCHIVE.match(entry.name):
        return "other file of the archive"
    return kind_of_name(entry.name)
