"""Mail that could not be sent: to whom it was to go, and why it did not."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, QuerySet

from halfhour.customers.models import Address, AddressKind
from halfhour.desk.access import visible_tickets
from halfhour.desk.models import HandOff, Outgoing, OutgoingState
from halfhour.people.access import TeamAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedMail:
    """`name` and `addresses` are as they are now: neither is kept with the mail."""

    mail: Outgoing
    name: str
    addresses: tuple[str, ...]


def failed_mail(access: TeamAccess) -> QuerySet[Outgoing]:
    """What failed for good in a team, the newest first."""
    failed = Outgoing.objects.filter(ticket__in=visible_tickets(access), state=OutgoingState.FAILED)
    return failed.order_by("-made_at", "-id")


def state_of(access: TeamAccess, pk: int) -> str | None:
    """What became of a mail of a team; None where there is none."""
    known = Outgoing.objects.filter(ticket__in=visible_tickets(access), pk=pk)
    return known.values_list("state", flat=True).first()


@dataclass(frozen=True, slots=True, kw_only=True)
class StillTried:
    """How much was tried in vain and will be tried again, and why the last of it did not leave."""

    count: int
    why: str


def still_tried(access: TeamAccess) -> StillTried | None:
    """What waits for another try in a team; None where nothing does."""
    whys = waiting_mail(access).values_list("why", flat=True)
    last = whys.first()
    return None if last is None else StillTried(count=whys.count(), why=last)


def waiting_mail(access: TeamAccess) -> QuerySet[Outgoing]:
    """What was tried in vain in a team and will be tried again, the newest try first."""
    waiting = Outgoing.objects.filter(ticket__in=visible_tickets(access), state=OutgoingState.WAITING)
    return waiting.exclude(why="").order_by(F("tried_at").desc(nulls_last=True), "-id")


def with_receivers(mails: Iterable[Outgoing]) -> tuple[FailedMail, ...]:
    """Each with whoever it was to reach: the customer, or a department that was asked."""
    mails = list(mails)
    asked = HandOff.objects.select_related("department").in_bulk(
        [mail.facts["hand_off"] for mail in mails if "hand_off" in mail.facts]
    )
    customers = {mail.ticket.customer_id for mail in mails}
    addresses: dict[int, list[str]] = {}
    for each in Address.objects.filter(customer__in=customers, kind=AddressKind.EMAIL).order_by("id"):
        addresses.setdefault(each.customer_id, []).append(each.value)
    return tuple(_received(mail, asked, addresses) for mail in mails)


def _received(mail: Outgoing, asked: dict[int, HandOff], addresses: dict[int, list[str]]) -> FailedMail:
    if "hand_off" in mail.facts:
        hand_off = asked.get(mail.facts["hand_off"])
        department = hand_off.department if hand_off else None
        found = (department.email,) if department and department.email else ()
        return FailedMail(mail=mail, name=department.name if department else "", addresses=found)
    customer = mail.ticket.customer
    return FailedMail(
        mail=mail,
        name=str(customer) if customer else "",
        addresses=tuple(addresses.get(customer.pk, ())) if customer else (),
    )
