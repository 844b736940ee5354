"""The guided start: a new team's way from a file to a published plan.

The steps of bringing in a history, making a plan and publishing it are the pages that everybody uses
later too; only what is asked of a newcomer once stands here.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.ledger.actions import store_upload
from halfhour.people.access import Permission, TeamAccess, access_to, visible_teams
from halfhour.people.actions import save_team_version
from halfhour.people.doors import administrators_only, signed_in, team_view
from halfhour.people.errors import SettingsMovedOn
from halfhour.people.forms.base import beside_field
from halfhour.people.models import Team, TeamVersion
from halfhour.people.queries import latest_version
from halfhour.people.teamfile import TeamFileError, team_from_document
from halfhour.people.typed import whole_number
from halfhour.web import actions
from halfhour.web.forms.setup import QueueGoalForm, SetupTeamForm, StartForm
from halfhour.web.guide import guide_of
from halfhour.web.models import GuidedStart
from halfhour.web.proposal import propose

STEPS = ("team", "goals")


@signed_in
def start(request: HttpRequest) -> HttpResponseBase:
    """Where the guided way begins: with a new team for administrators, for others with one of theirs."""
    if request.method == "POST" or request.user.is_administrator:  # type: ignore[union-attr]
        return new_team(request)
    mine = visible_teams(request.user)  # type: ignore[arg-type]
    teams = [team for team in mine if access_to(request.user, team).may(Permission.EDIT_TEAM)]  # type: ignore[arg-type]
    return render(request, "web/setup/own_teams.html", {"teams": teams})


@administrators_only
def new_team(request: HttpRequest) -> HttpResponse:
    """A name, a place and a file: the first step of a new team."""
    zone = getattr(request, "reader_zone", None)
    form = StartForm(
        request.POST or None, request.FILES or None, initial={"timezone": zone.key if zone else "UTC"}
    )
    if not (form.is_bound and form.is_valid()):
        return render(request, "web/setup/start.html", {"form": form})
    now = timezone.now()
    data = form.cleaned_data
    team = actions.begin_guided_start(
        name=data["name"],
        timezone=data["timezone"],
        by=request.user,  # type: ignore[arg-type]
        at=now,
    )
    if data["file"] is not None:
        store_upload(
            team=team,
            file_name=data["file"].name,
            chunks=data["file"].chunks(),
            by=request.user,  # type: ignore[arg-type]
            at=now,
        )
    return _onward(request, team)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def take_up(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Go the guided way with a team that exists."""
    actions.take_up_guided_way(team=access.team, by=access.user, at=timezone.now())
    return _onward(request, access.team)


@team_view(needs=Permission.EDIT_TEAM)
def setup_team(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Who answers and when, guessed from the history."""
    record, version = _begun(access)
    proposal = propose(access.team)
    document = proposal.document if "team" not in record.confirmed else version.document
    form = SetupTeamForm(_typed(request, record, "team"), initial=SetupTeamForm.initial_from(document))
    if request.method == "POST":
        if form.is_valid() and _save(request, access, version, form.applied_to(document), form):
            actions.confirm_step(team=access.team, step="team")
            return _onward(request, access.team)
        actions.keep_draft(team=access.team, step="team", typed=_kept(request))
    context = {"form": form, "findings": proposal.findings, "version": version}
    return render(request, "web/setup/team.html", context)


@team_view(needs=Permission.EDIT_TEAM)
def setup_goals(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What is promised on each queue, with what is usual filled in."""
    record, version = _begun(access)
    if "team" not in record.confirmed:  # the queues are known once the history was looked at
        return redirect("web:setup_team", team=access.team.slug)
    document = version.document
    typed = _typed(request, record, "goals")
    forms = [
        QueueGoalForm(typed, prefix=f"q{at}", initial=QueueGoalForm.initial_from(queue))
        for at, queue in enumerate(document["queue"])
    ]
    if request.method == "POST":
        right = [form.is_valid() for form in forms]  # all of them, so that each shows its errors
        if all(right) and _save(request, access, version, _with_goals(document, forms), *forms):
            actions.confirm_step(team=access.team, step="goals")
            return _onward(request, access.team)
        actions.keep_draft(team=access.team, step="goals", typed=_kept(request))
    rows = list(zip(document["queue"], forms, strict=True))
    return render(request, "web/setup/goals.html", {"rows": rows, "version": version})


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def keep_draft(request: HttpRequest, *, access: TeamAccess, step: str) -> HttpResponse:
    """Keep what is being typed, every second or so."""
    if step not in STEPS:
        raise Http404
    actions.keep_draft(team=access.team, step=step, typed=_kept(request))
    return HttpResponse(status=204)


@team_view(needs=Permission.EDIT_TEAM)
@require_POST
def finish(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """Put the guide away, whether or not its end was reached."""
    actions.finish_guided_start(team=access.team, at=timezone.now())
    return redirect("web:team", team=access.team.slug)


def _with_goals(document: dict[str, Any], forms: list[QueueGoalForm]) -> dict[str, Any]:
    queues = [form.applied_to(queue) for form, queue in zip(forms, document["queue"], strict=True)]
    return {**document, "queue": queues}


def _begun(access: TeamAccess) -> tuple[GuidedStart, TeamVersion]:
    record = GuidedStart.objects.filter(team=access.team).first()
    version = latest_version(access.team)
    if record is None or version is None:
        raise Http404
    return record, version


def _onward(request: HttpRequest, team: Team) -> HttpResponse:
    """To the next step of the way."""
    access = getattr(request, "access", None) or TeamAccess(
        team=team,
        user=request.user,  # type: ignore[arg-type]
        permissions=frozenset(Permission),
        agent_name="",
    )
    guide = guide_of(access)
    if guide and guide.next and guide.next.url:
        return redirect(guide.next.url)
    return redirect("web:team", team=team.slug)


def _typed(request: HttpRequest, record: GuidedStart, step: str) -> QueryDict | None:
    """What was sent, or what was typed before and not saved."""
    if request.method == "POST":
        return request.POST
    if step not in record.drafts:
        return None
    draft = QueryDict(mutable=True)
    for name, values in record.drafts[step].items():
        draft.setlist(name, values)
    return draft


def _kept(request: HttpRequest) -> dict[str, list[str]]:
    return {name: values for name, values in request.POST.lists() if name not in ("csrfmiddlewaretoken",)}


def _save(
    request: HttpRequest,
    access: TeamAccess,
    version: TeamVersion,
    document: dict[str, Any],
    *forms: SetupTeamForm | QueueGoalForm,
) -> bool:
    """Save the answers, or show beside the fields why not."""
    try:
        save_team_version(
            team=access.team,
            settings=team_from_document(document),
            based_on=whole_number(request.POST.get("based_on")) or 0,
            by=access.user,
            at=timezone.now(),
            note=_("From the guided start"),
        )
    except TeamFileError as refused:
        for problem in refused.problems:
            form, tail = forms[0], problem.path
            if len(problem.path) > 1 and problem.path[0] == "queue" and isinstance(problem.path[1], int):
                form, tail = forms[min(problem.path[1], len(forms) - 1)], problem.path[2:]
            field = form.field_at(tail)
            is_seen = field is not None and problem.path[0] != "agent"  # people stand in one field together
            form.add_error(field, beside_field(problem) if is_seen else problem.sentence)
        return False
    except SettingsMovedOn as moved:
        messages.error(request, str(moved))
        return False
    return True
