"""Everything that a plan is handed out as, in one folder."""

from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from halfhour.engine.plan import Plan
from halfhour.engine.rostering import Roster
from halfhour.ledger.reading import TITLES, History
from halfhour.planning.outputs.report import HistoryNote, render_report
from halfhour.planning.outputs.summary import plan_summary, write_summary
from halfhour.planning.outputs.tables import (
    write_day_plans,
    write_forecasts,
    write_requirements,
    write_roster,
)

FORECAST, REQUIREMENT, ROSTER, DAYPLAN = "forecast.csv", "requirement.csv", "roster.csv", "dayplan.csv"
REJECTED, SUMMARY, REPORT = "rejected.csv", "summary.json", "report.html"
FILES = (FORECAST, REQUIREMENT, ROSTER, DAYPLAN, REJECTED, SUMMARY, REPORT)


def write_plan(plan: Plan, folder: Path, *, history: History, language: str | None = None) -> dict[str, Any]:
    """Write all files of a plan and give back its summary; the folder is made where it is missing.

    Reasons, summary and report are in `language`, or in the active one.
    """
    folder.mkdir(parents=True, exist_ok=True)
    timezone = plan.team.timezone
    roster = plan.roster_result.roster or Roster(shifts=())
    with translation.override(language or translation.get_language() or "en"):
        write_forecasts(folder / FORECAST, plan.forecasts)
        write_requirements(folder / REQUIREMENT, plan.requirements)
        write_roster(folder / ROSTER, roster.shifts, timezone=timezone)
        write_day_plans(folder / DAYPLAN, plan.days, timezone=timezone)
        history.rejected.write(folder / REJECTED)
        summary = plan_summary(plan, rejected=history_summary(history))
        write_summary(folder / SUMMARY, summary)
        report = render_report(plan, history=history_note(history))
        (folder / REPORT).write_text(report, encoding="utf-8")
    return summary


def history_summary(history: History) -> dict[str, Any]:
    """What became of the rows of the history."""
    counts = history.counts
    return {
        "rows_read": counts.read,
        "rows_used": counts.used,
        "rows_rejected": counts.rejected,
        "cells_left_out": counts.cells_left_out,
        "duplicates": counts.duplicates,
        "moved_by_clock_change": counts.moved_by_clock_change,
        "ambiguous": counts.ambiguous,
        "reasons": {str(reason): count for reason, count in history.rejected.by_reason.items()},
    }


def history_note(history: History) -> HistoryNote:
    """The same for a reader, each kind of rejection with its count."""
    counts = history.counts
    return HistoryNote(
        read=counts.read,
        used=counts.used,
        rejected=counts.rejected + counts.cells_left_out,
        examples=(
            *(
                _("{count} × {reason}").format(count=count, reason=TITLES[reason])
                for reason, count in history.rejected.by_reason.items()
            ),
            *history.notices,
        ),
    )
