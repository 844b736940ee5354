"""Customers for the ids that the ledger's contacts name and nobody has yet."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from halfhour.customers.actions.adding import NewCustomer, save_new_customers
from halfhour.customers.actions.locking import lock_team
from halfhour.customers.addresses import kind_of, normalised
from halfhour.customers.models import Address, AddressKind, Customer, EventKind
from halfhour.customers.queries.history import LEDGER_KINDS, known_ledger_ids, unknown_ledger_ids
from halfhour.people.models import Team, User

AT_ONCE = 2_000


def bring_in_from_ledger(
    *,
    team: Team,
    by: User | None,
    at: datetime,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Add a customer for each id that is not known, some thousands at a time; how many were added.

    Safe to stop, to run again and to run twice at once: an id that is known by then is left alone. An e-mail
    that is somebody's already in another spelling becomes one more address of theirs.
    """
    ids = unknown_ledger_ids(team)
    added = 0
    for start in range(0, len(ids), AT_ONCE):
        if on_progress is not None:
            on_progress(start, len(ids))
        added += _bring_in(team, ids[start : start + AT_ONCE], by=by, at=at)
    return added


@transaction.atomic
def _bring_in(team: Team, ids: Sequence[str], *, by: User | None, at: datetime) -> int:
    lock_team(team)
    known = known_ledger_ids(team, ids)
    new: dict[tuple[str, str], list[str]] = {}
    for each in ids:
        if each in known or not each.strip():
            continue
        kind = kind_of(each)
        new.setdefault((kind, normalised(kind, each)), []).append(each)
    owners = _owners(team, new)
    added = {key: spellings for key, spellings in new.items() if key not in owners}
    customers = save_new_customers(
        team=team,
        new=[NewCustomer(addresses=((kind, spellings[0]),)) for (kind, _n), spellings in added.items()],
        by=by,
        at=at,
        kind=EventKind.BROUGHT_IN,
    )
    owners |= dict(zip(added, customers, strict=True))
    Address.objects.bulk_create(
        [
            Address(
                team=team,
                customer=owners[key],
                kind=AddressKind.ID,
                value=spelling,
                normalised=spelling,
                added_at=at,
            )
            for key, spellings in new.items()
            for spelling in (spellings[1:] if key in added else spellings)
            if spelling != key[1]
        ],
        ignore_conflicts=True,
    )
    return len(customers)


def _owners(team: Team, wanted: dict[tuple[str, str], list[str]]) -> dict[tuple[str, str], Customer]:
    found = Address.objects.filter(
        team=team, kind__in=LEDGER_KINDS, normalised__in=[normal for _kind, normal in wanted]
    ).select_related("customer")
    return {
        (each.kind, each.normalised): each.customer
        for each in found.order_by("id")
        if (each.kind, each.normalised) in wanted
    }
