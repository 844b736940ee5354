import pytest

from halfhour.people.teamfile import (
    Problem,
    TeamFileError,
    parse_team,
    read_team,
    starter_file,
    team_from_document,
    team_remarks,
)
from halfhour.people.teamfile.keys import SECTIONS
from halfhour.people.teamfile.usual import longest_opening_minutes

SMALL = """\
[team]
name = "Support"
timezone = "Europe/Berlin"
[[queue]]
name = "phone"
channel = "phone"
[[agent]]
names = ["Ana", "Bo"]
"""


def problems_of(text: str) -> tuple[Problem, ...]:
    with pytest.raises(TeamFileError) as refused:
        parse_team(text, "team.toml")
    return refused.value.problems


def one_problem(text: str) -> str:
    (problem,) = problems_of(text)
    return str(problem)


def starter_with(old: str, new: str) -> str:
    assert starter_file().count(old) == 1
    return starter_file().replace(old, new)


def test_eight_lines_make_a_team():
    team = parse_team(SMALL)

    assert [agent.name for agent in team.agents] == ["Ana", "Bo"]
    assert team.queues[0].goal.within_seconds == 20


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    text = """\
[team]
name = "Support"
timezone = "Berlin"
contry = "DE"
[[queue]]
name = "phone"
channel = "fone"
goal = { share = 80, within = "20 parsecs" }
[[agent]]
names = ["Ana", "Bo"]
weekly_hours = "40"
[[session]]
name = "Coaching"
kind = "coaching"
length = "1 h"
agents = ["Anna"]
[shrinkage]
"fire drills" = "measured"
[states]
"AUX 7" = "metting"
"""
    told = [(problem.line, problem.sentence) for problem in problems_of(text)]

    assert [line for line, _sentence in told] == [3, 4, 7, 8, 8, 11, 16, 18, 20]
    assert "Did you mean “Europe/Berlin”?" in told[0][1]
    assert "Did you mean “country”?" in told[1][1]
    assert "Did you mean “phone”?" in told[2][1]
    assert "80" in told[3][1]
    assert "“20 parsecs”" in told[4][1]
    assert "from 1 to 80" in told[5][1]
    assert "Did you mean “Ana”?" in told[6][1]
    assert "“fire drills” cannot be measured" in told[7][1]
    assert "Did you mean “meeting”?" in told[8][1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "Customer support"', "name = 7", "team.toml:5: “name” cannot be 7. Give a text of 1 to 100"),
        ('name = "Customer support"\n', "", "“name” is missing in [team]"),
        ('timezone = "Europe/Berlin"', 'timezone = "Mars/Base"', "Give a time zone such as"),
        ('country = "DE"', 'country = "Germany"', "two letters of a country"),
        ('country = "DE"', 'subdivision = "BY"', "“subdivision” needs “country”"),
        ('country = "DE"', 'country = "DE"\nsubdivision = "XX"', "“XX” is no part of DE"),
        ("interval_minutes = 30", "interval_minutes = 20", "Allowed: 15, 30, 60."),
        ("goal_chance = 0.8", "goal_chance = 1", "a share from 0 to 0.99"),
        ('mon-fri = "08:00-18:00"', 'mon-fri = "8-18"', "Give a stretch of the day"),
        ('mon-fri = "08:00-18:00"', 'mon-fri = "08:00-25:00"', "Give a stretch of the day"),
        ('mon-fri = "08:00-18:00"', 'mo-fr = "08:00-18:00"', "“mo-fr” is no weekday"),
        ('mon-fri = "08:00-18:00"', 'mon-sat = "08:00-18:00"', "“sat” is given twice"),
        (
            '"09:00-12:00", "13:00-15:00"',
            '"09:00-13:00", "12:00-15:00"',
            "cannot be “09:00-13:00”, “12:00-15:00”. These stretches of the day overlap",
        ),
        ("closed_on_holidays = true", 'closed_on_holidays = "yes"', "Give true or false"),
        ("on = 2026-12-24", 'on = "24.12.2026"', "Give a date such as 2026-12-24"),
        ("on = 2026-12-24", "on = 2026-12-24T08:00:00", "Give a date such as 2026-12-24"),
        ('within = "20 s"', 'within = "20 s or so"', "Give a length of time from"),
        ('within = "20 s"', "within = -1", "Give a length of time from"),
        ('share = 0.8, within = "20 s"', "share = 0.8", "“within” is missing in [queue.goal]"),
        ('handle_time = "4 min"', 'handle_time = "0 min"', "from 1 s to 8 h"),
        ("concurrency = 2", "concurrency = 2.5", "whole number from 1 to 10"),
        ("concurrency = 2", "concurrency = true", "whole number from 1 to 10"),
        ('handle_time = "6 min"', "patience = 60", "“patience” has no meaning for a deferred queue"),
        ('patience = "3 min"', "concurrency = 3", "is for live written contacts"),
        ('skills = ["chat"]', 'skills = ["chatt"]', "nobody can serve “chat”. Did you mean “chat”?"),
        ('skills = ["chat"]', 'skills = "chat"', "Give a list in square brackets"),
        ("phone = 3, chat = 2", "phone = 9, chat = 2", "“level” cannot be 9"),
        ('seniority = "senior"', 'seniority = "senor"', "Did you mean “senior”?"),
        ("weekly_hours = 20", "weekly_hours = 3", "less than the shortest shift of 4 h"),
        ("weekly_hours = 20", "weekly_hours = 60", "more than 5 days of 8 h make"),
        ("weekly_hours = 20", "weekly_hours = nan", "Give a number from 1 to 80"),
        ('prefers_off = "fri"', 'prefers_off = "friyay"', "Give weekdays such as"),
        ('prefers_start = "08:00-09:00"', 'prefers_start = "22:00-02:00"', "first and the last start"),
        ('name = "Hugo"', 'name = "Ada"', "The name “Ada” is used twice"),
        ('name = "Hugo"', 'name = "Hugo"\nnames = ["X"]', "cannot stand together"),
        ('name = "Hugo"', 'name = "Hugo"\ncount = 3', "needs a place for the number"),
        ('kind = "training"  ', 'kind = "trainig"  ', "Did you mean “training”?"),
        ('length = "60 min"', "length = 60", "a bare number means seconds"),
        ('agents = ["Ben", "Chloe"]', 'agents = ["Ben", "Cloe"]', "Did you mean “Chloe”?"),
        ('agent = "Grace"', 'agent = "Zoe"', "who is no agent of this team"),
        ("to = 2026-12-31", "to = 2026-12-01", "ends before it starts"),
        ('shift_lengths = ["8 h", "6 h", "4 h"]', "shift_lengths = []", "at least one length"),
        ('rest = "11 h"', 'rest = "17 h"', "do not fit into one day"),
        ("on_duty_at_least = 1", "on_duty_at_least = 12", "asks for 12 people, but the team has 8"),
        ("breaks = 0.06", "breaks = 0.8", "They must stay below 95% together"),
        ("breaks = 0.06", "breaks = -0.06", "a share from 0 to 0.9"),
        ("breaks = 0.06", 'measured = "yes"', "Give true or false"),
        ("breaks = 0.06", '"away days" = "measured"', "What can be: breaks, lunch, training"),
        ("breaks = 0.06", 'breaks = "guessed"', "a share from 0 to 0.9"),
        ("[rules]", '[states]\n"AUX 7" = 3\n[rules]', "Allowed: on_queue, idle, break"),
        ("[rules]", "[[states]]\n[rules]", "must be a table of at most"),
        ("[rules]", "[rulez]", "Did you mean “rules”?"),
        ("[[time_off]]", "[time_off]", "“time_off” cannot be a table. Give a list"),
        ("on = 2026-12-24", "on = 2026-12-24\n[hours.exception.x]", "There is no key “x”"),
    ],
)
def test_a_wrong_value_is_refused_with_what_is_allowed(old, new, said):
    sentences = [str(problem) for problem in problems_of(starter_with(old, new))]

    assert any(said in sentence for sentence in sentences), sentences
    assert all(sentence.startswith("team.toml:") for sentence in sentences)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            'kind = "lunch"\nlength = "30 min"\npaid = false\nnot_before = "500 min"',
            "has no room in a shift of 7 h 30 min",
        ),
        (
            'kind = "break"\nlength = "15 min"\npaid = true\nfrom_shift = "6 h"\nbelow_shift = "4 h"',
            "No shift is both",
        ),
        ('kind = "nap"\nlength = "15 min"\npaid = true', "Allowed: break, lunch."),
    ],
)
def test_a_break_that_no_shift_can_carry_is_refused(rule, said):
    assert said in one_problem(f"{SMALL}[[rules.break]]\n{rule}")


