"""What an archive holds that is no article and was never meant to be one: counted by kind and named in one line."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath

from reportedly.model import Skipped

__all__ = ["Passed", "kind_of_name", "kind_of_type"]


def _by_word(**words: str) -> dict[str, str]:
    return {word: kind.replace("_", " ") for kind, listed in words.items() for word in listed.split()}


#: Kinds of files by the endings of their names.
_ENDINGS = _by_word(
    picture="png jpg jpeg jpe gif webp svg svgz ico bmp tif tiff avif heic psd ai eps raw",
    style_sheet="css less scss",
    script="js mjs cjs map wasm swf",
    font="woff woff2 ttf otf eot",
    recording="mp3 mp4 m4a m4v wav ogg oga ogv opus flac aac webm avi mov wmv mkv mpg mpeg flv m3u8 ts vtt srt",
    index_file="idx cdx cdxj",
)
#: The same by content types, or what they begin with.
_TYPES = {
    "image/": "picture", "audio/": "recording", "video/": "recording", "font/": "font", "text/css": "style sheet",
    "text/javascript": "script", "text/ecmascript": "script", "application/javascript": "script",
    "application/x-javascript": "script", "application/ecmascript": "script", "application/wasm": "script",
    "application/x-shockwave-flash": "script", "application/font": "font", "application/x-font": "font",
    "application/vnd.ms-fontobject": "font", "application/ogg": "recording",
    "application/vnd.apple.mpegurl": "recording", "application/x-mpegurl": "recording",
    "application/dash+xml": "recording", "text/vtt": "recording",
}  # fmt: skip
#: What operating systems put into archives without being asked.
_SYSTEM = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


def kind_of_name(name: str) -> str | None:
    """What kind of file a name says it is, where no article can be in such a file."""
    path = PurePosixPath(name.replace("\\", "/").replace("\x00", ""))
    if name.startswith(_SYSTEM[0]) or path.name in _SYSTEM:
        return "system file"
    return _ENDINGS.get(path.suffix[1:].lower())


def kind_of_type(content_type: str) -> str | None:
    """The same of a content type in lower case."""
    return next((kind for start, kind in _TYPES.items() if content_type.startswith(start)), None)


class Passed:
    """Counts by kind. The words for a kind are singular ("picture"), or begin with "with" ("with 404")."""

    def __init__(self, why: str) -> None:
        self._why = why
        self._counts: Counter[str] = Counter()

    def add(self, kind: str) -> None:
        self._counts[kind] += 1

    def said(self, origin: str) -> list[Skipped]:
        """One line with all counts, in order of the kinds' names; nothing where nothing was passed over."""
        if not self._counts:
            return []
        counts = (f"{count} {_plural(kind) if count > 1 else kind}" for kind, count in sorted(self._counts.items()))
        return [Skipped(origin, f"{self._why}: {', '.join(counts)}.", lost=False)]


def _plural(kind: str) -> str:
    return kind if kind.startswith("with ") else re.sub(r"(?= (?:of|for) |\Z)", "s", kind, count=1)
