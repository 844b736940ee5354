"""An installation of a test's own: a data folder and a database, used by real processes."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

TESTS = Path(__file__).resolve().parents[1]


@dataclass(kw_only=True)
class House:
    """Processes run with `env`; `rows` looks into the same database from outside."""

    folder: Path
    database_url: str = ""
    redis_url: str = ""
    processes: list["subprocess.Popen[str]"] = field(default_factory=list)

    @property
    def env(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")
        }
        return kept | {
            "HALFHOUR_DATA": str(self.folder),
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "DJANGO_SETTINGS_MODULE": "support.house_settings",
            "PYTHONPATH": os.pathsep.join([str(TESTS), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }

    def python(self, code: str, *arguments: str) -> str:
        """Run code with the apps loaded; what it printed."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django; django.setup()\n{code}", *arguments],
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout

    def start(self, code: str, *arguments: str) -> "subprocess.Popen[str]":
        """Start code with the apps loaded in the background."""
        process = subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{code}", *arguments],
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.processes.append(process)
        return process

    def prepare(self) -> None:
        """Lay the product's tables."""
        self.python("from support.tables import lay_tables; lay_tables()")

    def start_jobs(self, kind: str, count: int = 1, **arguments: Any) -> list[str]:
        code = """
import json, sys
from django.utils import timezone
from halfhour.jobs.actions import start_job
kind, count, arguments = sys.argv[1:]
for _ in range(int(count)):
    print(start_job(kind=kind, team=None, by=None, arguments=json.loads(arguments), at=timezone.now()).id)
"""
        return self.python(code, kind, str(count), json.dumps(arguments)).split()

    def worker(self) -> "subprocess.Popen[str]":
        """A worker that beats, reaps and looks faster than the real one."""
        return self.start(
            """
from halfhour.jobs.worker import Pace, Worker
worker = Worker(pace=Pace(look_seconds=0.1, beat_seconds=0.3, lost_after_seconds=2, reap_seconds=0.5))
worker.stop_on_signals()
worker.run()
"""
        )

    def freeze(self, *pids: int) -> None:
        """Stop processes in the middle of their work, but at a moment when none of them holds the database.

        Who is frozen inside a transaction keeps SQLite's one lock, and nobody anywhere can write.
        """
        while True:
            for pid in pids:
                os.kill(pid, signal.SIGSTOP)
            if self._can_be_written_to():
                return
            self.thaw(*pids)

    def thaw(self, *pids: int) -> None:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    def _can_be_written_to(self) -> bool:
        if self.database_url:
            return True
        connection = sqlite3.connect(self.folder / "halfhour.sqlite3", timeout=2, isolation_level=None)
        try:
            connection.execute("begin immediate")
        except sqlite3.OperationalError:
            return False
        finally:
            connection.close()
        return True

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        if self.database_url:
            with psycopg.connect(self.database_url) as connection:
                return connection.execute(query.encode()).fetchall()
        connection = sqlite3.connect(self.folder / "halfhour.sqlite3", timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def job(self, job_id: str) -> dict[str, Any]:
        names = ("state", "attempts", "progress", "note", "error", "result", "worker")
        key = job_id if self.database_url else job_id.replace("-", "")
        (row,) = self.rows(f"select {', '.join(names)} from jobs_job where id = '{key}'")
        found = dict(zip(names, row, strict=True))
        if isinstance(found["result"], str):
            found["result"] = json.loads(found["result"])
        return found

    def wait_for(self, job_id: str, *states: str, seconds: float = 30.0) -> dict[str, Any]:
        return self.wait_until(lambda: self.job(job_id), lambda job: job["state"] in states, seconds=seconds)

    def wait_until(
        self, look: Callable[[], Any], enough: Callable[[Any], bool], *, seconds: float = 30.0
    ) -> Any:
        until = time.monotonic() + seconds
        while True:
            seen = look()
            if enough(seen):
                return seen
            if time.monotonic() > until:
                raise TimeoutError(f"still {seen} after {seconds:g} s")
            time.sleep(0.1)

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
            process.wait(timeout=10)
            if process.stdout:
                process.stdout.close()
