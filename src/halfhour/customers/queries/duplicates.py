"""Hints that two customers may be one person, each with its reason. Nobody is merged without being asked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, permutations

from django.db.models import Q

from halfhour.customers.addresses import mailbox
from halfhour.customers.models import Address, AddressKind, Customer, NotTheSame
from halfhour.people.models import Team

# More customers than these of one name, and the name says little.
MOST_ALIKE = 4
MOST_HINTS = 200
# A customer's page compares names of more words in the order in which they stand.
MOST_WORDS = 4


class Likeness(StrEnum):
    """Why two customers may be one.

    The same mailbox but for what follows a plus sign, one text as addresses of two kinds, or the same words
    as a name in any order.
    """

    MAILBOX = "mailbox"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    first: Customer
    second: Customer
    likeness: Likeness
    what: str


def duplicate_hints(team: Team, *, of: Customer | None = None, most: int = MOST_HINTS) -> list[Hint]:
    """Pairs that may be one person, the surest first; with `of` only those that this customer is part of."""
    told = {
        frozenset(pair) for pair in NotTheSame.objects.filter(first__team=team).values_list("first", "second")
    }
    pairs: dict[frozenset[int], tuple[Likeness, str]] = {}
    for one, other, likeness, what in _alike(team, among=None if of is None else _near(of)):
        pair = frozenset((one, other))
        if len(pair) == 2 and pair not in told and (of is None or of.pk in pair):
            pairs.setdefault(pair, (likeness, what))
        if len(pairs) >= most:
            break
    customers = Customer.objects.select_related("organisation").in_bulk(
        [each for pair in pairs for each in pair]
    )
    return [
        Hint(
            first=customers[min(pair)],
            second=customers[max(pair)],
            likeness=likeness,
            what=what,
        )
        for pair, (likeness, what) in pairs.items()
    ]


def _near(customer: Customer) -> set[int]:
    """Customers who may be like this one, themself included: found without looking at everybody."""
    like = Q(customer=customer)
    for each in Address.objects.filter(customer=customer):
        like |= Q(normalised__iexact=each.normalised)
        if each.kind == AddressKind.EMAIL:
            local, _at, domain = mailbox(each.normalised).rpartition("@")
            marked = Q(normalised__startswith=f"{local}+", normalised__endswith=f"@{domain}")
            like |= Q(kind=AddressKind.EMAIL) & (marked | Q(normalised=f"{local}@{domain}"))
    found = Address.objects.filter(like, team=customer.team_id).values_list("customer_id", flat=True)
    words = customer.search_name.split()
    orders = permutations(words) if len(words) <= MOST_WORDS else [words]
    names = {" ".join(each) for each in orders} - {""}
    alike = Customer.objects.filter(team=customer.team_id, search_name__in=names)
    return {customer.pk, *found, *alike.values_list("id", flat=True)}


def _alike(team: Team, *, among: set[int] | None) -> Iterator[tuple[int, int, Likeness, str]]:
    live = Q(customer__merged_into__isnull=True, customer__erased_at__isnull=True)
    addresses = Address.objects.filter(live, team=team).order_by("customer_id", "id")
    customers = Customer.objects.filter(team=team, merged_into__isnull=True, erased_at__isnull=True)
    if among is not None:
        addresses, customers = addresses.filter(customer__in=among), customers.filter(id__in=among)
    rows = list(addresses.values_list("customer_id", "kind", "normalised"))
    emails = ((mailbox(text), owner) for owner, kind, text in rows if kind == AddressKind.EMAIL)
    yield from _pairs(emails, Likeness.MAILBOX)
    yield from _pairs(((text.casefold(), owner) for owner, _kind, text in rows), Likeness.ADDRESS)
    names = customers.exclude(search_name="").order_by("id").values_list("search_name", "id")
    words = ((" ".join(sorted(name.split())), owner) for name, owner in names)
    yield from _pairs(((key, owner) for key, owner in words if _says_who(key)), Likeness.NAME)


def _pairs(keyed: Iterable[tuple[str, int]], likeness: Likeness) -> Iterator[tuple[int, int, Likeness, str]]:
    groups: defaultdict[str, dict[int, None]] = defaultdict(dict)
    for key, owner in keyed:
        groups[key][owner] = None
    for key, owners in groups.items():
        if 2 <= len(owners) <= MOST_ALIKE:
            for one, other in combinations(owners, 2):
                yield one, other, likeness, key


def _says_who(words: str) -> bool:
    """Whether a name is more than a first name; in scripts without spaces one word may be the whole."""
    return " " in words or not words.isascii()
