"""Closed word classes and shapes that more than one question asks for."""

from __future__ import annotations

import re

FUNCTION_WORDS = frozenset(
    "a an the this that these those of in on at by for from with to into over under about after before between against "
    "during through and or but nor so if as than because while when where who whom whose which what how why is are was "
    "were be been being has have had do does did will would can could may might shall should must not no he she it "
    "they we i you his her its their our my your him them us me there here also only just most any all".split()
)
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
ENDED = re.compile(r"[.!?…。！？؟।][\"'”’»)\]]*$")
TRUNCATED = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\])[\"'”’)\]]*$")
MARKUP = re.compile(r"(?:[#*>+•●▪■◦‣·–—-]{1,6}|o|\d{1,2}[.)]|\[[ x]\])(?=\s)")
BY = re.compile(r"(?i:(?:written |posted |reported |words |story )?by:?|author:)\s+(?=[^\W\d_a-z])")
_LONGER_WORD = re.compile(r"\w{4,}")
WORD_GAP = re.compile(r"\s+")
#: What counts as a capital and as a small letter in the Latin and Cyrillic alphabets, for use in patterns.
UPPER, LOWER = "A-ZÀ-ÖØ-ÞА-ЯЁ", "a-zß-öø-ÿа-яё"
_EDGES = re.compile(r"^[\W_\d]+|[\W_\d]+$")


def plain(text: str) -> str:
    """A line as the tables spell it: lower case, single spaces, straight apostrophes, bare of marks at its ends."""
    return _EDGES.sub("", WORD_GAP.sub(" ", text.lower().replace("’", "'")))


def content_words(text: str) -> set[str]:
    """The words of four letters and more that are no function words, in lower case."""
    return {word.lower() for word in _LONGER_WORD.findall(text)} - FUNCTION_WORDS
