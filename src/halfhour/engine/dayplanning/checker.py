"""A plain second opinion on day plans; it shares no code with what makes them.

The rules are in docs/methods/day-plans.md. Times in figures are what the team's clock shows.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np

from halfhour.engine.dayplanning.plan import Block, BlockKind, DayPlan
from halfhour.engine.reasons import Figure, ReasonKind
from halfhour.engine.rostering.problem import Breach, PlacedSession, Roster, RosterProblem, Shift
from halfhour.engine.team import Agent, Queue, Service

SHORTEST_SECONDS = 900  # of a block, and the step of buffers
WAITS_FROM_SECONDS = 4 * 3600  # work of deferred queues with this goal or longer comes in focus blocks

WORK = (BlockKind.QUEUE, BlockKind.FOCUS)
PAUSES = (BlockKind.BREAK, BlockKind.LUNCH)
SESSIONS = (BlockKind.TRAINING, BlockKind.COACHING, BlockKind.MEETING)

Span = tuple[int, int]


class DayBreach(ReasonKind):
    """What can be wrong with a day plan; each member with the figures of its breach."""

    UNPLANNED = "dayplanning.breach.unplanned"
    PLANNED_TWICE = "dayplanning.breach.planned_twice"  # plans
    NO_SHIFT = "dayplanning.breach.no_shift"
    GAP = "dayplanning.breach.gap"  # starts, ends
    OVERLAP = "dayplanning.breach.overlap"  # starts, ends
    OUTSIDE_SHIFT = "dayplanning.breach.outside_shift"  # starts, ends
    BREAK_MISSING = "dayplanning.breach.break_missing"  # kind, starts
    BREAK_NOT_IN_ROSTER = "dayplanning.breach.break_not_in_roster"  # kind, starts
    SESSION_MISSING = "dayplanning.breach.session_missing"  # session, starts
    SESSION_NOT_IN_ROSTER = "dayplanning.breach.session_not_in_roster"  # kind, starts
    WRONG_KIND = "dayplanning.breach.wrong_kind"  # kind, starts, queue
    UNSKILLED = "dayplanning.breach.unskilled"  # queue, starts
    CLOSED = "dayplanning.breach.closed"  # queue, starts, ends
    SHORT_BLOCK = "dayplanning.breach.short_block"  # starts, minutes, least
    FOCUS_CUT = "dayplanning.breach.focus_cut"  # queue, starts, minutes, least
    BUFFER_SHORT = "dayplanning.breach.buffer_short"  # minutes, least


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A shift and its plan.

    `agent` is None for somebody who is not on the team; `sessions` are the person's in this shift;
    `stretches` is the time beside breaks and sessions.
    """

    problem: RosterProblem
    zone: ZoneInfo
    agent: Agent | None
    shift: Shift
    blocks: tuple[Block, ...]
    sessions: tuple[PlacedSession, ...]
    stretches: tuple[Span, ...]

    def text(self, instant: int) -> str:
        return f"{datetime.fromtimestamp(instant, self.zone):%H:%M}"

    def breach(self, rule: DayBreach, **figures: Figure) -> Breach:
        return Breach(rule=rule, agent=self.shift.agent, on=self.shift.on, figures=figures)

    def breach_of(self, rule: DayBreach, block: Block, **figures: Figure) -> Breach:
        times = {"starts": self.text(block.starts_at), "ends": self.text(block.ends_at)}
        return self.breach(rule, kind=str(block.kind), queue=block.queue or "", **times, **figures)

    def queue_of(self, block: Block) -> Queue | None:
        return next((queue for queue in self.problem.team.queues if queue.name == block.queue), None)

    def stretch_of(self, block: Block) -> Span | None:
        return next((s for s in self.stretches if s[0] <= block.starts_at and block.ends_at <= s[1]), None)


