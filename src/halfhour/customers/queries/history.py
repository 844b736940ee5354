"""A customer's contacts in the ledger, found by their addresses."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from django.core.cache import cache
from django.db.models import Count, Max, Q, QuerySet

from halfhour.customers.models import Address, AddressKind, Customer
from halfhour.ledger.models import Contact, ErasedCustomer
from halfhour.ledger.queries import ledger_state
from halfhour.people.models import Member, Team

# Kinds of addresses that a contact's customer id may be.
LEDGER_KINDS = (AddressKind.ID, AddressKind.EMAIL, AddressKind.PHONE)
MOST_MEASURED = 5_000
COUNT_KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """A customer's contacts in figures; None where there is nothing to measure.

    `channels` are (channel, contacts, median seconds until the answer), the busiest first.
    """

    contacts: int
    last_at: datetime | None
    answer_seconds_median: float | None
    channels: tuple[tuple[str, int, float | None], ...]


def ledger_ids(addresses: Iterable[Address]) -> set[str]:
    """The customer ids of the ledger that stand for these addresses."""
    return {text for each in addresses if each.kind in LEDGER_KINDS for text in (each.value, each.normalised)}


def contacts_of(customer: Customer) -> QuerySet[Contact]:
    """The customer's past contacts on all channels, newest first."""
    ids = ledger_ids(Address.objects.filter(customer=customer))
    return Contact.objects.filter(team=customer.team_id, customer_id__in=ids).order_by("-opened_at", "-id")


def agent_names(contacts: Iterable[Contact], *, team: Team) -> dict[str, str]:
    """The full names of who answered, by what the contacts call them: a user name, or a name in the plans.

    Whom the team does not know is not among them.
    """
    called = {contact.agent for contact in contacts if contact.agent}
    if not called:
        return {}
    named = Q(user__username__in=called) | Q(agent_name__in=called)
    return {
        call: member.user.get_full_name() or call
        for member in Member.objects.filter(named, team=team).select_related("user").order_by("id")
        for call in (member.agent_name, member.user.username)
        if call in called
    }


def summary_of(contacts: QuerySet[Contact]) -> Summary:
    figures = contacts.order_by().aggregate(count=Count("id"), last_at=Max("opened_at"))
    waits: defaultdict[str, list[float]] = defaultdict(list)
    answered = contacts.filter(answered_at__isnull=False)[:MOST_MEASURED]
    for channel, opened_at, answered_at in answered.values_list("channel", "opened_at", "answered_at"):
        if answered_at is not None:
            waits[channel].append((answered_at - opened_at).total_seconds())
    counts = contacts.order_by().values_list("channel").annotate(count=Count("id"))
    return Summary(
        contacts=figures["count"],
        last_at=figures["last_at"],
        answer_seconds_median=_median([wait for some in waits.values() for wait in some]),
        channels=tuple(
            (channel, count, _median(waits[channel]))
            for channel, count in sorted(counts, key=lambda each: (-each[1], each[0]))
        ),
    )


def _median(waits: list[float]) -> float | None:
    return median(waits) if waits else None


def unknown_ledger_ids(team: Team) -> list[str]:
    """The customer ids of the ledger that are no customer's address."""
    named = Contact.objects.filter(team=team).exclude(customer_id="").order_by("customer_id")
    known = _known(Address.objects.filter(team=team, kind__in=LEDGER_KINDS))
    known |= set(ErasedCustomer.objects.filter(team=team).values_list("anonymous_id", flat=True))
    return [each for each in named.values_list("customer_id", flat=True).distinct() if each not in known]


def unknown_count(team: Team) -> int:
    """How many ids nobody has; found once for each state of the ledger and of the addresses."""
    addresses = Address.objects.filter(team=team).count()
    key = f"customers-unknown-{team.pk}-{ledger_state(team)}-{addresses}"
    return cache.get_or_set(key, lambda: len(unknown_ledger_ids(team)), COUNT_KEPT_SECONDS) or 0


def known_ledger_ids(team: Team, ids: Sequence[str]) -> set[str]:
    """Which of these ids are some customer's address already."""
    theirs = Address.objects.filter(team=team, kind__in=LEDGER_KINDS)
    return _known(theirs.filter(Q(value__in=ids) | Q(normalised__in=ids)))


def _known(addresses: QuerySet[Address]) -> set[str]:
    return {text for pair in addresses.order_by().values_list("value", "normalised") for text in pair}
