"""Routing carried out: who takes which ticket, claimed once and for one person, with its reason.

A claim locks the person first, then the ticket, and looks at both again: however many claim at once, nobody
is given more than they may hold or what they cannot do, and no ticket is given twice. A ticket that is
locked by somebody else is passed over, never waited for.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from halfhour.desk.actions.assigning import hold
from halfhour.desk.actions.holders import tell_new_holder
from halfhour.desk.actions.locking import lock_presence, lock_ticket
from halfhour.desk.actions.presence import seen
from halfhour.desk.actions.recording import happened, save_ticket
from halfhour.desk.actions.telling import tell
from halfhour.desk.adapter.routing import not_there, seconds, stored_choice, stored_reason
from halfhour.desk.models import EventKind, PushedContact, Ticket
from halfhour.desk.models.tickets import OURS
from halfhour.desk.queries.presence import DeskNow, PersonNow, again, desk_now, is_on_queue, routing_setting
from halfhour.desk.queries.pushed import who_let_pass
from halfhour.desk.queries.there import leads_of
from halfhour.desk.queries.waiting import waiting_tickets, waiting_work, work_now, work_of_tickets
from halfhour.engine.routing import Choice, RoutingReason, Work, best_person, next_work, refusal_of
from halfhour.people.access import Permission, TeamAccess, access_to
from halfhour.people.models import Team, User

MOST_DRAINED = 200
ASKED_AGAIN_AFTER = timedelta(minutes=1)


class _PersonChanged(Exception):
    """The person may not take it any more; what was locked is let go."""

    def __init__(self, person: PersonNow) -> None:
        super().__init__(person.name)
        self.person = person


class _LetPass(Exception):
    """Somebody let the ticket pass meanwhile; what was locked is let go."""

    def __init__(self, passed: Mapping[str, datetime]) -> None:
        super().__init__(passed)
        self.passed = passed


class _TicketChanged(Exception):
    """The ticket is not what the choice was made for; what was locked is let go."""

    def __init__(self, work: Work) -> None:
        super().__init__(work.key)
        self.work = work


class _TicketGone(Exception):
    """Somebody else is at the ticket; what was locked is let go."""


def take_next(*, access: TeamAccess, at: datetime) -> tuple[Ticket | None, Choice]:
    """Give a person the ticket that is best for them now, and say why.

    Whoever can take nothing more is led to what they have in hand, the most pressing first; the refusals say
    why it is nothing that waits. Without a ticket the choice says why there is none.
    """
    seen(team=access.team, user=access.user, at=at)
    with transaction.atomic():
        lock_presence(access.user.pk)
        desk = desk_now(access.team, at)
        me = desk.person(access.user.pk)
        if me is None or not me.is_present:
            return None, Choice(reasons=(not_there(access.user.get_username()),))
        me = again(desk, me)
        waiting = waiting_work(desk, queues=me.takes)
        while True:
            choice = _next(desk, me, waiting)
            if choice.work is None:
                held = _in_hand(desk, me)
                return (held[0], replace(held[1], refusals=choice.refusals)) if held else (None, choice)
            work = next(each for each in waiting if each.key == choice.work)
            ticket = _locked_waiting(int(choice.work))
            now = None if ticket is None else work_now(desk, ticket, work)
            if ticket is not None and now == work:
                return _give(ticket, me.user, stored_reason(choice.reasons[0]), at=at), choice
            others = tuple(each for each in waiting if each.key != choice.work)
            waiting = others if now is None else (*others, now)


def push(*, ticket_id: int, at: datetime) -> Ticket:
    """Give a ticket to whoever should have it now; where nobody can, it says so and the leads are told.

    A ticket that somebody holds stays theirs.
    """
    ticket = Ticket.objects.select_related("team").get(pk=ticket_id)
    if waiting_tickets(ticket.team).filter(pk=ticket_id).exists():
        desk = desk_now(ticket.team, at)
        passed = who_let_pass([ticket_id]).get(ticket_id, {})
        for work in work_of_tickets(desk, [ticket_id]):
            _push(desk, work, passed)
        ticket.refresh_from_db()
    return ticket


def drain(*, team: Team, at: datetime) -> int:
    """Give away what waits on pushed channels, oldest due first; how many found somebody."""
    waiting = waiting_tickets(team).filter(channel__in=routing_setting(team).pushed)
    queues = waiting.order_by().values_list("queue", flat=True).distinct()
    # Queue by queue, so that a long line which nobody can take keeps no other waiting.
    ids = [
        pk
        for queue in queues
        for pk in waiting.filter(queue=queue).values_list("id", flat=True)[:MOST_DRAINED]
    ]
    if not ids:
        return 0
    desk, given, passed = desk_now(team, at), 0, who_let_pass(ids)
    for work in work_of_tickets(desk, ids):
        desk, is_given = _push(desk, work, passed.get(int(work.key), {}))
        given += is_given
    return given


def drain_teams(at: datetime) -> int:
    """`drain` for every team where something waits: shifts begin and breaks end without anybody's doing."""
    waiting = Ticket.objects.filter(assignee__isnull=True, state__in=OURS)
    ids = set(waiting.order_by().values_list("team", flat=True).distinct())
    return sum(drain(team=team, at=at) for team in Team.objects.filter(id__in=ids).order_by("id"))


