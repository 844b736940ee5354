"""The guided start of a team: how far its people are on the way from a file to a published plan."""

from django.conf import settings
from django.db import models

from halfhour.people.models import Team


class GuidedStart(models.Model):
    """A team that is being set up. `confirmed` names the steps somebody said yes to.

    `drafts` keeps, by step, what was typed but not saved yet: closing the browser loses nothing.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="guided_start")
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.JSONField(default=list, blank=True)
    drafts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("team",)

    def __str__(self) -> str:
        return str(self.team)
