"""The ledger's background work."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from halfhour.jobs.errors import JobRefused
from halfhour.jobs.running import RunningJob
from halfhour.ledger.actions import ImportProgress
from halfhour.ledger.actions import import_history as read_into_ledger
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.models import Import
from halfhour.ledger.summary import stage_words


def import_history(job: RunningJob) -> dict[str, Any]:
    """Read the import named in the job's arguments; `next` may name another page to show after it."""
    record = Import.objects.select_related("team").get(id=job.arguments["import"], team=job.team)

    def tell(progress: ImportProgress) -> None:
        job.report(progress.done, stage_words(progress))

    try:
        done = read_into_ledger(record=record, at=timezone.now(), on_progress=tell)
    except ImportRefused as refusal:
        raise JobRefused(refusal.on_page) from None
    page = reverse("ledger:import", kwargs={"team": record.team.slug, "number": record.number})
    return {"import": done.number, "next": job.arguments.get("next") or page}
