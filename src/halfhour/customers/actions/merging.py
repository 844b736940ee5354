"""Two records of one person become one, and two again where that was wrong."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from halfhour.customers.actions.changing import as_values
from halfhour.customers.actions.locking import again_after_deadlock, live, lock_customers, lock_team
from halfhour.customers.actions.recording import record
from halfhour.customers.addresses import folded
from halfhour.customers.elsewhere import hold_elsewhere, part_elsewhere, rename_elsewhere
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.models import REFUSES, Address, Customer, EventKind, Merge, Note
from halfhour.people.models import User

FILLED = ("name", "organisation_id", "tier", "language", "timezone")
CONSENT = "consent"


@again_after_deadlock
@transaction.atomic
def merge_customers(*, source: Customer, target: Customer, by: User | None, at: datetime) -> Merge:
    """Move the addresses and notes of `source` to `target`, and fill what is empty there.

    What both know stays as `target` has it, and so does consent, unless only `source` refused it: whoever
    asked for peace once has it. Who is merged keeps their own values, so that `unmerge_customers` brings
    back exactly what was moved.

    Raises
    ------
    CustomerRefused
        Where either has been merged or erased meanwhile, or they are the same.
    """
    if source.pk == target.pk:
        raise CustomerRefused(_("A customer cannot be merged into themself."))
    if source.team_id != target.team_id:
        raise CustomerRefused(_("Customers of different teams cannot be merged."))
    lock_team(source.team_id)
    rows = lock_customers([source.pk, target.pk])
    source, target = live(rows[source.pk]), live(rows[target.pk])
    addresses = list(Address.objects.filter(customer=source).order_by("id").values_list("id", flat=True))
    notes = list(Note.objects.filter(customer=source).order_by("id").values_list("id", flat=True))
    Address.objects.filter(id__in=addresses).update(customer=target)
    Note.objects.filter(id__in=notes).update(customer=target)
    before = as_values(target)
    filled = _fill(target, source)
    after = as_values(target)
    target.revision += 1
    target.save()
    source.merged_into = target
    source.revision += 1
    source.save(update_fields=["merged_into", "revision"])
    merge = Merge.objects.create(
        source=source, target=target, addresses=addresses, notes=notes, filled=filled, by=by, at=at
    )
    changed = {name: (before.get(name), now) for name, now in after.items() if before.get(name) != now}
    rename_elsewhere(target)
    facts = {"merged": (None, source.number), **changed}
    record(customer=target, kind=EventKind.MERGED, by=by, at=at, facts=facts)
    record(customer=source, kind=EventKind.MERGED, by=by, at=at, facts={"merged_into": (None, target.number)})
    return merge


@again_after_deadlock
@transaction.atomic
def unmerge_customers(*, merge: Merge, by: User | None, at: datetime) -> Customer:
    """Give back what a merge moved, and nothing else; who was merged stands alone again.

    What was filled in is emptied again unless somebody changed it since. Addresses and notes that were
    removed since do not come back. Links to their tickets that were mailed meanwhile open nothing any more:
    whoever has them may be the other.

    Raises
    ------
    CustomerRefused
        Where it was undone before, or the one merged into has been merged onwards or erased.
    """
    team = merge.source.team
    lock_team(team)
    rows = lock_customers([merge.source_id, merge.target_id])
    hold_elsewhere(rows.values())
    source, target = rows[merge.source_id], live(rows[merge.target_id])
    merge = Merge.objects.get(id=merge.pk)
    if merge.undone_at is not None:
        raise CustomerRefused(_("This merge has been undone already."))
    Address.objects.filter(id__in=merge.addresses, customer=target).update(customer=source)
    Note.objects.filter(id__in=merge.notes, customer=target).update(customer=source)
    for name, value in merge.filled.items():
        if name == CONSENT:
            _consent_again(target, source, before=value)
        else:
            _empty_again(target, name, value)
    _fill_from_others(target, merge)
    target.search_name = folded(target.name)
    target.revision += 1
    target.save()
    source.merged_into = None
    source.revision += 1
    source.save(update_fields=["merged_into", "revision"])
    merge.undone_at = at
    merge.save(update_fields=["undone_at"])
    part_elsewhere(customer=source, since=merge.at, at=at)
    for each in (source, target):
        rename_elsewhere(each)
    for one, other in ((target, source), (source, target)):
        record(customer=one, kind=EventKind.UNMERGED, by=by, at=at, facts={"merged": (other.number, None)})
    return source


def _fill_from_others(target: Customer, undone: Merge) -> None:
    """What was taken back is filled again by those who are still merged into the target and say it too."""
    others = Merge.objects.filter(target=target, undone_at=None).exclude(pk=undone.pk)
    for merge in others.select_related("source").order_by("id"):
        filled = _fill(target, merge.source, only=undone.filled)
        if filled:
            merge.filled = {**merge.filled, **filled}
            merge.save(update_fields=["filled"])


def _fill(target: Customer, source: Customer, *, only: Collection[str] | None = None) -> dict[str, Any]:
    """Put the source's values where the target has none; what was filled, {name: value}."""
    filled: dict[str, Any] = {}
    for name in FILLED:
        value = getattr(source, name)
        if not getattr(target, name) and value and (only is None or name in only):
            setattr(target, name, value)
            filled[name] = value
    for key, value in source.fields.items():
        name = f"field-{key}"
        if target.fields.get(key) is None and value is not None and (only is None or name in only):
            target.fields = {**target.fields, key: value}
            filled[name] = value
    is_asked = only is None or CONSENT in only
    if is_asked and source.consent in REFUSES and target.consent not in REFUSES:
        filled[CONSENT] = _consent_of(target)
        target.consent, target.consent_on, target.consent_how = (
            source.consent,
            source.consent_on,
            source.consent_how,
        )
    target.search_name = folded(target.name)
    return filled


def _consent_of(customer: Customer) -> dict[str, str]:
    day = customer.consent_on.isoformat() if customer.consent_on else ""
    return {"consent": customer.consent, "consent_on": day, "consent_how": customer.consent_how}


def _consent_again(target: Customer, source: Customer, *, before: dict[str, str]) -> None:
    """What the target had said before the merge, unless somebody changed it since."""
    if _consent_of(target) == _consent_of(source):
        target.consent, target.consent_how = before["consent"], before["consent_how"]
        target.consent_on = parse_date(before["consent_on"]) if before["consent_on"] else None


def _empty_again(target: Customer, name: str, value: Any) -> None:
    if name.startswith("field-"):
        key = name.removeprefix("field-")
        if target.fields.get(key) == value:
            target.fields = {each: kept for each, kept in target.fields.items() if each != key}
    elif getattr(target, name) == value:
        setattr(target, name, None if name.endswith("_id") else "")
