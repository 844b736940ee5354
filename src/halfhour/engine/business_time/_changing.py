"""Opening hours that changed: what was open stays as it was, what will be open is as it is now."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from halfhour.engine.business_time._calendar import BusinessCalendar
from halfhour.engine.errors import EmptyCalendar, OutOfRange

EVER = np.iinfo(np.int64)


def hours_over_time(*, parts: Sequence[tuple[int, BusinessCalendar | None]]) -> BusinessCalendar:
    """One calendar of several, each of which holds from its instant until that of the next.

    Parameters
    ----------
    parts
        UTC epoch seconds, ascending, each with the calendar that holds from then on; None where nothing is
        open until the next. The first holds for everything before it too. The last tells the time zone.

    Raises
    ------
    OutOfRange
        Unless there is a part, and their instants ascend.
    EmptyCalendar
        Where nothing is ever open.

    Examples
    --------
    >>> import numpy as np
    >>> from halfhour.engine.business_time import BusinessCalendar
    >>> long = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([50, 150]), timezone="UTC")
    >>> short = BusinessCalendar(opens=np.array([0, 100]), closes=np.array([20, 120]), timezone="UTC")
    >>> found = hours_over_time(parts=[(0, long), (30, short)])
    >>> found.opens.tolist(), found.closes.tolist()
    ([0, 100], [30, 120])
    """
    since = [at for at, _calendar in parts]
    if not parts or any(later <= earlier for earlier, later in pairwise(since)):
        raise OutOfRange(f"got calendars from {since}; need at least one, each from a later instant")
    froms, untils = [EVER.min, *since[1:]], [*since[1:], EVER.max]
    known = [
        (np.maximum(calendar.opens, begin), np.minimum(calendar.closes, end))
        for (_at, calendar), begin, end in zip(parts, froms, untils, strict=True)
        if calendar is not None
    ]
    opens = np.concatenate([np.array([], dtype=np.int64), *(each for each, _closes in known)])
    closes = np.concatenate([np.array([], dtype=np.int64), *(each for _opens, each in known)])
    inside = opens < closes
    if not inside.any():
        raise EmptyCalendar("got calendars that are never open while they hold; need one open span")
    opens, closes = opens[inside], closes[inside]
    goes_on = np.concatenate([opens[1:] == closes[:-1], [False]])
    calendars = [calendar for _at, calendar in parts if calendar is not None]
    return BusinessCalendar(
        opens=opens[~np.roll(goes_on, 1)],
        closes=closes[~goes_on],
        timezone=calendars[-1].timezone,
        covers_from=calendars[0].covers_from,
        covers_until=calendars[-1].covers_until,
    )
