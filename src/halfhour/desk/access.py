"""Which tickets a person may open: the one query behind every list, page, search, count and socket."""

from django.db.models import QuerySet
from django.http import Http404

from halfhour.desk.models import Attachment, Ticket
from halfhour.people.access import Permission, TeamAccess, access_to
from halfhour.people.models import Team, User
from halfhour.rows import Asked, Prepared, together


def visible_tickets(access: TeamAccess) -> QuerySet[Ticket]:
    """Every ticket that exists for this person, merged ones included."""
    tickets = tickets_of(access.team.pk)
    return tickets if access.may(Permission.SEE_TICKETS) else tickets.none()


def tickets_of(team: int) -> QuerySet[Ticket]:
    """What is there for those of the team who may see tickets."""
    return Ticket.objects.filter(team=team)


_opened = Prepared(
    lambda team, number: (
        tickets_of(team).select_related("customer", "assignee", "team").filter(number=number)
    ),
    team=int,
    number=int,
)


def open_ticket(access: TeamAccess, number: int) -> Ticket:
    """The ticket of this number, with who it belongs to; outside the person's reach it does not exist."""
    return opened(together(asked_ticket(access, number))[0])


def asked_ticket(access: TeamAccess, number: int) -> Asked[list[Ticket]]:
    """The question that `open_ticket` asks, to be asked together with others; `opened` reads the answer."""
    if not access.may(Permission.SEE_TICKETS):
        raise Http404
    return _opened.asked(team=access.team.pk, number=number)


def opened(found: list[Ticket]) -> Ticket:
    if not found:
        raise Http404
    return found[0]


def open_attachment(access: TeamAccess, token: str) -> Attachment:
    found = (
        Attachment.objects.filter(team=access.team, token=token, ticket__in=visible_tickets(access))
        .select_related("draft")
        .first()
    )
    if found is None or (found.message_id is None and not _is_own_draft(found, access)):
        raise Http404
    return found


def _is_own_draft(attachment: Attachment, access: TeamAccess) -> bool:
    return attachment.draft is not None and attachment.draft.by_id == access.user.pk


def may_move_others(user: User, team: Team) -> bool:
    """Whether somebody may take or give away what others hold."""
    return access_to(user, team).may(Permission.ASSIGN_TICKETS)
