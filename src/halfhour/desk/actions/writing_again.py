"""What a customer writes on the page of their ticket, as the gate takes it."""

from halfhour.desk.actions.conversation import customer_wrote
from halfhour.desk.adapter.bodies import MENDED, aside, number, words
from halfhour.desk.models import RawInput, Ticket
from halfhour.desk.models.conversation import MOST_CHARACTERS

PAGE_SOURCE = "page"


def written_again(raw: RawInput) -> Ticket:
    """The ticket on which a page's text stands by now: its own, one that it was merged into, or a new one.

    Who writes is known by the page's link: only there do inputs of this source come from.

    Raises
    ------
    SetAside
        Where nothing is written.
    """
    given = {**raw.body, **(raw.body.get(MENDED) or {})}
    text = words(given, "text")[:MOST_CHARACTERS].strip()
    if not text:
        raise aside("nothing_written")
    rows = Ticket.objects.select_related("customer")
    ticket = rows.get(team=raw.team, number=number(given, "ticket") or 0)
    return customer_wrote(ticket=ticket, text=text, at=raw.received_at).ticket
