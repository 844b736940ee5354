"""What a centre must be before it is simulated; each refusal says what, where and what is allowed."""

import math
from collections.abc import Sequence

import numpy as np

from halfhour.engine.simulation._distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
)
from halfhour.engine.simulation._parts import Agent, Group, Queue, Return, Skill, Stretch
from halfhour.engine.simulation._place import (
    LONGEST_SECONDS,
    WHOLE,
    Place,
    different,
    length,
    number,
    of_centre,
    whole,
)
from halfhour.engine.simulation._reasons import CentrePart, CentreReason

MOST_AGENTS = 100_000
MOST_CONTACTS = 5_000_000  # expected in one replication
MOST_AT_ONCE = 64
MOST_INTERVALS = 100_000
SHARE_SLACK = 1e-6  # how far shares may be from summing to 1
MOST_FOLLOWING = 0.999  # of contacts that lead to another, in the long run
HIGHEST_PRIORITY = 1_000_000


def check_grid(intervals: int, interval_seconds: float, shared_day_cv: float) -> None:
    whole(of_centre(CentrePart.INTERVALS, "intervals"), intervals, least=1, most=MOST_INTERVALS)
    place = of_centre(CentrePart.INTERVAL_SECONDS, "interval_seconds")
    number(place, interval_seconds, above=0.0, most=LONGEST_SECONDS / intervals)
    number(of_centre(CentrePart.SHARED_DAY_CV, "shared_day_cv"), shared_day_cv)


def check_queues(queues: Sequence[Queue], *, intervals: int, horizon_seconds: float) -> None:
    if not queues:
        WHOLE.refuse(CentreReason.NO_QUEUE, "a centre needs at least one queue; got none")
    different(WHOLE, "queue", (queue.name for queue in queues))
    names = {queue.name for queue in queues}
    for queue in queues:
        place = Place(part=CentrePart.QUEUE, owner=queue.name, text=f"queue {queue.name!r}")
        _check_demand(place, queue, intervals)
        _check_given(place, queue, horizon_seconds)
        _check_service(place, queue)
        _check_clock(place, queue, horizon_seconds)
        _check_what_follows(place, queue, names)
    _check_total(queues)
    _check_ends(queues)


def check_agents(agents: Sequence[Agent], *, queues: Sequence[Queue], horizon_seconds: float) -> None:
    different(WHOLE, "agent", (agent.name for agent in agents))
    for agent in agents:
        place = Place(part=CentrePart.AGENT, owner=agent.name, text=f"agent {agent.name!r}")
        _check_skills(place, agent.skills, queues)
        number(place.at(CentrePart.ABSENCE, "absence"), agent.absence, most=1.0)
        served = {skill.queue for skill in agent.skills}
        _check_stretches(place, agent.stretches, served, horizon_seconds)


def check_groups(groups: Sequence[Group], *, queues: Sequence[Queue], intervals: int) -> None:
    different(WHOLE, "group", (group.name for group in groups))
    for group in groups:
        place = Place(part=CentrePart.GROUP, owner=group.name, text=f"group {group.name!r}")
        _check_skills(place, group.skills, queues)
        number(place.at(CentrePart.ABSENCE, "absence"), group.absence, most=1.0)
        staffed = place.at(CentrePart.STAFFED, "staffed")
        length(staffed, group.staffed, intervals)
        for members in group.staffed:
            whole(staffed, members, least=0, most=MOST_AGENTS)


