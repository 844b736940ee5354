"""Erase the customers whom their team's retention rule no longer keeps: for a timer, once a day."""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from halfhour.customers.actions import erase_old_customers
from halfhour.customers.models import CustomerSettings
from halfhour.customers.queries.retention import customers_too_old
from halfhour.people.models import Team


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        rules = dict(CustomerSettings.objects.order_by("team").values_list("team", "retention_months"))
        for team in Team.objects.order_by("slug"):
            months = rules.get(team.pk)
            if options["dry_run"]:
                self.stdout.write(_would_be(team, months, at))
            elif months is not None:
                count = erase_old_customers(team=team, by=None, at=at)
                words = ngettext("{team}: {count} customer erased", "{team}: {count} customers erased", count)
                self.stdout.write(words.format(team=team.slug, count=count))


def _would_be(team: Team, months: int | None, at: datetime) -> str:
    if months is None:
        return _("{team}: no retention rule, nobody is erased").format(team=team.slug)
    count = customers_too_old(team, months=months, at=at).count()
    words = ngettext("{team}: {count} customer to erase", "{team}: {count} customers to erase", count)
    return words.format(team=team.slug, count=count)
