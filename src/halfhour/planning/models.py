"""What a plan is made of, and what has happened to it.

A plan belongs to a team and covers whole weeks from its first day. Series over half hours are one
compact row per queue; shifts, sessions and blocks are rows, because people look for them by person
and day. Names of agents and queues are those of the team version that the plan was made from.
"""

from datetime import date, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from halfhour.people.models import Team, TeamVersion


class PlanState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")


class Plan(models.Model):
    """A forecast, a requirement, a roster and day plans for `weeks` weeks from `first_on`.

    `made_from` says which state of the ledger it was made from; `findings` holds what the makers and
    the checker say of it (reasons, clashes, breaches); `summary` its headline figures; `setting` what
    the roster was asked for besides the requirement (open spans, closed days, shifts worked before).
    `revision` grows with every edit, so that two people cannot overwrite each other. `job` is the background
    job that made it, so that a job run twice makes one plan.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="plans")
    team_version = models.ForeignKey(TeamVersion, on_delete=models.RESTRICT, related_name="plans")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    first_on = models.DateField()
    weeks = models.PositiveSmallIntegerField()
    seed = models.BigIntegerField(default=0)
    effort = models.FloatField(default=1.0)
    goal_chance = models.FloatField()
    interval_minutes = models.PositiveSmallIntegerField(default=30)
    timezone = models.CharField(max_length=64)
    made_from = models.JSONField(default=dict)
    summary = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    setting = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    copied_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True)
    job = models.UUIDField(null=True, blank=True, unique=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans_made"
    )
    made_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="plans_published",
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_plan_per_number"),
            models.CheckConstraint(condition=models.Q(weeks__gte=1), name="plan_has_weeks"),
            models.CheckConstraint(
                condition=models.Q(state="draft") ^ models.Q(published_at__isnull=False),
                name="plan_published_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team} #{self.number}"

    @property
    def last_on(self) -> date:
        return self.first_on + timedelta(days=7 * self.weeks - 1)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.first_on + timedelta(days=day) for day in range(7 * self.weeks))

    @property
    def is_draft(self) -> bool:
        return self.state == PlanState.DRAFT


class PublishedDay(models.Model):
    """Which plan holds on a day: the database allows one for each team and day."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="published_days")
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="published_days")
    on = models.DateField()

    class Meta:
        ordering = ("team", "on")
        constraints = (models.UniqueConstraint(fields=("team", "on"), name="one_published_plan_per_day"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.on}"


class QueueSeries(models.Model):
    """One queue's figures over all half hours of a plan, each as a plain list in the grid's order.

    `forecast`, `requirement` and `coverage` hold the engine's arrays by name; `coverage` is worked out
    anew when a draft is edited, the other two never change.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="series")
    queue = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    forecast = models.JSONField()
    requirement = models.JSONField()
    coverage = models.JSONField(default=dict)

    class Meta:
        ordering = ("plan", "position")
        constraints = (models.UniqueConstraint(fields=("plan", "queue"), name="one_series_per_queue"),)

    def __str__(self) -> str:
        return f"{self.plan} {self.queue}"


class Shift(models.Model):
    """One person's working time on one day; `breaks` are lists of kind, start, end (seconds), paid."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="shifts")
    agent = models.CharField(max_length=100)
    on = models.DateField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    paid_seconds = models.PositiveIntegerField()
    breaks = models.JSONField(default=list)

    class Meta:
        ordering = ("plan", "on", "starts_at", "agent")
        constraints = (
            models.UniqueConstraint(fields=("plan", "agent", "on"), name="one_shift_per_person_and_day"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agent} {self.on}"


class PlacedSession(models.Model):
    """A protected training, coaching or meeting with its time, for one person."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sessions")
    agent = models.CharField(max_length=100)
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "starts_at", "agent")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="session_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.name}: {self.agent}"


class Block(models.Model):
    """A stretch of one person's day plan, with the reason why it is there."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="blocks")
    agent = models.CharField(max_length=100)
    on = models.DateField()
    kind = models.CharField(max_length=20)
    queue = models.CharField(max_length=100, blank=True, default="")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    reason = models.JSONField(default=dict)

    class Meta:
        ordering = ("plan", "on", "agent", "starts_at")
        indexes = (models.Index(fields=("plan", "on", "agent"), name="blocks_of_a_day"),)
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="block_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.agent} {self.kind}"


class EventKind(models.TextChoices):
    MADE = "made", _("Made")
    COPIED = "copied", _("Copied")
    RENAMED = "renamed", _("Renamed")
    SHIFT_ADDED = "shift_added", _("Shift added")
    SHIFT_MOVED = "shift_moved", _("Shift moved")
    SHIFT_REMOVED = "shift_removed", _("Shift removed")
    UNDONE = "undone", _("Change undone")
    RETURNED = "returned", _("Returned to the published plan")
    PUBLISHED = "published", _("Published")
    SUPERSEDED = "superseded", _("Superseded")
    DELETED = "deleted", _("Deleted")


class PlanEvent(models.Model):
    """What happened to a plan: who, when, from what to what. Never changed, never taken back.

    The plan's number stays when a deleted draft is gone.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="plan_events")
    plan = models.ForeignKey(Plan, on_delete=models.SET_NULL, null=True, related_name="events")
    plan_number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=EventKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ("team", "-at", "-id")

    def __str__(self) -> str:
        return f"{self.kind} {self.plan_number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a plan's history is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a plan's history is only added to")


class Scenario(models.Model):
    """Changes to a day under a name, in the language of `docs/reference/scenario-language.md`.

    It belongs to a team, not to a plan: it can be played on any day of any of its plans. Unless
    `shared`, only its maker sees it. `revision` grows with every change of its lines.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="scenarios")
    name = models.CharField(max_length=120)
    lines = models.TextField()
    shared = models.BooleanField(default=False)
    revision = models.PositiveIntegerField(default=1)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="scenarios"
    )
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("team", "name", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "made_by", "name"), name="one_scenario_per_maker_and_name"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="scenario_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ScenarioDraft(models.Model):
    """What a person has typed on a plan's what-if page and not saved; `scenario` is what they began from."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="scenario_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="scenario_drafts")
    lines = models.TextField(blank=True, default="")
    scenario = models.ForeignKey(Scenario, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "by")
        constraints = (
            models.UniqueConstraint(fields=("plan", "by"), name="one_scenario_draft_per_plan_and_person"),
        )

    def __str__(self) -> str:
        return f"{self.plan} {self.by}"
