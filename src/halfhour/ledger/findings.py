"""What an import found, kept as plain figures: for its page, and for whoever asks what a file held."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import polars as pl

from halfhour.ledger.reading import CleanBatch, HistoryFile, HistoryRefused, Rejections, SettledRules, Shape
from halfhour.ledger.reading.words import cut_off_notice, dates_notice, future_notice, nothing_usable

GROUPS_KEPT = 50


class Tally:
    """Counts of everything that passes by while a file is read; small, whatever the size of the file."""

    def __init__(self) -> None:
        self.rejected = Rejections()
        self.has_events = False
        self._files: list[HistoryFile] = []
        self._notices: list[str] = []
        self._read = self._duplicates = self._moved = self._ambiguous = 0
        self._file_read = self._file_used = self._file_dates = 0
        self._queues: Counter[str] = Counter()
        self._channels: Counter[str] = Counter()
        self._days: Counter[date] = Counter()
        self._rules: dict[str, list[str]] = {}
        self._people: set[str] = set()
        self._states: Counter[str] = Counter()
        self._planned = 0
        self._activity_days: Counter[date] = Counter()
        self._timezone = "UTC"

    def open_file(self, file: HistoryFile) -> None:
        self._files.append(file)
        self._timezone = file.timezone
        self._file_read = self._file_used = self._file_dates = 0

    def take(self, batch: CleanBatch) -> None:
        self.rejected.extend(batch.rejections)
        self._read += batch.read
        self._file_read += batch.read
        self._file_used += batch.frame.height
        self._file_dates += batch.dates_only
        self._moved += batch.moved_by_clock_change
        self._ambiguous += batch.ambiguous
        self.has_events |= batch.shape is Shape.EVENTS
        if batch.shape is Shape.CONTACTS:
            self.take_contacts(batch.frame)
        elif batch.shape is Shape.ACTIVITY:
            self._take_activity(batch.frame)

    def take_contacts(self, contacts: pl.DataFrame) -> None:
        _add(self._channels, contacts.group_by(pl.col("channel").fill_null("")).agg(pl.len()))
        self._add_volume(contacts, "opened_at", pl.len())

    def _take_activity(self, activity: pl.DataFrame) -> None:
        days = pl.col("started_at").dt.convert_time_zone(self._timezone).dt.date()
        self._people.update(activity["agent"].unique().to_list())
        self._planned += int((activity["planned"].fill_null(0) != 0).sum())
        _add(self._states, activity.group_by("state").agg(pl.len()))
        _add(self._activity_days, activity.group_by(days).agg(pl.len()))

    def take_intervals(self, intervals: pl.DataFrame) -> None:
        self._add_volume(intervals, "interval_start", pl.col("offered").sum())

    def _add_volume(self, frame: pl.DataFrame, time: str, volume: pl.Expr) -> None:
        days = pl.col(time).dt.convert_time_zone(self._timezone).dt.date()
        _add(self._queues, frame.group_by(pl.col("queue").fill_null("")).agg(volume.alias("volume")))
        _add(self._days, frame.group_by(days).agg(volume.alias("volume")))

    def repeated_rows(self, count: int) -> None:
        self._duplicates += count

    def take_rules(self, rules: SettledRules) -> None:
        """The names of events and states by which contacts were made of a log."""
        self._rules = {field.name: list(getattr(rules, field.name)) for field in fields(rules)}

    def close_file(self, file: HistoryFile) -> None:
        """Refuse a file of which nothing could be used; note what the reader should know of it."""
        if self._file_used == 0:
            raise HistoryRefused(nothing_usable(file.name, self._file_read, self.rejected))
        self._notices.extend(file.table.notices)
        if file.table.cut_off:
            self._notices.append(cut_off_notice(file.name, self._file_read))
        if self._file_dates:
            self._notices.append(dates_notice(file.name, self._file_dates))

    def recognised(self) -> list[dict[str, Any]]:
        return [
            {
                "file": file.mapping.file,
                "format": file.table.format_name,
                "shape": file.mapping.shape.value,
                "export": file.mapping.export,
                "columns": dict(file.mapping.columns),
                "unused": list(file.mapping.unused),
            }
            for file in self._files
        ]

    def counts(self) -> dict[str, int]:
        return {
            "read": self._read,
            "rejected": self.rejected.rows,
            "cells_left_out": self.rejected.cells,
            "repeated": self._duplicates,
            "moved_by_clock_change": self._moved,
            "ambiguous": self._ambiguous,
        }

    def findings(self, *, today: date) -> dict[str, Any]:
        days = sorted(self._days)
        coming = [day for day in days if day > today + timedelta(days=1)]
        future = (future_notice(sum(self._days[day] for day in coming), coming[-1]),) if coming else ()
        return {
            **self._activity(),
            "timezone": self._timezone,
            "first_on": days[0].isoformat() if days else None,
            "last_on": days[-1].isoformat() if days else None,
            "volume": sum(self._days.values()),
            "queues": _largest(self._queues),
            "channels": _largest(self._channels),
            "days": [[day.isoformat(), self._days[day]] for day in days],
            "rejected": [
                {
                    "reason": reason.value,
                    "count": count,
                    "examples": [_example_document(example) for example in self.rejected.examples[reason]],
                }
                for reason, count in sorted(self.rejected.by_reason.items(), key=lambda item: -item[1])
            ],
            "rules": self._rules,
            "notices": [*self._notices, *future],
        }

    def _activity(self) -> dict[str, Any]:
        """What was found of people's time; nobody is named, for whoever looks at an import sees it."""
        if not self._activity_days:
            return {}
        days = sorted(self._activity_days)
        return {
            "activity": {
                "first_on": days[0].isoformat(),
                "last_on": days[-1].isoformat(),
                "people": len(self._people),
                "rows": sum(self._activity_days.values()),
                "planned": self._planned,
                "states": _largest(self._states),
            }
        }


def _add(counter: Counter[Any], groups: pl.DataFrame) -> None:
    for key, volume in groups.iter_rows():
        counter[key] += volume


def _largest(counter: Counter[str]) -> list[tuple[str, int]]:
    """The largest groups first, groups of one size by name."""
    return sorted(counter.items(), key=lambda group: (-group[1], group[0]))[:GROUPS_KEPT]


def _example_document(example: Any) -> Mapping[str, Any]:
    return {
        "file": example.file,
        "line": example.line,
        "left_out": example.left_out,
        "figures": dict(example.figures),
        "row": example.row[:300],
    }
