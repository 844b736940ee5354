"""A shift as the planner sees it: what is left of it beside breaks and sessions, cut into pieces."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.dayplanning._demand import QUARTER_SECONDS, Demand
from halfhour.engine.rostering.problem import PlacedSession, Roster, RosterProblem, Shift

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Workday:
    """One shift's free time.

    Free time is what lies beside breaks and sessions. Each stretch of it is cut at full quarter hours;
    what would be shorter than a quarter is left with its neighbour, so a piece is shorter only where
    its stretch is.

    Attributes
    ----------
    timed, waiting
        Positions of the queues the person serves: those that ask for people in time, and those that
        may wait.
    group
        Position of the person's set of queues among the demand's groups; None where it is none.
    pieces
        Start and end of each piece.
    stretches
        (first, past) positions of the pieces of each stretch.
    quarters, shares, piece_of
        The quarter hours that the pieces touch, the share of each that is filled, and by which piece;
        `first_parts` is where the rows of each piece begin.
    days
        By piece, the day on which it starts.
    """

    shift: Shift
    sessions: tuple[PlacedSession, ...]
    timed: tuple[int, ...]
    waiting: tuple[int, ...]
    group: int | None
    pieces: tuple[Span, ...]
    stretches: tuple[Span, ...]
    quarters: NDArray[np.int64]
    shares: NDArray[np.float64]
    piece_of: NDArray[np.int64]
    first_parts: NDArray[np.int64]
    days: tuple[int, ...]

    def filled(self, first: int, past: int) -> float:
        """Quarter hours that the pieces [first, past) fill."""
        return sum(ends - starts for starts, ends in self.pieces[first:past]) / QUARTER_SECONDS


def workdays(
    *, problem: RosterProblem, roster: Roster, shifts: Iterable[Shift], demand: Demand
) -> list[Workday]:
    """The shifts in their order, each with its person's sessions and queues."""
    agents = {agent.name: agent for agent in problem.team.agents}
    sessions: dict[str, list[PlacedSession]] = defaultdict(list)
    for row in roster.sessions:
        sessions[row.agent].append(row)
    number = {group: g for g, group in enumerate(demand.groups)}
    found = []
    for shift in shifts:
        agent = agents.get(shift.agent)
        served = [q for q, queue in enumerate(demand.queues) if agent is not None and agent.serves(queue)]
        found.append(
            _workday(
                shift=shift,
                sessions=tuple(
                    row
                    for row in sessions[shift.agent]
                    if shift.starts_at <= row.starts_at and row.ends_at <= shift.ends_at
                ),
                served=served,
                group=number.get(tuple(served)),
                demand=demand,
            )
        )
    return found


def _workday(
    *,
    shift: Shift,
    sessions: tuple[PlacedSession, ...],
    served: list[int],
    group: int | None,
    demand: Demand,
) -> Workday:
    taken = [(each.starts_at, each.ends_at) for each in shift.breaks]
    taken += [(each.starts_at, each.ends_at) for each in sessions]
    pieces: list[Span] = []
    stretches: list[Span] = []
    for starts, ends in _free(shift, taken):
        cut = _cut(starts, ends)
        stretches.append((len(pieces), len(pieces) + len(cut)))
        pieces += cut
    parts = [list(_parts(piece, demand)) for piece in pieces]
    flat = [part for of_piece in parts for part in of_piece]
    return Workday(
        shift=shift,
        sessions=sessions,
        timed=tuple(q for q in served if not demand.waits[q]),
        waiting=tuple(q for q in served if demand.waits[q]),
        group=group,
        pieces=tuple(pieces),
        stretches=tuple(stretches),
        quarters=np.array([quarter for quarter, _ in flat], dtype=np.int64),
        shares=np.array([share for _, share in flat], dtype=np.float64),
        piece_of=np.repeat(np.arange(len(parts)), [len(of_piece) for of_piece in parts]),
        first_parts=np.cumsum([0, *map(len, parts)])[:-1],
        days=tuple(int(demand.day_of[demand.quarter_at(starts)]) for starts, _ in pieces),
    )


def _free(shift: Shift, taken: list[Span]) -> Iterable[Span]:
    at = shift.starts_at
    for starts, ends in [*sorted(taken), (shift.ends_at, shift.ends_at)]:
        if starts > at:
            yield at, min(starts, shift.ends_at)
        at = max(at, ends)


def _cut(starts: int, ends: int) -> list[Span]:
    """A stretch cut at full quarter hours, no piece shorter than one unless the stretch is."""
    first = -(-starts // QUARTER_SECONDS) * QUARTER_SECONDS
    edges = [at for at in range(first, ends, QUARTER_SECONDS) if starts < at]
    if edges and edges[0] - starts < QUARTER_SECONDS:
        edges = edges[1:]
    if edges and ends - edges[-1] < QUARTER_SECONDS:
        edges = edges[:-1]
    return list(pairwise([starts, *edges, ends]))


def _parts(piece: Span, demand: Demand) -> Iterable[tuple[int, float]]:
    """The quarters that a piece touches, and how much of each it fills."""
    starts, ends = piece
    for quarter in range(demand.quarter_at(starts), demand.quarter_at(ends - 1) + 1):
        opens = demand.origin + quarter * QUARTER_SECONDS
        shared = min(ends, opens + QUARTER_SECONDS) - max(starts, opens)
        yield quarter, shared / QUARTER_SECONDS