def back_to_queue(*, ticket: Ticket, at: datetime, keeps_chosen: bool = True) -> Ticket:
    """Free a ticket that comes back from waiting, where its owner is not there to go on with it in time.

    Part of the transaction in which it came back, its row locked. Whom somebody else chose for it keeps it,
    unless `keeps_chosen` is false.
    """
    if ticket.assignee is None or ticket.state not in OURS or (keeps_chosen and _was_chosen(ticket)):
        return ticket
    desk = desk_now(ticket.team, at)
    owner = desk.person(ticket.assignee.pk)
    if owner is not None and owner.is_here and _is_there_in_time(owner, ticket, desk):
        return ticket
    reason = stored_reason(not_there(ticket.assignee.get_username()))
    events = hold(ticket, None, at=at, by=None, reason=reason)
    ticket.unassigned_why = reason
    return save_ticket(ticket, events=events, at=at)


def _was_chosen(ticket: Ticket) -> bool:
    """Whether somebody gave it to its owner, who may still work it; not where they or routing took it.

    Departments that had it in between change nothing of that.
    """
    given = (
        ticket.events.filter(kind=EventKind.HANDED, facts__has_key="assignee").order_by("-at", "-id").first()
    )
    if given is None or given.by_id in (None, ticket.assignee_id) or ticket.assignee is None:
        return False
    return access_to(ticket.assignee, ticket.team).may(Permission.WORK_TICKETS)


def _is_there_in_time(owner: PersonNow, ticket: Ticket, desk: DeskNow) -> bool:
    """By the plan, as far as there is one: whether they are on a queue before the ticket is due."""
    if not owner.has_plan or ticket.due_at is None:
        return True
    return is_on_queue(owner, desk, until=ticket.due_at)


def _next(desk: DeskNow, me: PersonNow, waiting: Sequence[Work]) -> Choice:
    return next_work(
        person=me.engine,
        waiting=waiting,
        people=desk.engine_people,
        at=seconds(desk.at),
        rules=desk.setting.rules,
    )


def _in_hand(desk: DeskNow, me: PersonNow) -> tuple[Ticket, Choice] | None:
    """Of what somebody holds, what they should go on with."""
    works = work_of_tickets(desk, [each.ticket_id for each in me.held])
    free = replace(
        me.engine,
        held=(),
        takes=me.takes | {each.queue for each in works},
        skills=dict.fromkeys((skill for each in works for skill in each.skills), 1),
        room={each.queue: 1000 for each in works},
    )
    rules = replace(desk.setting.rules, growth_share=1.0)  # what they hold is theirs, hard or not
    choice = next_work(person=free, waiting=works, people=(free,), at=seconds(desk.at), rules=rules)
    if choice.work is None:
        return None
    return Ticket.objects.select_related("team", "customer", "assignee").get(pk=int(choice.work)), choice


def choose(desk: DeskNow, work: Work, *, but: Collection[str]) -> Choice:
    """Who should have a ticket now, some left out."""
    people = tuple(each for each in desk.engine_people if each.name not in but)
    return best_person(work=work, people=people, at=seconds(desk.at), rules=desk.setting.rules)


