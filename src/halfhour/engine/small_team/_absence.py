"""What one absence does: each person left out in turn, under the same chance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation import Figure
from halfhour.engine.small_team._realised import ByInterval, Days, by_interval, paired_share, paired_total


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Absence:
    """One person stays away all day, everybody else comes.

    `presence` is the part of each interval in which they would have been on the queues looked at, shape
    (intervals,). `level` is how the day's share in time changes, `in_time` how many contacts fewer keep
    their goal (both below 0 where it hurts), with 95 % bounds.
    """

    agent: str
    presence: Numbers
    intervals: ByInterval
    level: Figure
    in_time: Figure


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneFewer:
    """One of those who are due in an interval does not come, each as likely; shape (intervals,).

    NaN where nobody is due or nobody comes.
    """

    level: Numbers
    goal_chance: Numbers
    wait_seconds: Numbers
    abandonment: Numbers


def absence(*, agent: str, presence: Numbers, everybody: Days, without: Days) -> Absence:
    """The effect of one person's absence, from days with everybody and the same days without them."""
    return Absence(
        agent=agent,
        presence=presence,
        intervals=by_interval(without),
        level=paired_share(_day(everybody), _day(without)),
        in_time=paired_total(-everybody.missed.sum(axis=1), -without.missed.sum(axis=1)),
    )


def one_fewer(absences: Sequence[Absence]) -> OneFewer:
    """The mean over those who are due, by how much of the interval they are there."""
    due = np.array([each.presence for each in absences])

    def mean(name: str) -> Numbers:
        figures = np.array([getattr(each.intervals, name) for each in absences])
        total = due.sum(axis=0)
        found: Numbers = np.full(total.shape, np.nan)
        np.divide((due * figures).sum(axis=0), total, out=found, where=total > 0)
        return found

    return OneFewer(
        level=mean("level"),
        goal_chance=mean("goal_chance"),
        wait_seconds=mean("wait_seconds"),
        abandonment=mean("abandonment"),
    )


def _day(days: Days) -> tuple[Numbers, Numbers]:
    return days.kept.sum(axis=1), days.offered.sum(axis=1)
