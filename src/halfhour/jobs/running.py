"""One attempt at a job: its handler called, its progress kept, its end written down.

Run as `python -m halfhour.jobs.running JOB ATTEMPT` by the worker, in a process that can be killed.
"""

import logging
import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import django
from django.db import OperationalError, connection
from django.utils import timezone, translation
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "halfhour.settings")
    django.setup()

from halfhour.jobs import actions
from halfhour.jobs.errors import Cancelled, JobRefused
from halfhour.jobs.live import look_again
from halfhour.jobs.models import Job
from halfhour.jobs.registry import job_kind
from halfhour.people.models import Team, User

logger = logging.getLogger(__name__)
REPORT_EVERY_SECONDS = 0.3


@dataclass(slots=True, kw_only=True)
class RunningJob:
    """A job as its handler sees it."""

    id: UUID
    team: Team | None
    by: User | None
    arguments: dict[str, Any]
    claim: actions.Claim
    _reported_at: float = field(default=-1e9)

    def report(self, done: float, note: str = "") -> None:
        """Say how far the work is, 0 to 1; call it as often as you like.

        Raises `Cancelled` where someone asked to stop, or the job is another worker's by now.
        """
        now = time.monotonic()
        if now - self._reported_at < REPORT_EVERY_SECONDS and done < 1:
            return
        self._reported_at = now
        try:
            is_ours = actions.save_progress(claim=self.claim, done=done, note=note)
            asked_to_stop = Job.objects.filter(id=self.id, cancel_requested=True).exists()
        except OperationalError:  # the database is locked or away: what is done matters more than telling it
            if connection.in_atomic_block:
                raise
            logger.warning("job %s: its progress could not be kept", self.id, exc_info=True)
            return
        if asked_to_stop or not is_ours:
            raise Cancelled
        look_again(self.id)


def run_attempt(claim: actions.Claim) -> None:
    """Call the job's handler and write down how it ended; unexpected errors are logged in full."""
    job = Job.objects.select_related("team", "by").get(id=claim.job_id)
    handler: Callable[[RunningJob], dict[str, Any]] = import_string(job_kind(job.kind).handler)
    running = RunningJob(id=job.id, team=job.team, by=job.by, arguments=job.arguments, claim=claim)
    with translation.override(job.language or None):
        try:
            result = handler(running)
        except Cancelled:
            actions.finish_cancelled(claim=claim, at=timezone.now())
        except JobRefused as refusal:
            actions.finish_failed(claim=claim, error=str(refusal), at=timezone.now())
        except Exception:
            logger.exception("job %s (%s) failed", job.id, job.kind)
            words = _("Something broke on our side; it is in the log under {number}. Nothing was changed.")
            actions.finish_failed(claim=claim, error=words.format(number=job.id), at=timezone.now())
        else:
            actions.finish_succeeded(claim=claim, result=result or {}, at=timezone.now())
    look_again(job.id)


def run_here(*, job_id: str) -> None:
    """Take the job and run it in this process: for tests and for installations without a worker."""
    claim = actions.claim_job(job_id=UUID(job_id), worker=f"here-{os.getpid()}", at=timezone.now())
    if claim is not None:
        run_attempt(claim)


def main(arguments: list[str]) -> None:
    job_id, attempt = arguments
    threading.Thread(target=_end_with_the_worker, daemon=True).start()
    run_attempt(actions.Claim(job_id=UUID(job_id), attempt=int(attempt)))


def _end_with_the_worker() -> None:
    """The worker holds the other end of standard input; when it is gone, so is the reason to go on."""
    os.read(sys.stdin.fileno(), 1)  # not through the buffer, whose lock would be held at the end
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
