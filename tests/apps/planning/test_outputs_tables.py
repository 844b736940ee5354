import csv
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from halfhour.planning.outputs import (
    OutputFileError,
    read_day_plans,
    read_forecasts,
    read_requirements,
    read_roster,
    write_day_plans,
    write_forecasts,
    write_requirements,
    write_roster,
)
from halfhour.planning.outputs.cells import guarded, number, unguarded
from support.engine_plan import engine_plan

FORMULA = '=HYPERLINK("http://example.org";"Ada")'


@pytest.fixture(scope="module")
def plan():
    return engine_plan(renamed={"Ada": FORMULA})


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_columns_are_those_that_outsiders_rely_on(plan, tmp_path):
    write_forecasts(tmp_path / "forecast.csv", plan.forecasts)
    write_requirements(tmp_path / "requirement.csv", plan.requirements)
    write_roster(tmp_path / "roster.csv", plan.roster_result.roster.shifts, timezone="Europe/Berlin")
    write_day_plans(tmp_path / "dayplan.csv", plan.days, timezone="Europe/Berlin")

    heads = {path.stem: path.read_text().splitlines()[0] for path in tmp_path.iterdir()}
    assert heads == {
        "forecast": "interval_start,queue,offered_mean,offered_p05,offered_p25,offered_p50,offered_p75,"
        "offered_p95,handle_seconds_mean",
        "requirement": "interval_start,queue,on_queue,scheduled,service_level_mean,goal_chance",
        "roster": "agent,date,shift_start,shift_end,paid_seconds",
        "dayplan": "agent,block_start,block_end,kind,queue,reason",
    }


def test_times_carry_the_offset_of_the_team_across_a_clock_change(tmp_path):
    shift = engine_plan().roster_result.roster.shifts[0]
    summer, winter = (int(datetime.fromisoformat(f"2026-10-{day}:00+00:00").timestamp()) for day in
                      ("24T06:00", "26T07:00"))  # fmt: skip
    shifts = [replace(shift, starts_at=start, ends_at=start + 3600) for start in (summer, winter)]

    write_roster(tmp_path / "roster.csv", shifts, timezone="Europe/Berlin")

    assert [row["shift_start"] for row in rows_of(tmp_path / "roster.csv")] == [
        "2026-10-24T08:00:00+02:00",
        "2026-10-26T08:00:00+01:00",
    ]


def test_a_written_forecast_reads_back(plan, tmp_path):
    write_forecasts(tmp_path / "forecast.csv", plan.forecasts)

    tables = read_forecasts(tmp_path / "forecast.csv")

    assert list(tables) == [forecast.queue for forecast in plan.forecasts]
    for forecast in plan.forecasts:
        table = tables[forecast.queue]
        np.testing.assert_array_equal(table.starts, forecast.grid.starts)
        np.testing.assert_allclose(table.offered_mean, forecast.offered_mean, atol=6e-5)
        np.testing.assert_allclose(table.offered_quantiles, forecast.offered_quantiles, atol=6e-5)
        np.testing.assert_allclose(table.handle_seconds_mean, forecast.handle_seconds_mean, atol=6e-5)


def test_a_written_requirement_reads_back(plan, tmp_path):
    write_requirements(tmp_path / "requirement.csv", plan.requirements)

    tables = read_requirements(tmp_path / "requirement.csv")

    for requirement in plan.requirements:
        table = tables[requirement.queue]
        np.testing.assert_array_equal(table.on_queue, requirement.on_queue)
        np.testing.assert_allclose(table.scheduled, requirement.scheduled, atol=6e-5)
        np.testing.assert_allclose(table.goal_chance, requirement.goal_chance, atol=6e-5)


def test_a_written_roster_reads_back_without_its_breaks(plan, tmp_path):
    write_roster(tmp_path / "roster.csv", plan.roster_result.roster.shifts, timezone="Europe/Berlin")

    shifts = read_roster(tmp_path / "roster.csv")

    wanted = {replace(shift, breaks=()) for shift in plan.roster_result.roster.shifts}
    assert set(shifts) == wanted
    assert FORMULA in {shift.agent for shift in shifts}


def test_written_day_plans_read_back_with_their_reasons_in_words(plan, tmp_path):
    write_day_plans(tmp_path / "dayplan.csv", plan.days, timezone="Europe/Berlin")

    rows = read_day_plans(tmp_path / "dayplan.csv")

    blocks = [(day.agent, block) for day in plan.days for block in day.blocks]
    assert sorted((row.agent, row.starts_at, row.ends_at, row.kind, row.queue) for row in rows) == sorted(
        (agent, block.starts_at, block.ends_at, str(block.kind), block.queue) for agent, block in blocks
    )
    assert {row.reason for row in rows} == {"There is no history of “phone”, so nobody is planned for it."}


def test_no_cell_of_a_file_is_a_formula(plan, tmp_path):
    write_roster(tmp_path / "roster.csv", plan.roster_result.roster.shifts, timezone="Europe/Berlin")
    write_day_plans(tmp_path / "dayplan.csv", plan.days, timezone="Europe/Berlin")

    cells = [cell for path in tmp_path.iterdir() for row in rows_of(path) for cell in row.values()]

    assert any(FORMULA in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@given(st.text(alphabet="'=+-@|ab\t\r", max_size=6))
def test_a_guarded_text_is_no_formula_and_comes_back(text):
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r", "|"))
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.0, "0"), (-0.00001, "0"), (3.0, "3"), (2.5, "2.5"), (1 / 3, "0.3333"), (120.0, "120")],
)
def test_numbers_are_written_without_needless_zeros(value, written):
    assert number(value) == written
    assert number(float("nan")) == ""


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("agent,date\nAda,2026-01-01\n", "roster.csv has no column shift_start, shift_end, paid_seconds"),
        (
            "agent,date,shift_start,shift_end,paid_seconds\nAda,2026-01-01,2026-01-01T08:00:00,x,1\n",
            "roster.csv:2: “2026-01-01T08:00:00” cannot be read as shift_start",
        ),
        (
            "agent,date,shift_start,shift_end,paid_seconds\nAda,2026-01-01\n",
            "roster.csv:2: the row is shorter",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(content, said, tmp_path):
    path = tmp_path / "roster.csv"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(OutputFileError, match=said.replace("(", r"\(")):
        read_roster(path)
