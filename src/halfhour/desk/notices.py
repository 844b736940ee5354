"""Mail to customers and departments: noted with the change that causes it, sent afterwards.

Noting is one row in the same transaction, so a mail server that is away neither delays nor breaks saving,
and what was rolled back is never told. `send_waiting` words, addresses and sends.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Model

from halfhour.customers.models import REFUSES
from halfhour.desk.actions.posting import send_waiting
from halfhour.desk.models import HandOff, Outgoing, OutgoingKind, Ticket
from halfhour.desk.queries.customers import now_of
from halfhour.rows import insert_soon

__all__ = ["send_waiting", "tell_customer", "tell_department"]

NOT_BY_MAIL = ("chat",)  # who is answered where they are; links that are asked for go by mail


def tell_customer(*, ticket: Ticket, kind: str, at: datetime, **facts: Any) -> None:
    """Note a mail to the customer of a ticket; the same thing is told once.

    `facts` are what it tells of (`message`, `promise`, `rating`): rows, or plain values. Who refused to be
    written to gets answers and times, and is not asked for a rating.
    """
    customer = ticket.customer
    if customer is None or customer.erased_at is not None:
        return
    if ticket.channel in NOT_BY_MAIL and kind != OutgoingKind.LINK_AGAIN:
        return
    if kind == OutgoingKind.RATING and now_of(customer).consent in REFUSES:
        return
    _note(ticket, OutgoingKind(kind), at, facts)


def tell_department(*, hand_off: HandOff, kind: str, at: datetime) -> None:
    """Note a mail to the department that was asked, where it has an address."""
    if hand_off.department.email:
        _note(
            hand_off.ticket,
            OutgoingKind(kind),
            at,
            {"hand_off": hand_off, "version": hand_off.link_version, "count": hand_off.reminders},
        )


@transaction.atomic(savepoint=False)
def _note(ticket: Ticket, kind: OutgoingKind, at: datetime, facts: dict[str, Any]) -> None:
    plain = {name: _plain(value) for name, value in facts.items()}
    told = "" if kind == OutgoingKind.RECEIVED else repr(sorted(plain.items()))
    key = f"{ticket.pk}-{kind}-{sha256(told.encode()).hexdigest()[:24] if told else ''}"
    row = Outgoing(ticket=ticket, kind=kind, key=key, facts=plain, made_at=at, next_try_at=at)
    insert_soon(row, conflict=["key"])


def _plain(value: Any) -> Any:
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.isoformat()
    return value.total_seconds() if isinstance(value, timedelta) else value
