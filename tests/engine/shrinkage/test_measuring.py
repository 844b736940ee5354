"""A day counted by hand, and laws that hold for any records."""

from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from halfhour.engine.reasons import Reason
from halfhour.engine.shrinkage import (
    INSIDE,
    OUTSIDE,
    SHRINKAGE,
    Contracts,
    Records,
    ShrinkageReason,
    Spans,
    ended,
    joined,
    measure_shrinkage,
)
from halfhour.engine.team import TimeUse

BERLIN = ZoneInfo("Europe/Berlin")
MINUTE = 60
USES = (TimeUse.ON_QUEUE, TimeUse.IDLE, *SHRINKAGE)


def at(clock: str, on: date = date(2026, 3, 2)) -> int:
    hour, minute = map(int, clock.split(":"))
    midnight = datetime(on.year, on.month, on.day, tzinfo=BERLIN)
    return int((midnight + timedelta(hours=hour, minutes=minute)).timestamp())


def day(agent: str, *rows: str, on: date = date(2026, 3, 2)) -> list[tuple[str, int, int, TimeUse]]:
    """Rows such as "09:00-12:00 on_queue"."""
    found = []
    for row in rows:
        clocks, use = row.split()
        starts, ends = clocks.split("-")
        found.append((agent, at(starts, on), at(ends, on), TimeUse(use)))
    return found


def measured(activity, *, shifts=(), unpaid=(), planned=(), **options):
    records = Records(
        activity=Spans.of(activity),
        shifts=Spans.of(shifts),
        unpaid=Spans.of(unpaid),
        planned=Spans.of(planned),
    )
    return measure_shrinkage(records=records, timezone="Europe/Berlin", **options)


# Paid from 09:00 to 17:30 but for half an hour at noon. Came at 09:12, ate from 12:20 to 13:05, was not
# seen from 15:00 to 15:10, left at 17:20. Ben holds the fort, so that the team's day has edges.
ADA = day(
    "Ada",
    "09:12-10:30 on_queue",
    "10:30-10:45 break",
    "10:45-12:20 idle",
    "12:20-13:05 lunch",
    "13:05-14:00 on_queue",
    "14:00-14:30 meeting",
    "14:30-15:00 on_queue",
    "15:10-17:20 on_queue",
)
ADAS_SHIFT = day("Ada", "09:00-17:30 on_queue")
ADAS_NOON = day("Ada", "12:00-12:30 off")
ADAS_PLAN = day(
    "Ada", "10:30-10:45 break", "12:00-12:30 lunch", "14:00-14:30 meeting", "15:00-16:00 training"
)
BEN = day("Ben", "09:00-17:30 on_queue")


def the_day(**options):
    return measured([*ADA, *BEN], shifts=[*ADAS_SHIFT, *BEN], unpaid=ADAS_NOON, planned=ADAS_PLAN, **options)


def test_a_day_counted_by_hand():
    found = the_day()
    minutes = {use: figures.seconds / MINUTE for use, figures in found.by_use.items() if figures.seconds}
    assert minutes == {
        TimeUse.ON_QUEUE: 78 + 55 + 30 + 130 + 510,
        TimeUse.IDLE: 95,
        TimeUse.BREAK: 15,
        TimeUse.LUNCH: 45 - 30,  # the unpaid half hour went with the lunch that was taken
        TimeUse.MEETING: 30,
        TimeUse.LATE: 12,
        TimeUse.ABSENCE: 10,
    }
    assert found.paid_seconds == (480 + 510) * MINUTE
    assert found.unknown_seconds == 10 * MINUTE
    assert found.total.share == (15 + 15 + 30 + 12 + 10) / 980
    assert found.inside_of_present == (15 + 15 + 30) / (980 - 22)
    assert found.occupancy == (293 + 510) / (293 + 510 + 95)


def test_what_was_planned_is_counted_over_the_paid_time_that_had_a_plan():
    found = the_day()
    planned = {
        use: found.by_use[use].planned_share for use in (TimeUse.BREAK, TimeUse.LUNCH, TimeUse.TRAINING)
    }
    assert planned == {TimeUse.BREAK: 15 / 480, TimeUse.LUNCH: 0.0, TimeUse.TRAINING: 60 / 480}


def test_idle_time_is_no_shrinkage_and_all_causes_are_in_the_office_or_outside():
    found = the_day()
    assert set(INSIDE) | set(OUTSIDE) == set(SHRINKAGE)
    assert not {TimeUse.IDLE, TimeUse.ON_QUEUE, TimeUse.UNKNOWN, TimeUse.OFF} & set(SHRINKAGE)
    assert found.inside.seconds + found.outside.seconds == found.total.seconds
    on_queue = sum(found.by_use[use].seconds for use in (TimeUse.ON_QUEUE, TimeUse.IDLE))
    assert on_queue + found.total.seconds == found.known_seconds


