"""The background jobs of planning: making a plan, and the study of a small team's day."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.engine.errors import EngineError, NotMeasured
from halfhour.engine.plan import Progress, Stage
from halfhour.engine.shrinkage import asked_to_measure
from halfhour.engine.team import Team as EngineTeam
from halfhour.jobs.errors import JobRefused
from halfhour.jobs.running import RunningJob
from halfhour.people.adapter import current_team
from halfhour.people.errors import TeamHasNoSettings
from halfhour.people.models import Team
from halfhour.planning.actions.making import make_engine_plan, save_plan
from halfhour.planning.adapter.history import histories, made_from
from halfhour.planning.adapter.shrinkage import team_shrinkage
from halfhour.planning.adapter.small_team import studied
from halfhour.planning.models import Plan
from halfhour.planning.small_team import asked_of
from halfhour.wording import refusal
from halfhour.wording.shrinkage import not_measured_words


def make_plan(job: RunningJob) -> dict[str, Any]:
    """Make the plan that a person asked for; safe to run twice, for a job makes one plan."""
    assert job.team is not None
    plan = Plan.objects.filter(job=job.id).first() or _made(job)
    return {
        "plan": plan.number,
        "next": reverse("planning:plan", kwargs={"team": job.team.slug, "number": plan.number}),
    }


def _made(job: RunningJob) -> Plan:
    assert job.team is not None
    asked = job.arguments
    job.report(0.0, _("Reading the contact history"))
    try:
        settings, version = current_team(job.team)
    except TeamHasNoSettings as error:
        raise JobRefused(str(error)) from error
    found = histories(job.team, settings)
    if not found:
        raise JobRefused(_("The ledger holds no contact of this team yet. Import the contact history first."))
    try:
        made = make_engine_plan(
            team=job.team,
            settings=replace(settings, goal_chance=float(asked["goal_chance"])),
            histories=found,
            first_on=date.fromisoformat(asked["first_on"]),
            weeks=int(asked["weeks"]),
            seed=int(asked["seed"]),
            effort=float(asked["effort"]),
            on_progress=lambda progress: job.report(0.02 + 0.95 * progress.done, stage_words(progress)),
        )
    except NotMeasured as error:
        raise JobRefused(_not_measured(job.team, settings)) from error
    except EngineError as error:
        raise JobRefused(_("The plan cannot be made: {why}").format(why=refusal(error))) from error
    job.report(0.98, _("Saving the plan"))
    return save_plan(
        team=job.team,
        version=version,
        made=made,
        made_from=made_from(job.team, found),
        effort=float(asked["effort"]),
        by=job.by,
        at=timezone.now(),
        name=str(asked.get("name", "")),
        job=job.id,
    )


def study_small_team(job: RunningJob) -> dict[str, Any]:
    """Simulate what a person asked of a day; what was found stays with the job."""
    asked = job.arguments
    plan = Plan.objects.select_related("team", "team_version").filter(pk=asked["plan"]).first()
    if plan is None or plan.revision != asked["revision"]:
        raise JobRefused(_("The plan has changed in the meantime. Open the page again."))
    on = date.fromisoformat(asked["on"])
    job.report(0.0, _("Preparing the simulator"))
    try:
        found = studied(
            plan,
            on=on,
            queues=asked["queues"],
            on_progress=lambda done: job.report(0.02 + 0.97 * done, _("Simulating days like this one")),
        )
    except EngineError as error:
        raise JobRefused(_("This day cannot be simulated: {why}").format(why=refusal(error))) from error
    page = reverse("planning:plan_small_team", kwargs={"team": plan.team.slug, "number": plan.number})
    return {"study": found, "next": f"{page}?{urlencode(asked_of(on, asked['queues']))}"}


def _not_measured(team: Team, settings: EngineTeam) -> str:
    measured = team_shrinkage(team, settings).measured
    return not_measured_words(asked_to_measure(settings.shrinkage), people=measured.people if measured else 0)


def stage_words(progress: Progress) -> str:
    return {
        Stage.FORECAST: _("Forecasting contacts and handle times"),
        Stage.STAFF: _("Working out how many people each half hour needs"),
        Stage.ROSTER: _("Looking for the best roster"),
        Stage.DAY: _("Laying out everybody's days"),
        Stage.PLAY: _("Playing the days to see which keep their goals"),
    }[progress.stage]
