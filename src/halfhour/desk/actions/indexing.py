"""What search looks in is written in the transaction that changes a ticket."""

from django.db import connection, transaction

from halfhour.customers.models import Customer
from halfhour.customers.queries.addresses import in_order
from halfhour.desk.actions.locking import lock_tickets
from halfhour.desk.models import Ticket
from halfhour.desk.models.conversation import TicketText
from halfhour.desk.words import MOST_BYTES, words_of
from halfhour.rows import insert_soon


def add_words(ticket: Ticket, *texts: str) -> None:
    """Let a ticket be found by what was just said on it."""
    kept = TicketText.objects.filter(ticket=ticket).values_list("words", flat=True).first()
    if kept is None:
        index_ticket(ticket)
        return
    known = set(kept.split())
    new = [word for word in words_of(texts) if word not in known]
    words = " ".join([kept, *new]).strip()
    if new and len(words.encode()) > MOST_BYTES:
        index_ticket(ticket)  # what was said last has room first
    elif new:
        TicketText.objects.filter(ticket=ticket).update(words=words)


def index_new_ticket(ticket: Ticket, text: str) -> None:
    words = " ".join(words_of([*_heads(ticket), *_names(ticket.customer), text]))
    insert_soon(TicketText(ticket=ticket, words=words))


def index_ticket(ticket: Ticket) -> None:
    """Find all words of a ticket anew: after another subject or customer, a merge or a split."""
    said = ticket.messages.order_by("-at", "-id").values_list("text", flat=True)
    words = " ".join(words_of([*_heads(ticket), *_names(ticket.customer), *said.iterator()]))
    TicketText.objects.update_or_create(ticket=ticket, defaults={"words": words})


@transaction.atomic
def index_customer(customer: Customer) -> None:
    """Find the tickets of a customer by the name and addresses they have now, and by no other.

    They are held meanwhile: what is said on one of them at this moment is found too.
    """
    ids = Ticket.objects.filter(customer=customer).values_list("id", flat=True)
    for ticket in lock_tickets(ids).values():
        index_ticket(ticket)


def forget_words_taken_out() -> None:
    """Leave nothing of words that were taken out: SQLite's index keeps them until it is put together anew."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO desk_tickettext_words (desk_tickettext_words) VALUES ('optimize')")


def _heads(ticket: Ticket) -> list[str]:
    return [str(ticket.number), ticket.subject]


def _names(customer: Customer | None) -> list[str]:
    if customer is None:
        return []
    return [customer.name, *(text for each in in_order(customer) for text in (each.value, each.normalised))]
