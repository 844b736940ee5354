"""What the parts of a roster's cost weigh against each other."""

from dataclasses import dataclass

from halfhour.engine.rostering._frame import TENTHS, Bucket, Frame
from halfhour.engine.rostering.rules import CoverageCost

FAIR_SCALE = 10  # a full-timer's share counts in tenths, so that a part-timer's can be scaled


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of coverage per person and interval; all others in the same points.

    One point is one person idle for one interval, the mildest thing that can be wrong. `step` is
    where missing or surplus people begin to count more: so many people, or so large a share of the
    target, whichever is more.
    """

    short: int = 4
    very_short: int = 8
    deferred_short: int = 2
    deferred_very_short: int = 4
    over: int = 1
    far_over: int = 2
    step_people: float = 0.5
    step_share: float = 0.15

    hour_short: float = 600.0
    hour_without_duty: float = 400.0
    session_dropped: float = 2000.0

    day_off_wish: float = 6.0
    start_wish: float = 2.0
    step_unsteady: float = 0.1
    share_unfair: float = 3.0

    def duty(self, frame: Frame, slots: int) -> float:
        """Points for one person missing on duty in so many slots."""
        return self.hour_without_duty * slots * frame.line.seconds / 3600

    def coverage(self, bucket: Bucket) -> CoverageCost:
        """The weights of one bucket, per tenth of a person-slot."""
        few, many = self.step_people * bucket.slots * TENTHS, self.step_share * bucket.target
        return CoverageCost(
            short=self.deferred_short if bucket.deferred else self.short,
            very_short=self.deferred_very_short if bucket.deferred else self.very_short,
            over=self.over,
            far_over=self.far_over,
            step=round(max(few, many)),
        )


def units_per_point(frame: Frame) -> int:
    """Models count in tenths of person-slots; a point is a whole person for a whole interval."""
    return TENTHS * max(1, frame.problem.grid.seconds // frame.line.seconds)
