"""Bringing histories in: the list, the upload, the columns, and what became of it."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from halfhour.jobs.actions import start_job
from halfhour.jobs.models import Job
from halfhour.jobs.registry import job_kind
from halfhour.ledger import actions
from halfhour.ledger.access import open_import, visible_imports
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.findings_page import found_page
from halfhour.ledger.forms import ReadingForm, document_of_post, initial_of
from halfhour.ledger.look import Look, look_at
from halfhour.ledger.models import Import, ImportState
from halfhour.ledger.storage import raw_path, rejected_path
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.queries import team_zone

IMPORTS_PER_PAGE = 25
MOST_FILES_AT_ONCE = 20


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def imports(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Every file that was brought in, and the place to bring one in."""
    page = Paginator(visible_imports(access), IMPORTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "ledger/imports.html",
        {"page": page, "may_import": access.may(Permission.IMPORT_HISTORY)},
    )


@team_view(needs=Permission.IMPORT_HISTORY)
@require_POST
def upload(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Keep the raw files; what they mean is asked next."""
    files = request.FILES.getlist("file")
    if not files or len(files) > MOST_FILES_AT_ONCE:
        messages.error(
            request,
            _("Choose between 1 and {most} files.").format(most=MOST_FILES_AT_ONCE),
        )
        return redirect("ledger:imports", team=access.team.slug)
    records = [
        actions.store_upload(
            team=access.team,
            file_name=file.name or "history",
            chunks=file.chunks(),
            by=access.user,
            at=timezone.now(),
        )
        for file in files
    ]
    if len(records) == 1:
        return _to_import(records[0], access)
    messages.success(
        request,
        ngettext(
            "{count} file has arrived; open it to say how it is read.",
            "{count} files have arrived; open each to say how it is read.",
            len(records),
        ).format(count=len(records)),
    )
    return redirect("ledger:imports", team=access.team.slug)


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def one_import(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """One file: how it is read before, progress during, what was found after."""
    record = open_import(access, number)
    if record.state == ImportState.DONE:
        return render(request, "ledger/found.html", _frame(access, record) | {"found": found_page(record)})
    job = _unfinished_job(record)
    if job is not None:
        context = _frame(access, record) | {"job": job, "kind": job_kind(job.kind)}
        return render(request, "ledger/reading.html", context)
    if record.state == ImportState.READING:
        return render(request, "ledger/stopped.html", _frame(access, record))
    return render(request, "ledger/columns.html", _frame(access, record) | _columns(record, record.options))


@team_view(needs=Permission.IMPORT_HISTORY)
@require_POST
def look(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """The columns and the preview again, under what is chosen now; nothing is stored."""
    record = open_import(access, number)
    document = document_of_post(request.POST.dict())
    return render(request, "ledger/parts/columns.html", _frame(access, record) | _columns(record, document))


@team_view(needs=Permission.IMPORT_HISTORY)
@require_POST
def start(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Read the file in the background, as was chosen; what cannot be read is said at once."""
    record = open_import(access, number)
    document = record.options if "go-on" in request.POST else document_of_post(request.POST.dict())
    seen = look_at(record, document)
    if seen.refusal:
        context = _frame(access, record) | _columns(record, document, seen)
        return render(request, "ledger/columns.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        with transaction.atomic():
            actions.choose_options(record=record, options=document)
            job = start_job(
                kind="import_history",
                team=access.team,
                by=access.user,
                arguments={"import": record.pk},
                at=timezone.now(),
            )
            actions.hand_to_job(record=record, job=job.id)
    except ImportRefused as refusal:
        messages.error(request, refusal.on_page)
    return _to_import(record, access)


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def rejected(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponseBase:
    """What was left out of a file, row by row, as a CSV."""
    record = open_import(access, number)
    path = rejected_path(record)
    if not path.is_file():
        raise Http404
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"rejected-{number}.csv", content_type="text/csv"
    )


@team_view(needs=Permission.SEE_LEDGER)
@require_GET
def raw(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponseBase:
    """The file as it came, always as a download."""
    record = open_import(access, number)
    path = raw_path(record)
    if not path.is_file():
        raise Http404
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=record.file_name.rpartition("/")[2],
        content_type="application/octet-stream",
    )


def _to_import(record: Import, access: TeamAccess) -> HttpResponse:
    return redirect("ledger:import", team=access.team.slug, number=record.number)


def _frame(access: TeamAccess, record: Import) -> dict[str, Any]:
    return {"record": record, "may_import": access.may(Permission.IMPORT_HISTORY)}


def _columns(record: Import, document: dict[str, Any], seen: Look | None = None) -> dict[str, Any]:
    found = seen or look_at(record, document)
    initial = initial_of(document, found, timezone=team_zone(record.team).key)
    return {"look": found, "form": ReadingForm(initial=initial, look=found)}


def _unfinished_job(record: Import) -> Job | None:
    job = Job.objects.filter(id=record.job).first() if record.job else None
    return job if job is not None and not job.is_finished else None
