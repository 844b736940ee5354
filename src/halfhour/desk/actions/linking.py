"""How tickets stand to each other."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.locking import lock_tickets
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import EventKind, LinkKind, Ticket, TicketLink
from halfhour.people.models import User

LONGEST_WAIT = 100


@transaction.atomic
def link_tickets(
    *, source: Ticket, target: Ticket, kind: LinkKind, by: User | None, at: datetime
) -> TicketLink:
    """Say that `source` stands in this relation to `target`.

    Raises
    ------
    DeskRefused
        For a ticket and itself, for tickets of different teams, for what is said already, and where two
        would wait for each other.
    """
    if source.pk == target.pk:
        raise DeskRefused(_("A ticket cannot be linked to itself."), field="number")
    if source.team_id != target.team_id:
        raise DeskRefused(_("Tickets of different teams cannot be linked."))
    rows = lock_tickets([source.pk, target.pk])
    source, target = rows[source.pk], rows[target.pk]
    if kind == LinkKind.WAITS_FOR and _waits_for(target.pk, source.pk):
        raise DeskRefused(
            _("Ticket {number} waits for ticket {other} already.").format(
                number=target.number, other=source.number
            )
        )
    link, is_new = TicketLink.objects.get_or_create(
        source=source, target=target, kind=LinkKind(kind), defaults={"by": by, "at": at}
    )
    if not is_new:
        raise DeskRefused(_("These tickets are linked so already."))
    _record(link, EventKind.LINKED, source, target, by=by, at=at)
    return link


@transaction.atomic
def unlink_tickets(*, link: TicketLink, by: User | None, at: datetime) -> None:
    """Take a link away; one that is gone already is no mistake."""
    rows = lock_tickets([link.source_id, link.target_id])
    held = TicketLink.objects.filter(pk=link.pk).first()
    if held is not None:
        source, target = rows[held.source_id], rows[held.target_id]
        _record(held, EventKind.UNLINKED, source, target, by=by, at=at)
        held.delete()


def _record(
    link: TicketLink, kind: EventKind, source: Ticket, target: Ticket, *, by: User | None, at: datetime
) -> None:
    for ticket, other in sorted(((source, target), (target, source)), key=lambda pair: pair[0].pk):
        pair = (None, other.number) if kind == EventKind.LINKED else (other.number, None)
        save_ticket(ticket, events=[happened(kind, at=at, by=by, facts={link.kind: pair})], at=at)


def _waits_for(source_id: int, target_id: int) -> bool:
    """Whether one waits for the other, over however many in between."""
    reached, edge = {source_id}, {source_id}
    for _step in range(LONGEST_WAIT):
        links = TicketLink.objects.filter(source__in=edge, kind=LinkKind.WAITS_FOR)
        edge = set(links.values_list("target_id", flat=True)) - reached
        if not edge or target_id in edge:
            break
        reached |= edge
    return target_id in edge
