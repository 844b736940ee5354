"""Reading a stored file into the ledger, batch by batch.

Each batch is one transaction, which also writes how far the import is: one that was cut off goes on
where it stopped, and one that is asked for twice changes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial

import polars as pl
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from halfhour.ledger.actions.locking import lock_ledger
from halfhour.ledger.actions.writing import Written, write_contacts, write_events, write_intervals
from halfhour.ledger.actions.writing_activity import write_activity
from halfhour.ledger.columnar import refresh_copy
from halfhour.ledger.errors import ImportRefused
from halfhour.ledger.findings import Tally
from halfhour.ledger.logged import EVENT_KNOWN, contacts_with_events_of, rules_of_log
from halfhour.ledger.models import Import, ImportState
from halfhour.ledger.options import options_from_document
from halfhour.ledger.reading import (
    CleanBatch,
    HistoryFile,
    HistoryRefused,
    ReadingProgress,
    Shape,
    known_columns,
    open_stored,
    whole_intervals,
)
from halfhour.ledger.storage import raw_path, rejected_path
from halfhour.ledger.wording import refusal_on_page

BATCH_ROWS = 20_000

Clock = Callable[[], datetime]


class Stage(StrEnum):
    """What an import is doing: reading the file, making contacts of its events, or copying for analysis."""

    READ = "read"
    CONTACTS = "contacts"
    COPY = "copy"


# Where each stage begins, as a share of the whole work.
STAGE_BEGINS = {Stage.READ: 0.0, Stage.CONTACTS: 0.75, Stage.COPY: 0.85}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportProgress:
    """How far an import is: `done` of the whole work, and the rows read so far."""

    stage: Stage
    done: float
    rows: int


OnProgress = Callable[[ImportProgress], None]


@dataclass(slots=True, kw_only=True)
class _Running:
    """An import while it runs: the batches counted, and what the whole file says so far."""

    record: Import
    at: datetime
    done_before: int
    on_progress: OnProgress | None
    batches: int = 0
    rows: int = 0
    tally: Tally = field(default_factory=Tally)

    def tell(self, stage: Stage, share: float = 0.0) -> None:
        """Say how far a stage is; whoever listens may raise to stop."""
        if self.on_progress is not None:
            begins = STAGE_BEGINS[stage]
            ends = min((each for each in STAGE_BEGINS.values() if each > begins), default=1.0)
            done = begins + (ends - begins) * share
            self.on_progress(ImportProgress(stage=stage, done=done, rows=self.rows))

    def hear(self, progress: ReadingProgress) -> None:
        self.rows = progress.rows
        self.tell(Stage.READ, progress.share)

    def write(self, write: Callable[..., Written]) -> None:
        """Write one batch, unless an earlier attempt has written it."""
        self.batches += 1
        if self.batches <= self.done_before:
            return
        with transaction.atomic():
            lock_ledger(self.record.team_id)
            locked = Import.objects.select_for_update().get(id=self.record.pk)
            if locked.batches_done != self.batches - 1:
                raise ImportRefused(_("This file is being read already."))
            written = write(record=locked)
            for name, count in written.as_counts().items():
                locked.counts[name] = locked.counts.get(name, 0) + count
            locked.batches_done = self.batches
            locked.save(update_fields=["batches_done", "counts"])


def import_history(
    *, record: Import, at: datetime, on_progress: OnProgress | None = None, clock: Clock = timezone.now
) -> Import:
    """Read the stored file of an import into its team's ledger, as its options say.

    A file that was imported before with the same options is not read again. `on_progress` may raise to
    stop: what was read stays, and calling this again goes on from there.

    Raises
    ------
    ImportRefused
        With one sentence, where nothing in the file can be used; the sentence is kept with the import.
    """
    record = _begin(record)
    if record.state == ImportState.DONE:
        return record
    same = _same_as(record)
    if same is not None:
        return _finish(record, Tally(), clock=clock, same_as=same.number)
    running = _Running(record=record, at=at, done_before=record.batches_done, on_progress=on_progress)
    try:
        _read_files(running)
        _make_contacts_of_events(running)
    except HistoryRefused as refusal:
        on_page = refusal_on_page(refusal)
        _refuse(record, on_page, running.tally, clock=clock)
        raise ImportRefused(refusal.sentence, on_page=on_page) from None
    running.tell(Stage.COPY)
    finished = _finish(record, running.tally, clock=clock)
    refresh_copy(record.team)
    return finished


@transaction.atomic
def _begin(record: Import) -> Import:
    locked = Import.objects.select_for_update().select_related("team").get(id=record.pk)
    if locked.state == ImportState.UPLOADED:
        locked.state = ImportState.READING
        locked.batch_rows = (
            locked.batch_rows or BATCH_ROWS
        )  # the same batches again, whatever this version's are
        locked.save(update_fields=["state", "batch_rows"])
    if locked.state == ImportState.REFUSED:
        raise ImportRefused(locked.refusal)
    return locked


def _same_as(record: Import) -> Import | None:
    """An earlier import of the same bytes, understood the same way."""
    return (
        Import.objects.filter(
            team=record.team_id,
            digest=record.digest,
            options=record.options,
            state=ImportState.DONE,
            findings__same_as__isnull=True,
        )
        .exclude(id=record.pk)
        .order_by("number")
        .first()
    )


def _read_files(running: _Running) -> None:
    options = options_from_document(running.record.options, team=running.record.team)
    for file in open_stored(raw_path(running.record), running.record.file_name, options):
        running.tally.open_file(file)
        counted: list[pl.DataFrame] = []
        for batch in file.batches(rows=running.record.batch_rows, on_progress=running.hear):
            running.tally.take(batch)
            if batch.shape is Shape.INTERVALS:
                counted.append(batch.frame)
            elif not batch.frame.is_empty():
                running.write(partial(_write_batch, batch=batch, file=file, at=running.at))
        for intervals in _interval_batches(counted, running):
            running.write(partial(write_intervals, intervals=intervals))
        running.tally.close_file(file)


def _write_batch(*, record: Import, batch: CleanBatch, file: HistoryFile, at: datetime) -> Written:
    if batch.shape is Shape.EVENTS:
        return write_events(record=record, events=batch.frame)
    if batch.shape is Shape.ACTIVITY:
        return write_activity(record=record, activity=batch.frame)
    return write_contacts(record=record, contacts=batch.frame, known=known_columns(file.mapping), at=at)


def _interval_batches(counted: list[pl.DataFrame], running: _Running) -> Iterator[pl.DataFrame]:
    """Rows of one interval are added up before they are written, so the file's counts are gathered first."""
    if not counted:
        return
    whole, repeated = whole_intervals(counted)
    running.tally.repeated_rows(repeated)
    running.tally.take_intervals(whole)
    rows = running.record.batch_rows
    for start in range(0, whole.height, rows):
        yield whole.slice(start, rows)


