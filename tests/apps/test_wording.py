from datetime import date

import pytest
from django.utils.translation import override

from halfhour.engine.forecasting import ForecastReason
from halfhour.engine.reasons import Reason
from halfhour.engine.rostering import Breach, RosterBreach, RosterReason
from halfhour.wording import sentence

MISSING = Breach(
    rule=RosterBreach.BREAK_MISSING,
    agent="Ada",
    on=date(2026, 12, 1),
    figures={"kind": "lunch", "minutes": 30},
)


def test_a_date_among_the_figures_is_written_as_the_reader_writes_it():
    with override("en"):
        assert sentence(MISSING.reason) == "Ada, Tue 1 Dec: no lunch of 30 minutes in the shift."


@pytest.mark.parametrize(("language", "day"), [("zh-hans", "12月1日"), ("ru", "1 дек.")])
def test_dates_follow_the_language(language, day):
    with override(language):
        assert day in sentence(MISSING.reason)


def test_a_kind_that_the_team_named_itself_is_left_as_it_is():
    figures = {"kind": "parental leave", "first_on": "2026-12-01", "last_on": "2026-12-04"}
    away = Breach(rule=RosterBreach.TIME_OFF, agent="Ada", on=date(2026, 12, 1), figures=figures)
    with override("en"):
        assert sentence(away.reason).endswith("from Tue 1 Dec to Fri 4 Dec (parental leave).")


@pytest.mark.parametrize(
    ("language", "hours", "share"),
    [("en", "12,729", "99.3%"), ("zh-hans", "12,729", "99.3%"), ("ru", "12\xa0729", "99,3 %")],
)
def test_numbers_among_the_figures_are_grouped_and_pointed_as_the_reader_writes_them(language, hours, share):
    figures = {"asked_hours": 12_729.4, "share": 0.9934, "missing_hours": 5.04}
    with override(language):
        said = sentence(Reason(kind=RosterReason.COVERED, figures=figures))
    assert hours in said
    assert share in said.replace("\xa0%", " %")


def test_a_grouped_count_still_chooses_the_plural_form():
    def said(days):
        return sentence(Reason(kind=ForecastReason.DAYS_MISSING, figures={"queue": "Phone", "days": days}))

    with override("en"):
        assert "for 1 day on" in said(1)
        assert "for 1,200 days on" in said(1_200)


def test_a_number_too_large_for_its_digits_is_not_written_as_a_power_of_ten():
    figures = {"paid_minutes": 1_234_567.0, "worked_minutes": 30.0}
    over = Breach(rule=RosterBreach.PAID_TIME, agent="Ada", on=date(2026, 12, 1), figures=figures)
    long = Breach(
        rule=RosterBreach.TOO_MANY_HOURS,
        agent="Ada",
        on=date(2026, 12, 1),
        figures={"hours": 12_345.0, "most": 37.5},
    )
    with override("en"):
        assert "1,234,567 minutes" in sentence(over.reason)
        assert "12,300 paid hours, when the week allows 37.5" in sentence(long.reason)
