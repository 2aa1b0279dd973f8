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
    return _run("read", *argv, seed=seed)


def _run(*argv: str, seed: str) -> bytes:
    env = {**os.environ, "PYTHONHASHSEED": seed, "OMP_NUM_THREADS": "1"}
    done = subprocess.run([sys.executable, "-m", "reportedly.cli", *argv], capture_output=True, env=env, check=False)
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


def test_claims_and_the_dossier_are_the_same_whatever_the_hash_seed(tmp_path: Path) -> None:
    made = []
    for seed in ("1", "2"):
        store, page = tmp_path / f"{seed}.db", tmp_path / f"{seed}.html"
        _run("add", str(store), *FILES, seed=seed)
        _run("brief", str(store), "-o", str(page), seed=seed)
        made.append((_run("claims", str(store), "--format", "jsonl", seed=seed), page.read_bytes()))
    assert made[0] == made[1]
    assert made[0][0].count(b"\n") > 50
