"""From contacts to how long each waited and took: the arrays that the engine summarises.

The rules, contact by contact:

answered
    At `answered_at`; where there is none but a wait, when the wait ended. The answer time is the wait
    where the history has one (a call's time in the queue), else it runs from the opening.
gave up
    At `abandoned_at`, unless it was answered.
resolved
    At `resolved_at`, else at `closed_at`; the resolution time runs from the opening.
missed its goal
    Gave up, or was still waiting when the history ends, for longer than the goal. A contact that was
    settled without a known answer is not held against it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.business_time import BusinessCalendar, business_calendar, working_seconds
from halfhour.engine.intervals import local_seconds
from halfhour.engine.response import TimesTaken, times_taken
from halfhour.engine.team import OpeningHours, Team

DAY_SECONDS = 86_400
Floats = NDArray[np.float64]
Instants = NDArray[np.int64]
Marks = NDArray[np.bool_]


class Measure(StrEnum):
    ANSWER = "answer"
    RESOLUTION = "resolution"


class Clock(StrEnum):
    """The clock on the wall, or the one that runs only while the team is open."""

    BUSINESS = "business"
    ELAPSED = "elapsed"


class Outcome(StrEnum):
    """What became of a contact; HANDLED is all that counts per interval can tell of it."""

    RESOLVED = "resolved"
    ANSWERED = "answered"
    ABANDONED = "abandoned"
    OPEN = "open"
    HANDLED = "handled"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ContactTimes:
    """Arrays of shape (contacts,); seconds are NaN where a contact has no such time.

    `answer` and `resolution` are None where the history never tells; `missed` marks, per clock, the
    unanswered contacts that missed their goal; `goal_seconds` is None where no contact has one.
    """

    opened_at: Instants
    answer: TimesTaken | None
    resolution: TimesTaken | None
    goal_seconds: Floats | None
    missed: Mapping[Clock, Marks]
    outcomes: NDArray[np.str_]

    def measured(self) -> dict[tuple[Measure, Clock], Floats]:
        """Every measure that was taken, on every clock that is known."""
        return dict(self._measured())

    def _measured(self) -> Iterator[tuple[tuple[Measure, Clock], Floats]]:
        for measure, taken in ((Measure.ANSWER, self.answer), (Measure.RESOLUTION, self.resolution)):
            if taken is None:
                continue
            if taken.business_seconds is not None:
                yield (measure, Clock.BUSINESS), taken.business_seconds
            yield (measure, Clock.ELAPSED), taken.elapsed_seconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Moments:
    """When things happened to each contact; floats are NaN where they did not."""

    opened: Instants
    waits_from: Instants
    answered: Floats
    gave_up: Floats
    settled: Floats
    last: int

    def unanswered(self) -> Marks:
        return np.isnan(self.answered) & np.isnan(self.settled)


def contact_times(
    contacts: pl.DataFrame, *, team: Team | None, timezone: str, within_seconds: int | None = None
) -> ContactTimes:
    """Times of contacts with the columns of CONTACT_SCHEMA, their queues named as the team's.

    Business time is that of the contact's queue; a name the team does not have keeps the team's hours.
    Goals are those of the queues, `within_seconds` where a queue has none.
    """
    moments = _moments(contacts)
    queues = contacts["queue"].fill_null("")
    calendars = _calendars(team, queues, moments, timezone)
    answer = (
        None if np.isnan(moments.answered).all() else _taken(moments.waits_from, moments.answered, calendars)
    )
    resolution = (
        None if np.isnan(moments.settled).all() else _taken(moments.opened, moments.settled, calendars)
    )
    goals = _goals(team, queues, within_seconds)
    return ContactTimes(
        opened_at=moments.opened,
        answer=answer,
        resolution=resolution,
        goal_seconds=goals,
        missed=_missed(moments, calendars, goals),
        outcomes=_outcomes(moments),
    )


def _moments(contacts: pl.DataFrame) -> _Moments:
    opened = contacts["opened_at"].dt.epoch("s").to_numpy().astype(np.int64)
    told = {
        name: instants(contacts[name]) for name in ("answered_at", "abandoned_at", "resolved_at", "closed_at")
    }
    waited = contacts["wait_seconds"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    gave_up = told["abandoned_at"]
    answered = np.where(
        np.isnan(told["answered_at"]) & np.isnan(gave_up), np.rint(opened + waited), told["answered_at"]
    )
    gave_up = np.where(answered <= gave_up, np.nan, gave_up)
    answered = np.where(np.isnan(gave_up), answered, np.nan)
    waits_from = np.where(np.isnan(answered) | np.isnan(waited), opened, np.rint(answered - waited))
    return _Moments(
        opened=opened,
        waits_from=np.maximum(waits_from, opened).astype(np.int64),
        answered=answered,
        gave_up=gave_up,
        settled=np.where(np.isnan(told["resolved_at"]), told["closed_at"], told["resolved_at"]),
        last=int(np.nanmax(np.concatenate([opened, answered, *told.values()]))),
    )


def instants(times: pl.Series) -> Floats:
    """UTC epoch seconds, NaN where there is no time."""
    return times.dt.epoch("s").cast(pl.Float64).fill_null(float("nan")).to_numpy()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Served:
    """The contacts (positions) that keep the hours of one calendar."""

    contacts: NDArray[np.intp]
    calendar: BusinessCalendar


def _calendars(team: Team | None, queues: pl.Series, moments: _Moments, timezone: str) -> tuple[_Served, ...]:
    """One calendar per set of hours, over all times there are; none without a team."""
    if team is None:
        return ()
    first, last = local_seconds([int(moments.opened.min()), moments.last], timezone) // DAY_SECONDS
    days = np.array([first - 1, last + 1]).astype("datetime64[D]").tolist()
    by_hours: dict[OpeningHours, list[str]] = {}
    for name in queues.unique().to_list():
        by_hours.setdefault(hours_of(team, name), []).append(name)
    return tuple(
        _Served(
            contacts=np.flatnonzero(queues.is_in(names).to_numpy()),
            calendar=business_calendar(
                hours=hours,
                timezone=timezone,
                country=team.country,
                subdivision=team.subdivision,
                first_on=days[0],
                last_on=days[1] + timedelta(days=1),
            ),
        )
        for hours, names in by_hours.items()
    )


def hours_of(team: Team, queue: str | None) -> OpeningHours:
    """The hours of a queue: its own, or the team's, which also serve names that the team does not have."""
    own = next((each.hours for each in team.queues if each.name == queue), None)
    return own or team.hours


