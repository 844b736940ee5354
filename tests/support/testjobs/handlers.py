"""Handlers that behave in all the ways a handler may. Each writes a line to `trace` when it starts."""

import os
import signal
import subprocess
import threading
import time
from pathlib import Path

from halfhour.jobs.errors import JobRefused
from halfhour.jobs.running import RunningJob


def _trace(job: RunningJob) -> None:
    if "trace" in job.arguments:
        with Path(job.arguments["trace"]).open("a") as file:
            file.write(f"{job.id} {job.claim.attempt} {os.getpid()}\n")


def count_job(job: RunningJob) -> dict[str, object]:
    _trace(job)
    job.report(0.5, "halfway")
    return {"next": "/somewhere/", "count": 3}


def linger_job(job: RunningJob) -> dict[str, object]:
    """Is done long before its process is."""
    threading.Thread(target=time.sleep, args=(2,)).start()
    return {}


def sleep_job(job: RunningJob) -> dict[str, object]:
    """Long enough to be interrupted at the first attempts, quick afterwards."""
    _trace(job)
    if job.claim.attempt <= job.arguments.get("slow_attempts", 1):
        for step in range(600):
            job.report(step / 600, f"step {step}")
            time.sleep(0.1)
    return {"attempt": job.claim.attempt}


def stubborn_job(job: RunningJob) -> dict[str, object]:
    """Never reports, ignores polite requests and has a process of its own."""
    _trace(job)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with subprocess.Popen(["sleep", "600"]) as grandchild:
        with Path(job.arguments["trace"]).open("a") as file:
            file.write(f"grandchild {grandchild.pid}\n")
        time.sleep(600)
    return {}


def refuse_job(job: RunningJob) -> dict[str, object]:
    raise JobRefused("The file is empty.")


def break_job(job: RunningJob) -> dict[str, object]:
    raise ZeroDivisionError("secret detail")


def die_job(job: RunningJob) -> dict[str, object]:
    _trace(job)
    os.kill(os.getpid(), signal.SIGKILL)
    return {}
