"""What each person could answer on each day, from what they did answer."""

from collections.abc import Mapping

import numpy as np

from halfhour.engine.attendance._records import Answered

# None where three were to be expected has a chance of e⁻³ = 5 %: then the kind was not theirs that day.
TELLING = 3.0


def kinds_by_day(answered: Answered) -> Mapping[tuple[str, int], frozenset[str]]:
    """The kinds of contacts that each agent took on each day they worked.

    Notes
    -----
    A kind is an agent's on a day if they answered one of it that day; or if they did so on other days, and
    so seldom that its absence from this one says nothing: fewer than 3 would have been expected from its
    share in all their contacts.

    Examples
    --------
    >>> from halfhour.engine.attendance import answered_contacts
    >>> day = [1] * 10 + [2] * 2
    >>> kinds = kinds_by_day(answered_contacts(agent=["Ada"] * 12, kind=["mail"] + ["phone"] * 11, day=day,
    ...                                        waited_from=[0] * 12, started_at=[0] * 12, ended_at=[1] * 12))
    >>> sorted(kinds["Ada", 2])
    ['mail', 'phone']
    """
    agents, agent = np.unique(answered.agent, return_inverse=True)
    kinds, kind = np.unique(answered.kind, return_inverse=True)
    days, day = np.unique(answered.day, return_inverse=True)
    counts = np.zeros((agents.size, days.size, kinds.size), dtype=np.int64)
    np.add.at(counts, (agent, day, kind), 1)

    by_day = counts.sum(axis=2)
    share = counts.sum(axis=1) / np.maximum(by_day.sum(axis=1), 1)[:, None]
    expected = by_day[:, :, None] * share[:, None, :]
    theirs = (counts > 0) | ((share[:, None, :] > 0) & (expected < TELLING))
    return {
        (str(agents[who]), int(days[on])): frozenset(str(name) for name in kinds[theirs[who, on]])
        for who, on in np.argwhere(by_day > 0).tolist()
    }
