"""The endings told without loading a format are those of the formats."""

from __future__ import annotations

from pathlib import Path

from reportedly import intake
from reportedly.intake._endings import ENDINGS


def test_each_of_our_formats_reads_its_own_endings() -> None:
    formats = intake.formats()
    assert {name: formats[name].suffixes for name in ENDINGS} == ENDINGS


def test_no_ending_belongs_to_two() -> None:
    all_of_them = [ending for endings in ENDINGS.values() for ending in endings]
    assert len(all_of_them) == len(set(all_of_them)) and Path("a.txt").suffix in ENDINGS["text"]
