"""The customers' background work."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.customers import actions
from halfhour.customers.models import CustomerSettings
from halfhour.jobs.running import RunningJob
from halfhour.people.wording.figures import figure


def bring_in_customers(job: RunningJob) -> dict[str, Any]:
    """Add customers for the ids of the ledger that nobody has."""
    assert job.team is not None
    added = actions.bring_in_from_ledger(
        team=job.team, by=job.by, at=timezone.now(), on_progress=_telling(job, _("{done} of {whole} ids"))
    )
    return {"added": added, "next": reverse("customers:customers", kwargs={"team": job.team.slug})}


def erase_old_customers(job: RunningJob) -> dict[str, Any]:
    """Erase whom the team's retention rule no longer keeps."""
    assert job.team is not None
    erased = actions.erase_old_customers(
        team=job.team,
        by=job.by,
        at=timezone.now(),
        on_progress=_telling(job, _("{done} of {whole} customers")),
    )
    return {"erased": erased, "next": reverse("customers:retention", kwargs={"team": job.team.slug})}


def keep_retention(at: datetime) -> None:
    """Once a day: erase whom the teams' rules no longer keep."""
    ruled = CustomerSettings.objects.filter(retention_months__isnull=False).select_related("team")
    for settings in ruled.order_by("team__slug"):
        actions.erase_old_customers(team=settings.team, by=None, at=at)


def _telling(job: RunningJob, words: str) -> Any:
    def tell(done: int, whole: int) -> None:
        job.report(done / max(whole, 1), words.format(done=figure(done), whole=figure(whole)))

    return tell
