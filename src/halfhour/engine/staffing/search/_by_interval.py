"""Every interval has to keep its goals: people come where it is short, and go where nobody misses them.

What one person changes in one interval is felt there and shortly after. So people are taken away in several
intervals at once, far enough apart that each loss is told from the others, and put back where it was felt.
"""

from collections.abc import Iterator

import numpy as np

from halfhour.engine.staffing.search._play import SLACK, Counts, Flags, Played, Stage, somewhere

APART = 2  # intervals between people who are taken away in one play
WIDE_APART = 5
MOST_LIFTS = 200


def lifted(stage: Stage, people: Counts) -> tuple[Counts, Played]:
    """People added until every goal is kept, or nobody is left to be added where it is not."""
    for _ in range(MOST_LIFTS):
        played = stage.play(people)
        more = additions(stage, people, stage.short(played))
        if not more.any():
            break
        people = people + more
    return people, played


def additions(stage: Stage, people: Counts, short: Flags) -> Counts:
    """One more person in each interval that is short, shape (groups, intervals).

    From the group that serves most of the queues that are short there; of these, from the one with the
    largest part of its people left. Where all who serve them are there, from a group that relieves those.
    """
    helps = stage.serves.astype(np.float64) @ short
    relieves = stage.relieves.astype(np.float64) @ short
    left = (stage.most - people) / np.maximum(stage.most, 1)
    ranks = [np.where((each > 0) & (left > 0), each + left / 2, 0.0) for each in (helps, relieves)]
    rank = np.where(ranks[0].max(axis=0) > 0, ranks[0], ranks[1])
    more = np.zeros_like(people)
    some = np.flatnonzero(rank.max(axis=0) > 0)
    more[rank.argmax(axis=0)[some], some] = 1
    return more


def pruned(stage: Stage, people: Counts, *, thorough: bool) -> Counts:
    """People taken away until every one of them is missed.

    Who was missed and put back is missed all the more when others go. Only where the one taken away before
    them in the same play may have been felt as well are they asked once more, further apart, if the search
    is to be `thorough`.
    """
    before = stage.play(people)
    hopeless = somewhere(stage.short(before))
    asked = (people > 0) & ~hopeless
    for apart in (APART, WIDE_APART) if thorough else (APART,):
        unsure = np.zeros_like(asked)
        while asked.any():
            for tried in batches(asked, apart):
                without = stage.play(people - tried)
                missed, surely = felt(stage, before, without, tried=somewhere(tried), hopeless=hopeless)
                people = people - (tried & ~missed)
                unsure |= tried & missed & ~surely
                asked &= ~(tried & missed) & (people > 0)
            # Who was put back next to them may, in rare cases, have been better for others away.
            people, before, back = given_back(stage, people, hopeless)
            asked &= ~back
        asked = unsure & (people > 0)
    return people


def given_back(stage: Stage, people: Counts, hopeless: Flags) -> tuple[Counts, Played, Flags]:
    """People added again where a goal is missed all the same, and in which intervals."""
    back = np.zeros_like(hopeless)
    while True:
        played = stage.play(people)
        more = additions(stage, people, stage.short(played) & ~hopeless)
        if not more.any():
            return people, played, back
        people = people + more
        back |= more.any(axis=0)


def batches(asked: Flags, apart: int) -> Iterator[Flags]:
    """Everybody who is asked, so many intervals apart in one play, in as few plays as may be."""
    left = asked.copy()
    while left.any():
        tried, free_from = np.zeros_like(left), 0
        for interval in range(left.shape[1]):
            if interval >= free_from and left[:, interval].any():
                tried[left[:, interval].argmax(), interval] = True
                free_from = interval + apart
        left &= ~tried
        yield tried


def felt(
    stage: Stage, before: Played, without: Played, *, tried: Flags, hopeless: Flags
) -> tuple[Flags, Flags]:
    """Where somebody was taken away and was missed, then or until the next one; and where surely.

    Replications that went as before until then show what this one alone changes. Of the others it is granted
    that they would go as before: if the goal is missed even so, it is sure.
    """
    short = somewhere(stage.short(without)) & ~hopeless
    kept, kept_before = without.kept, before.kept
    as_before = (without.beyond == before.beyond).all(axis=1)
    places = np.flatnonzero(tried)
    missed, surely = np.zeros_like(short), np.zeros_like(short)
    for place, end in zip(places.tolist(), [*places[1:].tolist(), short.size], strict=True):
        missed[place] = short[place:end].any()
        coupled = as_before[:, place - 1, None, None] if place else True
        granted = np.where(coupled, kept[:, :, place:end], kept_before[:, :, place:end]).mean(axis=0)
        lacking = stage.asked[:, place:end] & (granted < stage.risk.chance - SLACK)
        surely[place] = missed[place] and bool(lacking.any())
    return missed, surely
