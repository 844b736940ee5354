"""What it means to put a ticket off until a time, or to end it without a word, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.desk.models import PromiseRecord, Ticket
from halfhour.desk.wording.times import day_and_time


def passed_words(until: datetime, *, ticket: Ticket, promise: PromiseRecord | None) -> str:
    """What is passed by putting it off so long: what was promised, else the goal; else nothing."""
    if promise is not None and until > promise.by_at:
        return _("An answer was promised by {when}.").format(when=_when(promise.by_at))
    if ticket.due_at is not None and until > ticket.due_at:
        return _("Its goal is {when}.").format(when=_when(ticket.due_at))
    return ""


def unanswered_words(promise: PromiseRecord | None) -> str:
    """What somebody who ends a ticket should know whose customer still waits; else nothing."""
    if promise is None:
        return ""
    return _("Nobody has answered; an answer was promised by {when}.").format(when=_when(promise.by_at))


def _when(at: datetime) -> str:
    return day_and_time(timezone.localtime(at))
