"""The ledger: every contact, every event in its life, counts per interval, and where each came from.

A contact is one row, unique by its id within a team, so that importing a file twice changes nothing.
What is known of a contact may be corrected by a later file; the correction is an event, and events are
only ever added. So are records of what people did: of two that begin together the later import counts.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from halfhour.people.models import Team

# What a text cell of a file is cut to (see `halfhour.ledger.reading`).
TEXT_LENGTH = 500


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Uploaded")
    READING = "reading", _("Reading")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused")


class Import(models.Model):
    """One file that was brought in, kept as it was, and what became of it.

    `stored_as` is the raw file, relative to the ledger's folder of uploads; `digest` is its SHA-256.
    `options` is what the person said about it (mapping, zone, shape, ...), `recognised` how it was
    understood. `batches_done` (of `batch_rows` each) and `counts` grow in the same transaction as the
    rows, so that an import that was cut off goes on where it stopped. `findings` holds what was
    rejected and why, and what was found; `rejected.csv` lies beside the raw file.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="imports")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(max_length=TEXT_LENGTH)
    stored_as = models.CharField(max_length=TEXT_LENGTH)
    digest = models.CharField(max_length=64)
    size_bytes = models.BigIntegerField()
    options = models.JSONField(default=dict)
    recognised = models.JSONField(default=list)
    counts = models.JSONField(default=dict)
    findings = models.JSONField(default=dict)
    batch_rows = models.PositiveIntegerField(default=0)
    batches_done = models.PositiveIntegerField(default=0)
    refusal = models.TextField(blank=True, default="")
    job = models.UUIDField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="imports"
    )
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_import_per_number"),
            models.CheckConstraint(
                condition=models.Q(state__in=("done", "refused")) ^ models.Q(finished_at__isnull=True),
                name="import_ended_has_its_time",
            ),
        )

    def __str__(self) -> str:
        return f"{self.team} #{self.number}: {self.file_name}"

    @property
    def tally(self) -> dict[str, int | None]:
        """The counts that a list shows, None where the import has not come so far."""
        return {name: self.counts.get(name) for name in ("read", "new", "changed", "rejected")}


class Contact(models.Model):
    """One request for service; empty texts and null times were not in any file."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="contacts", db_index=False)
    contact_id = models.CharField(max_length=TEXT_LENGTH)
    opened_at = models.DateTimeField()
    queue = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    channel = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    category = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    priority = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    complexity = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    language = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    customer_id = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    agent = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    abandoned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    handle_seconds = models.FloatField(null=True, blank=True)
    wait_seconds = models.FloatField(null=True, blank=True)
    reopened = models.IntegerField(null=True, blank=True)
    rating = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    # The import that wrote the row as it is now.
    source = models.ForeignKey(Import, on_delete=models.RESTRICT, related_name="contacts")

    class Meta:
        ordering = ("team", "opened_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "contact_id"), name="one_contact_per_id"),
            models.CheckConstraint(
                condition=models.Q(handle_seconds__isnull=True) | models.Q(handle_seconds__gte=0),
                name="contact_handled_in_time",
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at__isnull=True)
                | models.Q(answered_at__gte=models.F("opened_at")),
                name="contact_answered_after_opening",
            ),
        )
        indexes = (
            models.Index(fields=("team", "opened_at"), name="contact_by_opening"),
            models.Index(fields=("team", "customer_id", "opened_at"), name="contact_by_customer"),
        )

    def __str__(self) -> str:
        return self.contact_id

    @property
    def answer_seconds(self) -> float | None:
        """How long the customer waited for the first answer; None where there was none."""
        return (self.answered_at - self.opened_at).total_seconds() if self.answered_at else None


class ContactEvent(models.Model):
    """Something that happened to a contact: a row of an event log, or a correction by a later file.

    `facts` holds what an event log says of the contact beside the event, and for a correction what
    changed, as {field: [before, after]}. `digest` makes the same row of a log one event.
    """

    CORRECTED = "corrected"
    LOGGED = "logged"

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="contact_events", db_index=False)
    contact_id = models.CharField(max_length=TEXT_LENGTH)
    at = models.DateTimeField()
    kind = models.CharField(max_length=10, choices=((CORRECTED, _("Corrected")), (LOGGED, _("Logged"))))
    event = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    agent = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    queue = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    state = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    note = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    facts = models.JSONField(default=dict)
    digest = models.CharField(max_length=32)
    source = models.ForeignKey(Import, on_delete=models.RESTRICT, related_name="events")

    class Meta:
        ordering = ("team", "contact_id", "at", "id")
        constraints = (models.UniqueConstraint(fields=("team", "digest"), name="one_event_per_digest"),)
        indexes = (models.Index(fields=("team", "contact_id", "at"), name="event_by_contact"),)

    def __str__(self) -> str:
        return f"{self.contact_id}: {self.event or self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a contact's history is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a contact's history is only added to")


class IntervalCount(models.Model):
    """Counts of one queue in one interval, from files that count instead of listing contacts."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="interval_counts", db_index=False)
    interval_start = models.DateTimeField()
    queue = models.CharField(max_length=TEXT_LENGTH, blank=True, default="")
    offered = models.FloatField()
    handled = models.FloatField(null=True, blank=True)
    abandoned = models.FloatField(null=True, blank=True)
    handle_seconds_mean = models.FloatField(null=True, blank=True)
    source = models.ForeignKey(Import, on_delete=models.RESTRICT, related_name="interval_counts")

    class Meta:
        ordering = ("team", "interval_start", "queue")
        constraints = (
            models.UniqueConstraint(
                fields=("team", "interval_start", "queue"), name="one_count_per_interval"
            ),
            models.CheckConstraint(condition=models.Q(offered__gte=0), name="count_not_below_zero"),
        )

    def __str__(self) -> str:
        return f"{self.interval_start:%Y-%m-%d %H:%M} {self.queue}"


class Activity(models.Model):
    """What one person did, or by a plan was to do, from a time on: a row of an activity record.

    `ended_at` is null where the file gives no end: then it lasted until the person's next row. `digest` makes
    the same row one, however often it is brought in. Rows are only added; where a later import says something
    else of the same person and start, both stay and the later one counts.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="activities", db_index=False)
    agent = models.CharField(max_length=TEXT_LENGTH)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=TEXT_LENGTH)
    is_planned = models.BooleanField(default=False)
    digest = models.CharField(max_length=32)
    source = models.ForeignKey(Import, on_delete=models.RESTRICT, related_name="activities")

    class Meta:
        ordering = ("team", "started_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "digest"), name="one_activity_per_digest"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | models.Q(ended_at__gte=models.F("started_at")),
                name="activity_ends_after_start",
            ),
        )
        indexes = (models.Index(fields=("team", "started_at"), name="activity_by_start"),)

    def __str__(self) -> str:
        return f"{self.agent}: {self.state}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("an activity record is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("an activity record is only added to")


class ErasedCustomer(models.Model):
    """A customer's id that was erased, so that a file with older contacts does not bring it back.

    `digest` tells the id again when it comes, and nothing else about it (see `ledger.erased`). Contacts
    opened before `at` stand under `anonymous_id`; whoever comes back later is a customer like any other.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="erased_customers", db_index=False)
    digest = models.CharField(max_length=64)
    anonymous_id = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ("team", "at", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "digest"), name="one_erasure_per_customer_id"),
        )

    def __str__(self) -> str:
        return self.anonymous_id