def test_who_is_on_no_record_while_others_work_was_absent_and_with_nobody_at_work_nothing_is_known():
    shifts = [*ADAS_SHIFT, *BEN, *day("Ada", "09:00-17:00 on_queue", on=date(2026, 3, 3))]
    next_days = [*day("Ada", "09:00-17:00 on_queue", on=date(2026, 3, 4))]
    found = measured([*BEN, *next_days], shifts=[*shifts, *next_days])
    assert found.by_use[TimeUse.ABSENCE].seconds == 510 * MINUTE
    assert found.unknown_seconds == 480 * MINUTE


def test_who_has_no_record_at_all_is_left_out_and_counted():
    found = measured(BEN, shifts=[*BEN, *ADAS_SHIFT])
    assert found.people == 1
    assert found.paid_seconds == 510 * MINUTE
    assert Reason(kind=ShrinkageReason.NOT_RECORDED, figures={"people": 1}) in found.reasons


def test_of_records_that_overlap_the_one_that_began_last_holds_and_the_outer_goes_on_after_it():
    rows = day("Ada", "09:00-12:00 on_queue", "10:00-10:15 break", "11:50-12:30 meeting")
    found = measured(rows)
    assert found.by_use[TimeUse.ON_QUEUE].seconds == (60 + 95) * MINUTE
    assert found.by_use[TimeUse.BREAK].seconds == 15 * MINUTE
    assert found.by_use[TimeUse.MEETING].seconds == 40 * MINUTE
    assert found.paid_seconds == 210 * MINUTE


@pytest.mark.parametrize(
    ("on", "hours"), [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9)], ids=["forward", "back"]
)
def test_a_night_across_a_clock_change_is_as_long_as_it_was_and_falls_into_two_days(on, hours):
    starts = int(datetime(on.year, on.month, on.day, 22, tzinfo=BERLIN).timestamp())
    after = on + timedelta(days=1)
    ends = int(datetime(after.year, after.month, after.day, 6, tzinfo=BERLIN).timestamp())
    found = measured([("Ada", starts, ends, TimeUse.ON_QUEUE)])
    assert found.paid_seconds == hours * 3600
    by_weekday = found.map.used[0].sum(axis=1) / 3600
    assert by_weekday.tolist() == [0, 0, 0, 0, 0, 2, hours - 2]
    two = found.map.used[0, 6, 4:6].sum() / 3600  # from 02:00 to 03:00 on the Sunday
    assert two == {7: 0, 9: 2}[hours]


def test_a_week_of_leave_is_paid_on_working_days_for_the_hours_of_the_contract():
    monday = date(2026, 3, 9)
    work = [
        row
        for ahead in range(-7, -2)
        for row in day("Ada", "10:00-16:00 on_queue", on=monday + timedelta(ahead))
    ]
    after = day("Ada", "10:00-16:00 on_queue", on=monday + timedelta(7))
    leave = [("Ada", at("0:00", monday), at("0:00", monday + timedelta(7)), TimeUse.LEAVE)]
    contracts = Contracts(day_seconds={"Ada": 6 * 3600}, days_per_week=5)
    found = measured([*work, *leave, *after], contracts=contracts)
    assert found.by_use[TimeUse.LEAVE].seconds == 5 * 6 * 3600
    on_monday = found.map.used[list(TimeUse).index(TimeUse.LEAVE), 0]
    assert np.flatnonzero(on_monday).tolist() == list(range(20, 32)), "laid where she usually works"


def test_leave_that_was_planned_and_not_recorded_is_leave_and_no_absence():
    shift = day("Ada", "09:00-17:00 on_queue")
    planned = day("Ada", "09:00-17:00 leave")
    late = day("Ada", "09:00-17:00 on_queue", on=date(2026, 3, 3))
    found = measured([*BEN, *late], shifts=[*shift, *BEN, *late], planned=planned)
    assert found.by_use[TimeUse.LEAVE].seconds == 8 * 3600
    assert found.by_use[TimeUse.ABSENCE].seconds == 0


def test_before_the_first_and_after_the_last_record_at_work_nothing_is_measured():
    ahead = [
        row
        for days in range(1, 9)
        for row in day("Ada", "09:00-17:00 on_queue", on=date(2026, 3, 2) + timedelta(days))
    ]
    leave = [("Ada", at("0:00", date(2026, 3, 5)), at("0:00", date(2026, 3, 20)), TimeUse.LEAVE)]
    found = measured([*ADA, *leave], shifts=[*ADAS_SHIFT, *ahead])
    assert found.first_on == found.last_on == date(2026, 3, 2)
    assert found.by_use[TimeUse.LEAVE].seconds == 0


