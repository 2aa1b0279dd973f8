"""Who holds what of one happening: independent voices, each with its positions over time, and what they come to.

A voice is an original source, not an outlet: a government speaks with one voice whoever reports it, and an article that
reports something as fact speaks with the voice of the outlet (or agency) that printed the words first. We say who
agrees with whom, never what is true.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reportedly import gazetteer
from reportedly.model import Stance, Verdict
from reportedly.weigh.accounts import Account, View

__all__ = ["Voice", "verdict", "voices"]


@dataclass(frozen=True, slots=True)
class Position:
    """A stance taken in an article. `since` is null where it was already in the past when it was reported."""

    stance: Stance
    since: str | None
    article: str
    quote: tuple[int, int]
    back: bool
    ahead: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """One original source with its positions, oldest first; the last one is where it stands."""

    holder: str
    country: str | None
    origin: str
    via: tuple[str, ...]
    positions: tuple[Position, ...]
    articles: tuple[str, ...]
    reprints: int
    #: An outlet that reports in its own words.
    author: bool

    @property
    def stance(self) -> Stance:
        return self.positions[-1].stance

    def ever(self, *stances: Stance) -> bool:
        return any(one.stance in stances for one in self.positions)

    def row(self, texts: Mapping[str, str]) -> dict[str, Any]:
        """The voice as plain data; every quote is cut from the text of its article."""
        last = self.positions[-1]
        return {
            "origin": self.origin,
            "holder": self.holder,
            "stance": last.stance,
            "since": last.since,
            "articles": list(self.articles),
            "quote": _quote(last, texts),
            "country": self.country,
            "via": list(self.via),
            "positions": [
                {"stance": one.stance, "since": one.since, "quote": _quote(one, texts)} for one in self.positions
            ],
            "reprints": self.reprints,
            "author": self.author,
        }


def _quote(position: Position, texts: Mapping[str, str]) -> dict[str, Any]:
    start, end = position.quote
    return {"article": position.article, "span": [start, end], "text": texts[position.article][start:end]}


def voices(members: Iterable[Account]) -> list[Voice]:
    """The voices of a claim, in order of their first word. Members come in order of publication."""
    heard: dict[str, list[tuple[Account, View]]] = {}
    for account in members:
        for view in account.views:
            if view.stance is not None:
                heard.setdefault(_key(account, view), []).append((account, view))
    return [_voice(pairs) for pairs in heard.values()]


def _key(account: Account, view: View) -> str:
    """Whose voice it is. An outlet that is not named is known by the article that printed the words first."""
    if view.holder is None:
        source = account.source
        if source.state:
            return f"source {source.state}"
        return f"author {source.voice or source.outlet.casefold() or source.article}"
    if not view.holder.named:
        # Nobody knows whether the experts of one article are those of another; a reprint quotes the same ones.
        return f"unnamed {account.source.article} {view.holder.key}"
    return f"source {view.holder.key}"


def _voice(pairs: Sequence[tuple[Account, View]]) -> Voice:
    account, view = pairs[0]
    articles = dict.fromkeys(one.article for one, _ in pairs)
    reprints = dict.fromkeys(one.article for one, _ in pairs if one.source.reprint)
    return Voice(
        holder=_name(pairs),
        country=view.holder.country if view.holder else account.source.state,
        origin=account.source.outlet or account.source.article,
        via=view.via,
        positions=tuple(_positions(pairs)),
        articles=tuple(articles),
        reprints=len(reprints),
        author=view.holder is None,
    )


def _name(pairs: Sequence[tuple[Account, View]]) -> str:
    """One name for all who speak with this voice: the person if it is always the same, else the state."""
    account, view = pairs[0]
    if view.holder is None and account.source.state and any(one.holder for _, one in pairs):
        return gazetteer.country_name(account.source.state) or account.source.state
    if view.holder is None:
        return ", ".join(dict.fromkeys(one.source.outlet or one.source.article for one, _ in pairs))
    names = dict.fromkeys(one.holder.name for _, one in pairs if one.holder)
    state = gazetteer.country_name(view.holder.country or "") if view.holder.key == view.holder.country else None
    return state or max(names, key=len)


def _positions(pairs: Sequence[tuple[Account, View]]) -> list[Position]:
    """The positions in order; a stance that is only repeated keeps its first day."""
    taken = [
        Position(
            view.stance, None if view.back else account.published, account.article, view.quote, view.back, view.ahead
        )
        for account, view in pairs
        if view.stance is not None
    ]
    taken.sort(key=lambda one: not one.back)
    kept: list[Position] = []
    for one in taken:
        if not kept or kept[-1].stance != one.stance:
            kept.append(one)
        elif kept[-1].since is None and one.since is not None:
            # A past stance that an earlier report shows being taken has its day after all.
            kept[-1] = one
    return kept


# --- verdicts ---------------------------------------------------------------------------------------------------


def verdict(found: Sequence[Voice], asked: Sequence[str], over: str | None = None) -> tuple[Verdict, str]:
    """What the voices come to today, and why.

    `asked`: who only asks for it or speaks of it under a condition. `over`: the day by which it had happened.
    """
    stand: dict[Stance, list[Voice]] = {
        stance: [voice for voice in found if voice.stance == stance] for stance in _SAID
    }
    for_it, against = stand["asserts"], stand["denies"]
    # (An outlet's reports differ from day to day without its taking anything back.)
    given_up = [voice for voice in for_it if voice.ever("denies") and not voice.author]
    taken_back = [voice for voice in against if voice.ever("asserts") and not voice.author]
    if against and (for_it or stand["hedges"] or stand["expects"]):
        return "disputed", _disputed(stand, taken_back)
    if taken_back:
        return "withdrawn", f"said by {_names(taken_back)}, then taken back; nobody else says so"
    if against and all(voice.positions[-1].ahead for voice in against):
        return "expected", f"that it will not be is said by {_names(against)}; nobody says it is so"
    if against:
        return "denied", f"denied by {_names(against)}; nobody says it is so"
    if for_it:
        return _asserted(found, for_it, given_up, over)
    if stand["expects"]:
        return "expected", f"expected by {_names(stand['expects'])}; nobody reports it yet"
    if stand["hedges"]:
        return "open", f"held possible by {_names(stand['hedges'])}; nobody says it is so"
    why = f"; {'; '.join(asked)}" if asked else ""
    return "open", f"nobody says that it is so or not{why}"


#: How a stance reads of several voices, whatever their number.
_SAID: Mapping[Stance, str] = {
    "asserts": "said",
    "hedges": "held possible",
    "expects": "expected",
    "denies": "denied",
}


def _disputed(stand: Mapping[Stance, list[Voice]], taken_back: Sequence[Voice]) -> str:
    said = [f"{words} by {_names(stand[stance])}" for stance, words in _SAID.items() if stand[stance]]
    back = f"; said before by {_names(taken_back)}" if taken_back else ""
    return "; ".join(said) + back


def _asserted(
    found: Sequence[Voice], for_it: Sequence[Voice], given_up: Sequence[Voice], over: str | None
) -> tuple[Verdict, str]:
    why = f"said by {_names(for_it)}"
    if given_up:
        why += f"; {', '.join(_gave_up(voice) for voice in given_up)}"
    foreseen = _foreseen(found, over)
    if foreseen and not given_up:
        return "overtaken", f"expected by {_names(foreseen)}, then reported by {_names(for_it)}"
    if len(for_it) > 1:
        return "corroborated", why
    return "single-voiced", why + (f", in {len(for_it[0].articles)} articles" if len(for_it[0].articles) > 1 else "")


def _gave_up(voice: Voice) -> str:
    denied = next(one for one in voice.positions if one.stance == "denies")
    before = f"from {denied.since} on" if denied.since else "before"
    return f"{voice.holder} denied it {before} and gave that up, {_on(voice.positions[-1].since)}"


def _on(since: str | None) -> str:
    return f"saying so since {since}" if since else "saying so now"


def _foreseen(found: Sequence[Voice], over: str | None) -> list[Voice]:
    """The voices that expected it before anybody said that it had happened, and before it had."""
    reported = [one.since for voice in found for one in voice.positions if one.stance == "asserts" and one.since]
    first = min(reported, default=None)
    return [
        voice
        for voice in found
        if any(
            one.stance == "expects" and one.since and first and one.since < first and one.since <= (over or first)
            for one in voice.positions
        )
    ]


def _names(some: Sequence[Voice]) -> str:
    names = list(dict.fromkeys(voice.holder for voice in some))
    shown = names[:4] + ([f"{len(names) - 4} more"] if len(names) > 4 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"
