"""Contacts that routing gave somebody unasked: what still stands, who let which pass."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Exists, F, OuterRef, QuerySet

from halfhour.desk.models import Message, MessageKind, PushedContact, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.people.access import Permission, TeamAccess


def who_let_pass(ids: Iterable[int]) -> Mapping[int, Mapping[str, datetime]]:
    """For each ticket, by username, when somebody let it pass."""
    found: defaultdict[int, dict[str, datetime]] = defaultdict(dict)
    rows = PushedContact.objects.filter(ticket__in=list(ids), passed_at__isnull=False).order_by("id")
    for row in rows.select_related("user"):
        if row.passed_at is not None:
            found[row.ticket_id][row.user.get_username()] = row.passed_at
    return found


def standing_pushes() -> QuerySet[PushedContact]:
    """What somebody was given unasked, still holds by that alone, and has not answered."""
    answered = Message.objects.filter(
        ticket=OuterRef("ticket"), kind=MessageKind.REPLY, author=OuterRef("user"), at__gte=OuterRef("at")
    )
    return PushedContact.objects.filter(
        ~Exists(answered),
        is_standing=True,
        ticket__state__in=OURS,
        ticket__assignee=F("user"),
        ticket__assigned_at=F("at"),
        ticket__assigned_by_person=False,
    ).order_by("at", "id")


def just_given(access: TeamAccess) -> tuple[Ticket, ...]:
    """What somebody was given unasked and has not opened, the oldest first."""
    if not access.may(Permission.WORK_TICKETS):
        return ()
    theirs = standing_pushes().filter(ticket__team=access.team, user=access.user, opened_at__isnull=True)
    return tuple(each.ticket for each in theirs.select_related("ticket"))
