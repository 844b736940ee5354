"""Reading a file without keeping anything of it: what an import would find."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from halfhour.ledger.findings import Tally
from halfhour.ledger.reading import (
    CleanBatch,
    EventContacts,
    OnProgress,
    ReadingOptions,
    Rejections,
    Shape,
    contacts_from_events,
    open_history,
    whole_events,
    whole_intervals,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What one path holds; the documents are those that an import keeps."""

    recognised: list[dict[str, Any]]
    counts: dict[str, int]
    findings: dict[str, Any]
    rejected: Rejections


def survey(
    *, path: Path, options: ReadingOptions, today: date, on_progress: OnProgress | None = None
) -> Survey:
    """Read the whole file, or all files of an archive; nothing is stored.

    Raises
    ------
    HistoryRefused
        With one sentence, where nothing in it can be used.
    """
    tally = Tally()
    for file in open_history([path], options):
        tally.open_file(file)
        batches: list[CleanBatch] = []
        for batch in file.batches(on_progress=on_progress):
            tally.take(batch)
            if batch.shape in (Shape.INTERVALS, Shape.EVENTS):
                batches.append(batch)
        _take_gathered(tally, batches, options)
        tally.close_file(file)
    return Survey(
        recognised=tally.recognised(),
        counts=tally.counts(),
        findings=tally.findings(today=today),
        rejected=tally.rejected,
    )


def _take_gathered(tally: Tally, batches: list[CleanBatch], options: ReadingOptions) -> None:
    """Counts are added up, and events made contacts, once the whole file has been seen."""
    counted = [batch.frame for batch in batches if batch.shape is Shape.INTERVALS]
    logged = [batch.frame for batch in batches if batch.shape is Shape.EVENTS]
    if counted:
        intervals, repeated = whole_intervals(counted)
        tally.repeated_rows(repeated)
        tally.take_intervals(intervals)
    if logged:
        events, repeated = whole_events(logged)
        tally.repeated_rows(repeated)
        made: EventContacts = contacts_from_events(events, rules=options.event_rules)
        tally.take_contacts(made.contacts)
        tally.take_rules(made.rules)
