"""Taking a customer out of the ledger and leaving what is measured."""

from collections.abc import Iterable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from halfhour.ledger.actions.locking import lock_ledger
from halfhour.ledger.columnar import drop_copies
from halfhour.ledger.erased import erased_digest
from halfhour.ledger.lookup import with_ids
from halfhour.ledger.models import Contact, ContactEvent, ErasedCustomer
from halfhour.people.models import Team


@transaction.atomic
def erase_customer_ids(*, team: Team, customer_ids: Iterable[str], at: datetime) -> int:
    """Put one anonymous id in the place of a customer's ids; how many contacts stood under them.

    Times, queues and handle times stay as they are, and so does what is computed from them. Notes in the
    events of these contacts are emptied. Files that were brought in are kept as they came; read again, they
    do not bring the ids back.
    """
    ids = sorted({each for each in customer_ids if each})
    if not ids:
        return 0
    lock_ledger(team.pk)
    anonymous_id = f"erased-{uuid4().hex}"
    ErasedCustomer.objects.bulk_create(
        [
            ErasedCustomer(team=team, digest=digest, anonymous_id=anonymous_id, at=at)
            for digest in sorted({erased_digest(team.pk, each) for each in ids})
        ],
        update_conflicts=True,
        unique_fields=["team", "digest"],
        update_fields=["anonymous_id", "at"],
    )
    theirs = Contact.objects.filter(team=team, customer_id__in=ids).order_by()
    contact_ids = list(theirs.values_list("contact_id", flat=True))
    count = theirs.update(customer_id=anonymous_id)
    with_ids(ContactEvent.objects.filter(team=team), contact_ids).update(note="")
    _rename_in_events(team, frozenset(ids), anonymous_id)
    transaction.on_commit(partial(drop_copies, team))
    return count


def _rename_in_events(team: Team, ids: frozenset[str], anonymous_id: str) -> None:
    """Event logs and corrections name customers too, even of contacts that are somebody else's by now."""
    named = Q()
    for place in ("facts__customer_id", "facts__customer_id__0", "facts__customer_id__1"):
        named |= Q(**{f"{place}__in": sorted(ids)})
    for event in ContactEvent.objects.filter(named, team=team).order_by("id"):
        facts = {**event.facts, "customer_id": _renamed(event.facts["customer_id"], ids, anonymous_id)}
        ContactEvent.objects.filter(id=event.pk).update(facts=facts)


def _renamed(value: Any, ids: frozenset[str], anonymous_id: str) -> Any:
    if isinstance(value, list):
        return [_renamed(each, ids, anonymous_id) for each in value]
    return anonymous_id if value in ids else value
