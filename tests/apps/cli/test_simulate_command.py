"""`halfhour simulate`: a plan's folder played, changes beside it, wrong ones refused by their place."""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from halfhour.cli import main, plan_folder
from halfhour.engine.plan import plan_day
from halfhour.engine.scenarios import answer, ask, read_lines
from halfhour.planning.outputs import write_day_plans, write_forecasts
from support.engine_plan import engine_plan
from support.small_plan import MONDAY, TEAM_FILE, small_plan

TUESDAY = "2026-12-01"
ONE_MORE = "+1 person 12:00-20:00 for phone"


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """What `halfhour plan` writes of the small plan, and its team file."""
    made = tmp_path_factory.mktemp("plan")
    plan = engine_plan()
    write_forecasts(made / "forecast.csv", plan.forecasts)
    write_day_plans(made / "dayplan.csv", plan.days, timezone=plan.team.timezone)
    (made / "team.toml").write_text(TEAM_FILE, encoding="utf-8")
    return made


def simulate(folder: Path, *options: str, on: str = TUESDAY, replications: int = 20):
    arguments = ["simulate", str(folder), "--team", str(folder / "team.toml"), "--on", on]
    return CliRunner().invoke(main, [*arguments, "--replications", str(replications), *options])


def document(*args, **kwargs) -> dict:
    result = simulate(*args, "--json", **kwargs)
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)


def test_the_day_is_told_as_planned(folder):
    result = simulate(folder)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Tuesday, 1 December 2026, played 20 times" in result.stdout
    assert re.search(r"phone: \d+ contacts", result.stdout)
    assert re.search(r"Answered in time +\d+\.\d%", result.stdout)
    assert "Difference" not in result.stdout


def test_changes_stand_beside_it_in_words_and_figures(folder):
    result = simulate(folder, "--change", ONE_MORE, "--change", "handle time email -10 %")
    assert "· 1 more person on phone from 12:00 to 20:00." in result.stdout
    assert "· Handle time on email: -10 %." in result.stdout
    assert "Difference" in result.stdout
    assert "better" in result.stdout


def test_the_document_holds_what_the_engine_finds(folder):
    found = document(folder, "--change", ONE_MORE, "--seed", "9")
    plan = small_plan()
    day = plan_day(
        team=plan.team, on=MONDAY.replace(month=12, day=1), forecasts=plan.forecasts, days=plan.days
    )
    level = answer(ask(day=day, scenario=read_lines([ONE_MORE]), replications=20, seed=9)).queues[0].day[0]
    told = found["queues"][0]["service_level"]
    # The file rounds its figures, and its bounds do not tell how uncertain handle times are.
    assert told["changed"]["mean"] == pytest.approx(level.changed.mean, abs=0.03)
    assert told["verdict"] == str(level.verdict) == "better"
    assert found["changes"] == [ONE_MORE]
    assert found["replications"] == 20


def test_half_hours_are_told_where_contacts_come(folder):
    intervals = document(folder, "--change", ONE_MORE)["queues"][0]["intervals"]
    assert [intervals[0]["start"], intervals[-1]["start"]] == ["08:00", "17:30"]
    assert {"start", "offered", "service_level", "mean_wait", "abandonment", "waiting_at_end"} == set(
        intervals[0]
    )


def test_the_same_seed_gives_the_same_answer(folder):
    assert document(folder, "--seed", "4") == document(folder, "--seed", "4")
    assert document(folder, "--seed", "4") != document(folder, "--seed", "5")


def test_a_file_of_changes_is_read_with_its_comments(folder, tmp_path):
    path = tmp_path / "busy.txt"
    path.write_text("# a campaign\nvolume phone +30 % on tuesday\nsick Cleo on monday\n", encoding="utf-8")
    result = simulate(folder, "--scenario", str(path))
    assert "· Contacts on phone: +30 %." in result.stdout
    assert "Meant for another day" in result.stdout


def test_every_wrong_line_is_refused_by_its_place(folder, tmp_path):
    path = tmp_path / "wrong.txt"
    path.write_text("sick Kleo\n\nlunch spraed\n", encoding="utf-8")
    result = simulate(folder, "--scenario", str(path))
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "wrong.txt:1: Nobody in the team is called “Kleo”. Perhaps you mean “Cleo”.",
        "wrong.txt:3: “lunch spraed” cannot be read. Such a line is written: lunch spread 11:30-14:00",
    ]
    result = simulate(folder, "--change", "goal phone 0 % in 20 s")
    assert "--change “goal phone 0 % in 20 s”: A goal of 0 % is out of range." in result.stderr


@pytest.mark.parametrize(
    ("on", "options", "told"),
    [
        ("2026-12-05", (), "Nothing is open and nobody is expected on this day."),
        ("2027-01-01", (), "2027-01-01 is not in this plan, which runs from 2026-11-30 to 2026-12-13."),
        (TUESDAY, ("--change", "4 sick"), "Nobody is on a queue on this day."),
        (TUESDAY, ("--change", "+10000 people 9:00-17:00"), "Between 1 and 500 can be given"),
    ],
)
def test_what_cannot_be_played_is_refused_in_a_sentence(folder, on, options, told):
    result = simulate(folder, *options, on=on)
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr


