"""Mail that is to leave: kept with the change that causes it, sent afterwards by whoever works then."""

from django.db import models
from django.utils.translation import pgettext_lazy

from halfhour.desk.models.tickets import Ticket


class OutgoingKind(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("mail", "We have your message")
    PROMISE_MOVED = "promise_moved", pgettext_lazy("mail", "New time")
    REPLIED = "replied", pgettext_lazy("mail", "Answer")
    RATING = "rating", pgettext_lazy("mail", "Rating asked for")
    LINK_AGAIN = "link_again", pgettext_lazy("mail", "Link sent again")
    HAND_OFF = "hand_off", pgettext_lazy("mail", "Question to a department")
    HAND_OFF_REMINDER = "hand_off_reminder", pgettext_lazy("mail", "Reminder to a department")
    HAND_OFF_TAKEN_BACK = "hand_off_taken_back", pgettext_lazy("mail", "Question taken back")


class OutgoingState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("mail", "Waiting")
    SENT = "sent", pgettext_lazy("mail", "Sent")
    DROPPED = "dropped", pgettext_lazy("mail", "Not sent")
    FAILED = "failed", pgettext_lazy("mail", "Failed")


class Outgoing(models.Model):
    """A mail: what it tells (ids in `facts`), worded and addressed only when it is sent.

    So no words and no addresses are kept here. `key` makes one mail of whatever is told twice. `why` says
    why it was not sent or failed, `tried_at` when that was.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="outgoing")
    kind = models.CharField(max_length=20, choices=OutgoingKind)
    key = models.CharField(max_length=120, unique=True)
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=OutgoingState, default=OutgoingState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    why = models.CharField(max_length=300, blank=True, default="")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("ticket", "made_at", "id")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state="sent") ^ models.Q(sent_at__isnull=True),
                name="mail_sent_has_its_time",
            ),
        )
        indexes = (
            models.Index(
                fields=("next_try_at", "id"), condition=models.Q(state="waiting"), name="mail_in_line"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.kind}"
