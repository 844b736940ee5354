"""Who waits for whom, never in a circle: inputs, people, customers, tickets by their id, then a team's rows.

A change of many is held after its tickets.

Whoever gives a ticket to a customer holds the customer, or a ticket of theirs: who is erased at that moment
waits, and finds what came of it.

Of a team's rows the count of its tickets comes first, for those tickets that got no number at the door, then
that of its customers, then its desk. Whoever counts at the door holds nothing else.

Rows are locked against change, not against being pointed to: a row elsewhere that names a ticket, as links,
messages and notices do, is saved without waiting for it. Tags are held against being taken away alone.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.customers.models import Customer
from halfhour.desk.errors import SavedSince, TicketMovedOn
from halfhour.desk.models import DeskSettings, Presence, Ticket, TicketCount, TicketEvent
from halfhour.desk.queries.customers import with_merged_into
from halfhour.people.models import Team
from halfhour.rows import Prepared, counting_on, keys_ahead, together

_held = Prepared(
    lambda ids: (
        Ticket.objects.select_for_update(of=("self",), no_key=True)
        .select_related("team")
        .filter(id__in=ids)
        .order_by("id")
    ),
    ids=list,
)
_customers_of = Prepared(
    lambda ids: Customer.objects.filter(id__in=Ticket.objects.filter(id__in=ids).values("customer")).order_by(
        "id"
    ),
    ids=list,
)


def lock_ticket(ticket_id: int, *, revision: int | None = None) -> Ticket:
    """A ticket as it is now, held until the transaction ends.

    Raises
    ------
    TicketMovedOn
        Where something was done to it after `revision`, what the person saw.
    """
    ticket = lock_tickets([ticket_id])[ticket_id]
    refuse_outdated(ticket, revision)
    return ticket


def refuse_outdated(ticket: Ticket, revision: int | None) -> None:
    """Nobody overwrites what they have not seen; None sees everything."""
    if revision is not None and not ticket.done_revision <= revision <= ticket.revision:
        raise moved_on(ticket)


def moved_on(ticket: Ticket) -> TicketMovedOn:
    sentence = _("Ticket {number} was changed by somebody else since you opened it.")
    return TicketMovedOn(sentence.format(number=ticket.number), latest=ticket)


def lock_tickets(ids: Iterable[int]) -> dict[int, Ticket]:
    """Tickets as they are now, locked in the order of their ids.

    Whoever waited for a lock sees the row as it is then, and what is joined to it as it was before: customers
    are read once the tickets are held.
    """
    assert transaction.get_connection().in_atomic_block
    wanted = list(set(ids))
    if not wanted:
        return {}
    rows, customers = together(_held.asked(ids=wanted), _customers_of.asked(ids=wanted))
    known = {each.pk: each for each in customers}
    for each in rows:
        if each.customer_id is not None:
            each.customer = known[each.customer_id]
    return {each.pk: each for each in rows}


def lock_end(ticket_id: int) -> Ticket:
    """The ticket that holds the conversation now, at the end of its merges, locked with all in between."""
    return lock_with_end(ticket_id, ticket_id)[1]


def lock_with_end(ticket_id: int, merged_id: int) -> tuple[Ticket, Ticket]:
    """A ticket, and the end of another's merges, locked in one go with all in between.

    Raises
    ------
    TicketMovedOn
        Where the other was merged further while this waited.
    """
    rows = lock_tickets([ticket_id, *chain_of(merged_id)])
    end = rows[merged_id]
    while end.merged_into_id is not None:
        if end.merged_into_id not in rows:
            raise TicketMovedOn(
                _("Ticket {number} was merged just now; try again.").format(number=end.number), latest=end
            )
        end = rows[end.merged_into_id]
    return rows[ticket_id], end


def chain_of(ticket_id: int) -> list[int]:
    """A ticket and those that it was merged into, one after the other, as it is now."""
    chain = [ticket_id]
    while (further := _merged_into(chain[-1])) is not None:
        chain.append(further)
    return chain


def _merged_into(ticket_id: int) -> int | None:
    return Ticket.objects.filter(pk=ticket_id).values_list("merged_into_id", flat=True).get()


def hold_tickets_of(*, customers: Iterable[Customer]) -> None:
    """Hold all tickets of customers and of whoever was merged into them, so that nobody writes on them until
    the transaction ends.
    """
    theirs = with_merged_into(each.pk for each in customers)
    lock_tickets(Ticket.objects.filter(customer__in=theirs).values_list("id", flat=True))


def lock_presence(*user_ids: int) -> None:
    """Hold people's presence in all their teams, so that nobody else gives them anything.

    Where it is none, nothing.
    """
    assert transaction.get_connection().in_atomic_block
    rows = Presence.objects.select_for_update().filter(user__in=user_ids)
    list(rows.order_by("id").values_list("id"))


def lock_desk(team: Team, *, revision: int | None = None) -> DeskSettings:
    """The desk's settings as they are now, held until the transaction ends; made where there are none.

    Raises
    ------
    SavedSince
        Where `revision`, what the person saw, is not the newest.
    """
    assert transaction.get_connection().in_atomic_block
    DeskSettings.objects.get_or_create(team=team)
    settings = DeskSettings.objects.select_for_update(no_key=True).get(team=team)
    if revision is not None and settings.revision != revision:
        sentence = _("Somebody else changed the desk's settings since you opened them; look again.")
        raise SavedSince(sentence, revision=settings.revision)
    return settings


def give_number(ticket: Ticket) -> None:
    """Give a new ticket the next number of its team, which nobody else gets until the transaction ends.

    One that was kept for it is its own.
    """
    assert transaction.get_connection().in_atomic_block
    if ticket.number is not None:
        together(*keys_ahead(Ticket, TicketEvent))
        return
    ticket.number = _counted_on(ticket.team)
    if ticket.number is None:
        TicketCount.objects.get_or_create(team=ticket.team)
        DeskSettings.objects.get_or_create(team=ticket.team)  # a team with tickets has a desk
        ticket.number = _counted_on(ticket.team)


def _counted_on(team: Team) -> Any:
    return together(counting_on(TicketCount, team.pk), *keys_ahead(Ticket, TicketEvent))[0]
