"""Runs the program in a process of its own: what it said, what it took, and what it reached for.

    done = run("read", folder / "empty.txt")     -> Done(code, out, err, seconds, clock, megabytes, ...)

Run as a script this file is that process. An audit hook writes down every socket, every command and every file opened
for writing or moved; what compiled libraries do past Python is caught from outside, by a listener or by looking at the
folders afterwards. Times are the processor's, so that a busy machine fails nobody; a run that hangs is ended.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest

__all__ = ["POSIX", "SOURCE", "Done", "here", "run", "started"]

POSIX = os.name == "posix"
SOURCE = Path(__file__).parents[2] / "src"
#: A run may take so many times longer by the clock than by the processor's time before it is ended: others work too.
PATIENCE = 10


@dataclass(frozen=True)
class Done:
    """What came of a run. `seconds` are the processor's, `clock` those that passed; `megabytes` is its highest memory,
    None where that cannot be known."""

    code: int
    out: bytes
    err: str
    seconds: float
    clock: float
    megabytes: float | None
    reached: tuple[str, ...]
    written: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def rows(self) -> list[dict[str, Any]]:
        """Its output as JSON Lines."""
        return [json.loads(line) for line in self.text.split("\n") if line]

    @property
    def said(self) -> list[str]:
        """What it said on standard error, line by line."""
        return self.err.splitlines()

    def within(self, seconds: float, megabytes: float) -> Done:
        """Itself, once it is sure that the run kept to these limits, broke nothing and asked nobody."""
        assert "Traceback" not in self.err and "Internal error" not in self.err, self.err[-2000:]
        assert self.seconds <= seconds, f"{self.seconds:.1f} s of the processor, more than {seconds:g}"
        assert self.megabytes is None or self.megabytes <= megabytes, f"{self.megabytes:.0f} MB"
        assert self.reached == (), self.reached
        return self


def run(
    *argv: object,
    seconds: float = 20,
    stdin: bytes = b"",
    cwd: Path | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Done:
    """One command, ended when it takes far longer than `seconds`. `env`: what differs from ours; None takes out."""
    with tempfile.TemporaryDirectory() as folder:
        report, begun = Path(folder) / "report.json", time.monotonic()
        with started(*argv, report=report, cwd=cwd, env=env) as process:
            try:
                out, err = process.communicate(stdin, timeout=seconds * PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        clock = time.monotonic() - begun
        took = json.loads(report.read_text("utf-8")) if report.exists() else {}
    return Done(
        process.returncode, out, err.decode("utf-8", "replace"), took.get("seconds", 0.0), clock, took.get("megabytes"),
        tuple(took.get("reached", ())), tuple(took.get("written", ())),
    )  # fmt: skip


def here(capsys: pytest.CaptureFixture[str], *argv: object) -> Done:
    """The same command in this process, where everything is loaded already: nothing is measured."""
    from reportedly import cli

    code = cli.main([str(word) for word in argv])
    said = capsys.readouterr()
    return Done(code, said.out.encode(), said.err, 0.0, 0.0, None, (), ())


def started(
    *argv: object,
    report: Path | None = None,
    cwd: Path | None = None,
    env: Mapping[str, str | None] | None = None,
    stdout: Any = subprocess.PIPE,
    before: Callable[[], None] | None = None,
) -> subprocess.Popen[bytes]:
    """A command begun, for those who stop it in the middle. `before` runs in the child, where there is `fork`."""
    # The numbers of one thread, so that memory and time are those of the work and not of the machine.
    usual = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(SOURCE), "REPORT": str(report or "")}
    given = {key: value for key, value in {**usual, **(env or {})}.items() if value is not None}
    words = [sys.executable, str(Path(__file__)), *map(str, argv)]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, stdin=pipe, stdout=stdout, stderr=pipe, cwd=cwd, env=given, preexec_fn=before)


# --- in the process itself ------------------------------------------------------------------------------------------

_ASKING = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request",
           "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.spawn", "webbrowser.open",
           "pickle.find_class")  # fmt: skip
_CHANGING = ("os.rename", "os.remove", "os.mkdir", "os.symlink", "os.link", "shutil.copyfile", "shutil.move")


class _Watch:
    """What the program reaches for, and what it writes."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.written: list[str] = []

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" and _our_own(given[1]):
            return
        if event in _ASKING:
            self.reached.append(f"{event} {given!r}"[:300])
        elif event in _CHANGING:
            self.written += [str(path) for path in given if isinstance(path, str | bytes)]
        elif event == "open" and isinstance(given[0], str | bytes) and given[2] & (os.O_WRONLY | os.O_RDWR):
            self.written.append(os.fsdecode(given[0]))


def _our_own(words: Any) -> bool:
    """Whether a command is this Python with a file of the program: so that it can be ended when it takes too much."""
    return list(words)[:1] == [sys.executable] and any(str(word).startswith(str(SOURCE)) for word in words)


def _highest() -> float | None:
    """The most memory this process ever had, in megabytes."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the operating system says of children counts the parent's memory before it became this program.
        peak = next(row for row in status.read_text().splitlines() if row.startswith("VmHWM:"))
        return int(peak.split()[1]) / 1024
    try:
        import resource
    except ImportError:
        return None
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _main() -> int:
    report = os.environ.pop("REPORT", "")
    sys.path[0] = str(SOURCE)
    watch = _Watch()
    sys.addaudithook(watch)
    from reportedly.cli import main

    # A test run in a shell's background inherits an ignored SIGINT, which a program rightly keeps ignoring.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    code = main(sys.argv[1:])
    reached, written = list(watch.reached), list(watch.written)
    if report:
        took = {"seconds": time.process_time(), "megabytes": _highest(), "reached": reached, "written": written}
        Path(report).write_text(json.dumps(took), "utf-8")
    return code


if __name__ == "__main__":
    sys.exit(_main())
