"""Each day has to keep its goals as a whole: people come where they help most, and go where they help least.

What one person changes in an interval is told per replication, as contacts in time more or fewer then and
shortly after. So one play tells the changes of several people, far enough apart, and the chance of a day
with any choice of them is known before it is played, as far as what they do adds up.
"""

from dataclasses import dataclass

import numpy as np

from halfhour.engine.arguments import Numbers
from halfhour.engine.staffing.search._by_interval import additions, batches
from halfhour.engine.staffing.search._play import SLACK, Counts, Flags, Played, Stage, somewhere

APART = 2  # intervals between people whose changes are told from one play
MOST_LIFTS = 200
AT_ONCE = 6  # one in so many intervals gets one person more at once


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """One person more or fewer, where, and what days of queues gain, shape (replications, queues)."""

    group: int
    interval: int
    gain: Numbers
    bearable: bool


def changes(stage: Stage, people: Counts, played: Played, where: Flags, sign: int) -> list[Change]:
    """What one person more (1) or fewer (-1) does in each of the places asked about."""
    found = []
    for tried in batches(where, APART):
        other = stage.play(people + sign * tried)
        difference = other.beyond - played.beyond
        unbearable = somewhere(stage.unbearable(other))
        places = np.argwhere(tried)
        ends = np.append(places[1:, 1], where.shape[1])
        for (group, place), end in zip(places.tolist(), ends.tolist(), strict=True):
            found.append(
                Change(
                    group=group,
                    interval=place,
                    gain=difference[:, :, place:end].sum(axis=2),
                    bearable=not unbearable[place:end].any(),
                )
            )
    return found


def chances(days: Numbers) -> Numbers:
    """Chance that a day keeps the goal, by queue, for sums of shape (…, replications, queues)."""
    kept: Numbers = (days >= -SLACK).mean(axis=-2)
    return kept


def lifted(stage: Stage, people: Counts) -> tuple[Counts, Played]:
    """People added where days lose most until they keep their goals, or nobody is left to be added."""
    for _ in range(MOST_LIFTS):
        played = stage.play(people)
        short = stage.short(played)
        losing = stage.unbearable(played)
        for queue in np.flatnonzero(short.any(axis=1)).tolist():
            gained = np.where(stage.asked[queue], played.beyond[:, queue].mean(axis=0), np.inf)
            most = max(1, int(stage.asked[queue].sum()) // AT_ONCE)
            losing[queue, np.argsort(gained, kind="stable")[:most]] = True
        more = additions(stage, people, losing & short)
        if not more.any():  # nobody left there: wherever anybody is
            more = additions(stage, people, short)
        if not more.any():
            break
        people = people + more
    return people, played


def pruned(stage: Stage, people: Counts, *, thorough: bool) -> Counts:
    """People taken away, who is missed least first, until every one of them is missed.

    As many go at once as days can do without, by what each changes alone; what that foretells is then
    played. A `thorough` search goes on with single people until a play has found everybody missed who
    is not foretold to be; who is missed then is missed all the more when others go.
    """
    missed = np.zeros(people.shape, dtype=bool)
    while not stage.short(played := stage.play(people)).any():
        offers = [
            offer for offer in changes(stage, people, played, (people > 0) & ~missed, -1) if offer.bearable
        ]
        fewer = without_many(stage, people, offers)
        if fewer is None and thorough:
            fewer = without_single(stage, people, offers, missed)
        if fewer is None:
            break
        people = fewer
    return people


def without_many(stage: Stage, people: Counts, offers: list[Change]) -> Counts | None:
    """The people without as many as days can do without, several at a time; None if without nobody.

    What each changes is taken to stay the same while others go.
    """
    fewer = None
    while True:
        played = stage.play(people)
        chosen = least_missed(stage, played, offers)
        gone = first_to_do(stage, people, halvings(chosen))
        if gone is None:
            return fewer
        people = fewer = taken(people, gone)
        offers = [offer for offer in offers if not any(offer is each for each in gone)]


def without_single(stage: Stage, people: Counts, offers: list[Change], missed: Flags) -> Counts | None:
    """The people without whom days can do without, one at a time, who is missed least first; None if nobody.

    Who is missed is noted.
    """
    fewer = None
    while True:
        days = stage.play(people).beyond.sum(axis=2)
        left = [offer for offer in offers if (chances(days + offer.gain) >= stage.risk.chance - SLACK).all()]
        if not left:
            return fewer
        best = max(left, key=lambda offer: float(chances(days + offer.gain).min()))
        offers = [offer for offer in offers if offer is not best]
        if first_to_do(stage, people, [[best]]) is None:
            missed[best.group, best.interval] = True
        else:
            people = fewer = taken(people, [best])


def halvings(offers: list[Change]) -> list[list[Change]]:
    """All of them, the first half, a quarter, …; nothing by itself."""
    found = []
    while len(offers) > 1:
        found.append(offers)
        offers = offers[: len(offers) // 2]
    return found


def first_to_do(stage: Stage, people: Counts, choices: list[list[Change]]) -> list[Change] | None:
    """The first of the choices that days can do without; None where there is none."""
    return next(
        (choice for choice in choices if not stage.short(stage.play(taken(people, choice))).any()), None
    )


def taken(people: Counts, choice: list[Change]) -> Counts:
    without = people.copy()
    for offer in choice:
        without[offer.group, offer.interval] -= 1
    return without


def least_missed(stage: Stage, played: Played, offers: list[Change]) -> list[Change]:
    """As many as can go together, if what they do adds up; no two in neighbouring intervals."""
    days = played.beyond.sum(axis=2)
    chosen: list[Change] = []
    taken: set[int] = set()
    while True:
        free = [offer for offer in offers if offer.interval not in taken]
        if not free:
            return chosen
        left = chances(days + np.array([offer.gain for offer in free])).min(axis=1)
        best = int(left.argmax())
        if left[best] < stage.risk.chance - SLACK:
            return chosen
        chosen.append(free[best])
        days = days + free[best].gain
        taken |= {free[best].interval + step for step in (-1, 0, 1)}
