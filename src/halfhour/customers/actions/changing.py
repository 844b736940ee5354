"""What is known of a customer, changed by somebody who has seen it as it is."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import again_after_deadlock, lock_live, lock_team
from halfhour.customers.actions.organisations import organisation_named
from halfhour.customers.actions.recording import record
from halfhour.customers.addresses import folded
from halfhour.customers.elsewhere import rename_elsewhere
from halfhour.customers.errors import CustomerMovedOn
from halfhour.customers.fields import allowed_only, fields_of
from halfhour.customers.models import Customer, EventKind
from halfhour.people.models import User

PLAIN = ("name", "tier", "language", "timezone", "consent", "consent_on", "consent_how")


@again_after_deadlock
@transaction.atomic
def change_customer(
    *, customer: Customer, values: Mapping[str, Any], revision: int, by: User | None, at: datetime
) -> Customer:
    """Save what was entered: `PLAIN` fields, the name of the `organisation`, and custom `fields`.

    What `values` leaves out stays. A change of nothing is none.

    Raises
    ------
    CustomerMovedOn
        Where somebody saved after `revision`; nothing is overwritten.
    """
    lock_team(customer.team_id)
    locked = lock_live(customer)
    before = as_values(locked)
    if locked.revision != revision:
        raise CustomerMovedOn(_("Somebody else saved this customer since you opened it."), latest=locked)
    for name in PLAIN:
        if name in values:
            setattr(locked, name, values[name])
    locked.search_name = folded(locked.name)
    if "organisation" in values:
        locked.organisation = organisation_named(locked.team, values["organisation"])
    if "fields" in values:
        defined = fields_of(locked.team)
        asked = {field.key for field in defined}
        kept = {key: value for key, value in locked.fields.items() if key not in asked}
        locked.fields = kept | allowed_only(defined, values["fields"])
    after = as_values(locked)
    facts = {name: (before.get(name), after.get(name)) for name in {**before, **after}}
    changed = {name: values for name, values in facts.items() if values[0] != values[1]}
    if not changed:
        return locked
    locked.revision += 1
    locked.save()
    record(customer=locked, kind=EventKind.CHANGED, by=by, at=at, facts=changed)
    if "name" in changed:
        rename_elsewhere(locked)
    return locked


def as_values(customer: Customer) -> dict[str, Any]:
    """What is known of a customer as a flat document: a custom field under `field-` and its key."""
    values: dict[str, Any] = {name: getattr(customer, name) for name in PLAIN}
    values["organisation"] = customer.organisation.name if customer.organisation else ""
    values |= {f"field-{key}": value for key, value in customer.fields.items()}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
