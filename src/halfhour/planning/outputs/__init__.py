"""What a plan is handed out as: CSV files, a summary and a report; docs/reference/outputs.md."""

from halfhour.planning.outputs.files import FILES, write_plan
from halfhour.planning.outputs.report import HistoryNote, render_report
from halfhour.planning.outputs.risk import CHANCES_COLUMNS, PEOPLE_COLUMNS, write_risk
from halfhour.planning.outputs.summary import plan_summary, write_summary
from halfhour.planning.outputs.tables import (
    DAYPLAN_COLUMNS,
    FORECAST_COLUMNS,
    REQUIREMENT_COLUMNS,
    ROSTER_COLUMNS,
    DayPlanRow,
    ForecastTable,
    OutputFileError,
    RequirementTable,
    read_day_plans,
    read_forecasts,
    read_requirements,
    read_roster,
    write_day_plans,
    write_forecasts,
    write_requirements,
    write_roster,
)

__all__ = [
    "CHANCES_COLUMNS",
    "DAYPLAN_COLUMNS",
    "FILES",
    "FORECAST_COLUMNS",
    "PEOPLE_COLUMNS",
    "REQUIREMENT_COLUMNS",
    "ROSTER_COLUMNS",
    "DayPlanRow",
    "ForecastTable",
    "HistoryNote",
    "OutputFileError",
    "RequirementTable",
    "plan_summary",
    "read_day_plans",
    "read_forecasts",
    "read_requirements",
    "read_roster",
    "render_report",
    "write_day_plans",
    "write_forecasts",
    "write_plan",
    "write_requirements",
    "write_risk",
    "write_roster",
    "write_summary",
]
