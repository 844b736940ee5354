"""What an import found, made ready for its page in the reader's language."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from halfhour.engine.shrinkage import uses_of_states
from halfhour.ledger.models import Import
from halfhour.ledger.reading import TITLES, RejectReason
from halfhour.ledger.summary import example_sentence, rule_words, shape_words
from halfhour.ledger.wording import column_words
from halfhour.people.wording.channels import channel_words
from halfhour.wording.shrinkage import use_words

MOST_DAYS_SHOWN = 120
WEEK = 7
TICKS = 8
COUNTS = (
    "read", "rejected", "cells_left_out", "new", "changed", "unchanged", "moved_by_clock_change", "ambiguous",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedGroup:
    title: str
    count: int
    examples: tuple[tuple[str, int, str, str], ...]  # file, line, sentence, row


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundActivity:
    """What was found of people's time; `states` are (name, what it usually means, rows)."""

    people: int
    rows: int
    planned: int
    first_on: date
    last_on: date
    states: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The page's content; `days` are (label, contacts) of the chart, by day or by week.

    `activity` is None where the files held nothing of people's time.
    """

    same_as: int | None
    counts: Mapping[str, int]
    volume: float
    first_on: date | None
    last_on: date | None
    timezone: str
    days: tuple[tuple[str, float], ...]
    by_week: bool
    chart: Mapping[str, Any]
    queues: tuple[tuple[str, float, float], ...]  # name, contacts, share
    channels: tuple[tuple[str, float, float], ...]
    files: tuple[Mapping[str, Any], ...]
    rules: tuple[tuple[str, str], ...]
    rejected: tuple[RejectedGroup, ...]
    notices: tuple[str, ...]
    activity: FoundActivity | None = None


def found_page(record: Import) -> Found:
    findings = record.findings
    days = [(date.fromisoformat(day), volume) for day, volume in findings.get("days", ())]
    by_week = len(days) > 1 and (days[-1][0] - days[0][0]).days >= MOST_DAYS_SHOWN
    spans = _filled(days, step=WEEK if by_week else 1)
    labels = tuple((date_format(day, "SHORT_DATE_FORMAT"), volume) for day, volume in spans)
    return Found(
        same_as=findings.get("same_as"),
        counts=dict.fromkeys(COUNTS, 0) | record.counts,
        volume=findings.get("volume", 0),
        first_on=days[0][0] if days else None,
        last_on=days[-1][0] if days else None,
        timezone=findings.get("timezone", ""),
        days=labels,
        by_week=by_week,
        chart=_chart(labels),
        queues=_shares(findings.get("queues", ())),
        channels=_shares((channel_words(name), volume) for name, volume in findings.get("channels", ())),
        files=tuple(_file(recognised) for recognised in record.recognised),
        rules=tuple(
            (rule_words(rule), ", ".join(names)) for rule, names in findings.get("rules", {}).items() if names
        ),
        rejected=tuple(_rejected(group) for group in findings.get("rejected", ())),
        notices=tuple(findings.get("notices", ())),
        activity=_activity(findings.get("activity")),
    )


def _activity(found: Mapping[str, Any] | None) -> FoundActivity | None:
    if found is None:
        return None
    uses = uses_of_states(name for name, _rows in found["states"])
    return FoundActivity(
        people=found["people"],
        rows=found["rows"],
        planned=found["planned"],
        first_on=date.fromisoformat(found["first_on"]),
        last_on=date.fromisoformat(found["last_on"]),
        states=tuple((name, use_words(uses[name]), rows) for name, rows in found["states"]),
    )


def _filled(days: list[tuple[date, float]], *, step: int) -> list[tuple[date, float]]:
    """A value for every day, or every week from its Monday, days without contacts included."""
    if not days:
        return []
    volumes: dict[date, float] = {}
    for day, volume in days:
        start = day - timedelta(days=day.weekday()) if step == WEEK else day
        volumes[start] = volumes.get(start, 0) + volume
    first, last = min(volumes), max(volumes)
    spans = range(0, (last - first).days + 1, step)
    return [(first + timedelta(days=after), volumes.get(first + timedelta(days=after), 0)) for after in spans]


def _chart(days: tuple[tuple[str, float], ...]) -> dict[str, Any]:
    every = max(1, len(days) // TICKS)
    return {
        "x": [label for label, _volume in days],
        "ticks": {place: label for place, (label, _volume) in enumerate(days) if place % every == 0},
        "series": [
            {
                "name": _("Contacts"),
                "kind": "bars",
                "tone": "1",
                "values": [volume for _label, volume in days],
            }
        ],
        "decimals": 0,
    }


def _shares(found: Iterable[tuple[str, float]]) -> tuple[tuple[str, float, float], ...]:
    groups = tuple(found)
    if not any(name for name, _volume in groups):
        return ()
    total = sum(volume for _name, volume in groups) or 1
    return tuple((name or _("not named"), volume, volume / total) for name, volume in groups)


def _file(recognised: Mapping[str, Any]) -> dict[str, Any]:
    columns = [(column_words(ours), theirs) for ours, theirs in recognised["columns"].items()]
    return {**recognised, "shape_words": shape_words(recognised["shape"]), "columns": columns}


def _rejected(group: Mapping[str, Any]) -> RejectedGroup:
    return RejectedGroup(
        title=str(TITLES[RejectReason(group["reason"])]),
        count=group["count"],
        examples=tuple(
            (
                example["file"],
                example["line"],
                example_sentence(group["reason"], _worded(example)),
                example["row"],
            )
            for example in group["examples"]
        ),
    )


def _worded(example: Mapping[str, Any]) -> dict[str, Any]:
    """The example with the column in the reader's words."""
    figures = dict(example["figures"])
    if "column" in figures:
        figures["column"] = column_words(figures["column"])
    return {**example, "figures": figures}
