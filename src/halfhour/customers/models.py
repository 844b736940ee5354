"""The team's customers: who they are, under which addresses they write, what is noted of them and by whom.

Their contacts are the ledger's: a contact belongs to the customer who has its `customer_id` among the
addresses. Addresses are unique within a team. What happened to a customer is only added to.
"""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from halfhour.people.acting import LONGEST_KEY_NAME, key_in_use
from halfhour.people.models import Team

NAME_LENGTH = 200
ADDRESS_LENGTH = 500


def usual_tiers() -> list[str]:
    return ["standard", "premium"]


class CustomerSettings(models.Model):
    """What a team has agreed about its customers, and the last number that was given to one.

    `retention_months` is after how many months without contact customers are erased; None keeps them.
    The row is also what changes to several customers at once wait for.
    """

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="customer_settings")
    tiers = models.JSONField(default=usual_tiers)
    retention_months = models.PositiveSmallIntegerField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(retention_months__isnull=True) | models.Q(retention_months__gte=1),
                name="customers_kept_a_month_at_least",
            ),
        )

    def __str__(self) -> str:
        return str(self.team)


class FieldKind(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("One of a list")


class CustomField(models.Model):
    """Something a team wants to know of its customers; only what is defined here can be stored.

    `key` stays the same for good. A retired field is no longer asked for, and what was entered is kept.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="customer_fields", db_index=False)
    key = models.CharField(max_length=60)
    label = models.CharField(max_length=100)
    kind = models.CharField(max_length=10, choices=FieldKind)
    choices = models.JSONField(default=list, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    class Meta:
        ordering = ("team", "position", "id")
        constraints = (models.UniqueConstraint(fields=("team", "key"), name="one_customer_field_per_key"),)

    def __str__(self) -> str:
        return self.label


class Organisation(models.Model):
    """Whom several customers belong to; `search_name` is the name as it is looked for."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="organisations", db_index=False)
    name = models.CharField(max_length=NAME_LENGTH)
    search_name = models.CharField(max_length=2 * NAME_LENGTH)

    class Meta:
        ordering = ("team", "search_name")
        constraints = (
            models.UniqueConstraint(fields=("team", "search_name"), name="one_organisation_per_name"),
        )

    def __str__(self) -> str:
        return self.name


class Consent(models.TextChoices):
    UNKNOWN = "unknown", _("Not asked")
    GIVEN = "given", _("Given")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


REFUSES = (Consent.REFUSED, Consent.WITHDRAWN)


class Customer(models.Model):
    """A person who asks for service, under a number that is given once.

    The name may be empty where only an address is known. `revision` grows with every change, so that nobody
    overwrites what they have not seen. `merged_into` is the customer who has this one's addresses now.
    Of an erased customer nothing is left but the number.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="customers", db_index=False)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=NAME_LENGTH, blank=True, default="")
    search_name = models.CharField(max_length=2 * NAME_LENGTH, blank=True, default="")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.SET_NULL, null=True, blank=True, related_name="customers"
    )
    tier = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")
    timezone = models.CharField(max_length=64, blank=True, default="")
    fields = models.JSONField(default=dict, blank=True)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.UNKNOWN)
    consent_on = models.DateField(null=True, blank=True)
    consent_how = models.CharField(max_length=200, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.RESTRICT, null=True, blank=True, related_name="merged"
    )
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("team", "number")
        constraints = (
            models.UniqueConstraint(fields=("team", "number"), name="one_customer_per_number"),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="customer_not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(name="", search_name="", consent_how=""),
                name="erased_customer_has_no_name",
            ),
        )
        indexes = (models.Index(fields=("team", "search_name", "number"), name="customer_by_name"),)

    def __str__(self) -> str:
        return self.name or f"#{self.number}"

    @property
    def is_live(self) -> bool:
        """Whether this is a customer of their own: neither merged into another nor erased."""
        return self.merged_into_id is None and self.erased_at is None


class AddressKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    CHAT = "chat", _("Chat name")
    ID = "id", _("Id in another system")


class Address(models.Model):
    """Where a customer writes from: `value` as it was given, `normalised` as it is compared."""

    team = models.ForeignKey(
        Team, on_delete=models.CASCADE, related_name="customer_addresses", db_index=False
    )
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind)
    value = models.CharField(max_length=ADDRESS_LENGTH)
    normalised = models.CharField(max_length=ADDRESS_LENGTH)
    added_at = models.DateTimeField()

    class Meta:
        ordering = ("customer", "id")
        constraints = (
            models.UniqueConstraint(fields=("team", "kind", "normalised"), name="one_customer_per_address"),
        )
        indexes = (
            models.Index(fields=("team", "normalised"), name="address_by_text"),
            models.Index(fields=("team", "value"), name="address_by_value"),
        )

    def __str__(self) -> str:
        return self.value


class Note(models.Model):
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("customer", "-at", "-id")

    def __str__(self) -> str:
        return self.text[:60]


class Merge(models.Model):
    """One person merged into another: what was moved, so that exactly that comes back.

    `addresses` and `notes` are ids of rows; `filled` is {name: value} of what the other had left empty.
    """

    source = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges_away")
    target = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges_here")
    addresses = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    filled = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=("source",), condition=models.Q(undone_at__isnull=True), name="merged_once_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


class NotTheSame(models.Model):
    """Two customers of whom somebody said that they are not one; `first` has the smaller id."""

    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("first", "second")
        constraints = (
            models.UniqueConstraint(fields=("first", "second"), name="two_customers_told_apart_once"),
            models.CheckConstraint(
                condition=models.Q(first__lt=models.F("second")), name="the_smaller_customer_first"
            ),
        )

    def __str__(self) -> str:
        return f"{self.first} ≠ {self.second}"


class EventKind(models.TextChoices):
    ADDED = "added", _("added")
    BROUGHT_IN = "brought_in", _("brought in")
    CHANGED = "changed", _("changed")
    ADDRESS_ADDED = "address_added", _("address added")
    ADDRESS_REMOVED = "address_removed", _("address removed")
    NOTE_ADDED = "note_added", _("note added")
    NOTE_REMOVED = "note_removed", _("note removed")
    MERGED = "merged", _("merged")
    UNMERGED = "unmerged", _("merge undone")
    TOLD_APART = "told_apart", _("told apart")
    EXPORTED = "exported", _("exported")
    ERASED = "erased", _("erased")
    TOO_OLD = "too_old", _("erased by the retention rule")


class CustomerEvent(models.Model):
    """What somebody did to a customer: `facts` is {what: [before, after]}.

    Erasing the customer empties the facts; the row stays.
    """

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True)
    kind = models.CharField(max_length=20, choices=EventKind)
    facts = models.JSONField(default=dict)
    key = models.CharField(max_length=LONGEST_KEY_NAME, blank=True, default=key_in_use)

    class Meta:
        ordering = ("customer", "-at", "-id")

    def __str__(self) -> str:
        return f"{self.customer}: {self.kind}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a customer's history is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("a customer's history is only added to")
