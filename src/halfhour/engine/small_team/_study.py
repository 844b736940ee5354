"""The whole study of a day: how far half hours stray, what an absence does, what sharing gains, and size."""

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np

from halfhour.engine.errors import OutOfRange
from halfhour.engine.reasons import Reason
from halfhour.engine.simulation import Agent, Centre, Outcome, simulate
from halfhour.engine.small_team._absence import Absence, absence, one_fewer
from halfhour.engine.small_team._estimate import handle_seconds_of, people_on, places_of, work_on
from halfhour.engine.small_team._gains import most_promising, ranked_gains
from halfhour.engine.small_team._moves import possible_moves
from halfhour.engine.small_team._people import (
    checked_queues,
    presence,
    with_names,
    without_absence,
    without_agent,
    without_surprise,
)
from halfhour.engine.small_team._realised import Days, days_of, realised
from halfhour.engine.small_team._reasons import SmallTeamReason
from halfhour.engine.small_team._size import SIZES, size_curve
from halfhour.engine.small_team._values import OwnSize, SmallTeamStudy
from halfhour.engine.small_team._verdict import verdict

REPLICATIONS = 1000
FEWEST_REPLICATIONS = 200
MOST_CONTACTS = 100_000_000  # simulated in one study, about
MOST_PEOPLE = 80  # left out in turn; of larger teams those with the most time on the queues
MOST_PAIRS, MOST_LESSONS = 30, 24  # simulated; of more the quick estimate chooses
MOST_SHARE = 0.999  # of a goal in a formula: no finite team answers everybody in time
RUNS_BESIDE = 3  # the day as it may turn out, with everybody, and with a forecast that is right


def study_small_team(
    *,
    centre: Centre,
    queues: Collection[str],
    seed: int = 0,
    replications: int = REPLICATIONS,
    threads: int = 1,
    clock_at: Callable[[float], str] | None = None,
    on_progress: Callable[[float], None] | None = None,
) -> SmallTeamStudy:
    """What the averages of a day hide, for a group of its queues measured together.

    Parameters
    ----------
    centre
        One day. Contacts, people and chance are its own; nameless groups are taken as people.
    queues
        Names of those measured together. Everybody and all queues are simulated in any case.
    replications
        Days to simulate of each variant, at least 2; fewer, not below 200, where all variants together
        would be more than 100 million contacts.
    clock_at
        What the wall clock shows so many seconds into the day; hours since its start where not given.
    on_progress
        Told after each variant which share of the work is done, 0 to 1; it may raise to stop.

    Raises
    ------
    OutOfRange
        For no queue, an unknown one, queues to which nobody comes, or nobody on any of them all day.

    Notes
    -----
    Method, sources and worked tables: docs/methods/small-teams.md.
    """
    named = with_names(centre)
    places = checked_queues(named, queues)
    chosen = tuple(named.queues[place].name for place in places)
    people = _people_on(named, chosen)
    _refuse_empty(named, places, people)
    moves = possible_moves(named, chosen)
    promising = most_promising(named, moves, pairs=MOST_PAIRS, lessons=MOST_LESSONS)
    left_out = people[:MOST_PEOPLE]
    runs = RUNS_BESIDE + len(left_out) + len(promising)
    days = _affordable(named, replications, runs)
    played = 0

    def play(variant: Centre) -> Outcome:
        nonlocal played
        outcome = simulate(variant, replications=days, seed=seed, threads=threads)
        played += 1
        if on_progress is not None:
            on_progress(played / runs)
        return outcome

    today = play(named)
    present = without_absence(named)
    everybody = days_of(play(present), places, named)
    chance_alone = days_of(play(without_surprise(present)), places, named)
    absences = _absences(present, places, left_out, everybody, play)
    found = SmallTeamStudy(
        queues=chosen,
        seed=seed,
        replications=days,
        today=realised(days_of(today, places, named)),
        everybody=realised(everybody),
        chance_alone=realised(chance_alone),
        absences=absences,
        one_fewer=one_fewer(absences),
        people_at_work=len(people),
        gains=ranked_gains(centre=named, today=today, moves=promising, play=play),
        moves_possible=len(moves),
        size=_own_size(named, places),
    )
    said = verdict(found, interval_seconds=named.interval_seconds, clock_at=clock_at or _hours_since_start)
    return replace(found, reasons=said)


def _hours_since_start(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _people_on(centre: Centre, queues: Collection[str]) -> list[Agent]:
    """Everybody who is on these queues at some time, most time first."""
    time_on = {agent.name: float(presence(centre, agent, queues).sum()) for agent in centre.agents}
    at_work = [agent for agent in centre.agents if time_on[agent.name] > 0]
    return sorted(at_work, key=lambda agent: -time_on[agent.name])


def _refuse_empty(centre: Centre, places: tuple[int, ...], people: list[Agent]) -> None:
    if not any(sum(centre.queues[place].expected) > 0 for place in places):
        raise OutOfRange(
            "nobody is expected on these queues all day; there is nothing to answer",
            reason=Reason(kind=SmallTeamReason.NOBODY_COMES),
        )
    if not people:
        raise OutOfRange(
            "nobody is on these queues all day; at least one person must be",
            reason=Reason(kind=SmallTeamReason.NOBODY_WORKS),
        )


def _affordable(centre: Centre, replications: int, runs: int) -> int:
    if replications < 2:
        raise OutOfRange(f"replications must be at least 2 to tell chance from effect; got {replications}")
    contacts = sum(sum(queue.expected) for queue in centre.queues)
    most = max(int(MOST_CONTACTS / (contacts * runs)), FEWEST_REPLICATIONS)
    return min(replications, most)


def _absences(
    centre: Centre,
    places: tuple[int, ...],
    people: list[Agent],
    everybody: Days,
    play: Callable[[Centre], Outcome],
) -> tuple[Absence, ...]:
    """Each of these people left out in turn, the most missed first."""
    chosen = [centre.queues[place].name for place in places]
    found = [
        absence(
            agent=agent.name,
            presence=presence(centre, agent, chosen),
            everybody=everybody,
            without=days_of(play(without_agent(centre, agent.name)), places, centre),
        )
        for agent in people
    ]
    return tuple(sorted(found, key=lambda each: each.in_time.mean))


def _own_size(centre: Centre, places: tuple[int, ...]) -> OwnSize | None:
    """Where the busiest live queue among these stands; None without a live one that anybody answers."""
    work, people = work_on(centre), people_on(centre)
    live = [place for place in places if not centre.queues[place].deferred and people[place].sum() > 0]
    if not live:
        return None
    place = max(live, key=lambda each: float(work[each].sum()))
    queue = centre.queues[place]
    contacts = np.array(queue.expected)
    if contacts.sum() == 0:
        return None
    own = float(np.average(people[place], weights=contacts))
    return OwnSize(
        queue=queue.name,
        agents=people[place],
        load_erlangs=work[place] * places_of(queue),
        agents_mean=own,
        curve=size_curve(
            occupancy=float(work[place].sum() / people[place].sum()),
            handle_seconds=handle_seconds_of(queue),
            within_seconds=queue.goal_seconds,
            share=min(queue.goal_share, MOST_SHARE),
            patience_seconds=queue.patience.mean if queue.patience else np.inf,
            concurrency=places_of(queue),
            interval_seconds=centre.interval_seconds,
            sizes=tuple(sorted({*SIZES, max(round(own), 1)})),
        ),
    )
