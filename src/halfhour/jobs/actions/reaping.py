"""Jobs whose worker died go back into the queue, exactly once each, at most three times."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from halfhour.jobs.actions.working import Claim, retry_or_fail
from halfhour.jobs.models import Job, JobState

logger = logging.getLogger(__name__)


def reap_lost_jobs(*, lost_after: timedelta, at: datetime) -> int:
    """Put back the jobs whose worker has been silent for `lost_after`; how many this call put back.

    Many workers may reap at once: a job goes back by one of them, since the change asks that the row
    is still as it was seen.
    """
    silent = Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=at - lost_after)
    reaped = 0
    for job in silent.order_by("heartbeat_at", "id"):
        with transaction.atomic():
            seen = Job.objects.select_for_update().filter(
                id=job.id, state=JobState.RUNNING, attempts=job.attempts, heartbeat_at=job.heartbeat_at
            )
            if not seen.exists():
                continue
            logger.warning("job %s was lost by worker %s at attempt %s", job.id, job.worker, job.attempts)
            claim = Claim(job_id=job.id, attempt=job.attempts)
            with override(job.language or None):
                error = _("The work was interrupted three times and given up. Start it again, please.")
            reaped += retry_or_fail(claim=claim, error=error, at=at)
    return reaped
