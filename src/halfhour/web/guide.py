"""The guided way of a new team: seven steps from a file to a published plan.

Where a team is on the way is read from what there is, so it can be left and taken up again at any point,
by anybody of the team, on any machine.
"""

from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halfhour.jobs.models import UNFINISHED, Job
from halfhour.ledger.models import Import, ImportState
from halfhour.ledger.queries import has_history as ledger_has_history
from halfhour.people.access import Permission, TeamAccess
from halfhour.people.models import Team
from halfhour.planning.models import Plan, PublishedDay
from halfhour.planning.queries.plans import running_makings
from halfhour.web.models import GuidedStart


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of the way. While work on it goes on, `url` leads to that work, and there is only to wait."""

    name: str
    title: str | Promise
    url: str
    is_done: bool
    is_next: bool
    is_at_work: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    team: Team
    steps: tuple[Step, ...]

    @property
    def next(self) -> Step | None:
        """The step to take; None at the end of the way."""
        return next((step for step in self.steps if step.is_next), None)

    @property
    def position(self) -> int:
        """Which of the steps comes next, counted from 1."""
        return next((at for at, step in enumerate(self.steps, start=1) if step.is_next), len(self.steps))


def guide_of(access: TeamAccess) -> Guide | None:
    """The way of a team that is being set up, for those who may; None for all others."""
    if not access.may(Permission.EDIT_TEAM):
        return None
    start = GuidedStart.objects.filter(team=access.team, finished_at__isnull=True).first()
    if start is None:
        return None
    team = access.team
    record = Import.objects.filter(team=team).exclude(stored_as="").order_by("-number").first()
    has_history = ledger_has_history(team)
    plan = Plan.objects.filter(team=team).order_by("-number").first()
    is_refused = record is not None and record.state == ImportState.REFUSED
    has_columns = has_history or (record is not None and record.job is not None and not is_refused)
    of_import = _url(team, "ledger:import", number=record.number) if record else ""
    making = next(iter(running_makings(team)), None) if plan is None else None
    at_work = {
        "plan": making is not None,
        "found": record is not None and _is_at_work(record.job),
    }
    places = (
        ("upload", _("History"), record is not None, _url(team, "ledger:imports")),
        ("columns", _("Columns"), has_columns, of_import),
        ("found", _("What was found"), has_history, of_import),
        # Once agreed to, the settings themselves are the place to change them.
        ("team", _("Team"), *_asked(start, "team", section="people")),
        ("goals", _("Goals"), *_asked(start, "goals", section="queues")),
        (
            "plan",
            _("Plan"),
            plan is not None,
            making.get_absolute_url() if making else _url(team, "planning:make"),
        ),
        (
            "publish",
            _("Publish"),
            PublishedDay.objects.filter(team=team).exists(),
            _url(team, "planning:plan", number=plan.number) if plan else "",
        ),
    )
    first_open = next((name for name, _title, is_done, _url in places if not is_done), None)
    return Guide(
        team=team,
        steps=tuple(
            Step(
                name=name,
                title=title,
                url=url,
                is_done=is_done,
                is_next=name == first_open,
                is_at_work=name == first_open and at_work.get(name, False),
            )
            for name, title, is_done, url in places
        ),
    )


def _asked(start: GuidedStart, step: str, *, section: str) -> tuple[bool, str]:
    """Whether a question of the guide is answered, and where it is asked or its answer kept."""
    if step in start.confirmed:
        return True, _url(start.team, "people:settings_section", section=section)
    return False, _url(start.team, f"web:setup_{step}")


def _is_at_work(job: UUID | None) -> bool:
    return job is not None and Job.objects.filter(id=job, state__in=UNFINISHED).exists()


def _url(team: Team, name: str, **places: object) -> str:
    return reverse(name, kwargs={"team": team.slug, **places})
