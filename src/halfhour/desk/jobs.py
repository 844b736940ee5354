"""The desk's background work."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from halfhour.desk.actions.training import forget_unasked, train
from halfhour.desk.actions.undoing_many import forget_undoable
from halfhour.desk.actions.viewing import forget_who_looked
from halfhour.desk.errors import DeskRefused
from halfhour.desk.queries.triage import fields_to_learn
from halfhour.jobs.actions import start_job
from halfhour.jobs.errors import JobRefused
from halfhour.jobs.running import RunningJob

PAST = timedelta(days=1)


def train_triage(job: RunningJob) -> dict[str, Any]:
    """Learn one field from the team's labels."""
    assert job.team is not None
    try:
        found = train(team=job.team, field=str(job.arguments.get("field", "")), at=timezone.now())
    except DeskRefused as refused:
        raise JobRefused(refused.sentence) from None
    return {"number": found.number, "next": reverse("desk:learned", kwargs={"team": job.team.slug})}


def learn_what_is_due(at: datetime) -> None:
    """Once a day: learn anew what enough people have corrected or confirmed since, or erasures ask for."""
    forget_unasked()
    for team, field in fields_to_learn():
        start_job(kind="train_triage", team=team, by=None, arguments={"field": field}, at=at)


def forget_what_is_past(at: datetime) -> None:
    """Once a day: what is of no use a day later."""
    forget_undoable(before=at - PAST)
    forget_who_looked(before=at - PAST)
