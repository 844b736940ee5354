"""Tickets of a queue that was renamed or taken out of the team's settings: they go to one that is there."""

from datetime import datetime

from django.core.cache import cache
from django.db.models import Max

from halfhour.desk.actions.changing import change_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.adapter.bodies import queue_for
from halfhour.desk.adapter.policies import engine_of
from halfhour.desk.models import Ticket
from halfhour.desk.models.tickets import UNFINISHED
from halfhour.people.models import TeamVersion

KNOWN_SECONDS = 86_400  # after which a team's settings are looked through again
MOST_AT_ONCE = 200


def requeue(at: datetime) -> int:
    """Give tickets whose queue is none any more to the one that now takes their channel; how many.

    It looks once for each version of a team's settings, and again until nothing is left.
    """
    moved = 0
    newest = TeamVersion.objects.values("team").annotate(newest=Max("id")).order_by("team")
    for team_id, version in newest.values_list("team", "newest"):
        key = f"desk-queues-{team_id}-{version}"
        if cache.get(key):
            continue
        names = [queue.name for queue in engine_of(version).queues]
        lost = Ticket.objects.filter(team=team_id, state__in=UNFINISHED).exclude(queue__in=names)
        ids = list(lost.order_by("id").values_list("id", flat=True)[:MOST_AT_ONCE]) if names else []
        moved += one_by_one(_to_one_that_is_there, ids, at)
        if len(ids) < MOST_AT_ONCE:
            cache.set(key, True, KNOWN_SECONDS)
    return moved


def _to_one_that_is_there(ticket_id: int, at: datetime) -> int:
    ticket = Ticket.objects.select_related("team").get(pk=ticket_id)
    version = TeamVersion.objects.filter(team=ticket.team).order_by("-number").values_list("id", flat=True)[0]
    queue = queue_for(engine_of(version), channel=ticket.channel, asked=ticket.queue)
    change_ticket(ticket=ticket, changes={"queue": queue.name}, by=None, at=at)
    return 1
