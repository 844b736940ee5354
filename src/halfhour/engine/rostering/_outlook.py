"""What the relaxed model expects of days that are not yet filled."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from halfhour.engine.rostering._frame import Frame
from halfhour.engine.rostering._relax import Relaxed
from halfhour.engine.rostering._roster_model import RosterModel


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """The relaxed roster, as fractions of people.

    Attributes
    ----------
    by_shape
        (crew, day, shape) → people of a crew who work.
    by_option
        (group, option) → people of a skill group on a shift.
    breaks
        (group, day, first slot, past slot, people) for each place of a break.
    """

    by_shape: dict[tuple[int, int, int], float]
    by_option: dict[tuple[int, int], float]
    breaks: tuple[tuple[int, int, int, int, float], ...]

    def there(self, frame: Frame, days: range) -> NDArray[np.int64]:
        """People expected from shifts that start on some days, to whole people, shape (groups, slots)."""
        sums = np.zeros((len(frame.groups), len(frame.line)))
        for (group, option), people in self.by_option.items():
            shift = frame.options[option]
            if shift.day in days:
                sums[group, shift.first_slot : shift.past_slot] += people
        for group, day, first, past, people in self.breaks:
            if day in days:
                sums[group, first:past] -= people
        return np.maximum(np.rint(sums), 0).astype(np.int64)


def outlook_of(model: RosterModel, relaxed: Relaxed) -> Outlook:
    """Read the relaxed model back."""
    frame = model.frame
    by_shape: dict[tuple[int, int, int], float] = {}
    by_option: dict[tuple[int, int], float] = {}
    for (c, option), works in model.works.items():
        shift = frame.options[option]
        people = relaxed.value(works)
        key = (c, shift.day, shift.shape)
        by_shape[key] = by_shape.get(key, 0.0) + people
        place = (model.crews[c].group, option)
        by_option[place] = by_option.get(place, 0.0) + people
    return Outlook(
        by_shape=by_shape,
        by_option={place: people for place, people in by_option.items() if people > 0},
        breaks=tuple(
            (each.group, each.day, slot, slot + each.slots, relaxed.value(count))
            for each in model.breaks
            for slot, count in each.starting.items()
        ),
    )
