"""List the mail that failed for good, and put it back in line when asked."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from halfhour.desk.actions.posting import try_failed_again
from halfhour.desk.models import Outgoing, OutgoingState


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--again", action="store_true", help="try all of it again")

    def handle(self, *args: Any, **options: Any) -> None:
        failed = Outgoing.objects.filter(state=OutgoingState.FAILED).order_by("made_at", "id")
        for row in failed.select_related("ticket__team").iterator():
            ticket = f"{row.ticket.team.slug} #{row.ticket.number}"
            self.stdout.write(f"{row.made_at:%Y-%m-%d %H:%M} {ticket}: {row.kind}, {row.why}")
        if options["again"]:
            try_failed_again(timezone.now())
