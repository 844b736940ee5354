"""Sixteen days of a bank's calls, one by one, and each of them as a centre that the simulator plays.

Times are seconds from the midnight before the first day. What the columns mean, and what was found of
them, is told in docs/methods/against-reality.md.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from halfhour.engine.attendance import (
    AgentDay,
    Answered,
    AwayRule,
    Waiting,
    answered_contacts,
    infer_attendance,
    seconds_after_contact,
    waiting_contacts,
)
from halfhour.engine.patience import (
    ENOUGH_HANGUPS,
    Waits,
    patience_distribution,
    waits_of,
)
from halfhour.engine.simulation import (
    Agent,
    Centre,
    Distribution,
    Empirical,
    Queue,
    Skill,
    Stretch,
)

FIRST_ON = date(1999, 2, 1)
DAYS = 16
DAY_SECONDS = 86_400
HALF_HOUR = 1800
HALF_HOURS = 50  # an hour past midnight, for the last contacts of the evening
PRIORITIES = (0, 1, 2)
HEAD_START_SECONDS = 90.0  # for each step of priority: what the order of service shows, see the page
ENOUGH_IN_A_DAY = 30
GOAL_SECONDS = 20.0
NEVER_AWAY = AwayRule(away_after_seconds=math.inf, passed_over_after_seconds=math.inf)

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class BankCalls:
    """The calls that asked for an agent, shape (calls,): who hung up in the voice menu is not among them.

    `waited` says whether a call went through the line; only for those is the priority known.
    """

    kind: NDArray[np.str_]
    priority: Ints
    day: Ints
    came_at: Floats
    waited: Marks
    wait_seconds: Floats
    hung_up: Marks
    agent: NDArray[np.str_]  # "" where none is told
    started_at: Floats
    ended_at: Floats

    @cached_property
    def handled(self) -> Marks:
        return ~self.hung_up & (self.ended_at > self.started_at)

    @cached_property
    def answered(self) -> Answered:
        told = (self.agent != "") & ~np.isnan(self.started_at)
        return answered_contacts(
            agent=self.agent[told],
            kind=self.kind[told],
            day=self.day[told],
            waited_from=np.where(self.waited, self.came_at, np.nan)[told],
            started_at=self.started_at[told],
            ended_at=self.ended_at[told],
        )

    @cached_property
    def waiting(self) -> Waiting:
        line = self.waited
        return waiting_contacts(
            kind=self.kind[line],
            since=self.came_at[line],
            until=(self.came_at + self.wait_seconds)[line],
        )

    def waits(self, chosen: Marks | None = None) -> Waits:
        line = self.waited if chosen is None else self.waited & chosen
        return waits_of(seconds=self.wait_seconds[line], gave_up=self.hung_up[line])

    def attendance(self, rule: AwayRule) -> tuple[AgentDay, ...]:
        return infer_attendance(answered=self.answered, waiting=self.waiting, rule=rule)

    def figures(self, chosen: Marks | None = None) -> tuple[float, float, float]:
        """Share that hung up, mean wait of all, share answered within the goal."""
        some = np.ones(self.kind.size, dtype=np.bool_) if chosen is None else chosen
        in_time = ~self.hung_up & (self.wait_seconds <= GOAL_SECONDS)
        return (
            float(self.hung_up[some].mean()),
            float(self.wait_seconds[some].mean()),
            float(in_time[some].mean()),
        )


def read_bank(shared_data: Path) -> BankCalls:
    rows = pl.read_csv(
        shared_data / "calls-bank-1999-callbycall" / "calls_1999-02-01_to_16.csv.gz", try_parse_dates=True
    ).filter(
        (pl.col("outcome") != "PHANTOM") & (pl.col("q_start").is_not_null() | (pl.col("outcome") == "AGENT"))
    )
    origin = (FIRST_ON - date(1970, 1, 1)).days * DAY_SECONDS

    def seconds(name: str) -> Floats:
        told = rows[name].dt.epoch("s").cast(pl.Float64) - origin
        return told.fill_null(float("nan")).to_numpy()

    queued = rows["q_start"].is_not_null().to_numpy()
    return BankCalls(
        kind=rows["service_type"].to_numpy().astype(np.str_),
        priority=rows["priority"].to_numpy().astype(np.int64),
        day=(seconds("entry") // DAY_SECONDS).astype(np.int64),
        came_at=np.where(queued, seconds("q_start"), seconds("vru_exit")),
        waited=queued,
        wait_seconds=np.where(queued, rows["queue_seconds"].to_numpy(), 0).astype(np.float64),
        hung_up=(rows["outcome"] == "HANG").to_numpy(),
        agent=rows["agent"].fill_null("").to_numpy().astype(np.str_),
        started_at=seconds("ser_start"),
        ended_at=seconds("ser_exit"),
    )


def weekday(day: int) -> str:
    return (FIRST_ON + timedelta(days=day)).strftime("%a")


def arrivals(came_at: Floats, *, replayed: bool) -> dict[str, tuple[float, ...]]:
    """A queue's contacts at their own times, or by chance around the numbers of every half hour."""
    if replayed:
        return {"expected": (0.0,) * HALF_HOURS, "arrived_at": tuple(came_at.tolist())}
    counts = np.histogram(came_at, HALF_HOUR * np.arange(HALF_HOURS + 1))[0]
    return {"expected": tuple(counts.astype(np.float64).tolist())}


