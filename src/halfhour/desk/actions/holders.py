"""Whoever holds a ticket hears of it when somebody else gives it to them, or ends it: neither goes unseen."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from halfhour.desk.actions.telling import tell
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import Ticket, TicketEvent
from halfhour.desk.models.tickets import ENDED
from halfhour.desk.queries.history import person_words
from halfhour.desk.queries.there import answers_for
from halfhour.people.models import User

ASSIGNED, ENDED_BY_OTHER = "assigned", "ended_by_other"


def refuse_who_does_not_answer(person: User, *, team_id: int, field: str = "") -> None:
    """Nobody is given what they may not work on: it would lie where nobody looks."""
    if not answers_for(team_id, person):
        sentence = _("{person} answers no contacts of this team.").format(person=person_words(person))
        raise DeskRefused(sentence, field=field)


def tell_new_holder(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Tell who was just given a ticket, by a person or, with None, by Halfhour; nobody of what they took."""
    if ticket.assignee != by:
        _tell_holder(ticket, ASSIGNED, at=at)


def tell_holder_of_end(ticket: Ticket, events: Sequence[TicketEvent], *, at: datetime) -> None:
    """Tell the holder who resolved or closed their ticket; nobody of what they or Halfhour did."""
    by = next((event.by for event in events if event.state in ENDED and event.by is not None), None)
    if by is not None and ticket.assignee != by:
        _tell_holder(ticket, ENDED_BY_OTHER, at=at, by=by.get_username())


def _tell_holder(ticket: Ticket, kind: str, *, at: datetime, **figures: str) -> None:
    tell(
        [ticket.assignee] if ticket.assignee else [],
        team=ticket.team,
        kind=kind,
        key=f"{kind}-{ticket.pk}-{ticket.revision}",
        at=at,
        ticket=ticket,
        figures={"number": ticket.number, **figures},
    )
