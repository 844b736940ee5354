"""What waits at the gate: inputs that were set aside, and who a caller may be."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from halfhour.customers.access import live_customers
from halfhour.customers.addresses import normalised
from halfhour.customers.errors import AddressRefused
from halfhour.customers.models import AddressKind, Customer
from halfhour.customers.queries.listing import Row, filtered_customers, rows_of
from halfhour.customers.queries.regions import phone_region
from halfhour.desk.access import visible_tickets
from halfhour.desk.models import IntakeState, RawInput, Ticket
from halfhour.desk.models.tickets import UNFINISHED
from halfhour.desk.queries.customers import tickets_of
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.typed import whole_number

MOST_OPEN, OFFERED = 10, 20


def visible_set_aside(access: TeamAccess) -> QuerySet[RawInput]:
    """What was set aside and nobody has dismissed, newest first; for those who may do something about it."""
    rows = RawInput.objects.filter(team=access.team, state=IntakeState.SET_ASIDE)
    if not access.may(Permission.WORK_TICKETS):
        return rows.none()
    return rows.exclude(why__has_key="dismissed").order_by("-received_at", "-id")


def open_set_aside(access: TeamAccess, pk: int) -> RawInput:
    found = visible_set_aside(access).select_related("team").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def mended_ticket(access: TeamAccess, pk: int) -> Ticket | None:
    """The ticket that became of an input which somebody has put right, if it did."""
    mended = RawInput.objects.filter(
        pk=pk, team=access.team, body__has_key="mended_by", ticket__isnull=False
    ).values("ticket")
    return visible_tickets(access).filter(pk__in=mended).first()


def waits_mended(access: TeamAccess, pk: int) -> bool:
    """Whether an input which somebody has put right is still to be taken."""
    waiting = RawInput.objects.filter(pk=pk, team=access.team, state=IntakeState.RECEIVED)
    return waiting.filter(body__has_key="mended_by").exists()


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who somebody at the phone or the counter is, with what is open of theirs already."""

    customer: Customer
    tickets: tuple[Ticket, ...]


def caller(access: TeamAccess, *, number: str, email: str, phone: str) -> Caller | None:
    """The customer of this number or one of these addresses, of those the person may see."""
    customer = _numbered(access, number) or _addressed(access, email, phone)
    if customer is None:
        return None
    tickets = visible_tickets(access).filter(tickets_of(customer), state__in=UNFINISHED)
    return Caller(customer=customer, tickets=tuple(tickets.order_by("-opened_at", "-id")[:MOST_OPEN]))


def callers_found(access: TeamAccess, text: str, *, most: int = OFFERED) -> list[Row]:
    """Customers the person may see whose names, numbers or addresses hold `text`; of no text nobody."""
    if not text.strip():
        return []
    return rows_of(filtered_customers(live_customers(access), {"q": text})[:most])


def _numbered(access: TeamAccess, text: str) -> Customer | None:
    number = whole_number(text.strip().removeprefix("#"))
    return None if number is None else live_customers(access).filter(number=number).first()


def _addressed(access: TeamAccess, email: str, phone: str) -> Customer | None:
    for kind, text in ((AddressKind.EMAIL, email), (AddressKind.PHONE, phone)):
        if not text.strip():
            continue
        try:
            normal = normalised(kind, text, region=phone_region(access.team))
        except AddressRefused:
            continue
        owners = live_customers(access).filter(addresses__kind=kind, addresses__normalised=normal)
        if owner := owners.first():
            return owner
    return None
