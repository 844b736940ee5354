"""report.html: the plan as one page that a lead can show around, readable without a network."""

from halfhour.planning.outputs.report.content import HistoryNote, ReportContent, report_content
from halfhour.planning.outputs.report.render import render_report

__all__ = ["HistoryNote", "ReportContent", "render_report", "report_content"]
