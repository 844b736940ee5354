"""What was passed to departments: what is open, the most overdue first, and what came back."""

from django.db.models import QuerySet

from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Attachment, Department, HandOff, Message, Ticket
from halfhour.desk.models.processes import HandOffState
from halfhour.desk.queries.merged import with_merged
from halfhour.people.access import TeamAccess


def visible_hand_offs(access: TeamAccess) -> QuerySet[HandOff]:
    found = HandOff.objects.filter(ticket__in=visible_tickets(access))
    return found.select_related("ticket__team", "department", "owner", "by")


def open_hand_offs(access: TeamAccess) -> QuerySet[HandOff]:
    return visible_hand_offs(access).filter(state=HandOffState.OPEN).order_by("due_at", "id")


def ended_hand_offs(access: TeamAccess, *, limit: int = 50) -> list[HandOff]:
    ended = visible_hand_offs(access).exclude(state=HandOffState.OPEN)
    return list(ended.order_by("-ended_at", "-id")[:limit])


def departments_of(access: TeamAccess) -> QuerySet[Department]:
    return Department.objects.filter(team=access.team).order_by("is_retired", "name")


def passed_messages(hand_off: HandOff) -> list[Message]:
    """The messages that the department may read, and no other, wherever a merge or split has moved them."""
    found = Message.objects.filter(pk__in=hand_off.messages, ticket__team=hand_off.ticket.team_id)
    return list(found.select_related("author").prefetch_related("attachments").order_by("at", "id"))


def passed_file(hand_off: HandOff, token: str) -> Attachment | None:
    shown = [message.pk for message in passed_messages(hand_off)]
    return Attachment.objects.filter(message__in=shown, token=token).first()


def hand_offs_of(ticket: Ticket) -> QuerySet[HandOff]:
    """What departments were asked about a ticket, and about those that were merged into it."""
    found = HandOff.objects.filter(ticket__in=with_merged(ticket))
    return found.select_related("department", "owner").order_by("-at", "-id")
