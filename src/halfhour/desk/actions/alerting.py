"""Urgent contacts that people take by key, and that nobody can take now: it is said why, and to the leads.

What is given away as it comes is looked at as it is given.
"""

from datetime import datetime

from halfhour.desk.actions.routing import choose, say_why
from halfhour.desk.models import Priority, Ticket
from halfhour.desk.queries.presence import desk_now, routing_setting
from halfhour.desk.queries.waiting import waiting_tickets, work_of_tickets
from halfhour.engine.routing import RoutingReason
from halfhour.people.models import Team

MOST_AT_ONCE = 50


def alert_of_urgent(at: datetime) -> int:
    """Say of every urgent contact that nobody can take why that is; how many there are."""
    urgent = Ticket.objects.filter(assignee__isnull=True, priority=Priority.URGENT)
    teams = set(urgent.order_by().values_list("team", flat=True).distinct())
    return sum(_alert(team, at) for team in Team.objects.filter(id__in=teams).order_by("id"))


def _alert(team: Team, at: datetime) -> int:
    pushed = routing_setting(team).pushed
    urgent = waiting_tickets(team).filter(priority=Priority.URGENT).exclude(channel__in=pushed)
    ids = list(urgent.values_list("id", flat=True)[:MOST_AT_ONCE])
    if not ids:
        return 0
    desk, alerted = desk_now(team, at), 0
    for work in work_of_tickets(desk, ids):
        choice = choose(desk, work, but=())
        if choice.person is None and choice.reasons[0].kind == RoutingReason.NOBODY_CAN:
            say_why(desk, int(work.key), choice)
            alerted += 1
    return alerted
