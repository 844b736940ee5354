"""Working days are counted by dates, also where a team never closes."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from halfhour.desk.adapter.promise import _open_spans
from halfhour.desk.adapter.working_days import after_days
from halfhour.people.models import Team, TeamVersion
from halfhour.people.teamfile import document_from_team, parse_team
from support.ledger import MONDAY

USUAL = 'mon-fri = "08:00-18:00"'
AT_NIGHT = 'mon-fri = "22:00-06:00"'
IN_TWO = 'mon-fri = ["00:00-12:00", "12:00-24:00"]'


pytestmark = pytest.mark.django_db


def open_in(hours, team_file):
    team = Team.objects.create(slug="x", name="X")
    text = team_file.replace(USUAL, hours)
    assert hours in text
    document = document_from_team(parse_team(text, "team.toml"))
    TeamVersion.objects.create(team=team, number=1, document=document, changed_at=MONDAY, note="")
    return team


@pytest.mark.parametrize(
    ("hours", "days", "due"),
    [
        (USUAL, 1, "Tue 03.03."),
        (USUAL, 10, "Mon 16.03."),
        ('mon-fri = "00:00-24:00"', 1, "Tue 03.03."),
        ('mon-fri = "00:00-24:00"', 10, "Mon 16.03."),
        (IN_TWO, 4, "Fri 06.03."),
        (IN_TWO, 5, "Mon 09.03."),
        ('mon-sun = "00:00-24:00"', 1, "Tue 03.03."),
        ('mon-sun = "00:00-24:00"', 10, "Thu 12.03."),
        (AT_NIGHT, 1, "Tue 03.03."),
        (AT_NIGHT, 4, "Fri 06.03."),
        (AT_NIGHT, 5, "Mon 09.03."),
    ],
)
def test_a_deadline_is_so_many_working_days_away(team_file, hours, days, due):
    team = open_in(hours, team_file)
    found = after_days(team=team, at=MONDAY, days=days)
    last_open = found - timedelta(seconds=1)
    if hours == AT_NIGHT:  # which closes on the morning after
        last_open -= timedelta(hours=8)
    assert f"{last_open + timedelta(hours=1):%a %d.%m.}" == due  # in Berlin


@pytest.mark.parametrize("hours", ['mon-sun = "00:00-24:00"', 'mon-fri = "00:00-24:00"', USUAL])
@pytest.mark.parametrize("planned", [range(2, 9), range(3, 9), range(2, 3), range(0)])
def test_promises_reckon_without_a_plan_on_just_the_days_that_have_none(team_file, hours, planned):
    engine = parse_team(team_file.replace(USUAL, hours), "team.toml")
    dates = frozenset(date(2026, 3, day) for day in planned)
    known = _open_spans(engine, "email", MONDAY, MONDAY + timedelta(days=14))
    spans = [(opens, closes) for on, opens, closes in known if on not in dates]
    zone = ZoneInfo(engine.timezone)
    found = [datetime.fromtimestamp(opens, tz=zone).date() for opens, _closes in spans]
    is_open = (lambda on: True) if "sun" in hours else (lambda on: on.weekday() < 5)
    wanted = [on for day in range(2, 17) if is_open(on := date(2026, 3, day)) and on not in dates]
    assert found == wanted
    assert all(opens < closes <= opens + 86_400 for opens, closes in spans)
