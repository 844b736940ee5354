"""Tickets as tests need them."""

import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.models import Attachment, Message, Ticket
from halfhour.desk.storage import clean_name, store
from support.ledger import MONDAY


def a_ticket(
    cast: Any, text: str = "Where is my order 55123?", *, at: datetime = MONDAY, team: Any = None, **more: Any
) -> Ticket:
    """A new ticket of the cast's team, by mail unless said otherwise."""
    known = {"channel": "email", "queue": "email", "subject": "My order"} | more
    return open_new_ticket(team=team or cast.team, new=NewTicket(text=text, **known), by=None, at=at)


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
