"""In which language a customer is written to, where nobody has said it yet."""

from datetime import datetime

from halfhour.customers.actions.recording import record
from halfhour.customers.models import Customer, EventKind


def learn_language(*, customer: Customer, language: str, at: datetime) -> None:
    """Keep the language that a customer reads, where none is known; theirs is a locked row."""
    if customer.language:
        return
    customer.language = language
    customer.revision += 1
    customer.save(update_fields=["language", "revision"])
    record(customer=customer, kind=EventKind.CHANGED, by=None, at=at, facts={"language": ("", language)})