def check_days(*, problem: RosterProblem, roster: Roster, days: Sequence[DayPlan]) -> tuple[Breach, ...]:
    """Everything that day plans break, by shift and time; empty where each shift is well planned."""
    plans: defaultdict[tuple[str, date], list[DayPlan]] = defaultdict(list)
    for plan in days:
        plans[plan.agent, plan.on].append(plan)
    agents = {agent.name: agent for agent in problem.team.agents}
    sessions: defaultdict[str, list[PlacedSession]] = defaultdict(list)
    for row in roster.sessions:
        sessions[row.agent].append(row)
    found: list[Breach] = []
    for shift in roster.shifts:
        made = plans.pop((shift.agent, shift.on), [])
        if len(made) == 1:
            found += check_day(_day(problem, agents.get(shift.agent), shift, made[0], sessions[shift.agent]))
        elif made:
            found.append(_of(shift.agent, shift.on, DayBreach.PLANNED_TWICE, plans=len(made)))
        elif shift.starts_at < shift.ends_at:
            found.append(_of(shift.agent, shift.on, DayBreach.UNPLANNED))
    found += [_of(agent, on, DayBreach.NO_SHIFT) for agent, on in plans]
    return tuple(found)


def check_day(day: Day) -> Iterator[Breach]:
    yield from blocks_tile_the_shift(day)
    yield from breaks_are_the_rosters(day)
    yield from sessions_are_the_rosters(day)
    yield from work_is_on_queues(day)
    yield from queues_are_open(day)
    yield from blocks_are_long_enough(day)
    yield from buffer_is_kept(day)


def blocks_tile_the_shift(day: Day) -> Iterator[Breach]:
    """The blocks cover the shift from end to end, one at a time."""
    blocks = sorted(day.blocks, key=lambda block: (block.starts_at, block.ends_at))
    for block in blocks:
        if block.starts_at < day.shift.starts_at or block.ends_at > day.shift.ends_at:
            yield day.breach_of(DayBreach.OUTSIDE_SHIFT, block)
    reached = day.shift.starts_at
    for block in blocks:
        if block.starts_at > reached:
            yield day.breach(DayBreach.GAP, starts=day.text(reached), ends=day.text(block.starts_at))
        if block.starts_at < reached and block.starts_at >= day.shift.starts_at:
            yield day.breach_of(DayBreach.OVERLAP, block)
        reached = max(reached, block.ends_at)
    if reached < day.shift.ends_at:
        yield day.breach(DayBreach.GAP, starts=day.text(reached), ends=day.text(day.shift.ends_at))


def breaks_are_the_rosters(day: Day) -> Iterator[Breach]:
    """Each break of the shift is a block of its kind at its time, and there are no others."""
    due = {(each.kind, each.starts_at, each.ends_at) for each in day.shift.breaks}
    taken = {(str(b.kind), b.starts_at, b.ends_at) for b in day.blocks if b.kind in PAUSES}
    for kind, starts_at, _ in sorted(due - taken):
        yield day.breach(DayBreach.BREAK_MISSING, kind=kind, starts=day.text(starts_at))
    for kind, starts_at, _ in sorted(taken - due):
        yield day.breach(DayBreach.BREAK_NOT_IN_ROSTER, kind=kind, starts=day.text(starts_at))


def sessions_are_the_rosters(day: Day) -> Iterator[Breach]:
    """Each session of the person in this shift is a block of its kind, and there are no others."""
    due = {(row.kind.value, row.starts_at, row.ends_at): row.name for row in day.sessions}
    held = {(str(b.kind), b.starts_at, b.ends_at) for b in day.blocks if b.kind in SESSIONS}
    for place in sorted(due.keys() - held):
        yield day.breach(DayBreach.SESSION_MISSING, session=due[place], starts=day.text(place[1]))
    for kind, starts_at, _ in sorted(held - due.keys()):
        yield day.breach(DayBreach.SESSION_NOT_IN_ROSTER, kind=kind, starts=day.text(starts_at))


def work_is_on_queues(day: Day) -> Iterator[Breach]:
    """Live queues are answered, deferred ones worked off, by people with the skills; rest has no queue."""
    for block in day.blocks:
        queue = day.queue_of(block)
        if block.kind not in WORK:
            fits = block.queue is None
        else:
            kind = BlockKind.QUEUE if queue and queue.service is Service.LIVE else BlockKind.FOCUS
            fits = queue is not None and block.kind is kind
        if not fits:
            yield day.breach_of(DayBreach.WRONG_KIND, block)
        elif queue is not None and (day.agent is None or not day.agent.serves(queue)):
            yield day.breach_of(DayBreach.UNSKILLED, block)


