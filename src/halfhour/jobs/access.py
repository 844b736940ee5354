"""Who may see a job and stop it: the person who asked, and those of its team who may ask for the like."""

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from halfhour.jobs.models import Job
from halfhour.jobs.registry import KINDS
from halfhour.people.access import TeamAccess, open_team
from halfhour.people.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class JobAccess:
    """A job as one person may use it; `team` is None for work that belongs to no team."""

    job: Job
    team: TeamAccess | None


def open_job(user: User, job_id: UUID) -> JobAccess:
    """Fetch a job for this person; for others it does not exist."""
    job = Job.objects.select_related("team", "by").filter(id=job_id).first()
    if job is None or job.kind not in KINDS:
        raise Http404
    if job.team is None:
        if job.by_id != user.id and not user.is_administrator:
            raise Http404
        return JobAccess(job=job, team=None)
    try:
        return JobAccess(job=job, team=open_team(user, job.team.slug, needs=KINDS[job.kind].needs))
    except PermissionDenied:
        raise Http404 from None
