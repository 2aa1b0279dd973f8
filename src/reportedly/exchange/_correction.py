"""What an annotation tool changed, as the judgement that it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from reportedly.model import Judgement

__all__ = ["Correction", "Kept"]


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store has: `reading` gives by an article's id its reading as the machine made it (plain data), None
    where there is no such article; `judgements` are all so far, oldest first."""

    reading: Callable[[str], dict[str, Any] | None]
    judgements: Sequence[Judgement] = ()


@dataclass(frozen=True, slots=True)
class Correction:
    """A finding of the record (`id`, in `article`) that somebody took out, or whose fields he changed; `accept` is said
    of what he left as it was.

    `changes` are texts as `reportedly judge ID amend` takes them; what they may be is `query.amendable`. `where` says
    where in the file it stands.
    """

    article: str
    id: str
    action: Literal["reject", "amend", "accept"]
    where: str
    changes: Mapping[str, str] = field(default_factory=dict)
