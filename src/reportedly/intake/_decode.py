"""From bytes to characters, and what had to be guessed on the way.

Line ends, NUL and normal forms are left alone: an offset into the text must be an offset into the user's own copy.
"""

from __future__ import annotations

import codecs
import re

__all__ = [
    "as_browsers",
    "by_bytes",
    "decode",
    "guess",
    "is_binary",
    "mend",
    "mends",
    "mojibake",
    "no_surrogates",
    "usable",
]

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: Codecs that are no encodings of text files, or take more than linear time.
_REFUSED = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape", "mbcs", "oem", "utf-7"})


def usable(encoding: str) -> str | None:
    """The codec's own name where the encoding is one of text, else None."""
    try:
        info = codecs.lookup(encoding.strip())
    except (LookupError, ValueError):
        return None
    textual = getattr(info, "_is_text_encoding", True)
    return info.name if textual and info.name.replace("-", "_") not in {n.replace("-", "_") for n in _REFUSED} else None


def decode(data: bytes, encoding: str | None = None, declared: str | None = None) -> tuple[str, list[str]]:
    """The text and notes on what was guessed or lost.

    `encoding` is what the user says and rules; `declared` is what the document says of itself and comes after a byte
    order mark and after UTF-8, which hardly ever fits by chance. Undecodable bytes become U+FFFD one for one.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _with(data[len(mark) :], name)
    sure = usable(encoding or "") or _by_nuls(data[:4096]) or _seven_bit(declared)
    if sure:
        return _with(data, sure)
    try:
        return data.decode("utf-8"), []
    except UnicodeDecodeError:
        return _guessed(data, usable(declared or ""))


def by_bytes(head: bytes) -> str | None:
    """UTF-16 or UTF-32, told by a byte order mark or by zero bytes; None for encodings with one-byte line ends."""
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    return _by_nuls(head) if marked is None else marked if marked != "utf-8" else None


def as_browsers(name: str | None) -> str | None:
    """An encoding as browsers take it: who says Latin-1 means Windows-1252; UTF-8 is tried unasked, and a template
    says it of whatever is filled in."""
    name = name.strip().lower() if name else None
    if name in ("utf-8", "utf8"):
        return None
    return "cp1252" if name in ("iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii") else name


def guess(data: bytes) -> str | None:
    """The encoding of bytes that are not UTF-8 and not UTF-8 with some damage either; None where they are."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None if _damaged_utf8(data) else _detected(data)
    return None


def _seven_bit(declared: str | None) -> str | None:
    """Encodings that look like plain ASCII, so that UTF-8 would "fit": they can only be believed."""
    name = usable(declared or "") or ""
    return name if name.startswith(("iso2022", "hz")) else None


def _guessed(data: bytes, declared: str | None) -> tuple[str, list[str]]:
    """Not UTF-8 throughout: what it declares, else UTF-8 with damage, else one of the encodings before it."""
    if declared and declared != "utf-8":
        return _with(data, declared)
    if declared or _damaged_utf8(data):
        return _with(data, "utf-8")
    name = _detected(data)
    text, notes = _with(data, name)
    return text, [f"It is no UTF-8 and states no other encoding; it was read as {name}.", *notes]


