from itertools import product

from halfhour.engine.rostering._shapes import shift_shape
from halfhour.engine.rostering._variants import around_agreed, plain, with_session
from halfhour.engine.team import BreakRule, Rules

QUARTER = 900
TWO_BREAKS = Rules(
    breaks=(
        BreakRule(kind="break", minutes=15, paid=True, shift_from_minutes=0),
        BreakRule(
            kind="lunch",
            minutes=30,
            paid=False,
            shift_from_minutes=0,
            not_before_minutes=120,
            not_within_minutes=120,
        ),
    )
)


def shapes():
    return [
        shift_shape(Rules(), 480, QUARTER),
        shift_shape(Rules(), 240, QUARTER),
        shift_shape(TWO_BREAKS, 480, QUARTER),
    ]


def spans(starts, stretches):
    return [range(start, start + each.slots) for start, each in zip(starts, stretches, strict=True)]


def apart(ranges):
    taken = [slot for each in ranges for slot in each]
    return len(taken) == len(set(taken))


def every_start(stretches):
    return product(*(range(each.earliest, each.latest + 1) for each in stretches))


def test_any_start_out_of_each_window_makes_a_legal_day():
    for shape in shapes():
        for slots in (2, 4):
            for variant in with_session(shape, slots):
                stretches = [*variant.breaks, variant.session]
                corners = product(*((each.earliest, each.latest) for each in stretches))
                for starts in corners:
                    ranges = spans(starts, stretches)
                    assert apart(ranges)
                    assert all(each.start >= 0 and each.stop <= shape.slots for each in ranges)
                for window, stretch in zip(shape.windows, variant.breaks, strict=True):
                    assert window.earliest <= stretch.earliest <= stretch.latest <= window.latest


def test_wherever_a_session_can_lie_some_variant_has_it():
    for shape in shapes():
        possible = {
            first
            for first in range(shape.slots - 2 + 1)
            if any(
                apart([range(first, first + 2), *spans(starts, plain(shape).breaks)])
                for starts in every_start(plain(shape).breaks)
            )
        }
        offered = {
            first
            for variant in with_session(shape, 2)
            for first in range(variant.session.earliest, variant.session.latest + 1)
        }
        assert offered <= possible
        assert {min(possible), max(possible)} <= offered
        assert len(offered) >= 0.8 * len(possible)


def test_around_an_agreed_session_exactly_the_breaks_beside_it_are_offered():
    for shape in shapes():
        for offset in range(shape.slots - 4 + 1):
            session = range(offset, offset + 4)
            possible = {
                starts
                for starts in every_start(plain(shape).breaks)
                if apart([session, *spans(starts, plain(shape).breaks)])
            }
            offered = {
                starts
                for variant in around_agreed(shape, offset, 4)
                for starts in every_start(variant.breaks)
            }
            assert offered == possible
