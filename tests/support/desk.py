"""Tickets as tests need them."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from halfhour.customers.models import Customer
from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.actions.promising import promise
from halfhour.desk.models import Attachment, Message, Ticket
from halfhour.desk.storage import clean_name, store
from support.customers import known
from support.ledger import MONDAY


def a_ticket(
    cast: Any, text: str = "Where is my order 55123?", *, at: datetime = MONDAY, team: Any = None, **more: Any
) -> Ticket:
    """A new ticket of the cast's team, by mail and Mia's unless said otherwise."""
    team = team or cast.team
    given = {"channel": "email", "queue": "email", "subject": "My order"} | more
    if "customer" not in given:
        given["customer"] = mia(cast, team=team)
    return open_new_ticket(team=team, new=NewTicket(text=text, **given), by=None, at=at)


def promised(cast: Any, *, at: datetime = MONDAY, **more: Any) -> tuple[Ticket, Any]:
    """A new ticket, and what its customer is promised."""
    ticket = a_ticket(cast, at=at, **more)
    return ticket, promise(ticket=ticket, at=at)


def mia(cast: Any, *, team: Any) -> Customer:
    """A customer of the team who can be answered."""
    theirs = Customer.objects.filter(team=team, name="Mia Ott").first()
    return theirs or known(cast, "Mia Ott", ("email", "mia@example.org"), team=team)


def attached(message: Message, name: str, chunks: Iterable[bytes]) -> Attachment:
    """A file on a message that was said already."""
    stored = store(chunks)
    return Attachment.objects.create(
        team_id=message.ticket.team_id,
        ticket=message.ticket,
        message=message,
        name=clean_name(name),
        token=secrets.token_urlsafe(24),
        at=message.at,
        **asdict(stored),
    )
