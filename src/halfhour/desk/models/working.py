"""How people work: checklists, views, changes of many at once, who is looking, what they are told."""

from django.conf import settings
from django.db import models

from halfhour.desk.models.tickets import Ticket
from halfhour.people.models import Team


class SavedView(models.Model):
    """A list under a name: filters and a sort from the allow-lists of `queries.filters`, nothing else.

    A shared view is everybody's in the team, any other its owner's.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ticket_views", db_index=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ticket_views")
    name = models.CharField(max_length=80)
    filters = models.JSONField(default=dict)
    sort = models.CharField(max_length=30, default="due")
    is_shared = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("team", "position", "name", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "owner", "name"), name="one_view_per_owner_and_name"),
        )

    def __str__(self) -> str:
        return self.name


class BulkChange(models.Model):
    """One change of many tickets: what was asked, and of each ticket what it was before, to be undone.

    `before` is [{"ticket": id, "revision": after it, "event": the last of it, "values": {...}, "held": {...},
    "moves": [...], "triage": {...}}]: since when somebody held it, the events that moved it, and what triage
    said of what the change says otherwise.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="bulk_changes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_changes")
    at = models.DateTimeField()
    asked = models.JSONField()
    before = models.JSONField()
    refused = models.JSONField(default=list)
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "-at", "-id")

    def __str__(self) -> str:
        return f"{self.by} {self.at:%Y-%m-%d %H:%M}"


class Viewing(models.Model):
    """Who has a ticket open, and until when they count as typing; it stops nobody from anything."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="viewings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="viewings")
    seen_at = models.DateTimeField()
    typing_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("ticket", "user")
        constraints = (models.UniqueConstraint(fields=("ticket", "user"), name="one_viewing_per_person"),)

    def __str__(self) -> str:
        return f"{self.user} {self.ticket}"


class Notice(models.Model):
    """Something a person is told in the application: its kind and figures, worded when it is shown.

    `key` makes the same notice one, however often it is given.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="desk_notices")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="desk_notices")
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    kind = models.CharField(max_length=30)
    figures = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=120)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("user", "-at", "-id")
        constraints = (models.UniqueConstraint(fields=("user", "key"), name="told_once"),)
        indexes = (
            models.Index(
                fields=("user", "-at"), condition=models.Q(read_at__isnull=True), name="notice_unread"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}: {self.kind}"


class PushedContact(models.Model):
    """A contact that routing gave somebody unasked, until they answer it or it goes on; one row for both.

    `at` is the ticket's `assigned_at` as long as it is theirs by this push. `passed_at` is when they let it
    pass last: others come before them from then on.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="pushes")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    is_standing = models.BooleanField(default=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    passed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=("ticket", "user"), name="pushed_once"),)
        indexes = (
            models.Index(fields=("at",), condition=models.Q(is_standing=True), name="pushed_and_standing"),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.user}"


class ChecklistItem(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="checklist")
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("ticket", "position", "id")

    def __str__(self) -> str:
        return self.text
