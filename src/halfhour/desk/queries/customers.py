"""A customer's tickets, those of people who were merged into them included."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from halfhour.customers.models import Customer
from halfhour.desk.models import Message, MessageKind, Ticket
from halfhour.desk.models.tickets import ENDED
from halfhour.people.models import Team


def tickets_of(customer: Customer) -> Q:
    """Which tickets are a customer's: of everybody who is this person by now.

    Who that is is asked first: joined to the tickets it would be asked of every one of them.
    """
    return Q(customer__in=with_merged_into([customer.pk]))


def with_merged_into(customers: Iterable[int]) -> list[int]:
    """Customers, by their ids, and all who were merged into them, directly or by way of others."""
    found = edge = list(customers)
    while edge:
        merged = Customer.objects.filter(merged_into__in=edge).order_by("pk")
        edge = list(merged.values_list("pk", flat=True))
        found = [*found, *edge]
    return found


def with_live_matters(*, team: Team, since: datetime) -> QuerySet[Customer]:
    """Customers who have an unfinished ticket, or one that was opened or ended since, or who wrote since."""
    recent = ~Q(state__in=ENDED) | Q(opened_at__gte=since) | Q(resolved_at__gte=since)
    tickets = Ticket.objects.filter(recent, team=team, customer__isnull=False)
    said = Message.objects.filter(
        ticket__team=team, kind=MessageKind.CUSTOMER, at__gte=since, customer__isnull=False
    )
    theirs = Q(pk__in=tickets.order_by().values("customer")) | Q(pk__in=said.order_by().values("customer"))
    return Customer.objects.filter(theirs, team=team)


def with_own_page(customer: Customer) -> QuerySet[Ticket]:
    """A customer's tickets but those that go on in another of theirs, the one that changed last first."""
    theirs = Ticket.objects.filter(tickets_of(customer))
    return theirs.exclude(merged_into__in=theirs.values("pk")).order_by("-changed_at", "-id")


def last_answered_by(customers: Iterable[int]) -> dict[int, int]:
    """{customer: the user who answered in the newest ticket of the same person}, merged or not."""
    people = _same_people(customers)
    answered = (
        Ticket.objects.filter(customer=OuterRef("pk"), answered_last_by__isnull=False)
        .order_by("-opened_at", "-id")
        .annotate(at=F("opened_at"))
    )
    newest: dict[int, tuple[datetime, int]] = {}
    rows = Customer.objects.filter(pk__in=list(people)).annotate(
        at=Subquery(answered.values("at")[:1]), by=Subquery(answered.values("answered_last_by")[:1])
    )
    for pk, at, by in rows.filter(at__isnull=False).order_by("pk").values_list("pk", "at", "by"):
        known = newest.get(people[pk])
        newest[people[pk]] = max(known, (at, by)) if known else (at, by)
    return {pk: newest[person][1] for pk, person in people.items() if person in newest}


def _same_people(customers: Iterable[int]) -> dict[int, int]:
    """{customer: who they are by now}, of these and of everybody who is one of the same people."""
    into: dict[int, int | None] = {}
    edge = set(customers)
    while edge:
        rows = dict(Customer.objects.filter(pk__in=edge).values_list("pk", "merged_into"))
        into |= rows
        edge = {each for each in rows.values() if each is not None} - into.keys()
    edge = set(into)
    while edge:
        rows = dict(Customer.objects.filter(merged_into__in=edge).values_list("pk", "merged_into"))
        edge = rows.keys() - into.keys()
        into |= rows
    return {pk: _end(into, pk) for pk in into}


def _end(into: Mapping[int, int | None], pk: int) -> int:
    while (further := into[pk]) is not None:
        pk = further
    return pk


def is_same_person(one: Customer | None, other: Customer | None) -> bool:
    """Whether two tickets' customers are known, and one and the same by now."""
    return one is not None and other is not None and now_of(one) == now_of(other)


def now_of(customer: Customer) -> Customer:
    """The customer that somebody who was merged is by now."""
    while customer.merged_into is not None:
        customer = customer.merged_into
    return customer