def check_together(queues: Sequence[Queue], agents: Sequence[Agent], groups: Sequence[Group]) -> None:
    """What can only be said of the whole: somebody is there, and somebody can answer each queue."""
    people = len(agents) + sum(max(group.staffed, default=0) for group in groups)
    if not agents and not groups:
        message = "nobody is there to answer: give at least one agent or group"
        WHOLE.refuse(CentreReason.NOBODY_THERE, message)
    if people > MOST_AGENTS:
        message = f"got {people:,} agents; at most {MOST_AGENTS:,} can be simulated together"
        WHOLE.refuse(CentreReason.TOO_MANY_PEOPLE, message, people=int(people), most=MOST_AGENTS)
    held = [agent.skills for agent in agents] + [group.skills for group in groups]
    served = {skill.queue for skills in held for skill in skills}
    fed = {transfer.queue for queue in queues for transfer in queue.transfers if transfer.chance > 0}
    for queue in queues:
        if (queue.contacts_expected > 0 or queue.name in fed) and queue.name not in served:
            WHOLE.refuse(
                CentreReason.NOBODY_CAN_ANSWER,
                f"queue {queue.name!r} gets contacts, but no agent or group has the skill to answer it",
                queue=queue.name,
            )


def _check_total(queues: Sequence[Queue]) -> None:
    total = math.fsum(queue.contacts_expected for queue in queues)
    if total > MOST_CONTACTS:
        WHOLE.refuse(
            CentreReason.TOO_MANY_CONTACTS,
            f"contacts expected over all queues must be at most {MOST_CONTACTS:g}; got {total:g}",
            contacts=total,
            most=MOST_CONTACTS,
        )


def _check_demand(place: Place, queue: Queue, intervals: int) -> None:
    expected = place.at(CentrePart.EXPECTED, "expected")
    length(expected, queue.expected, intervals)
    for mean in queue.expected:
        number(expected, mean)
    scaled = place.at(CentrePart.HANDLE_SCALE, "handle_scale")
    if queue.handle_scale:
        length(scaled, queue.handle_scale, intervals)
    for scale in queue.handle_scale:
        number(scaled, scale, above=0.0)
    number(place.at(CentrePart.INTERVAL_CV, "interval_cv"), queue.interval_cv)
    number(place.at(CentrePart.DAY_CV, "day_cv"), queue.day_cv)
    whole(place.at(CentrePart.BACKLOG, "backlog"), queue.backlog, least=0, most=MOST_CONTACTS)
    waits = place.at(CentrePart.BACKLOG_WAITED, "backlog_waited_seconds")
    if queue.backlog_waited_seconds:
        length(waits, queue.backlog_waited_seconds, queue.backlog)
    for waited in queue.backlog_waited_seconds:
        number(waits, waited)


def _check_given(place: Place, queue: Queue, horizon_seconds: float) -> None:
    """Given times of arrival take the place of chance; they cannot stand beside it."""
    times, before = place.at(CentrePart.ARRIVED_AT, "arrived_at"), 0.0
    for at in queue.arrived_at:
        if not before <= at < horizon_seconds:  # true for NaN
            times.refuse(
                CentreReason.GIVEN_TIMES,
                f"{times.text} must be in order, at least 0 and below the horizon's {horizon_seconds:g};"
                f" got {at:g} after {before:g}",
                end=horizon_seconds,
                value=float(at),
                before=before,
            )
        before = at
    for field, name, value in (
        (CentrePart.EXPECTED, "expected", max(queue.expected, default=0.0)),
        (CentrePart.INTERVAL_CV, "interval_cv", queue.interval_cv),
        (CentrePart.DAY_CV, "day_cv", queue.day_cv),
    ):
        if queue.arrived_at and value != 0:
            chance = place.at(field, name)
            message = f"{chance.text} must be 0 where arrived_at says when contacts come; got {value:g}"
            chance.refuse(CentreReason.TIMES_AND_CHANCE, message, value=float(value))


