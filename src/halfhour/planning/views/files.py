"""A plan's files: the same that `halfhour plan` writes, made when they are asked for."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from halfhour.people.access import Permission, TeamAccess
from halfhour.people.doors import team_view
from halfhour.planning.access import open_plan
from halfhour.planning.adapter.files import CONTENT_TYPES, EVERYTHING, plan_file
from halfhour.planning.views.frame import plan_page

FILE_WORDS = (
    (
        "report.html",
        "report-analytics",
        _("Report"),
        _("One page for whoever has to agree; opens without a connection."),
    ),
    ("roster.csv", "calendar-week", _("Roster"), _("Every shift: person, date, start, end, paid time.")),
    ("dayplan.csv", "list-details", _("Day plans"), _("Every block of every day, with its reason.")),
    (
        "forecast.csv",
        "chart-line",
        _("Forecast"),
        _("Contacts and handle time per half hour, with their bounds."),
    ),
    (
        "requirement.csv",
        "chart-histogram",
        _("Requirement"),
        _("People needed per half hour, on queue and on the roster."),
    ),
    ("summary.json", "braces", _("Summary"), _("The headline figures, for other programmes.")),
    ("team.toml", "adjustments", _("Team file"), _("The settings that the plan was made with.")),
)


@team_view(needs=Permission.SEE_PLANS)
def files(request: HttpRequest, *, access: TeamAccess, number: int) -> HttpResponse:
    plan = open_plan(access, number)
    return plan_page(
        request,
        "planning/files.html",
        access=access,
        plan=plan,
        tab="plan_files",
        files=FILE_WORDS,
        everything=EVERYTHING,
    )


@require_GET
@team_view(needs=Permission.SEE_PLANS)
def file(request: HttpRequest, *, access: TeamAccess, number: int, name: str) -> HttpResponse:
    """One file, always as a download: the report brings its own styles, which our pages do not allow."""
    plan = open_plan(access, number)
    if name not in CONTENT_TYPES:
        raise Http404
    stem = f"{access.team.slug}-plan-{plan.number}"
    return HttpResponse(
        plan_file(plan, name),
        content_type=CONTENT_TYPES[name],
        headers={"Content-Disposition": f'attachment; filename="{stem}-{name}"'},
    )
