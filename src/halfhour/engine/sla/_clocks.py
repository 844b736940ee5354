"""One clock: the stretches in which it ran, and what follows from them by arithmetic on business time."""

from dataclasses import dataclass, replace

from halfhour.engine.business_time import BusinessCalendar, due_at, working_seconds
from halfhour.engine.sla._goals import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A stretch in which a clock ran while one segment owed the next step; `until` is None while it runs."""

    since: int
    until: int | None
    segment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Business time that a contact waits on the team, as runs; between them it is paused.

    `goal_seconds` is None where no rule gives a goal. `ended_at` is None as long as the clock is not done;
    one that ended may go on if the contact is reopened.
    """

    measure: Measure
    calendar: BusinessCalendar
    goal_seconds: int | None
    runs: tuple[Run, ...] = ()
    ended_at: int | None = None

    @property
    def is_running(self) -> bool:
        return bool(self.runs) and self.runs[-1].until is None

    def spent_seconds(self, at: int) -> int:
        """Business seconds spent up to an instant at or after the last event."""
        return sum(self.spent_by_segment(at).values())

    def spent_by_segment(self, at: int) -> dict[str, int]:
        """The same, by whose time it was."""
        spent: dict[str, int] = {}
        for run in self.runs:
            until = at if run.until is None else run.until
            seconds = int(working_seconds(calendar=self.calendar, start=run.since, end=until))
            spent[run.segment] = spent.get(run.segment, 0) + seconds
        return spent

    def reaches_at(self, seconds: int) -> int | None:
        """When so many business seconds are spent; None where a pause or the end comes first."""
        left = seconds
        for run in self.runs:
            here = (
                None
                if run.until is None
                else int(working_seconds(calendar=self.calendar, start=run.since, end=run.until))
            )
            if here is None or left <= here:
                return int(due_at(calendar=self.calendar, start=run.since, seconds=left))
            left -= here
        return None

    @property
    def due_at(self) -> int | None:
        """When the goal is, or would have been, spent; None without a goal and in a pause."""
        if self.goal_seconds is None:
            return None
        reached = self.reaches_at(self.goal_seconds)
        if reached is not None or self.ended_at is None:
            return reached
        left = self.goal_seconds - self.spent_seconds(self.ended_at)
        return int(due_at(calendar=self.calendar, start=self.ended_at, seconds=left))

    def is_late(self, at: int) -> bool:
        """Whether more than the goal is spent; to end exactly on it is to keep it."""
        return self.goal_seconds is not None and self.spent_seconds(at) > self.goal_seconds

    def running(self, at: int, segment: str) -> "Clock":
        """The clock going on for a segment from an instant on."""
        paused = self.paused(at)
        return replace(paused, runs=(*paused.runs, Run(since=at, until=None, segment=segment)), ended_at=None)

    def paused(self, at: int) -> "Clock":
        """The clock standing from an instant on; a run of no time at all is not kept."""
        if not self.is_running:
            return self
        *before, last = self.runs
        kept = (replace(last, until=at),) if last.since < at else ()
        return replace(self, runs=(*before, *kept))

    def ended(self, at: int) -> "Clock":
        return self if self.ended_at is not None else replace(self.paused(at), ended_at=at)
