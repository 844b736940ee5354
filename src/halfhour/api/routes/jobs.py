"""Long work that was asked for: how far it is, and stopping it."""

from uuid import UUID

from django.http import Http404
from django.utils import timezone
from ninja import Router

from halfhour.api.doors import TokenRequest, needs, once
from halfhour.api.opened import found_or_404
from halfhour.api.refusals import REFUSALS
from halfhour.api.schemas import Word
from halfhour.api.schemas.jobs import JobOut
from halfhour.jobs.actions import request_cancel
from halfhour.jobs.models import Job
from halfhour.jobs.registry import KINDS
from halfhour.people.access import Permission

router = Router()


@router.get("/{job}", response={200: JobOut, **REFUSALS}, operation_id="read_job")
@needs(Permission.SET_DESK, Permission.EDIT_CUSTOMERS, Permission.ERASE_CUSTOMERS)
def read_job(request: TokenRequest, job: Word) -> JobOut:
    """How far long work is; it exists for a key that may ask for the like."""
    return JobOut.of(_job(request, job))


@router.post("/{job}/stop", response={200: JobOut, **REFUSALS}, operation_id="stop_job")
@needs(Permission.SET_DESK, Permission.EDIT_CUSTOMERS, Permission.ERASE_CUSTOMERS)
@once
def stop_job(request: TokenRequest, job: Word) -> JobOut:
    """Ask long work to stop: at once where it has not begun, else within a second or two."""
    return JobOut.of(request_cancel(job=_job(request, job), at=timezone.now()))


def _job(request: TokenRequest, named: str) -> Job:
    try:
        pk = UUID(named)
    except ValueError:
        raise Http404 from None
    job = found_or_404(Job.objects.filter(team=request.access.team, pk=pk, kind__in=KINDS).first())
    if not request.access.may(KINDS[job.kind].needs):
        raise Http404
    return job
