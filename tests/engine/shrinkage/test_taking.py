"""Measured shares in the place of those asked for: exact, never twice, and never one person's."""

from datetime import date, timedelta

import pytest

from halfhour.engine.errors import NotMeasured
from halfhour.engine.shrinkage import (
    CAUSES,
    INSIDE,
    LEAST_PEOPLE,
    OUTSIDE,
    Records,
    Spans,
    all_to_measure,
    as_measured,
    asked_to_measure,
    measure_shrinkage,
    total_shrinkage,
    unplanned_shrinkage,
    uses_by_cause,
    with_measured_shares,
)
from halfhour.engine.team import ShrinkageCause, TimeUse

MONDAY = date(2026, 3, 2)


def team_of(people, *, weeks=2, planned=()):
    """Days of 100 minutes: 5 break, 3 lunch, 10 meeting, and the first person 40 of 100 sick."""
    rows, plan = [], []
    for number in range(people):
        for ahead in range(7 * weeks):
            starts = ((MONDAY + timedelta(ahead)) - date(1970, 1, 1)).days * 86_400 + 32_400
            uses = [(TimeUse.BREAK, 5), (TimeUse.LUNCH, 3), (TimeUse.MEETING, 10)]
            uses += [(TimeUse.SICKNESS, 40)] if number == 0 else []
            uses += [(TimeUse.ON_QUEUE, 100 - sum(minutes for _use, minutes in uses))]
            at = starts
            for use, minutes in uses:
                rows.append((f"agent {number}", at, at + 60 * minutes, use))
                at += 60 * minutes
            at = starts
            for use, minutes in planned:
                plan.append((f"agent {number}", at, at + 60 * minutes, use))
                at += 60 * minutes
    shifts = [(who, start - start % 86_400 + 32_400, end, use) for who, start, end, use in rows]
    records = Records(
        activity=Spans.of(rows),
        shifts=Spans.of(shifts) if planned else Spans.of([]),
        planned=Spans.of(plan),
    )
    found = measure_shrinkage(records=records, timezone="UTC")
    assert found is not None
    return found


def asked(*names):
    return tuple(
        ShrinkageCause(cause=name, share=0.0, in_roster=name != "sickness", to_measure=True) for name in names
    )


def shares(causes):
    return {cause.cause: cause.share for cause in causes}


def test_what_is_asked_for_is_measured_and_what_was_given_stays():
    given = ShrinkageCause(cause="training", share=0.02, in_roster=True)
    found = with_measured_shares([*asked("breaks", "sickness"), given], team_of(8))
    assert shares(found) == {"breaks": 0.08, "sickness": 0.05, "training": 0.02}
    assert asked_to_measure(found) == ()
    assert found[2] is given
    sickness = found[1].measured
    assert sickness is not None
    assert sickness.low <= 0.05 <= sickness.high
    assert (sickness.people, sickness.days) == (8, 14)


def test_lunch_goes_with_the_breaks_unless_it_is_a_cause_of_its_own():
    assert shares(with_measured_shares(asked("breaks", "lunch"), team_of(8))) == {
        "breaks": 0.05,
        "lunch": 0.03,
    }
    own_lunch = ShrinkageCause(cause="lunch", share=0.04, in_roster=True)
    assert shares(with_measured_shares([*asked("breaks"), own_lunch], team_of(8)))["breaks"] == 0.05


@pytest.mark.parametrize(
    "names", [tuple(CAUSES), ("breaks",), ("lunch", "breaks"), ("breaks", "lunch", "late")]
)
def test_no_use_of_time_counts_under_two_causes(names):
    uses = [use for taken in uses_by_cause(asked(*names)).values() for use in taken]
    assert len(uses) == len(set(uses))


def test_everything_measured_adds_up_to_the_whole():
    found = team_of(10)
    causes = with_measured_shares(all_to_measure(), found)
    assert total_shrinkage(causes) == pytest.approx(found.total.share, abs=1e-4 * len(causes))
    uses = {use for taken in uses_by_cause(causes).values() for use in taken}
    assert uses == {*INSIDE, *OUTSIDE}


def test_what_went_beyond_the_plan_is_lost_to_the_roster():
    found = team_of(8, planned=[(TimeUse.BREAK, 3), (TimeUse.MEETING, 12)])
    causes = with_measured_shares(asked("breaks", "meetings", "sickness"), found)
    assert unplanned_shrinkage(causes) == pytest.approx(0.08 - 0.03 + 0.05)


def test_without_anything_measured_it_is_refused():
    with pytest.raises(NotMeasured, match="breaks, sickness"):
        with_measured_shares(asked("breaks", "sickness"), None)


def test_with_few_people_a_cause_that_is_ones_own_affair_is_not_told():
    few = team_of(LEAST_PEOPLE - 1)
    assert shares(with_measured_shares(asked("breaks"), few)) == {"breaks": 0.08}
    with pytest.raises(NotMeasured, match="need 5"):
        with_measured_shares(asked("sickness"), few)
    assert not any(few.is_told(use) for use in OUTSIDE)
    assert all(team_of(LEAST_PEOPLE).is_told(use) for use in OUTSIDE)


def test_nothing_asked_for_is_nothing_changed():
    given = (ShrinkageCause(cause="sickness", share=0.05, in_roster=False),)
    assert with_measured_shares(given, None) == given


def test_adopting_what_was_measured_gives_plain_shares_and_keeps_the_teams_own_causes():
    own = ShrinkageCause(cause="fire drills", share=0.01, in_roster=False)
    late = ShrinkageCause(cause="late", share=0.02, in_roster=False)
    found = as_measured(team_of(8), like=[own, late])
    assert shares(found) == {
        "breaks": 0.08, "meetings": 0.1, "sickness": 0.05, "late": 0.0, "fire drills": 0.01,
    }  # fmt: skip
    assert all(cause.measured is None and not cause.to_measure for cause in found)


def test_cells_with_few_people_behind_them_are_not_told():
    few, enough = team_of(LEAST_PEOPLE - 1), team_of(LEAST_PEOPLE)
    assert (few.map.known > 0).any()
    assert not (few.map.share(INSIDE) >= 0).any()
    assert not (few.map.by_weekday(INSIDE)[0] >= 0).any()
    told = enough.map.share(INSIDE)
    assert (told[enough.map.known > 0] >= 0).all()
    assert not enough.map.enough.any(), "two days of a kind are too few to trust"
    assert team_of(LEAST_PEOPLE, weeks=4).map.enough.any()
