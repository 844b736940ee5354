"""What becomes of mail that could not be sent: it is tried again, or left."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from halfhour.desk.actions.locking import lock_end
from halfhour.desk.actions.recording import moved, save_ticket
from halfhour.desk.actions.telling import tell
from halfhour.desk.models import Message, Outgoing, OutgoingState, State
from halfhour.desk.queries.there import leads_of, owner_or_leads
from halfhour.people.models import Team

NOT_DELIVERED = "not_delivered"


def try_again(mails: Iterable[Outgoing], *, at: datetime) -> int:
    """Put these back in line; how many were still to be sent."""
    return _failed(mails).update(state=OutgoingState.WAITING, tries=0, next_try_at=at)


def leave(mails: Iterable[Outgoing]) -> int:
    """Send these no more; why they failed stays on their tickets."""
    return _failed(mails).update(state=OutgoingState.DROPPED)


def tell_leads_of_failed_mail(*, team: Team, at: datetime) -> None:
    """Once a day, however much mail fails."""
    tell(leads_of(team), team=team, kind="mail_failed", key=f"mail-failed-{team.pk}-{at:%Y-%m-%d}", at=at)


@transaction.atomic
def tell_of_undelivered(mail: Outgoing, *, at: datetime) -> None:
    """An answer that could not be mailed answered nobody: it says so, and who holds the ticket hears of it.

    A ticket that waits on the customer is open again: they know of nothing to answer.
    """
    said = Message.objects.filter(pk=mail.facts.get("message"))
    on = said.values_list("ticket", flat=True).first()
    ticket = lock_end(mail.ticket_id if on is None else on)
    said.update(not_delivered=mail.why)
    if ticket.state == State.WAITING_ON_CUSTOMER:
        events = moved(ticket, State.OPEN, at=at, by=None)
        for event in events:
            event.reason = {"kind": NOT_DELIVERED}
        save_ticket(ticket, events=events, at=at)
    tell(
        owner_or_leads(ticket.team, ticket.assignee),
        team=ticket.team,
        ticket=ticket,
        kind=NOT_DELIVERED,
        key=f"not-delivered-{mail.pk}-{at:%Y%m%d%H%M}",
        figures={"number": ticket.number},
        at=at,
    )


def delivered(mail: Outgoing) -> None:
    """What was refused before has reached its customer."""
    Message.objects.filter(pk=mail.facts.get("message")).update(not_delivered="")


def _failed(mails: Iterable[Outgoing]) -> QuerySet[Outgoing]:
    return Outgoing.objects.filter(pk__in=[mail.pk for mail in mails], state=OutgoingState.FAILED)
