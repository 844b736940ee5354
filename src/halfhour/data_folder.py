"""The data folder and the database in it: for the account that Halfhour runs as, and for nobody else."""

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

OTHERS = 0o077  # what group and world may do


def make_data_folder(folder: Path) -> None:
    """Make it where it is missing; one that is there stays as it was set."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def try_to_write(folder: Path) -> None:
    """Write into it, or into what it will be made in; raises OSError where that is refused."""
    nearest = next(path for path in (folder, *folder.parents) if path.exists())
    TemporaryFile(dir=nearest).close()


def sqlite_file(database: Mapping[str, Any]) -> Path | None:
    """Where SQLite keeps the rows; None where they are kept by another program, or in memory."""
    name = str(database["NAME"])
    is_file = database["ENGINE"].endswith("sqlite3") and not name.startswith((":memory:", "file:"))
    return Path(name) if is_file else None


def make_database_file(path: Path) -> None:
    """Make SQLite's file before SQLite does: it would let others read it.

    What SQLite lays beside it (-wal, -shm) gets the rights of the file.
    """
    with suppress(OSError):  # it is there already, or cannot be made: a system check says so
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def open_to_others(folder: Path, database: Path | None) -> tuple[Path, ...]:
    """What others on the machine may enter, read or change of the two; None where rows are elsewhere."""
    beside = (database, *(Path(f"{database}{end}") for end in ("-wal", "-shm"))) if database else ()
    return tuple(path for path in (folder, *beside) if path.exists() and path.stat().st_mode & OTHERS)
