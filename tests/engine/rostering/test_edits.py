"""A person's changes to a roster: carried out as asked, and nothing beside."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.engine.errors import OutOfRange
from halfhour.engine.rostering.edits import changed_roster, moved_shift, shift_with_breaks
from halfhour.engine.rostering.problem import PlacedSession, Roster, Shift
from halfhour.engine.team import BreakRule, Rules, SessionKind

DAY = date(2026, 11, 30)
HOUR = 3600
RULES = Rules(
    breaks=(
        BreakRule(kind="break", minutes=15, paid=True, shift_from_minutes=240),
        BreakRule(
            kind="lunch",
            minutes=30,
            paid=False,
            shift_from_minutes=360,
            not_before_minutes=120,
            not_within_minutes=120,
        ),
        BreakRule(kind="break", minutes=15, paid=True, shift_from_minutes=420, not_before_minutes=240),
    )
)


def shift(agent="Ada", starts_at=0, on=DAY, paid_minutes=480) -> Shift:
    return shift_with_breaks(rules=RULES, agent=agent, on=on, starts_at=starts_at, paid_minutes=paid_minutes)


def session(agent="Ada", starts_at=2 * HOUR, name="Coaching") -> PlacedSession:
    return PlacedSession(
        name=name, kind=SessionKind.COACHING, agent=agent, starts_at=starts_at, ends_at=starts_at + HOUR
    )


@given(paid_minutes=st.integers(30, 720))
def test_a_shift_lasts_its_paid_time_and_its_unpaid_breaks(paid_minutes):
    made = shift(paid_minutes=paid_minutes)
    unpaid = sum(each.ends_at - each.starts_at for each in made.breaks if not each.paid)
    assert made.ends_at - made.starts_at == made.paid_seconds + unpaid
    assert made.paid_seconds == paid_minutes * 60


@given(paid_minutes=st.integers(480, 720))
def test_breaks_lie_in_their_windows_and_apart(paid_minutes):
    made = shift(paid_minutes=paid_minutes)
    assert sorted(each.kind for each in made.breaks) == ["break", "break", "lunch"]
    lunch = next(each for each in made.breaks if each.kind == "lunch")
    assert lunch.starts_at >= 2 * HOUR
    assert lunch.ends_at <= made.ends_at - 2 * HOUR
    assert all(
        one.ends_at <= other.starts_at for one, other in zip(made.breaks, made.breaks[1:], strict=False)
    )


def test_a_short_shift_carries_the_breaks_of_its_length():
    assert shift(paid_minutes=180).breaks == ()
    assert [each.kind for each in shift(paid_minutes=240).breaks] == ["break"]


def test_a_shift_without_paid_time_is_refused():
    with pytest.raises(OutOfRange, match="0 paid minutes"):
        shift(paid_minutes=0)


@given(starts_at=st.integers(-(10**6), 10**6))
def test_a_moved_shift_keeps_its_shape(starts_at):
    before = shift()
    after = moved_shift(before, agent="Ben", on=DAY + timedelta(days=1), starts_at=starts_at)
    assert (after.agent, after.on, after.paid_seconds) == (
        "Ben",
        DAY + timedelta(days=1),
        before.paid_seconds,
    )
    assert after.ends_at - after.starts_at == before.ends_at - before.starts_at
    assert [each.starts_at - after.starts_at for each in after.breaks] == [
        each.starts_at - before.starts_at for each in before.breaks
    ]


def test_taking_and_giving_touch_nobody_else():
    ada, ben = shift("Ada"), shift("Ben", starts_at=HOUR)
    later = moved_shift(ada, agent="Ada", on=DAY, starts_at=2 * HOUR)
    roster = Roster(shifts=(ada, ben))
    assert changed_roster(roster, taken=ada).shifts == (ben,)
    assert changed_roster(roster, taken=ada, given=later).shifts == (ben, later)
    assert changed_roster(changed_roster(roster, taken=ada, given=later), taken=later, given=ada) == roster


def test_a_lone_session_goes_with_its_person_and_a_shared_one_stays():
    ada, ben = shift("Ada"), shift("Ben")
    later = moved_shift(ada, agent="Ada", on=DAY, starts_at=HOUR)
    alone = Roster(shifts=(ada, ben), sessions=(session("Ada"), session("Ben", name="Other")))
    assert changed_roster(alone, taken=ada, given=later).sessions == (
        session("Ben", name="Other"),
        session("Ada", starts_at=3 * HOUR),
    )
    shared = Roster(shifts=(ada, ben), sessions=(session("Ada"), session("Ben")))
    assert changed_roster(shared, taken=ada, given=later).sessions == shared.sessions


def test_a_session_stays_where_the_shift_goes_to_somebody_else():
    ada = shift("Ada")
    roster = Roster(shifts=(ada,), sessions=(session("Ada"),))
    given_to_ben = moved_shift(ada, agent="Ben", on=DAY, starts_at=0)
    assert changed_roster(roster, taken=ada, given=given_to_ben).sessions == roster.sessions
