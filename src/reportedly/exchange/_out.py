"""Where a form is written to: files that get their names when everything is in them, or never."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, BinaryIO, TextIO, cast

from reportedly.errors import UsageError

__all__ = ["Out"]


class Out:
    """The place for an export. Files are written under another name beside it; leaving without an error moves them.

    `path` is a file, `-` for standard output, or a folder:
    - a form with one table is written to the file, or into the folder if there is one of that name;
    - one with several tables, to a folder; or, where `path` has an ending, the chief table to that file and the others
      beside it (`x.csv`, `x.statements.csv`);
    - a form that makes its own folder, to a folder that is new, empty, or of an earlier export (`NAMED` lies in it).

    `step(name)` is called for each article done. Raises `UsageError` for a place that cannot be used.
    """

    #: Lies in every folder that an export made, so that it may be replaced.
    NAMED = "made-by-reportedly.txt"

    def __init__(
        self,
        path: str | os.PathLike[str],
        form: str,
        suffix: str = "",
        tables: Sequence[str] = (),
        step: Callable[[str], None] = lambda name: None,
    ) -> None:
        self.path = Path(path)
        self.step = step
        self._form = form
        self._suffix = suffix
        self._tables = tuple(tables)
        self._standard = str(path) == "-"
        self._open: list[IO[str] | IO[bytes]] = []
        self._moves: list[tuple[Path, Path]] = []
        self._folder: Path | None = None

    # --- for forms ----------------------------------------------------------------------------------------------

    def text(self, table: str | None = None) -> TextIO:
        """A file for a table (the chief one if not said), UTF-8, with line ends as written."""
        if self._standard:
            self._one_table()
            return sys.stdout
        return cast(TextIO, self._kept(self._part(table).open("w", encoding="utf-8", newline="", errors="replace")))

    def binary(self, table: str | None = None) -> BinaryIO:
        """The same for bytes."""
        if self._standard:
            self._one_table()
            return sys.stdout.buffer
        return cast(BinaryIO, self._kept(self._part(table).open("wb")))

    def part(self, table: str | None = None) -> Path:
        """The same as a path, for a library that opens files itself."""
        if self._standard:
            raise UsageError(f"{self._form} cannot go to standard output; name a file with -o.")
        return self._part(table)

    def folder(self) -> Path:
        """A folder to be filled, for a form that makes its own files."""
        if self._standard:
            raise UsageError(f"{self._form} is a folder of files; name one with -o.")
        if self._folder is None:
            self._check_folder()
            self._folder = _beside(self.path)
            self._folder.mkdir()
            (self._folder / self.NAMED).write_text(f"An export ({self._form}); it is replaced when made again.\n")
            self._moves.append((self._folder, self.path))
        return self._folder

    # --- the frame ----------------------------------------------------------------------------------------------

    def __enter__(self) -> Out:
        if not self._standard and not self.path.absolute().parent.is_dir():
            raise UsageError(f"There is no folder {self.path.parent} to write to.")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for file in self._open:
                file.close()
            if kind is None:
                for part, final in self._moves:
                    _replace(part, final)
        finally:
            for part, _ in self._moves:
                _away(part)

    # --- places -------------------------------------------------------------------------------------------------

    def _one_table(self) -> None:
        if len(self._tables) > 1:
            raise UsageError(f"{self._form} has several tables ({', '.join(self._tables)}); name a folder with -o.")

    def _part(self, table: str | None) -> Path:
        table = table or self._tables[0]
        if len(self._tables) > 1 and (not self.path.suffix or self.path.is_dir()):
            return self.folder() / f"{table}{self._suffix}"
        final = self._final(table)
        part = _beside(final)
        self._moves.append((part, final))
        return part

    def _final(self, table: str) -> Path:
        """The name that a table's file gets in the end."""
        if len(self._tables) == 1:
            return self.path / f"{self._form}{self._suffix}" if self.path.is_dir() else self.path
        chief = table == self._tables[0]
        return self.path if chief else self.path.with_name(f"{self.path.stem}.{table}{self.path.suffix}")

    def _check_folder(self) -> None:
        if not self.path.exists():
            return
        if not self.path.is_dir():
            raise UsageError(f"{self.path} is a file, and {self._form} needs a folder.")
        if any(self.path.iterdir()) and not (self.path / self.NAMED).exists():
            raise UsageError(f"{self.path} has other things in it; name a new folder.")

    def _kept(self, file: IO[str] | IO[bytes]) -> IO[str] | IO[bytes]:
        self._open.append(file)
        return file


def _beside(final: Path) -> Path:
    """What a file or folder is called until all is in it."""
    return final.with_name(f".{final.name}.part-{os.getpid()}")


def _replace(part: Path, final: Path) -> None:
    """What was written takes the place of what was there."""
    if part.is_dir() and final.exists():
        old = final.with_name(f".{final.name}.old-{os.getpid()}")
        final.replace(old)
        part.replace(final)
        shutil.rmtree(old)
    else:
        part.replace(final)


def _away(part: Path) -> None:
    """Takes away what did not get its name."""
    with contextlib.suppress(OSError):
        if part.is_dir():
            shutil.rmtree(part)
        else:
            part.unlink(missing_ok=True)
