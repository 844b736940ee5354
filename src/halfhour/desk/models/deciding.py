"""What decides: versions of goals and triage rules, what was learned, who is there, what was promised."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.desk.models.tickets import Ticket
from halfhour.people.models import Team


class GoalPolicy(models.Model):
    """A team's goals as they are in force from `in_force_from` on; a later version never rewrites history.

    `document` is {"rules": [{"name", "when": {fact: value}, "first_answer_seconds", ...}, ...],
    "paused_in": [state, ...]}.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="goal_policies", db_index=False)
    number = models.PositiveIntegerField()
    in_force_from = models.DateTimeField()
    document = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("team", "-number")
        constraints = (models.UniqueConstraint(fields=("team", "number"), name="one_goal_policy_per_number"),)

    def __str__(self) -> str:
        return f"{self.team} {self.number}"


class TriageRules(models.Model):
    """A team's rules for new contacts, in order, kept in numbered versions; the latest holds."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="triage_rules", db_index=False)
    number = models.PositiveIntegerField()
    document = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_set_of_triage_rules_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.team} {self.number}"


class Label(models.Model):
    """What a person said a contact is: the examples that the classifier learns from. Only added to."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="labels", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="labels")
    field = models.CharField(max_length=20)
    value = models.CharField(max_length=100)
    was = models.CharField(max_length=100, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("team", "at", "id")
        indexes = (models.Index(fields=("team", "field", "at"), name="label_by_field"),)

    def __str__(self) -> str:
        return f"{self.ticket} {self.field}={self.value}"


class TrainedClassifier(models.Model):
    """What was learned from a team's labels; the newest of a field that `is_used` is asked."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="classifiers", db_index=False)
    field = models.CharField(max_length=20)
    number = models.PositiveIntegerField()
    data = models.BinaryField()
    examples = models.PositiveIntegerField()
    measures = models.JSONField(default=dict)
    trained_at = models.DateTimeField()
    is_used = models.BooleanField(default=True)

    class Meta:
        ordering = ("team", "field", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "field", "number"), name="one_classifier_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.team} {self.field} {self.number}"


class Warned(models.Model):
    """A warning that was given: one per ticket, clock (its measure and start), goal and share."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="warnings")
    measure = models.CharField(max_length=20)
    clock = models.BigIntegerField(default=0)
    goal_seconds = models.PositiveIntegerField(default=0)
    share = models.FloatField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("ticket", "at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "measure", "clock", "goal_seconds", "share"), name="warned_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.measure} {self.share:g}"


class PresenceState(models.TextChoices):
    AVAILABLE = "available", pgettext_lazy("presence", "Available")
    BUSY = "busy", pgettext_lazy("presence", "No new contacts")
    AWAY = "away", pgettext_lazy("presence", "Away")


class Presence(models.Model):
    """Whether somebody is there for a team: what they said, and when a page of theirs was last heard of."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="presences", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="presences")
    state = models.CharField(max_length=10, choices=PresenceState, default=PresenceState.AWAY)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    idle_since = models.DateTimeField()

    class Meta:
        ordering = ("team", "user")
        constraints = (models.UniqueConstraint(fields=("team", "user"), name="one_presence_per_person"),)
        verbose_name = _("presence")

    def __str__(self) -> str:
        return f"{self.user}: {self.state}"


class PromiseRecord(models.Model):
    """A time that a customer was told: between `from_at` and `by_at`, with the chance it claims.

    One that is told anew leaves the earlier with `replaced_at`. `was_kept` is None until it is known, and for
    good where it `is_void`: what ended without anybody's having waited is neither kept nor broken.
    `line` and `score` are what the calibration learns from.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="promises")
    queue = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    from_at = models.DateTimeField()
    by_at = models.DateTimeField()
    chance = models.FloatField(default=0.9)
    line = models.JSONField(default=dict)
    reasons = models.JSONField(default=list)
    told_by_mail = models.BooleanField(default=False)
    replaced_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    was_kept = models.BooleanField(null=True, blank=True)
    is_void = models.BooleanField(default=False)

    class Meta:
        ordering = ("ticket", "made_at", "id")
        indexes = (
            models.Index(
                fields=("queue", "by_at"),
                condition=models.Q(was_kept__isnull=True, replaced_at__isnull=True),
                name="promise_standing",
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.by_at:%Y-%m-%d %H:%M}"


class QueueCalibration(models.Model):
    """What a queue's kept and broken promises have taught (`halfhour.engine.promise.Calibration`)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="calibrations", db_index=False)
    queue = models.CharField(max_length=100)
    document = models.JSONField()
    kept = models.PositiveIntegerField(default=0)
    broken = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("team", "queue")
        constraints = (models.UniqueConstraint(fields=("team", "queue"), name="one_calibration_per_queue"),)

    def __str__(self) -> str:
        return f"{self.team} {self.queue}"
