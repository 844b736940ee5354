"""The worker: takes jobs one by one, each in a process of its own that it can stop.

It says every few seconds that it lives, puts back the jobs of workers that no longer do, stops a job
within a second or two of being asked, and hands its own job back when it is told to end.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta
from types import FrameType

from django.conf import settings
from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from halfhour.jobs import actions
from halfhour.jobs.live import look_again
from halfhour.jobs.models import Job
from halfhour.jobs.schedule import Clockwork

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How often a worker does what, in seconds. A job is lost after several missed beats."""

    look_seconds: float = 0.5
    beat_seconds: float = 3.0
    lost_after_seconds: float = 20.0
    reap_seconds: float = 5.0
    grace_seconds: float = 1.0


class ClaimLost(Exception):
    """The job is another worker's by now."""


@dataclass(slots=True, kw_only=True)
class Worker:
    pace: Pace = Pace()
    name: str = field(default_factory=lambda: f"{socket.gethostname()}-{os.getpid()}-{get_random_string(6)}")
    stopping: threading.Event = field(default_factory=threading.Event)
    _reaped_at: float = -1e9

    def stop_on_signals(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping.set()

    def run(self) -> None:
        """Work until told to stop."""
        logger.info("worker %s is ready", self.name)
        clockwork = Clockwork() if settings.REDIS_URL else None
        if clockwork:
            clockwork.start()
        while not self.stopping.is_set():
            close_old_connections()
            if not self._one_round():
                self.stopping.wait(self.pace.look_seconds)
        if clockwork:
            clockwork.stop()
        logger.info("worker %s has stopped", self.name)

    def _one_round(self) -> bool:
        """Reap if it is time, work on the next job if there is one; whether there was."""
        try:
            self._reap()
            claim = actions.claim_next_job(worker=self.name, at=timezone.now())
        except OperationalError:  # the database is locked or away: it comes back
            logger.warning("no look at the queue", exc_info=True)
            return False
        if claim is None:
            return False
        self.work(claim)
        return True

    def _reap(self) -> None:
        if time.monotonic() - self._reaped_at < self.pace.reap_seconds:
            return
        self._reaped_at = time.monotonic()
        actions.reap_lost_jobs(lost_after=timedelta(seconds=self.pace.lost_after_seconds), at=timezone.now())

    def work(self, claim: actions.Claim) -> None:
        """See one attempt through to its end."""
        logger.info("job %s, attempt %s: started", claim.job_id, claim.attempt)
        child = subprocess.Popen(  # noqa: S603  (our own module, our own arguments)
            [sys.executable, "-m", "halfhour.jobs.running", str(claim.job_id), str(claim.attempt)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        try:
            self._watch(claim, child)
        except ClaimLost:
            logger.warning("job %s, attempt %s: lost to another worker", claim.job_id, claim.attempt)
        except OperationalError:  # its end could not be written down: it will count as lost, and be reaped
            logger.exception("job %s, attempt %s: left to be found", claim.job_id, claim.attempt)
        finally:
            self._kill(child)
        look_again(claim.job_id)

    def _watch(self, claim: actions.Claim, child: "subprocess.Popen[bytes]") -> None:
        beaten_at = time.monotonic()
        while child.poll() is None:
            if self.stopping.wait(self.pace.look_seconds / 2):
                self._kill(child)
                actions.hand_back(claim=claim)
                logger.info("job %s, attempt %s: handed back", claim.job_id, claim.attempt)
                return
            try:
                if time.monotonic() - beaten_at >= self.pace.beat_seconds:
                    beaten_at = time.monotonic()
                    if not actions.beat(claim=claim, at=timezone.now()) and not claim.is_ended():
                        raise ClaimLost
                asked_to_stop = Job.objects.filter(id=claim.job_id, cancel_requested=True).exists()
            except OperationalError:
                logger.warning("job %s: the database did not answer", claim.job_id, exc_info=True)
                continue
            if asked_to_stop:
                self._kill(child)
                actions.finish_cancelled(claim=claim, at=timezone.now())
                return
        self._settle(claim, child.returncode)

    def _settle(self, claim: actions.Claim, exit_code: int) -> None:
        """A process that ended without a word was killed, by the system for its memory perhaps."""
        if exit_code == 0 or not claim.held().exists():
            return
        logger.error("job %s, attempt %s: its process ended with %s", claim.job_id, claim.attempt, exit_code)
        error = _("The work was ended by the system three times, perhaps for want of memory.")
        actions.retry_or_fail(claim=claim, error=error, at=timezone.now())

    def _kill(self, child: "subprocess.Popen[bytes]") -> None:
        """End the process and all that it started: politely, then not."""
        for number, patience in ((signal.SIGTERM, self.pace.grace_seconds), (signal.SIGKILL, None)):
            if child.poll() is not None:
                break
            _signal_group(child.pid, number)
            try:
                child.wait(timeout=patience)
            except subprocess.TimeoutExpired:
                continue
        _signal_group(child.pid, signal.SIGKILL)  # what it started may outlive it
        if child.stdin:
            child.stdin.close()


def _signal_group(pid: int, number: int) -> None:
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):
        return
