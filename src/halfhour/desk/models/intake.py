"""What came in, as it came: stored before anybody understands it."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from halfhour.people.models import Team


class IntakeState(models.TextChoices):
    RECEIVED = "received", _("Received")
    TAKEN = "taken", _("Taken")
    SET_ASIDE = "set_aside", _("Set aside")


class RawInput(models.Model):
    """One thing that a channel handed over, and what became of it: received, then taken or set aside.

    `key` is the source's own name for it: the same key from the same source is the same input, however
    often it is handed over. `digest` tells whether a key was used again for something else. `why` says in
    a sentence's parts why it was set aside; `tries` counts attempts to take it. `number` is kept for the
    ticket that it becomes, so that no two that come at once wait for each other's. `made` is not stored: the
    new ticket as it was saved, for whoever took the input and where nothing has happened to it since.
    """

    made: Any = None

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="raw_inputs", db_index=False)
    source = models.CharField(max_length=60)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    channel = models.CharField(max_length=20)
    body = models.JSONField()
    received_at = models.DateTimeField()
    number = models.PositiveIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=IntakeState, default=IntakeState.RECEIVED)
    tries = models.PositiveSmallIntegerField(default=0)
    why = models.JSONField(default=dict, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    ticket = models.ForeignKey(
        "desk.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="raw_inputs"
    )

    class Meta:
        ordering = ("team", "received_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "source", "key"), name="one_input_per_key"),
            models.CheckConstraint(
                condition=models.Q(state="received") ^ models.Q(settled_at__isnull=False),
                name="input_settled_has_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("received_at",), condition=models.Q(state="received"), name="input_waiting"),
            models.Index(
                fields=("team", "-received_at"), condition=models.Q(state="set_aside"), name="input_set_aside"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class InputFile(models.Model):
    """A file that came with an input, until it hangs on the message that is made of it."""

    raw = models.ForeignKey(RawInput, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    stored_as = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("raw", "id")

    def __str__(self) -> str:
        return self.name
