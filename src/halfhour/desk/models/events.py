"""What happened to tickets: only added to."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from halfhour.desk.models.tickets import State, Ticket
from halfhour.people.acting import LONGEST_KEY_NAME, key_in_use


class Actor(models.TextChoices):
    PERSON = "person", pgettext_lazy("who acted", "A person")
    CUSTOMER = "customer", pgettext_lazy("who acted", "The customer")
    HALFHOUR = "halfhour", "Halfhour"


class EventKind(models.TextChoices):
    """The first six are what clocks know (`halfhour.engine.sla.Happening`).

    The words are headings that need nobody who acts, so that no language has to make them agree with one.
    """

    # Translators: headings in a ticket's history, nouns where possible; who acted stands after them.
    OPENED = "opened", pgettext_lazy("ticket event", "New ticket")
    ANSWERED = "answered", pgettext_lazy("ticket event", "Answer")
    CUSTOMER_WROTE = "customer_wrote", pgettext_lazy("ticket event", "Message from the customer")
    MOVED = "moved", pgettext_lazy("ticket event", "Change of state")
    HANDED = "handed", pgettext_lazy("ticket event", "Change of hands")
    JUDGED = "judged", pgettext_lazy("ticket event", "Sorting")
    ROUTED = "routed", pgettext_lazy("ticket event", "Routing")
    NOTED = "noted", pgettext_lazy("ticket event", "Internal note")
    CHANGED = "changed", pgettext_lazy("ticket event", "Change of details")
    PROMISED = "promised", pgettext_lazy("ticket event", "Promise")
    WARNED = "warned", pgettext_lazy("ticket event", "Warning")
    LINKED = "linked", pgettext_lazy("ticket event", "New link")
    UNLINKED = "unlinked", pgettext_lazy("ticket event", "Removal of a link")
    MERGED = "merged", pgettext_lazy("ticket event", "Merge")
    UNMERGED = "unmerged", pgettext_lazy("ticket event", "Undoing of a merge")
    SPLIT = "split", pgettext_lazy("ticket event", "Split")
    SNOOZED = "snoozed", pgettext_lazy("ticket event", "Putting off")
    WOKEN = "woken", pgettext_lazy("ticket event", "End of putting off")
    REOPENED = "reopened", pgettext_lazy("ticket event", "Reopening")
    CHECKED = "checked", pgettext_lazy("ticket event", "Checklist")
    MACRO_USED = "macro_used", pgettext_lazy("ticket event", "Canned reply")
    COMPLAINT = "complaint", pgettext_lazy("ticket event", "Complaint")
    HANDED_OFF = "handed_off", pgettext_lazy("ticket event", "Question to a department")
    HANDED_BACK = "handed_back", pgettext_lazy("ticket event", "Return from a department")
    RATING_ASKED = "rating_asked", pgettext_lazy("ticket event", "Request for a rating")
    RATED = "rated", pgettext_lazy("ticket event", "Rating")
    UNDONE = "undone", pgettext_lazy("ticket event", "Undoing of a change")
    LINK_SENT = "link_sent", pgettext_lazy("ticket event", "New link to the page")


# What Halfhour says of a ticket by itself, and changes nothing of it by.
SAID_ONLY = (EventKind.ROUTED, EventKind.PROMISED, EventKind.WARNED, EventKind.RATING_ASKED)


class TicketEvent(models.Model):
    """Something that happened to a ticket: who, when, from what to what.

    `state` is given when it moved, `segment` when it opened or was handed on. `facts` is
    {what: [before, after]}; an opening and a judgement hold in `judged` what the clocks' goals go by, and a
    question that a merge brought along how long it "waited", and by which "merge". `reason` is why, as the
    engine gives it, `key` the name of the key by which a program acted. Never changed, never taken back.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="events", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=EventKind)
    actor = models.CharField(max_length=10, choices=Actor, default=Actor.HALFHOUR)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=24, choices=State, blank=True, default="")
    segment = models.CharField(max_length=40, blank=True, default="")
    judged = models.JSONField(default=dict, blank=True)
    facts = models.JSONField(default=dict, blank=True)
    reason = models.JSONField(default=dict, blank=True)
    key = models.CharField(max_length=LONGEST_KEY_NAME, blank=True, default=key_in_use)

    class Meta:
        ordering = ("ticket", "at", "id")
        indexes = (models.Index(fields=("ticket", "at", "id"), name="event_of_ticket"),)

    def __str__(self) -> str:
        return f"{self.ticket} {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a ticket's history is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a ticket's history is only added to")
