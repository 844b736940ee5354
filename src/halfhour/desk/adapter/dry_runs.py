"""What a team's rules would have done to its last contacts, before anybody lets them."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Subquery

from halfhour.customers.models import Address
from halfhour.desk.adapter.rules import OPENED
from halfhour.desk.models import Complaint, Message, MessageKind, Ticket
from halfhour.engine.triage import Contact, DryRun, Field, Rule, Signal, dry_run
from halfhour.people.models import Team

__all__ = ["LATEST", "DryRun", "dry_run_of", "past_contacts"]
LATEST = 1_000
FIELDS = {field: field.value for field in Field if field is not Field.COMPLAINT}


def dry_run_of(team: Team, rules: Sequence[Rule]) -> DryRun:
    """The rules on the team's last contacts as these stand now; nothing is changed by asking."""
    return dry_run(rules=rules, contacts=past_contacts(team), latest=LATEST)


def past_contacts(team: Team, *, latest: int = LATEST) -> list[Contact]:
    """The last contacts, with what people decided marked as theirs."""
    first = Message.objects.filter(ticket=OuterRef("pk"), kind=MessageKind.CUSTOMER).order_by("at", "id")
    addresses = Address.objects.filter(customer=OuterRef("customer")).order_by("id")
    rows = (
        Ticket.objects.filter(team=team)
        .annotate(first_text=Subquery(first.values("text")[:1]))
        .annotate(address=Subquery(addresses.values("normalised")[:1]))
        .annotate(complains=Exists(Complaint.objects.filter(ticket=OuterRef("pk"))))
        .order_by("-opened_at", "-id")[:latest]
    )
    return [_contact(row) for row in rows]


def _contact(row: Ticket) -> Contact:
    known = set(Signal)
    facts: dict[Field, str] = {
        field: value for field, name in FIELDS.items() if (value := str(getattr(row, name)))
    }
    if row.complains:  # type: ignore[attr-defined]
        facts[Field.COMPLAINT] = OPENED
    return Contact(
        key=str(row.number),
        channel=row.channel,
        text=row.first_text or "",  # type: ignore[attr-defined]
        subject=row.subject,
        customer=row.address,  # type: ignore[attr-defined]
        opened_at=int(row.opened_at.timestamp()),
        language=row.language[:2] or None,
        signals=frozenset(Signal(each) for each in row.signals if each in known),
        facts=facts,
        by_person=frozenset(
            field for field, name in FIELDS.items() if row.triage.get(name, {}).get("by") == "person"
        ),
    )
