"""Tickets that belong together: links between them, and merges."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import pgettext_lazy

from halfhour.desk.models.tickets import State, Ticket


class LinkKind(models.TextChoices):
    RELATED = "related", pgettext_lazy("link of tickets", "belongs with")
    FOLLOWS = "follows", pgettext_lazy("link of tickets", "follows on from")
    DUPLICATE = "duplicate", pgettext_lazy("link of tickets", "asks the same as")
    WAITS_FOR = "waits_for", pgettext_lazy("link of tickets", "waits for")


class TicketLink(models.Model):
    """`source` stands in this relation to `target`."""

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="links")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="linked_from")
    kind = models.CharField(max_length=10, choices=LinkKind, default=LinkKind.RELATED)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("source", "id")
        constraints = (
            models.UniqueConstraint(fields=("source", "target", "kind"), name="tickets_linked_once"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="ticket_not_linked_to_itself"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.kind} {self.target}"


class TicketMerge(models.Model):
    """One ticket merged into another: what was moved (ids), so that exactly that comes back."""

    source = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="merges_here")
    messages = models.JSONField(default=list)
    drafts = models.JSONField(default=list)
    state_before = models.CharField(max_length=24, choices=State)
    wakes_before = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("source",), condition=Q(undone_at__isnull=True), name="ticket_merged_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"
