"""One day played with so many people of each group: what each queue shows in each interval.

Every variant of a day is played with the same random numbers. So variants differ by their people alone, and
the fewest are the fewest for these very contacts.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.arguments import Numbers
from halfhour.engine.simulation import Centre, simulate
from halfhour.engine.staffing._risk import Over, Risk

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]

SLACK = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Played:
    """Contacts in time beyond the goal's share of those that came, shape (replications, queues, intervals).

    `levels` is the share in time over all replications, shape (queues, intervals); NaN without contacts.
    """

    beyond: Numbers
    levels: Numbers
    contacts: int

    @property
    def kept(self) -> Flags:
        """Whether an interval keeps its goal, of the shape of `beyond`."""
        return np.asarray(self.beyond >= -SLACK)

    @property
    def interval_chances(self) -> Numbers:
        """Chance that an interval keeps its goal, shape (queues, intervals)."""
        return np.asarray(self.kept.mean(axis=0))

    @property
    def day_chances(self) -> Numbers:
        """Chance that the day keeps its goal, shape (queues,)."""
        chances: Numbers = (self.beyond.sum(axis=2) >= -SLACK).mean(axis=0)
        return chances


def who_serves(centre: Centre, queues: Sequence[str]) -> Flags:
    """Which group serves which of the queues, shape (groups, queues)."""
    skills = [{skill.queue for skill in group.skills} for group in centre.groups]
    return np.array([[queue in held for queue in queues] for held in skills])


def who_relieves(serves: Flags) -> Flags:
    """Which group can take work from those who serve a queue, if only through others; the same shape."""
    shared = serves.astype(np.int64)
    reached = shared
    for _ in range(len(serves)):
        reached = np.minimum(shared @ shared.T @ reached, 1)
    return reached > 0


def somewhere(flags: Flags) -> Flags:
    """Intervals in which anything is flagged, shape (intervals,)."""
    return np.asarray(flags.any(axis=0))


class Stage:
    """A day, with its groups' numbers left open, and what playing it has cost so far."""

    def __init__(self, centre: Centre, risk: Risk, *, replications: int, seed: int) -> None:
        self.risk = risk
        self.replications = replications
        self.seed = seed
        self.centre = replace(
            centre, groups=tuple(replace(group, absence=risk.absence) for group in centre.groups)
        )
        self.live = np.array([not queue.deferred for queue in centre.queues])
        self.share = np.array([queue.goal_share for queue in centre.queues])[self.live]
        self.expected = np.array([queue.expected for queue in centre.queues])[self.live]
        self.most = np.array([group.staffed for group in centre.groups], dtype=np.int64)
        self.names = tuple(queue.name for queue in centre.queues if not queue.deferred)
        self.serves = who_serves(centre, self.names)
        self.relieves = who_relieves(self.serves)
        self.last: list[tuple[Counts, Played]] = []
        self.plays = 0
        self.contacts = 0

    @property
    def asked(self) -> Flags:
        """Where there is a goal to keep, shape (queues, intervals)."""
        return np.asarray(self.expected > 0)

    def play(self, people: Counts) -> Played:
        """The day with so many people of each group, shape (groups, intervals); the last two are kept."""
        for known, played in self.last:
            if np.array_equal(known, people):
                return played
        self.last = [*self.last[-1:], (people.copy(), self._play(people))]
        return self.last[-1][1]

    def _play(self, people: Counts) -> Played:
        staffed = zip(self.centre.groups, people.tolist(), strict=True)
        groups = tuple(replace(group, staffed=tuple(row)) for group, row in staffed)
        found = simulate(
            replace(self.centre, groups=groups),
            replications=self.replications,
            seed=self.seed,
        )
        in_time = found.within_goal[:, self.live].astype(np.float64)
        judged = (found.offered - found.undecided)[:, self.live].astype(np.float64)
        contacts = int(found.offered.sum())
        self.plays += 1
        self.contacts += contacts
        all_judged = judged.sum(axis=0)
        return Played(
            beyond=in_time - self.share[:, None] * judged,
            levels=np.divide(
                in_time.sum(axis=0), all_judged, out=np.full_like(all_judged, np.nan), where=all_judged > 0
            ),
            contacts=contacts,
        )

    def short(self, played: Played) -> Flags:
        """Where the chance asked for is missed, shape (queues, intervals).

        Over a day all intervals of a queue are short together; one that is expected to be worse than the
        least level that is bearable is short by itself.
        """
        if self.risk.over is Over.INTERVAL:
            return np.asarray(self.asked & (played.interval_chances < self.risk.chance - SLACK))
        missed = (played.day_chances < self.risk.chance - SLACK)[:, None]
        return np.asarray(self.asked & (missed | self.unbearable(played)))

    def unbearable(self, played: Played) -> Flags:
        """Where the level expected is below the least that each interval is to have."""
        least = np.minimum(self.risk.least_level, self.share)[:, None]
        return np.asarray(self.asked & (np.nan_to_num(played.levels, nan=1.0) < least - SLACK))
