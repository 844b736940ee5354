"""Tables laid once: migrations make them where nobody has yet, and what they made is kept for the next.

A worker of a test run, a house and a run on PostgreSQL all begin with empty tables. Kept under build/,
by database and by what the migrations and models of the day say; `make clean` takes them away.
"""

import fcntl
import os
import sqlite3
import subprocess
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import connection

from halfhour.data_folder import make_database_file, sqlite_file
from support.servers import postgresql_programs

KEPT = Path(__file__).resolve().parents[2] / "build" / "tables"


def lay_tables() -> None:
    """Give the empty database of the settings what its migrations would give it."""
    KEPT.mkdir(parents=True, exist_ok=True)
    if database := sqlite_file(connection.settings_dict):
        make_database_file(database)  # as the command line does
    kept = kept_tables(connection.vendor)
    if not kept.exists():
        with (KEPT / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # whoever comes second finds it made
            if not kept.exists():
                call_command("migrate", verbosity=0)
                _keep(kept)
                return
    _lay(kept)


def kept_tables(vendor: str) -> Path:
    """Where they are kept, or will be."""
    return KEPT / f"{vendor}-{_fingerprint()}"


def _fingerprint() -> str:
    """Of everything that tables, content types and permissions are made from."""
    files = {
        path
        for app in apps.get_app_configs()
        for pattern in ("migrations/*.py", "models.py", "models/**/*.py")
        for path in Path(app.path).glob(pattern)
    }
    return sha256(b"".join(path.read_bytes() for path in sorted(files))).hexdigest()[:16]


def _keep(kept: Path) -> None:
    part = kept.with_suffix(".part")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(part)) as copy:
            connection.connection.backup(copy)
            copy.execute("pragma journal_mode = delete")  # one file, with nothing beside it
    elif not _postgresql("pg_dump", "--no-owner", "--no-privileges", "--file", str(part)):
        return  # an older program beside a newer server: the next migrates too
    part.replace(kept)


def _lay(kept: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(kept)) as source:
            source.backup(connection.connection)
    elif not _postgresql("psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file", str(kept)):
        raise RuntimeError(f"{kept} cannot be read; `make clean` takes it away")


def _postgresql(program: str, *arguments: str) -> bool:
    """Run a program of PostgreSQL's on the database of the settings; whether it did what it was asked."""
    folder, where = postgresql_programs(), connection.settings_dict
    if folder is None:
        return False
    names = {
        "PGHOST": "HOST",
        "PGPORT": "PORT",
        "PGUSER": "USER",
        "PGPASSWORD": "PASSWORD",
        "PGDATABASE": "NAME",
    }
    env = os.environ | {ours: str(where[theirs]) for ours, theirs in names.items()}
    done = subprocess.run([str(folder / program), *arguments], env=env, capture_output=True, check=False)
    return done.returncode == 0
