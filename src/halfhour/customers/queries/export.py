"""Everything that is kept of a customer, as a document for them."""

from datetime import date, datetime
from typing import Any

from halfhour.customers.elsewhere import export_elsewhere
from halfhour.customers.models import Address, Customer, CustomerEvent, CustomField, Note
from halfhour.customers.queries.history import contacts_of
from halfhour.ledger.lookup import with_ids
from halfhour.ledger.models import ContactEvent

CONTACT = (
    "contact_id", "opened_at", "queue", "channel", "category", "priority", "language", "answered_at",
    "resolved_at", "abandoned_at", "closed_at", "wait_seconds", "handle_seconds", "rating",
)  # fmt: skip
EVENT = ("contact_id", "at", "event", "state", "queue", "note")


def everything_about(customer: Customer) -> dict[str, Any]:
    """The document, for a file of JSON: every text stands in it as it was said."""
    labels = dict(CustomField.objects.filter(team=customer.team_id).values_list("key", "label"))
    contacts = [dict(zip(CONTACT, row, strict=True)) for row in contacts_of(customer).values_list(*CONTACT)]
    document = {
        "number": customer.number,
        "name": customer.name,
        "organisation": customer.organisation.name if customer.organisation else "",
        "tier": customer.tier,
        "language": customer.language,
        "timezone": customer.timezone,
        "fields": {labels.get(key, key): value for key, value in customer.fields.items()},
        "consent": {
            "state": customer.consent,
            "on": customer.consent_on,
            "how": customer.consent_how,
        },
        "added_at": customer.created_at,
        "addresses": [
            {"kind": each.kind, "value": each.value, "compared_as": each.normalised}
            for each in Address.objects.filter(customer=customer).order_by("id")
        ],
        "notes": [
            {"at": each.at, "text": each.text}
            for each in Note.objects.filter(customer=customer).order_by("at", "id")
        ],
        "history": [
            {"at": each.at, "what": each.kind, "facts": each.facts}
            for each in CustomerEvent.objects.filter(customer=customer).order_by("at", "id")
        ],
        "contacts": contacts,
        "events_of_contacts": _events_of(customer.team_id, [each["contact_id"] for each in contacts]),
        **export_elsewhere(customer),
    }
    return {name: _plain(value) for name, value in document.items()}


def _events_of(team_id: int, contact_ids: list[str]) -> list[dict[str, Any]]:
    """What event logs say of the customer's contacts, notes included."""
    events = with_ids(ContactEvent.objects.filter(team=team_id), contact_ids).order_by("at", "id")
    return [dict(zip(EVENT, row, strict=True)) for row in events.values_list(*EVENT)]


def _plain(value: Any) -> Any:
    match value:
        case datetime() | date():
            return value.isoformat()
        case dict():
            return {str(key): _plain(each) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each) for each in value]
    return value
