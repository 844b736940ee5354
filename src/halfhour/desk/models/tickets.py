"""Tickets: what stands on them, and what lists find them by."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.customers.models import Customer
from halfhour.desk.models.setting import Tag
from halfhour.people.models import Team

SUBJECT_LENGTH = 300


class State(models.TextChoices):
    """Where a ticket stands, and so whose turn it is."""

    NEW = "new", pgettext_lazy("ticket", "New")
    OPEN = "open", pgettext_lazy("ticket", "Open")
    WAITING_ON_CUSTOMER = "waiting_on_customer", _("Waiting on customer")
    WAITING_ON_THIRD_PARTY = "waiting_on_third_party", _("Waiting on third party")
    SCHEDULED = "scheduled", pgettext_lazy("ticket", "Scheduled")
    RESOLVED = "resolved", pgettext_lazy("ticket", "Resolved")
    CLOSED = "closed", pgettext_lazy("ticket", "Closed")


OURS = (State.NEW, State.OPEN)  # the next step is the team's
UNFINISHED = (*OURS, State.WAITING_ON_CUSTOMER, State.WAITING_ON_THIRD_PARTY, State.SCHEDULED)
ENDED = (State.RESOLVED, State.CLOSED)
WAITS_FOR_OTHERS = (State.WAITING_ON_CUSTOMER, State.WAITING_ON_THIRD_PARTY)
UNDONE_WITHIN = timedelta(minutes=10)  # what was done by mistake is as if it had not been
IS_UNFINISHED = Q(state__in=[state.value for state in UNFINISHED])


class Priority(models.TextChoices):
    LOW = "low", pgettext_lazy("priority", "Low")
    NORMAL = "normal", pgettext_lazy("priority", "Normal")
    HIGH = "high", pgettext_lazy("priority", "High")
    URGENT = "urgent", pgettext_lazy("priority", "Urgent")


class Complexity(models.TextChoices):
    STANDARD = "standard", pgettext_lazy("complexity", "Standard")
    COMPLEX = "complex", pgettext_lazy("complexity", "Complex")


class Ticket(models.Model):
    """A contact kept on our own desk, under a number that is given once.

    `segment` is who owes the next step: "unassigned", "user-<id>" or "department-<id>". `triage` is
    {field: {"value", "by": rule|classifier|person|form, "reason": ..., "chance": ...}}. What follows
    `revision` is worked out from the events: the clocks' due times (`due_at` is the nearest that runs,
    `due_measure` which), times that lists show, and `warn_at`, the next moment at which somebody is to be
    warned. `link_version` makes older links to the customer's page worthless. `done_revision` is the revision
    of the last thing that was done to it: what Halfhour says of it after that overtakes nobody.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="tickets", db_index=False)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=SUBJECT_LENGTH, blank=True, default="")
    state = models.CharField(max_length=24, choices=State, default=State.NEW)
    channel = models.CharField(max_length=20)
    queue = models.CharField(max_length=100)
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="tickets", db_index=False
    )
    language = models.CharField(max_length=10, blank=True, default="")
    category = models.CharField(max_length=100, blank=True, default="")
    priority = models.CharField(max_length=10, choices=Priority, default=Priority.NORMAL)
    priority_rank = models.PositiveSmallIntegerField(default=1)  # 0 low to 3 urgent, so that it sorts
    complexity = models.CharField(max_length=10, choices=Complexity, default=Complexity.STANDARD)
    tier = models.CharField(max_length=60, blank=True, default="")
    signals = models.JSONField(default=list, blank=True)
    triage = models.JSONField(default=dict, blank=True)
    fields = models.JSONField(default=dict, blank=True)
    tags = models.ManyToManyField(Tag, blank=True, related_name="tickets")
    weight = models.FloatField(default=1.0)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        db_index=False,
    )
    assigned_by_person = models.BooleanField(default=False)
    assigned_at = models.DateTimeField(null=True, blank=True)
    segment = models.CharField(max_length=40, default="unassigned")
    unassigned_why = models.JSONField(default=dict, blank=True)
    wakes_at = models.DateTimeField(null=True, blank=True)
    wakes_to = models.CharField(max_length=24, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="merged"
    )
    repeats = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    link_version = models.PositiveSmallIntegerField(default=1)
    revision = models.PositiveIntegerField(default=1)
    done_revision = models.PositiveIntegerField(default=1)

    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    first_answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    reopened = models.PositiveSmallIntegerField(default=0)
    customer_wrote_at = models.DateTimeField(null=True, blank=True)
    answered_last_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    due_at = models.DateTimeField(null=True, blank=True)
    due_measure = models.CharField(max_length=20, blank=True, default="")
    first_due_at = models.DateTimeField(null=True, blank=True)
    resolution_due_at = models.DateTimeField(null=True, blank=True)
    warn_at = models.DateTimeField(null=True, blank=True)
    handle_seconds = models.FloatField(null=True, blank=True)

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_ticket_per_number"),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="ticket_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state="closed"), name="merged_ticket_is_closed"
            ),
            models.CheckConstraint(
                condition=~Q(state="scheduled") | Q(wakes_at__isnull=False), name="scheduled_ticket_wakes"
            ),
            models.CheckConstraint(
                condition=Q(assignee__isnull=True) | Q(assigned_at__isnull=False),
                name="assigned_ticket_has_its_time",
            ),
        )
        indexes = (
            models.Index(fields=("team", "state", "due_at", "id"), name="ticket_by_due"),
            # The lists: of what is unfinished, few even among a million, and of all.
            models.Index(fields=("team", "due_at", "id"), condition=IS_UNFINISHED, name="list_by_due"),
            models.Index(fields=("team", "changed_at", "id"), condition=IS_UNFINISHED, name="list_by_change"),
            models.Index(fields=("team", "opened_at", "id"), condition=IS_UNFINISHED, name="list_by_opening"),
            models.Index(
                fields=("team", "-priority_rank", "opened_at", "id"),
                condition=IS_UNFINISHED,
                name="list_by_priority",
            ),
            models.Index(
                fields=("team", "assignee", "due_at", "id"), condition=IS_UNFINISHED, name="list_of_assignee"
            ),
            models.Index(fields=("team", "due_at", "id"), name="all_by_due"),
            models.Index(fields=("team", "changed_at", "id"), name="all_by_change"),
            models.Index(fields=("team", "opened_at", "id"), name="all_by_opening"),
            models.Index(fields=("team", "-priority_rank", "opened_at", "id"), name="all_by_priority"),
            models.Index(fields=("team", "assignee", "changed_at", "id"), name="all_of_assignee"),
            models.Index(fields=("team", "category", "changed_at", "id"), name="all_of_category"),
            models.Index(fields=("customer", "-opened_at"), name="ticket_of_customer"),
            models.Index(
                fields=("team", "queue", "due_at", "id"),
                condition=Q(state__in=("new", "open")),
                name="ticket_line",
            ),
            models.Index(fields=("warn_at",), condition=Q(warn_at__isnull=False), name="ticket_to_warn"),
            models.Index(fields=("wakes_at",), condition=Q(wakes_at__isnull=False), name="ticket_to_wake"),
            models.Index(fields=("resolved_at",), condition=Q(state="resolved"), name="ticket_to_close"),
        )

    def __str__(self) -> str:
        return f"#{self.number}"

    @property
    def title(self) -> str:
        return self.subject or str(_("(no subject)"))

    @property
    def is_ours(self) -> bool:
        return self.state in OURS

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED

    @property
    def is_customer_erased(self) -> bool:
        return self.customer is not None and self.customer.erased_at is not None
