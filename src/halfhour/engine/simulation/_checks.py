"""What a centre must be before it is simulated; each refusal says what, where and what is allowed."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from halfhour.engine.errors import ImpossibleCentre
from halfhour.engine.simulation._distributions import (
    Distribution,
    Empirical,
    Exponential,
    Fixed,
    Lognormal,
)
from halfhour.engine.simulation._parts import Agent, Group, Queue, Return, Skill, Stretch

MOST_AGENTS = 100_000
MOST_CONTACTS = 5_000_000  # expected in one replication
MOST_AT_ONCE = 64
MOST_INTERVALS = 100_000
LONGEST_SECONDS = 1e9
SHARE_SLACK = 1e-6  # how far shares may be from summing to 1
MOST_FOLLOWING = 0.999  # of contacts that lead to another, in the long run


def check_grid(intervals: int, interval_seconds: float, shared_day_cv: float) -> None:
    _whole("intervals", intervals, least=1, most=MOST_INTERVALS)
    _number("interval_seconds", interval_seconds, above=0.0, most=LONGEST_SECONDS / intervals)
    _number("shared_day_cv", shared_day_cv)


def check_queues(queues: Sequence[Queue], *, intervals: int, horizon_seconds: float) -> None:
    if not queues:
        raise ImpossibleCentre("a centre needs at least one queue; got none")
    _different("queue", (queue.name for queue in queues))
    names = {queue.name for queue in queues}
    for queue in queues:
        where = f"queue {queue.name!r}"
        _check_demand(where, queue, intervals)
        _check_given(where, queue, horizon_seconds)
        _check_service(where, queue)
        _check_clock(where, queue, horizon_seconds)
        _check_what_follows(where, queue, names)
    total = math.fsum(queue.contacts_expected for queue in queues)
    _number("contacts expected over all queues", total, most=MOST_CONTACTS)
    _check_ends(queues)


def check_agents(agents: Sequence[Agent], *, queues: Sequence[Queue], horizon_seconds: float) -> None:
    _different("agent", (agent.name for agent in agents))
    for agent in agents:
        where = f"agent {agent.name!r}"
        _check_skills(where, agent.skills, queues)
        _number(f"{where}: absence", agent.absence, most=1.0)
        served = {skill.queue for skill in agent.skills}
        _check_stretches(where, agent.stretches, served, horizon_seconds)


def check_groups(groups: Sequence[Group], *, queues: Sequence[Queue], intervals: int) -> None:
    _different("group", (group.name for group in groups))
    for group in groups:
        where = f"group {group.name!r}"
        _check_skills(where, group.skills, queues)
        _number(f"{where}: absence", group.absence, most=1.0)
        _length(f"{where}: staffed", group.staffed, intervals)
        for number in group.staffed:
            _whole(f"{where}: staffed", number, least=0, most=MOST_AGENTS)


def check_together(queues: Sequence[Queue], agents: Sequence[Agent], groups: Sequence[Group]) -> None:
    """What can only be said of the whole: somebody is there, and somebody can answer each queue."""
    people = len(agents) + sum(max(group.staffed, default=0) for group in groups)
    if not agents and not groups:
        raise ImpossibleCentre("nobody is there to answer: give at least one agent or group")
    if people > MOST_AGENTS:
        raise ImpossibleCentre(f"got {people:,} agents; at most {MOST_AGENTS:,} can be simulated together")
    held = [agent.skills for agent in agents] + [group.skills for group in groups]
    served = {skill.queue for skills in held for skill in skills}
    fed = {transfer.queue for queue in queues for transfer in queue.transfers if transfer.chance > 0}
    for queue in queues:
        if (queue.contacts_expected > 0 or queue.name in fed) and queue.name not in served:
            raise ImpossibleCentre(
                f"queue {queue.name!r} gets contacts, but no agent or group has the skill to answer it"
            )


def _check_demand(where: str, queue: Queue, intervals: int) -> None:
    _length(f"{where}: expected", queue.expected, intervals)
    for mean in queue.expected:
        _number(f"{where}: expected", mean)
    if queue.handle_scale:
        _length(f"{where}: handle_scale", queue.handle_scale, intervals)
    for scale in queue.handle_scale:
        _number(f"{where}: handle_scale", scale, above=0.0)
    _number(f"{where}: interval_cv", queue.interval_cv)
    _number(f"{where}: day_cv", queue.day_cv)
    _whole(f"{where}: backlog", queue.backlog, least=0, most=MOST_CONTACTS)
    if queue.backlog_waited_seconds:
        _length(f"{where}: backlog_waited_seconds", queue.backlog_waited_seconds, queue.backlog)
    for waited in queue.backlog_waited_seconds:
        _number(f"{where}: backlog_waited_seconds", waited)


def _check_given(where: str, queue: Queue, horizon_seconds: float) -> None:
    """Given times of arrival take the place of chance; they cannot stand beside it."""
    before = 0.0
    for at in queue.arrived_at:
        if not before <= at < horizon_seconds:  # true for NaN
            raise ImpossibleCentre(
                f"{where}: arrived_at must be in order, at least 0 and below the horizon's"
                f" {horizon_seconds:g}; got {at:g} after {before:g}"
            )
        before = at
    for name, value in (
        ("expected", max(queue.expected, default=0.0)),
        ("interval_cv", queue.interval_cv),
        ("day_cv", queue.day_cv),
    ):
        if queue.arrived_at and value != 0:
            raise ImpossibleCentre(
                f"{where}: {name} must be 0 where arrived_at says when contacts come; got {value:g}"
            )


def _check_service(where: str, queue: Queue) -> None:
    _distribution(f"{where}: handle", queue.handle)
    if queue.handle.mean <= 0:
        raise ImpossibleCentre(f"{where}: handle must take more than 0 seconds on average")
    if queue.patience is not None:
        _distribution(f"{where}: patience", queue.patience, endless=True)
    _number(f"{where}: goal_seconds", queue.goal_seconds)
    _number(f"{where}: goal_share", queue.goal_share, above=0.0, most=1.0)
    _number(f"{where}: head_start_seconds", queue.head_start_seconds)
    if not -1_000_000 <= queue.priority <= 1_000_000:
        raise ImpossibleCentre(f"{where}: priority must be within a million of 0; got {queue.priority}")
    if not 1 <= len(queue.speeds) <= MOST_AT_ONCE:
        raise ImpossibleCentre(
            f"{where}: speeds must hold 1 to {MOST_AT_ONCE} values, one for each number of contacts an agent"
            f" may hold; got {len(queue.speeds)}"
        )
    for speed in queue.speeds:
        _number(f"{where}: speeds", speed, above=0.0)
    if queue.interruptible and len(queue.speeds) > 1:
        raise ImpossibleCentre(
            f"{where}: what is interruptible is done one at a time; give it a single speed"
        )


def _check_clock(where: str, queue: Queue, horizon_seconds: float) -> None:
    if queue.open and not queue.deferred:
        raise ImpossibleCentre(
            f"{where}: only a deferred queue has a clock; open must be empty for a live one"
        )
    ended = 0.0
    for start, end in queue.open:
        _number(f"{where}: open", start)
        _number(f"{where}: open", end, most=horizon_seconds)
        if not ended <= start < end:
            raise ImpossibleCentre(
                f"{where}: open stretches must be in order, apart, and end after they start;"
                f" got ({start:g}, {end:g})"
            )
        ended = end


def _check_what_follows(where: str, queue: Queue, names: set[str]) -> None:
    for what, follow in (("repeat", queue.repeat), ("redial", queue.redial)):
        if follow is not None:
            _check_return(f"{where}: {what}", follow)
    if queue.callback is not None:
        _number(f"{where}: callback: after_seconds", queue.callback.after_seconds)
        _number(f"{where}: callback: accepted", queue.callback.accepted, most=1.0)
    for transfer in queue.transfers:
        if transfer.queue not in names:
            raise ImpossibleCentre(f"{where}: transfers to {transfer.queue!r}, which is no queue here")
        _number(f"{where}: transfers: chance", transfer.chance, most=1.0)
    _different(f"{where}: transfer to", (transfer.queue for transfer in queue.transfers))
    passed_on = math.fsum(transfer.chance for transfer in queue.transfers)
    _number(f"{where}: transfers: chances together", passed_on, most=1.0 + SHARE_SLACK)


def _check_return(where: str, follow: Return) -> None:
    _number(f"{where}: chance", follow.chance, most=1.0)
    _distribution(f"{where}: delay", follow.delay)


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
        raise ImpossibleCentre(
            "transfers and returns must come to an end: in the long run at most"
            f" {MOST_FOLLOWING} of contacts may lead to another; got {largest:g}"
        )


def _check_skills(where: str, skills: Sequence[Skill], queues: Sequence[Queue]) -> None:
    names = {queue.name for queue in queues}
    _different(f"{where}: skill for", (skill.queue for skill in skills))
    for skill in skills:
        if skill.queue not in names:
            raise ImpossibleCentre(f"{where}: has a skill for {skill.queue!r}, which is no queue here")
        _number(f"{where}: handle_factor", skill.handle_factor, above=0.0)
        _whole(f"{where}: rank", skill.rank, least=0, most=1_000_000)


def _check_stretches(
    where: str, stretches: Sequence[Stretch], served: set[str], horizon_seconds: float
) -> None:
    ended = 0.0
    for stretch in stretches:
        _number(f"{where}: stretch", stretch.start_seconds)
        _number(f"{where}: stretch", stretch.end_seconds, most=horizon_seconds)
        if not ended <= stretch.start_seconds < stretch.end_seconds:
            raise ImpossibleCentre(
                f"{where}: stretches must be in order, apart, and end after they start;"
                f" got {stretch.start_seconds:g} to {stretch.end_seconds:g}"
            )
        ended = stretch.end_seconds
        for name in stretch.queues:
            if name not in served:
                raise ImpossibleCentre(f"{where}: a stretch on {name!r}, for which they have no skill")


def _distribution(where: str, given: Distribution, *, endless: bool = False) -> None:
    most = math.inf if endless else LONGEST_SECONDS
    match given:
        case Fixed():
            _number(f"{where}: seconds", given.seconds, most=most)
        case Exponential():
            _number(f"{where}: mean_seconds", given.mean_seconds, above=0.0, most=LONGEST_SECONDS)
        case Lognormal():
            _number(f"{where}: mean_seconds", given.mean_seconds, above=0.0, most=LONGEST_SECONDS)
            _number(f"{where}: cv", given.cv, most=100.0)
        case Empirical():
            _check_empirical(where, given, most)
        case _:
            raise ImpossibleCentre(f"{where}: must be a distribution of this package; got {given!r}")


def _check_empirical(where: str, given: Empirical, most: float) -> None:
    if not given.seconds:
        raise ImpossibleCentre(f"{where}: seconds must hold at least one value; got none")
    for value in given.seconds:
        _number(f"{where}: seconds", value, most=most)
    if not given.shares:
        return
    _length(f"{where}: shares", given.shares, len(given.seconds))
    for share in given.shares:
        _number(f"{where}: shares", share, most=1.0 + SHARE_SLACK)
    total = math.fsum(given.shares)
    if abs(total - 1) > SHARE_SLACK:
        raise ImpossibleCentre(f"{where}: shares must sum to 1; got {total:g}")


def _number(where: str, value: float, *, above: float | None = None, most: float = LONGEST_SECONDS) -> None:
    if (value > above if above is not None else value >= 0) and value <= most:  # false for NaN
        return
    least = "at least 0" if above is None else f"above {above:g}"
    upto = "" if math.isinf(most) else f" and at most {most:g}"
    raise ImpossibleCentre(f"{where} must be {least}{upto}; got {value:g}")


def _whole(where: str, value: int, *, least: int, most: int) -> None:
    if not (least <= value <= most and value == int(value)):
        raise ImpossibleCentre(f"{where} must be a whole number from {least} to {most}; got {value:g}")


def _length(where: str, values: Sequence[object], length: int) -> None:
    if len(values) != length:
        raise ImpossibleCentre(f"{where} must hold {length} values; got {len(values)}")


def _different(what: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise ImpossibleCentre(f"{what} {name!r} is given twice; names must differ")
        seen.add(name)
