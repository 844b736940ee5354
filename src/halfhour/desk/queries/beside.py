"""The customer beside a ticket: what is known, past contacts, promises, ratings, complaints."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Avg, Count, Q

from halfhour.customers.models import Address, Customer, CustomField, Note
from halfhour.customers.queries.history import Summary, contacts_of, summary_of
from halfhour.customers.wording import address_words, value_words
from halfhour.desk.access import visible_tickets
from halfhour.desk.models import Complaint, PromiseRecord, Rating, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.customers import now_of, tickets_of
from halfhour.ledger.models import Contact
from halfhour.people.access import Permission, TeamAccess

MOST_SHOWN = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`summary` counts contacts of all channels, those outside the desk included."""

    customer: Customer
    addresses: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]
    notes: tuple[Note, ...]
    tickets: tuple[Ticket, ...]
    contacts: tuple[Contact, ...]
    summary: Summary
    promises_kept: int
    promises_broken: int
    ratings: tuple[Rating, ...]
    quality_mean: float | None
    complaints: tuple[Complaint, ...]

    @property
    def open_complaints(self) -> int:
        return sum(each.closed_at is None for each in self.complaints)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands between a customer and the team, by the tickets that one may see."""

    promises_kept: int
    promises_broken: int
    ratings: tuple[Rating, ...]
    quality_mean: float | None
    complaints: tuple[Complaint, ...]


def standing_of(access: TeamAccess, customer: Customer, *, at: datetime) -> Standing:
    theirs = visible_tickets(access).filter(tickets_of(customer))
    stands = Q(was_kept=None, answered_at=None, is_void=False, ticket__merged_into=None)
    past = stands & Q(by_at__lt=at, ticket__state__in=OURS)
    first = PromiseRecord.objects.filter(ticket__in=theirs, line__told_before=0)  # later times save none
    promises = first.aggregate(
        kept=Count("id", filter=Q(was_kept=True)), broken=Count("id", filter=Q(was_kept=False) | past)
    )
    ratings = Rating.objects.filter(ticket__in=theirs, answered_at__isnull=False)
    complaints = Complaint.objects.filter(ticket__in=theirs).select_related("ticket").order_by("-number")
    return Standing(
        promises_kept=promises["kept"],
        promises_broken=promises["broken"],
        ratings=tuple(ratings.select_related("ticket").order_by("-answered_at", "-id")[:3]),
        quality_mean=ratings.order_by().aggregate(mean=Avg("quality"))["mean"],
        complaints=tuple(complaints[:MOST_SHOWN]),
    )


def beside_customer(access: TeamAccess, ticket: Ticket, *, at: datetime) -> Beside | None:
    """Whom the ticket's customer is by now, after merges, with what is known of all their tickets.

    None where the customer is not known, or the person may not see customers.
    """
    if ticket.customer is None or not access.may(Permission.SEE_CUSTOMERS):
        return None
    customer = now_of(ticket.customer)
    theirs = visible_tickets(access).filter(tickets_of(customer))
    contacts, standing = contacts_of(customer), standing_of(access, customer, at=at)
    return Beside(
        customer=customer,
        addresses=tuple(
            (each.get_kind_display(), address_words(each.kind, each.value, each.normalised))
            for each in Address.objects.filter(customer=customer).order_by("id")
        ),
        facts=_facts(access, customer),
        notes=tuple(Note.objects.filter(customer=customer).select_related("by").order_by("-at", "-id")[:3]),
        tickets=tuple(theirs.exclude(pk=ticket.pk).order_by("-opened_at", "-id")[:MOST_SHOWN]),
        contacts=tuple(contacts.exclude(contact_id__startswith="desk-")[:MOST_SHOWN]),
        summary=summary_of(contacts),
        promises_kept=standing.promises_kept,
        promises_broken=standing.promises_broken,
        ratings=standing.ratings,
        quality_mean=standing.quality_mean,
        complaints=standing.complaints,
    )


def _facts(access: TeamAccess, customer: Customer) -> tuple[tuple[str, str], ...]:
    defined = {field.key: field for field in CustomField.objects.filter(team=access.team, is_retired=False)}
    return tuple(
        (field.label, value_words(f"field-{key}", customer.fields[key], defined))
        for key, field in defined.items()
        if customer.fields.get(key) is not None
    )
