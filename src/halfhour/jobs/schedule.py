"""What is done again and again without anybody asking: each entry has a row that says when it is due.

Whoever looks first moves the row on with one statement and runs the handler; whoever comes second finds
nothing due. So it does not matter how many processes look. Handlers are named, not imported: apps above
this one register theirs here. They may be killed at any point, and must be safe to run twice.

The process that serves pages looks where nothing carries live updates between processes, so that its pages
hear of what was done at once; where Redis does, workers look.
"""

import logging
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import OperationalError, close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string

from halfhour.jobs.models import ScheduledRun

logger = logging.getLogger(__name__)
LOOK_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    name: str
    handler: str  # dotted name of `(at: datetime) -> None`
    every_seconds: int


SCHEDULE: tuple[Scheduled, ...] = (
    Scheduled(name="desk", handler="halfhour.desk.clockwork.tick", every_seconds=3),
    Scheduled(name="demo", handler="halfhour.demo.life.go_on", every_seconds=20),
    Scheduled(name="triage", handler="halfhour.desk.jobs.learn_what_is_due", every_seconds=86_400),
    Scheduled(name="past", handler="halfhour.desk.jobs.forget_what_is_past", every_seconds=86_400),
    Scheduled(name="answers", handler="halfhour.api.jobs.forget_answers", every_seconds=86_400),
    Scheduled(name="retention", handler="halfhour.customers.jobs.keep_retention", every_seconds=86_400),
)


def run_due(*, at: datetime, schedule: Sequence[Scheduled] = SCHEDULE) -> tuple[str, ...]:
    """Run what is due and nobody else has taken; the names of it. What fails is logged, and due again."""
    known = dict(ScheduledRun.objects.order_by("name").values_list("name", "next_at"))
    taken = tuple(each for each in schedule if known.get(each.name, at) <= at and _claim(each, at))
    for each in taken:
        try:
            import_string(each.handler)(at)
        except Exception:
            logger.exception("scheduled work %s failed", each.name)
    return tuple(each.name for each in taken)


def _claim(entry: Scheduled, at: datetime) -> bool:
    """Move the row on; whether it was still due."""
    next_at = at + timedelta(seconds=entry.every_seconds)
    rows = ScheduledRun.objects.filter(name=entry.name)
    if rows.filter(next_at__lte=at).update(next_at=next_at, ran_at=at):
        return True
    _row, is_new = ScheduledRun.objects.get_or_create(
        name=entry.name, defaults={"next_at": next_at, "ran_at": at}
    )
    return is_new


class Clockwork:
    """A thread that looks every second until it is stopped."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clockwork", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._thread.join(timeout=5)

    def _run(self) -> None:
        while not self._stopping.wait(LOOK_EVERY_SECONDS):
            try:
                close_old_connections()
                run_due(at=timezone.now())
            except OperationalError:  # the database is locked or away: it comes back
                logger.warning("no look at the schedule", exc_info=True)
            except Exception:  # whatever it was, the clock goes on
                logger.exception("no look at the schedule")
        close_old_connections()
