"""What a team has agreed about its desk, and the words it files tickets under."""

from django.db import models

from halfhour.customers.models import FieldKind
from halfhour.people.models import Team


class DeskSettings(models.Model):
    """A team's desk.

    `routing` holds what `halfhour.desk.adapter.routing` reads (shares, and how many contacts of a channel
    one person may hold at once), `form` the words of the web form, `escalation` who is warned at which share
    of a goal, `processes` the days of a complaint's steps and the pause before a rating is asked for. A
    ticket closes `close_after_days` after it was resolved; a customer who writes within `reopen_days` of
    that reopens it, later a linked new one is opened. Links to a customer's page expire after `link_days`.

    Deadlines follow the hours of the team's version `hours_of`; while they are brought to those of another,
    `hours_to`, they are so up to the ticket `hours_after`.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="desk_settings")
    routing = models.JSONField(default=dict, blank=True)
    form = models.JSONField(default=dict, blank=True)
    escalation = models.JSONField(default=dict, blank=True)
    processes = models.JSONField(default=dict, blank=True)
    categories = models.JSONField(default=list, blank=True)
    form_is_open = models.BooleanField(default=True)
    asks_for_rating = models.BooleanField(default=True)
    close_after_days = models.PositiveSmallIntegerField(default=4)
    reopen_days = models.PositiveSmallIntegerField(default=14)
    link_days = models.PositiveSmallIntegerField(default=30)
    revision = models.PositiveIntegerField(default=1)
    hours_of = models.BigIntegerField(null=True, blank=True)
    hours_to = models.BigIntegerField(null=True, blank=True)
    hours_after = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return str(self.team)


class TicketCount(models.Model):
    """How many numbers of tickets a team has given: a row that is held by whoever counts, and nobody else."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="ticket_count")
    last_number = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.team}: {self.last_number}"


class Tag(models.Model):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ticket_tags", db_index=False)
    name = models.CharField(max_length=60)

    class Meta:
        ordering = ("team", "name")
        constraints = (models.UniqueConstraint(fields=("team", "name"), name="one_tag_per_name"),)

    def __str__(self) -> str:
        return self.name


class TicketField(models.Model):
    """Something a team wants to know of its tickets; only what is defined here can be stored.

    `key` stays the same for good. A retired field is no longer asked for, and what was entered is kept.
    `words` are by language what customers read of it in the form: its "label", and its "choices" one for one.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ticket_fields", db_index=False)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=FieldKind)
    choices = models.JSONField(default=list, blank=True)
    words = models.JSONField(default=dict, blank=True)
    on_form = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("team", "position", "id")
        constraints = (models.UniqueConstraint(fields=("team", "key"), name="one_ticket_field_per_key"),)

    def __str__(self) -> str:
        return self.label
