"""What a team wants to know of its customers: tiers and fields of its own."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.actions.locking import lock_team
from halfhour.customers.errors import CustomerRefused
from halfhour.customers.fields import new_key
from halfhour.customers.models import CustomerSettings, CustomField, FieldKind
from halfhour.people.actions import record_setting
from halfhour.people.models import Team, User

MOST_FIELDS = 40


@transaction.atomic
def set_tiers(*, team: Team, tiers: Sequence[str], by: User, at: datetime) -> CustomerSettings:
    """The tiers on offer, in their order; customers keep theirs where it is no longer among them."""
    settings = lock_team(team)
    before = {"tiers": settings.tiers}
    settings.tiers = list(dict.fromkeys(each.strip() for each in tiers if each.strip()))
    settings.save(update_fields=["tiers"])
    record_setting(team=team, part="tiers", before=before, after={"tiers": settings.tiers}, by=by, at=at)
    return settings


@transaction.atomic
def save_field(
    *,
    team: Team,
    field: CustomField | None,
    label: str,
    kind: str,
    choices: Sequence[str] = (),
    is_retired: bool = False,
    by: User,
    at: datetime,
) -> CustomField:
    """Define a field, or change one: its key and kind stay, so that what was entered stays true.

    Raises
    ------
    CustomerRefused
        Where the list to choose from is empty, the name is another field's, or there are too many fields.
    """
    lock_team(team)
    field = CustomField.objects.get(pk=field.pk) if field else None  # as it is now
    before = _of_field(field) if field else {}
    options = list(dict.fromkeys(each.strip() for each in choices if each.strip()))
    is_choice = (field.kind if field else kind) == FieldKind.CHOICE
    if is_choice and not options:
        raise CustomerRefused(_("Enter what can be chosen, one on each line."), field="choices")
    if field is None:
        known = CustomField.objects.filter(team=team)
        count = known.count()
        if count >= MOST_FIELDS:
            raise CustomerRefused(_("A team has at most {number} fields.").format(number=MOST_FIELDS))
        key = new_key(label, kind=kind, taken=set(known.values_list("key", flat=True)))
        field = CustomField(team=team, key=key, kind=kind, position=count)
    field.label = label.strip()
    others = CustomField.objects.filter(team=team, is_retired=False, label__iexact=field.label)
    if not is_retired and others.exclude(pk=field.pk).exists():
        sentence = _("There is a field “{name}” already.").format(name=field.label)
        raise CustomerRefused(sentence, field="label")
    field.choices = options if is_choice else []
    field.is_retired = is_retired
    field.save()
    after = _of_field(field)
    record_setting(
        team=team, part="customer_fields", name=field.label, before=before, after=after, by=by, at=at
    )
    return field


def _of_field(field: CustomField) -> dict[str, Any]:
    return {name: getattr(field, name) for name in ("label", "kind", "choices", "is_retired")}
