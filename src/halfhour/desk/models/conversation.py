"""What is said on a ticket, what is being written, where it is looked for, and who follows it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halfhour.customers.models import Customer
from halfhour.desk.models.tickets import Ticket
from halfhour.people.models import Team

MOST_CHARACTERS = 100_000


class MessageKind(models.TextChoices):
    CUSTOMER = "customer", pgettext_lazy("message", "From the customer")
    REPLY = "reply", pgettext_lazy("message", "Reply")
    NOTE = "note", pgettext_lazy("message", "Internal note")
    NOTICE = "notice", pgettext_lazy("message", "Automatic notice")


PUBLIC = (MessageKind.CUSTOMER, MessageKind.REPLY)  # what people say that the customer knows of


class Message(models.Model):
    """One thing said: by the customer, to the customer, or among ourselves (a note never leaves).

    `text` is plain; `html` is what an allow-list left of formatted text, empty where there was none.
    `mentions` are ids of users named in it. `stamp` is what its writer's page gave it: what comes once more
    with it is a second click, or was sent again because no answer came. `not_delivered` is why the mail of a
    reply could not be sent, where it was given up.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False)
    kind = models.CharField(max_length=10, choices=MessageKind)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    text = models.TextField(max_length=MOST_CHARACTERS)
    html = models.TextField(blank=True, default="")
    mentions = models.JSONField(default=list, blank=True)
    at = models.DateTimeField()
    stamp = models.CharField(max_length=32, blank=True, default="")
    not_delivered = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("ticket", "at", "id")
        indexes = (models.Index(fields=("ticket", "at", "id"), name="message_of_ticket"),)

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def is_internal(self) -> bool:
        return self.kind == MessageKind.NOTE


class DraftKind(models.TextChoices):
    REPLY = "reply", pgettext_lazy("draft", "Reply")
    NOTE = "note", pgettext_lazy("draft", "Note")


class Draft(models.Model):
    """What a person has typed on a ticket and neither sent nor discarded; a reply and a note apart.

    With a reply stays what comes with it: the canned reply it was made of, and the state that follows.
    `stamp` is another with every text, made by the page that saves it or by us; empty until one is kept.
    """

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="ticket_drafts")
    kind = models.CharField(max_length=10, choices=DraftKind)
    text = models.TextField(max_length=MOST_CHARACTERS, blank=True, default="")
    macro = models.ForeignKey(
        "desk.Macro", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    then = models.CharField(max_length=24, blank=True, default="")
    stamp = models.CharField(max_length=32, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("ticket", "by", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=("ticket", "by", "kind"), name="one_draft_per_ticket_person_and_kind"
            ),
        )

    def __str__(self) -> str:
        return f"{self.ticket} {self.kind}"


class Attachment(models.Model):
    """A file: kept under a name of our own making, given back only as a download.

    Until its message is sent it hangs on a draft. `content_type` is what the bytes are, whatever the name
    says. `token` is part of its address.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="attachments", db_index=False)
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    draft = models.ForeignKey(
        Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="attachments"
    )
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveBigIntegerField()
    content_type = models.CharField(max_length=100)
    stored_as = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    token = models.CharField(max_length=40, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("ticket", "id")

    def __str__(self) -> str:
        return self.name


class TicketText(models.Model):
    """The words of a ticket as search compares them (`halfhour.desk.words`), parted by spaces.

    The index over them is the database's own and follows this row by itself: on PostgreSQL a column of
    lexemes, on SQLite a table of FTS5.
    """

    ticket = models.OneToOneField(Ticket, on_delete=models.CASCADE, primary_key=True, related_name="words")
    words = models.TextField(blank=True, default="")

    class Meta:
        ordering = ("ticket",)

    def __str__(self) -> str:
        return str(self.ticket)


class Watch(models.Model):
    """Somebody who wants to know what happens to a ticket that is not theirs."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")

    class Meta:
        ordering = ("ticket", "user")
        constraints = (models.UniqueConstraint(fields=("ticket", "user"), name="watched_once"),)
        verbose_name = _("watch")

    def __str__(self) -> str:
        return f"{self.user} {self.ticket}"
