"""How far a ticket is, in words for the customer."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import get_current_timezone_name, localtime
from django.utils.translation import gettext as _

from halfhour.desk.models import ComplaintStep, PromiseRecord, State, Ticket
from halfhour.desk.wording.mail import moment, promise_words


def state_words(ticket: Ticket) -> str:
    if ticket.merged_into_id is not None:
        return _("We deal with this together with another message. What you write here reaches us.")
    match ticket.state:
        case State.NEW:
            return _("We have your message, and will answer it.")
        case State.OPEN:
            return _("We are working on it.")
        case State.WAITING_ON_CUSTOMER:
            return _waiting_words(ticket)
        case State.WAITING_ON_THIRD_PARTY:
            return _("We have asked others who know more, and come back to you.")
        case State.SCHEDULED if ticket.wakes_at:
            return _("Put off until {when}, as agreed.").format(when=moment(ticket.wakes_at))
        case State.RESOLVED:
            return _("Settled. Write again if it is not.")
    return _("Closed. You can still write again.")


def _waiting_words(ticket: Ticket) -> str:
    if ticket.first_answered_at is None:
        return _("We wait for your answer: write it below.")
    return _("We have answered, and wait to hear from you. Write below if you need anything else.")


def promised_words(promise: PromiseRecord, *, at: datetime) -> str:
    """When an answer may be expected, in the active zone, and whether that is later than was said before.

    What has begun is said by its end alone, and what is past is not said as if it were to come.
    """
    if promise.by_at <= at:
        return _("We said that we answer by {when}. It takes longer, for which we are sorry.").format(
            when=_until(promise.by_at, at=at)
        )
    words = promise_words(promise)
    if promise.from_at <= at:
        words = _("We answer by {when}.").format(when=_until(promise.by_at, at=at))
    if promise.line.get("told_before"):
        return _("It takes longer than we said before, for which we are sorry. {words}").format(words=words)
    return words


def _until(when: datetime, *, at: datetime) -> str:
    """With its zone; without the day, where that is today."""
    here, zone = localtime(when), get_current_timezone_name().replace("_", " ")
    is_today = here.date() == localtime(at).date()
    return f"{date_format(here, 'TIME_FORMAT' if is_today else 'DATETIME_FORMAT')} ({zone})"


def complaint_words(answer: ComplaintStep | None, *, at: datetime) -> str:
    """Until when a complaint is answered that the customer knows of; empty where there is none."""
    if answer is None:
        return ""
    if answer.due_at < at:
        return _("We look into your complaint. It takes longer than it should, for which we are sorry.")
    day = date_format(localtime(answer.due_at), "DATE_FORMAT")
    return _("We look into your complaint, and answer it by {day}.").format(day=day)
