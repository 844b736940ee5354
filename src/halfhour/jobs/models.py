"""Long work as rows: what was asked, how far it is, and how it ended.

The row is the truth. A task of the queue only says that someone should look at it, and a message to
the browser only says "look again".
"""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from halfhour.people.models import Team


class JobState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    SUCCEEDED = "succeeded", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


UNFINISHED = (JobState.WAITING, JobState.RUNNING)


class Job(models.Model):
    """One piece of long work. `attempts` numbers the tries and fences off workers thought dead.

    `result` is what the handler returned: `next` in it is the address of the page that shows it.
    `error` is a sentence for the person who asked. `language` is theirs, for the notes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=60)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, blank=True, related_name="jobs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    arguments = models.JSONField(default=dict, blank=True)
    language = models.CharField(max_length=10, blank=True, default="")
    state = models.CharField(max_length=10, choices=JobState, default=JobState.WAITING)
    progress = models.FloatField(default=0.0)
    note = models.CharField(max_length=300, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True, default="")
    task_id = models.UUIDField(null=True, blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)
    error = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (
            models.Index(fields=("state", "heartbeat_at"), name="job_by_heartbeat"),
            models.Index(fields=("team", "-created_at"), name="job_by_team"),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(progress__gte=0) & models.Q(progress__lte=1),
                name="job_progress_is_a_share",
            ),
            models.CheckConstraint(
                condition=(
                    models.Q(state__in=("waiting", "running"), finished_at__isnull=True)
                    | models.Q(state__in=("succeeded", "failed", "cancelled"), finished_at__isnull=False)
                ),
                name="job_finished_has_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:job", kwargs={"job": self.id})

    @property
    def is_finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def percent(self) -> int:
        return round(self.progress * 100)

    @property
    def next_url(self) -> str:
        """Where the result is shown, empty where the job leads nowhere."""
        result: dict[str, Any] = self.result
        return str(result.get("next", ""))


class ScheduledRun(models.Model):
    """When a piece of scheduled work is due next, and when it was begun last."""

    name = models.CharField(max_length=60, unique=True)
    next_at = models.DateTimeField()
    ran_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
