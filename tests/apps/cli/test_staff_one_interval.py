import json

import pytest
from click.testing import CliRunner, Result

from halfhour.cli.staff import command

GOAL = ("--aht", "180", "--within", "20", "--share", "80%")


def staff(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments])


def test_the_answer_comes_first_and_its_neighbours_below():
    result = staff("--calls", 100, *GOAL)
    assert result.exit_code == 0
    first, second, *table = result.stdout.splitlines()
    assert first == "14 people on queue"
    assert second == "10.00 erlangs; 80% within 20 s; nobody gives up (Erlang C)."
    assert table[-3].split() == ["14", "88.8%", "17.4%", "7.8", "s", "71.4%"]


def test_quiet_prints_the_number_alone():
    assert staff("--load", 10, *GOAL, "--quiet").stdout == "14\n"


@pytest.mark.parametrize(
    "written",
    [
        ("--aht", "3 min", "--within", "20 s", "--share", "0.8"),
        ("--aht", "3m", "--within", "20", "--share", "80"),
        ("--aht", "180 s", "--within", "20 sec", "--share", "80 %"),
    ],
)
def test_times_and_shares_may_be_written_as_people_write_them(written):
    assert staff("--load", 10, *written, "--quiet").stdout == "14\n"


def test_contacts_count_for_the_length_of_their_interval():
    for minutes, calls in ((15, 50), (30, 100), (60, 200)):
        assert staff("--calls", calls, "--interval", minutes, *GOAL, "--quiet").stdout == "14\n"


def test_patience_brings_erlang_a_and_those_who_give_up():
    result = staff("--load", 48, "--aht", 60, "--within", 0, "--share", "50%", "--patience", "2 min")
    assert "customers give up after 120 s on average (Erlang A)" in result.stdout
    told = json.loads(
        staff(
            *("--load", 48, "--aht", 60, "--within", 0, "--share", "50%"),
            *("--patience", 120, "--agents", 50, "--json"),
        ).stdout
    )
    fifty = next(crew for crew in told["crews"] if crew["agents"] == 50)
    assert fifty["abandonment"] == pytest.approx(0.0309, abs=5e-5)


def test_shrinkage_is_reckoned_exactly():
    found = json.loads(staff("--load", 17, *GOAL, "--shrinkage", "30%", "--json").stdout)
    assert (found["on_queue"], found["paid"]) == (21, 30)
    assert (
        "21 people on queue, 30 paid at 30% shrinkage"
        in staff("--load", 17, *GOAL, "--shrinkage", 0.3).stdout
    )


def test_an_uncertain_load_shows_the_chance_of_each_crew():
    result = staff("--load", 10, *GOAL, "--spread", "20%", "--chance", "90%")
    assert "The load may differ by 20% (one deviation): the goal is kept with a chance of 9" in result.stdout
    assert "Goal kept" in result.stdout
    found = json.loads(staff("--load", 10, *GOAL, "--spread", "20%", "--chance", "90%", "--json").stdout)
    assert found["on_queue"] > found["on_queue_mean"] == 14


def test_too_few_people_are_told_as_they_are():
    result = staff("--load", 10, *GOAL, "--agents", 9)
    assert result.stdout.splitlines()[4].split() == ["9", "0.0%", "100.0%", "no", "end", "100.0%"]
    found = json.loads(staff("--load", 10, *GOAL, "--agents", 9, "--json").stdout)
    assert found["crews"][0]["mean_wait_seconds"] is None


def test_one_person_is_said_in_the_singular():
    assert staff("--load", 0.01, *GOAL).stdout.startswith("1 person on queue\n")


def test_what_single_half_hours_show_is_told_when_asked_for():
    words = staff("--load", 10, *GOAL, "--by-chance").stdout
    assert "Miss the goal" in " ".join(words.split())
    assert "Miss the goal" not in " ".join(staff("--load", 10, *GOAL).stdout.split())
    crews = json.loads(staff("--load", 10, *GOAL, "--by-chance", "--json").stdout)["crews"]
    single = [crew["single_intervals"] for crew in crews]
    assert [one["under_goal"] for one in single] == sorted(
        (one["under_goal"] for one in single), reverse=True
    )
    assert all(one["low"] <= crew["service_level"] for one, crew in zip(single, crews, strict=True))


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ((), "one interval by --calls or --load"),
        (("--load", 10, "--calls", 100, *GOAL), "one interval by --calls or --load"),
        (("--load", 10), "One interval needs --aht, --within and --share"),
        (("--load", 10, "--aht", "0", "--within", 20, "--share", "80%"), "--aht must be above 0"),
        (("--load", -1, *GOAL), "--load"),
        (("--load", 10, "--aht", "soon", "--within", 20, "--share", "80%"), "Give a length of time"),
        (("--load", 10, "--aht", 180, "--within", 20, "--share", "120%"), "Give a share"),
    ],
)
def test_wrong_usage_says_what_is_wanted(arguments, named):
    result = staff(*arguments)
    assert result.exit_code == 2
    assert named in result.stderr
