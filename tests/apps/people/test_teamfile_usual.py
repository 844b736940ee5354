"""What the rules are where a team file does not say: shifts that fit the hours and the contracts."""

import pytest
from django.utils.translation import override

from halfhour.people.teamfile import parse_team, team_remarks
from halfhour.people.teamfile.usual import opening_stretches

TEAM = """\
[team]
name = "Support"
timezone = "Europe/Berlin"
[hours]
{hours}
{rules}
[[queue]]
name = "phone"
channel = "phone"
[[agent]]
name = "Ana"
weekly_hours = {contract}
"""
LONG_WEEK_SHORT_WEEKEND = 'mon-fri = "08:00-20:00"\nsat = "09:00-15:00"\nsun = "10:00-15:00"'


def team(hours: str, *, contract: float = 40, rules: str = ""):
    return parse_team(TEAM.format(hours=hours, contract=contract, rules=rules))


@pytest.mark.parametrize(
    ("hours", "lengths", "undertime"),
    [
        ('mon-fri = "08:00-18:00"', (480,), 0.0),
        ('mon-fri = "08:00-16:30"', (480,), 0.0),
        (LONG_WEEK_SHORT_WEEKEND, (300, 330, 480), 3.0),
        ('mon-thu = "08:00-18:00"\nfri = "08:00-13:00"', (300, 480), 3.0),
        ('mon-fri = "08:00-18:00"\nsat = "09:00-11:00"', (480,), 0.0),  # too short for anybody to come
        ('mon-sun = "00:00-24:00"', (480,), 0.0),
        ('mon-fri = ["08:00-12:00", "13:00-18:00"]', (480,), 0.0),
    ],
)
def test_the_usual_shifts_fit_short_days_too(hours, lengths, undertime):
    rules = team(hours).rules
    assert rules.shift_minutes == lengths
    assert rules.undertime_hours == undertime


def test_lengths_that_a_file_names_are_left_alone():
    rules = team(LONG_WEEK_SHORT_WEEKEND, rules='[rules]\nshift_lengths = ["8 h"]').rules
    assert (rules.shift_minutes, rules.undertime_hours) == ((480,), 0.0)


def test_days_on_which_no_shift_fits_are_remarked_on():
    named = team(LONG_WEEK_SHORT_WEEKEND, rules='[rules]\nshift_lengths = ["8 h"]')
    with override("en"):
        found = [remark for remark in team_remarks(named) if "nobody works then" in remark]
        assert [remark.split(" the team opens")[0] for remark in found] == ["On Saturday", "On Sunday"]
        assert "opens for 6 h" in found[0]
        assert not [each for each in team_remarks(team(LONG_WEEK_SHORT_WEEKEND)) if "nobody works" in each]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (LONG_WEEK_SHORT_WEEKEND, [(day, 720) for day in range(5)] + [(5, 360), (6, 300)]),
        ('mon-fri = ["08:00-12:00", "13:00-17:00"]', [(day, 540) for day in range(5)]),
        ('mon-fri = ["08:00-10:00", "14:00-18:00"]', [(day, m) for day in range(5) for m in (120, 240)]),
        ('sun = "22:00-06:00"\nmon = "06:00-10:00"', [(6, 720)]),
        ('mon-sun = "00:00-24:00"', [(0, 2 * 7 * 1440)]),
    ],
)
def test_stretches_join_over_short_closings_and_midnights(hours, expected):
    found = opening_stretches(team(hours).hours, ())
    assert sorted((each.weekday, each.minutes) for each in found) == sorted(expected)