def _make_contacts_of_events(running: _Running) -> None:
    """Make the contacts anew whose events this import added to."""
    if not running.tally.has_events:
        return
    options = options_from_document(running.record.options, team=running.record.team)
    rules = rules_of_log(running.record.team, options.event_rules)
    running.tally.take_rules(rules)
    for share, contacts in contacts_with_events_of(
        running.record, rules=rules, at_once=max(1, running.record.batch_rows // 4)
    ):
        running.tally.take_contacts(contacts)
        running.write(partial(write_contacts, contacts=contacts, known=EVENT_KNOWN, at=running.at))
        running.tell(Stage.CONTACTS, share)


@transaction.atomic
def _finish(record: Import, tally: Tally, *, clock: Clock, same_as: int | None = None) -> Import:
    tally.rejected.write(rejected_path(record))
    locked = Import.objects.select_for_update().select_related("team").get(id=record.pk)
    locked.state = ImportState.DONE
    locked.finished_at = clock()
    locked.recognised = tally.recognised()
    locked.counts = tally.counts() | locked.counts
    locked.findings = tally.findings(today=clock().date()) | ({"same_as": same_as} if same_as else {})
    locked.save(update_fields=["state", "finished_at", "recognised", "counts", "findings"])
    return locked


@transaction.atomic
def _refuse(record: Import, sentence: str, tally: Tally, *, clock: Clock) -> None:
    """Keep the sentence with the import; what was read before the refusal stays in the ledger."""
    tally.rejected.write(rejected_path(record))
    locked = Import.objects.select_for_update().get(id=record.pk)
    locked.state = ImportState.REFUSED
    locked.refusal = sentence
    locked.finished_at = clock()
    locked.findings = tally.findings(today=clock().date())
    locked.counts = tally.counts() | locked.counts
    locked.save(update_fields=["state", "refusal", "finished_at", "findings", "counts"])
