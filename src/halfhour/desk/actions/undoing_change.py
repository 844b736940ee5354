"""A change of one ticket taken back: it teaches nothing, and triage says again what it said before."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from halfhour.desk.actions.changing import LEARNED, PLAIN, apply_changes, changed_events
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.recording import save_ticket
from halfhour.desk.actions.states import refuse_merged
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import EventKind, Label, Ticket
from halfhour.desk.models.tickets import UNDONE_WITHIN
from halfhour.people.models import User

SALT = "halfhour.desk.change"
TAKEN_BACK = frozenset({*PLAIN, "tags"})


def way_back(*, before: Ticket, after: Ticket, by: User) -> str:
    """What takes the last change of a ticket back, signed; empty where there is none that can be."""
    events = after.events.filter(by=by, kind__in=(EventKind.CHANGED, EventKind.JUDGED))
    event = events.order_by("-at", "-id").first() if after.revision > before.revision else None
    if event is None or not TAKEN_BACK.issuperset(event.facts):
        return ""
    triage = sorted_as(before.triage, event.facts)
    taught = {
        field: Label.objects.filter(ticket=after, field=field, by=by).latest("id").pk for field in triage
    }
    kept = {"event": event.pk, "triage": triage, "labels": list(taught.values())}
    return signing.dumps(kept, salt=SALT, compress=True)


@transaction.atomic
def undo_change(*, ticket: Ticket, way: str, by: User, at: datetime) -> Ticket:
    """Take back what `way_back` was made for.

    Raises
    ------
    DeskRefused
        For another's or another ticket's change, for one that is taken back already, and after ten minutes.
    """
    ticket = lock_ticket(ticket.pk)
    refuse_merged(ticket)
    try:
        kept = signing.loads(way, salt=SALT, max_age=UNDONE_WITHIN)
    except signing.BadSignature:
        kept = {"event": None}
    event = ticket.events.filter(pk=kept["event"], by=by).first()
    if event is None or not all(_stands(ticket, name, pair[1]) for name, pair in event.facts.items()):
        raise DeskRefused(_("This can no longer be undone."))
    wanted = {name: pair[0] for name, pair in event.facts.items()}
    facts = apply_changes(ticket, wanted, by=None, at=at)
    unteach(ticket, kept["triage"], Label.objects.filter(pk__in=kept["labels"]))
    return save_ticket(ticket, events=changed_events(ticket, facts, by=by, at=at), at=at)


def _stands(ticket: Ticket, name: str, value: Any) -> bool:
    now = sorted(ticket.tags.values_list("name", flat=True)) if name == "tags" else getattr(ticket, name)
    return bool(now == value)


def sorted_as(triage: Mapping[str, Any], values: Iterable[str]) -> dict[str, Any]:
    """What triage said of what a change is about to say otherwise; None where it said nothing."""
    return {name: triage.get(name) for name in values if name in LEARNED}


def unteach(ticket: Ticket, triage: Mapping[str, Any], labels: QuerySet[Label]) -> None:
    """What was said is no example any more, and triage says again what it said before (`sorted_as`)."""
    labels.filter(ticket=ticket, field__in=list(triage)).delete()
    kept = {name: known for name, known in ticket.triage.items() if name not in triage}
    ticket.triage = kept | {name: known for name, known in triage.items() if known is not None}
