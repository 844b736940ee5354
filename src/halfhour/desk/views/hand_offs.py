"""Hand-offs: passing a question on, the list of what is out, and the department's own page."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import activate, get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour.desk.access import open_ticket
from halfhour.desk.actions.departments import save_department
from halfhour.desk.actions.handing_off import answer_hand_off, take_back
from halfhour.desk.actions.handing_off import hand_off as pass_on
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.processes import DepartmentForm, HandOffForm
from halfhour.desk.forms.public import AnswerForm
from halfhour.desk.models import HandOff
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.queries.hand_offs import (
    departments_of,
    ended_hand_offs,
    open_hand_offs,
    passed_file,
    passed_messages,
    visible_hand_offs,
)
from halfhour.desk.signing import LinkRefused, open_hand_off
from halfhour.desk.views.downloads import as_download
from halfhour.desk.views.public import for_outsiders, typed_text
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.queries import team_zone


@team_view(needs=Permission.SEE_TICKETS)
@require_GET
def hand_offs(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What is with departments, the most overdue first, and what came back lately."""
    at = timezone.now()
    context = {
        "rows": [(each, each.due_at < at) for each in open_hand_offs(access)],
        "ended": ended_hand_offs(access),
        "may_work": access.may(Permission.WORK_TICKETS),
        "may_set": access.may(Permission.SET_DESK),
    }
    return render(request, "desk/processes/hand_offs.html", context)


@team_view(needs=Permission.WORK_TICKETS)
def hand_off(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Ask a department about a ticket."""
    ticket = open_ticket(access, number)
    form = HandOffForm(
        request.POST if request.method == "POST" else None,
        ticket=ticket,
        initial={"revision": ticket.revision},
    )
    if form.is_bound and form.is_valid():
        try:
            pass_on(ticket=ticket, by=access.user, at=timezone.now(), **form.values())
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Passed on. You are told when the answer is there."))
            return redirect("desk:ticket", team=access.team.slug, number=number)
    context = {"form": form, "ticket": ticket, "has_departments": departments_of(access).exists()}
    return render(request, "desk/processes/hand_off.html", context)


def _open(access: TeamAccess, pk: int) -> HandOff:
    found = visible_hand_offs(access).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def back(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """No longer wait for the department."""
    found = _open(access, pk)
    try:
        take_back(hand_off=found, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Taken back."))
    return redirect("desk:ticket", team=access.team.slug, number=found.ticket.number)


@team_view(needs=Permission.WORK_TICKETS)
def answer_for(request: HttpRequest, *, access: TeamAccess, pk: int) -> HttpResponse:
    """A member writes down what the department said on the phone or in the corridor."""
    found = _open(access, pk)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            answer_hand_off(hand_off=found, by=access.user, at=timezone.now(), **form.cleaned_data)
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            return redirect("desk:ticket", team=access.team.slug, number=found.ticket.number)
    context = {"form": form, "hand_off": found}
    return render(request, "desk/processes/hand_off_answer.html", context)


@for_outsiders
def department(request: HttpRequest, token: str) -> HttpResponse:
    """The department's page: what is asked, what was passed along, and a place to answer."""
    try:
        return _asked(request, token)
    except LinkRefused as refused:
        status = 410 if refused.is_old else 404
        return render(
            request, "desk/public/hand_off_gone.html", {"typed": typed_text(request)}, status=status
        )


def _asked(request: HttpRequest, token: str) -> HttpResponse:
    found = open_hand_off(token)
    _speak(request, found.department.language)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if found.state == HandOffState.OPEN and form.is_bound and form.is_valid():
        try:
            answer_hand_off(hand_off=found, by=None, at=timezone.now(), **form.cleaned_data)
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
            found = open_hand_off(token)  # another was quicker
        else:
            return redirect("help:hand_off", token=token)
    if getattr(request, "reader_zone", None) is None:
        timezone.activate(team_zone(found.ticket.team))
    context = {"help_team": found.ticket.team, "hand_off": found, "token": token}
    if found.state != HandOffState.OPEN:
        return _answered(request, found, context)
    context |= {"form": form, "passed": passed_messages(found), "zone": timezone.get_current_timezone_name()}
    return render(request, "desk/public/hand_off.html", context, status=422 if form.is_bound else 200)


def _answered(request: HttpRequest, found: HandOff, context: dict[str, Any]) -> HttpResponse:
    """Thanks, also after a double click; who wrote another answer, too late, has it before them."""
    typed = typed_text(request)
    if typed in ("", found.answer):
        return render(request, "desk/public/hand_off_done.html", context)
    return render(request, "desk/public/hand_off_done.html", context | {"typed": typed}, status=409)


def _speak(request: HttpRequest, language: str) -> None:
    """The department's language, unless the reader has chosen one in their account or on a page."""
    has_chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) or getattr(request.user, "language", "")
    if language in dict(settings.LANGUAGES) and not has_chosen:
        activate(language)  # until the reader's middleware ends the request


@for_outsiders
@require_GET
def department_file(request: HttpRequest, token: str, file: str) -> HttpResponseBase:
    found = open_hand_off(token)
    attachment = passed_file(found, file) if found.state == "open" else None
    if attachment is None:
        raise LinkRefused(is_old=False)
    return as_download(attachment)


@team_view(needs=Permission.SET_DESK)
@require_GET
def departments(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    return render(request, "desk/processes/departments.html", {"departments": departments_of(access)})


@team_view(needs=Permission.SET_DESK)
def one_department(request: HttpRequest, *, access: TeamAccess, pk: int | None = None) -> HttpResponse:
    """A department; without a number, a new one."""
    found = departments_of(access).filter(pk=pk).first() if pk is not None else None
    if pk is not None and found is None:
        raise Http404
    names = ("name", "email", "language", "due_hours", "is_retired")
    initial = {name: getattr(found, name) for name in names} if found else {"language": get_language()}
    form = DepartmentForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            save_department(
                team=access.team, department=found, by=access.user, at=timezone.now(), **form.cleaned_data
            )
        except DeskRefused as refused:
            form.add_error("name", refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:departments", team=access.team.slug)
    return render(request, "desk/processes/department.html", {"form": form, "department": found})
