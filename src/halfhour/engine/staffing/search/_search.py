"""The search of one or more days, and its result."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.simulation import Centre
from halfhour.engine.staffing._reasons import StaffingReason
from halfhour.engine.staffing._risk import By, Chances, Effort, Over, Risk, RiskRequirement
from halfhour.engine.staffing.search import _by_day, _by_interval
from halfhour.engine.staffing.search._play import Counts, Flags, Played, Stage
from halfhour.engine.staffing.search._start import start_of

COARSE = 5  # a first search is made on one replication in so many
FEWEST_REPLICATIONS = 100
MOST_CONTACTS = 20_000  # of a day, about 300 people: a minute or two of search on one core
NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DayFound:
    """One day's people and what playing it with them shows."""

    people: Counts
    settled: Counts
    played: Played
    stage: Stage
    effort: Effort


def search_requirement(
    *,
    days: Sequence[Centre],
    risk: Risk,
    replications: int = 400,
    seed: int = 0,
    threads: int = 1,
    on_progress: Callable[[float], None] | None = None,
) -> RiskRequirement:
    """The fewest people of each group with whom every live queue keeps its goal with a chance, by simulation.

    Parameters
    ----------
    days
        A centre per day, each with the same queues and groups. A group's `staffed` are the most that may
        be rostered; the centre's agents, if any, are there besides.
    risk
        Its absence holds for all groups. How much rates vary is each queue's own: `day_share` is not used.
    replications
        How often each variant of a day is played, always with the same random numbers.
    threads
        How many days are searched at once; the answer does not depend on it.
    on_progress
        Called with the share of the days that are searched; whatever it raises ends the search.

    Raises
    ------
    OutOfRange
        Without a day, a group or a live queue, with days that are not alike, with too few replications, or
        with a day of more contacts than are searched.

    Notes
    -----
    How it searches and what it proves: docs/methods/requirement-under-risk.md.
    """
    check_days(days, replications)

    def search(number: int) -> DayFound:
        return search_day(days[number], risk, replications=replications, seed=seed + number)

    found: list[DayFound] = []
    pool = ThreadPoolExecutor(threads)
    try:
        for each in pool.map(search, range(len(days))):
            found.append(each)
            if on_progress is not None:
                on_progress(len(found) / len(days))
    finally:
        pool.shutdown(cancel_futures=True)
    return gathered(days, found, risk)


def check_days(days: Sequence[Centre], replications: int) -> None:
    if replications < FEWEST_REPLICATIONS:
        raise OutOfRange(f"replications must be at least {FEWEST_REPLICATIONS}; got {replications}")
    if not days:
        raise OutOfRange("got no days; need at least one")
    first = days[0]
    if not first.groups:
        raise OutOfRange("got a centre without groups; need at least one, with the most who may be rostered")
    if all(queue.deferred for queue in first.queues):
        raise OutOfRange("got no live queue; deferred ones are staffed by their due times")
    contacts = max(sum(queue.contacts_expected for queue in day.queues) for day in days)
    if contacts > MOST_CONTACTS:
        raise OutOfRange(
            f"got a day of {contacts:,.0f} contacts; days of up to {MOST_CONTACTS:,} are searched (beyond,"
            " chance evens out, and each queue by formula is near enough)"
        )
    for number, day in enumerate(days):
        if parts_of(day) != parts_of(first):
            raise OutOfRange(f"got other queues or groups on day {number} than on the first; need the same")


def parts_of(centre: Centre) -> tuple[object, ...]:
    """What all days share."""
    queues = [(queue.name, queue.deferred) for queue in centre.queues]
    return queues, [(group.name, group.skills) for group in centre.groups], centre.interval_seconds


