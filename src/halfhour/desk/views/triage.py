"""A person's word on how a ticket is sorted."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.desk.access import open_ticket
from halfhour.desk.actions.triage import correct as correct_ticket
from halfhour.desk.queries.triage import value_words
from halfhour.desk.views.pane import Said
from halfhour.desk.views.ticket import done, seen_revision
from halfhour.desk.wording.triage import FIELDS
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def correct(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Say what the ticket is, or that it is right so; the ticket is shown anew."""
    ticket = open_ticket(access, number)
    field, value = request.POST.get("field", ""), request.POST.get("value", "").replace("\0", "")
    words = _("{field}: {value}").format(field=FIELDS.get(field, field), value=value_words(field, value))
    return done(
        request,
        access,
        ticket,
        lambda: correct_ticket(
            ticket=ticket,
            field=field,
            value=value,
            by=access.user,
            at=timezone.now(),
            revision=seen_revision(request),
        ),
        said=lambda: Said(text=words, tone="success"),
    )
