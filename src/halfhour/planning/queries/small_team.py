"""What may be asked of a day on the small-team page, and what was found of it so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from halfhour.jobs.models import Job, JobState
from halfhour.planning.adapter.small_team import is_answered, live_queues
from halfhour.planning.models import Plan
from halfhour.planning.queries.small_team_view import StudyView, study_view
from halfhour.planning.small_team import StudyQuestion

KIND = "small_team"


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """What there is to show: what was found, else the newest job that looks or looked for it."""

    job: Job | None
    found: StudyView | None


def study_jobs(question: StudyQuestion) -> QuerySet[Job]:
    """Everything ever started for this question, newest first."""
    return Job.objects.filter(
        kind=KIND,
        team=question.plan.team,
        arguments__plan=question.plan.pk,
        arguments__key=question.arguments["key"],
    ).order_by("-created_at", "id")


def study_of(question: StudyQuestion) -> Study:
    """What was found, else the newest job that looked or looks for it."""
    jobs = study_jobs(question)
    done = jobs.filter(state=JobState.SUCCEEDED).first()
    if done is not None:
        return Study(job=None, found=study_view(done.result["study"]))
    return Study(job=jobs.first(), found=None)


def chosen_queues(plan: Plan, *, on: date, asked: Sequence[str], names: Sequence[str]) -> tuple[str, ...]:
    """The queues asked for, in the team's order; all live ones where none was, else all."""
    wanted = set(asked) & set(names) or set(live_queues(plan, on)) & set(names) or set(names)
    return tuple(name for name in names if name in wanted)


def obstacle(question: StudyQuestion) -> tuple[str, str] | None:
    """Why this day has nothing to study, and what to do; None where it has."""
    asked, answered = is_answered(question.plan, question.on, question.queues)
    if not asked:
        return (
            _("Nobody comes on this day"),
            _("The queues are closed, or no contact is expected. Choose another day above."),
        )
    if not answered:
        return (
            _("Nobody is on these queues on this day"),
            _(
                "Contacts are expected, but the roster puts nobody there. Give somebody a shift, or choose"
                " another day."
            ),
        )
    return None
