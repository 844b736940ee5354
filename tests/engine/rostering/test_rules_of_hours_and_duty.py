from halfhour.engine.rostering.rules import keep_on_duty, keep_weekly_hours
from support.solutions import every_value, least

MINUTES = [240, 480, 480, 600]


def hours(least_minutes, most_minutes):
    return lambda m, works: keep_weekly_hours(m, works, MINUTES, least=least_minutes, most=most_minutes)


def test_a_week_never_passes_its_hours_and_what_is_missing_is_measured():
    for works in every_value(variables=4):
        paid = sum(minutes * worked for minutes, worked in zip(MINUTES, works, strict=True))
        expected = None if paid > 1200 else max(960 - paid, 0)
        assert least(hours(960, 1200), works) == expected


def test_a_week_that_owes_nothing_is_never_short():
    assert least(hours(0, 1200), (0, 0, 0, 0)) == 0


def test_a_week_in_which_nobody_can_work_owes_all_its_hours():
    assert least(lambda m, works: keep_weekly_hours(m, [], [], least=960, most=1200), ()) == 960


def test_people_missing_on_duty_are_counted():
    for at_work in every_value(variables=3, most=2):
        missing = least(lambda m, people: keep_on_duty(m, people, least=3), at_work)
        assert missing == max(3 - sum(at_work), 0)


def test_numbers_need_no_variables():
    assert least(lambda m, people: keep_on_duty(m, [1, -1, 0], least=2), ()) == 2
