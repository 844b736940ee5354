"""Finding contacts in the ledger, by lists of what may be asked."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone

from halfhour.ledger.columnar import ledger_state
from halfhour.ledger.forms import PROGRESS, SORTS
from halfhour.ledger.models import Contact
from halfhour.people.models import Team

CHOICES = ("queue", "channel", "agent")
MOST_CHOICES = 200
CHOICES_KEPT_SECONDS = 3600


def contact_choices(team: Team) -> dict[str, list[str]]:
    """The queues, channels and agents that occur; found once for each state of the ledger."""
    key = f"ledger-choices-{team.pk}-{ledger_state(team)}"
    return cache.get_or_set(key, lambda: _choices(team), CHOICES_KEPT_SECONDS) or {}


def _choices(team: Team) -> dict[str, list[str]]:
    contacts = Contact.objects.filter(team=team).order_by()
    return {
        name: sorted(contacts.exclude(**{name: ""}).values_list(name, flat=True).distinct()[:MOST_CHOICES])
        for name in CHOICES
    }


def filtered_contacts(contacts: QuerySet[Contact], chosen: Mapping[str, Any]) -> QuerySet[Contact]:
    """Contacts as the cleaned values of a `ContactFilter` ask; dates are days in the active zone."""
    for name in CHOICES:
        if chosen.get(name):
            contacts = contacts.filter(**{name: chosen[name]})
    if chosen.get("q"):
        text = chosen["q"].strip()
        contacts = contacts.filter(Q(contact_id__istartswith=text) | Q(customer_id__istartswith=text))
    if chosen.get("progress"):
        contacts = contacts.filter(**PROGRESS[chosen["progress"]])
    if chosen.get("first_on"):
        contacts = contacts.filter(opened_at__gte=_midnight(chosen["first_on"]))
    if chosen.get("last_on"):
        contacts = contacts.filter(opened_at__lt=_midnight(chosen["last_on"] + timedelta(days=1)))
    if chosen.get("sort") == "longest":
        contacts = contacts.filter(handle_seconds__isnull=False)
    return contacts.order_by(*SORTS[chosen.get("sort") or "newest"])


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
