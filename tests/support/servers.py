"""Servers of a test run's own: PostgreSQL and Redis on free ports, gone when the tests are.

Where a program is missing the test is skipped with a sentence, or fails with CI=true.
"""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

WANTS_POSTGRESQL = "needs PostgreSQL's server programs (Debian: apt-get install postgresql)"


def missing(sentence: str) -> None:
    """Skip the test, or fail it where everything must run."""
    if os.environ.get("CI") == "true":
        pytest.fail(sentence)
    pytest.skip(sentence)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, *, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port} after {seconds:g} s")


def postgresql_programs() -> Path | None:
    """The folder of PostgreSQL's server programs, the newest one."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3])
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


@contextmanager
def postgresql_server(*options: str) -> Iterator[str]:
    """A PostgreSQL of our own, with options of the server; the address of its empty database."""
    programs = postgresql_programs()
    if programs is None:
        missing(WANTS_POSTGRESQL)
        return
    folder = Path(tempfile.mkdtemp(prefix="halfhour-postgresql-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # the server refuses to run as root
        shutil.chown(folder, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    port, rows = free_port(), folder / "rows"
    usual = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    try:
        _run([*as_owner, str(programs / "initdb"), "-D", str(rows), "-A", "trust", "-U", "halfhour", "-N"])
        control = [*as_owner, str(programs / "pg_ctl"), "-D", str(rows), "-w"]
        _run([*control, "-l", str(folder / "log"), "-o", " ".join([usual, *options]), "start"])
        try:
            yield f"postgresql://halfhour@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server() -> Iterator[str]:
    """A Redis of our own, keeping nothing; its address."""
    program = shutil.which("redis-server")
    if program is None:
        missing("needs redis-server (Debian: apt-get install redis-server)")
        return
    port = free_port()
    arguments = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    server = subprocess.Popen([program, *arguments], stdout=subprocess.DEVNULL)
    try:
        wait_for_port(port)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        server.terminate()
        server.wait(timeout=10)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stdout}{done.stderr}")
