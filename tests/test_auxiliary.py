"""PLOVER's auxiliary modes, as the rows of `events` have them. (The codebook defines them; no dataset fills them.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from reportedly.desk import Desk
from reportedly.model import Article


@pytest.mark.parametrize(
    ("text", "word", "modes"),
    [
        ("The army shelled the port on Monday.", "shelled", []),
        ("In 1956 the army invaded Hungary.", "invaded", ["historical"]),
        ("The army will shell the port.", "shell", ["future"]),
        ("If the talks fail, the army will shell the port.", "shell", ["hypothetical"]),
        ("The army did not shell the port.", "shell", ["negation"]),
    ],
)
def test_plovers_auxiliary_modes_are_filled(tmp_path: Path, text: str, word: str, modes: list[str]) -> None:
    desk = Desk(tmp_path / "a.db")
    desk.add([Article("a", text, given_date="1962-10-24")], body=True)
    (row,) = [row for row in desk.events() if word in row["words"] and row["holder"] == ["author"]]
    assert row["auxiliary"] == modes