def test_shift_lengths_follow_from_the_contracts_and_the_hours():
    """Nine to five holds 7 h 30 min and a lunch; the half hour a day that is left over is no shortfall."""
    team = parse_team(
        SMALL.replace(
            'names = ["Ana", "Bo"]', 'names = ["Ana", "Bo"]\n[[agent]]\nname = "Cem"\nweekly_hours = 20'
        )
    )

    assert team.rules.shift_minutes == (240, 450)
    assert team.rules.undertime_hours == 2.5
    assert team_remarks(team) == ()


def test_lengths_of_ones_own_are_kept_and_those_that_never_fit_are_remarked():
    team = parse_team(SMALL + '[rules]\nshift_lengths = ["8 h", "4 h"]\n')

    assert team.rules.shift_minutes == (240, 480)
    assert team.rules.undertime_hours == 0
    (remark,) = team_remarks(team)
    assert remark.startswith("A shift of 8 h lasts 8 h 30 min with its unpaid breaks")


@pytest.mark.parametrize(
    ("hours", "longest"),
    [
        ('mon-fri = "09:00-17:00"', 480),
        ('mon-fri = ["08:00-12:00", "13:00-18:00"]', 600),  # a shift may span midday
        ('mon-fri = ["08:00-12:00", "15:00-18:00"]', 240),
        ('fri = "22:00-06:00"\nsat = "07:00-09:00"', 660),
        ('sun = "18:00-24:00"\nmon = "00:00-08:00"', 840),
        ('mon-sun = "00:00-24:00"', 2 * 7 * 1440),
    ],
)
def test_the_longest_opening_runs_over_midnights_and_short_closings(hours, longest):
    team = parse_team(SMALL.replace("[[queue]]", f"[hours]\n{hours}\n[[queue]]"))

    assert longest_opening_minutes(team.hours, team.queues) == longest


