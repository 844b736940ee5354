"""The next contact, the switch of who is there, and how contacts find their person."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from halfhour import wording
from halfhour.desk.access import open_ticket
from halfhour.desk.actions.passing_on import not_now
from halfhour.desk.actions.presence import seen, set_presence
from halfhour.desk.actions.routing import take_next
from halfhour.desk.actions.routing_setting import save_routing
from halfhour.desk.adapter.routing import setting_from, usual_room_of
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.routing import RoutingForm, initial_routing
from halfhour.desk.models import DeskSettings, PresenceState
from halfhour.desk.queries.presence import PersonNow, desk_now, engine_team_of
from halfhour.desk.queries.promises import SHOWN_DAYS, kept_share
from halfhour.desk.queries.pushed import just_given
from halfhour.desk.queries.setting_changes import row_of, setting_changes
from halfhour.desk.queries.waiting import waiting_for
from halfhour.desk.views.pane import Said
from halfhour.desk.views.ticket import done
from halfhour.desk.wording.routing import why_in_hand, why_nothing
from halfhour.engine.routing import Choice
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view

CHANGES_SHOWN = 20


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def take(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The contact that is best to do now, or why there is none; scripts are answered in JSON."""
    at = timezone.now()
    ticket, choice = take_next(access=access, at=at)
    if ticket is not None:
        said = (
            wording.sentence(choice.reasons[0]) if ticket.assigned_at == at else _in_hand(access, choice, at)
        )
        url = reverse("desk:ticket", kwargs={"team": access.team.slug, "number": ticket.number})
    else:
        said = why_nothing(_me(access, at), choice)
        url = reverse("desk:workspace", kwargs={"team": access.team.slug})
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"number": ticket.number if ticket else None, "url": url, "said": said})
    if ticket is None:
        messages.info(request, said)
    return redirect(url)


@team_view(needs=Permission.WORK_TICKETS)
@require_GET
def pushed(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What was just given to somebody and not opened yet: what their page asks for as something changes."""
    return render(request, "desk/routing/pushed.html", {"pushed": just_given(access), "access": access})


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def decline(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Not now: what one was just given goes to the next who can."""
    found = open_ticket(access, number)
    return done(
        request,
        access,
        found,
        lambda: not_now(ticket=found, by=access.user, at=timezone.now()),
        said=lambda: Said(text=_("Ticket {number} goes to the next who can take it.").format(number=number)),
    )


@team_view(needs=Permission.WORK_TICKETS)
def presence(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The switch: what one said, and what one's block is now; posting a state sets it."""
    at = timezone.now()
    state = request.POST.get("state")
    if request.method == "POST" and state in PresenceState.values:
        set_presence(team=access.team, user=access.user, state=PresenceState(state), at=at)
        if not request.headers.get("HX-Request"):
            return redirect(_back(request, access))
    return _switch(request, access, at)


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def heard(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """A page is open: its beat, answered by the switch as it is now."""
    at = timezone.now()
    seen(team=access.team, user=access.user, at=at)
    return _switch(request, access, at)


@team_view(needs=Permission.SET_DESK)
def routing(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """What a team sets about routing, and who changed it when."""
    settings = DeskSettings.objects.filter(team=access.team).first() or DeskSettings(team=access.team)
    setting = setting_from(settings.routing)
    usual_room = usual_room_of(engine_team_of(access.team))
    initial = initial_routing(setting, revision=settings.revision)
    form = RoutingForm(request.POST or None, initial=initial, usual_room=usual_room)
    if form.is_bound and form.is_valid():
        try:
            save_routing(
                team=access.team,
                setting=form.setting(),
                revision=form.cleaned_data["revision"],
                by=access.user,
                at=timezone.now(),
            )
        except DeskRefused as refused:
            form.add_error(None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:routing", team=access.team.slug)
    changes = [row_of(each) for each in setting_changes(access.team, part="routing")[:CHANGES_SHOWN]]
    return render(request, "desk/routing/setting.html", {"form": form, "changes": changes})


@team_view(needs=Permission.SEE_BOARD)
@require_GET
def promises(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """The share of promises kept, against what was claimed."""
    queues = kept_share(access.team, at=timezone.now())
    return render(request, "desk/routing/promises.html", {"queues": queues, "days": SHOWN_DAYS})


def _switch(request: HttpRequest, access: TeamAccess, at: datetime) -> HttpResponse:
    context = {"me": _me(access, at), "states": PresenceState.choices, "team": access.team}
    return render(request, "desk/routing/presence.html", context)


def _in_hand(access: TeamAccess, choice: Choice, at: datetime) -> str:
    me = _me(access, at)
    if me is None:
        return wording.sentence(choice.reasons[0])
    if not me.takes:
        return f"{why_nothing(me, choice)} {_('Go on with this one, which you have in hand.')}"
    return why_in_hand(choice, held=len(me.held), waiting=waiting_for(me, access.team))


def _me(access: TeamAccess, at: datetime) -> PersonNow | None:
    return desk_now(access.team, at).person(access.user.pk)


def _back(request: HttpRequest, access: TeamAccess) -> str:
    return reverse("desk:workspace", kwargs={"team": access.team.slug})
