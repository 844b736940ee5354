"""Every change to jobs: asking for and stopping them, and what workers do with them."""

from halfhour.jobs.actions.asking import request_cancel, start_job
from halfhour.jobs.actions.reaping import reap_lost_jobs
from halfhour.jobs.actions.working import (
    Claim,
    beat,
    claim_job,
    claim_next_job,
    finish_cancelled,
    finish_failed,
    finish_succeeded,
    hand_back,
    retry_or_fail,
    save_progress,
)

__all__ = [
    "Claim",
    "beat",
    "claim_job",
    "claim_next_job",
    "finish_cancelled",
    "finish_failed",
    "finish_succeeded",
    "hand_back",
    "reap_lost_jobs",
    "request_cancel",
    "retry_or_fail",
    "save_progress",
    "start_job",
]
