"""What the team wants to know of its tickets beside what every ticket has."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from halfhour.desk.actions.ticket_fields import save_ticket_field
from halfhour.desk.errors import DeskRefused
from halfhour.desk.forms.ticket_fields import TicketFieldForm, field_initial
from halfhour.desk.models import TicketField
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.SET_DESK)
@require_GET
def ticket_fields(request: HttpRequest, *, access: TeamAccess) -> HttpResponse:
    """All of them, those no longer asked for at the end."""
    fields = TicketField.objects.filter(team=access.team).order_by("is_retired", "position", "id")
    return render(request, "desk/setting/ticket_fields.html", {"fields": fields})


@team_view(needs=Permission.SET_DESK)
def ticket_field(request: HttpRequest, *, access: TeamAccess, key: str | None = None) -> HttpResponse:
    """One field; without a key, a new one."""
    found = get_object_or_404(TicketField, team=access.team, key=key) if key is not None else None
    form = TicketFieldForm(
        request.POST if request.method == "POST" else None,
        field=found,
        initial=field_initial(found) if found else {},
    )
    if form.is_bound and form.is_valid():
        try:
            save_ticket_field(
                team=access.team, field=found, by=access.user, at=timezone.now(), **form.values()
            )
        except DeskRefused as refused:
            form.add_error("choices" if refused.field == "choices" else None, refused.sentence)
        else:
            messages.success(request, _("Saved."))
            return redirect("desk:ticket_fields", team=access.team.slug)
    return render(request, "desk/setting/ticket_field.html", {"form": form, "field": found})
