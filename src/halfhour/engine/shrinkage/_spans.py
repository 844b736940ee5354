"""Who did what from when to when, in columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.errors import OutOfRange
from halfhour.engine.shrinkage._uses import CODES
from halfhour.engine.team import TimeUse

Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spans:
    """Stretches of people's time; every array has shape (spans,), in any order.

    `agent` is the place of the person in `agents`, `use` that of the use in the list of `TimeUse`.
    Times are UTC epoch seconds; the end is excluded. Spans of one person may overlap.
    """

    agents: tuple[str, ...]
    agent: Ints
    starts_at: Ints
    ends_at: Ints
    use: Ints

    def __post_init__(self) -> None:
        shape = np.shape(self.agent)
        if any(np.shape(column) != shape for column in (self.starts_at, self.ends_at, self.use)):
            raise OutOfRange("got columns of unequal length; need one agent, start, end and use per span")
        if (self.ends_at < self.starts_at).any():
            first = int(np.flatnonzero(self.ends_at < self.starts_at)[0])
            raise OutOfRange(
                f"got a span from {int(self.starts_at[first])} to {int(self.ends_at[first])};"
                " need an end no earlier than the start"
            )

    def __len__(self) -> int:
        return int(self.agent.size)

    @classmethod
    def of(cls, rows: Iterable[tuple[str, int, int, TimeUse]]) -> Spans:
        """From rows of (agent, starts_at, ends_at, use).

        Examples
        --------
        >>> len(Spans.of([("Ada", 0, 900, TimeUse.BREAK), ("Ben", 0, 1800, TimeUse.LUNCH)]))
        2
        """
        listed = list(rows)
        names = sorted({name for name, *_rest in listed})
        place = {name: number for number, name in enumerate(names)}
        columns = np.array(
            [(place[name], starts, ends, CODES[use]) for name, starts, ends, use in listed], dtype=np.int64
        ).reshape(-1, 4)
        return cls(
            agents=tuple(names),
            agent=columns[:, 0],
            starts_at=columns[:, 1],
            ends_at=columns[:, 2],
            use=columns[:, 3],
        )

    def where(self, kept: Marks) -> Spans:
        """Those that are marked."""
        return Spans(
            agents=self.agents,
            agent=self.agent[kept],
            starts_at=self.starts_at[kept],
            ends_at=self.ends_at[kept],
            use=self.use[kept],
        )

    def of_agents(self, agents: tuple[str, ...]) -> Spans:
        """The same with another list of people; spans of people who are not on it are left out."""
        place = {name: number for number, name in enumerate(agents)}
        known = np.array([place.get(name, -1) for name in self.agents], dtype=np.int64)
        number = known[self.agent] if len(self) else self.agent
        kept = number >= 0
        return Spans(
            agents=agents,
            agent=number[kept],
            starts_at=self.starts_at[kept],
            ends_at=self.ends_at[kept],
            use=self.use[kept],
        )


NO_SPANS = Spans.of([])


def joined(several: Iterable[Spans]) -> Spans:
    """All spans of several, people told apart by name."""
    parts = list(several)
    agents = tuple(sorted({name for part in parts for name in part.agents}))
    alike = [part.of_agents(agents) for part in parts]
    return Spans(
        agents=agents,
        agent=np.concatenate([part.agent for part in alike]),
        starts_at=np.concatenate([part.starts_at for part in alike]),
        ends_at=np.concatenate([part.ends_at for part in alike]),
        use=np.concatenate([part.use for part in alike]),
    )


def ended(
    *, agent: Ints, starts_at: Ints, ends_at: Ints, is_open: Marks, longest_seconds: int | None = None
) -> Ints:
    """The ends of spans of which some are open: these last until the person's next start.

    A person's last open span ends where it starts, for nothing tells how long it lasted. None lasts longer
    than `longest_seconds`. Spans that start together are no end to each other.

    Parameters
    ----------
    agent, starts_at, ends_at
        Arrays of shape (spans,), in any order; `ends_at` means nothing where `is_open`.

    Examples
    --------
    Nine o'clock available, ten o'clock at lunch, half past ten available, and no more:

    >>> ends = ended(
    ...     agent=np.array([0, 0, 0]),
    ...     starts_at=np.array([32400, 36000, 37800]),
    ...     ends_at=np.zeros(3, dtype=np.int64),
    ...     is_open=np.array([True, True, True]),
    ... )
    >>> ends.tolist()
    [36000, 37800, 37800]
    """
    order = np.lexsort((starts_at, agent))
    whose, starts = agent[order], starts_at[order]
    # Where the next start that differs lies, for a run of equal ones.
    is_new = np.ones(order.size, dtype=np.bool_)
    is_new[1:] = (whose[1:] != whose[:-1]) | (starts[1:] != starts[:-1])
    run = np.cumsum(is_new) - 1
    first_of_run = np.flatnonzero(is_new)
    ahead = np.append(first_of_run, order.size)[np.minimum(run + 1, first_of_run.size)]
    known = ahead < order.size
    known[known] = whose[ahead[known]] == whose[known]
    until = starts.copy()
    until[known] = starts[ahead[known]]
    if longest_seconds is not None:
        until = np.minimum(until, starts + longest_seconds)
    ends = np.array(ends_at, dtype=np.int64, copy=True)
    found = np.empty_like(until)
    found[order] = until
    ends[is_open] = found[is_open]
    return ends
