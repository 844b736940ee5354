"""Waits as the line saw them: each ended by an answer or by giving up."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from halfhour.engine.errors import OutOfRange

Floats = NDArray[np.float64]
Marks = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Waits:
    """How long contacts stood in the line, shape (contacts,), and whether the customer ended it.

    Where `gave_up` is false the wait was cut off by an answer (or by the end of what was seen): that
    customer's patience is longer than the wait, nobody knows by how much.
    """

    seconds: Floats
    gave_up: Marks

    def __post_init__(self) -> None:
        if self.seconds.ndim != 1 or self.seconds.shape != self.gave_up.shape:
            raise OutOfRange(
                f"got waits of shape {self.seconds.shape} and outcomes of shape {self.gave_up.shape};"
                " need one of each per contact"
            )
        allowed = (self.seconds >= 0) & np.isfinite(self.seconds)
        if not allowed.all():
            raise OutOfRange(f"waits must be finite and at least 0; got {self.seconds[~allowed][0]:g}")

    @property
    def contacts(self) -> int:
        return self.seconds.size

    @property
    def hangups(self) -> int:
        return int(np.count_nonzero(self.gave_up))


def waits_of(*, seconds: ArrayLike, gave_up: ArrayLike) -> Waits:
    """Waits from anything like arrays.

    Examples
    --------
    >>> waits_of(seconds=[5, 30, 30], gave_up=[True, False, True]).hangups
    2
    """
    return Waits(seconds=np.asarray(seconds, dtype=np.float64), gave_up=np.asarray(gave_up, dtype=np.bool_))


def waits_of_contacts(
    *,
    opened_at: ArrayLike,
    answered_at: ArrayLike,
    abandoned_at: ArrayLike,
    settled_at: ArrayLike | None = None,
    wait_seconds: ArrayLike | None = None,
    seen_until: float | None = None,
) -> Waits:
    """The waits that contact records tell of.

    Parameters
    ----------
    opened_at
        UTC epoch seconds, shape (contacts,).
    answered_at, abandoned_at, settled_at
        The same, NaN where it did not happen or is not known; shape (contacts,).
    wait_seconds
        Time in the line where the history has it, else NaN; it counts before the difference of times,
        for a caller may have spent a while in menus first. None where no contact has it.
    seen_until
        When the history ends, UTC epoch seconds: contacts still waiting have waited until then. None where
        a contact without answer and hang-up is more likely badly recorded than waiting; it is left out.

    Raises
    ------
    OutOfRange
        For a negative wait, or arrays of unequal length.

    Notes
    -----
    Who was answered before giving up counts as answered; a contact with a wait but no times counts as
    answered after it. Left out are contacts that were answered at once, for nobody asked patience of
    them; those that gave up with a time in the line of 0, for they left before it (in a menu, say); and
    those settled without a known answer, for nobody knows when their wait ended.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = waits_of_contacts(opened_at=[0, 0, 0, 50], answered_at=[20, 0, nan, nan],
    ...                           abandoned_at=[nan, nan, 45, nan], seen_until=60)
    >>> found.seconds.tolist(), found.gave_up.tolist()
    ([20.0, 45.0, 10.0], [False, True, False])
    """
    opened = np.asarray(opened_at, dtype=np.float64)
    answered, abandoned = _told(answered_at, opened), _told(abandoned_at, opened)
    settled, waited = _told(settled_at, opened), _told(wait_seconds, opened)

    gave_up = ~np.isnan(abandoned) & ~(answered <= abandoned)
    was_answered = ~gave_up & ~(np.isnan(answered) & np.isnan(waited))
    waiting = ~gave_up & ~was_answered & np.isnan(settled) & (seen_until is not None)
    ended = np.where(
        gave_up, abandoned, np.where(was_answered, answered, np.nan if seen_until is None else seen_until)
    )
    seconds = np.where(np.isnan(waited), ended - opened, waited)
    stood_in_line = (gave_up & (waited != 0)) | waiting | (was_answered & (seconds != 0))
    return Waits(seconds=seconds[stood_in_line], gave_up=gave_up[stood_in_line])


def _told(values: ArrayLike | None, opened: Floats) -> Floats:
    """One value per contact, all unknown where there are none."""
    found = np.full(opened.shape, np.nan) if values is None else np.asarray(values, dtype=np.float64)
    if found.shape != opened.shape:
        raise OutOfRange(f"got {found.size} values for {opened.size} contacts; need one each")
    return found