def test_what_no_table_is_is_refused():
    assert "“goal” must be a table" in one_problem(
        SMALL.replace('channel = "phone"', 'channel = "phone"\ngoal = 3')
    )
    assert "“hours” must be a table" in one_problem('hours = "always"\n' + SMALL)


def test_several_people_alike_are_declared_in_one_entry():
    team = parse_team(SMALL.replace('names = ["Ana", "Bo"]', 'count = 12\nname = "Agent {n:03}"'))

    assert [agent.name for agent in team.agents][:2] == ["Agent 001", "Agent 002"]
    assert team.agents[-1].name == "Agent 012"


def test_text_that_is_not_toml_is_refused_with_its_line():
    assert one_problem(SMALL + "name = = 3").startswith("team.toml:9: This is not valid TOML: ")
    assert one_problem(SMALL + '[[agent]]\nname = "never closed').startswith(
        "team.toml:10: This is not valid TOML: "
    )


def test_an_empty_file_says_what_a_team_needs():
    said = " ".join(str(problem) for problem in problems_of(""))

    assert "“team” is missing" in said
    assert "“queue” is missing" in said
    assert "“agent” is missing" in said


def test_a_file_of_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "team.toml"
    path.write_bytes(SMALL.replace("Ana", "Anaïs").encode("latin-1"))

    with pytest.raises(TeamFileError, match=r"^team.toml:8: The file is not UTF-8 text"):
        read_team(path)


def test_a_missing_file_and_a_huge_one_are_refused(tmp_path):
    with pytest.raises(TeamFileError, match="cannot be read"):
        read_team(tmp_path / "none.toml")
    (tmp_path / "huge.toml").write_bytes(b"# " * 3_000_000)
    with pytest.raises(TeamFileError, match="larger than 5 MB"):
        read_team(tmp_path / "huge.toml")


def test_endless_nesting_is_refused():
    assert "too deeply" in one_problem("x = " + "[" * 100_000)


def test_a_document_is_refused_with_the_path_of_the_value():
    with pytest.raises(TeamFileError) as refused:
        team_from_document(
            {
                "team": {"name": "Support", "timezone": "UTC"},
                "queue": [{"name": "phone", "channel": "phone"}],
                "agent": [{"name": "Ana"}, {"name": "Bo", "weekly_hours": 400}],
            }
        )
    (problem,) = refused.value.problems
    assert (problem.file, problem.line) == ("", None)
    assert problem.path == ("agent", 1, "weekly_hours")


@pytest.mark.parametrize("section", [name for name in SECTIONS if name not in ("", "cause", "skill")])
def test_every_misspelt_key_of_every_section_is_named(section):
    headers = {"goal": "[queue.goal]", "exception": "[[hours.exception]]", "break": "[[rules.break]]"}
    lists = {"queue", "agent", "session", "time_off"}
    header = headers.get(section, f"[[{section}]]" if section in lists else f"[{section}]")
    for key in SECTIONS[section]:
        found = problems_of(_with_section(section, header, f"{key.name}x = 1"))
        (sentence,) = [each.sentence for each in found if f"“{key.name}x”" in each.sentence]
        assert f"Did you mean “{key.name}”?" in sentence


def _with_section(section: str, header: str, line: str) -> str:
    if section == "goal":
        return SMALL.replace("[[agent]]", f"{header}\n{line}\n[[agent]]")
    if section == "team":
        return SMALL.replace("[[queue]]", f"{line}\n[[queue]]", 1)
    return f"{SMALL}{header}\n{line}\n"
