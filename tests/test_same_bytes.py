"""Same input, same version: the same bytes, whatever the hash seed, the number of workers or the order of inputs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import reportedly

DEMO = Path(reportedly.__file__).with_name("data") / "demo"
FILES = tuple(sorted(str(path) for path in DEMO.iterdir() if path.is_file()))


@cache
def _read(*argv: str, seed: str = "0") -> bytes:
    """What `reportedly read` prints, in a process of its own."""
    env = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "reportedly.cli", "read", *argv], capture_output=True, env=env, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _by_id(lines: bytes) -> dict[str, bytes]:
    return {json.loads(line)["id"]: line for line in lines.splitlines()}


def test_neither_hash_seed_nor_workers_change_a_byte() -> None:
    plain = _read(*FILES)
    assert plain.count(b"\n") > 3
    assert _read(*FILES, "--workers", "2", seed="4242") == plain


def test_the_order_of_inputs_changes_no_reading() -> None:
    plain, turned = _by_id(_read(*FILES)), _by_id(_read(*reversed(FILES), seed="7"))
    assert list(plain) != list(turned)
    assert plain == turned