def _check_service(place: Place, queue: Queue) -> None:
    handle = place.at(CentrePart.HANDLE, "handle")
    _distribution(handle, queue.handle)
    if queue.handle.mean <= 0:
        handle.refuse(CentreReason.NO_WORK, f"{handle.text} must take more than 0 seconds on average")
    if queue.patience is not None:
        _distribution(place.at(CentrePart.PATIENCE, "patience"), queue.patience, endless=True)
    number(place.at(CentrePart.GOAL_SECONDS, "goal_seconds"), queue.goal_seconds)
    number(place.at(CentrePart.GOAL_SHARE, "goal_share"), queue.goal_share, above=0.0, most=1.0)
    number(place.at(CentrePart.HEAD_START, "head_start_seconds"), queue.head_start_seconds)
    if not -HIGHEST_PRIORITY <= queue.priority <= HIGHEST_PRIORITY:
        place.at(CentrePart.PRIORITY, "priority").refuse(
            CentreReason.TOO_HIGH,
            f"{place.text}: priority must be within a million of 0; got {queue.priority}",
            value=float(queue.priority),
            most=float(HIGHEST_PRIORITY),
        )
    _check_speeds(place.at(CentrePart.SPEEDS, "speeds"), queue)


def _check_speeds(place: Place, queue: Queue) -> None:
    if not 1 <= len(queue.speeds) <= MOST_AT_ONCE:
        place.refuse(
            CentreReason.LENGTH,
            f"{place.text} must hold 1 to {MOST_AT_ONCE} values, one for each number of contacts an agent"
            f" may hold; got {len(queue.speeds)}",
            wanted=MOST_AT_ONCE,
            got=len(queue.speeds),
        )
    for speed in queue.speeds:
        number(place, speed, above=0.0)
    if queue.interruptible and len(queue.speeds) > 1:
        place.refuse(
            CentreReason.ONE_AT_A_TIME,
            f"queue {queue.name!r}: what is interruptible is done one at a time; give it a single speed",
        )


def _check_clock(place: Place, queue: Queue, horizon_seconds: float) -> None:
    place = place.at(CentrePart.OPEN, "open")
    if queue.open and not queue.deferred:
        place.refuse(
            CentreReason.CLOCK_OF_LIVE,
            f"queue {queue.name!r}: only a deferred queue has a clock; open must be empty for a live one",
        )
    _in_order(place, queue.open, "open stretches", horizon_seconds)


def _check_what_follows(place: Place, queue: Queue, names: set[str]) -> None:
    if queue.repeat is not None:
        _check_return(place.at(CentrePart.REPEAT, "repeat"), queue.repeat)
    if queue.redial is not None:
        _check_return(place.at(CentrePart.REDIAL, "redial"), queue.redial)
    if queue.callback is not None:
        callback = place.at(CentrePart.CALLBACK, "callback")
        number(callback.within("after_seconds"), queue.callback.after_seconds)
        number(callback.within("accepted"), queue.callback.accepted, most=1.0)
    transfers = place.at(CentrePart.TRANSFERS, "transfers")
    for transfer in queue.transfers:
        if transfer.queue not in names:
            message = f"{place.text}: transfers to {transfer.queue!r}, which is no queue here"
            transfers.refuse(CentreReason.UNKNOWN_QUEUE, message, queue=transfer.queue)
        number(transfers.within("chance"), transfer.chance, most=1.0)
    different(transfers, f"{place.text}: transfer to", (transfer.queue for transfer in queue.transfers))
    passed_on = math.fsum(transfer.chance for transfer in queue.transfers)
    number(transfers.within("chances together"), passed_on, most=1.0 + SHARE_SLACK)


def _check_return(place: Place, follow: Return) -> None:
    number(place.within("chance"), follow.chance, most=1.0)
    _distribution(place.within("delay"), follow.delay)


