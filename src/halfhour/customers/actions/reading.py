"""In which language a customer is written to, and in whose time, where nobody has said it yet."""

from datetime import datetime

from halfhour.customers.actions.recording import record
from halfhour.customers.models import Customer, EventKind


def learn_reader(*, customer: Customer, language: str, timezone: str, at: datetime) -> None:
    """Keep the language and the time zone of the page that a customer reads, where none is known.

    Theirs is a locked row; empty is what the page did not say.
    """
    told = {"language": language, "timezone": timezone}
    learned = {name: value for name, value in told.items() if value and not getattr(customer, name)}
    if not learned:
        return
    for name, value in learned.items():
        setattr(customer, name, value)
    customer.revision += 1
    customer.save(update_fields=[*learned, "revision"])
    facts = {name: ("", value) for name, value in learned.items()}
    record(customer=customer, kind=EventKind.CHANGED, by=None, at=at, facts=facts)
