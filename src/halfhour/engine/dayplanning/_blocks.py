"""From pieces to blocks: what a day reads like, each block with its reason."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.dayplanning._board import BUFFER, IDLE, Board
from halfhour.engine.dayplanning._demand import QUARTER_SECONDS
from halfhour.engine.dayplanning._reasons import DayReason
from halfhour.engine.dayplanning._workday import Span, Workday
from halfhour.engine.dayplanning.plan import Block, BlockKind, DayPlan
from halfhour.engine.reasons import Figure, Reason
from halfhour.engine.rostering.problem import Break, PlacedSession, Roster, RosterProblem
from halfhour.engine.team import BreakRule, Service

NEAR_PEAK = 0.8  # of the day's most needed people
SHORT_PEOPLE = 0.5  # fewer than that are missing by rounding: an on-queue need is seldom whole


class Given(NamedTuple):
    """Pieces [first, past) given to one thing."""

    first: int
    past: int
    what: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Account:
    """A finished board, added up so that any block's figures are quickly at hand.

    `needed` and `planned` are running sums over the quarters, shape (queues, quarters + 1); `peak` is
    the most people needed on each day, shape (queues, days); `live_needed` is the running sum over all
    live queues.
    """

    problem: RosterProblem
    board: Board
    zone: ZoneInfo
    needed: NDArray[np.float64]
    planned: NDArray[np.float64]
    peak: NDArray[np.float64]
    live_needed: NDArray[np.float64]
    attendees: dict[tuple[str, int], int]

    def text(self, instant: int) -> str:
        return f"{datetime.fromtimestamp(instant, self.zone):%H:%M}"

    def quarters(self, starts_at: int, ends_at: int) -> tuple[int, int]:
        demand = self.board.demand
        return demand.quarter_at(starts_at), demand.quarter_at(ends_at - 1) + 1

    def mean(self, sums: NDArray[np.float64], starts_at: int, ends_at: int) -> float:
        """The mean of one row of running sums over a stretch of time."""
        first, past = self.quarters(starts_at, ends_at)
        return float(sums[past] - sums[first]) / (past - first)

    def busiest(self, queue: int, starts_at: int, ends_at: int) -> tuple[float, float, int]:
        """The most people needed at once in a stretch of time, those planned then, and when that is."""
        first, past = self.quarters(starts_at, ends_at)
        demand = self.board.demand
        quarter = first + int(np.argmax(demand.people[queue, first:past]))
        at = max(demand.origin + quarter * QUARTER_SECONDS, starts_at)
        return float(demand.people[queue, quarter]), float(self.board.people[queue, quarter]), at


def account_of(problem: RosterProblem, roster: Roster, board: Board) -> Account:
    demand = board.demand
    live = [queue.service is Service.LIVE for queue in demand.queues]
    peak = np.zeros(demand.work.shape)
    np.maximum.at(peak.T, demand.day_of, demand.people.T)
    attendees: dict[tuple[str, int], int] = {}
    for row in roster.sessions:
        attendees[row.name, row.starts_at] = attendees.get((row.name, row.starts_at), 0) + 1
    return Account(
        problem=problem,
        board=board,
        zone=ZoneInfo(problem.team.timezone),
        needed=_sums(demand.people),
        planned=_sums(board.people),
        peak=peak,
        live_needed=_sums(demand.people[live].sum(axis=0)),
        attendees=attendees,
    )


def _sums(values: NDArray[np.float64]) -> NDArray[np.float64]:
    before = np.zeros((*values.shape[:-1], 1))
    return np.concatenate([before, np.cumsum(values, axis=-1)], axis=-1)


def day_plan(account: Account, day: Workday) -> DayPlan:
    """The shift's blocks in order of time."""
    blocks = [
        *(_break_block(account, day, each) for each in _inside(day, day.shift.breaks)),
        *(block for row in day.sessions for block in _session_blocks(account, day, row)),
        *(_work_block(account, day, given) for given in _given(account.board, day)),
    ]
    in_order = tuple(sorted(blocks, key=lambda block: block.starts_at))
    return DayPlan(agent=day.shift.agent, on=day.shift.on, blocks=in_order)


def _given(board: Board, day: Workday) -> Iterator[Given]:
    """Neighbouring pieces given to the same thing, as one."""
    doing, begins = board.doing(day).tolist(), board.begins.get(day, set())
    for first, past in day.stretches:
        begin = first
        for piece in range(first + 1, past + 1):
            if piece == past or doing[piece] != doing[begin] or piece in begins:
                yield Given(begin, piece, doing[begin])
                begin = piece


def _work_block(account: Account, day: Workday, given: Given) -> Block:
    starts_at, ends_at = day.pieces[given.first][0], day.pieces[given.past - 1][1]
    if given.what in (BUFFER, IDLE):
        return Block(
            kind=BlockKind.BUFFER,
            starts_at=starts_at,
            ends_at=ends_at,
            queue=None,
            reason=_reason_of_rest(account, day, given.what, (starts_at, ends_at)),
        )
    queue = account.board.demand.queues[given.what]
    return Block(
        kind=BlockKind.QUEUE if queue.service is Service.LIVE else BlockKind.FOCUS,
        starts_at=starts_at,
        ends_at=ends_at,
        queue=queue.name,
        reason=_reason_of_work(account, day, given, (starts_at, ends_at)),
    )


