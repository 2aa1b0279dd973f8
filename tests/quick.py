"""A reader that reads at once, for tests of what is around it; other processes find it by this module's name."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from reportedly.model import Article, Reading
from reportedly.scale.work import Making


class Reads:
    """Finds nothing. Words on a trap end its process."""

    version = "quick"

    def read(self, article: Article) -> Reading:
        if "trap" in article.text:
            os._exit(11)
        return Reading(article, self.version, notes=("read quickly",))


@dataclass(frozen=True)
class Quick(Making):
    def reader(self) -> Any:
        return Reads()


@dataclass(frozen=True)
class Stillborn(Making):
    """Ends the process that is to have a reader."""

    def reader(self) -> Any:
        os._exit(1)
