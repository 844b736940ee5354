"""Complaints: the register, one with its steps, and opening one from a ticket."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from halfhour.desk.access import open_ticket
from halfhour.desk.actions import complaints as acts
from halfhour.desk.actions.complaint_opening import AFTER, days_of, open_complaint
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.processes import ComplaintFilter, DecisionForm, PeopleForm, StepForm
from halfhour.desk.models import Complaint, ComplaintStep, StepKind
from halfhour.desk.queries.complaints import (
    SHOWN,
    causes,
    history_of,
    register,
    rows_of,
    visible_complaints,
)
from halfhour.desk.queries.history import people_named, who_words
from halfhour.desk.wording.history import why_words
from halfhour.desk.wording.processes import complaint_words
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.people.queries import team_zone

PER_PAGE = 50


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def complaints(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The register, with deadlines and the roots that were found; to an agent, of what is theirs."""
    at = timezone.now()
    form = ComplaintFilter(request.GET or None)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    shown = chosen.get("shown") or SHOWN[0]
    found = register(access, shown=shown, cause=chosen.get("cause", ""), owner=chosen.get("owner", ""), at=at)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": rows_of(page.object_list, at=at),
        "causes": causes(access),
        "is_filtered": bool(request.GET),
        "may_set": access.may(Permission.SET_DESK),
        "zone": team_zone(access.team),  # steps are due on working days of the team's
    }
    return render(request, "desk/processes/complaints.html", context)


@team_view(needs=Permission.SEE_TICKETS)
def complaint(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """One complaint: its people, its steps, the decision and what happened; what is typed is never lost."""
    found = visible_complaints(access).filter(number=number).first()
    if found is None:
        raise Http404
    if request.method == "POST" and not access.may(Permission.WORK_TICKETS):
        raise PermissionDenied
    act = request.POST.get("act", "") if request.method == "POST" else ""
    people = PeopleForm(
        request.POST if act == "people" else None,
        team=access.team,
        initial={"owner": found.owner, "reviewer": found.reviewer, "revision": found.revision},
    )
    step = StepForm(request.POST if act == "step" else None)
    decision = DecisionForm(
        request.POST if act == "decide" else None,
        initial={"root_cause": found.root_cause, "revision": found.revision},
    )
    bound = next((form for form in (people, step, decision) if form.is_bound), None)
    if act == "close" or (bound is not None and bound.is_valid()):
        try:
            _do(act, found, bound, access)
        except DeskRefused as refused:
            if bound is None:
                messages.error(request, refused.sentence)
            else:
                bound.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:complaint", team=access.team.slug, number=number)
    happened = history_of(found)
    names = people_named(each.facts for each in happened)
    rows = list(found.steps.order_by("position"))
    undone = {each.kind: each for each in rows if each.done_at is None}
    steps = [(each, _form_of(each.kind, step, found), _waits_for(each.kind, undone, found)) for each in rows]
    context = {
        "complaint": found,
        "people": people,
        "decision": decision,
        "steps": steps,
        "next_kind": next(iter(undone), ""),
        "sent_kinds": acts.SENT,
        "history": [
            (each, complaint_words(each.facts, people=names), who_words(each), why_words(each.reason))
            for each in happened
        ],
        "opened_for_nobody": any(
            each.reason and "complaint" in each.facts and "owner" not in each.facts for each in happened
        ),
        "decided": next((each for each in happened if "is_upheld" in each.facts), None),
        "causes": causes(access),
        "is_reviewer": found.reviewer_id == access.user.pk,
        "may_work": access.may(Permission.WORK_TICKETS) and found.closed_at is None,
        "at": timezone.now(),
    }
    status = 422 if bound is not None and bound.errors else 200
    return render(request, "desk/processes/complaint.html", context, status=status)


def _do(
    act: str, found: Complaint, form: PeopleForm | StepForm | DecisionForm | None, access: TeamAccess
) -> None:
    at, by = timezone.now(), access.user
    if form is None:
        acts.close_complaint(complaint=found, by=by, at=at)
        return
    data = form.cleaned_data
    if act == "people":
        acts.set_people(complaint=found, by=by, at=at, **data)
    elif act == "step":
        acts.do_step(complaint=found, by=by, at=at, **{**data, "kind": StepKind(data["kind"])})
    else:
        acts.decide(complaint=found, by=by, at=at, **{**data, "is_upheld": data["is_upheld"] == "yes"})


def _waits_for(kind: str, undone: Mapping[str, ComplaintStep], found: Complaint) -> str:
    """What is to be done before a step, in words; empty where it can be done."""
    first = next((undone[each] for each in AFTER.get(kind, ()) if each in undone), None)
    if first is None and kind == StepKind.ANSWER and found.is_upheld is None:
        return _("Decision")
    return str(first.get_kind_display()) if first else ""


def _form_of(kind: str, bound: StepForm, found: Complaint) -> StepForm:
    """The form of one step; what was just typed for it stays in it."""
    if bound.is_bound and bound.data.get("kind") == kind:
        return bound
    return StepForm(initial={"kind": kind, "revision": found.revision}, auto_id=f"id_{kind}_%s")


@team_view(needs=Permission.WORK_TICKETS)
def begin(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Handle a ticket as a complaint; whoever opens it owns it until somebody else is named."""
    ticket = open_ticket(access, number)
    if request.method != "POST":
        days = days_of(access.team)
        steps = [(kind.label, days[kind]) for kind in StepKind]
        return render(request, "desk/processes/begin_complaint.html", {"ticket": ticket, "steps": steps})
    try:
        made = open_complaint(ticket=ticket, by=access.user, at=timezone.now())
    except DeskRefused as refused:
        messages.error(request, refused.sentence)
        return redirect("desk:ticket", team=access.team.slug, number=number)
    return redirect("desk:complaint", team=access.team.slug, number=made.number)
