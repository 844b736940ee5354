"""What was promised to customers, and what was kept of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from halfhour import wording
from halfhour.desk.adapter.promise import reason_from
from halfhour.desk.models import PromiseRecord
from halfhour.engine.response import Share, share_of
from halfhour.people.models import Team

SHOWN_DAYS = 90
FEWEST = 30  # fewer promises say nothing of a share


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueKept:
    """A queue's promises of the last weeks: what was told first counts, whatever was told after it."""

    queue: str
    claimed: float
    settled: int
    kept: int
    told_again: int
    standing: int

    @property
    def share(self) -> Share | None:
        """The share kept with its bounds; None where nothing is settled."""
        return share_of(hits=self.kept, count=self.settled) if self.settled else None

    @property
    def is_enough(self) -> bool:
        return self.settled >= FEWEST

    @property
    def is_as_claimed(self) -> bool | None:
        """Whether as many were kept as claimed, as far as chance tells; None for too few promises."""
        if self.share is None or not self.is_enough:
            return None
        return self.claimed <= self.share.high


def kept_share(team: Team, *, at: datetime, days: int = SHOWN_DAYS) -> tuple[QueueKept, ...]:
    """Queue by queue, the promises that were made in the last days."""
    first = Q(line__told_before=0)
    is_over = Q(was_kept__isnull=False) | Q(by_at__lt=at, is_void=False, ticket__merged_into__isnull=True)
    rows = (
        PromiseRecord.objects.filter(ticket__team=team, made_at__gte=at - timedelta(days=days))
        .values("queue", "chance")
        .annotate(
            settled=Count("id", filter=first & is_over),
            kept=Count("id", filter=first & Q(was_kept=True)),
            again=Count("id", filter=~first),
            standing=Count("id", filter=Q(was_kept__isnull=True, replaced_at__isnull=True)),
        )
        .order_by("queue", "chance")
    )
    return tuple(
        QueueKept(
            queue=row["queue"],
            claimed=row["chance"],
            settled=row["settled"],
            kept=row["kept"],
            told_again=row["again"],
            standing=row["standing"],
        )
        for row in rows
    )


def why_promised(record: PromiseRecord) -> list[str]:
    """What a promise followed from, in sentences."""
    return [wording.sentence(reason_from(each)) for each in record.reasons]