def _reason_of_rest(account: Account, day: Workday, what: int, span: Span) -> Reason:
    if what == IDLE:
        return Reason(kind=DayReason.NOTHING_OPEN)
    share = account.problem.team.rules.buffer_share
    for queue in day.timed:
        short = account.mean(account.needed[queue] - account.planned[queue], *span)
        if short >= SHORT_PEOPLE:
            name = account.board.demand.queues[queue].name
            return Reason(kind=DayReason.BUFFER_TIGHT, figures={"share": share, "queue": name})
    return Reason(kind=DayReason.BUFFER, figures={"share": share})


def _reason_of_work(account: Account, day: Workday, given: Given, span: Span) -> Reason:
    demand = account.board.demand
    if demand.waits[given.what]:
        return _reason_of_focus(account, day, given)
    needed = account.mean(account.needed[given.what], *span)
    planned = account.mean(account.planned[given.what], *span)
    queue = demand.queues[given.what]
    figures: dict[str, Figure] = {"queue": queue.name, "needed": needed, "planned": planned}
    if queue.service is Service.DEFERRED:
        return Reason(kind=DayReason.FOCUS_DUE, figures=figures)
    if needed - planned >= SHORT_PEOPLE:
        return Reason(kind=DayReason.LIVE_SHORT, figures=figures)
    most, people, starts_at = account.busiest(given.what, *span)
    if most > 0 and most >= NEAR_PEAK * account.peak[given.what, day.days[given.first]]:
        figures = {"queue": queue.name, "at": account.text(starts_at), "needed": most, "planned": people}
        return Reason(kind=DayReason.PEAK_LIVE, figures=figures)
    is_spare = planned - 1.0 >= needed
    return Reason(kind=DayReason.LIVE_SPARE if is_spare else DayReason.LIVE, figures=figures)


def _reason_of_focus(account: Account, day: Workday, given: Given) -> Reason:
    board, on = account.board, day.days[given.first]
    work, done = float(board.demand.work[given.what, on]), float(board.done[given.what, on])
    kind = DayReason.FOCUS_TROUGH
    if not day.timed:
        kind = DayReason.FOCUS_ONLY
    elif done - day.filled(given.first, given.past) >= work:
        kind = DayReason.FOCUS_AHEAD
    quarters_per_hour = 3600 / QUARTER_SECONDS
    return Reason(
        kind=kind,
        figures={
            "queue": board.demand.queues[given.what].name,
            "needed_hours": work / quarters_per_hour,
            "planned_hours": done / quarters_per_hour,
        },
    )


def _inside(day: Workday, breaks: Iterable[Break]) -> Iterator[Break]:
    for each in breaks:
        if day.shift.starts_at <= each.starts_at < each.ends_at <= day.shift.ends_at:
            yield each


def _break_block(account: Account, day: Workday, each: Break) -> Block:
    return Block(
        kind=BlockKind(each.kind),
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        queue=None,
        reason=_reason_of_break(account, day, each),
    )


def _reason_of_break(account: Account, day: Workday, each: Break) -> Reason:
    windows = [
        (day.shift.starts_at + rule.not_before_minutes * 60, day.shift.ends_at - rule.not_within_minutes * 60)
        for rule in account.problem.team.rules.breaks
        if _asks_for(rule, day, each)
    ]
    window = next((w for w in windows if w[0] <= each.starts_at and each.ends_at <= w[1]), None)
    if window is None:
        return Reason(kind=DayReason.BREAK_BY_HAND, figures={"kind": each.kind})
    needed = account.mean(account.live_needed, each.starts_at, each.ends_at)
    is_trough = needed < account.mean(account.live_needed, *window)
    earliest, latest = map(account.text, window)
    return Reason(
        kind=DayReason.BREAK_TROUGH if is_trough else DayReason.BREAK_WINDOW,
        figures={"kind": each.kind, "earliest": earliest, "latest": latest},
    )


def _asks_for(rule: BreakRule, day: Workday, each: Break) -> bool:
    paid_minutes, below = day.shift.paid_seconds / 60, rule.shift_below_minutes
    is_due = rule.shift_from_minutes <= paid_minutes and (below is None or paid_minutes < below)
    return is_due and rule.kind == each.kind and rule.minutes * 60 == each.ends_at - each.starts_at


def _session_blocks(account: Account, day: Workday, row: PlacedSession) -> Iterator[Block]:
    """One block, unless a break was put into the session by hand: then what is left of it."""
    reason = _reason_of_session(account, day, row)
    at = row.starts_at
    pauses = [each for each in _inside(day, day.shift.breaks) if each.ends_at > row.starts_at]
    edges = [(each.starts_at, each.ends_at) for each in sorted(pauses, key=lambda each: each.starts_at)]
    for starts, ends in [*edges, (row.ends_at, row.ends_at)]:
        until = min(starts, row.ends_at)
        if until > at:
            yield Block(
                kind=BlockKind(row.kind.value), starts_at=at, ends_at=until, queue=None, reason=reason
            )
        at = max(at, ends)


def _reason_of_session(account: Account, day: Workday, row: PlacedSession) -> Reason:
    figures: dict[str, Figure] = {"session": row.name}
    session = next((each for each in account.problem.team.sessions if each.name == row.name), None)
    if row in account.problem.fixed_sessions:
        return Reason(kind=DayReason.SESSION_AGREED, figures=figures)
    if session is not None and session.together:
        figures["people"] = account.attendees[row.name, row.starts_at]
        return Reason(kind=DayReason.SESSION_TOGETHER, figures=figures)
    needed = account.mean(account.live_needed, row.starts_at, row.ends_at)
    is_trough = needed < account.mean(account.live_needed, day.shift.starts_at, day.shift.ends_at)
    kind = DayReason.SESSION_TROUGH if is_trough else DayReason.SESSION_PLACED
    return Reason(kind=kind, figures=figures)
