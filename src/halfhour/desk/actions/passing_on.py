"""Contacts given to somebody unasked go on: their person went away, did not open them, or cannot now.

Back in the line, they are pushed to the next once the transaction has ended (`freeing`). Whoever locks a
ticket here holds nothing else.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.locking import lock_ticket
from halfhour.desk.actions.one_by_one import one_by_one
from halfhour.desk.actions.recording import save_ticket
from halfhour.desk.actions.routing import choose
from halfhour.desk.adapter.routing import of_person, stored_reason
from halfhour.desk.errors import DeskRefused
from halfhour.desk.models import PushedContact, Ticket, TicketEvent
from halfhour.desk.queries.presence import desk_now, pushed_channels
from halfhour.desk.queries.pushed import standing_pushes, who_let_pass
from halfhour.desk.queries.there import is_there
from halfhour.desk.queries.waiting import work_of_tickets
from halfhour.engine.routing import RoutingReason
from halfhour.people.models import Team, User

MOST_AT_ONCE = 200
FORGOTTEN_AFTER = timedelta(minutes=10)


def opened(*, ticket: Ticket, by: User, at: datetime) -> None:
    """Somebody has a ticket open: what was given to them is seen. One statement, which waits for nobody."""
    PushedContact.objects.filter(ticket=ticket, user=by, is_standing=True, opened_at=None).update(
        opened_at=at
    )


@transaction.atomic
def not_now(*, ticket: Ticket, by: User, at: datetime) -> Ticket:
    """Give back what one was just given unasked; it goes to the next who can.

    Raises
    ------
    DeskRefused
        Unless it was given to them so, and they have not answered it since.
    """
    ticket = lock_ticket(ticket.pk)
    push = standing_pushes().filter(ticket=ticket, user=by).first()
    if push is None:
        raise DeskRefused(_("Ticket {number} was not just given to you.").format(number=ticket.number))
    return _go_on(push, ticket, RoutingReason.NOT_NOW, at=at)


def go_on_without(*, team: Team, user: User, at: datetime) -> int:
    """Somebody went away: what they were given unasked and have not answered goes on; how many."""
    theirs = standing_pushes().filter(user=user, ticket__team=team)
    return one_by_one(_away, theirs.values_list("id", flat=True)[:MOST_AT_ONCE], at)


def pass_on(at: datetime) -> int:
    """Whatever its person left or did not open in time goes on; how many. What is over is forgotten."""
    # Only what was given a while ago: what is pushed again at this instant is told from it by its time.
    over = PushedContact.objects.filter(is_standing=True, at__lte=at - FORGOTTEN_AFTER)
    over.exclude(pk__in=standing_pushes().values("pk")).update(is_standing=False)
    # All of them: what somebody has opened and not answered yet may stand for hours, and hides nothing.
    return one_by_one(_look, standing_pushes().values_list("id", flat=True), at)


def _look(push_id: int, at: datetime) -> int:
    push = PushedContact.objects.select_related("ticket__team", "user").get(pk=push_id)
    if not is_there(team=push.ticket.team, user=push.user, at=at):
        return _away(push_id, at)
    return _unopened(push, at) if push.opened_at is None else 0


@transaction.atomic
def _away(push_id: int, at: datetime) -> int:
    return _if_standing(push_id, RoutingReason.WENT_AWAY, at=at)


def _unopened(push: PushedContact, at: datetime) -> int:
    """Give it to somebody else, if there is somebody; else it stays where it is."""
    desk = desk_now(push.ticket.team, at)
    allowed = timedelta(seconds=desk.setting.open_seconds)
    if not allowed or at - push.at < allowed:
        return 0
    passed = {*who_let_pass([push.ticket_id]).get(push.ticket_id, {}), push.user.get_username()}
    works = work_of_tickets(desk, [push.ticket_id])
    if not any(choose(desk, work, but=passed).person for work in works):
        return 0
    with transaction.atomic():
        return _if_standing(push.pk, RoutingReason.NOT_OPENED, at=at)


def _if_standing(push_id: int, why: RoutingReason, *, at: datetime) -> int:
    """Let a contact go on, its ticket locked, if nothing has happened to it meanwhile."""
    ticket_id = PushedContact.objects.values_list("ticket_id", flat=True).get(pk=push_id)
    ticket = lock_ticket(ticket_id)
    push = standing_pushes().filter(pk=push_id).first()
    if push is None or ticket.channel not in pushed_channels(ticket.team_id, at):
        return 0
    if why == RoutingReason.NOT_OPENED and _is_at_work(push):
        return 0
    _go_on(push, ticket, why, at=at)
    return 1


def _is_at_work(push: PushedContact) -> bool:
    """Whether its person has opened it, or done anything to it by another way."""
    done = TicketEvent.objects.filter(ticket=push.ticket_id, by=push.user_id, at__gte=push.at)
    return push.opened_at is not None or done.exists()


def _go_on(push: PushedContact, ticket: Ticket, why: RoutingReason, *, at: datetime) -> Ticket:
    """Back to the line, with why; who went away is asked again as soon as they are back."""
    reason = stored_reason(of_person(why, push.user.get_username()))
    push.is_standing = False
    push.passed_at = None if why == RoutingReason.WENT_AWAY else at
    push.save(update_fields=["is_standing", "passed_at"])
    events = hold(ticket, None, at=at, by=None, reason=reason)
    ticket.unassigned_why = reason
    return save_ticket(ticket, events=events, at=at)