def search_day(centre: Centre, risk: Risk, *, replications: int, seed: int) -> DayFound:
    """A day's fewest people: searched on few replications first, then on all."""
    way = _by_day if risk.over is Over.DAY else _by_interval
    people, settled = start_of(centre, risk)
    plays = played_days = contacts = 0
    for rounds in sorted({max(replications // COARSE, FEWEST_REPLICATIONS), replications}):
        stage = Stage(centre, risk, replications=rounds, seed=seed)
        people, _ = way.lifted(stage, people)
        people = way.pruned(stage, people, thorough=rounds == replications)
        plays += stage.plays
        played_days += stage.plays * rounds
        contacts += stage.contacts
    return DayFound(
        people=people,
        settled=settled,
        played=stage.play(people),
        stage=stage,
        effort=Effort(simulations=plays, days=played_days, contacts=contacts),
    )


def gathered(days: Sequence[Centre], found: Sequence[DayFound], risk: Risk) -> RiskRequirement:
    """The days one after the other."""
    stage = found[0].stage
    intervals = np.concatenate([each.played.interval_chances for each in found], axis=1)
    whole_days = np.stack([each.played.day_chances for each in found], axis=1)
    short = np.concatenate([each.stage.short(each.played) for each in found], axis=1)
    people = np.concatenate([each.people for each in found], axis=1)
    settled = np.concatenate([each.settled for each in found], axis=1)
    expected = np.concatenate([each.stage.expected for each in found], axis=1)
    effort = Effort(
        simulations=sum(each.effort.simulations for each in found),
        days=sum(each.effort.days for each in found),
        contacts=sum(each.effort.contacts for each in found),
    )
    number = np.repeat(np.arange(len(days)), [day.intervals for day in days])
    asked = whole_days[:, number] if risk.over is Over.DAY else intervals
    return RiskRequirement(
        groups=tuple(group.name for group in days[0].groups),
        queues=stage.names,
        people=people,
        people_mean=settled,
        people_single=None,
        people_doubt=None,
        interval_chances=bounded(intervals, stage.replications),
        days=number,
        day_chances=bounded(whole_days, stage.replications),
        expected=expected,
        levels=np.nan_to_num(np.concatenate([each.played.levels for each in found], axis=1), nan=1.0),
        short=short,
        risk=risk,
        by=By.SIMULATION,
        met=not short.any(),
        proved=not short.any(),
        effort=effort,
        reasons=(
            _total(days, people, settled, risk),
            *(
                _out_of_reach(name, asked[row], short[row], risk, days)
                for row, name in enumerate(stage.names)
                if short[row].any()
            ),
            Reason(
                kind=StaffingReason.RISK_SIMULATED,
                figures={"simulations": effort.simulations, "days": effort.days, "contacts": effort.contacts},
            ),
        ),
    )


def bounded(chances: Numbers, replications: int) -> Chances:
    """Wilson's bounds of shares of replications."""
    square = NORMAL_95**2 / replications
    middle = (chances + square / 2) / (1 + square)
    reach = np.sqrt(square * (chances * (1 - chances) + square / 4)) / (1 + square)
    return Chances(chance=chances, low=np.maximum(middle - reach, 0.0), high=np.minimum(middle + reach, 1.0))


def _total(days: Sequence[Centre], people: Counts, settled: Counts, risk: Risk) -> Reason:
    hours = days[0].interval_seconds / 3600
    return Reason(
        kind=StaffingReason.RISK_DAY if risk.over is Over.DAY else StaffingReason.RISK_INTERVAL,
        figures={
            "hours": float(people.sum() * hours),
            "hours_mean": float(settled.sum() * hours),
            "chance": risk.chance,
            "absence": risk.absence,
        },
    )


def _out_of_reach(queue: str, chances: Numbers, short: Flags, risk: Risk, days: Sequence[Centre]) -> Reason:
    """Where it is worst: the number of the day, from 1, and the time since it began."""
    worst = int(np.flatnonzero(short)[chances[short].argmin()])
    ends = np.cumsum([day.intervals for day in days])
    day = int(np.searchsorted(ends, worst, side="right"))
    minutes = int((worst - ends[day] + days[day].intervals) * days[day].interval_seconds // 60)
    return Reason(
        kind=StaffingReason.RISK_OUT_OF_REACH,
        figures={
            "queue": queue,
            "chance": float(chances[worst]),
            "asked": risk.chance,
            "intervals": int(short.sum()),
            "day": day + 1,
            "clock": f"{minutes // 60:02}:{minutes % 60:02}",
        },
    )
