"""The analysis of response times as a person reads it on a terminal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import ceil, isfinite, isnan
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from halfhour.cli import options
from halfhour.engine.patience import Estimate
from halfhour.engine.response import ENOUGH_FOR_MEDIAN, ENOUGH_FOR_P90, GroupSummary, Share
from halfhour.insight.analysis import Dimension, ResponseAnalysis, ResponseTable
from halfhour.insight.contact_times import Clock, Measure, Outcome
from halfhour.insight.outputs import FILES
from halfhour.insight.patience import QueuePatience
from halfhour.ledger.reading import TITLES, History
from halfhour.people.wording.channels import channel_words
from halfhour.people.wording.figures import duration, figure, percent
from halfhour.wording import sentence

LONGEST_TABLE = 10
BARS = " ▁▂▃▄▅▆▇█"
TOO_FEW = "*"


def print_analysis(analysis: ResponseAnalysis, *, history: History, out_dir: Path | None) -> None:
    console = options.console()
    _print_history(console, analysis, history)
    _print_outcomes(console, analysis)
    for table in _shown_tables(analysis):
        _print_table(console, table)
    _print_patience(console, analysis)
    _print_arrivals(console, analysis)
    if out_dir is not None:
        console.print()
        console.print(_("Written to {folder}: {files}.").format(folder=out_dir, files=", ".join(FILES)))


def _shown_tables(analysis: ResponseAnalysis) -> Iterable[ResponseTable]:
    """The tables in the promised clock that tell anything apart; hours of the first measure only."""
    found = [
        table
        for measure in Measure
        for dimension in Dimension
        if (table := analysis.table(measure, analysis.promised_clock(), dimension)) is not None
    ]
    for table in found:
        if table.dimension is Dimension.HOUR and table.measure is not found[0].measure:
            continue
        if table.dimension is Dimension.ALL or len(table.rows) > 1:
            yield table


def measure_words(measure: Measure) -> str:
    return {Measure.ANSWER: _("Answer time"), Measure.RESOLUTION: _("Resolution time")}[measure]


def clock_words(clock: Clock) -> str:
    return {Clock.BUSINESS: _("in business time"), Clock.ELAPSED: _("by the clock on the wall")}[clock]


def dimension_words(dimension: Dimension) -> str:
    return {
        Dimension.ALL: _("All contacts"),
        Dimension.QUEUE: _("Queue"),
        Dimension.CHANNEL: _("Channel"),
        Dimension.CATEGORY: _("Category"),
        Dimension.WEEKDAY: _("Weekday"),
        Dimension.HOUR: _("Hour of arrival"),
    }[dimension]


def outcome_words(outcome: str) -> str:
    return {
        Outcome.RESOLVED: _("resolved"),
        Outcome.ANSWERED: _("answered, not known to be resolved"),
        Outcome.ABANDONED: _("gave up"),
        Outcome.OPEN: _("still open"),
        Outcome.HANDLED: _("answered"),
    }[Outcome(outcome)]


def _print_history(console: Console, analysis: ResponseAnalysis, history: History) -> None:
    came = ngettext("{count} contact", "{count} contacts", analysis.contacts).format(
        count=figure(analysis.contacts)
    )
    first, last = (_date(instant, analysis) for instant in (analysis.first_at, analysis.last_at))
    console.print(
        _("{contacts} from {first} to {last}, times in {timezone}").format(
            contacts=came, first=first, last=last, timezone=analysis.timezone
        ),
        style="bold",
    )
    for reason, count in sorted(history.rejected.by_reason.items(), key=lambda item: -item[1]):
        console.print(_("· left out: {count} × {title}").format(count=figure(count), title=TITLES[reason]))
    for notice in history.notices:
        console.print(f"· {notice}")


def _print_outcomes(console: Console, analysis: ResponseAnalysis) -> None:
    if not analysis.outcomes:
        return
    table = _table((_("Outcome"), _("Contacts"), _("Share"), _("95% bounds")))
    for row in analysis.outcomes:
        table.add_row(
            outcome_words(str(row.outcome)),
            figure(row.share.hits),
            percent(row.share.share, 1),
            _bounds(row.share),
        )
    console.print()
    console.print(table)


def _print_patience(console: Console, analysis: ResponseAnalysis) -> None:
    """How long the customers of each live queue would wait, and how many of them until the goal."""
    if not analysis.patience:
        return
    has_goal = any(row.at_goal for row in analysis.patience)
    heads = [_("Patience"), _("Waited"), _("Gave up"), _("Median"), _("95% bounds")]
    table = _table((*heads, _("Still there at goal"), _("95% bounds")) if has_goal else heads)
    for row in analysis.patience:
        table.add_row(*_patience_cells(row, has_goal=has_goal))
    console.print()
    console.print(table)
    for row in analysis.patience:
        for reason in row.reasons:
            console.print(f"{row.queue or _('not given')}: {sentence(reason)}", style="dim")


def _patience_cells(row: QueuePatience, *, has_goal: bool) -> Iterable[str]:
    yield row.queue or _("not given")
    yield figure(row.waited)
    yield figure(row.hangups)
    yield duration(row.median.value)
    yield _duration_bounds(row.median)
    if has_goal:
        yield "–" if row.at_goal is None else percent(row.at_goal.value, 1)
        yield "–" if row.at_goal is None else _share_bounds(row.at_goal.low, row.at_goal.high)


def _duration_bounds(found: Estimate) -> str:
    if not isfinite(found.high):
        return _("above {time}").format(time=duration(found.low))
    return f"{duration(found.low)}–{duration(found.high)}"


def _print_table(console: Console, table: ResponseTable) -> None:
    has_goal = any(row.summary.within for row in table.rows)
    heads = [dimension_words(table.dimension), _("Contacts"), _("Mean"), _("Median"), _("90th percentile")]
    shown = _table((*heads, _("Within goal"), _("95% bounds")) if has_goal else heads)
    rows = _shown_rows(table)
    for row in rows:
        shown.add_row(*_row_cells(row, table.dimension, has_goal=has_goal))
    console.print()
    if table.dimension is Dimension.ALL:
        heading = _("{measure}, {clock}").format(
            measure=measure_words(table.measure), clock=clock_words(table.clock)
        )
        console.print(Text(heading, style="bold"))
    console.print(shown)
    left = len(table.rows) - len(rows)
    if left:
        console.print(
            ngettext(
                "and {count} more, with fewer contacts", "and {count} more, with fewer contacts each", left
            ).format(count=left),
            style="dim",
        )
    if any(not row.summary.enough for row in rows):
        console.print(
            _("{mark} too few to be sure: a median needs {median} times, a 90th percentile {p90}").format(
                mark=TOO_FEW, median=ENOUGH_FOR_MEDIAN, p90=ENOUGH_FOR_P90
            ),
            style="dim",
        )


def _shown_rows(table: ResponseTable) -> Sequence[GroupSummary]:
    """Days and hours all and in order, names by how many contacts they have."""
    if table.dimension in (Dimension.WEEKDAY, Dimension.HOUR):
        return table.rows
    return sorted(table.rows, key=lambda row: -row.summary.count)[:LONGEST_TABLE]


def _row_cells(row: GroupSummary, dimension: Dimension, *, has_goal: bool) -> Iterable[str]:
    summary = row.summary
    yield _label(row.label, dimension)
    yield figure(summary.count)
    yield duration(summary.mean_seconds)
    yield duration(summary.median_seconds) + ("" if summary.median_enough else TOO_FEW)
    yield duration(summary.p90_seconds) + ("" if summary.enough else TOO_FEW)
    if has_goal:
        yield percent(summary.share_within, 1)
        yield _bounds(summary.within) if summary.within else "–"


def _label(label: str | int, dimension: Dimension) -> str:
    if dimension is Dimension.WEEKDAY:
        return str(WEEKDAYS[int(label)])
    if dimension is Dimension.HOUR:
        return f"{int(label):02}:00"
    if dimension is Dimension.CHANNEL and label:
        return channel_words(str(label))
    return str(label) or ("" if dimension is Dimension.ALL else _("not given"))


def _bounds(share: Share) -> str:
    return _share_bounds(share.low, share.high)


def _share_bounds(low: float, high: float) -> str:
    return f"{figure(low * 100, 1)}–{percent(high, 1)}"


def _print_arrivals(console: Console, analysis: ResponseAnalysis) -> None:
    """Weekdays by slots, each cell as tall as its mean arrivals."""
    mean = analysis.arrivals.mean
    highest = float(np.nanmax(mean, initial=0.0))
    if not highest:
        return
    console.print()
    console.print(Text(_("Arrivals by weekday and time of day"), style="bold"))
    names = [str(WEEKDAYS_ABBR[day]) for day in range(7)]
    width = max(map(cell_len, names)) + 1
    per_hour = max(1, 3600 // analysis.arrivals.interval_seconds)
    console.print(" " * width + "".join(f"{hour:<{3 * per_hour}}" for hour in range(0, 24, 3)), style="dim")
    for name, row in zip(names, mean.tolist(), strict=True):
        bars = "".join(_bar(value, highest) for value in row)
        console.print(name + " " * (width - cell_len(name)) + bars)
    console.print(
        _("Tallest: {highest} contacts on average in {minutes} minutes. Empty: none. Dot: not known.").format(
            highest=figure(highest, 1), minutes=analysis.interval_minutes
        ),
        style="dim",
    )


def _bar(value: float, highest: float) -> str:
    """A cell as tall as its value; a dot where it is not known."""
    return "·" if isnan(value) else BARS[ceil(value / highest * (len(BARS) - 1))]


def _table(heads: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, head in enumerate(heads):
        table.add_column(head, justify="right" if number else "left")
    return table


def _date(instant: int, analysis: ResponseAnalysis) -> str:
    return date_format(datetime.fromtimestamp(instant, ZoneInfo(analysis.timezone)).date())
