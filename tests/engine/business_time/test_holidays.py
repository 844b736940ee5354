from datetime import date

import pytest

from halfhour.engine.business_time import holidays_between, makeup_workdays_between
from halfhour.engine.errors import OutOfRange, UnknownCountry


def year(country: str, number: int, subdivision: str | None = None) -> dict:
    return {
        "country": country,
        "subdivision": subdivision,
        "first_on": date(number, 1, 1),
        "last_on": date(number, 12, 31),
    }


def days(found) -> list[str]:
    return [f"{on:%m-%d}" for on in sorted(found)]


# Notices of the State Council of China on public holidays for 2024 and 2025.
@pytest.mark.parametrize(
    ("number", "published"),
    [
        (2024, ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"]),
        (2025, ["01-26", "02-08", "04-27", "09-28", "10-11"]),
    ],
)
def test_chinas_make_up_workdays_are_those_published(number, published):
    assert days(makeup_workdays_between(**year("CN", number))) == published


# Decree of the Government of Russia of 10 August 2023, no. 1314: Saturdays worked in 2024.
def test_russias_make_up_workdays_are_those_published():
    assert days(makeup_workdays_between(**year("RU", 2024))) == ["04-27", "11-02", "12-28"]


def test_make_up_workdays_are_no_holidays():
    for country in ("CN", "RU", "HU", "LV", "VN", "TW"):
        for number in (2023, 2024, 2025):
            asked = year(country, number)
            assert not set(holidays_between(**asked)) & makeup_workdays_between(**asked)


# Federal holidays of the United States in 2024, 5 U.S.C. 6103.
def test_holidays_of_the_united_states_are_those_of_the_law():
    assert days(holidays_between(**year("US", 2024))) == [
        "01-01", "01-15", "02-19", "05-27", "06-19", "07-04", "09-02", "10-14", "11-11", "11-28", "12-25",
    ]  # fmt: skip


def test_names_are_english_and_in_date_order():
    found = holidays_between(**year("DE", 2024, "BY"))

    assert found[date(2024, 12, 26)] == "Second Day of Christmas"
    assert found[date(2024, 5, 30)] == "Corpus Christi"
    assert list(found) == sorted(found)


def test_only_the_days_asked_for_are_told_across_the_turn_of_a_year():
    found = holidays_between(
        country="DE", subdivision=None, first_on=date(2023, 12, 26), last_on=date(2024, 1, 1)
    )

    assert list(found) == [date(2023, 12, 26), date(2024, 1, 1)]


def test_a_last_day_of_the_year_may_be_worked_for_the_next():
    alone = makeup_workdays_between(
        country="CN", subdivision=None, first_on=date(2011, 12, 31), last_on=date(2011, 12, 31)
    )

    assert alone == {date(2011, 12, 31)}  # for a day off on 3 January 2012


def test_no_country_keeps_no_holidays():
    asked = {
        "country": None,
        "subdivision": None,
        "first_on": date(2024, 1, 1),
        "last_on": date(2024, 12, 31),
    }

    assert not holidays_between(**asked)
    assert not makeup_workdays_between(**asked)


@pytest.mark.parametrize(("country", "subdivision"), [("XX", None), ("", None), ("de", None), ("DE", "QQ")])
def test_unknown_places_are_refused_by_name(country, subdivision):
    with pytest.raises(UnknownCountry, match=repr(subdivision or country)):
        holidays_between(**year(country, 2024, subdivision))


def test_days_that_run_backwards_are_refused():
    backwards = {
        "country": "DE",
        "subdivision": None,
        "first_on": date(2024, 2, 1),
        "last_on": date(2024, 1, 1),
    }
    with pytest.raises(OutOfRange):
        holidays_between(**backwards)
    with pytest.raises(OutOfRange):
        makeup_workdays_between(**backwards)