def _best(desk: DeskNow, work: Work, passed: Mapping[str, datetime]) -> Choice:
    """Who should have a ticket; those who let it pass only where nobody else can, and not at once."""
    choice = choose(desk, work, but=passed)
    if choice.person is not None or not passed:
        return choice
    lately = {name for name, at in passed.items() if desk.at - at < ASKED_AGAIN_AFTER}
    return choose(desk, work, but=lately)


def _push(desk: DeskNow, work: Work, passed: Mapping[str, datetime]) -> tuple[DeskNow, bool]:
    """Give one ticket away; the desk as it is known afterwards, and whether somebody has it."""
    while True:
        choice = _best(desk, work, passed)
        person = desk.named(choice.person or "")
        if person is None:
            say_why(desk, int(work.key), choice)
            return desk, False
        try:
            return _claim(desk, person, work, choice, passed), True
        except _PersonChanged as changed:
            desk = desk.with_person(changed.person)
        except _LetPass as meanwhile:
            passed = meanwhile.passed
        except _TicketChanged as changed_ticket:
            work = changed_ticket.work
        except _TicketGone:
            return desk, False


@transaction.atomic
def _claim(
    desk: DeskNow, person: PersonNow, work: Work, choice: Choice, passed: Mapping[str, datetime]
) -> DeskNow:
    """Give a ticket to a person if both are still as the choice took them to be."""
    lock_presence(person.user.pk)
    now = again(desk, person)
    if refusal_of(work=work, person=now.engine, rules=desk.setting.rules) is not None:
        raise _PersonChanged(now)
    ticket = _locked_waiting(int(work.key))
    if ticket is None:
        raise _TicketGone
    work_by_now = work_now(desk, ticket, work)
    if work_by_now != work:
        raise _TicketChanged(work_by_now)
    passed_by_now = who_let_pass([ticket.pk]).get(ticket.pk, {})
    if passed_by_now != passed:
        raise _LetPass(passed_by_now)
    ticket = _give(ticket, now.user, stored_choice(choice), at=desk.at)
    pushed = {"at": desk.at, "is_standing": True, "opened_at": None, "passed_at": None}
    PushedContact.objects.update_or_create(ticket=ticket, user=now.user, defaults=pushed)
    tell_new_holder(ticket, by=None, at=desk.at)
    return desk.with_person(again(desk, person))


def _locked_waiting(ticket_id: int) -> Ticket | None:
    """A ticket, locked, if it still waits and nobody else is at it."""
    return (
        Ticket.objects.select_for_update(of=("self",), skip_locked=True, no_key=True)
        .select_related("team")
        .filter(id=ticket_id, assignee__isnull=True, state__in=OURS, merged_into__isnull=True)
        .first()
    )


def _give(ticket: Ticket, person: User, reason: Mapping[str, Any], *, at: datetime) -> Ticket:
    events = hold(ticket, person, at=at, by=None, reason=reason)
    return save_ticket(ticket, events=events, at=at)


def say_why(desk: DeskNow, ticket_id: int, choice: Choice) -> None:
    """Write onto a ticket why nobody has it, and tell the leads; nothing where that is known already."""
    kind = choice.reasons[0].kind
    known = Ticket.objects.values_list("unassigned_why", flat=True).get(pk=ticket_id)
    if known.get("kind") == kind:
        return
    with transaction.atomic():
        ticket = lock_ticket(ticket_id)
        if ticket.assignee_id is not None or ticket.unassigned_why.get("kind") == kind:
            return
        ticket.unassigned_why = stored_choice(choice)
        event = happened(EventKind.ROUTED, at=desk.at, reason=ticket.unassigned_why)
        save_ticket(ticket, events=[event], at=desk.at)
        if kind == RoutingReason.NOBODY_CAN:
            figures = {"number": ticket.number, "queue": ticket.queue, "why": str(kind)}
            given = ticket.events.filter(kind=EventKind.HANDED).count()  # again where it came back since
            key = f"unassigned-{ticket.pk}-{kind}-{given}"
            tell(
                leads_of(desk.team),
                team=desk.team,
                kind="unassigned",
                key=key,
                at=desk.at,
                ticket=ticket,
                figures=figures,
            )
