"""Who waits for whom: first the team's row, then customers by their id, so that nobody waits in a circle.

Where all of a contact is written together, the team's row is held by what counts its new customer, of whom
nobody knows yet. Whoever meets others in another order all the same begins again: `again_after_deadlock`.
"""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import Customer, CustomerSettings
from halfhour.people.models import Team
from halfhour.rows import (
    Asked,
    Prepared,
    PreparedValues,
    are_written_together,
    foreseen_or_asked,
    keys_ahead,
    together,
)

DEADLOCK = "40P01"  # as PostgreSQL says it
Found = TypeVar("Found")
Given = ParamSpec("Given")

_counter = PreparedValues(lambda team: CustomerSettings.objects.filter(team=team).values_list("pk"), team=int)
_held = Prepared(lambda team: CustomerSettings.objects.select_for_update().filter(team=team), team=int)


def lock_team(team: Team | int) -> CustomerSettings:
    """The team's row, held until the transaction ends: for new numbers and changes to several customers."""
    settings: CustomerSettings = _row_and_answers(team, _held)[0]
    return settings


def hold_or_ask(team: Team, *asked: Asked[Any]) -> list[Any]:
    """Answers about customers for whoever adds one, as they are once the team's row is held.

    Where all is written together it is held by what writes, and no longer: the answers are as they are now,
    or as they were foreseen.
    """
    if not are_written_together():
        return _row_and_answers(team, _held, *asked)[1:]
    keys = keys_ahead(Customer)
    if not keys:
        is_counted, *answers = foreseen_or_asked(is_counting(team.pk), *asked)
        if is_counted:
            return answers
    return _row_and_answers(team, _counter, *asked, *keys)[1 : len(asked) + 1]


def is_counting(team_id: int) -> Asked[list[tuple[Any, ...]]]:
    """The question whether a team counts its customers by now, which `hold_or_ask` has to know."""
    return _counter.asked(team=team_id)


def _row_and_answers(team: Team | int, row: Prepared[Any] | PreparedValues, *asked: Asked[Any]) -> list[Any]:
    assert transaction.get_connection().in_atomic_block
    team_id = team if isinstance(team, int) else team.pk
    rows, *answers = together(row.asked(team=team_id), *asked)
    if not rows:
        CustomerSettings.objects.get_or_create(team_id=team_id)
        rows, *answers = together(row.asked(team=team_id), *asked)
    return [rows[0], *answers]


def again_after_deadlock(act: Callable[Given, Found]) -> Callable[Given, Found]:
    """Do it, and once more where it was broken off because two waited for each other.

    What was written is gone, and the locks are let go, if `act` is a transaction or a part of one that can
    be taken back.
    """

    @wraps(act)
    def done(*args: Given.args, **kwargs: Given.kwargs) -> Found:
        try:
            return act(*args, **kwargs)
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
                raise
        return act(*args, **kwargs)

    return done


def lock_customers(ids: Iterable[int]) -> dict[int, Customer]:
    """Customers as they are now, held until the transaction ends; rows that name them need not wait."""
    rows = Customer.objects.select_for_update(of=("self",), no_key=True).filter(id__in=set(ids))
    return {each.pk: each for each in rows.order_by("id")}


def lock_live(customer: Customer) -> Customer:
    """One customer as they are now; refused where they were merged or erased meanwhile."""
    return live(lock_customers([customer.pk])[customer.pk])


def live(customer: Customer) -> Customer:
    if customer.erased_at is not None:
        raise CustomerRefused(_("Customer {number} has been erased.").format(number=customer.number))
    if customer.merged_into is not None:
        raise CustomerRefused(
            _("Customer {number} has been merged into customer {other}.").format(
                number=customer.number, other=customer.merged_into.number
            )
        )
    return customer
