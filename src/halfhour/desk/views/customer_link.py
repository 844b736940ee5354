"""A new link to the customer's page, where an older one went to somebody else."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from halfhour.desk.access import open_ticket
from halfhour.desk.actions.customer_side import renew_link as renew
from halfhour.desk.views.pane import Said
from halfhour.desk.views.ticket import done
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view


@team_view(needs=Permission.WORK_TICKETS)
@require_POST
def renew_link(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    """Older links open nothing from now on; the customer gets a new one by mail."""
    ticket = open_ticket(access, number)
    return done(
        request,
        access,
        ticket,
        lambda: renew(ticket=ticket, by=access.user, at=timezone.now()),
        said=lambda: Said(text=_("Older links no longer open; a new one is on its way."), tone="success"),
    )
