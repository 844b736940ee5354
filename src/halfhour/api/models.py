"""Keys to the HTTP API, and what was answered to requests that may come twice."""

from django.conf import settings
from django.db import models

from halfhour.people.models import Team


class ApiToken(models.Model):
    """A key to one team, acting as one person and never with more than they may do.

    Only `digest` is kept of it: who loses the key makes a new one. `start` are its first letters, so that
    people can tell keys apart. `scopes` are names from `halfhour.api.scopes`.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="api_tokens")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=80)
    start = models.CharField(max_length=12)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("team", "-made_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.start}…)"


class AnsweredCall(models.Model):
    """A request with an idempotency key and what it was answered, so that it is carried out once.

    `status` is null while it is being carried out.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answered")
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    body = models.TextField(blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ("token", "-at", "-id")
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="one_answer_per_key"),)
        indexes = (models.Index(fields=("at",), name="answered_call_by_time"),)

    def __str__(self) -> str:
        return self.key
