"""A job's page: how far it is, a way to stop it, and where its result is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from halfhour.jobs import actions
from halfhour.jobs.access import JobAccess, open_job
from halfhour.jobs.models import JobState
from halfhour.jobs.registry import job_kind
from halfhour.people.doors import signed_in


@signed_in
@require_GET
def job(request: HttpRequest, *, job: UUID) -> HttpResponse:
    """The whole page."""
    access = _open(request, job)
    return render(request, "jobs/job.html", _context(access))


@signed_in
@require_GET
def progress(request: HttpRequest, *, job: UUID) -> HttpResponse:
    """The part that changes. Who watched the job succeed is led on to its result."""
    access = _open(request, job)
    if access.job.state == JobState.SUCCEEDED and access.job.next_url:
        return HttpResponseClientRedirect(access.job.next_url)
    return render(request, "jobs/progress.html", _context(access))


@signed_in
@require_POST
def cancel(request: HttpRequest, *, job: UUID) -> HttpResponse:
    """Ask the job to stop."""
    access = _open(request, job)
    actions.request_cancel(job=access.job, at=timezone.now())
    if getattr(request, "htmx", False):
        return render(request, "jobs/progress.html", _context(access))
    return redirect(access.job)


def _open(request: HttpRequest, job: UUID) -> JobAccess:
    access = open_job(request.user, job)  # type: ignore[arg-type]
    request.access = access.team  # type: ignore[attr-defined]
    return access


def _context(access: JobAccess) -> dict[str, object]:
    return {"job": access.job, "kind": job_kind(access.job.kind)}