@dataclass(frozen=True, kw_only=True)
class Model:
    """What of the bank's working is put into the centre; each part can be left out to see what it does."""

    rule: AwayRule = field(default_factory=AwayRule)
    skills: bool = True
    head_start_seconds: float = HEAD_START_SECONDS
    patience_by_kind: bool = True
    replayed: bool = True


class BankModel:
    """The bank's days as centres, with all that is learnt from the sixteen days together."""

    def __init__(self, calls: BankCalls, model: Model = Model()) -> None:
        self.calls = calls
        self.model = model
        self.days = calls.attendance(model.rule)
        self.after_seconds = float(seconds_after_contact(calls.answered).mean())
        self.kinds = tuple(np.unique(calls.kind).tolist())
        self.streams = tuple(self._streams())

    def _streams(self) -> Iterator[tuple[str, int]]:
        """Kinds and priorities in which somebody stood in the line."""
        calls = self.calls
        for kind in self.kinds:
            for priority in PRIORITIES:
                if (calls.waited & (calls.kind == kind) & (calls.priority == priority)).any():
                    yield kind, priority

    @cached_property
    def patience(self) -> Mapping[tuple[str, int], Distribution]:
        calls = self.calls
        if not self.model.patience_by_kind:
            alike = patience_distribution(calls.waits())
            return dict.fromkeys(self.streams, alike)
        found = {}
        for kind, priority in self.streams:
            same = calls.priority == priority
            own = calls.waits(same & (calls.kind == kind))
            found[kind, priority] = patience_distribution(
                own if own.hangups >= ENOUGH_HANGUPS else calls.waits(same)
            )
        return found

    def centre(self, day: int) -> Centre:
        return Centre(queues=tuple(self._queues(day)), agents=tuple(self._agents(day)), intervals=HALF_HOURS)

    def _queues(self, day: int) -> Iterator[Queue]:
        calls, model = self.calls, self.model
        today = calls.day == day
        priority = self._priorities(day)
        for kind, rank in self.streams:
            came_at = np.sort(calls.came_at[today & (calls.kind == kind) & (priority == rank)])
            yield Queue(
                name=f"{kind} {rank}",
                handle=self._handle(kind, day),
                patience=self.patience[kind, rank],
                head_start_seconds=model.head_start_seconds * rank,
                goal_seconds=GOAL_SECONDS,
                **arrivals(came_at - day * DAY_SECONDS, replayed=model.replayed),
            )

    def _priorities(self, day: int) -> Ints:
        """The priority of each call; those who were answered at once carry none and are given one by lot."""
        calls, chance = self.calls, np.random.default_rng(day)
        found = calls.priority.copy()
        for kind in self.kinds:
            same = calls.kind == kind
            unknown = np.flatnonzero(same & ~calls.waited & (calls.day == day))
            known = self._enough(calls.waited & same, day)
            found[unknown] = chance.choice(calls.priority[known], size=unknown.size)
        return found

    def _enough(self, chosen: Marks, day: int) -> Marks:
        """Those of the day, or of all days where there are too few."""
        that_day = chosen & (self.calls.day == day)
        return that_day if that_day.sum() >= ENOUGH_IN_A_DAY else chosen

    def _handle(self, kind: str, day: int) -> Empirical:
        calls = self.calls
        chosen = self._enough(calls.handled & (calls.kind == kind), day)
        seconds = (calls.ended_at - calls.started_at)[chosen] + self.after_seconds
        return Empirical(seconds=tuple(seconds.tolist()))

    def _agents(self, day: int) -> Iterator[Agent]:
        origin, served = day * DAY_SECONDS, frozenset[str]()
        for each in self.days:
            if each.day == day:
                kinds = each.kinds if self.model.skills else frozenset(self.kinds)
                served |= kinds
                yield Agent(
                    name=each.agent,
                    skills=tuple(
                        Skill(queue=f"{kind} {priority}") for kind, priority in self.streams if kind in kinds
                    ),
                    stretches=tuple(
                        Stretch(start_seconds=max(start - origin, 0.0), end_seconds=end - origin)
                        for start, end in each.stretches_to_play
                    ),
                )
        unserved = [(kind, priority) for kind, priority in self.streams if kind not in served]
        if unserved:  # that day nobody took them: they wait until they give up
            skills = tuple(Skill(queue=f"{kind} {priority}") for kind, priority in unserved)
            yield Agent(name="nobody", skills=skills, stretches=())
