"""An export that is stopped at the keyboard leaves nothing under its name, and what was there before."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from reportedly import shelf
from reportedly.desk import Desk

_STOPPED = """
import os, signal, sys
from reportedly import cli, desk
whole = desk.Desk._judged

def midway(self, ids):
    for n, one in enumerate(whole(self, ids)):
        if n == 7:
            os.kill(os.getpid(), signal.SIGINT)
        yield one

desk.Desk._judged = midway
sys.exit(cli.main(sys.argv[1:]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal to send oneself")
@pytest.mark.parametrize("form", [name for name in shelf.names("exchange") if name != "docbin"])
def test_ctrl_c_leaves_what_was_there(form: str, demo: Desk, tmp_path: Path) -> None:
    place = tmp_path / "x"
    module = shelf.load("exchange", form)
    if len(module.tables) == 1:
        place.write_text("before")
    stop = [sys.executable, "-c", _STOPPED, "export", str(demo.store.path), "--to", form, "-o", str(place)]
    done = subprocess.run(stop, capture_output=True, text=True, timeout=120)
    assert done.returncode == 128 + signal.SIGINT, done.stderr
    assert [path.name for path in tmp_path.iterdir()] == (["x"] if len(module.tables) == 1 else [])
    if place.exists():
        assert place.read_text() == "before"