def queues_are_open(day: Day) -> Iterator[Breach]:
    """Nobody waits for live contacts in an interval in which the queue is closed."""
    grid = day.problem.grid
    for block in day.blocks:
        queue = day.queue_of(block)
        if queue is None or queue.service is not Service.LIVE or queue.name not in day.problem.open_seconds:
            continue
        first = max(int(np.searchsorted(grid.starts, block.starts_at, side="right")) - 1, 0)
        past = int(np.searchsorted(grid.starts, block.ends_at, side="left"))
        if block.starts_at < grid.starts[0] or (day.problem.open_seconds[queue.name][first:past] == 0).any():
            yield day.breach_of(DayBreach.CLOSED, block)


def blocks_are_long_enough(day: Day) -> Iterator[Breach]:
    """A block of work or buffer lasts a quarter hour, one of focus work as long as the rules say.

    Where breaks and sessions leave less time, it fills what they leave; a focus block beside one of them
    may be shorter.
    """
    least = day.problem.team.rules.focus_minutes * 60
    for block in day.blocks:
        stretch = day.stretch_of(block)
        if block.kind in PAUSES or block.kind in SESSIONS or stretch is None:
            continue
        seconds = block.ends_at - block.starts_at
        minutes = seconds / 60
        if seconds < SHORTEST_SECONDS and (block.starts_at, block.ends_at) != stretch:
            yield day.breach_of(DayBreach.SHORT_BLOCK, block, minutes=minutes, least=SHORTEST_SECONDS // 60)
        queue = day.queue_of(block)
        comes_in_blocks = queue is not None and queue.goal.within_seconds >= WAITS_FROM_SECONDS
        at_an_edge = block.starts_at == stretch[0] or block.ends_at == stretch[1]
        if block.kind is BlockKind.FOCUS and comes_in_blocks and seconds < least and not at_an_edge:
            yield day.breach_of(DayBreach.FOCUS_CUT, block, minutes=minutes, least=least // 60)


def buffer_is_kept(day: Day) -> Iterator[Breach]:
    """The rules' share of the paid day is kept free, to the nearest quarter hour, one at least."""
    share = day.problem.team.rules.buffer_share
    if share <= 0:
        return
    due = max(1, int(share * day.shift.paid_seconds / SHORTEST_SECONDS + 0.5)) * SHORTEST_SECONDS
    room = sum(ends - starts for starts, ends in day.stretches if ends - starts >= SHORTEST_SECONDS)
    kept = sum(b.ends_at - b.starts_at for b in day.blocks if b.kind is BlockKind.BUFFER)
    if kept < min(due, room):
        yield day.breach(DayBreach.BUFFER_SHORT, minutes=kept / 60, least=min(due, room) / 60)


def _day(
    problem: RosterProblem, agent: Agent | None, shift: Shift, plan: DayPlan, rows: Sequence[PlacedSession]
) -> Day:
    sessions = tuple(row for row in rows if shift.starts_at <= row.starts_at and row.ends_at <= shift.ends_at)
    rests = sorted(
        [(each.starts_at, each.ends_at) for each in shift.breaks]
        + [(row.starts_at, row.ends_at) for row in sessions]
    )
    edges = [(shift.starts_at, shift.starts_at), *rests, (shift.ends_at, shift.ends_at)]
    return Day(
        problem=problem,
        zone=ZoneInfo(problem.team.timezone),
        agent=agent,
        shift=shift,
        blocks=plan.blocks,
        sessions=sessions,
        stretches=tuple((before[1], after[0]) for before, after in pairwise(edges) if before[1] < after[0]),
    )


def _of(agent: str, on: date, rule: DayBreach, **figures: Figure) -> Breach:
    return Breach(rule=rule, agent=agent, on=on, figures=figures)
