"""Work on many rows of which one may be broken: it is logged, and the others are done."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime

logger = logging.getLogger(__name__)


def one_by_one(act: Callable[[int, datetime], int], ids: Iterable[int], at: datetime) -> int:
    """Do it for each id, each in a transaction of its own; the sum of what they did."""
    done = 0
    for pk in ids:
        try:
            done += act(pk, at)
        except Exception:
            logger.exception("%s failed for row %s", act, pk)
    return done
