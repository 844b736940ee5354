"""How far a ticket is, in words for the customer."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from halfhour.desk.models import ComplaintStep, State, Ticket
from halfhour.desk.wording.mail import moment


def state_words(ticket: Ticket) -> str:
    if ticket.merged_into_id is not None:
        return _("We deal with this together with another message. What you write here reaches us.")
    match ticket.state:
        case State.NEW:
            return _("We have your message, and will answer it.")
        case State.OPEN:
            return _("We are working on it.")
        case State.WAITING_ON_CUSTOMER:
            return _("We have answered. Write again if you need anything else.")
        case State.WAITING_ON_THIRD_PARTY:
            return _("We have asked others who know more, and come back to you.")
        case State.SCHEDULED if ticket.wakes_at:
            return _("Put off until {when}, as agreed.").format(when=moment(ticket.wakes_at))
        case State.RESOLVED:
            return _("Settled. Write again if it is not.")
    return _("Closed. You can still write again.")


def complaint_words(answer: ComplaintStep | None, *, at: datetime) -> str:
    """Until when a complaint is answered that the customer knows of; empty where there is none."""
    if answer is None:
        return ""
    if answer.due_at < at:
        return _("We look into your complaint. It takes longer than it should, for which we are sorry.")
    day = date_format(localtime(answer.due_at), "DATE_FORMAT")
    return _("We look into your complaint, and answer it by {day}.").format(day=day)
