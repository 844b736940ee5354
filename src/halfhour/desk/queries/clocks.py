"""A ticket's clocks as people read them: the goal, what is spent of it, and whose time it was."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from halfhour.desk.adapter.clocks import clocks_of_ticket, instant
from halfhour.desk.models import Department, EventKind, Ticket
from halfhour.engine.sla import Clock, Measure
from halfhour.people.models import User

UNASSIGNED, PERSON, DEPARTMENT = "unassigned", "user-", "department-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Business seconds of one who owed the next step; the share is of all that is spent."""

    segment: str
    who: str
    seconds: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRow:
    """One clock; the goal and the due time are None where none is set, the latter also in a pause.

    `is_unanswered`: it ended as the ticket did, and nobody had answered.
    """

    measure: str
    goal_seconds: int | None
    spent_seconds: int
    due_at: datetime | None
    ended_at: datetime | None
    is_running: bool
    is_late: bool
    is_unanswered: bool
    by: tuple[Spent, ...]

    @property
    def most(self) -> Spent | None:
        """Who spent the most, told where the clock is late."""
        return max(self.by, key=lambda each: each.seconds, default=None) if self.is_late else None


def clock_rows(ticket: Ticket, *, at: datetime) -> tuple[ClockRow, ...]:
    """All clocks of a ticket, from its events: first answer, every next answer, resolution."""
    clocks = clocks_of_ticket(ticket)
    now = max(int(at.timestamp()), clocks.changed_at)
    names = segment_names(segment for clock in clocks.clocks for segment in clock.spent_by_segment(now))
    answers = ticket.events.filter(kind=EventKind.ANSWERED).values_list("at", flat=True)
    answered = {int(each.timestamp()) for each in answers}
    return tuple(_row(clock, names, answered, now) for clock in clocks.clocks)


def segment_names(segments: Iterable[str]) -> dict[str, str]:
    """Who stands behind segments, in two queries at most."""
    wanted = set(segments)
    people = _ids(wanted, PERSON)
    departments = _ids(wanted, DEPARTMENT)
    names = {UNASSIGNED: pgettext("who spent the time", "waiting for somebody to take it")}
    if people:
        users = User.objects.filter(id__in=people).order_by("id")
        names |= {f"{PERSON}{user.pk}": user.get_full_name() or user.username for user in users}
    if departments:
        rows = Department.objects.filter(id__in=departments).order_by("id")
        names |= {f"{DEPARTMENT}{row.pk}": row.name for row in rows}
    return {each: names.get(each, _("somebody who is gone")) for each in wanted}


def id_behind(segment: str, prefix: str) -> int | None:
    """The id of the person or the department that a segment stands for; None where it is another kind."""
    return int(segment.removeprefix(prefix)) if segment.startswith(prefix) else None


def _ids(segments: set[str], prefix: str) -> list[int]:
    return [pk for each in segments if (pk := id_behind(each, prefix)) is not None]


def _row(clock: Clock, names: dict[str, str], answered: set[int], now: int) -> ClockRow:
    spent = clock.spent_by_segment(now)
    whole = sum(spent.values())
    by = (
        Spent(segment=segment, who=names[segment], seconds=seconds, share=seconds / whole if whole else 0.0)
        for segment, seconds in spent.items()
    )
    return ClockRow(
        measure=clock.measure.value,
        goal_seconds=clock.goal_seconds,
        spent_seconds=whole,
        due_at=instant(clock.due_at),
        ended_at=instant(clock.ended_at),
        is_running=clock.is_running,
        is_late=clock.is_late(now),
        is_unanswered=clock.measure is not Measure.RESOLUTION
        and clock.ended_at is not None
        and clock.ended_at not in answered,
        by=tuple(sorted(by, key=lambda each: (-each.seconds, each.who))),
    )
