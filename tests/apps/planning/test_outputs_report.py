import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from halfhour.engine.plan import SHORT_FROM, plan_figures
from halfhour.planning.outputs import HistoryNote, plan_summary, render_report
from halfhour.planning.outputs.report.charts import (
    HEIGHT,
    WIDTH,
    Scale,
    band,
    hour_marks,
    line,
    round_top,
    step_area,
)
from halfhour.planning.outputs.report.headline import queue_rows
from halfhour.planning.outputs.report.words import Words
from support.engine_plan import engine_plan

SCRIPT = "<script>alert(1)</script>"


class Tags(HTMLParser):
    """What a page is made of: each tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.fixture(scope="module")
def plan():
    return engine_plan(renamed={"Ada": SCRIPT})


@pytest.fixture(scope="module")
def page(plan):
    return render_report(plan, language="en")


def test_the_report_needs_no_network(page):
    tags = Tags(page)

    assert not [tag for tag, _attrs in tags.found if tag in ("script", "link", "img", "iframe", "object")]
    assert not [attrs for _tag, attrs in tags.found if {"src", "href", "srcset", "style"} & set(attrs)]
    assert "url(" not in page
    assert "@import" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_names_are_text_and_nothing_else(page):
    assert SCRIPT not in page
    assert SCRIPT in Tags(page).text


def test_the_report_opens_with_the_answer(page, plan):
    figures = plan_figures(plan)
    text = Tags(page).text

    assert 0 < figures.short_intervals < figures.open_intervals
    assert text.index("Can we keep our goals?") < text.index("Not everywhere") < text.index("Queue by queue")


def test_a_plan_without_a_shortfall_says_yes():
    page = render_report(engine_plan(is_short=False), language="en")

    assert "Yes, the goals can be kept." in page
    assert "Nowhere: everybody who is needed is there" in page


@pytest.mark.parametrize(
    ("short", "missing", "answer"),
    [
        (4, 0.5, "Yes, the goals can be kept nearly everywhere."),
        (20, 0.3, "Yes over all, but not in every hour."),
        (20, 20.0, "Not everywhere: “phone” misses people."),
        (160, 20.0, "Not everywhere: “phone” misses people."),
    ],
)
def test_the_answer_is_as_good_as_the_plan(short, missing, answer):
    whole = engine_plan(is_short=False)
    result = whole.roster_result
    is_open = np.flatnonzero(whole.problem.open_seconds["phone"] > 0)
    shortfall = np.zeros_like(result.shortfall)
    shortfall[0, is_open[:short]] = np.minimum(missing, result.coverage[0, is_open[:short]])
    result = replace(result, shortfall=shortfall, coverage=result.coverage - shortfall)

    assert answer in render_report(replace(whole, roster_result=result), language="en")


def test_every_shift_stands_in_the_roster_and_nobody_is_left_out(page, plan):
    tags = Tags(page)
    cells = [
        attrs for tag, attrs in tags.found if tag == "td" and "work" in (attrs.get("class") or "").split()
    ]

    assert len(cells) == len(plan.roster_result.roster.shifts)
    assert tags.text.count("Cleo") >= 3  # two weeks and the summary
    assert tags.text.count("leave") >= 2  # her two days off


def test_the_stretches_add_up_to_the_missing_hours(plan):
    from halfhour.planning.outputs.report.headline import stretches
    from halfhour.planning.outputs.report.words import Words

    found = stretches(plan, Words("en", plan.team.timezone))
    missing = plan.roster_result.shortfall
    counted = missing[missing > SHORT_FROM].sum() / 2

    assert sum(each.hours for each in found) == pytest.approx(counted)
    assert [each.hours for each in found] == sorted((each.hours for each in found), reverse=True)


def test_what_was_left_out_of_the_history_is_told(plan):
    note = HistoryNote(read=1000, used=990, rejected=10, examples=("10 × below zero",))

    page = render_report(plan, history=note, language="en")

    assert "1,000 rows were read and 990 used; 10 rows or cells were left out." in page
    assert "10 × below zero" in page


@pytest.mark.parametrize("language", ["en", "zh-hans", "ru"])
def test_the_report_is_whole_in_every_language(plan, language):
    page = render_report(plan, language=language)

    assert f'<html lang="{language}">' in page
    assert not re.search(r"\{[a-z_]+\}|%\([a-z_]+\)s", page)


def test_dates_and_numbers_follow_the_language(plan):
    assert "30 Nov 2026" in render_report(plan, language="en")
    assert "2026年11月30日" in render_report(plan, language="zh-hans")
    assert "30 нояб. 2026" in render_report(plan, language="ru")


@pytest.mark.parametrize(("language", "name"), [("en", "Germany"), ("zh-hans", "德国"), ("ru", "Германия")])
def test_public_holidays_are_those_of_a_country_by_its_name(plan, language, name):
    german = replace(plan, team=replace(plan.team, country="DE"))
    assert f">{name}<" in render_report(german, language=language)


def test_a_queue_that_needs_nobody_is_not_called_covered(plan):
    figures = plan_figures(plan)
    idle = replace(figures, queues=tuple(replace(each, required_hours=0.0) for each in figures.queues))
    rows = queue_rows(plan, idle, Words("en", plan.team.timezone))
    assert {(row.covered, row.covered_tone) for row in rows} == {("–", "")}


def test_the_summary_is_json_with_its_schema_and_without_nan(plan):
    summary = json.loads(json.dumps(plan_summary(plan), allow_nan=False))

    assert summary["schema"] == "halfhour.plan-summary/1"
    assert (summary["first_on"], summary["last_on"]) == ("2026-11-30", "2026-12-13")
    assert [queue["queue"] for queue in summary["queues"]] == ["phone", "email"]
    assert len(summary["days"]) == 14


def test_the_summary_counts_what_the_arrays_hold(plan):
    summary = plan_summary(plan)

    assert summary["contacts"] == pytest.approx(
        sum(forecast.offered_mean.sum() for forecast in plan.forecasts), abs=0.01
    )
    assert summary["rostered_hours"] == pytest.approx(
        sum(shift.paid_seconds for shift in plan.roster_result.roster.shifts) / 3600
    )
    assert summary["missing_hours"] == pytest.approx(plan.roster_result.shortfall.sum() / 2, abs=0.01)
    assert sum(day["missing_hours"] for day in summary["days"]) == pytest.approx(
        summary["missing_hours"], abs=0.1
    )


# Charts


def points(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"[ML]([-\d.]+) ([-\d.]+)", path)]


def test_a_line_runs_from_corner_to_corner_and_breaks_where_nothing_is_known():
    scale = Scale(first=8, last=12, top=10)

    path = line(scale, np.array([8.0, 9.0, 10.0, 12.0]), np.array([0.0, 5.0, np.nan, 10.0]))

    assert points(path) == [(0, HEIGHT), (WIDTH / 4, HEIGHT / 2), (WIDTH, 0)]
    assert path.count("M") == 2


def test_an_area_is_drawn_only_where_there_is_one():
    scale = Scale(first=0, last=3, top=4)
    edges = np.arange(4.0)

    path = step_area(scale, edges, np.array([1.0, 2.0, 0.0]), np.array([1.0, 4.0, 2.0]))

    assert path.count("Z") == 1
    assert min(x for x, _y in points(path)) == pytest.approx(WIDTH / 3)
    assert step_area(scale, edges, np.ones(3), np.ones(3)) == ""


def test_a_band_closes_on_itself():
    scale = Scale(first=0, last=1, top=1)

    path = band(scale, np.array([0.0, 1.0]), np.array([0.0, 0.0]), np.array([1.0, 1.0]))

    assert set(points(path)) == {(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)}


@pytest.mark.parametrize("value", [0.3, 1, 7, 42, 99, 101, 12_345])
def test_the_top_of_a_scale_is_round_and_not_far_above_the_value(value):
    assert value <= round_top(value) <= 1.5 * value + 1e-9 or value == 1


@pytest.mark.parametrize(("first", "last"), [(8, 18), (0, 24), (7, 21), (9, 11), (22, 30)])
def test_hour_marks_stay_inside_the_window(first, last):
    marks = hour_marks(first, last)

    assert 1 <= len(marks) <= 5
    assert all(0 < float(mark.at) < WIDTH for mark in marks)
