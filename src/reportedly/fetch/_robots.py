"""What a site asks of robots (RFC 9309): which pages they leave alone, and how long they wait between two."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from protego import Protego

__all__ = ["LARGEST", "Rules", "parse"]

#: So much of a robots.txt is looked at, as the standard asks.
LARGEST = 512 << 10
#: The name we answer to in it.
NAME = "reportedly"

#: A line that says for which robot the next ones are, in any spelling that the parser takes.
_AGENT = re.compile(r"\s*user(?:-|\s+)?agent(?![\w-])\s*:?([^#]*)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's rules for us. `refused`: why nothing of it may be fetched, if so."""

    parsed: Protego | None = None
    refused: str | None = None

    def allow(self, url: str) -> bool:
        return self.parsed is None or self.parsed.can_fetch(url, NAME)

    @property
    def delay(self) -> float:
        """Seconds between two requests, 0 where nothing is asked."""
        return (self.parsed.crawl_delay(NAME) if self.parsed else None) or 0.0


def parse(body: bytes) -> Rules:
    """The rules of a robots.txt. Raises nothing: what is no rule is passed over."""
    from protego import Protego

    lines = body[:LARGEST].decode("utf-8", "replace").removeprefix("\ufeff").splitlines()
    return Rules(Protego.parse("\n".join(map(_for_us, lines))))


def _for_us(line: str) -> str:
    """The line, with the names of other robots made one: they only part the groups, and as they stand a file of
    nothing but names would make a group of each, and every rule a member of all."""
    found = _AGENT.match(line)
    name = found[1].strip().lower() if found else "*"
    return line if name == "*" or NAME in name else "User-agent: another"
