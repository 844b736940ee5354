"""Who there is: users, teams, what a team's settings were at any time, and who belongs where.

A team's settings are one document, kept in numbered versions and never overwritten, so that a plan
names the version it was made from and a later edit cannot rewrite history. Of what other rooms let a team
set, every change is kept with who made it.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from halfhour.people.acting import LONGEST_KEY_NAME, key_in_use


class Role(models.TextChoices):
    """What a person may do in one team; administrators are marked on the user and may do everything."""

    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    PLANNER = "planner", _("Planner")


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class User(AbstractUser):
    """A person who logs in, with the language, theme and time zone they read in (empty: as the browser)."""

    is_administrator = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True, default="")
    theme = models.CharField(max_length=6, choices=Theme, default=Theme.SYSTEM)
    timezone = models.CharField(max_length=64, blank=True, default="")


class Team(models.Model):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class TeamVersion(models.Model):
    """A team's settings as they were from `changed_at` on: the team file's content as one document."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    document = models.JSONField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    changed_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ("team", "-number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_team_version_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.team} {self.number}"


class SettingChange(models.Model):
    """Who changed what a team has set outside its versions, when, from what to what; only added to.

    `part` is what was set ("routing", "macros", ...), `name` which one of several. `changes` is
    {what: [before, after]}. `key` is the name of the key by which a program acted.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="setting_changes", db_index=False)
    part = models.CharField(max_length=30)
    name = models.CharField(max_length=200, blank=True, default="")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()
    changes = models.JSONField()
    key = models.CharField(max_length=LONGEST_KEY_NAME, blank=True, default=key_in_use)

    class Meta:
        ordering = ("team", "-at", "-id")
        indexes = (models.Index(fields=("team", "-at", "-id"), name="setting_change_by_time"),)

    def __str__(self) -> str:
        return f"{self.team} {self.part} {self.name}".strip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("changes of settings are only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("changes of settings are only added to")


class Member(models.Model):
    """A user's role in a team; `agent_name` is who they are in the team's settings, if anyone."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=10, choices=Role)
    agent_name = models.CharField(max_length=100, blank=True, default="")

    class Meta:
        ordering = ("team", "user")
        constraints = (
            models.UniqueConstraint(fields=("user", "team"), name="one_membership_per_team"),
            models.UniqueConstraint(
                fields=("team", "agent_name"),
                condition=~models.Q(agent_name=""),
                name="one_member_per_agent",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.role}, {self.team})"
