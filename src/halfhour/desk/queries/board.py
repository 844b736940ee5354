"""The lead's board: who does what, which clocks run out, how the queues stand, what nobody holds and why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import sqrt
from typing import Any

from django.core.cache import cache
from django.db.models import Case, Count, Exists, F, Manager, Min, OuterRef, QuerySet, When
from django.utils import timezone

from halfhour.desk.access import visible_tickets
from halfhour.desk.adapter.due import is_open_between
from halfhour.desk.adapter.today import Answer, answers_since, expected_since
from halfhour.desk.models import EventKind, Priority, PromiseRecord, Ticket, TicketEvent
from halfhour.desk.models.tickets import OURS, UNFINISHED
from halfhour.desk.queries.presence import PersonNow, desk_now, engine_team_of
from halfhour.desk.queries.waiting import waiting_tickets, whys_waiting
from halfhour.ledger.models import Contact
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import Team
from halfhour.people.queries import team_zone
from halfhour.today.queries import plan_on

HOUR = timedelta(hours=1)
LATELY = timedelta(days=14)  # in which a queue that comes by the desk had contacts there
FEWEST_BY_DESK = 0.1  # of all that came lately: a call now and then entered by hand is not the queue
FEW = 10  # contacts; below, nobody can tell a quiet day from chance
ANSWERS = ("first_answer", "next_answer")  # the goals that an answer meets
MOST_CLOCKS, MOST_WAITING, MOST_PROMISES, MOST_ANSWERED = 30, 8, 12, 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueNow:
    """A queue today: `in_time` of `answered` answers with a goal; `expected` is None without a forecast.

    `late` are answers that were due today and are still owed: they count as missed by now.
    What `is_counted` comes by the desk; of other queues nobody knows here what came before a file says it.
    """

    name: str
    channel: str
    waiting: int
    oldest_at: datetime | None
    answered: int
    in_time: int
    offered: int
    expected: float | None
    is_open: bool = True
    late: int = 0
    is_counted: bool = True

    @property
    def due(self) -> int:
        """Answers by which today is judged: those given, and those that are late by now."""
        return self.answered + self.late

    @property
    def share(self) -> float | None:
        return self.in_time / self.due if self.due else None

    @property
    def against(self) -> float | None:
        """How far what came is from what was expected, as a share; None where hardly any was expected."""
        if self.expected is None or self.expected < 1:
            return None
        return self.offered / self.expected - 1

    @property
    def is_far_off(self) -> bool:
        """Whether what came is further from the forecast than chance alone makes it, one time in twenty."""
        return self.verdict in ("more", "fewer")

    @property
    def verdict(self) -> str:
        """What can be said of what came beside what was expected; empty where it is as expected."""
        if self.expected is None:
            return ""
        if not self.is_counted:
            return "uncounted"
        if max(self.offered, self.expected) < FEW:
            if not self.is_open:
                return "closed"
            return "few" if round(self.expected) else "nothing"
        if abs(self.offered - self.expected) <= 2 * sqrt(max(self.expected, 1.0)):
            return ""
        if self.offered > self.expected:
            return "more"
        return "fewer" if self.is_open else "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    ticket: Ticket
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Together:
    """Tickets that wait for the same reasons."""

    why: tuple[str, ...]
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    at: datetime
    people: tuple[PersonNow, ...]
    clocks: tuple[Ticket, ...]
    late: int
    soon: int
    queues: tuple[QueueNow, ...]
    waiting: tuple[Waiting, ...]
    waiting_in_all: int
    promises: tuple[PromiseRecord, ...]

    @property
    def taking(self) -> int:
        """How many of them could be given a contact now."""
        return sum(person.is_taking for person in self.people)

    @property
    def there(self) -> tuple[PersonNow, ...]:
        """Who is here, or would be by the plan."""
        return tuple(person for person in self.people if _is_looked_for(person))

    @property
    def away(self) -> tuple[PersonNow, ...]:
        return tuple(person for person in self.people if not _is_looked_for(person))

    @property
    def waiting_by_reason(self) -> tuple[Together, ...]:
        """What waits, each reason said once; in the order of the first ticket of each."""
        by_why: dict[tuple[str, ...], list[Ticket]] = {}
        for each in self.waiting:
            by_why.setdefault(each.why, []).append(each.ticket)
        return tuple(Together(why=why, tickets=tuple(tickets)) for why, tickets in by_why.items())

    @property
    def has_plan(self) -> bool:
        return any(person.has_plan for person in self.people)


def board(access: TeamAccess, *, at: datetime) -> Board:
    """Everything on the board at one instant."""
    team = access.team
    unfinished = visible_tickets(access).filter(state__in=UNFINISHED)
    clocks = unfinished.filter(due_at__lt=at + HOUR).order_by("due_at", "id")
    late = unfinished.filter(due_at__lt=at).count()
    queues = _queues(access, at)
    desk = desk_now(team, at)
    waiting = list(_urgent_first(waiting_tickets(team)).select_related("customer")[:MOST_WAITING])
    whys = whys_waiting(waiting, desk)
    return Board(
        at=at,
        people=_by_presence(desk.people),
        clocks=tuple(clocks.select_related("assignee", "customer")[:MOST_CLOCKS]),
        late=late,
        soon=unfinished.filter(due_at__gte=at, due_at__lt=at + HOUR).count(),
        queues=queues,
        waiting=tuple(Waiting(ticket=ticket, why=tuple(whys[ticket.pk])) for ticket in waiting),
        waiting_in_all=sum(queue.waiting for queue in queues),
        promises=_promises(access, at),
    )


def _urgent_first(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """What is urgent above all else, however soon the rest is due."""
    is_urgent = Case(When(priority=Priority.URGENT, then=0), default=1)
    return tickets.order_by(is_urgent, F("due_at").asc(nulls_last=True), "id")


def _is_looked_for(person: PersonNow) -> bool:
    return person.is_here or person.block is not None


def _by_presence(people: tuple[PersonNow, ...]) -> tuple[PersonNow, ...]:
    """Those who are there first, and of them those with most in hand."""
    return tuple(sorted(people, key=_place))


def _place(person: PersonNow) -> tuple[bool, bool, int, str]:
    return not person.is_here, not person.is_present, -len(person.held), person.name


def _promises(access: TeamAccess, at: datetime) -> tuple[PromiseRecord, ...]:
    """Those that stand and end within the hour, and those that have passed, for who may see their tickets."""
    if not access.may(Permission.SEE_TICKETS):
        return ()
    standing = PromiseRecord.objects.filter(
        ticket__team=access.team,
        ticket__state__in=OURS,
        was_kept__isnull=True,
        replaced_at__isnull=True,
        answered_at__isnull=True,
        by_at__lt=at + HOUR,
    )
    return tuple(standing.select_related("ticket__assignee").order_by("by_at", "id")[:MOST_PROMISES])


def _queues(access: TeamAccess, at: datetime) -> tuple[QueueNow, ...]:
    team = access.team
    today = _day_start(team, at)
    lines = waiting_tickets(team).order_by().values("queue")
    waiting: dict[str, tuple[int, datetime]] = {
        row["queue"]: (row["n"], row["oldest"])
        for row in lines.annotate(n=Count("id"), oldest=Min("opened_at"))
    }
    came = dict(
        Contact.objects.filter(team=team, opened_at__gte=today, opened_at__lte=at)
        .order_by()
        .values_list("queue")
        .annotate(n=Count("id"))
    )
    answers = _answers(team, today)
    late = _late_answers(team, today, at)
    plan = plan_on(team, timezone.localtime(at, team_zone(team)).date())
    expected = expected_since(plan, since=today, until=at) if plan else {}
    known = _queue_channels(team)
    names = [*known, *sorted((set(waiting) | set(came)) - set(known) - {""})]
    counted = _counted(team, came, today=today, at=at)
    return tuple(
        QueueNow(
            name=name,
            channel=known.get(name, ""),
            waiting=waiting[name][0] if name in waiting else 0,
            oldest_at=waiting[name][1] if name in waiting else None,
            answered=sum(each.queue == name and each.is_in_time is not None for each in answers),
            in_time=sum(each.queue == name and each.is_in_time is True for each in answers),
            late=late.get(name, 0),
            offered=came.get(name, 0),
            expected=expected.get(name),
            is_open=is_open_between(team, name, since=today, until=at),
            is_counted=name in counted,
        )
        for name in names
    )


def _counted(team: Team, came: Mapping[str, int], *, today: datetime, at: datetime) -> set[str]:
    """The queues whose contacts are known as they come: by the desk lately, or by a file of today already."""
    key = f"desk-counted-{team.pk}-{at:%Y%m%d%H}"  # two weeks are looked at once an hour
    lately: Any = cache.get_or_set(key, lambda: _lately(team, until=today), 3600)
    of_desk: set[str] = lately[0]
    of_others: set[str] = lately[1]
    opened = _by_queue(Ticket.objects, team, today, at + timedelta(microseconds=1))
    by_file = {name for name, count in came.items() if count > opened.get(name, 0)}
    return of_desk | by_file | (set(opened) - of_others)


def _lately(team: Team, *, until: datetime) -> tuple[set[str], set[str]]:
    """Queues that come by the desk, and those that come otherwise."""
    by_desk = _by_queue(Ticket.objects, team, until - LATELY, until)
    contacts = _by_queue(Contact.objects, team, until - LATELY, until)
    of_desk = {name for name, count in by_desk.items() if count >= FEWEST_BY_DESK * contacts.get(name, 0)}
    return of_desk, set(contacts) - of_desk


def _by_queue(rows: Manager[Any], team: Team, since: datetime, until: datetime) -> dict[str, int]:
    found = rows.filter(team=team, opened_at__gte=since, opened_at__lt=until).order_by()
    return dict(found.values_list("queue").annotate(n=Count("id")))


def _answers(team: Team, since: datetime) -> list[Answer]:
    answered = TicketEvent.objects.filter(ticket=OuterRef("pk"), kind=EventKind.ANSWERED, at__gte=since)
    tickets = Ticket.objects.filter(Exists(answered), team=team, changed_at__gte=since).order_by("id")
    return answers_since(team, tickets.only("id", "queue", "revision", "team")[:MOST_ANSWERED], since=since)


def _late_answers(team: Team, since: datetime, at: datetime) -> dict[str, int]:
    """By queue, the tickets whose answer was due since then and is still owed."""
    owed = Ticket.objects.filter(team=team, state__in=OURS, due_at__gte=since, due_at__lt=at)
    owed = owed.filter(due_measure__in=ANSWERS).order_by()
    return dict(owed.values_list("queue").annotate(n=Count("id")))


def _day_start(team: Team, at: datetime) -> datetime:
    here = timezone.localtime(at, team_zone(team))
    return here.replace(hour=0, minute=0, second=0, microsecond=0)


def _queue_channels(team: Team) -> dict[str, str]:
    return {queue.name: queue.channel.value for queue in engine_team_of(team).queues}
