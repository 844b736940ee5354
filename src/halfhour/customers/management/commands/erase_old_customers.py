"""Erase the customers whom their team's retention rule no longer keeps: for a timer, once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from django.utils.translation import ngettext

from halfhour.customers.actions import erase_old_customers
from halfhour.customers.models import CustomerSettings
from halfhour.customers.queries.retention import customers_too_old


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many it would be")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        ruled = CustomerSettings.objects.filter(retention_months__isnull=False).select_related("team")
        for settings in ruled.order_by("team__slug"):
            if options["dry_run"]:
                count = customers_too_old(settings.team, months=settings.retention_months or 0, at=at).count()
                words = ngettext(
                    "{team}: {count} customer to erase", "{team}: {count} customers to erase", count
                )
            else:
                count = erase_old_customers(team=settings.team, by=None, at=at)
                words = ngettext("{team}: {count} customer erased", "{team}: {count} customers erased", count)
            self.stdout.write(words.format(team=settings.team.slug, count=count))