def _check_ends(queues: Sequence[Queue]) -> None:
    """Refuses contacts that would go round for ever, by transfers or by coming again."""
    places = {queue.name: place for place, queue in enumerate(queues)}
    leads = np.zeros((len(queues), len(queues)))
    for place, queue in enumerate(queues):
        for transfer in queue.transfers:
            leads[place, places[transfer.queue]] += transfer.chance
        passed_on = leads[place].sum()
        again = 0.0 if queue.repeat is None else queue.repeat.chance * max(1 - passed_on, 0.0)
        redialled = 0.0 if queue.redial is None else queue.redial.chance
        leads[place, place] += max(again, redialled)
    largest = float(np.abs(np.linalg.eigvals(leads)).max())
    if largest > MOST_FOLLOWING:
        WHOLE.refuse(
            CentreReason.NO_END,
            "transfers and returns must come to an end: in the long run at most"
            f" {MOST_FOLLOWING} of contacts may lead to another; got {largest:g}",
            share=largest,
            most=MOST_FOLLOWING,
        )


def _check_skills(place: Place, skills: Sequence[Skill], queues: Sequence[Queue]) -> None:
    names = {queue.name for queue in queues}
    held = place.at(CentrePart.SKILLS, "skills")
    different(held, f"{place.text}: skill for", (skill.queue for skill in skills))
    for skill in skills:
        if skill.queue not in names:
            message = f"{place.text}: has a skill for {skill.queue!r}, which is no queue here"
            held.refuse(CentreReason.UNKNOWN_QUEUE, message, queue=skill.queue)
        number(place.at(CentrePart.HANDLE_FACTOR, "handle_factor"), skill.handle_factor, above=0.0)
        whole(place.at(CentrePart.RANK, "rank"), skill.rank, least=0, most=1_000_000)


def _check_stretches(
    place: Place, stretches: Sequence[Stretch], served: set[str], horizon_seconds: float
) -> None:
    times = [(stretch.start_seconds, stretch.end_seconds) for stretch in stretches]
    there = place.at(CentrePart.STRETCHES, "stretch")
    _in_order(there, times, "stretches", horizon_seconds)
    for stretch in stretches:
        for name in stretch.queues:
            if name not in served:
                message = f"{place.text}: a stretch on {name!r}, for which they have no skill"
                there.refuse(CentreReason.NO_SKILL, message, queue=name)


def _in_order(
    place: Place, stretches: Sequence[tuple[float, float]], what: str, horizon_seconds: float
) -> None:
    ended = 0.0
    for start, end in stretches:
        number(place, start)
        number(place, end, most=horizon_seconds)
        if not ended <= start < end:
            place.refuse(
                CentreReason.STRETCHES,
                f"{place.text}: {what} must be in order, apart, and end after they start;"
                f" got {start:g} to {end:g}",
                start=float(start),
                end=float(end),
            )
        ended = end


def _distribution(place: Place, given: Distribution, *, endless: bool = False) -> None:
    most = math.inf if endless else LONGEST_SECONDS
    match given:
        case Fixed():
            number(place.within("seconds"), given.seconds, most=most)
        case Exponential():
            number(place.within("mean_seconds"), given.mean_seconds, above=0.0, most=LONGEST_SECONDS)
        case Lognormal():
            number(place.within("mean_seconds"), given.mean_seconds, above=0.0, most=LONGEST_SECONDS)
            number(place.within("cv"), given.cv, most=100.0)
        case Empirical():
            _check_empirical(place, given, most)
        case _:
            message = f"{place.text}: must be a distribution of this package; got {given!r}"
            place.refuse(CentreReason.NO_DISTRIBUTION, message)


def _check_empirical(place: Place, given: Empirical, most: float) -> None:
    seconds, shares = place.within("seconds"), place.within("shares")
    if not given.seconds:
        seconds.refuse(CentreReason.NO_VALUES, f"{seconds.text} must hold at least one value; got none")
    for value in given.seconds:
        number(seconds, value, most=most)
    if not given.shares:
        return
    length(shares, given.shares, len(given.seconds))
    for share in given.shares:
        number(shares, share, most=1.0 + SHARE_SLACK)
    total = math.fsum(given.shares)
    if abs(total - 1) > SHARE_SLACK:
        shares.refuse(CentreReason.SHARES, f"{shares.text} must sum to 1; got {total:g}", total=total)
