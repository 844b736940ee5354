"""Deadlines move with the opening hours: a day that is closed now is closed for whoever waits already."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.db.models import F, Q

from halfhour.customers.actions.locking import again_after_deadlock
from halfhour.desk import live
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.adapter.clocks import clocks_of_ticket, write_clocks
from halfhour.desk.adapter.policies import opening_hours
from halfhour.desk.models import DeskSettings, Ticket
from halfhour.desk.models.tickets import IS_UNFINISHED

AT_ONCE = 200  # tickets of a team
BY_THE_OLD_ONES = timedelta(seconds=10)  # may a contact still be taken that was begun before they changed
WRITTEN = ("due_at", "due_measure", "first_due_at", "resolution_due_at", "warn_at")


def follow_hours(at: datetime) -> int:
    """Where a team's settings are others, work out anew what its unfinished tickets are due by; of how many.

    It begins once what was begun by the settings before has been saved, goes on where it was cut off, by the
    tickets' ids, and begins again where settings change meanwhile.
    """
    versions = DeskSettings.objects.annotate(
        version=F("team__versions"), since=F("team__versions__changed_at")
    ).filter(Q(hours_of=None) | Q(version__gt=F("hours_of")), version__isnull=False)
    done = 0
    for _desk, rows in groupby(versions.order_by("id", "version"), key=attrgetter("pk")):
        newer = list(rows)
        if newer[-1].since <= at - BY_THE_OLD_ONES:
            done += _follow(newer[-1], [each.version for each in newer], at)
    return done


def _follow(desk: DeskSettings, versions: Sequence[int], at: datetime) -> int:
    """Follow the newest of the versions since those that were followed last."""
    newest = versions[-1]
    if desk.hours_to is None and _are_as_before(desk, versions):
        _keep(desk, hours_of=newest)
        return 0
    after = desk.hours_after if desk.hours_to == newest else 0
    waiting = Ticket.objects.filter(IS_UNFINISHED, team=desk.team_id, pk__gt=after).order_by("pk")
    ids = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    if not ids:
        _keep(desk, hours_of=newest)
        return 0
    changed = one_by_one(_count_anew, ids, at)
    _keep(desk, hours_of=desk.hours_of, hours_to=newest, hours_after=ids[-1])
    return changed


def _are_as_before(desk: DeskSettings, versions: Sequence[int]) -> bool:
    """Whether none of the versions has other hours than were followed last, not even for a while."""
    if desk.hours_of is None:
        return False
    hours = opening_hours(desk.hours_of)
    return all(opening_hours(version) == hours for version in versions)


def _keep(
    desk: DeskSettings, *, hours_of: int | None, hours_to: int | None = None, hours_after: int = 0
) -> None:
    """How far it is; unless another process has gone on from where this one began."""
    where = {"hours_of": desk.hours_of, "hours_to": desk.hours_to, "hours_after": desk.hours_after}
    rows = DeskSettings.objects.filter(pk=desk.pk, **where)
    rows.update(hours_of=hours_of, hours_to=hours_to, hours_after=hours_after)


@again_after_deadlock
@transaction.atomic
def _count_anew(ticket_id: int, at: datetime) -> int:
    """The ticket itself stays as it is: this is nobody's change, and makes nobody's answer outdated."""
    ticket = lock_ticket(ticket_id)
    before = {name: getattr(ticket, name) for name in WRITTEN}
    write_clocks(ticket, clocks_of_ticket(ticket), at=at)
    after = {name: getattr(ticket, name) for name in WRITTEN}
    if after == before:
        return 0
    Ticket.objects.filter(pk=ticket.pk).update(**after)
    transaction.on_commit(partial(live.look_again, team_id=ticket.team_id, number=ticket.number))
    return 1