def test_work_outside_shifts_is_no_paid_time_and_is_told():
    early = day("Ben", "06:00-08:00 on_queue")
    found = measured([*BEN, *early], shifts=BEN)
    assert found.paid_seconds == 510 * MINUTE
    assert [reason.figures for reason in found.reasons if reason.kind is ShrinkageReason.OUTSIDE_SHIFTS] == [
        {"hours": 2.0}
    ]


def test_nothing_at_work_is_nothing_measured():
    assert measured([]) is None
    assert measured(day("Ada", "09:00-17:00 off")) is None
    assert measured(day("Ada", "00:00-23:00 leave")) is None


def any_records(seed: int):
    chance = Random(seed)
    people = [f"agent {number}" for number in range(6)]
    rows = {"activity": [], "shifts": [], "unpaid": [], "planned": []}
    for name, uses, count in (
        ("activity", list(TimeUse), 300),
        ("shifts", [TimeUse.ON_QUEUE], 60),
        ("unpaid", [TimeUse.OFF], 40),
        ("planned", [TimeUse.BREAK, TimeUse.TRAINING, TimeUse.LEAVE], 60),
    ):
        for _each in range(count):
            starts = at("8:00") + chance.randrange(12 * 86_400)
            rows[name].append(
                (chance.choice(people), starts, starts + chance.randrange(6 * 3600), chance.choice(uses))
            )
    return rows


def figures(found):
    return (
        {use: (each.seconds, each.low, each.high, each.planned_share) for use, each in found.by_use.items()},
        (found.paid_seconds, found.known_seconds, found.days, found.people),
        found.map.used.tolist(),
        found.map.planned.tolist(),
    )


@pytest.mark.parametrize("seed", range(4))
def test_sums_over_causes_cells_and_people_equal_the_whole(seed):
    found = measured(**any_records(seed))
    assert sum(found.by_use[use].seconds for use in USES) == found.known_seconds
    assert found.known_seconds + found.unknown_seconds == found.paid_seconds
    assert found.map.used.sum() == found.paid_seconds == found.sums.used.sum()
    assert found.map.known.sum() == found.known_seconds
    for place, use in enumerate(TimeUse):
        if use in found.by_use:
            assert found.map.used[place].sum() == found.by_use[use].seconds
    assert found.map.planned.sum() == found.map.planned_paid.sum() == found.sums.planned.sum()


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_rows_and_rows_that_come_twice_change_nothing(seed):
    rows = any_records(seed)
    before = figures(measured(**rows))
    shuffled = {name: Random(seed).sample(listed, len(listed)) for name, listed in rows.items()}
    assert figures(measured(**shuffled)) == before
    twice = {name: [*listed, *listed] for name, listed in rows.items()}
    assert figures(measured(**twice)) == before
    again = Records(**{name: joined([Spans.of(listed), Spans.of(listed)]) for name, listed in rows.items()})
    assert figures(measure_shrinkage(records=again, timezone="Europe/Berlin")) == before


def test_cutting_a_record_in_two_changes_nothing():
    whole = day("Ada", "09:00-10:00 break", "10:00-12:00 on_queue")
    halves = day("Ada", "09:00-09:20 break", "09:20-10:00 break", "10:00-12:00 on_queue")
    assert figures(measured(whole)) == figures(measured(halves))


def test_longer_slots_hold_what_their_parts_hold():
    rows = any_records(3)
    halves, hours = measured(**rows, interval_minutes=30), measured(**rows, interval_minutes=60)
    assert hours.map.used.tolist() == (halves.map.used[..., ::2] + halves.map.used[..., 1::2]).tolist()


def test_a_later_first_day_leaves_out_what_came_before_and_nothing_else():
    dates = [date(2026, 3, 2) + timedelta(ahead) for ahead in range(9)]
    rows = [row for on in dates for row in day("Ada", "09:00-10:00 break", "10:00-12:00 on_queue", on=on)]
    whole, rest = measured(rows), measured(rows, first_on=dates[4])
    assert rest.first_on == dates[4]
    assert rest.sums.used.tolist() == whole.sums.used[:, 4:].tolist()


def test_a_state_without_an_end_lasts_until_the_next_one_of_the_same_person():
    starts = np.array([at("9:00"), at("9:30"), at("9:00"), at("12:00"), at("9:30")])
    ends = ended(
        agent=np.array([0, 0, 1, 0, 0]),
        starts_at=starts,
        ends_at=np.full(5, at("9:40")),
        is_open=np.array([True, True, True, True, False]),
        longest_seconds=2 * 3600,
    )
    assert ends.tolist() == [at("9:30"), at("11:30"), at("9:00"), at("12:00"), at("9:40")]
