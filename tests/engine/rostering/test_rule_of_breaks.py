from itertools import product

from halfhour.engine.rostering.rules import ShiftsToBreak, place_breaks
from support.solutions import every_solution

SLOTS = range(7)
WINDOWS = [(0, 2), (1, 4), (3, 4), (3, 6)]  # none lies strictly inside another


def breaks_of(people):
    return lambda m, starting: place_breaks(
        m,
        [ShiftsToBreak(count, *window) for count, window in zip(people, WINDOWS, strict=True)],
        dict(zip(SLOTS, starting, strict=True)),
        people=sum(people),
    )


def possible_counts(people):
    """Brute force: everybody's start out of their window, counted by slot."""
    windows = [window for count, window in zip(people, WINDOWS, strict=True) for _ in range(count)]
    choices = [range(earliest, latest + 1) for earliest, latest in windows]
    return {tuple(starts.count(slot) for slot in SLOTS) for starts in product(*choices)}


def test_the_counts_allowed_are_those_that_single_people_can_make():
    for people in ((1, 0, 0, 0), (1, 1, 0, 0), (1, 1, 1, 1), (2, 0, 1, 1), (0, 2, 0, 2), (2, 1, 1, 0)):
        found = every_solution(breaks_of(people), variables=len(SLOTS), most=sum(people))
        assert found == possible_counts(people), people


def test_no_shifts_have_no_breaks():
    assert every_solution(breaks_of((0, 0, 0, 0)), variables=len(SLOTS)) == {(0,) * len(SLOTS)}
