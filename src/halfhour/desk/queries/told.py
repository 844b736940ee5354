"""What tickets hold of a customer, as plain values for them: all but what never leaves the team."""

from typing import Any

from django.db.models import Q, QuerySet

from halfhour.customers.models import Customer
from halfhour.desk.models import Attachment, Complaint, Message, MessageKind, Ticket, TicketMerge
from halfhour.desk.queries.customers import is_same_person, now_of, tickets_of
from halfhour.desk.queries.merged import end_of

PLAIN = ("number", "subject", "channel", "queue", "category", "priority", "language", "state", "opened_at")
PUBLIC_KINDS = (MessageKind.CUSTOMER, MessageKind.REPLY, MessageKind.NOTICE)
BESIDE = ("promises", "ratings", "tags", "outgoing", "hand_offs__department")
ENDED = ("first_answered_at", "resolved_at", "closed_at")


def tickets_about(customer: Customer) -> list[dict[str, Any]]:
    """The customer's tickets in order, with what was said between them and the team."""
    tickets = Ticket.objects.filter(tickets_of(customer)).order_by("opened_at", "id")
    return [_ticket(each) for each in tickets.prefetch_related(*BESIDE)]


def _ticket(ticket: Ticket) -> dict[str, Any]:
    said = {each.pk: each for each in told_messages(ticket)}
    return {
        **{name: getattr(ticket, name) for name in (*PLAIN, *ENDED)},
        "fields": ticket.fields,
        "tags": sorted(tag.name for tag in ticket.tags.all()),
        "messages": [{"at": each.at, "kind": each.kind, "text": each.text} for each in said.values()],
        "files": [
            {"name": each.name, "bytes": each.size_bytes}
            for each in Attachment.objects.filter(message__in=said).order_by("id")
        ],
        "promises": [
            {"made_at": each.made_at, "from": each.from_at, "by": each.by_at, "kept": each.was_kept}
            for each in ticket.promises.all()
        ],
        "ratings": [
            {"at": each.answered_at, "speed": each.speed, "quality": each.quality, "comment": each.comment}
            for each in ticket.ratings.all()
            if each.answered_at
        ],
        "mails": [
            {"at": each.made_at, "kind": each.kind, "state": each.state} for each in ticket.outgoing.all()
        ],
        "passed_to": [
            {"department": each.department.name, "at": each.at, "asked": each.asked, "answer": each.answer}
            for each in ticket.hand_offs.all()
        ],
        "complaints": [_complaint(each) for each in Complaint.objects.filter(ticket=ticket)],
    }


def _complaint(complaint: Complaint) -> dict[str, Any]:
    """What came of it; what was noted while it was looked into stays with the team, as notes do."""
    return {
        "number": complaint.number,
        "opened_at": complaint.opened_at,
        "closed_at": complaint.closed_at,
        "is_upheld": complaint.is_upheld,
        "remedy": complaint.remedy,
        "steps": [
            {"step": each.kind, "due_at": each.due_at, "done_at": each.done_at}
            for each in complaint.steps.all()
        ],
    }


def told_messages(ticket: Ticket) -> QuerySet[Message]:
    """What was said between its customer and the team, oldest first: no notes, and nothing of others."""
    found = Message.objects.filter(Q(ticket=ticket) | _gone_on(ticket), kind__in=PUBLIC_KINDS)
    return found.exclude(_of_others(ticket)).order_by("at", "id")


def _gone_on(ticket: Ticket) -> Q:
    """What a merge with somebody else's ticket took along, and what its customer wrote since."""
    merge = TicketMerge.objects.filter(source=ticket, undone_at__isnull=True).select_related("target").first()
    if merge is None or is_same_person(merge.target.customer, ticket.customer):
        return Q(pk__in=())  # the same person reads all of it where it went
    found = Q(pk__in=merge.messages)
    if ticket.customer is None:
        return found
    theirs = tickets_of(now_of(ticket.customer))
    return found | (theirs & Q(ticket=end_of(merge.target), kind=MessageKind.CUSTOMER, at__gt=merge.at))


def _of_others(ticket: Ticket) -> Q:
    """What came by a merge with somebody else's ticket, and what they write since: that stays with us."""
    found, edge = Q(pk__in=()), [ticket.pk]
    while edge:
        merges = TicketMerge.objects.filter(target__in=edge, undone_at__isnull=True)
        edge = []
        for merge in merges.select_related("source__customer__merged_into").order_by("id"):
            edge.append(merge.source_id)
            if not is_same_person(merge.source.customer, ticket.customer):
                found |= Q(pk__in=merge.messages)
                if merge.source.customer != ticket.customer:  # where nobody is known, nobody is told apart
                    found |= Q(kind=MessageKind.CUSTOMER, customer=merge.source.customer, at__gt=merge.at)
    return found