def changed_copy(folder: Path, to: Path, **texts: str) -> Path:
    """The folder with other texts in some of its files."""
    for name in ("forecast.csv", "dayplan.csv", "team.toml"):
        text = texts.get(name.partition(".")[0])
        (to / name).write_text((folder / name).read_text("utf-8") if text is None else text, "utf-8")
    return to


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("share = 0.8", "share = 0", "“share” cannot be 0. Give a share from 0.01 to 0.999"),
        ('handle_time = "4 min"', 'handle_time = "0 s"', "“handle_time” cannot be “0 s”. Give a length"),
        (
            'skills = ["phone"]\nhandle',
            'skills = ["phone", "welsh"]\nhandle',
            "No agent has the skill “welsh”, so nobody can serve “phone”. Allowed: email, phone.",
        ),
    ],
)
def test_a_team_that_cannot_work_is_refused_by_the_line_of_its_file(folder, tmp_path, was, becomes, told):
    assert was in TEAM_FILE
    result = simulate(changed_copy(folder, tmp_path, team=TEAM_FILE.replace(was, becomes)))
    assert (result.exit_code, result.stdout) == (1, "")
    assert told in result.stderr


def test_a_team_without_agents_is_refused(folder, tmp_path):
    nobody = re.sub(r"(?s)\[\[agent\]\].*?(?=\[\[session)", "", TEAM_FILE)
    result = simulate(changed_copy(folder, tmp_path, team=nobody))
    assert result.exit_code == 1
    assert "A team needs at least one agent: add a table headed by [[agent]]." in result.stderr


def test_a_day_on_which_nobody_is_on_a_queue_is_refused(folder, tmp_path):
    header = (folder / "dayplan.csv").read_text("utf-8").splitlines()[0] + "\n"
    result = simulate(changed_copy(folder, tmp_path, dayplan=header))
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Nobody is on a queue on this day. Add people, such as: +1 person" in result.stderr


def test_a_forecast_without_handle_times_is_played_with_those_of_the_team_file(folder, tmp_path):
    lines = (folder / "forecast.csv").read_text("utf-8").splitlines()
    zero = "\n".join([lines[0], *(line.rpartition(",")[0] + ",0" for line in lines[1:])]) + "\n"
    assert lines[0].endswith("handle_seconds_mean")
    assert document(changed_copy(folder, tmp_path, forecast=zero)) == document(folder)


def test_a_centre_that_the_simulator_refuses_is_told_by_queue_and_field(folder, monkeypatch):
    """Teams and plans are checked before; what slips through is still a sentence in the reader's language."""
    day = plan_folder.day_from_folder

    def uneven(*args):
        found = day(*args)
        return replace(found, queues=(replace(found.queues[0], handle_cv=500.0), *found.queues[1:]))

    monkeypatch.setattr(plan_folder, "day_from_folder", uneven)
    result = simulate(folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == ("Queue phone: handle time in seconds: 500 is too high. Write 100 or less.\n")


def test_ten_thousand_people_are_refused(folder, monkeypatch):
    day = plan_folder.day_from_folder

    def crowded(*args):
        found = day(*args)
        crowd = tuple(replace(found.people[0], name=f"person {number}") for number in range(10_000))
        return replace(found, people=crowd)

    monkeypatch.setattr(plan_folder, "day_from_folder", crowded)
    result = simulate(folder)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "10,000 people are too many to be played at once. At most 2,000 can be.\n"


def test_changes_come_from_one_place(folder):
    result = simulate(folder, "--change", "1 sick", "--scenario", str(folder / "team.toml"))
    assert result.exit_code == 2
    assert "not both" in result.stderr


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "Zoe,2026-12-01T08:00:00+01:00,2026-12-01T09:00:00+01:00,queue,phone,x",
            "for “Zoe”, who is not in the team",
        ),
        (
            "Ada,2026-12-01T08:00:00+01:00,2026-12-01T09:00:00+01:00,queue,fax,x",
            "on “fax”, which is no queue",
        ),
        (
            "Cleo,2026-12-01T08:00:00+01:00,2026-12-01T09:00:00+01:00,focus,email,x",
            "no skill in the team file",
        ),
        ("Ada,2026-12-01T08:00:00+01:00,2026-12-01T09:00:00+01:00,nap,,x", "“nap” is no kind of block."),
    ],
)
def test_a_day_plan_that_does_not_fit_the_team_is_refused(folder, tmp_path, line, told):
    for name in ("forecast.csv", "team.toml"):
        shutil.copy(folder / name, tmp_path)
    (tmp_path / "dayplan.csv").write_text(f"agent,block_start,block_end,kind,queue,reason\n{line}\n", "utf-8")
    result = simulate(tmp_path)
    assert result.exit_code == 1
    assert told in result.stderr


def test_a_folder_without_a_plan_says_what_is_missing(folder, tmp_path):
    shutil.copy(folder / "team.toml", tmp_path)
    assert "holds no forecast.csv" in simulate(tmp_path).stderr
