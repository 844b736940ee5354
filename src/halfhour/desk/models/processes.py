"""Processes around a ticket: canned replies, complaints, hand-offs to departments, ratings."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from halfhour.desk.models.tickets import Ticket
from halfhour.people.models import Team


class Macro(models.Model):
    """A canned reply with what else it does: `texts` is {language: text with {variables}}.

    `sets` is {"state", "priority", "complexity", "category", "queue", "tags", "assign_to_me"}; what is
    missing stays as it is. A retired one is no longer offered.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="macros", db_index=False)
    name = models.CharField(max_length=100)
    shortcut = models.CharField(max_length=30, blank=True, default="")
    texts = models.JSONField(default=dict)
    sets = models.JSONField(default=dict)
    is_retired = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("team", "name", "id")
        constraints = (models.UniqueConstraint(fields=("team", "name"), name="one_macro_per_name"),)

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    macro = models.ForeignKey(Macro, on_delete=models.CASCADE, related_name="uses")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="macro_uses")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()
    was_edited = models.BooleanField(default=False)

    class Meta:
        ordering = ("macro", "-at", "-id")

    def __str__(self) -> str:
        return f"{self.macro} {self.ticket}"


class StepKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", pgettext_lazy("complaint step", "Acknowledge")
    RECORD = "record", pgettext_lazy("complaint step", "Listen and record")
    APOLOGISE = "apologise", pgettext_lazy("complaint step", "Apologise")
    INVESTIGATE = "investigate", pgettext_lazy("complaint step", "Investigate")
    REMEDY = "remedy", pgettext_lazy("complaint step", "Remedy")
    ANSWER = "answer", pgettext_lazy("complaint step", "Answer")
    LEARN = "learn", pgettext_lazy("complaint step", "Learn")


class Complaint(models.Model):
    """A ticket handled as a complaint: an owner, a reviewer who was not involved, steps with deadlines."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="complaints", db_index=False)
    number = models.PositiveIntegerField()
    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, related_name="complaint")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="complaints_owned",
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="complaints_reviewed",
    )
    root_cause = models.CharField(max_length=100, blank=True, default="")
    is_upheld = models.BooleanField(null=True, blank=True)
    remedy = models.TextField(max_length=2000, blank=True, default="")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_complaint_per_number"),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(reviewer__isnull=True) | ~Q(owner=models.F("reviewer")),
                name="complaint_reviewed_by_another",
            ),
        )

    def __str__(self) -> str:
        return f"C{self.number}"


class ComplaintStep(models.Model):
    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    position = models.PositiveSmallIntegerField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    text = models.TextField(max_length=5000, blank=True, default="")
    reminded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("complaint", "position")
        constraints = (models.UniqueConstraint(fields=("complaint", "kind"), name="one_step_per_kind"),)

    def __str__(self) -> str:
        return f"{self.complaint} {self.kind}"


class Department(models.Model):
    """A part of the organisation that tickets are passed to and come back from; it needs no account.

    Mail goes to it in its `language`, empty for that of the installation; its page opens in it too.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="departments", db_index=False)
    name = models.CharField(max_length=100)
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    due_hours = models.PositiveSmallIntegerField(default=24)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("team", "name")
        constraints = (models.UniqueConstraint(fields=("team", "name"), name="one_department_per_name"),)

    def __str__(self) -> str:
        return self.name


class HandOffState(models.TextChoices):
    OPEN = "open", pgettext_lazy("hand-off", "With the department")
    ANSWERED = "answered", pgettext_lazy("hand-off", "Answered")
    TAKEN_BACK = "taken_back", pgettext_lazy("hand-off", "Taken back")


class HandOff(models.Model):
    """A question passed to a department: what was asked and passed along, who owns the customer meanwhile.

    `messages` are ids of the messages that the department may read. `link_version` makes older links void.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="hand_offs")
    department = models.ForeignKey(Department, on_delete=models.RESTRICT, related_name="hand_offs")
    asked = models.TextField(max_length=5000)
    messages = models.JSONField(default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="hand_offs"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=HandOffState, default=HandOffState.OPEN)
    answer = models.TextField(max_length=20_000, blank=True, default="")
    answered_by = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    link_version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ("ticket", "-at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(state="open") ^ Q(ended_at__isnull=False), name="hand_off_ended_has_its_time"
            ),
            models.UniqueConstraint(
                fields=("ticket", "department"), condition=Q(state="open"), name="one_open_hand_off"
            ),
        )
        indexes = (models.Index(fields=("due_at",), condition=Q(state="open"), name="hand_off_due"),)

    def __str__(self) -> str:
        return f"{self.ticket} → {self.department}"


class Rating(models.Model):
    """One question about one resolution: speed and quality from 1 to 5, and what else the customer says.

    `resolution` counts resolutions of the ticket, so that each is asked about at most once.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="ratings")
    resolution = models.PositiveSmallIntegerField(default=1)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    speed = models.PositiveSmallIntegerField(null=True, blank=True)
    quality = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.TextField(max_length=5000, blank=True, default="")

    class Meta:
        ordering = ("ticket", "asked_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("ticket", "resolution"), name="asked_once_per_resolution"),
            models.CheckConstraint(
                condition=Q(speed__isnull=True) | Q(speed__range=(1, 5)), name="speed_from_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(quality__isnull=True) | Q(quality__range=(1, 5)), name="quality_from_1_to_5"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.quality}"


class RatingCredit(models.Model):
    """Who did the work that was rated, by their share of the replies."""

    rating = models.ForeignKey(Rating, on_delete=models.CASCADE, related_name="credits")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="rating_credits"
    )
    share = models.FloatField()

    class Meta:
        ordering = ("rating", "-share", "user")
        constraints = (
            models.UniqueConstraint(fields=("rating", "user"), name="one_credit_per_person"),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=1), name="credit_is_a_share"),
        )

    def __str__(self) -> str:
        return f"{self.rating} {self.user}"