def _taken(started: Instants, ended: Floats, calendars: tuple[_Served, ...]) -> TimesTaken:
    """Elapsed and business seconds, each contact on its own calendar."""
    elapsed = times_taken(started_at=started, ended_at=ended).elapsed_seconds
    if not calendars:
        return TimesTaken(elapsed_seconds=elapsed, business_seconds=None)
    business = np.full(ended.shape, np.nan)
    for served in calendars:
        mine = served.contacts
        found = times_taken(started_at=started[mine], ended_at=ended[mine], calendar=served.calendar)
        business[mine] = found.business_seconds
    return TimesTaken(elapsed_seconds=elapsed, business_seconds=business)


def _goals(team: Team | None, queues: pl.Series, within_seconds: int | None) -> Floats | None:
    """The goal of each contact in seconds, NaN for those without."""
    promised = {queue.name: queue.goal.within_seconds for queue in team.queues} if team else {}
    goals = {name: promised.get(name, within_seconds) for name in queues.unique().to_list()}
    if all(goal is None for goal in goals.values()):
        return None
    names = list(goals)
    seconds = [float("nan") if goals[name] is None else float(goals[name] or 0) for name in names]
    return queues.replace_strict(names, seconds, return_dtype=pl.Float64).to_numpy()


def _missed(moments: _Moments, calendars: tuple[_Served, ...], goals: Floats | None) -> dict[Clock, Marks]:
    """Unanswered contacts that gave up, or that have been waiting for longer than their goal."""
    waiting = moments.unanswered() & np.isnan(moments.gave_up)
    lost = ~np.isnan(moments.gave_up)
    if goals is None:
        return {Clock.ELAPSED: lost, Clock.BUSINESS: lost}
    late = moments.last - moments.opened > goals
    late_in_business = np.zeros_like(late)
    for served in calendars:
        mine = served.contacts
        waited = working_seconds(calendar=served.calendar, start=moments.opened[mine], end=moments.last)
        late_in_business[mine] = waited > goals[mine]
    return {Clock.ELAPSED: lost | waiting & late, Clock.BUSINESS: lost | waiting & late_in_business}


def _outcomes(moments: _Moments) -> NDArray[np.str_]:
    return np.select(
        [~np.isnan(moments.gave_up), ~np.isnan(moments.settled), ~np.isnan(moments.answered)],
        [Outcome.ABANDONED.value, Outcome.RESOLVED.value, Outcome.ANSWERED.value],
        default=Outcome.OPEN.value,
    )
