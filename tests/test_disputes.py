"""Eight disputes weighed in one store and scored against their answer sheet (`tests/disputes/answers.toml`).

Two of them are held: they are scored at closing only, with REPORTEDLY_HELD=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import disputes
from reportedly.desk import Desk
from reportedly.score import score

#: As in test_demo: the least a measure may be, never lowered.
FLOORS = {"verdict": 0.89, "grouped": 0.83, "disputes_found": 1.0}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """The scores of the disputes that are not held; claims of the held ones are no inventions."""
    folder: Path = tmp_path_factory.mktemp("disputes")
    desk = Desk(folder / "disputes.db")
    assert not desk.add([disputes.CORPUS]).skipped
    readings = [reading for reading, _ in desk._judged(None)]
    held = os.environ.get("REPORTEDLY_HELD") == "1"
    others = {one["article"] for claim in disputes.gold(held=not held) for one in claim["members"]}
    claims = [
        claim
        for claim in desk.claims()
        if not any(one["article"] in others for one in claim["events"] + claim["statements"])
    ]
    return score(disputes.gold(held=held), [*readings, *claims])["claims"]


@pytest.mark.parametrize("measure", FLOORS)
def test_no_figure_falls_below_its_floor(found: dict[str, float], measure: str) -> None:
    assert found[measure] >= FLOORS[measure], found


def test_no_dispute_is_invented(found: dict[str, float]) -> None:
    assert found["disputes_invented"] == 0, found
