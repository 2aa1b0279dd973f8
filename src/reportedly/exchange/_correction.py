"""What an annotation tool changed, as the judgement that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

__all__ = ["Correction", "Kept"]

#: By its id, an article's reading as the machine made it (plain data); None where the store has no such article.
Kept = Callable[[str], dict[str, Any] | None]


@dataclass(frozen=True, slots=True)
class Correction:
    """A finding of the record (`id`, in `article`) that somebody took out, or whose fields he changed.

    `changes` are texts as `reportedly judge ID amend` takes them; what they may be is `query.amendable`.
    """

    article: str
    id: str
    action: Literal["reject", "amend", "accept"]
    changes: Mapping[str, str] = field(default_factory=dict)
    why: str = ""