#: Bytes outside ASCII that nobody types in Windows-1252: undefined ones, signs of arithmetic, letters of Icelandic.
_UNTYPED = re.compile(rb"[\x81\x8d\x8f\x90\x9d\xd7\xf7\xfe\xff]")
_HIGH = re.compile(rb"[\x80-\xff]")
_HIGH_WORDS = re.compile(rb"[\x80-\xff]{3,}")
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def _damaged_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 with stray damage: more whole sequences than odd bytes, or bytes nobody types."""
    whole = sum(len(found) for found in _MULTIBYTE.findall(data))
    odd = len(_HIGH.findall(_MULTIBYTE.sub(b"", data)))
    return whole > odd or len(_UNTYPED.findall(data)) * 4 > odd


def _detected(data: bytes) -> str:
    """The likeliest encoding; Windows-1252, which most undeclared Western news is in, unless letters say otherwise."""
    sample = data[:65536]
    high = len(_HIGH.findall(sample))
    # Latin letters: too few signs, and too scattered, to tell one code page from another.
    if high * 4 < len(sample) and sum(map(len, _HIGH_WORDS.findall(sample))) * 2 < high:
        return "cp1252"
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample).best()
    return (best and usable(best.encoding)) or "cp1252"


def _by_nuls(head: bytes) -> str | None:
    """UTF-16 or UTF-32 without a byte order mark, told by where the zero bytes of Western letters fall."""
    if len(head) < 4 or 0 not in head:
        return None
    nuls = [head[at::4].count(0) / max(1, len(head[at::4])) for at in range(4)]
    even, odd = (nuls[0] + nuls[2]) / 2, (nuls[1] + nuls[3]) / 2
    if min(nuls[:3]) > 0.9 and nuls[3] < 0.1:
        return "utf-32-be"
    if min(nuls[1:]) > 0.9 and nuls[0] < 0.1:
        return "utf-32-le"
    if odd > 0.4 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.1 else None


def _one_for_one(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    unit = 4 if "32" in error.encoding else 2 if "16" in error.encoding else 1
    return "\ufffd" * -((error.start - error.end) // unit), error.end


codecs.register_error("reportedly.one_for_one", _one_for_one)


def _with(data: bytes, name: str) -> tuple[str, list[str]]:
    text = data.decode(name, "reportedly.one_for_one")
    lost = _undecodable(data, name) if "\ufffd" in text else []
    if not lost:
        return text, []
    places = ", ".join(str(at) for at in lost)
    return text, [f"Some bytes are no {name} and became U+FFFD, the first at byte {places}."]


def _undecodable(data: bytes, name: str) -> list[int]:
    """Where the first three stretches of bytes that cannot be decoded begin."""
    places: list[int] = []
    start = 0
    while len(places) < 3:
        try:
            data[start:].decode(name)
            break
        except UnicodeDecodeError as error:
            places.append(start + error.start)
            start += error.end
    return places


_SURROGATE = re.compile("[\ud800-\udfff]")


def no_surrogates(text: str) -> tuple[str, list[str]]:
    """Lone surrogates, which no file can hold, as U+FFFD one for one."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        clean, count = _SURROGATE.subn("\ufffd", text)
        return clean, [f"{count} lone surrogate{'s' * (count > 1)} became U+FFFD."]
    return text, []


# --- mojibake: UTF-8 that somebody before us read as Windows-1252 ---------------------------------------------------


def _as_cp1252(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:  # five bytes that Windows leaves undefined and browsers pass through
        return chr(byte)


_BYTE_OF = {_as_cp1252(byte): byte for byte in range(0x80, 0x100)}
_LATER = "".join(re.escape(_as_cp1252(byte)) for byte in range(0x80, 0xC0))
#: Â and Ã before a sign that never follows them in print; â before two (quotes, dashes, the euro sign); a run of
#: three or more letters for Greek and Cyrillic. Other leads (É followed by ») occur in honest French capitals.
_LEADS = re.compile("[ÂÃâðÎÏÐÑ]")
_MOJIBAKE = re.compile(f"[ÂÃ][{_LATER}]|â[{_LATER}]{{2}}|ð[{_LATER}]{{3}}|(?:[ÎÏÐÑ][{_LATER}]){{3,}}")


def mojibake(text: str) -> int:
    """How many places look like UTF-8 that was read as Windows-1252."""
    if text.isascii() or not _LEADS.search(text):
        return 0
    return sum(_mended(found.group()) is not None for found in _MOJIBAKE.finditer(text))


def mend(text: str) -> str:
    """The text with such places put right; those that make no valid UTF-8 stay."""
    return _MOJIBAKE.sub(lambda found: _mended(found.group()) or found.group(), text)


def mends(text: str) -> list[list[int]]:
    """What `mend` does to a text: for each place [start, end] in the mended text and [start, end] in the given one."""
    places: list[list[int]] = []
    gone = 0
    for found in _MOJIBAKE.finditer(text):
        right = _mended(found.group())
        if right is not None:
            start, end = found.span()
            places.append([start - gone, start - gone + len(right), start, end])
            gone += end - start - len(right)
    return places


def _mended(words: str) -> str | None:
    try:
        return bytes(_BYTE_OF[letter] for letter in words).decode("utf-8")
    except UnicodeDecodeError:
        return None


# --- what is no text at all ------------------------------------------------------------------------------------------

_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\x7fELF", b"MZ\x90",
    b"\xfd7zXZ", b"7z\xbc\xaf", b"\xd0\xcf\x11\xe0", b"Rar!", b"\x28\xb5\x2f\xfd", b"SQLite format 3",
)  # fmt: skip
_CONTROLS = bytes([*range(1, 9), 11, *range(14, 27), *range(28, 32), 127])


def is_binary(head: bytes) -> bool:
    """Whether bytes are no text: they begin like a known binary format, or are full of control characters."""
    if head.startswith(_MAGIC):
        return True
    if any(head.startswith(mark) for mark, _ in _BOMS) or _by_nuls(head):
        return False
    controls = sum(head.count(byte) for byte in (0, *_CONTROLS))
    return controls * 3 > len(head) or (controls * 20 > len(head) and not _is_utf8(head))


def _is_utf8(head: bytes) -> bool:
    """Whether the head of a file is UTF-8, a last letter cut in two forgiven."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
