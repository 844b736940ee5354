"""What other rooms keep of customers: they register here, named and not imported, since they stand below.

Erasing, exporting and renaming a customer reaches each of them, in the same transaction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from halfhour.customers.models import Address, Customer
from halfhour.people.access import TeamAccess
from halfhour.people.models import Team


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """`erase` takes customers, addresses and `at`; `export` a customer, and gives plain values.

    `live` says whose matters are unfinished, or were not long ago; `hold` keeps all that is theirs as it is
    until the transaction ends, so that whoever is to be erased for having been silent was silent.
    `part` is told of a customer who stands alone again, and since when they did not; `rename` of one whose
    name or addresses are others by now. Empty where there is nothing to hand out, to part or to rename.
    `card` is what stands on the customer's page, for who may see it; None where there is nothing to say.
    """

    name: str
    erase: str  # dotted name of `(*, customers: list[Customer], addresses: list[Address], at) -> None`
    live: str = ""  # dotted name of `(*, team: Team, since: datetime) -> QuerySet[Customer]`
    hold: str = ""  # dotted name of `(*, customers: list[Customer]) -> None`
    export: str = ""  # dotted name of `(customer: Customer) -> list | dict`
    part: str = ""  # dotted name of `(*, customer: Customer, since: datetime, at: datetime) -> None`
    rename: str = ""  # dotted name of `(customer: Customer) -> None`
    card: str = ""  # dotted name of `(access: TeamAccess, customer: Customer) -> SafeString | None`


ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere(
        name="tickets",
        erase="halfhour.desk.actions.erasing.erase_tickets_of",
        live="halfhour.desk.queries.customers.with_live_matters",
        hold="halfhour.desk.actions.locking.hold_tickets_of",
        part="halfhour.desk.actions.customer_side.let_links_run_out",
        export="halfhour.desk.queries.told.tickets_about",
        rename="halfhour.desk.actions.indexing.index_customer",
        card="halfhour.desk.views.customer_card.card_of",
    ),
    Elsewhere(name="answers of the API", erase="halfhour.api.erasing.empty_answers"),
)


def erase_elsewhere(*, customers: Iterable[Customer], addresses: Iterable[Address], at: datetime) -> None:
    theirs, written = list(customers), list(addresses)
    for each in ELSEWHERE:
        import_string(each.erase)(customers=theirs, addresses=written, at=at)


def live_elsewhere(*, team: Team, since: datetime) -> list[QuerySet[Customer]]:
    return [import_string(each.live)(team=team, since=since) for each in ELSEWHERE if each.live]


def hold_elsewhere(customers: Iterable[Customer]) -> None:
    theirs = list(customers)
    for each in (each for each in ELSEWHERE if each.hold):
        import_string(each.hold)(customers=theirs)


def part_elsewhere(*, customer: Customer, since: datetime, at: datetime) -> None:
    for each in (each for each in ELSEWHERE if each.part):
        import_string(each.part)(customer=customer, since=since, at=at)


def export_elsewhere(customer: Customer) -> dict[str, Any]:
    return {each.name: import_string(each.export)(customer) for each in ELSEWHERE if each.export}


def rename_elsewhere(customer: Customer) -> None:
    for each in (each for each in ELSEWHERE if each.rename):
        import_string(each.rename)(customer)


def cards_elsewhere(access: TeamAccess, customer: Customer) -> list[SafeString]:
    found = [import_string(each.card)(access, customer) for each in ELSEWHERE if each.card]
    return [card for card in found if card is not None]
