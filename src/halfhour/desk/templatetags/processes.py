"""What runs beside a ticket, for the cards in the workspace: `{% load processes %}`."""

from django import template

from halfhour.desk.models import Complaint, HandOff, Outgoing, Rating, Ticket
from halfhour.desk.queries.complaints import complaints_of as of_ticket
from halfhour.desk.queries.hand_offs import hand_offs_of
from halfhour.desk.wording.failed_mail import WhyNotSent
from halfhour.desk.wording.failed_mail import why_not_sent as in_words

register = template.Library()


@register.simple_tag
def complaints_of(ticket: Ticket) -> list[Complaint]:
    return list(of_ticket(ticket))


@register.simple_tag
def passed_on(ticket: Ticket) -> tuple[HandOff, ...]:
    return tuple(hand_offs_of(ticket))


@register.simple_tag
def ratings_of(ticket: Ticket) -> tuple[Rating, ...]:
    return tuple(Rating.objects.filter(ticket=ticket).order_by("asked_at", "id"))


@register.simple_tag
def mails_of(ticket: Ticket) -> tuple[Outgoing, ...]:
    """The latest mails of a ticket: a customer who was told nothing must not look like one who was."""
    return tuple(Outgoing.objects.filter(ticket=ticket).order_by("-made_at", "-id")[:5])


@register.inclusion_tag("desk/processes/why_not_sent.html")
def why_not_sent(why: str) -> dict[str, WhyNotSent]:
    """Why a mail did not leave, and what the mail server said."""
    return {"why": in_words(why)}
