"""The report's content as one file of HTML."""

from django.template.loader import render_to_string
from django.utils import translation

from halfhour.engine.plan import Plan
from halfhour.planning.outputs.report.content import HistoryNote, report_content


def render_report(plan: Plan, *, history: HistoryNote | None = None, language: str | None = None) -> str:
    """The report in `language`, or in the active one."""
    with translation.override(language or translation.get_language() or "en"):
        content = report_content(plan, history=history)
        return render_to_string("planning/report/report.html", {"report": content})
