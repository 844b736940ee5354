"""Tickets of people who left the team or answer no more: back in the line, so that nobody waits for them."""

from datetime import datetime

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import save_ticket
from halfhour.desk.adapter.routing import not_there, stored_reason
from halfhour.desk.models import Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.there import WORKING
from halfhour.people.models import Member

MOST_AT_ONCE = 200


def free_of_who_left(at: datetime) -> int:
    """Take from people who left what is the team's turn; how many. It looks once a minute.

    What waits for somebody else stays, and is freed as it comes back.
    """
    if not cache.add(f"desk-left-{at:%Y%m%d%H%M}", 1, 120):
        return 0
    return one_by_one(_free, _left().order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE], at)


def _left() -> QuerySet[Ticket]:
    belongs = Member.objects.filter(team=OuterRef("team"), user=OuterRef("assignee"), role__in=WORKING)
    return Ticket.objects.filter(
        Q(assignee__is_active=False) | (~Exists(belongs) & Q(assignee__is_administrator=False)),
        state__in=OURS,
        assignee__isnull=False,
    )


@transaction.atomic
def _free(ticket_id: int, at: datetime) -> int:
    ticket = lock_ticket(ticket_id)
    if ticket.assignee is None or not _left().filter(pk=ticket.pk).exists():
        return 0
    reason = stored_reason(not_there(ticket.assignee.get_username()))
    events = hold(ticket, None, at=at, by=None, reason=reason)
    ticket.unassigned_why = reason
    save_ticket(ticket, events=events, at=at)
    return 1
