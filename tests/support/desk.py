"""Tickets as tests need them."""

from datetime import datetime
from typing import Any

from halfhour.desk.actions.opening import NewTicket, open_new_ticket
from halfhour.desk.models import Ticket
from support.ledger import MONDAY


def a_ticket(
    cast: Any, text: str = "Where is my order 55123?", *, at: datetime = MONDAY, team: Any = None, **more: Any
) -> Ticket:
    """A new ticket of the cast's team, by mail unless said otherwise."""
    known = {"channel": "email", "queue": "email", "subject": "My order"} | more
    return open_new_ticket(team=team or cast.team, new=NewTicket(text=text, **known), by=None, at=at)
